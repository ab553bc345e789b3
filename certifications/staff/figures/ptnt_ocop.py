"""The table PTNT_OCOP of one year: to read, and as the file that the ministry asks for."""

from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.urls import path

from certifications.figures import ptnt_ocop
from ocop_registry import clock
from ocop_registry.accounts.permissions import Scope, scope
from ocop_registry.places.models import Place
from ocop_registry.staff.lists.export import Columns
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


class AskedForm(forms.Form):
    """Which year (this one unless said), and which of the provinces that the person sees (all
    unless said)."""

    nam = forms.ChoiceField(
        label="Năm",
        required=False,
        error_messages={"invalid_choice": "Chọn một năm trong danh sách, ví dụ 2025."},
    )
    tinh = forms.ChoiceField(
        label="Tỉnh hiện nay",
        required=False,
        error_messages={"invalid_choice": "Chọn một tỉnh trong danh sách."},
    )

    def __init__(self, data: Any, seen: Scope, today: date) -> None:
        super().__init__(data)
        provinces = Place.objects.current().provinces()
        offered = list(provinces if seen.everywhere else provinces.filter(pk__in=seen.provinces))
        self.provinces = {place.code: place for place in offered}
        self.fields["nam"].choices = [(str(year), str(year)) for year in ptnt_ocop.years(today)]
        self.fields["tinh"].choices = [
            ("", "Tất cả"),
            *((place.code, place.name) for place in offered),
        ]
        if len(offered) < 2:
            del self.fields["tinh"]


def table_page(request: HttpRequest) -> HttpResponseBase:
    """Recognised products of the person's provinces in a year; refused with a sentence for a year
    that is not offered."""
    seen, today = scope(request.user, "view"), clock.today()
    if not seen:
        raise PermissionDenied
    form = AskedForm(request.GET, seen, today)
    if not form.is_valid():
        return staff_page(
            request, "certifications/figures/ptnt.html", {"form": form}, title=TITLE, status=400
        )
    year = int(form.cleaned_data["nam"] or today.year)
    on, province = (
        ptnt_ocop.day_of(year, today),
        form.provinces.get(form.cleaned_data.get("tinh", "")),
    )
    rows = ptnt_ocop.recognised(on, seen, province)
    if file := twin(
        request, f"{ptnt_ocop.NAME} {year}", COLUMNS, ptnt_ocop.lines(rows, year, seen)
    ):
        return file
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "form": form,
        "on": on,
        "page": page,
        "headings": [heading for heading, _ in COLUMNS],
        "lines": list(ptnt_ocop.lines(page.object_list, year, seen)),
        "kept": _kept(request),
    }
    return staff_page(
        request, "certifications/figures/ptnt.html", context, title=f"{TITLE} năm {year}"
    )


def _kept(request: HttpRequest) -> str:
    kept = request.GET.copy()
    kept.pop("page", None)
    return f"{kept.urlencode()}&" if kept else ""
