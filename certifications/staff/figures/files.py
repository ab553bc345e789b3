"""The tables of "Số liệu đến ngày …" as files: a workbook with a sheet per table, or one CSV of
single numbers."""

from collections.abc import Callable, Iterator, Sequence
from io import BytesIO
from typing import Any

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, Side
from openpyxl.utils import get_column_letter

from certifications.staff.figures.tables import Line, Table
from ocop_registry.places.slugs import file_name
from ocop_registry.staff.lists.export import (
    CONTENT_TYPE,
    Columns,
    cell_value,
    csv_response,
    sheet_title,
)

FIRST_WIDTH, WIDTH = 46, 14
HEADER_ROW = 4
_LINE = Border(*[Side(style="thin", color="999999")] * 4)


def workbook(title: str, tables: Sequence[Table]) -> HttpResponseBase:
    """A sheet per table: title, day and place, headings that stay, numbers as numbers, ready for
    A4."""
    book = Workbook()
    book.remove(book.active)
    for table in tables:
        _fill(book.create_sheet(sheet_title(table.title)), title, table)
    content = BytesIO()
    book.save(content)
    response = HttpResponse(content.getvalue(), content_type=CONTENT_TYPE)
    response["Content-Disposition"] = f'attachment; filename="{file_name(title)}.xlsx"'
    return response


def _fill(sheet: Any, title: str, table: Table) -> None:
    sheet.append([table.title])
    sheet.append([title])
    sheet.append([])
    sheet.append([table.axis, *table.headings])
    for line in table.lines:
        sheet.append([cell_value(value) for value in _values(line)])
        if line.kind:
            for cell in sheet[sheet.max_row]:
                cell.font = Font(bold=True)
    last = sheet.max_row
    for note in table.notes:
        sheet.append([cell_value(note)])
    sheet["A1"].font = Font(bold=True, size=14)
    for row in sheet.iter_rows(min_row=HEADER_ROW, max_row=last):
        for cell in row:
            cell.border = _LINE
            cell.alignment = Alignment(wrap_text=True, vertical="top")
    for cell in sheet[HEADER_ROW]:
        cell.font = Font(bold=True)
    sheet.freeze_panes = f"B{HEADER_ROW + 1}"
    sheet.column_dimensions["A"].width = FIRST_WIDTH
    for number in range(2, len(table.headings) + 2):
        sheet.column_dimensions[get_column_letter(number)].width = WIDTH
    _prepare_to_print(sheet)


def _prepare_to_print(sheet: Any) -> None:
    sheet.print_title_rows = f"{HEADER_ROW}:{HEADER_ROW}"
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = sheet.PAPERSIZE_A4
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True


def _values(line: Line) -> list[Any]:
    return [
        line.label,
        *(figure.count for figure in line.figures),
        *([line.share] if line.share else []),
    ]


# --- CSV ------------------------------------------------------------------------------------------
_COLUMNS: Columns = [
    ("Bảng", lambda one: one[0]),
    ("Dòng", lambda one: one[1]),
    ("Cột", lambda one: one[2]),
    ("Số", lambda one: one[3]),
]


def numbers(title: str, tables: Sequence[Table]) -> HttpResponseBase:
    """Every number on its own line, for programs that read it again."""
    return csv_response(title, _COLUMNS, _single(tables))


def _single(tables: Sequence[Table]) -> Iterator[tuple[str, str, str, Any]]:
    for table in tables:
        for line in table.lines:
            for heading, value in zip(table.headings, _values(line)[1:], strict=True):
                yield table.title, line.label, heading, value


WRITERS: dict[str, Callable[[str, Sequence[Table]], HttpResponseBase]] = {
    "xlsx": workbook,
    "csv": numbers,
}
