"""The 34 provinces, one province, and any unit of today or of before: old names lead to what is
there now."""

from collections import defaultdict
from datetime import date
from typing import Any

from django.conf import settings
from django.db.models import Count, QuerySet
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from ocop_registry import clock
from ocop_registry.accounts.models import Office
from ocop_registry.places.models import Place, PlaceLevel
from ocop_registry.places.resolve import find
from products.caching import public
from products.models.register import PublicPlace
from products.queries.values import LONGEST, STANDINGS, STARS
from products.serving import PRODUCT, participating_count
from products.standings import VALID, label
from products.today import reading
from products.today.version import kept
from products.views import dot_map
from products.views.addresses import missing, moved_to, place_path
from products.views.export import Columns, file_links, files_of, twin
from products.views.sheets.frame import kept_page, page
from products.views.shown import shown_list

MOST_SHOWN = 60
BY_NUMBER = "so-luong"
PROVINCES, PROVINCE = "public/province_list.html", "public/province.html"


@require_safe
@public(follows="seq")
def province_list(request: HttpRequest) -> HttpResponseBase:
    """Every province with its valid products by star; by name in Vietnamese order, or by number."""
    written = request.META.get("QUERY_STRING", "")
    if written in {"", f"xep={BY_NUMBER}"}:
        return kept_page(request, PROVINCES, lambda: _provinces(request), key=written)
    values = _provinces(request)
    name = _("Sản phẩm OCOP theo tỉnh, thành phố")
    if file := twin(request, name, _province_columns(), values["rows"]):
        return file
    return page(request, PROVINCES, values)


def _provinces(request: HttpRequest) -> dict[str, Any]:
    today = clock.today()
    by_stars = kept(
        "provinces", today, lambda: _by_province_and_stars(reading.rows(PRODUCT, today))
    )
    rows = [_province_row(place, by_stars[place.code]) for place in _of_today().values()]
    order = request.GET.get("xep", "")
    if order == BY_NUMBER:
        rows.sort(key=lambda row: -row["total"])
    return {"rows": rows, "total": _sum_of(rows), "order": order, "files": file_links(request)}


def _of_today() -> dict[str, Place]:
    """The provinces of today by their codes, in order."""
    found = Place.objects.current().provinces()
    return kept("provinces of today", clock.today(), lambda: {one.code: one for one in found})


def _province_columns() -> Columns:
    return [
        (_("Mã đơn vị"), lambda row: row["place"].code),
        (_("Tỉnh, thành phố"), lambda row: row["place"].name),
        (_("5 sao"), lambda row: row["stars"][0]),
        (_("4 sao"), lambda row: row["stars"][1]),
        (_("3 sao"), lambda row: row["stars"][2]),
        (_("Tổng"), lambda row: row["total"]),
    ]


@require_safe
@public(follows="seq")
def province(request: HttpRequest, key: str) -> HttpResponseBase:
    """One province of today: its figures, its communes, what it was made of, whom to ask."""
    place = _of_today().get(key.partition("-")[0])
    if place is None:
        raise missing()
    if elsewhere := moved_to(request, place_path(place)):
        return elsewhere
    if not request.META.get("QUERY_STRING"):
        return kept_page(request, PROVINCE, lambda: _whole(place, request))
    values = _whole(place, request)
    if file := twin(request, place.full_name, _commune_columns(), values["communes"]):
        return file
    return page(request, PROVINCE, values)


def _whole(place: Place, request: HttpRequest) -> dict[str, Any]:
    """What the page of a province tells."""
    code = place.code
    in_province = reading.rows(PRODUCT, clock.today()).filter(province_code=code)
    by_commune = dict(
        in_province.filter(valid=1)
        .values_list("commune_code")
        .annotate(rows=Count("pk"))
        .order_by()
    )
    communes = [
        (one, by_commune.get(one.code, 0))
        for one in Place.objects.current().communes().filter(province=place)
    ]
    by_standing = dict(
        in_province.values_list("standing").annotate(rows=Count("pk")).order_by("standing")
    )
    return {
        "place": place,
        "map": dot_map.province(code, by_commune),
        "row": _province_row(place, _by_province_and_stars(in_province)[code]),
        "others": _others(by_standing),
        "participating": participating_count(code),
        "communes": communes,
        "without_commune": by_commune.get("", 0),
        "before": list(Place.objects.provinces().filter(successor=place).exclude(pk=place.pk)),
        "office": Office.objects.filter(place=place).first(),
        "files": file_links(request),
        **_canonical(place),
    }


