"""Lists as files, written by `ocop_registry.excel.writing`: Vietnamese headings, real dates and
numbers, no formulas from text.

Every list has two twins with its own filter and order: an Excel workbook and a CSV file (see
`twins.py`).
"""

from collections.abc import Callable, Iterable
from typing import Any

from django.http import HttpResponse, StreamingHttpResponse

from ocop_registry import clock
from ocop_registry.excel import writing
from ocop_registry.excel.delimited import escaped
from ocop_registry.excel.styled import cell_value as plain_value
from ocop_registry.excel.writing import CONTENT_TYPE, Page
from ocop_registry.language import spoken
from ocop_registry.places.slugs import file_name

__all__ = [
    "CONTENT_TYPE",
    "CSV_TYPE",
    "Column",
    "Columns",
    "cell_value",
    "csv_response",
    "sheet_title",
    "workbook_response",
]

CSV_TYPE = "text/csv; charset=utf-8"

Column = tuple[str, Callable[[Any], Any]]
Columns = list[Column]


def workbook_response(name: str, columns: Columns, rows: Iterable[Any]) -> HttpResponse:
    """One sheet named `name` with one line per row, as a download named after it and today."""
    content = writing.workbook(
        [Page(sheet_title(name), _headings(columns), _values(columns, rows))]
    )
    return _named(HttpResponse(content, content_type=CONTENT_TYPE), name, "xlsx")


def csv_response(name: str, columns: Columns, rows: Iterable[Any]) -> StreamingHttpResponse:
    """The same lines as CSV (UTF-8 with mark, commas between), sent while they are read; dates as
    31/12/2026, 75,5 as "75,5"."""
    lines = writing.csv_lines(_headings(columns), _values(columns, rows))
    return _named(StreamingHttpResponse(spoken(lines), content_type=CSV_TYPE), name, "csv")


def sheet_title(name: str) -> str:
    """A name as the title of a sheet: capitalised, without what Excel forbids there."""
    title = writing.sheet_title(name)
    return title[:1].upper() + title[1:]


def cell_value(value: Any) -> Any:
    """A value for a cell that is set without `writing.put`: a leading quote keeps text from being
    run as a formula."""
    held = plain_value(value)
    return escaped(held) if isinstance(held, str) else held


def _headings(columns: Columns) -> list[str]:
    return [heading for heading, _ in columns]


def _values(columns: Columns, rows: Iterable[Any]) -> Iterable[list[Any]]:
    return ([value(row) for _, value in columns] for row in rows)


def _named(response: Any, name: str, ending: str) -> Any:
    response["Content-Disposition"] = (
        f'attachment; filename="{file_name(name)}-{clock.today():%Y-%m-%d}.{ending}"'
    )
    return response
