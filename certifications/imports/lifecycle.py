"""Where a file that somebody brought stands, and the only code that writes it.

staged → applied → undone
staged → discarded
"""

from certifications.models import Import, ImportStatus
from certifications.rounds.access import Refused
from ocop_registry.accounts.models import User
from ocop_registry.journal.acts import Act

MOVES = {
    ImportStatus.APPLIED: ImportStatus.STAGED,
    ImportStatus.DISCARDED: ImportStatus.STAGED,
    ImportStatus.UNDONE: ImportStatus.APPLIED,
}


def lock(imported: Import, status: str, refused: str) -> Import:
    """The file's row as it is now, locked until the act ends. Raises Refused when it stands
    elsewhere."""
    locked = (
        Import.objects.select_for_update(of=("self",))
        .select_related("province", "round")
        .get(pk=imported.pk)
    )
    if locked.status != status:
        raise Refused(f"Tệp này ở trạng thái “{locked.get_status_display()}”: {refused}.")
    return locked


def _move(deed: Act, locked: Import, target: ImportStatus) -> None:
    assert locked.status == MOVES[target], f"{locked.status} does not lead to {target}"
    locked.status = target
    deed.save(locked)


def set_applied(deed: Act, locked: Import, by: User | None, counts: dict[str, int]) -> None:
    """The (locked) file is in the register now."""
    locked.applied_by, locked.counts = by, counts
    _move(deed, locked, ImportStatus.APPLIED)


def set_undone(deed: Act, locked: Import, by: User | None) -> None:
    """What the (locked) file had brought has been taken back."""
    locked.undone_by = by
    _move(deed, locked, ImportStatus.UNDONE)


def set_discarded(deed: Act, locked: Import) -> None:
    """The (locked) file was put aside; its rows stay readable."""
    _move(deed, locked, ImportStatus.DISCARDED)
