"""What a person saw of a waiting file, checked anew when the register moves on: what became other
since is kept beside it until somebody confirms it by writing the file as it is now."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from certifications.imports.checking import Tally, checked
from certifications.imports.contract import Change, Context, Kind, Row
from certifications.imports.stored import FOUND, found, keep, rows_of, told_changes
from certifications.models import Import, ImportRow, RowOutcome

SEEN = ("outcome", "changes")  # what of a row writing must do exactly as it was shown


def place_of(row: Row | ImportRow) -> str:
    return f"{row.sheet} dòng {row.number}"


def differs(row: Row) -> bool:
    """Whether a stored row would now do something else than was shown."""
    assert row.stored is not None
    now: dict[str, Any] = {"outcome": str(row.outcome), "changes": told_changes(row)}
    return any(row.stored[name] != now[name] for name in SEEN)


@dataclass(frozen=True)
class Moved:
    """One row that became other since it was shown."""

    sheet: str
    number: int
    before: str  # the outcome, in words
    after: str
    changes_before: list[Change]
    changes_after: list[Change]

    @property
    def sentence(self) -> str:
        was, is_ = _said(self.before, self.changes_before), _said(self.after, self.changes_after)
        return f"{self.sheet} dòng {self.number}: trước là {was}; nay là {is_}."


def _said(outcome: str, changes: Sequence[Change]) -> str:
    told = "; ".join(f"{one.label}: {one.before or '–'} → {one.after or '–'}" for one in changes)
    return f"“{outcome}”" + (f" ({told})" if told else "")


def moved(imported: Import, most: int | None = None) -> list[Moved]:
    """The rows that became other since somebody saw them, in the order of the file."""
    label = {str(outcome.value): str(outcome.label) for outcome in RowOutcome}
    return [
        Moved(
            row.sheet,
            row.number,
            label[row.earlier["outcome"]],
            label[row.outcome],
            [Change(**one) for one in row.earlier["changes"]],
            [Change(**one) for one in row.changes],
        )
        for row in moved_rows(imported)[:most]
    ]


def moved_rows(imported: Import) -> Any:
    """The stored rows among them."""
    return imported.rows.filter(earlier__isnull=False).order_by("pk")


def look_again(locked: Import, kind: Kind, context: Context, *, mended: bool) -> Import:
    """Check a waiting file against the register as it is now, and keep what changed.

    What the register changed of it stays to be seen beside each row; who mends the file has the
    whole page before the eyes, and so begins a new preview. The version rises when anything
    changed.
    """
    if mended:
        moved_rows(locked).update(earlier=None)
    tally, touched = Tally(), mended
    for part in checked(kind, rows_of(locked, *FOUND, "earlier"), context):
        tally.add(part)
        changed = list(_changed(part, mended))
        touched = touched or bool(changed)
        keep(changed)
    if touched or locked.counts != tally.counts:
        locked.counts = tally.counts
        locked.version += 1
        locked.save(update_fields=["counts", "version"])
    return locked


def _changed(part: Sequence[Row], mended: bool) -> Iterator[tuple[int, dict[str, Any]]]:
    for row in part:
        assert row.stored is not None
        now = found(row)
        earlier = None if mended else _earlier(row.stored, now)
        before = None if mended else row.stored["earlier"]
        if earlier != before or any(now[name] != row.stored[name] for name in now):
            yield row.at, {**now, "earlier": earlier}


def _earlier(stored: Any, now: dict[str, Any]) -> dict[str, Any] | None:
    """What was shown at first, while it differs from what there is now."""
    shown = stored["earlier"] or {name: stored[name] for name in SEEN}
    return None if all(shown[name] == now[name] for name in SEEN) else shown
