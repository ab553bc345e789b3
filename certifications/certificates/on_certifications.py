"""What becomes of a certification after its decision: extended, revoked, corrected; each prepared
by one person and approved by another (`prepared_acts`).

Source: 26/2026/QĐ-TTg (thu hồi: căn cứ a, b, c, d, đ, e; gia hạn chuyển tiếp: một lần); domain §2.
"""

from collections.abc import Callable
from typing import Any

from django.core.exceptions import PermissionDenied

from certifications.certificates import corrections, prepared_acts, recognised_by
from certifications.certificates.act_checks import DAYS, current_value, day_of, differs, refusals
from certifications.certificates.prepared_acts import Work
from certifications.models import Certification, EndedBy, Level, PreparedAct, PreparedKind
from ocop_registry import clock
from ocop_registry.accounts.models import User
from ocop_registry.accounts.permissions import may
from ocop_registry.journal.acts import Act
from ocop_registry.places.models import Place


class OnCertification(Work):
    """`values`: extend {until, basis}; revoke {ground, decision, on}; correct any of CORRECTABLE.
    Days are ISO texts."""

    def __init__(
        self, kind: PreparedKind, write: Callable[[Act, Certification, PreparedAct], None]
    ) -> None:
        self.kind, self.carry_out = kind, write

    def require(self, by: User, action: str, subject: Certification, values: Any = None) -> None:
        require(by, f"certification.{action}", subject)

    def province(self, subject: Certification, values: Any = None) -> Place:
        return subject.product.producer.place.current_province

    def lock(self, subject: Certification, values: Any = None) -> Certification:
        return (
            Certification.objects.select_for_update(of=("self",))
            .select_related(
                "decision", "scheme", "supersedes", "product__producer__place__province"
            )
            .get(pk=subject.pk)
        )

    def refusals(self, subject: Certification, values: dict[str, Any], by: User) -> list[str]:
        return refusals(subject, self.kind, values, by)


def require(user: User, action: str, certification: Certification) -> None:
    """Raise PermissionDenied unless the user may do that action for the certification's province of
    today (or as the ministry)."""
    if certification.level == Level.CENTRAL and may(user, "central", None):
        return
    if not may(user, action, certification.product.producer.place.current_province):
        raise PermissionDenied("Bạn không có quyền xử lý chứng nhận này.")


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
        if differs(certification, name, value)
    }
    issued = corrections.issued_of(certification, changed)
    notes = [
        {
            "on": clock.today().isoformat(),
            "field": name,
            "old": current_value(certification, name),
            "new": issued.written if name == "issued_year" else value,
            "reason": prepared.reason,
        }
        for name, value in sorted(changed.items())
    ]
    its_own = corrections.give_own_decision(deed, certification, changed)
    for name in changed.keys() - {"issued_on", "issued_year"}:  # of which more follows: `moved`
        target: Any = certification.decision if name.startswith("decision.") else certification
        value = day_of(changed[name]) if name in DAYS else changed[name]
        setattr(target, name.removeprefix("decision."), value)
    certification.corrections = [*certification.corrections, *notes]
    if "decision.issuer" in changed:
        certification.level = recognised_by.level_told(certification, changed["decision.issuer"])
    moved = corrections.move_period(certification, issued) if issued else corrections.Moved()
    for one in [*moved.first, certification, *moved.then]:
        deed.save(one)
    if not its_own and any(name.startswith("decision.") for name in changed):
        deed.save(certification.decision)
        _note_on_the_others(
            deed, certification, [note for note in notes if note["field"].startswith("decision.")]
        )


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
        if any(note["field"] == "decision.issuer" for note in notes):
            other.level = recognised_by.level_told(other, certification.decision.issuer)
        deed.save(other)


for _kind, _write in (
    (PreparedKind.EXTEND, _extend),
    (PreparedKind.REVOKE, _revoke),
    (PreparedKind.CORRECT, _correct),
):
    prepared_acts.WORKS[_kind] = OnCertification(_kind, _write)
