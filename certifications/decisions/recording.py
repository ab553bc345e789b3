"""From approved results to certifications: what a decision would do (`plan`), and doing it in one
atomic act (`record`)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date

from certifications.law import rules
from certifications.law.formats import DECISION_NUMBER, PRODUCT_CODE
from certifications.models import (
    IN_ORDER,
    Application,
    ApplicationType,
    Certification,
    Decision,
    DecisionItem,
    EndedBy,
    Level,
    Origin,
    Outcome,
    Proposal,
    Result,
    Round,
)
from certifications.rounds import proposals
from certifications.rounds.access import Refused, lock, require, undecided_results
from certifications.rounds.contents import Content, require_open
from certifications.workflow import close_if_nothing_is_left
from ocop_registry import clock
from ocop_registry.accounts.models import User
from ocop_registry.journal.acts import Act, act, retried
from ocop_registry.places.models import Place, PlaceLevel
from products.models import Product

OVER = frozenset({rules.Standing.EXPIRED, rules.Standing.REVOKED, rules.Standing.SUPERSEDED})


@dataclass
class DecisionData:
    """What the officer copies from the signed paper."""

    number: str
    signed_on: date
    issuer: str
    certificates_issued_on: date


@dataclass
class PlannedLine:
    """What the decision means for one result: its outcome, the new period, and which certification
    it ends."""

    result: Result
    outcome: Outcome
    period: rules.Period
    held: list[Certification]
    problems: list[str] = field(default_factory=list)

    @property
    def application(self) -> Application:
        return self.result.application

    @property
    def product(self) -> Product:
        return self.result.application.product

    @property
    def ends(self) -> list[Certification]:
        """Certifications that the new one ends on its day of issue; none when no certificate is
        given."""
        if self.outcome != Outcome.CERTIFIED or self.period.start is None:
            return []
        return [one for one in self.held if _runs_on(one, self.period.start)]


def _runs_on(certification: Certification, day: date) -> bool:
    """Whether a certification could still count on or after that day, so that a new recognition
    must end it."""
    if certification.ended_on and certification.ended_on <= day:
        return False
    return rules.standing(certification, day) not in OVER


# --- what it would do -----------------------------------------------------------------------------
def plan(round_: Round, data: DecisionData, results: Sequence[Result]) -> list[PlannedLine]:
    """What a decision with these particulars would do for each chosen result, problems named.
    Changes nothing."""
    held: dict[int, list[Certification]] = {result.application.product_id: [] for result in results}
    for certification in (
        Certification.objects.filter(product__in=held)
        .select_related("decision")
        .order_by(IN_ORDER, "pk")
    ):
        held[certification.product_id].append(certification)
    taken_codes = _codes_of_others(results)
    return [
        _plan_line(round_, data, result, held[result.application.product_id], taken_codes)
        for result in results
    ]


def _plan_line(
    round_: Round,
    data: DecisionData,
    result: Result,
    held: list[Certification],
    taken_codes: dict[str, str],
) -> PlannedLine:
    outcome = _outcome(round_, data, result, held)
    period = rules.Period()
    if outcome == Outcome.CERTIFIED:
        period = rules.period_of(data.certificates_issued_on, None, round_.scheme.validity_months)
    line = PlannedLine(result, outcome, period, held)
    line.problems = list(_line_problems(line, data, taken_codes))
    return line


def _outcome(
    round_: Round, data: DecisionData, result: Result, held: list[Certification]
) -> Outcome:
    """Source: 26/2026/QĐ-TTg: the province recognises 3★ 4★ and sends 5★ up; an upgrade not above
    the stars held changes nothing."""
    scheme = rules.SchemeRules.from_data(round_.scheme.slug, round_.scheme.data)
    stars = result.final_stars or 0
    if scheme.authority(stars, data.signed_on) == "central" and not round_.is_central:
        return Outcome.PROPOSED
    state, current = rules.product_standing(held, data.certificates_issued_on)
    # One that lives only by its extension ends with any new result, so it cannot be "kept".
    running = current is not None and state in {rules.Standing.IN_FORCE, rules.Standing.EXPIRING}
    if (
        result.application.type == ApplicationType.UPGRADE
        and running
        and current
        and stars <= current.stars
    ):
        return Outcome.KEPT
    return Outcome.CERTIFIED


def _line_problems(
    line: PlannedLine, data: DecisionData, taken_codes: dict[str, str]
) -> Iterable[str]:
    code = line.application.product_code
    if code and not PRODUCT_CODE.match(code):
        yield (
            f"{line.product.name}: mã “{code}” không đúng dạng tỉnh-xã-STT-năm, ví dụ"
            " 19-02155-003-2026."
        )
    if code in taken_codes:
        yield f"{line.product.name}: mã {code} đã cấp cho “{taken_codes[code]}”."
    if line.outcome != Outcome.CERTIFIED:
        return
    for one in line.held:
        if (
            one.ended_by == EndedBy.REVOKED
            and one.ended_on
            and one.ended_on > data.certificates_issued_on
        ):
            yield (
                f"{line.product.name}: lần công nhận trước đã bị thu hồi ngày"
                f" {one.ended_on:%d/%m/%Y}, sau ngày cấp {data.certificates_issued_on:%d/%m/%Y} của"
                " quyết định này. Kiểm tra lại ngày của quyết định."
            )
        begins = one.issued_on or one.possible_from
        if begins and begins >= data.certificates_issued_on:
            yield (
                f"{line.product.name}: sổ đã có lần công nhận ngày {begins:%d/%m/%Y}, không trước"
                f" ngày cấp {data.certificates_issued_on:%d/%m/%Y} của quyết định này. Kiểm tra lại"
                " ngày, hoặc đính chính lần kia trước."
            )


def _codes_of_others(results: Sequence[Result]) -> dict[str, str]:
    """Codes already borne by another product than the one that wants it: code → that product's
    name."""
    wanted = {
        result.application.product_code: result.application.product_id
        for result in results
        if result.application.product_code
    }
    borne = Certification.objects.filter(code__in=wanted).values_list(
        "code", "product_id", "product_name"
    )
    return {code: name for code, product_id, name in borne if wanted[code] != product_id}


def data_problems(round_: Round, data: DecisionData) -> list[str]:
    """What is wrong with the paper's own particulars."""
    found = []
    today = clock.today()
    if not DECISION_NUMBER.match(data.number):
        found.append(f"Số quyết định “{data.number}” không đúng dạng, ví dụ 386/QĐ-UBND.")
    if not data.issuer.strip():
        found.append("Ghi cơ quan ban hành quyết định.")
    if data.signed_on > today:
        found.append(
            f"Ngày ký {data.signed_on:%d/%m/%Y} ở tương lai: chỉ ghi quyết định sau khi đã ký."
        )
    if round_.evaluated_on and data.signed_on < round_.evaluated_on:
        found.append(
            f"Ngày ký {data.signed_on:%d/%m/%Y} trước ngày hội đồng họp"
            f" {round_.evaluated_on:%d/%m/%Y}."
        )
    if data.certificates_issued_on < data.signed_on:
        found.append("Ngày cấp giấy chứng nhận không thể trước ngày ký quyết định.")
    known = _recorded(data)
    if known and (known.round_id, known.certificates_issued_on) != (
        round_.pk,
        data.certificates_issued_on,
    ):
        found.append(
            f"Quyết định {data.number} ngày {data.signed_on:%d/%m/%Y} của {data.issuer} đã có trong"
            " sổ đăng ký."
        )
    return found


