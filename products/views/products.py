"""The list of products, and one product."""

from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from ocop_registry import clock
from ocop_registry.journal.models import kept_uid
from ocop_registry.lists.filtersets import PossibleFilter
from ocop_registry.lists.pages import CountedPaginator
from ocop_registry.places.models import Place
from products.caching import public
from products.models.register import PublicEntry
from products.queries import sentences
from products.queries.facets import counts
from products.queries.filters.products import ProductListFilters
from products.queries.others import no_other_product, office_of
from products.queries.values import STANDINGS
from products.serving import CERTIFICATION, PRODUCT, code_key, whole
from products.standings import VALID, label
from products.today import reading, turning
from products.views import choices
from products.views.addresses import changed, missing, moved_to, uid_of
from products.views.cards import cards
from products.views.export import MOST_XLSX_ROWS, writers
from products.views.shown import shown, shown_all

PAGE_SIZE = 24
ALSO = ("page",)
# filters of days, which a recognition may fit of which only the month or year is known
OF_DAYS = {
    name for name, one in ProductListFilters.base_filters.items() if isinstance(one, PossibleFilter)
}


@require_safe
@public()
def product_list(request: HttpRequest) -> HttpResponse:
    """Search, filter, sort, page; what is valid unless asked otherwise, the counts of the other
    standings beside it."""
    params = request.GET.dict()
    asked = ProductListFilters(request.GET, reading.rows(PRODUCT, clock.today()), also=ALSO)
    context = _choices(params) | {
        "params": params,
        "canonical": f"{settings.PUBLIC_URL}{request.path}{changed(params)}",
    }
    if asked.problems:
        context["problems"] = asked.problems
        return render(request, "public/product_list.html", context, status=400)
    by_standing = counts(asked, "standing", clock.today())
    total = sum(by_standing.get(one, 0) for one in asked.values["standing"])
    page = CountedPaginator(asked.rows(), PAGE_SIZE, total).get_page(params.get("page"))
    context |= {
        "cards": cards(page.object_list),
        "total": total,
        "standings": _standing_links(params, set(asked.values["standing"]), by_standing),
        "applied": _applied(params, context),
        "filtered": any(
            value for name, value in params.items() if name not in {"q", "page", "standing"}
        ),
        "roughly": not asked.values.get("certain") and bool(asked.values.keys() & OF_DAYS),
        "units": _units(params, asked.values.get("place", ()), alone=not total),
        "page": page,
        "numbers": page.paginator.get_elided_page_range(page.number, on_each_side=2, on_ends=1),
        "files": files_of(params, total),
    }
    return render(request, "public/product_list.html", context)


@require_safe
@public(follows="seq")
def export(request: HttpRequest, form: str) -> HttpResponseBase:
    """The filtered list as a file: the same rows in the same order as the page shows; too many for
    a workbook: as CSV."""
    rows = reading.of_stretches(PRODUCT, clock.today()).select_related("entry")
    asked = ProductListFilters(request.GET, rows, also=ALSO)
    if asked.problems:
        return redirect(f"{reverse('public:products')}{changed(request.GET.dict())}")
    if form == "xlsx" and asked.matching()[: MOST_XLSX_ROWS + 1].count() > MOST_XLSX_ROWS:
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
    return render(request, "public/product.html", context)


def _by_code(key: str) -> HttpResponse:
    """A product code, GTIN or certification in place of the uid leads to its product; a code of
    several to the check."""
    turning.made()
    named = PublicEntry.objects.filter(keys__code=code_key(key).replace("|", ""))
    found = {entry.product_uid for entry in named[:10]}
    uid = uid_of(key)
    if not found and uid:
        found = set(
            PublicEntry.objects.filter(kind=CERTIFICATION, uid=uid).values_list(
                "product_uid", flat=True
            )
        )
    if not found and (kept := _of_merged(uid)):
        return redirect("public:product", key=kept, permanent=True)
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


# --- what stands beside the list ------------------------------------------------------------------
def _choices(params: dict[str, str]) -> dict[str, Any]:
    """The choices of the form. Communes only once a province is chosen."""
    return {
        "provinces": choices.provinces(),
        "communes": choices.communes(params.get("province", "")),
        "sets": choices.sets(),
        "producer_kinds": choices.producer_kinds(),
        "chosen_standing": params.get("standing", "") or "valid",
    }


def _standing_links(
    params: dict[str, str], chosen: set[str], by_standing: dict[str, int]
) -> list[dict[str, Any]]:
    """Valid together, then every other standing that has rows: each with its count and one click
    away."""
    language = get_language() or "vi"
    valid = sum(count for standing, count in by_standing.items() if standing in VALID)
    links = [
        {
            "word": "valid",
            "count": valid,
            "query": changed(params, standing=None),
            "chosen": chosen == set(VALID),
        }
    ]
    for word in STANDINGS:
        if word not in VALID and (by_standing.get(word) or chosen == {word}):
            query = changed(params, standing=word)
            links.append(
                {
                    "word": word,
                    "label": label(word, language),
                    "count": by_standing.get(word, 0),
                    "query": query,
                }
            )
            links[-1]["chosen"] = chosen == {word}
    everything = {
        "word": "all",
        "count": sum(by_standing.values()),
        "query": changed(params, standing="all"),
    }
    return [*links, everything | {"chosen": chosen == set(STANDINGS)}]


def _applied(params: dict[str, str], context: dict[str, Any]) -> list[dict[str, str]]:
    """The filters in force, told in words, each with the address without it."""
    names: dict[str, dict[str, str]] = {
        "province": choices.full_names(),
        "commune": context["communes"].names,
        "set": {no: name.partition(". ")[2] for no, name in context["sets"].names.items()},
        "certain": {"true": _("có"), "false": _("không")},
        "producer_kind": context["producer_kinds"].names,
    }
    labels = {
        **dict.fromkeys(("stars", "held_stars"), _("Hạng sao")),
        "stars__gte": _("Hạng sao từ"),
        "producer": _("Chủ thể"),
        "recognised_after": _("Công nhận từ ngày"),
        "recognised_before": _("Công nhận đến ngày"),
        "expires_before": _("Hết hạn đến ngày"),
        "certain": _("Chỉ khi chắc chắn:"),
        "updated_after": _("Cập nhật sau"),
        "has_image": _("Có ảnh:"),
    }
    return [
        {
            "label": labels.get(name, ""),
            "text": names.get(name, {}).get(value, value),
            "without": changed(params, **_without(name)),
        }
        for name, value in params.items()
        if value and name not in {"page", "ordering", "standing"}
    ]


def _units(params: dict[str, str], named: Sequence[Place], *, alone: bool) -> list[dict[str, str]]:
    """The units that the place was read as, each with the address of what is under it alone: when
    they are several, or when nothing was found (`alone`)."""
    if len(named) < 2 and not alone:
        return []
    shown = {unit.path(): unit for unit in named}
    return [
        {
            "path": path if unit.in_force else _("%(place)s (đến %(day)s)") % {"place": path, "day": f"{unit.valid_until:%d/%m/%Y}"},
            "query": changed(params, place=unit.public_code),
        }
        for path, unit in shown.items()
    ]  # fmt: skip


def files_of(params: dict[str, str], total: int) -> dict[str, str]:
    """Addresses of a list of that many products as a file, by form."""
    forms = [form for form in writers if form != "xlsx" or total <= MOST_XLSX_ROWS]
    return {form: f"{reverse('public:export', args=[form])}{changed(params)}" for form in forms}


def _without(name: str) -> dict[str, None]:
    return {"province": None, "commune": None} if name == "province" else {name: None}
