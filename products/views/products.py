"""The list of products, and one product."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from ocop_registry import clock
from ocop_registry.journal.models import kept_uid
from products.caching import public
from products.codes import keys_of
from products.models.register import PublicEntry
from products.queries import sentences
from products.queries.filters.products import ProductListFilters
from products.queries.others import no_other_product, office_of
from products.serving import CERTIFICATION, PRODUCT, whole
from products.standings import label
from products.today import reading, turning
from products.today.version import kept
from products.views.addresses import changed, missing, moved_to, uid_of
from products.views.export import too_long, writers
from products.views.sheets.cards import cards
from products.views.sheets.frame import answer, page
from products.views.sheets.listed import ALSO, TEMPLATE, NotUnderstood, understood
from products.views.shown import shown, shown_all


@require_safe
@public()
def product_list(request: HttpRequest) -> HttpResponse:
    """Search, filter, sort, page; what is valid unless asked otherwise, the counts of the other
    standings beside it."""
    address = ("list of products", request.META.get("QUERY_STRING", ""))
    try:
        asked = kept(address, clock.today(), lambda: understood(request))
    except NotUnderstood as refused:
        return page(request, TEMPLATE, refused.values, status=400)
    return answer(request, asked.sheet, {**asked.told, "cards": cards(asked.rows(), asked.reading)})


@require_safe
@public(follows="seq")
def export(request: HttpRequest, form: str) -> HttpResponseBase:
    """The filtered list as a file: the same rows in the same order as the page shows; too many for
    a workbook: as CSV."""
    rows = reading.of_stretches(PRODUCT, clock.today()).select_related("entry")
    asked = ProductListFilters(request.GET, rows, also=ALSO)
    if asked.problems:
        return redirect(f"{reverse('public:products')}{changed(request.GET.dict())}")
    if form == "xlsx" and too_long(asked.matching()):
        return redirect(f"{reverse('public:export', args=['csv'])}{changed(request.GET.dict())}")
    return writers[form](asked.rows())


@require_safe
@public(follows="seq")
def product(request: HttpRequest, key: str) -> HttpResponse:
    """One product: what its stars are worth today, then everything else that is public of it."""
    today = clock.today()
    uid = uid_of(key)
    state, certifications = whole(uid, today) if uid else (None, [])
    if state is None:
        return _by_code(key)
    item = shown(state, whole=True)
    if elsewhere := moved_to(request, item["url"]):
        return elsewhere
    office = office_of(item["province"]["code"])
    complete = sentences.complete_of([office] if office else [])
    context = {
        "item": item | {"sentence": sentences.said(state, today, complete)},
        "certifications": shown_all(certifications),
        "no_other": no_other_product(item["producer"]["uid"], office, today, besides=item["uid"]),
        "next": _next_standing(item),
        "office": office,
        "canonical": f"{settings.PUBLIC_URL}{item['url']}",
    }
    return page(request, "public/product.html", context)


def _by_code(key: str) -> HttpResponse:
    """A product code, GTIN or certification in place of the uid leads to its product; a code of
    several to the check."""
    turning.made()
    bearing = PublicEntry.objects.filter(kind__in=[PRODUCT, CERTIFICATION])
    named = bearing.filter(keys__code__in=keys_of(key)).distinct()
    found = {entry.product_uid for entry in named[:10]}
    uid = uid_of(key)
    if not found and uid:
        found = set(
            PublicEntry.objects.filter(kind=CERTIFICATION, uid=uid).values_list(
                "product_uid", flat=True
            )
        )
    if not found and (merged := _of_merged(uid)):
        return redirect("public:product", key=merged, permanent=True)
    if not found:
        raise missing()
    if len(found) > 1:
        return redirect(f"{reverse('public:check')}{changed({}, q=key)}")
    return redirect("public:product", key=found.pop())


def _of_merged(uid: str | None) -> str | None:
    """The product that answers for a product, or with a certification, that was entered twice and
    merged."""
    merged = [kept for kind in (PRODUCT, CERTIFICATION) if (kept := kept_uid(kind, uid))]
    public = PublicEntry.objects.filter(kind__in=[PRODUCT, CERTIFICATION], uid__in=merged)
    return public.values_list("product_uid", flat=True).first()


def _next_standing(item: dict[str, Any]) -> dict[str, str] | None:
    if not item.get("next_standing"):
        return None
    return {
        "label": label(item["next_standing"], get_language() or "vi"),
        "on": item["next_standing_on"],
    }
