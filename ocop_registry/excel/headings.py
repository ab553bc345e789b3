"""Finds the header of a list in a sheet and tells which of the wanted columns each sheet column
holds.

Titles above, two or three header rows with merged groups, line breaks inside headings, a TT column
and a row of column numbers below ("(1) (2) (3)") are as usual in registers. A heading that is not
understood is named, never passed over.
"""

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import takewhile

from ocop_registry.excel.sheets import MOST_COLUMNS, Sheet
from ocop_registry.excel.values import Value
from ocop_registry.places.text import fold

SEARCHED_ROWS = 30  # with content
MOST_HEADER_ROWS = 3
LONGEST_HEADING = 200  # characters of it that are read, and remembered
NO_HEADING = "(không có tiêu đề)"
# cells; merged ranges of a damaged file may lie on each other
_MOST_PAINTED = 4 * MOST_COLUMNS * SEARCHED_ROWS
_SERIAL = {"tt", "stt", "so tt", "so thu tu", "thu tu"}
_BRACKETS = re.compile(r"\(([^)]*)\)")
# change what a number means
_UNITS = re.compile(r"\b(dong|d|vnd|ty|ti|trieu|tr|nghin|ngan|tan|kg|ta|phan tram|usd)\b|%")
_COLUMN_NUMBER = re.compile(r"\(?(\d{1,3}|[a-z]{1,2})\)?(?: ?=.*)?", re.IGNORECASE)


@dataclass(frozen=True)
class Column:
    """A column that an import wants: its `name` in code, its Vietnamese heading, other headings it
    goes by, and the group above it.

    Columns with the same heading under different groups ("Số QĐ" of "Lần 1" and "Lần 2") are told
    apart by their groups, each of which may go by other names (`groups_also`). `at_last`: headings
    that mean this column when no other column wants them. `help` and `example` are for templates.
    """

    name: str
    heading: str
    also: tuple[str, ...] = ()
    required: bool = False
    group: str = ""
    help: str = ""
    example: str = ""
    groups_also: tuple[str, ...] = ()
    at_last: tuple[str, ...] = ()

    @cached_property
    def names(self) -> frozenset[str]:
        """Its headings, folded."""
        return frozenset(fold(text) for text in (self.heading, *self.also))

    @cached_property
    def names_at_last(self) -> frozenset[str]:
        return frozenset(fold(text) for text in self.at_last)

    @cached_property
    def groups(self) -> tuple[str, ...]:
        return tuple(fold(group) for group in (self.group, *self.groups_also) if group)

    @cached_property
    def names_in_group(self) -> frozenset[str]:
        return frozenset(f"{group} {name}" for group in self.groups for name in self.names)


@dataclass(frozen=True)
class Heading:
    """A header found: rows `first_row` to `last_row`, data below. Columns are numbers from 1 (A).

    `read`: column → name; `unread`: column → heading as shown, for columns that nobody asked for;
    `missing`: names of required columns not found; `serial`: the TT column, which is no data.
    """

    first_row: int
    last_row: int
    read: dict[int, str]
    unread: dict[int, str]
    missing: list[str]
    serial: int | None = None
    # column → heading as shown, of every column
    shown: dict[int, str] = field(default_factory=dict)

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


def key(heading: str) -> str:
    """How a heading as shown is remembered: the key of `remembered` in `find`."""
    return fold(heading)


def find(
    sheet: Sheet, columns: Sequence[Column], remembered: Mapping[str, str] | None = None
) -> Heading | None:
    """The header that names most of the wanted columns; None when no row names two of them (one, if
    only one is wanted).

    `remembered`: key(heading) → name, as an officer settled it before; "" means "not to be read".
    """
    numbers = [number for number, _ in sheet.rows[:SEARCHED_ROWS]]
    texts = _texts(sheet, set(numbers))
    best: tuple[int, int, int, _Match] | None = None
    # A row that a heading reaches into from above is not the first of its header.
    reached = {
        row
        for top, left, bottom, _ in sheet.merged
        if texts.get(top, {}).get(left)
        for row in range(top + 1, min(bottom, top + SEARCHED_ROWS) + 1)
    }
    for first in numbers:
        for depth in range(1, MOST_HEADER_ROWS + 1):
            match = _match(_headings(texts, first, depth), columns, remembered or {})
            rank = match.rank - 2 * (first in reached)
            # Of equally good ones the shortest: the rows above are a title.
            if match.read and (best is None or (rank, best[2]) > (best[0], depth)):
                best = (rank, first, depth, match)
    if best is None or len(best[3].read) < min(2, len(columns)):
        return None
    _, first, depth, match = best
    return _heading(sheet, columns, first, first + depth - 1, match)


