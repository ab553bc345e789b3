"""The filtered list as a file for Excel: CSV (UTF-8 with mark) and xlsx. What a cell holds is text, never a formula."""

import csv
import io
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from django.conf import settings
from django.db.models import QuerySet
from django.http import HttpResponse, StreamingHttpResponse
from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell

from ocop_registry import clock
from producers.models import ProducerKind
from products.models.register import PublicState
from products.views.shown import shown

BATCH = 1000
MOST_XLSX_ROWS = 5000  # a workbook is built whole, at half a millisecond a row; CSV streams any number
_STARTS_FORMULA = ("=", "+", "-", "@", "\t", "\r")
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def _header() -> list[str]:
    return [
        _("Mã định danh"),
        _("Tên sản phẩm"),
        _("Tình trạng hôm nay"),
        _("Hạng sao còn giá trị"),
        _("Hạng sao đã ghi nhận"),
        _("Chủ thể"),
        _("Loại hình"),
        _("Tỉnh, thành phố"),
        _("Xã, phường, đặc khu"),
        _("Địa bàn khi cấp"),
        _("Bộ sản phẩm"),
        _("Mã sản phẩm"),
        _("Số quyết định"),
        _("Cơ quan ban hành"),
        _("Ngày cấp"),
        _("Năm cấp"),
        _("Hiệu lực đến hết"),
        _("Dữ liệu minh họa"),
        _("Địa chỉ trang"),
    ]


def _rows(states: QuerySet[PublicState]) -> Iterator[list[Any]]:
    yield _header()
    for state in states.iterator(chunk_size=BATCH):
        yield _row(shown(state))


def _row(item: dict[str, Any]) -> list[Any]:
    certificate = item["certification"] or {}
    decision = certificate.get("decision") or {}
    return [
        item["uid"],
        item["name"],
        item["label"],
        item["stars"] or "",
        item["held_stars"] or "",
        item["producer"]["name"],
        _(ProducerKind(item["producer"]["kind"]).label),
        item["province"]["name"],
        (item["commune"] or {}).get("full_name", ""),
        item["place_as_issued"] or "",
        (item["set"] or {}).get("name", ""),
        item["code"] or "",
        decision.get("number") or "",
        decision.get("issuer") or "",
        _day(certificate.get("issued_on")),
        certificate.get("issued_year") or "",
        _day(certificate.get("expires_on")),
        _("có") if item["demo"] else "",
        f"{settings.PUBLIC_URL}{item['url']}",
    ]


def _day(text: str | None) -> str:
    return "/".join(reversed(text.split("-"))) if text else ""


class _Echo:
    """A file that gives back what is written to it, for csv.writer."""

    def write(self, text: str) -> str:
        return text


def _is_formula(cell: Any) -> bool:
    """Whether Excel would run the cell instead of showing it."""
    return isinstance(cell, str) and cell.startswith(_STARTS_FORMULA)


def _harmless(cell: Any) -> Any:
    """In CSV an apostrophe makes text of what begins like a formula."""
    return f"'{cell}" if _is_formula(cell) else cell


def as_csv(states: QuerySet[PublicState]) -> StreamingHttpResponse:
    writer = csv.writer(_Echo())
    lines: Iterable[str] = (writer.writerow([_harmless(cell) for cell in row]) for row in _rows(states))
    response = StreamingHttpResponse(_with_mark(lines), content_type="text/csv; charset=utf-8")
    return _named(response, "csv")


def _with_mark(lines: Iterable[str]) -> Iterator[str]:
    yield "\ufeff"
    yield from lines


def as_xlsx(states: QuerySet[PublicState]) -> HttpResponse:
    book = Workbook(write_only=True)
    sheet = book.create_sheet(_("Sản phẩm OCOP"))
    sheet.freeze_panes = "C2"
    for row in _rows(states):
        sheet.append([_text_cell(sheet, value) if _is_formula(value) else value for value in row])
    file = io.BytesIO()
    book.save(file)
    return _named(HttpResponse(file.getvalue(), content_type=XLSX), "xlsx")


def _text_cell(sheet: Any, value: str) -> WriteOnlyCell:
    cell = WriteOnlyCell(sheet, value=value)
    cell.data_type = "s"
    return cell


def _named(response: Any, ending: str) -> Any:
    response.headers["Content-Disposition"] = f'attachment; filename="san-pham-ocop-{clock.today():%Y-%m-%d}.{ending}"'
    return response


writers: dict[str, Callable[[QuerySet[PublicState]], Any]] = {"csv": as_csv, "xlsx": as_xlsx}
