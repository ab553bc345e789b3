"""One worksheet, read as a stream: what its cells hold, whatever its declared dimension says."""

import re
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import pairwise
from xml.parsers.expat import XMLParserType

from ocop_registry.excel import numbers
from ocop_registry.excel.legacy.tables import as_capitals
from ocop_registry.excel.packages import MOST_DEPTH, MOST_TAGS, Package, Start, damaged, xml_parser
from ocop_registry.excel.sheets import LONGEST_RAW_TEXT, LONGEST_TEXT, MOST_COLUMNS, Budget, Sheet
from ocop_registry.excel.values import (
    LAST_ROW,
    CellError,
    Unreadable,
    Value,
    column_number,
    local,
    plain,
    reference,
    unescaped,
)
from ocop_registry.held import Held

_MOST_MERGED = 100_000
_MOST_ROW_TAGS = 100_000  # cells of one row, and their runs of text
_RANGE = re.compile(r"\$?([A-Z]{1,3})\$?(\d{1,7})(?::\$?([A-Z]{1,3})\$?(\d{1,7}))?")
_TRUE = ("1", "true")


@dataclass
class Shared:
    """What all sheets of a workbook refer to. `kinds`: style number → day, time or both."""

    budget: Budget = field(default_factory=Budget)
    texts: list[str | None] = field(default_factory=list)
    kinds: dict[str, str] = field(default_factory=dict)
    capitals: frozenset[str] = frozenset()  # styles of fonts that draw capitals
    from_1904: bool = False


class _Enough(Exception):
    """The rows that were asked for are read."""