@dataclass(frozen=True)
class _Match:
    """What a header of some rows would say: column → parts of its heading, column → name, and how
    many names were told by order."""

    headings: dict[int, list[str]]
    read: dict[int, str]
    by_order: int

    @property
    def rank(self) -> int:
        return 2 * len(self.read) - self.by_order


def _heading(
    sheet: Sheet, columns: Sequence[Column], first: int, last: int, match: _Match
) -> Heading:
    headings, read = match.headings, match.read
    if _numbers_columns(next((values for number, values in sheet.rows if number == last + 1), [])):
        last += 1
    shown = {column: " / ".join(parts) for column, parts in headings.items()}
    serial = next(
        (
            column
            for column, parts in headings.items()
            if column not in read and fold(parts[-1]) in _SERIAL
        ),
        None,
    )
    known = {*read, *shown, serial}
    filled = {
        column
        for number, values in sheet.rows
        if number > last
        for column in _others(len(values), known)
        if values[column - 1] is not None
    }
    unread = {
        column: shown.get(column, NO_HEADING)
        for column in sorted(filled | set(shown))
        if column not in read and column != serial
    }
    taken = set(read.values())
    missing = [column.name for column in columns if column.required and column.name not in taken]
    return Heading(first, last, dict(sorted(read.items())), unread, missing, serial, shown)


def _others(width: int, known: Collection[int | None]) -> list[int]:
    """The columns of a row that are none of these; of most rows there are none."""
    return [column for column in range(1, width + 1) if column not in known]


def _one_line(text: str) -> str:
    """The beginning of a text: longer ones head no column, and comparing them with every column
    takes minutes."""
    return " ".join(text[: 2 * LONGEST_HEADING].split())[:LONGEST_HEADING]


def _texts(sheet: Sheet, wanted: set[int]) -> dict[int, dict[int, str]]:
    """Row → column → text on one line, merged cells filled with what they show."""
    last = max(wanted, default=0) + MOST_HEADER_ROWS
    texts = {
        number: {
            column: _one_line(value)
            for column, value in enumerate(values, start=1)
            if isinstance(value, str)
        }
        for number, values in takewhile(lambda row: row[0] <= last, sheet.rows)
    }
    painted = 0
    for top, left, bottom, right in sheet.merged:
        text = texts.get(top, {}).get(left)
        if text and painted <= _MOST_PAINTED:
            for row in range(top, min(bottom, last) + 1):
                for column in range(left, min(right, MOST_COLUMNS) + 1):
                    texts.setdefault(row, {})[column] = text
                    painted += 1
    return texts


def _headings(texts: dict[int, dict[int, str]], first: int, depth: int) -> dict[int, list[str]]:
    """Column → its heading from group to leaf, of a header of `depth` rows."""
    rows = [dict(texts.get(first + offset, {})) for offset in range(depth)]
    for upper, lower in zip(rows, rows[1:], strict=False):
        _spread(upper, lower)
    headings: dict[int, list[str]] = {}
    for column in sorted({column for row in rows for column in row}):
        parts = [row[column] for row in rows if column in row]
        headings[column] = [
            part for at, part in enumerate(parts) if not at or part != parts[at - 1]
        ]
    return headings


def _spread(upper: dict[int, str], lower: dict[int, str]) -> None:
    """A group written once above several headings, without merging: it goes on until the next
    one."""
    for column in sorted(lower):
        left = column - 1
        if column not in upper and left in upper and left in lower and lower[left] != upper[left]:
            upper[column] = upper[left]


