"""Cells and sheets as every workbook of the registry has them: text as text, days as days, pages
that print well."""

import re
from collections.abc import Iterable
from copy import copy
from datetime import date, datetime, time
from decimal import Decimal
from io import BytesIO
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ERROR_CODES
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Font, PatternFill

from ocop_registry import clock
from ocop_registry.excel import cells
from ocop_registry.excel.delimited import STARTS_A_FORMULA
from ocop_registry.excel.values import NOT_TEXT, Shown

AUTHOR = "Sổ đăng ký OCOP"
FORMATS = {date: "dd/mm/yyyy", datetime: "dd/mm/yyyy hh:mm", time: "hh:mm"}
_LONGEST_EXACT = 10**15  # whole numbers that Excel keeps
_FIRST_DAY = date(1900, 3, 1)  # Excel miscounts the days before
_LOOKS_ESCAPED = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")
_HEADER_FILL = PatternFill("solid", fgColor="E8F1EA")


def saved(book: Workbook) -> bytes:
    content = BytesIO()
    book.save(content)
    return content.getvalue()


def put(cell: Any, value: Any) -> Any:
    """Put a value into a cell of openpyxl, text as text whatever it begins with; answers the
    cell."""
    cell.value = value = cell_value(value)
    if isinstance(value, str) and _needs_mark(value):
        cell.data_type = "s"
        cell.quotePrefix = True
    if isinstance(value, Shown):
        cell.number_format = value.number_format
    return cell


def cell_value(value: Any) -> Any:
    """A value as Excel can hold it: local times without zone, days before March 1900 and numbers
    too long for it as text.

    Not to be set on a cell as it is: `put` does that without making formulas of text.
    """
    if value is None or isinstance(value, bool):
        return {None: None, True: "có", False: "không"}[value]
    if isinstance(value, datetime):
        value = value.astimezone(clock.VIETNAM).replace(tzinfo=None) if value.tzinfo else value
    if isinstance(value, date):
        return (
            value
            if (value.date() if isinstance(value, datetime) else value) >= _FIRST_DAY
            else cells.text(value)
        )
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
    return Comment(
        text, AUTHOR, width=320, height=40 + 18 * (len(text) // 45 + text.count("\n") + 1)
    )


class Cells:
    """Makes the cells of a sheet that is written row by row; each style is looked up once."""

    def __init__(self, sheet: Any) -> None:
        self._sheet = sheet
        self._styles: dict[Any, Any] = {}

    def value(self, value: Any, fill: PatternFill | None = None) -> Any:
        """A value, or a cell that holds it where it needs a style."""
        value = cell_value(value)
        number_format = (
            value.number_format if isinstance(value, Shown) else FORMATS.get(type(value), "")
        )
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


def _needs_mark(text: str) -> bool:
    """Whether Excel, or openpyxl, would take the text for something else."""
    return text.startswith(STARTS_A_FORMULA) or text in ERROR_CODES or text.startswith("_x000D_")
