"""Writes workbooks that officers can print, filter and send back: text stays text, days are days, numbers are numbers.

    workbook([Page("Sản phẩm", ["Tên sản phẩm", "Ngày cấp"], rows)])   → bytes of an .xlsx file
    csv_lines(["Tên sản phẩm", "Ngày cấp"], rows)                      → the same as CSV, line by line

Text that begins like a formula is written as it is, marked as text (Excel shows it, and does not run it). CSV knows no
such mark: there an apostrophe stands before it, which `reading` takes away again. So what is written reads back equal.
Rows are written as they come; a workbook grows on disk, not in memory.
"""

import csv
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from copy import copy
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from io import BytesIO
from itertools import chain, islice
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ERROR_CODES
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.datavalidation import DataValidation

from ocop_registry import clock
from ocop_registry.excel import cells
from ocop_registry.excel.delimited import STARTS_A_FORMULA, escaped
from ocop_registry.excel.values import NOT_TEXT
from ocop_registry.places.text import fold

CONTENT_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
AUTHOR = "Sổ đăng ký OCOP"
CHOICES_SHEET = "Danh mục"
FORMATS = {date: "dd/mm/yyyy", datetime: "dd/mm/yyyy hh:mm", time: "hh:mm"}
KINDS = {"day": "dd/mm/yyyy", "text": "@"}
_WIDEST, _NARROWEST = 60, 6
_MEASURED = 200  # rows that tell the widths
_MORE_ROWS = 1000  # below the last row, where drop-down lists still work
_LONGEST_EXACT = 10**15  # whole numbers that Excel keeps
_FIRST_DAY = date(1900, 3, 1)  # Excel miscounts the days before
_LOOKS_ESCAPED = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")
_HEADER_FILL = PatternFill("solid", fgColor="E8F1EA")


@dataclass(frozen=True)
class Field:
    """A column to write. `kind`: "day" or "text" format the cells still to be filled in; `choices`: name of a list of choices.

    With `free` the drop-down list only proposes; otherwise Excel refuses anything else. `comment` is shown on the heading.
    """

    heading: str
    width: float = 0
    kind: str = ""
    choices: str = ""
    free: bool = False
    comment: str = ""


@dataclass(frozen=True)
class Page:
    """A sheet to write: lines of text above (title, instructions), one row of headings, rows of values."""

    name: str
    fields: Sequence[Field | str]
    rows: Iterable[Sequence[Any]] = ()
    above: Sequence[str] = ()


def workbook(pages: Iterable[Page], choices: Mapping[str, Sequence[str]] | None = None) -> bytes:
    """An .xlsx file of these sheets. `choices`: name → what the drop-down lists of that name offer."""
    book = Workbook(write_only=True)
    book.properties.creator = AUTHOR
    names = {name: f"ds_{number}_{fold(name).replace(' ', '_')}" for number, name in enumerate(choices or {}, start=1)}
    for page in pages:
        _write_page(book, page, names)
    if choices:
        _write_choices(book, choices, names)
    return saved(book)


def saved(book: Workbook) -> bytes:
    content = BytesIO()
    book.save(content)
    return content.getvalue()


def csv_lines(headings: Sequence[str], rows: Iterable[Sequence[Any]]) -> Iterator[str]:
    """The lines of a CSV file for Excel: a byte order mark, commas, days as dd/mm/yyyy, decimal commas, nothing that is run."""
    writer = csv.writer(_Echo())
    yield "\ufeff"
    for row in chain([headings], rows):
        yield writer.writerow([_csv_cell(value) for value in row])


def put(cell: Any, value: Any) -> Any:
    """Put a value into a cell of openpyxl, text as text whatever it begins with; answers the cell."""
    cell.value = value = cell_value(value)
    if isinstance(value, str) and _needs_mark(value):
        cell.data_type = "s"
        cell.quotePrefix = True
    return cell