class SheetReader:
    """Reads one worksheet; what it finds goes into `sheet`. `most_rows`: only its first rows with
    content, and nothing that stands after them."""

    def __init__(self, name: str, shared: Shared, most_rows: int | None = None) -> None:
        self.sheet, self._most_rows = Sheet(name), most_rows
        self._shared = shared
        self._hidden_rows: set[int] = set()
        self._hidden_columns: set[int] = set()
        self._columns: dict[str, int] = {}  # letters → number, as met
        self._tags = 0
        self._last = 0  # number of the row kept last
        self._disordered = False

    def read(self, package: Package, part: str, *, hidden: bool) -> Sheet:
        """The sheet that a member of the package holds."""
        parser = xml_parser()
        with suppress(_Enough):
            package.parse(part, self._root(parser), self._nothing, parser, counted=False)
        sheet = self.sheet
        sheet.hidden = hidden
        if self._disordered:
            sheet.rows = Held(sorted(sheet.rows, key=lambda row: row[0]))
            if any(one == other for one, other in pairwise(number for number, _ in sheet.rows)):
                raise damaged(f"trang “{sheet.name}” có hai dòng cùng số")
        sheet.hidden_rows, sheet.hidden_columns = (
            frozenset(self._hidden_rows),
            frozenset(self._hidden_columns),
        )
        return sheet

    def _root(self, parser: XMLParserType) -> Start:
        """Waits for the first element, whose prefix (most have none) all others share."""

        def start(name: str, attributes: dict[str, str]) -> None:
            prefix = name.removesuffix("worksheet")
            if prefix == name:
                raise damaged(f"trang “{self.sheet.name}” không phải trang tính")
            events = _Events(self, parser, prefix)
            parser.StartElementHandler, parser.EndElementHandler = events.start, events.end

        return start

    def _nothing(self, name: str) -> None:
        """The end of an element that nobody waits for."""

    def other(self, name: str, attributes: dict[str, str], depth: int) -> None:
        """Any element but rows and cells, `depth` deep among its like."""
        self.count()
        if depth > MOST_DEPTH:
            raise damaged(f"trang “{self.sheet.name}” lồng quá sâu")
        name = local(name)
        if name == "mergeCell":
            self._merged(attributes.get("ref", ""))
        elif name == "col":
            self._column(attributes)

    def count(self, tags: int = 1) -> None:
        """Count elements, empty formatted cells too."""
        self._tags += tags
        if self._tags > MOST_TAGS:
            raise Unreadable(
                "too_many_cells",
                f"Trang “{self.sheet.name}” có quá nhiều ô, cả ô trống có định dạng: xóa các dòng"
                " và cột thừa.",
            )

    def cell_column(self, ref: str, row: int) -> int:
        """The column of the cell at `ref`, which must be in its row."""
        text = ref.rstrip("0123456789")
        if ref[len(text) :] != str(row):
            raise damaged(f"trang “{self.sheet.name}” có ô {ref[:12]} nằm sai dòng")
        return self._columns.get(text) or self.column(text)

    def column(self, text: str) -> int:
        """Column letters as a number."""
        number = self._columns.get(text) or column_number(text)
        if number is None:
            raise damaged(f"trang “{self.sheet.name}” có ô {text[:10]} không tồn tại")
        self._columns[text] = number
        return number

    def row_number(self, attributes: dict[str, str], previous: int) -> int:
        """The number of a row, which may be left unsaid; notes whether it is hidden."""
        try:
            number = int(attributes.get("r", previous + 1))
        except ValueError:
            number = 0
        if not 1 <= number <= LAST_ROW:
            raise damaged(f"trang “{self.sheet.name}” có dòng không tồn tại")
        if attributes.get("hidden") in _TRUE:
            self._hidden_rows.add(number)
        return number

    def take_row(self, number: int, values: list[Value]) -> None:
        """Keep a row that holds something, its empty end cut off."""
        while values and values[-1] is None:
            values.pop()
        if values:
            self.sheet.rows.append((number, values))
            self._disordered = self._disordered or number <= self._last
            self._last = number
            self._shared.budget.row(self.sheet.name, number, values, len(self.sheet.rows))
            if len(self.sheet.rows) == self._most_rows:
                raise _Enough

    def value(self, kind: str, style: str, text: str, row: int, column: int) -> Value:
        """The value of a cell of type `kind` from the text of its <v> or <is>."""
        if kind == "s":
            try:
                shared = self._shared.texts[int(text)] if "-" not in text else None
                return as_capitals(shared) if shared and style in self._shared.capitals else shared
            except (ValueError, IndexError) as error:
                raise damaged(
                    f"trang “{self.sheet.name}”, ô {reference(row, column)} trỏ tới chữ không có"
                ) from error
        if kind == "n":
            format_kind = self._shared.kinds.get(style)
            if format_kind:
                return (
                    numbers.moment(text, format_kind, from_1904=self._shared.from_1904)
                    if text
                    else None
                )
            return numbers.number(text) if text else None
        if kind in ("str", "inlineStr"):
            text = unescaped(text)
            self._shared.budget.take_text(len(text), self.sheet.name, row, column)
            read = plain(text)
            return as_capitals(read) if read and style in self._shared.capitals else read
        return self._rare_value(kind, style, text)

    def refuse_text(self, row: int, column: int) -> None:
        """Refuse the text of a cell that is too long to be gathered."""
        self._shared.budget.take_text(LONGEST_TEXT + 1, self.sheet.name, row, column)

    def _rare_value(self, kind: str, style: str, text: str) -> Value:
        if kind == "b":
            return text in _TRUE
        if kind == "e":
            return CellError(text[:40] or "#VALUE!")
        if kind == "d":
            return numbers.iso_moment(text, self._shared.kinds.get(style))
        raise damaged(f"trang “{self.sheet.name}” có ô kiểu lạ")

    def _merged(self, ref: str) -> None:
        found = _RANGE.fullmatch(ref)
        if not found or len(self.sheet.merged) >= _MOST_MERGED:
            raise damaged(f"trang “{self.sheet.name}” có vùng gộp ô không đọc được")
        first, last = self.column(found[1]), self.column(found[3] or found[1])
        self.sheet.merged.append((int(found[2]), first, int(found[4] or found[2]), last))

    def _column(self, attributes: dict[str, str]) -> None:
        """Widths and hiding of a span of columns, as far as columns are read."""
        try:
            first, last = int(attributes["min"]), min(int(attributes["max"]), MOST_COLUMNS)
            width = float(attributes.get("width", 0))
        except (KeyError, ValueError) as error:
            raise damaged(f"trang “{self.sheet.name}” có cột không đọc được") from error
        for number in range(max(first, 1), last + 1):
            if attributes.get("hidden") in _TRUE:
                self._hidden_columns.add(number)
            elif 0 < width <= 255:
                self.sheet.widths[number] = width


