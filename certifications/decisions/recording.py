"""What a signed decision brings about: approved results become certifications, in one atomic act of
two people (`confirming`)."""

from collections.abc import Sequence
from datetime import date

from certifications.decisions.plan import DecisionData, PlannedLine, data_problems, plan, recorded
from certifications.models import (
    Certification,
    Decision,
    DecisionItem,
    EndedBy,
    Level,
    Outcome,
    Proposal,
    Result,
    Round,
)
from certifications.rounds import proposals
from certifications.rounds.access import Refused, lock, require, undecided_results
from certifications.rounds.contents import Content, require_open
from certifications.workflow import close_if_nothing_is_left
from ocop_registry.accounts.models import User
from ocop_registry.journal.acts import Act, act
from ocop_registry.places.models import Place, PlaceLevel
from products.models import Product


def problems(round_: Round, data: DecisionData, result_uids: Sequence[str]) -> list[str]:
    """Every reason why that decision over these results (uids of applications) may not be recorded
    now. Raises Refused for a choice that is none."""
    require_open(Content.DECISION, round_)
    lines = plan(round_, data, _chosen(round_, result_uids))
    found = data_problems(round_, data, round_.place)
    return found + [problem for line in lines for problem in line.problems]


def write(
    deed: Act, locked: Round, data: DecisionData, result_uids: Sequence[str], *, by: User
) -> Decision:
    """Write a decision that two people stand for (`confirming`) for the chosen results of a locked
    round: certifications exist from this moment, all or none. Raises Refused.

    The round becomes "decided" when nothing is left to decide.
    """
    results = _chosen(locked, result_uids)
    list(
        Product.objects.select_for_update()
        .filter(pk__in=[r.application.product_id for r in results])
        .order_by("pk")
    )
    if found := problems(locked, data, result_uids):
        raise Refused(*found)
    lines = plan(locked, data, results)
    decision = create_decision(deed, locked, data, locked.place)
    for line in lines:
        carry_out(deed, decision, locked, line)
    close_if_nothing_is_left(deed, locked, by=by)
    return decision


def rehearse(round_: Round, data: DecisionData, uids: Sequence[str], *, by: User) -> Decision:
    """The act itself, for a preview that takes everything back (`preview.rehearsed`)."""
    require(by, "decision.record", round_)
    with act("decision.record", by=by, province=round_.place) as deed:
        return write(deed, lock(round_), data, uids, by=by)


def _chosen(round_: Round, uids: Sequence[str]) -> list[Result]:
    open_ = {result.application.uid: result for result in undecided_results(round_)}
    if not uids:
        raise Refused("Chưa chọn kết quả nào cho quyết định này.")
    gone = [uid for uid in uids if uid not in open_]
    if gone:
        raise Refused(
            f"Hồ sơ {', '.join(gone)}: không có kết quả đang chờ quyết định (đã có quyết định, hoặc"
            " dưới 3 sao)."
        )
    # In the order of the round's list, as in the annex, whatever order the form sent.
    return sorted((open_[uid] for uid in set(uids)), key=lambda result: result.application.position)


def create_decision(deed: Act, round_: Round, data: DecisionData, place: Place | None) -> Decision:
    """The decision's own row. `place`: the province that decides, None: the centre.

    One recorded before for the same round is taken up again: a line of its annex that was forgotten
    can still be added.
    """
    if known := recorded(data):
        return known
    decision = Decision(
        round=round_,
        number=data.number,
        signed_on=data.signed_on,
        certificates_issued_on=data.certificates_issued_on,
        issue_words=data.issue_words.strip(),
        late_reason=data.late_reason.strip(),
        issuer=data.issuer.strip(),
        issuer_place=place,
        is_demo=round_.is_demo,
    )
    deed.create(decision)
    return decision


def carry_out(deed: Act, decision: Decision, round_: Round, line: PlannedLine) -> None:
    """Write one line of the annex and what it brings about."""
    deed.create(DecisionItem(decision=decision, result=line.result, outcome=line.outcome))
    if line.outcome == Outcome.PROPOSED:
        deed.create(Proposal(result=line.result, decision=decision))
    elif line.outcome == Outcome.CERTIFIED:
        _certify(deed, decision, round_, line)


def _certify(deed: Act, decision: Decision, round_: Round, line: PlannedLine) -> None:
    issued_on = line.period.start
    assert issued_on is not None, "a certificate is only planned with its day"
    application, product = line.application, line.product
    ended = line.ends
    for certification in ended:
        certification.ended_on, certification.ended_by = line.period.start, EndedBy.SUPERSEDED
        deed.save(certification)
    chosen = application.product_set
    # A province may recognise from the centre's result: what counts is who decides, not who
    # evaluated.
    level = Level.PROVINCE if decision.issuer_place else Level.CENTRAL
    deed.create(
        Certification(
            product=product,
            decision=decision,
            result=line.result,
            level=level,
            stars=line.result.final_stars or 0,
            scheme=round_.scheme,
            product_set=chosen,
            product_name=product.name,
            producer_name=product.producer.name,
            set_name=chosen.name if chosen else "",
            place=place_in_force(product.producer.place, issued_on),
            code=application.product_code,
            issued_on=issued_on,
            in_force_from=issued_on,
            in_force_until=line.period.end,
            supersedes=ended[-1] if ended else None,
            is_demo=round_.is_demo,
        )
    )
    if application.proposal:
        proposals.recognise(deed, application.proposal, level)
    if chosen and product.product_set_id != chosen.pk:
        product.product_set = chosen
        deed.save(product)


def place_in_force(place: Place, day: date) -> Place:
    """The unit to name on a certificate of that day: the producer's own, or, when that one is gone,
    today's commune if it is certain, else today's province. A certificate never names a unit that
    did not exist on its day.
    """
    if place.on(day):
        return place
    communes = [
        unit for unit in place.today_units if unit.level == PlaceLevel.COMMUNE and unit.on(day)
    ]
    return communes[0] if len(communes) == 1 else place.current_province
