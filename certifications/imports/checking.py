"""Rows → outcomes and counts: the same look for a dry run, for a preview and for the last check
before writing."""

from array import array
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import overload

from certifications.imports.contract import Context, Kind, Row
from certifications.models import Import, RowOutcome
from certifications.rounds.access import Refused
from ocop_registry.held import Held

NAMED = 10  # rows named in one sentence


def checked(kind: Kind, rows: Iterable[Row], context: Context) -> Iterator[list[Row]]:
    """Let the kind look at all rows, part by part. Raises RuntimeError when it left one without an
    outcome: no row may be lost."""
    for part in kind.checked(rows, context):
        lost = [row for row in part if row.outcome not in RowOutcome.values]
        if lost:
            raise RuntimeError(
                f"{kind.word}: row {lost[0].number} of {lost[0].sheet!r} has no outcome"
            )
        yield part


class Tally:
    """Counts the rows of a file: read, created, changed, unchanged, refused; the first is the sum
    of the others."""

    def __init__(self) -> None:
        self._found: Counter[str] = Counter()

    def add(self, rows: Iterable[Row]) -> None:
        self._found.update(row.outcome for row in rows)

    @property
    def counts(self) -> dict[str, int]:
        return {
            "read": self._found.total(),
            **{str(outcome): self._found[outcome] for outcome in RowOutcome.values},
        }


class CheckedRows(Sequence[Row]):
    """The rows of a file as checked, in the order of the file, whatever the order of its parts.
    Their plans are let go of: only who writes needs them."""

    def __init__(self, parts: Iterable[Sequence[Row]]) -> None:
        self._tally, self._rows = Tally(), Held[Row](chunk=1)
        self._places = array("l")
        for part in parts:
            self._tally.add(part)
            for row in part:
                row.plan, row.answered = None, []
                self._places.extend([0] * (row.at + 1 - len(self._places)))
                self._places[row.at] = len(self._rows)
                self._rows.append(row)

    @property
    def counts(self) -> dict[str, int]:
        return self._tally.counts

    def __len__(self) -> int:
        return len(self._rows)

    @overload
    def __getitem__(self, at: int) -> Row: ...
    @overload
    def __getitem__(self, at: slice) -> list[Row]: ...
    def __getitem__(self, at: int | slice) -> Row | list[Row]:
        if isinstance(at, slice):
            return [self._rows[place] for place in self._places[at]]
        return self._rows[self._places[at]]


def errors(rows: Iterable[Row]) -> list[dict[str, str]]:
    """Every fault of every row, in the order of the file, as the API and the command line give
    it."""
    return [
        {"sheet": row.sheet, "cell": fault.reference, "code": fault.code, "detail": fault.detail}
        for row in rows
        for fault in row.faults
    ]


class ChangedSincePreview(Refused):
    """The register moved on since the preview, so that writing would do something else than was
    shown. `imported`: the file as it was checked anew; its version confirms what it shows."""

    imported: Import  # given by `applying.apply`

    def __init__(self, places: Sequence[str]):
        self.places = list(places)
        more = f" và {len(places) - NAMED} dòng khác" if len(places) > NAMED else ""
        super().__init__(
            f"Sổ đăng ký đã thay đổi từ lúc xem trước ({', '.join(places[:NAMED])}{more}): tệp vừa"
            " được kiểm tra lại và chưa có gì được ghi. Xem các dòng đã đổi, rồi ghi lại nếu đúng."
        )
