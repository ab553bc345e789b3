"""Còn thiếu: what the register lacks, row by row, and the form that finishes a product with its
recognitions on the spot."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import path, reverse

from certifications.certificates import completion
from certifications.certificates import gaps as incomplete
from certifications.certificates.gaps import BY_TWO, PARTS, Lacking
from certifications.models import Import, ImportKind, ImportStatus
from certifications.rounds.access import Refused
from certifications.staff.certificates.completion_form import CompletingForm
from ocop_registry import uids
from ocop_registry.accounts.permissions import Scope, scope
from ocop_registry.lists.filtersets import OrderFilter
from ocop_registry.places.models import Place
from ocop_registry.places.text import loose_fold
from ocop_registry.staff.lists.export import Columns
from ocop_registry.staff.lists.filtersets import Choice, ListFilters, Words
from ocop_registry.staff.lists.twins import twin
from ocop_registry.staff.pages import staff_page
from ocop_registry.staff.site import QueueItem
from products.models import Product

PER_PAGE = 100
TITLE = "Còn thiếu trong sổ đăng ký"
COLUMNS: Columns = [
    ("Sản phẩm", lambda row: row.product_name),
    ("Chủ thể", lambda row: row.producer),
    ("Nơi của chủ thể", lambda row: row.place),
    ("Hạng sao", lambda row: row.stars),
    ("Số quyết định", lambda row: row.number),
    ("Ngày cấp", lambda row: row.issued.cell()),
    ("Năm cấp", lambda row: row.issued.year),
    ("Còn thiếu", lambda row: row.told),
    ("Nguồn", lambda row: row.source),
    ("Mã chứng nhận", lambda row: row.certification),
    ("Mã sản phẩm trong sổ", lambda row: row.product),
]
# Word in the address → label, key. Rows come by the product's name.
SORTS: dict[str, tuple[str, Any]] = {
    "ten": ("tên sản phẩm", None),
    "chu-the": ("chủ thể", lambda row: loose_fold(row.producer)),
    "noi": ("nơi", lambda row: loose_fold(row.place)),
    "thieu": ("thiếu nhiều nhất", lambda row: -len(row.parts)),
}


def urls() -> list:
    return [
        path("con-thieu/", list_page, name="incomplete_list"),
        path("con-thieu/<str:uid>/", complete_page, name="incomplete_product"),
    ]


def may_see(user: Any) -> bool:
    return bool(scope(user, "view"))


def gaps(province: Place) -> Iterable[QueueItem]:
    """What a province's register lacks, told before it is declared complete."""
    here = Scope(False, frozenset({province.pk}))
    lists = reverse("admin:certifications_stagedrow_changelist")
    yield QueueItem(
        "dòng của danh sách cũ chưa ghi được",
        incomplete.staged_rows(here),
        f"{lists}?outcome__exact=staged",
    )
    staged = Import.objects.filter(
        province=province, status=ImportStatus.STAGED, kind=ImportKind.REGISTER
    ).count()
    if staged:
        where = f"{reverse('admin:import_list')}?loai={ImportKind.REGISTER}&trang-thai={ImportStatus.STAGED}"
        yield QueueItem("tệp nhập đã đọc nhưng chưa ghi", staged, where)
    for part, count in incomplete.counts(incomplete.load(here)).items():
        yield QueueItem(
            f"dòng chưa rõ {PARTS[part]}", count, f"{reverse('admin:incomplete_list')}?thieu={part}"
        )


# --- what the list may be asked -------------------------------------------------------------------
def _holding(rows: list[Lacking], text: str) -> list[Lacking]:
    words = loose_fold(text).split()
    return [row for row in rows if all(word in row.keys for word in words)]