def _recorded(data: DecisionData) -> Decision | None:
    """The decision of that number, day and issuer, when it is in the registry already."""
    return Decision.objects.filter(
        origin=Origin.LIVE, number=data.number, signed_on=data.signed_on, issuer=data.issuer.strip()
    ).first()


# --- doing it -------------------------------------------------------------------------------------
@retried
def record(round_: Round, data: DecisionData, result_uids: Sequence[str], *, by: User) -> Decision:
    """Record a signed decision for the chosen results: certifications exist from this moment, all
    or none.

    `result_uids`: uids of the chosen applications. Raises Refused with every reason,
    PermissionDenied for the wrong person. The round becomes "decided" when nothing is left to
    decide.
    """
    require(by, "decision.record", round_)
    with act("decision.record", by=by, province=round_.place) as deed:
        locked = lock(round_)
        require_open(Content.DECISION, locked)
        results = _chosen(locked, result_uids)
        list(
            Product.objects.select_for_update()
            .filter(pk__in=[r.application.product_id for r in results])
            .order_by("pk")
        )
        lines = plan(locked, data, results)
        problems = data_problems(locked, data) + [
            problem for line in lines for problem in line.problems
        ]
        if problems:
            raise Refused(*problems)
        decision = create_decision(deed, locked, data, locked.place)
        for line in lines:
            carry_out(deed, decision, locked, line)
        close_if_nothing_is_left(deed, locked, by=by)
    return decision


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
    if known := _recorded(data):
        return known
    decision = Decision(
        round=round_,
        number=data.number,
        signed_on=data.signed_on,
        certificates_issued_on=data.certificates_issued_on,
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


def next_code(application: Application, year: int) -> str:
    """The code to propose: tỉnh-xã-STT-năm, STT after the highest one in that commune and year. ""
    when the commune is not known."""
    place = application.product.producer.place
    if len(place.code) != 5 or place.valid_until is not None:
        return ""
    stem = f"{place.current_province.code}-{place.code}-"
    tail = f"-{year}"
    codes = [
        *Certification.objects.filter(code__startswith=stem, code__endswith=tail).values_list(
            "code", flat=True
        ),
        *Application.objects.filter(
            product_code__startswith=stem, product_code__endswith=tail
        ).values_list("product_code", flat=True),
    ]
    last = max((int(code.split("-")[2]) for code in codes if PRODUCT_CODE.match(code)), default=0)
    return f"{stem}{last + 1:03d}{tail}"
