"""Erasing what the journal kept of a person's private values, without breaking the chain."""

from typing import Any

from ocop_registry.journal.acts import act
from ocop_registry.journal.kinds import ActKind, declare
from ocop_registry.journal.models import PrivateChange, SubjectSalt
from ocop_registry.journal.writing import lock_head

declare(
    ActKind(
        "privacy.erase", "Xóa dữ liệu cá nhân cũ", "Past personal data erased", needs_reason=True
    )
)


def erase_private(kind: str, uid: str, *, by: Any, reason: str, province: Any = None) -> int:
    """Erase the plain past values of one subject's private fields and the salt of their digests.
    Returns how many.

    The subject's own row is not touched: blank what must go there first, by an act of its own,
    since that act too keeps the values it replaced. Raises ValidationError without a reason.
    """
    with act("privacy.erase", by=by, reason=reason, province=province) as deed:
        # Salts are made and used under the head's lock, so nothing slips in between these two
        # deletions.
        lock_head()
        values, _ = PrivateChange.objects.filter(line__kind=kind, line__uid=uid).delete()
        salts, _ = SubjectSalt.objects.filter(kind=kind, uid=uid).delete()
        if values or salts:
            deed.line(kind, uid, {"private_history": "kept"}, {"private_history": "erased"})
    return values
