"""Public lists as files for Excel, xlsx and CSV: what the page shows, in its language, with real
days and numbers.

The list of products has addresses of its own (`/san-pham/xuat.csv`), since it may be asked for
whole; every other list answers its twins at its own address (`?xuat=csv`). All of them read what
the pages read: the public register and the lists of the law.
"""

from collections.abc import Callable, Iterator
from typing import Any

from django.conf import settings
from django.db.models import QuerySet
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from ocop_registry import clock
from ocop_registry.staff.lists.export import Columns, csv_response, workbook_response
from ocop_registry.staff.lists.twins import LABELS, twin, twin_links
from producers.models import ProducerKind
from products.models.register import PublicState
from products.queries.sentences import complete_registers, said
from products.views.addresses import changed
from products.views.days import ended_cell, extended_cell, issued_cell, until_cell
from products.views.shown import Shown, shown

__all__ = ["Columns", "file_links", "files_of", "too_long", "twin", "writers"]

BATCH = 1000
# a workbook is built whole, at a third of a millisecond a row; CSV streams any number
MOST_XLSX_ROWS = 5000


def file_links(request: HttpRequest) -> dict[str, str]:
    """Addresses of the list that this request shows, as files, by form. For
    `public/_files.html`."""
    return dict(zip(LABELS, (url for _label, url in twin_links(request)), strict=True))


# --- the list of products -------------------------------------------------------------------------
def as_csv(states: QuerySet[PublicState]) -> HttpResponseBase:
    """Any number of products, sent while they are read."""
    return csv_response(_("Sản phẩm OCOP"), _columns(), _items(states))


def as_xlsx(states: QuerySet[PublicState]) -> HttpResponseBase:
    return workbook_response(_("Sản phẩm OCOP"), _columns(), _items(states))


writers: dict[str, Callable[[QuerySet[PublicState]], HttpResponseBase]] = {
    "csv": as_csv,
    "xlsx": as_xlsx,
}


def too_long(states: QuerySet[PublicState]) -> bool:
    """Whether these are too many for a workbook."""
    return states[: MOST_XLSX_ROWS + 1].count() > MOST_XLSX_ROWS


def files_of(params: dict[str, str], total: int) -> dict[str, str]:
    """Addresses of a list of that many products as a file, by form."""
    forms = [form for form in writers if form != "xlsx" or total <= MOST_XLSX_ROWS]
    return {form: f"{reverse('public:export', args=[form])}{changed(params)}" for form in forms}


def _items(states: QuerySet[PublicState]) -> Iterator[Shown]:
    today, complete = clock.today(), complete_registers()
    return (
        {**shown(state), "sentence": said(state, today, complete)}
        for state in states.iterator(chunk_size=BATCH)
    )


def _columns() -> Columns:
    return [
        (_("Mã định danh"), lambda item: item["uid"]),
        (_("Tên sản phẩm"), lambda item: item["name"]),
        (_("Tình trạng hôm nay"), lambda item: item["label"]),
        (_("Tình trạng bằng lời"), lambda item: item["sentence"]),
        (_("Hạng sao còn giá trị"), lambda item: item["stars"]),
        (_("Hạng sao đã ghi nhận"), lambda item: item["held_stars"] or None),
        (_("Chủ thể"), lambda item: item["producer"]["name"]),
        (_("Loại hình"), lambda item: _(ProducerKind(item["producer"]["kind"]).label)),
        (_("Tỉnh, thành phố"), lambda item: item["province"]["name"]),
        (_("Xã, phường, đặc khu"), lambda item: (item["commune"] or {}).get("full_name")),
        (_("Địa bàn khi cấp"), lambda item: item["place_as_issued"]),
        (_("Bộ sản phẩm"), _set_name),
        (_("Mã sản phẩm"), lambda item: item["code"]),
        (_("Số quyết định"), lambda item: _decision(item).get("number")),
        (_("Cơ quan ban hành"), lambda item: _decision(item).get("issuer")),
        (_("Ngày cấp"), lambda item: issued_cell(_certificate(item))),
        (_("Năm cấp"), lambda item: _certificate(item).get("issued_year")),
        (_("Hiệu lực đến hết"), lambda item: until_cell(_certificate(item))),
        (_("Được gia hạn đến hết"), lambda item: extended_cell(_certificate(item))),
        (_("Chấm dứt từ ngày"), lambda item: ended_cell(_certificate(item))),
        (_("Dữ liệu minh họa"), lambda item: _("có") if item["demo"] else None),
        (_("Địa chỉ trang"), lambda item: f"{settings.PUBLIC_URL}{item['url']}"),
    ]


def _set_name(item: Shown) -> str | None:
    chosen = item["set"] or {}
    return (get_language() == "en" and chosen.get("name_en")) or chosen.get("name")


def _certificate(item: Shown) -> dict[str, Any]:
    return item["certification"] or {}


def _decision(item: Shown) -> dict[str, Any]:
    return _certificate(item).get("decision") or {}