class GapFilters(ListFilters):
    """Rows by what they lack and by the producer's unit as recorded, in one of the orders."""

    q = Words(_holding)
    thieu = Choice(
        label="Thiếu", empty_label="bất kỳ điều gì", among=lambda row, part: part in row.parts
    )
    noi = Choice(
        label="Nơi của chủ thể",
        empty_label="mọi nơi",
        among=lambda row, unit: unit == row.unit,
    )
    sort = OrderFilter(dict.fromkeys(SORTS, ()), default="ten", widget=forms.HiddenInput)

    def offer(self) -> None:
        counts = incomplete.counts(self.queryset)
        self.choices("thieu", [(part, f"{PARTS[part]} ({counts.get(part, 0)})") for part in PARTS])
        units = {row.unit: row.place for row in self.queryset}
        self.choices("noi", sorted(units.items(), key=lambda unit: loose_fold(unit[1])))

    def rows(self) -> list[Lacking]:
        key = SORTS[self.values.get("sort", "ten")][1]
        return sorted(super().rows(), key=key) if key else super().rows()


# --- the list -------------------------------------------------------------------------------------
def list_page(request: HttpRequest) -> HttpResponseBase:
    """?thieu=part &noi=code of the unit as recorded &q=words &sort=…; with its xlsx and CSV
    twin."""
    if not may_see(request.user):
        raise PermissionDenied
    every = incomplete.load(scope(request.user, "view"))
    asked = GapFilters(request, every)
    found = asked.rows()
    if not asked.problems and (file := twin(request, TITLE, COLUMNS, found)):
        return file
    context = {
        "page": Paginator(found, PER_PAGE).get_page(request.GET.get("page")),
        "asked": asked,
        "sorts": [
            (label, word, word == asked.values.get("sort")) for word, (label, _) in SORTS.items()
        ],
        "may_complete": bool(scope(request.user, "product.edit")),
    }
    return staff_page(
        request,
        "certifications/certificates/incomplete_list.html",
        context,
        title=TITLE,
        status=asked.status,
    )


# --- one product ----------------------------------------------------------------------------------
def complete_page(request: HttpRequest, uid: str) -> HttpResponseBase:
    """What is not known of a product, its producer and its recognitions; what two people must write
    is led to from here."""
    product = _product_or_404(request.user, uid)
    completion.require(request.user, product)
    form = CompletingForm(request.POST if request.method == "POST" else None, product=product)
    problems: list[str] = []
    if request.method == "POST" and form.is_valid():
        try:
            completion.complete(
                product, form.completion(), by=request.user, source=form.cleaned_data["source"]
            )
        except Refused as refused:
            problems = refused.reasons
        except ValidationError as invalid:
            problems = invalid.messages
        else:
            messages.success(request, "Đã bổ sung. Sổ đăng ký công khai đã cập nhật.")
            return redirect("admin:incomplete_product", product.uid)
    rows = [row for row in incomplete.load(_province_of(product)) if row.product == product.uid]
    context = {
        "product": product,
        "form": form,
        "problems": problems,
        "by_two": [
            (row, [PARTS[part] for part in row.parts if part in BY_TWO])
            for row in rows
            if BY_TWO & set(row.parts)
        ],
        "rest": any(set(row.parts) - BY_TWO for row in rows),
        "others": product.producer.products.count() - 1,
    }
    status = 200 if request.method == "GET" else 409 if problems else 422
    crumbs = ((TITLE, reverse("admin:incomplete_list")),)
    title = f"Bổ sung: {product.name}"
    return staff_page(
        request,
        "certifications/certificates/incomplete_product.html",
        context,
        title=title,
        crumbs=crumbs,
        status=status,
    )


def _province_of(product: Product) -> Scope:
    return Scope(False, frozenset({product.province.pk}))


def _product_or_404(user: Any, uid: str) -> Product:
    known = uids.normalise(uid)
    if known is None:
        raise Http404
    found = Product.objects.select_related(
        "product_set", "producer__place__parent__parent", "producer__place__province"
    )
    return get_object_or_404(scope(user, "view").limit_units(found, "producer__place"), uid=known)
