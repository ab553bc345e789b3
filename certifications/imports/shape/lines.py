"""The rows below a header, each told what it is: a product's, a heading's, a producer's, a sum …"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from certifications.imports.shape import group_rows
from certifications.imports.shape.group_rows import ROMAN, Hint, LineKind
from certifications.imports.shape.layout import Layout
from ocop_registry.excel.matching import base
from ocop_registry.excel.reading import Sheet
from ocop_registry.excel.values import reference

# Columns that only a product's row fills.
_STRONG = frozenset({
    "stars", "day", "year", "number", "expires", "score", "gtin", "code", "set", "type", "reason",
})  # fmt: skip
# What a producer's own row says for its products.
OF_PRODUCER = frozenset({
    "producer", "kind", "commune", "district", "province", "place", "place_then", "place_code", "address",
    "representative", "phone", "tax_code", "registration_number",
})  # fmt: skip
_ITEM = re.compile(r"[-–+•*]|\d{1,3}\.\d{1,3}\.?|[a-zđ][.)]?")
_SERIAL = re.compile(r"[\d.,()]{1,8}|[IVXLC]{1,6}[.)]?|[A-ZĐa-zđ][.)]?|[-–+•*]")
# "nt", "-nt-", "như trên", and the sign of repetition.
_DITTO = re.compile(
    r"[-–\s]*(?:nt|nhu tren|như trên)[-–\s.]*|[-–\s]*[\"”“〃″][-–\s]*|''|//", re.IGNORECASE
)
_FEW = 3  # cells of a row of notes or signatures


@dataclass(frozen=True)
class Taken:
    """A value and the cell where it stands; `where`: in words, of what stands in no cell."""

    value: Any
    reference: str
    where: str = ""


@dataclass
class Line:
    """One row. `values` from column A on, cells merged from above filled; `taken`: column of ours →
    what it takes from rows above where it says nothing itself."""

    number: int
    kind: LineKind
    values: list[Any]
    taken: dict[str, Taken] = field(default_factory=dict)
    said: str = ""  # of a row that is no product: its text
    ditto: bool = False  # whether it says of something "the same as above"
    # of a cell that names several products: the column of their names, and these
    products: tuple[str, tuple[str, ...]] = ("", ())

    def at(self, column: int) -> Any:
        return self.values[column - 1] if column <= len(self.values) else None


class Lines:
    """The rows of one sheet below its header. `grouped`: whether headings between them, producers on
    rows of their own and blanks that mean the row above are looked for, as in registers; in other
    lists only what is merged over the table, sums and signatures are no rows."""

    def __init__(self, sheet: Sheet, layout: Layout, *, grouped: bool) -> None:
        self._sheet, self._layout, self._grouped = sheet, layout, grouped
        self._leaves = {column: text.rpartition(" / ")[2] for column, text in layout.shown.items()}
        self._columns = {
            name: [column for column, targets in layout.feeds.items() if name in targets]
            for name in ("product", "producer")
        }
        self._strong = [
            column
            for column, targets in layout.feeds.items()
            if any(base(target).rstrip("2") in _STRONG for target in targets)
        ]
        # one column for both: its producers stand on rows of their own
        self._both = set(self._columns["product"]) & set(self._columns["producer"])
        self._wide = max((len(layout.shown) + 1) // 2, 3)
        self._banners = {
            top
            for top, left, bottom, right in sheet.merged
            if top == bottom and right - left + 1 >= self._wide
        }
        self._last = (
            max(
                (number for number, values in filled_rows(sheet, layout) if self._is_real(values)),
                default=0,
            )
            if grouped
            else 0
        )
        self._carries = self._blanks_mean_the_same()

    # --- what a row is ----------------------------------------------------------------------------
    def _at(self, values: list[Any], name: str) -> Any:
        found = (values[c - 1] for c in self._columns[name] if c <= len(values))
        return next((value for value in found if not blank(value)), None)

    def _has_strong(self, values: list[Any]) -> bool:
        return any(c <= len(values) and not blank(values[c - 1]) for c in self._strong)

    def _serial(self, values: list[Any]) -> str:
        column = self._layout.serial
        value = values[column - 1] if column and column <= len(values) else None
        return "" if blank(value) else str(value).strip()

    def _is_real(self, values: list[Any]) -> bool:
        """Whether a row is a product's beyond doubt; what follows the last of them is below the
        list."""
        if _is_sum_row(values):
            return False
        numbered = self._serial(values).rstrip(".)").isdigit()
        return bool(self._at(values, "product")) and (numbered or self._has_strong(values))

    def _kind(self, number: int, values: list[Any], inherited: bool) -> LineKind:
        texts = self._texts(values)
        named = isinstance(self._at(values, "producer"), str) and not self._both
        if _is_sum_row(values) and not named:
            return LineKind.SUM
        if self._repeats_header(values):
            return LineKind.HEADER
        if not self._grouped:
            return self._kind_of_plain(number, values, texts)
        if self._both:
            return self._kind_of_both(number, values, texts)
        if number > self._last > 0 and self._is_below(values, texts):
            return LineKind.BELOW
        if number in self._banners or self._is_group(values, texts, inherited):
            return LineKind.PRODUCER if self._is_producer(values, texts) else LineKind.GROUP
        return LineKind.PRODUCER if self._is_producer(values, texts) else LineKind.DATA

    def _kind_of_plain(self, number: int, values: list[Any], texts: list[str]) -> LineKind:
        if number in self._banners:
            return LineKind.GROUP
        alone = sum(1 for value in values if not blank(value)) <= 2
        signed = alone and bool(texts) and group_rows.is_signature(texts[0])
        return LineKind.BELOW if signed and not self._at(values, "product") else LineKind.DATA

    def _texts(self, values: list[Any]) -> list[str]:
        """Its different texts, the serial number aside."""
        own = (
            value.strip()
            for column, value in enumerate(values, start=1)
            if isinstance(value, str)
            and value.strip()
            and not (column == self._layout.serial and _SERIAL.fullmatch(value.strip()))
        )
        return list(dict.fromkeys(own))

    def _is_group(self, values: list[Any], texts: list[str], inherited: bool) -> bool:
        """One text alone, perhaps with counts beside it."""
        if len(texts) != 1 or any(_is_odd(value) for value in values):
            return False
        serial, strong = self._serial(values), self._has_strong(values)
        hint = group_rows.hint_of(texts[0])
        if not self._at(values, "product") and not self._at(values, "producer") and not serial:
            return not strong or hint is not None
        if serial and ROMAN.fullmatch(serial):
            return True
        if serial:
            return hint is not None and not strong
        return hint is not None and hint.name != "producer" or not strong and not inherited

    def _is_producer(self, values: list[Any], texts: list[str]) -> bool:
        """A producer above its products: none of theirs in its row."""
        if self._has_strong(values) or not texts:
            return False
        if self._at(values, "producer") and not self._at(values, "product"):
            return True
        hint = group_rows.hint_of(texts[0]) if len(texts) == 1 else None
        return hint is not None and hint.name == "producer"

    def _kind_of_both(self, number: int, values: list[Any], texts: list[str]) -> LineKind:
        """In a list whose one column holds producers and, beneath each, its products."""
        serial = self._serial(values)
        if (
            number > self._last > 0
            and self._is_below(values, texts)
            and not _ITEM.fullmatch(serial)
        ):
            return LineKind.BELOW
        if self._has_strong(values) or _ITEM.fullmatch(serial):
            return LineKind.DATA
        hint = group_rows.hint_of(texts[0]) if len(texts) == 1 else None
        if number in self._banners or hint and hint.name != "producer":
            return LineKind.GROUP
        return LineKind.PRODUCER if texts else LineKind.GROUP

    def _is_below(self, values: list[Any], texts: list[str]) -> bool:
        if any(group_rows.is_signature(text) for text in texts):
            return True
        named = self._at(values, "product") and self._at(values, "producer")
        return len(texts) <= _FEW and (not named or bool(self._both))

    def _repeats_header(self, values: list[Any]) -> bool:
        """A page's header printed again among the rows, or the numbers of its columns."""
        texts = [
            (column, value.strip())
            for column, value in enumerate(values, 1)
            if isinstance(value, str)
        ]
        same = sum(1 for column, text in texts if text and self._leaves.get(column) == text)
        return same >= 2 and same * 2 >= len(texts)

    def _blanks_mean_the_same(self) -> bool:
        """Whether serial numbers count producers: every row with a producer bears one, no row
        without one does. Then a blank producer is the one above."""
        if not self._grouped or self._layout.serial is None or self._both:
            return False
        numbered = blank_ = 0
        for _, values in filled_rows(self._sheet, self._layout):
            if not self._at(values, "product"):
                continue
            has, serial = bool(self._at(values, "producer")), bool(self._serial(values))
            if has != serial:
                return False
            numbered, blank_ = numbered + has, blank_ + (not has)
        return numbered > 0 and blank_ > 0

    # --- one after the other ----------------------------------------------------------------------
    def __iter__(self) -> Iterator[Line]:
        hints: dict[str, Taken] = {}
        before: list[Any] = []  # the product's row above
        above: dict[str, Taken] = {}  # of the producer's own row, or of the row above
        for number, values in filled_rows(self._sheet, self._layout):
            if all(blank(value) for value in values):
                continue
            if not self._says_anything(values) and not (self._grouped and self._texts(values)):
                continue
            kind = self._kind(number, values, bool(above))
            line = Line(number, kind, values)
            if kind == LineKind.DATA:
                line.ditto = _repeat(values, before)
                before = list(values)
                if not self._both and self._at(values, "producer"):
                    above = self._of_producer(number, values) if self._carries else {}
                    line.taken = dict(hints)
                else:
                    line.taken = {**hints, **above}
            elif kind == LineKind.PRODUCER:
                above = self._of_producer(number, values)
                line.said = "; ".join(self._texts(values))
            else:
                line.said = "; ".join(self._texts(values))
                if kind == LineKind.GROUP and (hint := self._hint(line)):
                    hints = {
                        name: one
                        for name, one in hints.items()
                        if name not in group_rows.ENDS.get(hint.name, ())
                    }
                    hints[hint.name] = Taken(hint.value, self._where(number, values))
                    above = {}
            yield line

    def _says_anything(self, values: list[Any]) -> bool:
        """Whether a column that is read holds something: a serial number alone is no row."""
        return any(
            column <= len(values) and not blank(values[column - 1]) for column in self._layout.feeds
        )

    def _hint(self, line: Line) -> Hint | None:
        texts = self._texts(line.values)
        return group_rows.hint_of(texts[0]) if texts else None

    def _where(self, number: int, values: list[Any]) -> str:
        column = next(
            (
                column
                for column, value in enumerate(values, start=1)
                if column != self._layout.serial and not blank(value)
            ),
            1,
        )
        return reference(number, column)

    def _of_producer(self, number: int, values: list[Any]) -> dict[str, Taken]:
        found = {}
        for column, targets in self._layout.feeds.items():
            value = values[column - 1] if column <= len(values) else None
            for target in targets:
                if target in OF_PRODUCER and not blank(value) and target not in found:
                    found[target] = Taken(_named(value), reference(number, column))
        if "producer" not in found:
            texts = self._texts(values)
            name = group_rows.clean(texts[0]) if texts else ""
            found["producer"] = Taken(name, self._where(number, values))
        return found


