"""Finds the header of a list in a sheet and tells which of the wanted columns each sheet column
holds.

Titles above, two or three header rows with merged groups, line breaks inside headings, a TT column
and a row of column numbers below ("(1) (2) (3)") are as usual in registers. A heading that is not
understood is named, never passed over.
"""

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import takewhile

from ocop_registry.excel.matching import Column, Match, Settled, Targets, base, match
from ocop_registry.excel.sheets import MOST_COLUMNS, Sheet
from ocop_registry.excel.values import Value
from ocop_registry.places.text import fold

SEARCHED_ROWS = 30  # with content
MOST_HEADER_ROWS = 3
LONGEST_HEADING = 200  # characters of it that are read, and remembered
NO_HEADING = "(không có tiêu đề)"
# numbers that head a column: years, and stars under a heading that says so
HEADING_NUMBERS = frozenset({3, 4, 5, *range(2013, 2051)})
# cells; merged ranges of a damaged file may lie on each other
_MOST_PAINTED = 4 * MOST_COLUMNS * SEARCHED_ROWS
_SERIAL = {"tt", "stt", "so tt", "so thu tu", "thu tu", "no", "s tt", "st t"}
_COLUMN_NUMBER = re.compile(r"\(?(\d{1,3}|[a-z]{1,2})\)?(?: ?=.*)?", re.IGNORECASE)


@dataclass(frozen=True)
class Heading:
    """A header found: rows `first_row` to `last_row`, data below. Columns are numbers from 1 (A).

    `feeds`: column → what its cells are read as, names of columns or marks ("stars=3" for a column
    headed "3 sao", "stars@2021" for one headed by that year); `unread`: column → heading as shown, for
    columns that nobody asked for; `missing`: names of required columns not found; `serial`: the TT
    column, which is no data.
    """

    first_row: int
    last_row: int
    feeds: dict[int, Targets]
    unread: dict[int, str]
    missing: list[str]
    serial: int | None = None
    # column → heading as shown, of every column
    shown: dict[int, str] = field(default_factory=dict)

    @property
    def read(self) -> dict[int, str]:
        """Column → name, of the columns that feed one field alone."""
        named = {column: targets[0] for column, targets in self.feeds.items() if len(targets) == 1}
        return {column: name for column, name in named.items() if base(name) == name}

    def rows(self, sheet: Sheet) -> Iterable[tuple[int, dict[str, Value]]]:
        """The rows below the header as (number, name → value), blank ones (but for a serial number)
        left out."""
        for number, values in sheet.rows:
            if number > self.last_row:
                found = {
                    name: values[column - 1] if column <= len(values) else None
                    for column, name in self.read.items()
                }
                if any(value is not None for value in found.values()):
                    yield number, found


def find(
    sheet: Sheet,
    columns: Sequence[Column],
    remembered: Mapping[str, str] | None = None,
    *,
    settled: Settled | None = None,
    at: tuple[int, int] | None = None,
) -> Heading | None:
    """The header that names most of the wanted columns; None when no row names two of them (one, if
    only one is wanted).

    `remembered`: short for Settled(remembered). `at`: first and last row of the header, as a person
    showed it; then it is found in any case.
    """
    settled = settled or Settled(remembered or {})
    numbers = [number for number, _ in sheet.rows[:SEARCHED_ROWS]]
    if at is not None:
        last = at[1] - (at[1] > at[0] and _numbers_columns(_row(sheet, at[1])))
        texts, painted = _texts(sheet, {*numbers, *at})
        headings, over = _headings(texts, painted, at[0], last - at[0] + 1)
        return _heading(sheet, columns, at[0], last, match(headings, columns, settled, over))
    best = _best(sheet, columns, settled, numbers)
    if best is None or len(best[2].feeds) < min(2, len(columns)):
        return None
    first, depth, found = best
    return _heading(sheet, columns, first, first + depth - 1, found)


def _best(
    sheet: Sheet, columns: Sequence[Column], settled: Settled, numbers: Sequence[int]
) -> tuple[int, int, Match] | None:
    """First row, depth and match of the header that says most."""
    texts, painted = _texts(sheet, set(numbers))
    best: tuple[int, int, int, Match] | None = None
    # A row that a heading reaches into from above is not the first of its header.
    reached = {
        row
        for top, left, bottom, _ in sheet.merged
        if texts.get(top, {}).get(left)
        for row in range(top + 1, min(bottom, top + SEARCHED_ROWS) + 1)
    }
    for first in numbers:
        for depth in range(1, MOST_HEADER_ROWS + 1):
            headings, over = _headings(texts, painted, first, depth)
            found = match(headings, columns, settled, over)
            rank = found.rank - 2 * (first in reached)
            # Of equally good ones the shortest: the rows above are a title.
            if found.feeds and (best is None or (rank, best[2]) > (best[0], depth)):
                best = (rank, first, depth, found)
    return best[1:] if best else None


