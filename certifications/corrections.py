"""A corrected day of issue in the history of its product: what it may not contradict, and what else it moves.

Source: domain §2: a new recognition ends the earlier one on its day of issue; a correction recomputes the expiry.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

from certifications import rules
from certifications.models import IN_ORDER, Certification, Decision, EndedBy, Origin

OVER = frozenset({rules.Standing.EXPIRED, rules.Standing.REVOKED, rules.Standing.SUPERSEDED})


# --- what it may not contradict -----------------------------------------------------------------------------------
def day_refusals(certification: Certification, issued: date | None, signed: date | None) -> Iterable[str]:
    """Why these corrected days cannot be right; `issued`, `signed`: None when that day is not corrected."""
    if issued:
        yield from _refuse_order(certification, issued)
        yield from _refuse_extension(certification, issued)
    yield from _refuse_before_signing(certification, issued, signed)


def _refuse_order(certification: Certification, issued: date) -> Iterable[str]:
    """It must stay between the recognitions before and after it, and before its own end."""
    if certification.ended_on and issued >= certification.ended_on:
        yield f"Ngày {issued:%d/%m/%Y} không trước ngày chứng nhận đã chấm dứt {certification.ended_on:%d/%m/%Y}."
    for other in certification.product.certifications.exclude(pk=certification.pk).exclude(in_force_from=None):
        began = other.issued_on or other.in_force_from
        assert began is not None  # the query leaves out those without a first day
        before = began < (certification.in_force_from or issued)
        if before and issued <= began or not before and issued >= began:
            yield f"Ngày {issued:%d/%m/%Y} vượt qua lần công nhận khác ngày {began:%d/%m/%Y}."


def _refuse_extension(certification: Certification, issued: date) -> Iterable[str]:
    if certification.extended_until is None:
        return
    end = rules.period_of(issued, None, months_of(certification)).end
    if end and not end < certification.extended_until <= end + timedelta(days=rules.EXTENSION_MAX_DAYS):
        yield (
            f"Chứng nhận sẽ hết hạn ngày {end:%d/%m/%Y}, không khớp với gia hạn đến {certification.extended_until:%d/%m/%Y} "
            "(sau ngày hết hạn, tối đa 180 ngày)."
        )


def _refuse_before_signing(certification: Certification, issued: date | None, signed: date | None) -> Iterable[str]:
    decision = certification.decision
    own_issue, own_signing = issued or certification.issued_on, signed or decision.signed_on
    if (issued or signed) and own_issue and own_signing and own_issue < own_signing:
        yield f"Ngày cấp {own_issue:%d/%m/%Y} trước ngày ký quyết định {own_signing:%d/%m/%Y}: hãy đính chính cả hai ngày."
    if signed:
        for other in decision.certifications.filter(issued_on__lt=signed).exclude(pk=certification.pk):
            yield f"“{other.product_name}” cùng quyết định có ngày cấp {other.issued_on:%d/%m/%Y} trước ngày ký {signed:%d/%m/%Y}."


def decision_refusals(decision: Decision, changed: Mapping[str, str], signed: date | None) -> Iterable[str]:
    """A corrected decision must not become another one of the register. `changed`: its corrected fields as typed."""
    if decision.origin != Origin.LIVE or not any(name.startswith("decision.") for name in changed):
        return
    number, issuer = changed.get("decision.number", decision.number), changed.get("decision.issuer", decision.issuer)
    same = Decision.objects.filter(origin=Origin.LIVE, number=number, issuer=issuer, signed_on=signed or decision.signed_on)
    if same.exclude(pk=decision.pk).exists():
        yield f"Quyết định {number} cùng ngày và cơ quan ban hành đã có trong sổ đăng ký."


# --- what else it moves -------------------------------------------------------------------------------------------
@dataclass
class Moved:
    """Other recognitions of the product that change: those to save before the corrected one, so that no two periods
    ever overlap, and those to save after it.
    """

    first: list[Certification] = field(default_factory=list)
    then: list[Certification] = field(default_factory=list)


def move_period(certification: Certification) -> Moved:
    """Recompute the period from the corrected `issued_on`, and the ends of the recognitions before it and of itself."""
    assert certification.issued_on is not None
    began, begins = certification.in_force_from, certification.issued_on
    period = rules.period_of(begins, None, months_of(certification))
    certification.issued_year = None
    certification.in_force_from, certification.in_force_until = period.start, period.end
    certification.possible_from, certification.possible_until = period.possible_start, period.possible_end
    others = certification.product.certifications.select_for_update().exclude(pk=certification.pk).order_by(IN_ORDER, "pk")
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
    if following and next_day and not certification.ended_on and rules.standing(certification, next_day) not in OVER:
        certification.ended_on, certification.ended_by = next_day, EndedBy.SUPERSEDED
        following.supersedes = certification
        moved.then.append(following)
    return moved


def _ends_with(other: Certification, began: date | None, begins: date) -> bool:
    """Whether the recognition `other`, which is not later, ends when the corrected one begins."""
    if other.ended_by == EndedBy.SUPERSEDED and other.ended_on:
        return other.ended_on == began or other.ended_on > begins
    return not other.ended_on and other.in_force_from is not None and rules.standing(other, begins) not in OVER


def months_of(certification: Certification) -> int:
    return certification.scheme.validity_months if certification.scheme else 36
