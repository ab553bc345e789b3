"""The 34 provinces, one province, and any unit of today or of before: old names lead to what is
there now."""

from collections import defaultdict
from datetime import date
from typing import Any

from django.conf import settings
from django.db.models import Count, QuerySet
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from ocop_registry import clock
from ocop_registry.accounts.models import Office
from ocop_registry.places.models import Place
from ocop_registry.places.resolve import find
from products.caching import public
from products.models.register import PublicPlace
from products.queries.values import LONGEST, STANDINGS, STARS
from products.serving import PRODUCT, participating_count
from products.standings import VALID, label
from products.today import reading
from products.today.version import kept
from products.views.addresses import missing, moved_to, place_path
from products.views.export import Columns, file_links, twin
from products.views.products import files_of
from products.views.shown import shown_list

MOST_SHOWN = 60


@require_safe
@public(follows="seq")
def province_list(request: HttpRequest) -> HttpResponseBase:
    """Every province with its valid products by star; by name in Vietnamese order, or by number."""
    today = clock.today()
    by_stars = kept(
        "provinces", today, lambda: _by_province_and_stars(reading.rows(PRODUCT, today))
    )
    rows = [
        _province_row(place, by_stars[place.code]) for place in Place.objects.current().provinces()
    ]
    order = request.GET.get("xep", "")
    if order == "so-luong":
        rows.sort(key=lambda row: -row["total"])
    if file := twin(request, _("Sản phẩm OCOP theo tỉnh, thành phố"), _province_columns(), rows):
        return file
    context = {"rows": rows, "total": _sum_of(rows), "order": order, "files": file_links(request)}
    return render(request, "public/province_list.html", context)


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
    code = key.partition("-")[0]
    place = Place.objects.current().provinces().filter(code=code).first()
    if place is None:
        raise missing()
    if elsewhere := moved_to(request, place_path(place)):
        return elsewhere
    today = clock.today()
    in_province = reading.rows(PRODUCT, today).filter(province_code=code)
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
    if file := twin(request, place.full_name, _commune_columns(), communes):
        return file
    by_standing = dict(
        in_province.values_list("standing").annotate(rows=Count("pk")).order_by("standing")
    )
    context = {
        "place": place,
        "row": _province_row(place, _by_province_and_stars(in_province)[code]),
        "others": _others(by_standing),
        "participating": participating_count(code),
        "communes": communes,
        "without_commune": by_commune.get("", 0),
        "before": list(Place.objects.provinces().filter(successor=place).exclude(pk=place.pk)),
        "office": Office.objects.filter(place=place).first(),
        "files": file_links(request),
    }
    return render(request, "public/province.html", context | _canonical(place))


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
        "files": (
            files_of({"place": found.public_code, "standing": "all", "ordering": "-stars"}, total)
            if total
            else {}
        ),
    }
    return render(request, "public/place.html", context | _canonical(found))


@require_safe
@public(follows="seq")
def place_search(request: HttpRequest) -> HttpResponseBase:
    """Units of today and of before, by name or code."""
    query = request.GET.get("q", "").replace("\x00", "").strip()[:LONGEST]
    found = find(query, limit=50) if query else []
    if file := twin(request, _("Địa danh cũ và mới"), _place_columns(), found):
        return file
    context = {"query": query, "found": found, "files": file_links(request) if found else {}}
    return render(request, "public/place_search.html", context)


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
