"""Lists as files: Vietnamese headings, real dates and numbers, a header that stays, and no formulas from text.

Every list has two twins with its own filter and order: an Excel workbook and a CSV file (see `twins.py`).
"""

import csv
from collections.abc import Callable, Iterable, Iterator
from datetime import date, datetime
from decimal import Decimal
from io import BytesIO
from typing import Any

from django.http import HttpResponse, StreamingHttpResponse
from django.utils.text import slugify
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.properties import PageSetupProperties

from ocop_registry import clock
from ocop_registry.places.text import fold

CONTENT_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
CSV_TYPE = "text/csv; charset=utf-8"
BYTE_ORDER_MARK = "\ufeff"  # tells Excel that the file is UTF-8
STARTS_A_FORMULA = ("=", "+", "-", "@", "\t", "\r")
NOT_IN_A_TITLE = "[]:*?/\\"
LONGEST_TITLE = 31
WIDEST = 60
PAPER_A4 = 9

Column = tuple[str, Callable[[Any], Any]]
Columns = list[Column]


def workbook_response(name: str, columns: Columns, rows: Iterable[Any]) -> HttpResponse:
    """One sheet named `name` with one line per row, as a download named after it and today."""
    headings = [heading for heading, _ in columns]
    lines = [[_held(value(row)) for _, value in columns] for row in rows]
    book = Workbook(write_only=True)
    sheet = book.create_sheet(sheet_title(name))
    _dress(sheet, headings, lines)
    sheet.append([_heading_cell(sheet, heading) for heading in headings])
    for line in lines:
        sheet.append([_cell(sheet, value) for value in line])
    content = BytesIO()
    book.save(content)
    return _named(HttpResponse(content.getvalue(), content_type=CONTENT_TYPE), name, "xlsx")


def csv_response(name: str, columns: Columns, rows: Iterable[Any]) -> StreamingHttpResponse:
    """The same lines as CSV (UTF-8 with mark, commas between), sent while they are read; dates as 31/12/2026, 75,5 as "75,5"."""
    lines = _csv_lines([heading for heading, _ in columns], ([value(row) for _, value in columns] for row in rows))
    return _named(StreamingHttpResponse(lines, content_type=CSV_TYPE), name, "csv")


def sheet_title(name: str) -> str:
    """A name as the title of a sheet: capitalised, without what Excel forbids there."""
    title = "".join(sign for sign in name if sign not in NOT_IN_A_TITLE).strip()[:LONGEST_TITLE]
    return title[:1].upper() + title[1:]


def cell_value(value: Any) -> Any:
    """A value as a cell without a type of its own may hold it: a leading quote keeps text from being run as a formula."""
    held = _held(value)
    return f"'{held}" if _like_a_formula(held) else held


def csv_value(value: Any) -> str:
    """A value as Vietnamese Excel reads it from text."""
    held = cell_value(value)
    if isinstance(held, datetime):
        return f"{held:%d/%m/%Y %H:%M}"
    if isinstance(held, date):
        return f"{held:%d/%m/%Y}"
    if isinstance(held, float | Decimal):
        return f"{held:f}".replace(".", ",")
    return "" if held is None else str(held)


class _Echo:
    """A file that gives back what is written to it, for csv.writer."""

    def write(self, text: str) -> str:
        return text


def _csv_lines(headings: list[str], rows: Iterable[list[Any]]) -> Iterator[str]:
    writer = csv.writer(_Echo())
    yield BYTE_ORDER_MARK + writer.writerow(headings)
    for values in rows:
        yield writer.writerow([csv_value(value) for value in values])


def _named(response: Any, name: str, ending: str) -> Any:
    response["Content-Disposition"] = f'attachment; filename="{slugify(fold(name))}-{clock.today():%Y-%m-%d}.{ending}"'
    return response


def _held(value: Any) -> Any:
    """A value as Excel knows it: days, instants of Việt Nam and numbers stay what they are, everything else is text."""
    if value is None or isinstance(value, bool):
        return {None: None, True: "có", False: "không"}[value]
    if isinstance(value, datetime):
        return value.astimezone(clock.VIETNAM).replace(tzinfo=None)
    if isinstance(value, date | int | float | Decimal):
        return value
    return ILLEGAL_CHARACTERS_RE.sub("", str(value))


def _like_a_formula(held: Any) -> bool:
    return isinstance(held, str) and held.startswith(STARTS_A_FORMULA)


def _cell(sheet: Any, held: Any) -> Any:
    """A cell of a workbook. What a spreadsheet would run as a formula is text by its type, also once it is edited there."""
    if isinstance(held, date):
        cell = WriteOnlyCell(sheet, value=held)
        cell.number_format = "dd/mm/yyyy hh:mm" if isinstance(held, datetime) else "dd/mm/yyyy"
        return cell
    if _like_a_formula(held):
        cell = WriteOnlyCell(sheet, value=held)
        cell.data_type, cell.quotePrefix = "s", True
        return cell
    return held


def _heading_cell(sheet: Any, heading: str) -> WriteOnlyCell:
    cell = WriteOnlyCell(sheet, value=heading)
    cell.font, cell.alignment = Font(bold=True), Alignment(wrap_text=True, vertical="top")
    return cell


def _dress(sheet: Any, headings: list[str], lines: list[list[Any]]) -> None:
    """A header that stays, filters, widths by content; printed on A4 landscape, as wide as the paper, the header on every page."""
    last = get_column_letter(len(headings))
    sheet.freeze_panes = "A2"
    sheet.auto_filter.ref = f"A1:{last}{len(lines) + 1}"
    for number, heading in enumerate(headings, start=1):
        longest = max((len(str(line[number - 1])) for line in lines if line[number - 1] is not None), default=0)
        sheet.column_dimensions[get_column_letter(number)].width = min(max(len(heading), longest) + 2, WIDEST)
    sheet.print_title_rows = "1:1"
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = PAPER_A4
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.oddFooter.center.text = "&P/&N"