def _commune_columns() -> Columns:
    return [
        (_("Mã đơn vị"), lambda row: row[0].code),
        (_("Xã, phường, đặc khu"), lambda row: row[0].full_name),
        (_("Sản phẩm còn giá trị hôm nay"), lambda row: row[1]),
    ]


@require_safe
@public(follows="seq")
def place(request: HttpRequest, code: str) -> HttpResponse:
    """A unit of any time: its period, where it belongs, what became of it, what was recognised
    under its name."""
    found = _by_public_code(code)
    if elsewhere := moved_to(request, place_path(found)):
        return elsewhere
    under = PublicPlace.objects.filter(place=found, entry__kind=PRODUCT).values("entry")
    rows = reading.rows(PRODUCT, clock.today()).filter(listed_id__in=under)
    total = rows.count()
    context = {
        "place": found,
        "now": [one for one in found.today_units if one.pk != found.pk],
        "successors": found.successors() if not found.in_force else [],
        "predecessors": [
            link.old
            for link in found.origins.select_related("old__parent").order_by("old__sort_key")
        ],
        "items": shown_list(rows.order_by("-stars", "sort_key", "uid")[:MOST_SHOWN]),
        "total": total,
        "province": found.current_province,
        "map": _map_around(found),
        "files": (
            files_of({"place": found.public_code, "standing": "all", "ordering": "-stars"}, total)
            if total
            else {}
        ),
    }
    return page(request, "public/place.html", context | _canonical(found))


def _map_around(place: Place) -> dot_map.DotMap | None:
    """The province of a commune of today, with the commune marked."""
    if not place.in_force or place.level != PlaceLevel.COMMUNE:
        return None
    return dot_map.province(place.current_province.code, dot_map.by_commune(), place.code)


@require_safe
@public(follows="seq")
def place_search(request: HttpRequest) -> HttpResponseBase:
    """Units of today and of before, by name or code."""
    query = request.GET.get("q", "").replace("\x00", "").strip()[:LONGEST]
    found = find(query, limit=50) if query else []
    if file := twin(request, _("Địa danh cũ và mới"), _place_columns(), found):
        return file
    context = {"query": query, "found": found, "files": file_links(request) if found else {}}
    return page(request, "public/place_search.html", context)


def _place_columns() -> Columns:
    return [
        (_("Mã đơn vị"), lambda one: one.public_code),
        (_("Tên đơn vị"), lambda one: one.path()),
        (_("Có từ ngày"), lambda one: one.valid_from),
        (_("Đến hết ngày"), lambda one: one.valid_until),
        (_("Nay là"), lambda one: "; ".join(unit.full_name for unit in one.today_units)),
        (_("Tỉnh hiện nay"), lambda one: one.current_province.full_name),
    ]


def _by_public_code(text: str) -> Place:
    """`19` is the bearer in force (or the last that was), `19@2025-06-30` the one that ended on
    that day."""
    code, _, day = text.partition("@")
    try:
        ended = {"valid_until": date.fromisoformat(day)} if day else {}
    except ValueError:
        raise missing() from None
    bearers = Place.objects.filter(code=code, **ended).select_related("parent__parent", "province")
    found = sorted(bearers, key=lambda one: one.valid_until or date.max)
    if not found:
        raise missing()
    return found[-1]


def _by_province_and_stars(rows: QuerySet[Any]) -> dict[str, dict[int, int]]:
    """How many of the rows have stars that count, by province code and stars. One query."""
    found: dict[str, dict[int, int]] = defaultdict(dict)
    counted = (
        rows.filter(stars__gt=0)
        .order_by()
        .values_list("province_code", "stars")
        .annotate(rows=Count("pk"))
    )
    for code, stars, count in counted:
        found[code][stars] = count
    return found


def _others(by_standing: dict[str, int]) -> list[dict[str, Any]]:
    language = get_language() or "vi"
    return [
        {"word": word, "label": label(word, language), "count": by_standing[word]}
        for word in STANDINGS
        if word in by_standing and word not in VALID
    ]


def _province_row(place: Place, by_stars: dict[int, int]) -> dict[str, Any]:
    stars = [by_stars.get(star, 0) for star in reversed(STARS)]
    return {"place": place, "stars": stars, "total": sum(stars), "path": place_path(place)}


def _sum_of(rows: list[dict[str, Any]]) -> dict[str, Any]:
    stars = [sum(column) for column in zip(*(row["stars"] for row in rows), strict=True)]
    return {"stars": stars, "total": sum(stars)}


def _canonical(place: Place) -> dict[str, str]:
    return {"canonical": f"{settings.PUBLIC_URL}{place_path(place)}"}
