"""A corrected day of issue in the history of its product: what it may not contradict, and what else
it moves.

Source: domain §2: a new recognition ends the earlier one on its day of issue; a correction
recomputes the expiry.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

from certifications.certificates.extensions import reach_problem, reaches
from certifications.identity.known_facts import period_fields
from certifications.law import numbers, rules, validity
from certifications.law.validity import end_of
from certifications.models import IN_ORDER, Certification, Decision, EndedBy, Origin, Scheme
from ocop_registry import clock, known_days
from ocop_registry.journal.acts import Act
from ocop_registry.known_days import NOTHING, KnownDay

EARLIEST_YEAR = 2013  # the first province's own programme; the country's began in 2018
_ABOUT_THE_DAY = {"decision.issue_words", "decision.late_reason"}
OVER = frozenset({rules.Standing.EXPIRED, rules.Standing.REVOKED, rules.Standing.SUPERSEDED})


# --- what is corrected ----------------------------------------------------------------------------
def issued_of(certification: Certification, changed: Mapping[str, str]) -> KnownDay:
    """What a correction says of the day of issue; nothing when it says nothing of it, or nothing
    that can be read. A month or year that still runs had come by today."""
    if changed.get("issued_on"):
        return KnownDay.of(_day(changed["issued_on"]))
    issued = known_days.read(changed.get("issued_year", "")) or NOTHING
    today = clock.today()
    return issued.by(min(certification.known_on or today, today))


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        return None


def year_refusals(certification: Certification, changed: Mapping[str, str]) -> Iterable[str]:
    """Why a month, quarter or year of issue cannot be written."""
    if changed.get("issued_on"):
        yield "Ghi ngày cấp, hoặc tháng, quý, năm cấp, không ghi cả hai."
    elif certification.issued_on:
        yield (
            f"Đã biết ngày cấp {certification.issued_on:%d/%m/%Y}: tháng, quý, năm theo ngày, không"
            " ghi riêng."
        )
    issued, today = known_days.read(changed["issued_year"]), clock.today()
    if (
        issued is None
        or issued.first is None
        or not EARLIEST_YEAR <= issued.first.year <= today.year
    ):
        yield (
            "Tháng, quý, năm cấp: ghi 12/2020, quý IV/2020 hoặc 2020; năm bốn chữ số, từ"
            f" {EARLIEST_YEAR} đến {today.year}."
        )
    elif issued.first > today:
        yield f"{issued.named().capitalize()} chưa đến: kiểm tra lại thời gian cấp."


def stands_for_unknown(decision: Decision) -> bool:
    """Whether a decision of an old list only gathers the recognitions whose decision is not
    known."""
    return decision.origin == Origin.HISTORIC and not decision.number


def own_decision_wanted(certification: Certification, changed: Mapping[str, str]) -> bool:
    """Whether what has become known of the decision is known of this recognition alone, not of
    those gathered with it."""
    named = changed.keys() & {"decision.number", "decision.signed_on"}
    if not named or not stands_for_unknown(certification.decision):
        return False
    return certification.decision.certifications.exclude(pk=certification.pk).exists()


def give_own_decision(deed: Act, certification: Certification, changed: Mapping[str, str]) -> bool:
    """Rest the recognition on the decision that has become known, found or made; answers whether
    that was called for."""
    if not own_decision_wanted(certification, changed):
        return False
    old = certification.decision
    facts = {
        "origin": Origin.HISTORIC,
        "number": changed.get("decision.number", old.number),
        "signed_on": _day(changed.get("decision.signed_on", "")) or old.signed_on,
        "issuer": changed.get("decision.issuer", old.issuer),
    }
    known = (
        Decision.objects.filter(**facts, issuer_place=old.issuer_place)
        .exclude(number="")
        .order_by("pk")
        .first()
    )
    if known is None:
        issued = _day(changed.get("issued_on", "")) or certification.issued_on
        same = {"issuer_place": old.issuer_place, "source": old.source, "is_demo": old.is_demo}
        known = Decision(**facts, **same, certificates_issued_on=issued)
        deed.create(known)
    certification.decision = known
    return True


# --- what it may not contradict -------------------------------------------------------------------
def day_refusals(
    certification: Certification, issued: KnownDay, signed: date | None
) -> Iterable[str]:
    """Why these corrected days cannot be right; `issued` nothing, `signed` None: not corrected."""
    if issued:
        yield from _refuse_order(certification, issued)
        yield from _refuse_extension(certification, issued)
    yield from _refuse_before_signing(certification, issued, signed)


def issue_refusals(
    certification: Certification, issued: KnownDay, changed: Mapping[str, str]
) -> Iterable[str]:
    """Why a corrected day, month or year of issue cannot be: of the future, or before its scheme
    began. `changed`: the corrected fields as typed."""
    scheme, latest = certification.scheme, issued.last
    yield from _issue_day_problems(certification, issued, changed)
    if latest and scheme and latest < scheme.effective_from:
        yield (
            f"{_of_issue(issued)} trước ngày bộ tiêu chí {scheme.code} được áp dụng"
            f" ({scheme.effective_from:%d/%m/%Y}): kiểm tra lại."
        )


def _of_issue(issued: KnownDay) -> str:
    """At the head of a sentence: "Ngày cấp 19/03/2021", "Cấp tháng 12/2020"."""
    return f"Ngày cấp {issued.written}" if issued.exact else f"Cấp {issued.told()}"


def _issue_day_problems(
    certification: Certification, issued: KnownDay, changed: Mapping[str, str]
) -> Iterable[str]:
    decision, signed = certification.decision, _day(changed.get("decision.signed_on", ""))
    own = issued.day or (None if issued else certification.issued_on)
    if own and (issued or signed or changed.keys() & _ABOUT_THE_DAY):
        yield from validity.issue_day_problems(
            own,
            signed or decision.signed_on,
            clock.today(),
            words=changed.get("decision.issue_words", decision.issue_words),
            late_reason=changed.get("decision.late_reason", decision.late_reason),
        )


def _refuse_order(certification: Certification, issued: KnownDay) -> Iterable[str]:
    """It must stay between the recognitions before and after it, and before its own end."""
    begins = issued.last
    assert begins is not None  # something is known of it
    if certification.ended_on and begins >= certification.ended_on:
        ended = end_of(certification, certification.product.certifications.all())
        yield f"{_of_issue(issued)} không trước khi chứng nhận đã chấm dứt, {ended.told()}."
    for other in certification.product.certifications.exclude(pk=certification.pk).exclude(
        in_force_from=None
    ):
        began = other.issued_on or other.in_force_from
        assert began is not None  # the query leaves out those without a first day
        before = began < (certification.in_force_from or begins)
        if before and begins <= began or not before and begins >= began:
            yield f"{_of_issue(issued)} vượt qua lần công nhận khác {other.issued.told()}."


def _refuse_extension(certification: Certification, issued: KnownDay) -> Iterable[str]:
    if certification.extended_until is None:
        return
    end = rules.period_within(issued, months_of(certification)).end
    if end and not validity.may_extend(end, certification.extended_until):
        yield (
            f"Chứng nhận sẽ hết hạn ngày {end:%d/%m/%Y}, không khớp với gia hạn đến"
            f" {certification.extended_until:%d/%m/%Y} (sau ngày hết hạn, tối đa"
            f" {numbers.EXTENSION_MAX_DAYS} ngày)."
        )
    elif end and (
        problem := reach_problem(end, reaches(Scheme.objects.order_by("effective_from")))
    ):
        yield f"{problem} Chứng nhận này đã được gia hạn."


def _refuse_before_signing(
    certification: Certification, issued: KnownDay, signed: date | None
) -> Iterable[str]:
    decision = certification.decision
    own_issue, own_signing = issued or certification.issued, signed or decision.signed_on
    if (issued or signed) and own_issue.last and own_signing and own_issue.last < own_signing:
        yield (
            f"{_of_issue(own_issue)} trước ngày ký quyết định {own_signing:%d/%m/%Y}: hãy đính"
            " chính cả hai."
        )
    if signed:
        for other in decision.certifications.filter(issued_on__lt=signed).exclude(
            pk=certification.pk
        ):
            yield (
                f"“{other.product_name}” cùng quyết định có ngày cấp {other.issued_on:%d/%m/%Y}"
                f" trước ngày ký {signed:%d/%m/%Y}."
            )


def decision_refusals(
    decision: Decision, changed: Mapping[str, str], signed: date | None
) -> Iterable[str]:
    """A corrected decision must not become another one of the register. `changed`: its corrected
    fields as typed."""
    if decision.origin != Origin.LIVE or not any(name.startswith("decision.") for name in changed):
        return
    number, issuer = (
        changed.get("decision.number", decision.number),
        changed.get("decision.issuer", decision.issuer),
    )
    same = Decision.objects.filter(
        origin=Origin.LIVE, number=number, issuer=issuer, signed_on=signed or decision.signed_on
    )
    if same.exclude(pk=decision.pk).exists():
        yield f"Quyết định {number} cùng ngày và cơ quan ban hành đã có trong sổ đăng ký."


# --- what else it moves ---------------------------------------------------------------------------
@dataclass
class Moved:
    """Other recognitions of the product that change: those to save before the corrected one, so
    that no two periods ever overlap, and those to save after it.
    """

    first: list[Certification] = field(default_factory=list)
    then: list[Certification] = field(default_factory=list)


def move_period(certification: Certification, issued: KnownDay) -> Moved:
    """Write the corrected day, month or year and the period that follows, and recompute the ends
    of the recognitions before it and of itself."""
    began, begins = certification.in_force_from, issued.last
    assert begins is not None, "a correction of the time gives a day or a year"
    for name, value in period_fields(issued, certification.scheme).items():
        setattr(certification, name, value)
    others = (
        certification.product.certifications.select_for_update()
        .exclude(pk=certification.pk)
        .order_by(IN_ORDER, "pk")
    )
    moved, following = Moved(), None
    for other in others:
        if other.in_force_from and other.in_force_from > begins:
            following = following or other
        elif _ends_with(other, began, begins):
            later = other.ended_on is not None and other.ended_on < begins
            other.ended_on, other.ended_by = begins, EndedBy.SUPERSEDED
            (moved.then if later else moved.first).append(other)
            certification.supersedes = other
    next_day = following.in_force_from if following else None
    if (
        following
        and next_day
        and not certification.ended_on
        and rules.standing(certification, next_day) not in OVER
    ):
        certification.ended_on, certification.ended_by = next_day, EndedBy.SUPERSEDED
        following.supersedes = certification
        moved.then.append(following)
    return moved


def _ends_with(other: Certification, began: date | None, begins: date) -> bool:
    """Whether the recognition `other`, which is not later, ends when the corrected one begins."""
    if other.ended_by == EndedBy.SUPERSEDED and other.ended_on:
        return other.ended_on == began or other.ended_on > begins
    return (
        not other.ended_on
        and other.in_force_from is not None
        and rules.standing(other, begins) not in OVER
    )


def months_of(certification: Certification) -> int | None:
    """The validity that its scheme sets; None: the scheme is not known."""
    return certification.scheme.validity_months if certification.scheme else None