def _repeat(values: list[Any], before: list[Any]) -> bool:
    """Put what stands above in place of signs that mean it; whether there were any."""
    found = False
    for at, value in enumerate(values[: len(before)]):
        if isinstance(value, str) and _DITTO.fullmatch(value.strip()) and not blank(before[at]):
            values[at], found = before[at], True
    return found


def _named(value: Any) -> Any:
    return group_rows.unmarked(value) if isinstance(value, str) else value


def _is_sum_row(values: list[Any]) -> bool:
    texts = [value for value in values if isinstance(value, str) and value.strip()]
    return bool(texts) and group_rows.is_sum(texts[0])


def _is_odd(value: Any) -> bool:
    """A day, an error: nothing that a heading between the rows has beside it."""
    return not (blank(value) or isinstance(value, str | int) and not isinstance(value, bool))


def blank(value: Any) -> bool:
    return value is None or isinstance(value, str) and not value.strip()


def filled_rows(sheet: Sheet, layout: Layout) -> Iterator[tuple[int, list[Any]]]:
    """The rows below the header; a cell merged over several rows counts for each of them."""
    deep: dict[int, list[tuple[int, int]]] = {}  # first row → (column, last row)
    last = layout.header[1]
    for top, left, bottom, _ in sheet.merged:
        if bottom > top > last:
            deep.setdefault(top, []).append((left, bottom))
    # (column, last row, value) of the merges that reach down
    open_: list[tuple[int, int, Any]] = []
    for number, values in sheet.rows:
        if number <= last:
            continue
        open_ = [one for one in open_ if one[1] >= number]
        filled = list(values)
        for column, _, value in open_:
            filled.extend([None] * (column - len(filled)))
            if filled[column - 1] is None:
                filled[column - 1] = value
        open_.extend(
            (left, bottom, values[left - 1])
            for left, bottom in deep.get(number, ())
            if left <= len(values)
        )
        yield number, filled


def not_data(lines: Iterable[Line]) -> Mapping[LineKind, list[Line]]:
    """The rows that are no product, by what they are."""
    found: dict[LineKind, list[Line]] = {}
    for line in lines:
        if line.kind != LineKind.DATA:
            found.setdefault(line.kind, []).append(line)
    return found
