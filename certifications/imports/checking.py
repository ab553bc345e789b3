"""Rows → outcomes and counts: the same look for a dry run, for a preview and for the last check
before writing."""

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any

from certifications.imports.contract import Context, Kind, Row
from certifications.models import RowOutcome
from certifications.rounds.access import Refused


def check(kind: Kind, rows: Sequence[Row], context: Context) -> None:
    """Let the kind look at all rows. Raises RuntimeError when it left one without an outcome: no
    row may be lost."""
    kind.check(rows, context)
    lost = [row for row in rows if row.outcome not in RowOutcome.values]
    if lost:
        raise RuntimeError(f"{kind.word}: row {lost[0].number} of {lost[0].sheet!r} has no outcome")


def counts(rows: Iterable[Row]) -> dict[str, int]:
    """read, created, changed, unchanged, refused; the first is the sum of the others."""
    found = Counter(row.outcome for row in rows)
    return {
        "read": found.total(),
        **{str(outcome): found[outcome] for outcome in RowOutcome.values},
    }


def errors(rows: Iterable[Row]) -> list[dict[str, str]]:
    """Every fault of every row, in the order of the file, as the API and the command line give
    it."""
    return [
        {"sheet": row.sheet, "cell": fault.reference, "code": fault.code, "detail": fault.detail}
        for row in rows
        for fault in row.faults
    ]


def seen(row: Row) -> tuple[Any, ...]:
    """What a person saw of a row in the preview: applying must do exactly this."""
    return row.outcome, tuple(row.changes)


class ChangedSincePreview(Refused):
    """The register moved on since the preview, so that applying would do something else than was
    shown."""

    def __init__(self, rows: Sequence[Row]):
        places = ", ".join(f"{row.sheet} dòng {row.number}" for row in rows[:10])
        more = f" và {len(rows) - 10} dòng khác" if len(rows) > 10 else ""
        super().__init__(
            f"Sổ đăng ký đã thay đổi từ lúc xem trước ({places}{more}): hãy kiểm tra lại rồi mới"
            " ghi."
        )
