"""The table PTNT_OCOP of one year: to read, and as the file that the ministry asks for."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.urls import path

from certifications.figures import ptnt_ocop
from ocop_registry import clock
from ocop_registry.accounts.permissions import scope
from ocop_registry.places.models import Place
from ocop_registry.staff.lists.export import Columns
from ocop_registry.staff.lists.filtersets import Choice, ListFilters
from ocop_registry.staff.lists.twins import twin
from ocop_registry.staff.pages import staff_page

PER_PAGE = 50
TITLE = f"Bảng {ptnt_ocop.NAME}"
COLUMNS: Columns = [
    ("MA_OCOP", lambda line: line.code),
    ("Ma_DonViHanhChinh", lambda line: line.unit),
    ("Ma_ThoiGian", lambda line: line.year),
    ("Ma_SanPham", lambda line: line.uid),
    ("TenSanPham", lambda line: line.name),
    ("XepHang", lambda line: line.stars),
    ("ChuTheSXKD", lambda line: line.producer),
    ("DoanhThuNam", lambda line: line.revenue),
    ("TrangThai", lambda line: line.standing),
]


def urls() -> list:
    return [path("ptnt-ocop/", table_page, name="ptnt_ocop")]


def may_see(user: Any) -> bool:
    return bool(scope(user, "view"))


class TableFilters(ListFilters):
    """Which year (this one unless said), and which of the provinces that the person sees (all
    unless said)."""

    nam = Choice(
        label="Năm",
        empty_label=None,
        error_messages={"invalid_choice": "Chọn một năm trong danh sách, ví dụ 2025."},
    )
    tinh = Choice(
        label="Tỉnh hiện nay",
        error_messages={"invalid_choice": "Chọn một tỉnh trong danh sách."},
    )

    def offer(self) -> None:
        self.today = clock.today()
        self.choices("nam", [(str(year), str(year)) for year in ptnt_ocop.years(self.today)])
        seen, provinces = scope(self.user, "view"), Place.objects.current().provinces()
        offered = list(provinces if seen.everywhere else provinces.filter(pk__in=seen.provinces))
        self.provinces = {place.code: place for place in offered}
        self.choices("tinh", [(place.code, place.name) for place in offered])
        if len(offered) < 2:
            del self.filters["tinh"]

    @property
    def year(self) -> int:
        return int(self.values.get("nam") or self.today.year)

    @property
    def province(self) -> Place | None:
        return self.provinces.get(self.values.get("tinh", ""))


def table_page(request: HttpRequest) -> HttpResponseBase:
    """Recognised products of the person's provinces in a year; refused with a sentence for a year
    that is not offered."""
    seen = scope(request.user, "view")
    if not seen:
        raise PermissionDenied
    asked = TableFilters(request, [])
    if asked.problems:
        context: dict[str, Any] = {"asked": asked}
        return staff_page(
            request, "certifications/figures/ptnt.html", context, title=TITLE, status=400
        )
    year = asked.year
    on = ptnt_ocop.day_of(year, asked.today)
    rows = ptnt_ocop.recognised(on, seen, asked.province)
    if file := twin(
        request, f"{ptnt_ocop.NAME} {year}", COLUMNS, ptnt_ocop.lines(rows, year, seen)
    ):
        return file
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "asked": asked,
        "on": on,
        "page": page,
        "headings": [heading for heading, _ in COLUMNS],
        "lines": list(ptnt_ocop.lines(page.object_list, year, seen)),
    }
    return staff_page(
        request, "certifications/figures/ptnt.html", context, title=f"{TITLE} năm {year}"
    )
