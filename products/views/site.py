"""Home, the check, the explanations, robots.txt, and the language switch."""

import json
from datetime import date
from typing import Any

from django.conf import settings
from django.db.models import F
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST, require_safe

from ocop_registry import clock
from ocop_registry.lists.filtersets import Unreadable
from ocop_registry.places.models import Place
from products.caching import public
from products.models.register import FIRST_DAY, PublicEntry
from products.queries import values
from products.queries.facets import facets
from products.queries.filters.products import ProductFilters
from products.queries.values import STARS
from products.queries.verify import check as answer_to
from products.serving import CERTIFICATION, PRODUCT, participating_count
from products.standings import LABELS, VALID, Standing, label
from products.today import reading
from products.today.texts import BASE
from products.views import dot_map
from products.views.addresses import place_path
from products.views.sheets.frame import kept_page, page
from products.views.shown import shown_bearer

NEWEST_DECISIONS, READ_FOR_THEM = 6, 300
# Not valid today, though recognised once.
ONCE_RECOGNISED = [
    word for word in values.STANDINGS if word not in VALID and word != Standing.PARTICIPATING
]
A_YEAR = 365 * 24 * 3600


@require_safe
@public(follows="seq")
def home(request: HttpRequest) -> HttpResponse:
    """What this is, the search, and the figures of today."""
    today = clock.today()
    return kept_page(request, "public/home.html", lambda: _figures(today))


def _figures(today: date) -> dict[str, Any]:
    everything = ProductFilters({}, reading.rows(PRODUCT, today))
    counted = facets(everything, today, ["standing", "province", "stars"])
    by_standing, by_province = counted["standing"], counted["province"]
    by_stars = counted["stars"]
    return {
        "stars": [(star, by_stars.get(star, 0)) for star in reversed(STARS)],
        "valid": sum(count for standing, count in by_standing.items() if standing in VALID),
        "others": sum(by_standing.get(standing, 0) for standing in ONCE_RECOGNISED),
        "other_words": ",".join(ONCE_RECOGNISED),
        "participating": participating_count(),
        "provinces": [
            (place, place_path(place), by_province.get(place.code, 0))
            for place in Place.objects.current().provinces()
        ],
        "decisions": _newest_decisions(today),
        "map": dot_map.country(dot_map.by_commune()),
        "today": today,
    }


@require_safe
@public(follows="seq")
def check(request: HttpRequest) -> HttpResponse:
    """May these stars be trusted, today or on another day?"""
    text, typed, today = (
        request.GET.get("q", ""),
        request.GET.get("ngay", "").strip(),
        clock.today(),
    )
    on, problem = _day(typed, today)
    answer = answer_to(text, on) if text.strip() and not problem else None
    context: dict[str, Any] = {
        "text": text,
        "typed_day": typed,
        "on": on,
        "other_day": on != today,
        "problem": problem,
    }
    if answer:
        context |= {"answer": answer, "hits": [_hit(one) for one in answer.hits]}
        context["each"] = [
            {"answer": one, "hits": [_hit(hit) for hit in one.hits]} for one in answer.each
        ]
    return page(request, "public/check.html", context, status=400 if problem else 200)


@require_safe
@public()
def about(request: HttpRequest) -> HttpResponse:
    """How to read the stars, what each standing means, where the data come from."""
    language = request.LANGUAGE_CODE
    words = [
        (word, label(word, language), word in VALID)
        for word in LABELS
        if word != Standing.PARTICIPATING
    ]
    return page(request, "public/about.html", {"words": words})


@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    return HttpResponse(
        "User-agent: *\nDisallow: /quan-tri/\nDisallow: /san-pham/xuat.\nDisallow: /*xuat=\n",
        content_type="text/plain",
    )


# sets nothing but the reader's language, and public pages carry no token so that they can be cached
@csrf_exempt
@require_POST
def language(request: HttpRequest) -> HttpResponse:
    """Remember the language and go back to the page."""
    back = request.POST.get("next", "/")
    if not url_has_allowed_host_and_scheme(
        back, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    ):
        back = "/"
    # not redirect(), which would take a word for the name of a page
    response = HttpResponseRedirect(back)
    chosen = request.POST.get("language", "")
    if chosen in dict(settings.LANGUAGES):
        name = settings.LANGUAGE_COOKIE_NAME
        response.set_cookie(
            name, chosen, max_age=A_YEAR, samesite="Lax", httponly=True, secure=request.is_secure()
        )
    return response


def _day(typed: str, today: date) -> tuple[date, str]:
    if not typed:
        return today, ""
    try:
        return values.day(typed), ""
    except Unreadable as problem:
        return today, str(problem)


def _hit(one: Any) -> dict[str, Any]:
    return {
        "product": shown_bearer(one.product),
        "asked": shown_bearer(one.asked),
        "standing": one.standing,
        "sentence": one.sentence,
        "why": one.why,
    }


def _newest_decisions(today: date) -> list[dict[str, Any]]:
    """The latest decisions with a known day and number, from the recognitions that they made."""
    rows = reading.rows(CERTIFICATION, today).filter(
        recognised_on__gt=FIRST_DAY, recognised_on__lte=today, recognised_last=F("recognised_on")
    )
    latest = rows.exclude(decision_key="").order_by("-recognised_on", "-uid")
    first: dict[str, int] = {}
    for key, pk in latest.values_list("decision_key", "listed_id")[:READ_FOR_THEM]:
        first.setdefault(key, pk)
    newest = list(first.values())[:NEWEST_DECISIONS]
    cards = dict(PublicEntry.objects.filter(pk__in=newest).values_list("pk", "card"))
    told = (json.loads(cards[pk].replace(BASE, "")) for pk in newest)
    return [{**one["decision"], "demo": one["demo"]} for one in told]
