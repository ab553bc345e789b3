"""Acts on a certification after its decision: extend, revoke, correct. One person prepares, another
approves.

Source: 26/2026/QĐ-TTg (thu hồi: căn cứ a, b, c, d, đ, e; gia hạn chuyển tiếp: một lần); domain §2.
"""

from typing import Any

from django.core.exceptions import PermissionDenied

from certifications.certificates import corrections
from certifications.certificates.act_checks import DAYS, current_value, day_of, refusals
from certifications.models import (
    Certification,
    EndedBy,
    Level,
    PreparedAct,
    PreparedKind,
    PreparedStatus,
)
from certifications.rounds.access import Refused
from ocop_registry import clock
from ocop_registry.accounts.models import User
from ocop_registry.accounts.permissions import may
from ocop_registry.journal.acts import Act, act, retried


# --- preparing ------------------------------------------------------------------------------------
@retried
def prepare(
    certification: Certification, kind: str, values: dict[str, str], *, by: User, reason: str
) -> PreparedAct:
    """Prepare an extension, revocation or correction for another person's approval.

    `values`: extend {until, basis}; revoke {ground, decision, on}; correct any of CORRECTABLE. Days
    are ISO texts.
    Raises Refused with every reason, ValidationError without a reason, PermissionDenied outside the
    province.
    """
    require(by, "certification.prepare", certification)
    with act(
        "certification.prepare", by=by, reason=reason, province=_province(certification)
    ) as deed:
        locked = _lock(certification)
        reasons = refusals(locked, kind, values, by)
        if PreparedAct.objects.filter(certification=locked, status=PreparedStatus.WAITING).exists():
            reasons.append(
                "Chứng nhận này đang có một việc chờ duyệt: hãy duyệt hoặc bỏ việc đó trước."
            )
        if reasons:
            raise Refused(*reasons)
        prepared = PreparedAct(
            certification=locked, kind=kind, values=values, reason=reason.strip(), prepared_by=by
        )
        deed.create(prepared)
    return prepared


# --- settling -------------------------------------------------------------------------------------
@retried
def approve(prepared: PreparedAct, *, by: User) -> PreparedAct:
    """Carry out a prepared act. Raises Refused when it was settled meanwhile, or no longer allowed,
    or by its own preparer."""
    certification = prepared.certification
    require(by, "certification.approve", certification)
    with act(
        f"certification.{prepared.kind}",
        by=by,
        reason=prepared.reason,
        province=_province(certification),
    ) as deed:
        locked = _lock(certification)
        waiting = _waiting(prepared)
        reasons = refusals(locked, waiting.kind, waiting.values, by)
        if waiting.prepared_by_id == by.pk:
            reasons.insert(0, "Bạn là người chuẩn bị việc này: người duyệt phải là người khác.")
        if reasons:
            raise Refused(*reasons)
        {
            PreparedKind.EXTEND: _extend,
            PreparedKind.REVOKE: _revoke,
            PreparedKind.CORRECT: _correct,
        }[PreparedKind(waiting.kind)](deed, locked, waiting)
        waiting.status, waiting.settled_by = PreparedStatus.DONE, by
        deed.save(waiting)
    return waiting


@retried
def reject(prepared: PreparedAct, *, by: User, reason: str) -> PreparedAct:
    """Turn a prepared act down (an approver), or take it back (its preparer). The certification
    stays as it is."""
    certification = prepared.certification
    if prepared.prepared_by_id != by.pk:
        require(by, "certification.approve", certification)
    with act(
        "certification.reject", by=by, reason=reason, province=_province(certification)
    ) as deed:
        _lock(certification)
        waiting = _waiting(prepared)
        waiting.status, waiting.settled_by = PreparedStatus.REJECTED, by
        deed.save(waiting)
    return waiting


def _waiting(prepared: PreparedAct) -> PreparedAct:
    locked = PreparedAct.objects.select_for_update().get(pk=prepared.pk)
    if locked.status != PreparedStatus.WAITING:
        raise Refused(f"Việc này đã được xử lý: {locked.get_status_display().lower()}.")
    return locked


def _extend(deed: Act, certification: Certification, prepared: PreparedAct) -> None:
    certification.extended_until = day_of(prepared.values["until"])
    certification.extension_basis = prepared.values["basis"].strip()
    deed.save(certification)


def _revoke(deed: Act, certification: Certification, prepared: PreparedAct) -> None:
    certification.ended_on, certification.ended_by = day_of(prepared.values["on"]), EndedBy.REVOKED
    certification.revocation_ground = prepared.values["ground"]
    certification.revocation_decision = prepared.values["decision"]
    certification.revocation_reason = prepared.reason
    deed.save(certification)


def _correct(deed: Act, certification: Certification, prepared: PreparedAct) -> None:
    """Write the corrected values, recompute what follows from them, and keep the old ones in the
    certification's timeline."""
    changed = {
        name: value
        for name, value in prepared.values.items()
        if value != current_value(certification, name)
    }
    notes = [
        {
            "on": clock.today().isoformat(),
            "field": name,
            "old": current_value(certification, name),
            "new": value,
            "reason": prepared.reason,
        }
        for name, value in sorted(changed.items())
    ]
    its_own = corrections.give_own_decision(deed, certification, changed)
    for name, value in changed.items():
        target: Any = certification.decision if name.startswith("decision.") else certification
        setattr(target, name.removeprefix("decision."), _written(name, value))
    certification.corrections = [*certification.corrections, *notes]
    moved = (
        corrections.move_period(certification)
        if changed.keys() & {"issued_on", "issued_year"}
        else corrections.Moved()
    )
    for one in [*moved.first, certification, *moved.then]:
        deed.save(one)
    if not its_own and any(name.startswith("decision.") for name in changed):
        deed.save(certification.decision)
        _note_on_the_others(
            deed, certification, [note for note in notes if note["field"].startswith("decision.")]
        )


def _written(name: str, value: str) -> Any:
    """A corrected value as its column holds it."""
    if name in DAYS:
        return day_of(value)
    return int(value) if name == "issued_year" else value


def _note_on_the_others(
    deed: Act, certification: Certification, notes: list[dict[str, str]]
) -> None:
    """A corrected decision is corrected for all its products: each keeps the old value in its own
    timeline."""
    others = (
        certification.decision.certifications.select_for_update()
        .exclude(pk=certification.pk)
        .order_by("pk")
    )
    for other in others:
        other.corrections = [*other.corrections, *notes]
        deed.save(other)


# --- shared ---------------------------------------------------------------------------------------
def require(user: User, action: str, certification: Certification) -> None:
    """Raise PermissionDenied unless the user may do that action for the certification's province of
    today (or as the ministry)."""
    if certification.level == Level.CENTRAL and may(user, "central", None):
        return
    if not may(user, action, _province(certification)):
        raise PermissionDenied("Bạn không có quyền xử lý chứng nhận này.")


def _province(certification: Certification):
    return certification.product.producer.place.current_province


def _lock(certification: Certification) -> Certification:
    return (
        Certification.objects.select_for_update(of=("self",))
        .select_related("decision", "scheme", "supersedes", "product__producer__place__province")
        .get(pk=certification.pk)
    )
