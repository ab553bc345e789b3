"""A paper as an Excel workbook: real numbers, a header that stays and is repeated on every printed
page, A4 landscape."""

from io import BytesIO
from typing import Any

from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from certifications.law.points import shown
from certifications.papers.content import COUNTRY, DAY, MOTTO, POINTS, TEXT, Paper
from ocop_registry.excel.styled import put

FONT = "Times New Roman"
FORMATS = {DAY: "dd/mm/yyyy"}
_THIN = Side(style="thin", color="000000")
_BOX = Border(left=_THIN, right=_THIN, top=_THIN, bottom=_THIN)


def workbook(paper: Paper) -> bytes:
    """The paper as an .xlsx file."""
    book = Workbook()
    sheet = book.active
    sheet.title = "".join(sign for sign in paper.name if sign not in "[]:*?/\\")[:31]
    _head(sheet, paper)
    header = _table(sheet, paper)
    _signatures(sheet, paper)
    _print_setup(sheet, paper, header)
    content = BytesIO()
    book.save(content)
    return content.getvalue()


def _head(sheet: Worksheet, paper: Paper) -> None:
    """Left: the office and the number; right: country, motto, place and day; below, over the whole
    width: the title."""
    half = len(paper.columns) // 2
    left = [*paper.offices, paper.number]
    right = [COUNTRY, MOTTO, paper.place_and_day]
    for row in range(max(len(left), len(right))):
        if row < len(left):
            _line(sheet, row + 1, 1, half, left[row], bold=row == len(paper.offices) - 1)
        if row < len(right):
            _line(
                sheet,
                row + 1,
                half + 1,
                len(paper.columns),
                right[row],
                bold=row < 2,
                italic=row == 2,
            )
    row = max(len(left), len(right)) + 2
    _line(sheet, row, 1, len(paper.columns), paper.title, bold=True, size=14)
    for offset, text in enumerate(paper.subtitle, start=1):
        _line(sheet, row + offset, 1, len(paper.columns), text, italic=True)


def _line(sheet: Worksheet, row: int, first: int, last: int, text: str, **font: Any) -> None:
    """One centred line over several columns."""
    sheet.merge_cells(start_row=row, start_column=first, end_row=row, end_column=last)
    cell = put(sheet.cell(row, first), text)
    cell.font = Font(name=FONT, **{"size": 12, **font})
    cell.alignment = Alignment(horizontal="center", vertical="center", wrap_text=True)


def _table(sheet: Worksheet, paper: Paper) -> int:
    """Heading row and sections; answers the number of the heading row."""
    header = sheet.max_row + 2
    for number, column in enumerate(paper.columns, start=1):
        cell = sheet.cell(header, number, column.heading)
        cell.font, cell.border = Font(name=FONT, size=11, bold=True), _BOX
        cell.alignment = Alignment(horizontal="center", vertical="center", wrap_text=True)
        sheet.column_dimensions[get_column_letter(number)].width = column.width
    row = header
    for section in paper.sections:
        if section.heading:
            row += 1
            sheet.merge_cells(
                start_row=row, start_column=1, end_row=row, end_column=len(paper.columns)
            )
            cell = sheet.cell(row, 1, section.heading)
            cell.font, cell.border = Font(name=FONT, size=11, bold=True), _BOX
        for values in section.rows:
            row += 1
            _row(sheet, row, paper, values)
    return header


def _row(sheet: Worksheet, row: int, paper: Paper, values: list[Any]) -> None:
    for number, (column, value) in enumerate(zip(paper.columns, values, strict=True), start=1):
        cell = put(sheet.cell(row, number), shown(value) if column.kind == POINTS else value)
        cell.font, cell.border = Font(name=FONT, size=11), _BOX
        cell.alignment = Alignment(
            horizontal="left" if column.kind == TEXT else "center", vertical="top", wrap_text=True
        )
        if column.kind in FORMATS:
            cell.number_format = FORMATS[column.kind]


def _signatures(sheet: Worksheet, paper: Paper) -> None:
    row, columns, count = sheet.max_row + 2, len(paper.columns), len(paper.signatures)
    for index, signer in enumerate(paper.signatures):
        first, last = index * columns // count + 1, (index + 1) * columns // count
        _line(sheet, row, first, last, signer, bold=True)
        _line(sheet, row + 1, first, last, "(Ký, ghi rõ họ tên)", italic=True)


def _print_setup(sheet: Worksheet, paper: Paper, header: int) -> None:
    sheet.freeze_panes = sheet.cell(header + 1, 1)
    sheet.print_title_rows = f"{header}:{header}"
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = sheet.PAPERSIZE_A4
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.page_margins.left = sheet.page_margins.right = 0.5
    sheet.page_margins.top = sheet.page_margins.bottom = 0.6
    sheet.oddFooter.center.text = "Trang &P/&N"
