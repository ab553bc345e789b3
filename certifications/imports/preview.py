"""What a person saw of a waiting file, checked anew when the register moves on: what became other
since is kept beside it until somebody confirms it by writing the file as it is now."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from certifications.imports import matters
from certifications.imports.checking import Tally, checked
from certifications.imports.contract import Change, Context, Kind, Row
from certifications.imports.stored import FOUND, found, keep, rows_of, told_changes, understood
from certifications.models import Import, ImportRow, RowOutcome

# what of a row writing must do exactly as it was shown
SEEN = ("outcome", "changes", "understood")


def place_of(row: Row | ImportRow) -> str:
    return f"{row.sheet} dòng {row.number}"


def differs(row: Row) -> bool:
    """Whether a stored row would now do something else than was shown."""
    assert row.stored is not None
    now: dict[str, Any] = {
        "outcome": str(row.outcome),
        "changes": told_changes(row),
        "understood": understood(row),
    }
    return not _same(row.stored, now)


def _same(shown: Mapping[str, Any], now: Mapping[str, Any]) -> bool:
    """Whether two looks at a row came to the same. What was kept before facts were told compares
    without them; of a fact that passes with the days nothing was promised."""
    if any(shown[name] != now[name] for name in ("outcome", "changes")):
        return False
    before = _facts(shown)
    return not before or before == _facts(now)


def _facts(look: Mapping[str, Any]) -> dict[str, str]:
    """What was understood and stays, by its label."""
    facts = (look.get("understood") or {}).get("facts", ())
    return {
        label: value + _STATES[state] for label, value, _, state, passing in facts if not passing
    }


_STATES = {"": "", "new": " (tạo mới)", "known": " (đã có)"}


@dataclass(frozen=True)
class Moved:
    """One row that became other since it was shown."""

    sheet: str
    number: int
    before: str  # the outcome, in words
    after: str
    changes_before: list[Change]
    changes_after: list[Change]
    facts: list[tuple[str, str, str]] = field(default_factory=list)  # label, before, after

    @property
    def sentence(self) -> str:
        was, is_ = _said(self.before, self.changes_before), _said(self.after, self.changes_after)
        other = "".join(
            f" {label}: trước là {before or '–'}; nay là {after or '–'}."
            for label, before, after in self.facts
        )
        return f"{self.sheet} dòng {self.number}: trước là {was}; nay là {is_}.{other}"


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
            _facts_moved(row),
        )
        for row in moved_rows(imported)[:most]
    ]


def _facts_moved(row: ImportRow) -> list[tuple[str, str, str]]:
    before, after = _facts(row.earlier), _facts({"understood": row.understood})
    if not before or not after:  # nothing is understood of a row with faults
        return []
    labels = dict.fromkeys([*before, *after])
    return [
        (label, before.get(label, ""), after.get(label, ""))
        for label in labels
        if before.get(label) != after.get(label)
    ]


def moved_rows(imported: Import) -> Any:
    """The stored rows among them."""
    return imported.rows.filter(earlier__isnull=False).order_by("pk")


class Rechecked:
    """What became of rows when a file was looked at again, for whoever mended it."""

    def __init__(self) -> None:
        self._outcomes: Counter[tuple[str, str]] = Counter()
        self.other = 0  # rows that still lack something, but something else

    def add(self, before: Mapping[str, Any], now: Mapping[str, Any]) -> None:
        """One row that a look found changed."""
        one, other = before["outcome"], now["outcome"]
        if one != other:
            self._outcomes[one, other] += 1
        elif other == RowOutcome.REFUSED and _faults(before) != _faults(now):
            self.other += 1

    @property
    def freed(self) -> int:
        """Rows that lacked something and lack nothing now."""
        return sum(
            count for (before, _), count in self._outcomes.items() if before == RowOutcome.REFUSED
        )

    @property
    def lost(self) -> int:
        """Rows that would have been written and lack something now."""
        return sum(
            count for (_, after), count in self._outcomes.items() if after == RowOutcome.REFUSED
        )


def _faults(look: Mapping[str, Any]) -> list[tuple[str, str]]:
    return [(fault["reference"], fault["detail"]) for fault in look["faults"]]


def look_again(
    locked: Import, kind: Kind, context: Context, *, mended: bool, hears: Rechecked | None = None
) -> Import:
    """Check a waiting file against the register as it is now, and keep what changed.

    What the register changed of it stays to be seen beside each row; who mends the file has the
    whole page before the eyes, and so begins a new preview. The version rises when anything
    changed. `hears`: what became of the rows.
    """
    if mended:
        moved_rows(locked).update(earlier=None)
    tally, touched = Tally(), mended
    for part in checked(kind, rows_of(locked, *FOUND, "earlier"), context):
        tally.add(part)
        changed = list(_changed(part, mended, hears))
        touched = touched or bool(changed)
        keep(changed)
        matters.replace(locked, {row: matters.of(now) for row, now in changed})
    if touched or locked.counts != tally.counts:
        locked.counts = tally.counts
        locked.version += 1
        locked.save(update_fields=["counts", "version"])
    return locked


def _changed(
    part: Sequence[Row], mended: bool, hears: Rechecked | None
) -> Iterator[tuple[int, dict[str, Any]]]:
    for row in part:
        assert row.stored is not None
        now = found(row)
        earlier = None if mended else _earlier(row.stored, now)
        before = None if mended else row.stored["earlier"]
        if earlier != before or any(now[name] != row.stored[name] for name in now):
            if hears is not None:
                hears.add(row.stored, now)
            yield row.at, {**now, "earlier": earlier}


def _earlier(stored: Any, now: dict[str, Any]) -> dict[str, Any] | None:
    """What was shown at first, while it differs from what there is now."""
    shown = stored["earlier"] or {name: stored[name] for name in SEEN}
    return None if _same(shown, now) else shown
