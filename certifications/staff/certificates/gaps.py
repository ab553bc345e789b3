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
from certifications.certificates.gaps import BY_TWO, PARTS, Gaps, Lacking, staged_rows
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
# Word in the address → label, order.
SORTS = {
    "ten": ("tên sản phẩm", "name"),
    "chu-the": ("chủ thể", "producer"),
    "noi": ("nơi", "place"),
    "thieu": ("thiếu nhiều nhất", "most"),
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
        staged_rows(here),
        f"{lists}?outcome__exact=staged",
    )
    staged = Import.objects.filter(
        province=province, status=ImportStatus.STAGED, kind=ImportKind.REGISTER
    ).count()
    if staged:
        where = f"{reverse('admin:import_list')}?loai={ImportKind.REGISTER}&trang-thai={ImportStatus.STAGED}"
        yield QueueItem("tệp nhập đã đọc nhưng chưa ghi", staged, where)
    for part, count in Gaps(here).counts().items():
        yield QueueItem(
            f"dòng chưa rõ {PARTS[part]}", count, f"{reverse('admin:incomplete_list')}?thieu={part}"
        )


# --- what the list may be asked -------------------------------------------------------------------
class GapFilters(ListFilters):
    """Rows by what they lack and by the producer's unit as recorded, in one of the orders."""

    q = Words(Gaps.holding)
    thieu = Choice(label="Thiếu", empty_label="bất kỳ điều gì", narrows=Gaps.lacking)
    noi = Choice(label="Nơi của chủ thể", empty_label="mọi nơi", narrows=Gaps.of_unit)
    sort = OrderFilter(dict.fromkeys(SORTS, ()), default="ten", widget=forms.HiddenInput)

    def offer(self) -> None:
        counts, units = self.queryset.counts(), self.queryset.units()
        self.choices("thieu", [(part, f"{PARTS[part]} ({counts.get(part, 0)})") for part in PARTS])
        self.choices("noi", sorted(units.items(), key=lambda unit: loose_fold(unit[1])))

    def rows(self) -> Gaps | list[Lacking]:
        found = super().rows()
        return found and found.ordered(SORTS[self.values["sort"]][1])


# --- the list -------------------------------------------------------------------------------------
def list_page(request: HttpRequest) -> HttpResponseBase:
    """?thieu=part &noi=code of the unit as recorded &q=words &sort=…; with its xlsx and CSV
    twin."""
    if not may_see(request.user):
        raise PermissionDenied
    asked = GapFilters(request, Gaps(scope(request.user, "view")))
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
    rows = list(Gaps(_province_of(product), product=product.pk))
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
