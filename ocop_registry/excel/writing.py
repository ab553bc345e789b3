"""Writes workbooks that officers can print, filter and send back: text stays text, days are days,
numbers are numbers.

    workbook([Page("Sản phẩm", ["Tên sản phẩm", "Ngày cấp"], rows)])   → bytes of an .xlsx file
    csv_lines(["Tên sản phẩm", "Ngày cấp"], rows)                      → the same as CSV, line by
    line

Text that begins like a formula is written as it is, marked as text (Excel shows it, and does not
run it). CSV knows no such mark: there an apostrophe stands before it, which `reading` takes away
again. So what is written reads back equal. Rows are written as they come; a workbook grows on disk,
not in memory.
"""

import csv
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from itertools import chain, islice
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.datavalidation import DataValidation

from ocop_registry import clock
from ocop_registry.excel import cells
from ocop_registry.excel.delimited import escaped
from ocop_registry.excel.marking import FAULT_SHEET, Fault, mark
from ocop_registry.excel.styled import (
    AUTHOR,
    FORMATS,
    Cells,
    cell_value,
    put,
    saved,
    set_up_print,
    sheet_title,
)
from ocop_registry.places.text import fold

__all__ = [
    "CONTENT_TYPE",
    "OWN_SHEETS",
    "Fault",
    "Field",
    "Page",
    "csv_lines",
    "mark",
    "put",
    "sheet_title",
    "workbook",
]

CONTENT_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
CHOICES_SHEET = "Danh mục chọn"
GUIDE_SHEET = "Hướng dẫn"
EXAMPLES_SHEET = "Ví dụ"
# Folded names of the sheets that only the registry writes into its files: they hold no data to
# import.
OWN_SHEETS = frozenset(
    fold(name) for name in (FAULT_SHEET, CHOICES_SHEET, GUIDE_SHEET, EXAMPLES_SHEET)
)
KINDS = {"day": FORMATS[date], "text": "@"}
_WIDEST, _NARROWEST = 60, 6
_MEASURED = 200  # rows that tell the widths
_MORE_ROWS = 1000  # below the last row, where drop-down lists still work


@dataclass(frozen=True)
class Field:
    """A column to write. `kind`: "day" or "text" format the cells still to be filled in; `choices`:
    name of a list of choices.

    With `free` the drop-down list only proposes; otherwise Excel refuses anything else. `comment`
    is shown on the heading.
    """

    heading: str
    width: float = 0
    kind: str = ""
    choices: str = ""
    free: bool = False
    comment: str = ""


@dataclass(frozen=True)
class Page:
    """A sheet to write: lines of text above (title, instructions), one row of headings, rows of
    values."""

    name: str
    fields: Sequence[Field | str]
    rows: Iterable[Sequence[Any]] = ()
    above: Sequence[str] = ()


def workbook(pages: Iterable[Page], choices: Mapping[str, Sequence[str]] | None = None) -> bytes:
    """An .xlsx file of these sheets. `choices`: name → what the drop-down lists of that name
    offer."""
    book = Workbook(write_only=True)
    book.properties.creator = AUTHOR
    names = {
        name: f"ds_{number}_{fold(name).replace(' ', '_')}"
        for number, name in enumerate(choices or {}, start=1)
    }
    for page in pages:
        _write_page(book, page, names)
    if choices:
        _write_choices(book, choices, names)
    return saved(book)


def csv_lines(headings: Sequence[str], rows: Iterable[Sequence[Any]]) -> Iterator[str]:
    """The lines of a CSV file for Excel: a byte order mark, commas, days as dd/mm/yyyy, decimal
    commas, nothing that is run."""
    writer = csv.writer(_Echo())
    yield "\ufeff"
    for row in chain([headings], rows):
        yield writer.writerow([_csv_cell(value) for value in row])


def _write_page(book: Any, page: Page, names: Mapping[str, str]) -> None:
    sheet = book.create_sheet(sheet_title(page.name, book.sheetnames))
    fields = [field if isinstance(field, Field) else Field(field) for field in page.fields]
    rows = iter(page.rows)
    first = list(islice(rows, _MEASURED))
    header = len(page.above) + 1
    sheet.freeze_panes = f"A{header + 1}"
    for number, field in enumerate(fields, start=1):
        dimension = sheet.column_dimensions[get_column_letter(number)]
        dimension.width = field.width or _width(
            field.heading, (row[number - 1] for row in first if len(row) >= number)
        )
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
            _offer(
                sheet,
                field,
                names[field.choices],
                f"{letter}{header + 1}:{letter}{last + _MORE_ROWS}",
            )


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
    rule = DataValidation(
        type="list", formula1=name, allow_blank=True, errorStyle="warning" if field.free else "stop"
    )
    rule.showErrorMessage = True
    rule.errorTitle = field.heading[:32]
    rule.error = "Giá trị không có trong danh sách: chọn một dòng trong danh sách thả xuống."
    rule.add(where)
    sheet.data_validations.append(rule)


def _write_choices(
    book: Any, choices: Mapping[str, Sequence[str]], names: Mapping[str, str]
) -> None:
    """The hidden sheet of the lists, one to a column, each with a name."""
    sheet = book.create_sheet(sheet_title(CHOICES_SHEET, book.sheetnames))
    sheet.sheet_state = "hidden"
    make = Cells(sheet)
    sheet.append([make.heading(name) for name in choices])
    for at in range(max(len(offered) for offered in choices.values())):
        sheet.append(
            [make.value(offered[at]) if at < len(offered) else None for offered in choices.values()]
        )
    for number, (name, offered) in enumerate(choices.items(), start=1):
        letter = get_column_letter(number)
        place = f"'{sheet.title}'!${letter}$2:${letter}${max(len(offered), 1) + 1}"
        book.defined_names[names[name]] = DefinedName(names[name], attr_text=place)


def _csv_cell(value: Any) -> str:
    if value is None or isinstance(value, bool):
        return str(cell_value(value) or "")
    if isinstance(value, str):
        return escaped(value)
    if isinstance(value, datetime) and value.tzinfo:
        value = value.astimezone(clock.VIETNAM).replace(tzinfo=None)
    if isinstance(value, float):
        value = Decimal(repr(value))
    return (
        cells.text(value) if isinstance(value, date | time | int | Decimal) else escaped(str(value))
    )


class _Echo:
    """A file that gives back what is written to it, for csv.writer."""

    def write(self, text: str) -> str:
        return text