def cell_value(value: Any) -> Any:
    """A value as Excel can hold it: local times without zone, days before March 1900 and numbers too long for it as text.

    Not to be set on a cell as it is: `put` does that without making formulas of text.
    """
    if value is None or isinstance(value, bool):
        return {None: None, True: "có", False: "không"}[value]
    if isinstance(value, datetime):
        value = value.astimezone(clock.VIETNAM).replace(tzinfo=None) if value.tzinfo else value
    if isinstance(value, date):
        return value if (value.date() if isinstance(value, datetime) else value) >= _FIRST_DAY else cells.text(value)
    if isinstance(value, time | float):
        return value
    if isinstance(value, int):
        return value if abs(value) < _LONGEST_EXACT else str(value)
    if isinstance(value, Decimal):
        return value if len(value.normalize().as_tuple().digits) <= 15 else cells.text(value)
    text = NOT_TEXT.sub("", str(value))
    return _LOOKS_ESCAPED.sub("_x005F_", text).replace("\r", "_x000D_")


def sheet_title(name: str, taken: Iterable[str] = ()) -> str:
    """A name that Excel accepts for a sheet, different from those taken."""
    bare = re.sub(r"[\\*?:/\[\]]", " ", name).strip("' ")[:31] or "Trang"
    title, number, used = bare, 2, {one.casefold() for one in taken}
    while title.casefold() in used:
        ending = f" ({number})"
        title, number = bare[: 31 - len(ending)] + ending, number + 1
    return title


def set_up_print(sheet: Any, header: int) -> None:
    """A4 landscape, as wide as the page, the header row on every page, page numbers below."""
    sheet.print_title_rows = f"{header}:{header}"
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = 9  # A4
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.page_margins.left = sheet.page_margins.right = 0.4
    sheet.page_margins.top = sheet.page_margins.bottom = 0.6
    sheet.oddFooter.center.text = "Trang &P/&N"