class _Events:
    """The start and end of each element of a sheet. Rows and cells come first in each test: half a
    million come in a file."""

    def __init__(self, reader: SheetReader, parser: XMLParserType, prefix: str) -> None:
        self.reader, self.parser = reader, parser
        self.row_tag, self.cell_tag, self.value_tag, self.formula_tag = (
            prefix + name for name in ("row", "c", "v", "f")
        )
        self.inline_tag, self.text_tag, self.guide_tag = (
            prefix + name for name in ("is", "t", "rPh")
        )
        self.texts = (self.value_tag, self.text_tag, self.inline_tag)
        self.number = self.column = self.tags = self.depth = self.length = 0
        self.values: list[Value] = []  # of the row we are in
        self.in_row = False
        self.cell: dict[str, str] | None = None  # attributes of the cell we are in
        self.text: str | None = None
        self.formula = self.guide = False
        self.pieces: list[str] = []

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if name == self.cell_tag:
            if not self.in_row or self.cell is not None:
                raise self.misplaced(name)
            self.cell, self.text, self.formula = attributes, None, False
            ref = attributes.get("r")
            self.column = self.reader.cell_column(ref, self.number) if ref else self.column + 1
            self.count()
        elif name == self.value_tag:
            if self.cell is None or self.text is not None:
                raise self.misplaced(name)
            self.clear()
            self.parser.CharacterDataHandler = self.gather
        elif name == self.row_tag:
            if self.in_row:
                raise self.misplaced(name)
            self.number, self.column, self.values = (
                self.reader.row_number(attributes, self.number),
                0,
                [],
            )
            self.in_row = True
        elif name == self.text_tag:
            if self.cell is not None and not self.guide:
                self.parser.CharacterDataHandler = self.gather
            self.count()
        elif name == self.inline_tag:
            if self.cell is None or self.text is not None:
                raise self.misplaced(name)
            self.clear()
        elif name == self.formula_tag:
            if self.cell is None or self.formula:
                raise self.misplaced(name)
            self.formula = True
        else:
            self.guide = self.guide or name == self.guide_tag
            self.depth += 1
            self.reader.other(name, attributes, self.depth)

    def end(self, name: str) -> None:
        if name in self.texts:
            self.parser.CharacterDataHandler = None
            if name != self.text_tag:
                self.text = "".join(self.pieces)
        elif name == self.cell_tag:
            if self.text is not None or self.formula:
                self.put()
            self.cell = None
        elif name == self.row_tag:
            self.reader.count(self.tags + 1)
            self.reader.take_row(self.number, self.values)
            self.tags, self.in_row = 0, False
        elif name != self.formula_tag:
            self.depth -= 1
            self.guide = self.guide and name != self.guide_tag

    def count(self) -> None:
        """Count the cells of a row, and the runs of text in them."""
        self.tags += 1
        if self.tags > _MOST_ROW_TAGS:
            raise damaged(f"trang “{self.reader.sheet.name}”, dòng {self.number} có quá nhiều ô")

    def clear(self) -> None:
        self.pieces.clear()
        self.length = 0

    def gather(self, piece: str) -> None:
        """Keep a piece of the text we are in; the parser hands over at most what it was fed."""
        self.pieces.append(piece)
        self.length += len(piece)
        if self.length > LONGEST_RAW_TEXT:
            self.reader.refuse_text(self.number, self.column)

    def put(self) -> None:
        """Put the value of the cell that ends here into its row."""
        cell, values, column = self.cell or {}, self.values, self.column
        kind, text = cell.get("t", "n"), self.text or ""
        value: Value
        if self.formula and not text and (self.text is None or kind != "str"):
            value = CellError.not_calculated()
        else:
            value = self.reader.value(kind, cell.get("s", ""), text, self.number, column)
        if value is None:
            return
        gap = column - len(values)
        if gap == 1:
            values.append(value)
        elif gap > 1:
            values.extend([None] * (gap - 1))
            values.append(value)
        elif values[column - 1] is None:
            values[column - 1] = value
        else:
            raise damaged(
                f"trang “{self.reader.sheet.name}” có hai ô {reference(self.number, column)}"
            )

    def misplaced(self, name: str) -> Exception:
        return damaged(f"trang “{self.reader.sheet.name}” có thẻ {name[:20]} sai chỗ")
