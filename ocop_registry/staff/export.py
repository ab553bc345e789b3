"""Lists as Excel files: Vietnamese headings, real dates and numbers, a header that stays, and no formulas from text."""

from collections.abc import Callable, Iterable
from datetime import date, datetime
from decimal import Decimal
from io import BytesIO
from typing import Any

from django.contrib.admin.options import IncorrectLookupParameters
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.text import slugify
from openpyxl import Workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter

from ocop_registry import clock
from ocop_registry.places.text import fold

CONTENT_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
STARTS_A_FORMULA = ("=", "+", "-", "@", "\t", "\r")
WIDEST = 60


def list_export(model_admin: Any, columns: list[tuple[str, Callable[[Any], Any]]], request: HttpRequest) -> HttpResponse:
    """A model admin's list as filtered and sorted, all pages, as an Excel file; filters that mean nothing lead back to the list."""
    opts = model_admin.opts
    try:
        rows = model_admin.get_changelist_instance(request).get_queryset(request)
    except IncorrectLookupParameters:
        return redirect(f"{reverse(f'admin:{opts.app_label}_{opts.model_name}_changelist')}?e=1")  # as the list itself does
    return workbook_response(str(opts.verbose_name_plural), columns, rows)


def workbook_response(name: str, columns: list[tuple[str, Callable[[Any], Any]]], rows: Iterable[Any]) -> HttpResponse:
    """One sheet named `name` with one line per row, as a download named after it and today."""
    book = Workbook()
    sheet = book.active
    sheet.title = name[:31].capitalize()
    sheet.append([heading for heading, _ in columns])
    widths = [len(heading) for heading, _ in columns]
    for row in rows:
        values = [cell_value(value(row)) for _, value in columns]
        widths = [max(width, len(str(value or ""))) for width, value in zip(widths, values, strict=True)]
        sheet.append(values)
    _dress(sheet, widths)
    content = BytesIO()
    book.save(content)
    response = HttpResponse(content.getvalue(), content_type=CONTENT_TYPE)
    response["Content-Disposition"] = f'attachment; filename="{slugify(fold(name))}-{clock.today():%Y-%m-%d}.xlsx"'
    return response


def cell_value(value: Any) -> Any:
    """A value as Excel should hold it. Text that a spreadsheet would run as a formula is kept text by a leading quote."""
    if value is None or isinstance(value, bool):
        return {None: None, True: "có", False: "không"}[value]
    if isinstance(value, datetime):
        return value.astimezone(clock.VIETNAM).replace(tzinfo=None)
    if isinstance(value, date | int | float | Decimal):
        return value
    text = ILLEGAL_CHARACTERS_RE.sub("", str(value))
    return f"'{text}" if text.startswith(STARTS_A_FORMULA) else text


def _dress(sheet: Any, widths: list[int]) -> None:
    sheet.freeze_panes = "A2"
    sheet.auto_filter.ref = sheet.dimensions
    for cell in sheet[1]:
        cell.font = Font(bold=True)
        cell.alignment = Alignment(wrap_text=True, vertical="top")
    for number, width in enumerate(widths, start=1):
        sheet.column_dimensions[get_column_letter(number)].width = min(width + 2, WIDEST)
    for row in sheet.iter_rows(min_row=2):
        for cell in row:
            if cell.is_date:
                cell.number_format = "dd/mm/yyyy"