def note(text: str) -> Comment:
    """A comment on a cell, its box as large as its text."""
    text = NOT_TEXT.sub("", text)
    return Comment(text, AUTHOR, width=320, height=40 + 18 * (len(text) // 45 + text.count("\n") + 1))


class Cells:
    """Makes the cells of a sheet that is written row by row; each style is looked up once."""

    def __init__(self, sheet: Any) -> None:
        self._sheet = sheet
        self._styles: dict[Any, Any] = {}

    def value(self, value: Any, fill: PatternFill | None = None) -> Any:
        """A value, or a cell that holds it where it needs a style."""
        value = cell_value(value)
        number_format = FORMATS.get(type(value), "")
        marked = isinstance(value, str) and _needs_mark(value)
        if not number_format and not marked and fill is None:
            return value
        cell = WriteOnlyCell(self._sheet, value)
        if isinstance(value, str):
            cell.data_type = "s"
        key = (number_format, marked, fill is not None)
        if key not in self._styles:
            if number_format:
                cell.number_format = number_format
            if marked:
                cell.quotePrefix = True
            if fill is not None:
                cell.fill = fill
            self._styles[key] = cell._style
        cell._style = copy(self._styles[key])
        return cell

    def heading(self, text: str, comment: str = "") -> Any:
        """A heading: bold on a pale ground, wrapped."""
        cell = put(WriteOnlyCell(self._sheet), text)
        cell.font, cell.fill = Font(bold=True), _HEADER_FILL
        cell.alignment = Alignment(wrap_text=True, vertical="top")
        if comment:
            cell.comment = note(comment)
        return cell


def _write_page(book: Any, page: Page, names: Mapping[str, str]) -> None:
    sheet = book.create_sheet(sheet_title(page.name, book.sheetnames))
    fields = [field if isinstance(field, Field) else Field(field) for field in page.fields]
    rows = iter(page.rows)
    first = list(islice(rows, _MEASURED))
    header = len(page.above) + 1
    sheet.freeze_panes = f"A{header + 1}"
    for number, field in enumerate(fields, start=1):
        dimension = sheet.column_dimensions[get_column_letter(number)]
        dimension.width = field.width or _width(field.heading, (row[number - 1] for row in first if len(row) >= number))
        if field.kind in KINDS:
            dimension.number_format = KINDS[field.kind]
    set_up_print(sheet, header)
    make = Cells(sheet)
    for at, line in enumerate(page.above):
        cell = put(WriteOnlyCell(sheet), line)
        cell.font = Font(bold=at == 0, italic=at > 0)
        sheet.append([cell])
    sheet.append([make.heading(field.heading, field.comment) for field in fields])
    last = header
    for row in chain(first, rows):
        sheet.append([make.value(value) for value in row])
        last += 1
    sheet.auto_filter.ref = f"A{header}:{get_column_letter(len(fields))}{last}"
    for number, field in enumerate(fields, start=1):
        if field.choices:
            letter = get_column_letter(number)
            _offer(sheet, field, names[field.choices], f"{letter}{header + 1}:{letter}{last + _MORE_ROWS}")


def _width(heading: str, values: Iterable[Any]) -> float:
    """Wide enough for what the first rows hold; headings may wrap."""
    longest = max((len(line) for value in values for line in _shown(value).split("\n")), default=0)
    word = max((len(word) for word in heading.split()), default=0)
    return min(max(longest + 2, word + 4, min(len(heading), 18) + 2, _NARROWEST), _WIDEST)


def _shown(value: Any) -> str:
    """A value as it is shown, roughly: for widths."""
    if isinstance(value, datetime):
        return "00/00/0000 00:00"
    return "00/00/0000" if isinstance(value, date) else str("" if value is None else value)


def _offer(sheet: Any, field: Field, name: str, where: str) -> None:
    """A drop-down list on cells."""
    rule = DataValidation(type="list", formula1=name, allow_blank=True, errorStyle="warning" if field.free else "stop")
    rule.showErrorMessage = True
    rule.errorTitle = field.heading[:32]
    rule.error = "Giá trị không có trong danh sách: chọn một dòng trong danh sách thả xuống."
    rule.add(where)
    sheet.data_validations.append(rule)


def _write_choices(book: Any, choices: Mapping[str, Sequence[str]], names: Mapping[str, str]) -> None:
    """The hidden sheet of the lists, one to a column, each with a name."""
    sheet = book.create_sheet(sheet_title(CHOICES_SHEET, book.sheetnames))
    sheet.sheet_state = "hidden"
    make = Cells(sheet)
    sheet.append([make.heading(name) for name in choices])
    for at in range(max(len(offered) for offered in choices.values())):
        sheet.append([make.value(offered[at]) if at < len(offered) else None for offered in choices.values()])
    for number, (name, offered) in enumerate(choices.items(), start=1):
        letter = get_column_letter(number)
        place = f"'{sheet.title}'!${letter}$2:${letter}${max(len(offered), 1) + 1}"
        book.defined_names[names[name]] = DefinedName(names[name], attr_text=place)


def _needs_mark(text: str) -> bool:
    """Whether Excel, or openpyxl, would take the text for something else."""
    return text.startswith(STARTS_A_FORMULA) or text in ERROR_CODES or text.startswith("_x000D_")


def _csv_cell(value: Any) -> str:
    if value is None or isinstance(value, bool):
        return str(cell_value(value) or "")
    if isinstance(value, str):
        return escaped(value)
    if isinstance(value, datetime) and value.tzinfo:
        value = value.astimezone(clock.VIETNAM).replace(tzinfo=None)
    if isinstance(value, float):
        value = Decimal(repr(value))
    return cells.text(value) if isinstance(value, date | time | int | Decimal) else escaped(str(value))


class _Echo:
    """A file that gives back what is written to it, for csv.writer."""

    def write(self, text: str) -> str:
        return text