def _match(
    headings: dict[int, list[str]], columns: Sequence[Column], remembered: Mapping[str, str]
) -> _Match:
    """Column → name: as remembered, by heading and group, by heading alone, and at last by order.
    The first to claim a name has it."""
    read: dict[int, str] = {}
    settled: set[int] = set()
    names = {column.name for column in columns}
    for number, parts in headings.items():
        name = remembered.get(key(" / ".join(parts)))
        if name is not None and (not name or name in names):
            settled.add(number)
            if name and name not in read.values():
                read[number] = name
    for fits in (_fits_with_group, _fits_without_group):
        for number, parts in headings.items():
            if number not in settled:
                taken = set(read.values())
                name = next(
                    (
                        column.name
                        for column in columns
                        if column.name not in taken and fits(column, parts)
                    ),
                    None,
                )
                if name:
                    read[number] = name
                    settled.add(number)
    by_order = _match_by_order(headings, columns, read, settled)
    read |= by_order
    return _Match(headings, read | _match_at_last(headings, columns, read, settled), len(by_order))


def _match_at_last(
    headings: dict[int, list[str]],
    columns: Sequence[Column],
    read: dict[int, str],
    settled: set[int],
) -> dict[int, str]:
    """Headings without a group that nobody wanted so far: "Hạng sao" beside recognitions with
    groups is the one held now."""
    found: dict[int, str] = {}
    for number, parts in headings.items():
        if number not in settled and number not in read and len(parts) == 1:
            taken = {*read.values(), *found.values()}
            wanted = fold(parts[0])
            fits = (
                one.name for one in columns if one.name not in taken and wanted in one.names_at_last
            )
            if name := next(fits, None):
                found[number] = name
    return found


def _match_by_order(
    headings: dict[int, list[str]],
    columns: Sequence[Column],
    read: dict[int, str],
    settled: set[int],
) -> dict[int, str]:
    """Columns under a group that nothing above names: the first such heading is the first group's,
    the second the second's.

    Not for headings one of which was told by its group: the other then stands under a group of
    another meaning.
    """
    by_name = {column.name: column for column in columns}
    found: dict[int, str] = {}
    for number, parts in headings.items():
        if number in settled:
            continue
        taken = {*read.values(), *found.values()}
        told = any(
            _leaf_fits(by_name[name], parts) and by_name[name].group for name in read.values()
        )
        if not told:
            name = next(
                (
                    column.name
                    for column in columns
                    if column.name not in taken and _leaf_fits(column, parts)
                ),
                None,
            )
            if name and _same_words_as_sibling(
                by_name[name], parts, {**read, **found}, by_name, headings
            ):
                found[number] = name
    return found


def _same_words_as_sibling(
    column: Column,
    parts: list[str],
    read: dict[int, str],
    by_name: Mapping[str, Column],
    headings: dict[int, list[str]],
) -> bool:
    """Whether the first group's column bears the very same heading: "Ngày ký" after "Ngày cấp" is
    no second "Ngày cấp"."""
    siblings = [number for number, name in read.items() if by_name[name].heading == column.heading]
    return not siblings or any(fold(headings[number][-1]) == fold(parts[-1]) for number in siblings)


def _fits_with_group(column: Column, parts: list[str]) -> bool:
    """The heading with its groups says it all, or its leaf stands under the column's group."""
    whole = fold(" ".join(parts))
    names = column.names
    if len(parts) > 1 and whole in names or whole in column.names_in_group:
        return True
    if not column.group or len(parts) < 2 or not _leaf_fits(column, parts):
        return False
    shown = fold(" ".join(parts[:-1]))
    return any(_same_group(group, shown) for group in column.groups)


def _fits_without_group(column: Column, parts: list[str]) -> bool:
    return not column.group and _leaf_fits(column, parts)


def _leaf_fits(column: Column, parts: list[str]) -> bool:
    """The lowest heading is one of the column's, a remark in brackets aside ("Ngày (dd/mm/yyyy)")
    unless it is a unit."""
    names = column.names
    if fold(parts[-1]) in names:
        return True
    remarks = " ".join(_BRACKETS.findall(parts[-1]))
    return (
        bool(remarks)
        and not _UNITS.search(fold(remarks) + remarks)
        and fold(_BRACKETS.sub(" ", parts[-1])) in names
    )


def _same_group(wanted: str, shown: str) -> bool:
    """Groups are equal, or one says what the other says and more ("Lần 1" and "Công nhận lần
    1")."""
    return f" {wanted} " in f" {shown} " or f" {shown} " in f" {wanted} "


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