def _heading(
    sheet: Sheet, columns: Sequence[Column], first: int, last: int, found: Match
) -> Heading:
    headings, feeds = found.headings, found.feeds
    if _numbers_columns(_row(sheet, last + 1)):
        last += 1
    shown = {column: " / ".join(parts) for column, parts in headings.items()}
    serial = next(
        (
            column
            for column, parts in headings.items()
            if column not in feeds and fold(parts[-1]) in _SERIAL
        ),
        None,
    )
    unread = {
        column: shown.get(column, NO_HEADING)
        for column in sorted(_filled(sheet, last, {*feeds, *shown, serial}) | set(shown))
        if column not in feeds and column != serial
    }
    taken = {base(target) for targets in feeds.values() for target in targets}
    missing = [column.name for column in columns if column.required and column.name not in taken]
    return Heading(first, last, dict(sorted(feeds.items())), unread, missing, serial, shown)


def _row(sheet: Sheet, wanted: int) -> list[Value]:
    return next((values for number, values in sheet.rows if number == wanted), [])


def _filled(sheet: Sheet, last: int, known: Collection[int | None]) -> set[int]:
    """Columns without a heading that hold something below it."""
    return {
        column
        for number, values in sheet.rows
        if number > last
        for column in _others(len(values), known)
        if values[column - 1] is not None
    }


def _others(width: int, known: Collection[int | None]) -> list[int]:
    """The columns of a row that are none of these; of most rows there are none."""
    return [column for column in range(1, width + 1) if column not in known]


def _one_line(text: str) -> str:
    """The beginning of a text: longer ones head no column, and comparing them with every column
    takes minutes."""
    return " ".join(text[: 2 * LONGEST_HEADING].split())[:LONGEST_HEADING]


def _texts(
    sheet: Sheet, wanted: set[int]
) -> tuple[dict[int, dict[int, str]], set[tuple[int, int]]]:
    """Row → column → text on one line, merged cells filled with what they show; and the cells that
    a merge fills from their left."""
    last = max(wanted, default=0) + MOST_HEADER_ROWS
    texts = {
        number: {
            column: _one_line(str(value))
            for column, value in enumerate(values, start=1)
            if isinstance(value, str) or (type(value) is int and value in HEADING_NUMBERS)
        }
        for number, values in takewhile(lambda row: row[0] <= last, sheet.rows)
    }
    painted, from_left = 0, set()
    for top, left, bottom, right in sheet.merged:
        text = texts.get(top, {}).get(left)
        if text and painted <= _MOST_PAINTED:
            for row in range(top, min(bottom, last) + 1):
                for column in range(left, min(right, MOST_COLUMNS) + 1):
                    texts.setdefault(row, {})[column] = text
                    painted += 1
                    if column > left:
                        from_left.add((row, column))
    return texts, from_left


def _headings(
    texts: dict[int, dict[int, str]], painted: set[tuple[int, int]], first: int, depth: int
) -> tuple[dict[int, list[str]], set[int]]:
    """Column → its heading from group to leaf, of a header of `depth` rows; and the columns that
    have none but what is merged over them from the left."""
    rows = [dict(texts.get(first + offset, {})) for offset in range(depth)]
    for upper, lower in zip(rows, rows[1:], strict=False):
        _spread(upper, lower)
    headings: dict[int, list[str]] = {}
    for column in sorted({column for row in rows for column in row}):
        parts = [row[column] for row in rows if column in row]
        headings[column] = [
            part for at, part in enumerate(parts) if not at or part != parts[at - 1]
        ]
    over = set()
    for column in headings:
        lowest = max(row for row in range(depth) if column in rows[row])
        if (first + lowest, column) in painted:
            over.add(column)
    return headings, over


def _spread(upper: dict[int, str], lower: dict[int, str]) -> None:
    """A group written once above several headings, without merging: it goes on until the next
    one."""
    for column in sorted(lower):
        left = column - 1
        if column not in upper and left in upper and left in lower and lower[left] != upper[left]:
            upper[column] = upper[left]


def _numbers_columns(values: list[Value]) -> bool:
    """Whether a row numbers the columns: "(1) (2) (3)", "A B 1 2 3", "1 2 3=1+2"."""
    texts = [str(value).strip() for value in values if value is not None]
    found = [_COLUMN_NUMBER.fullmatch(text) for text in texts]
    if len(texts) < 2 or not all(found):
        return False
    signs = [match[1].lower() for match in found if match]
    counted = [int(sign) for sign in signs if sign.isdigit()]
    lettered = [sign for sign in signs if not sign.isdigit()]
    return counted == list(range(1, len(counted) + 1)) and lettered == [
        chr(ord("a") + at) for at in range(len(lettered))
    ]
