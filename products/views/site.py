"""Home, the check, the explanations, robots.txt, and the language switch."""

from datetime import date
from typing import Any

from django.conf import settings
from django.db.models import F
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST, require_safe

from ocop_registry import clock
from ocop_registry.lists.filtersets import Unreadable
from ocop_registry.places.models import Place
from products.caching import public
from products.models.register import FIRST_DAY
from products.queries import values
from products.queries.facets import counts
from products.queries.filters.products import ProductFilters
from products.queries.values import STARS
from products.queries.verify import check as answer_to
from products.serving import CERTIFICATION, PRODUCT, participating_count, states
from products.standings import LABELS, VALID, Standing, label
from products.today import reading
from products.views.addresses import place_path
from products.views.shown import shown, shown_all

NEWEST_DECISIONS, READ_FOR_THEM = 6, 300
# Not valid today, though recognised once.
ONCE_RECOGNISED = [
    word for word in values.STANDINGS if word not in VALID and word != Standing.PARTICIPATING
]
A_YEAR = 365 * 24 * 3600


@require_safe
@public(version="seq")
def home(request: HttpRequest) -> HttpResponse:
    """What this is, the search, and the figures of today."""
    today = clock.today()
    everything = ProductFilters({}, reading.rows(PRODUCT, today))
    by_standing, by_province = counts(everything, "standing"), counts(everything, "province")
    by_stars = counts(everything, "stars")
    context = {
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
        "today": today,
    }
    return render(request, "public/home.html", context)


@require_safe
@public(version="seq")
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
    return render(request, "public/check.html", context, status=400 if problem else 200)


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
    return render(request, "public/about.html", {"words": words})


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
        "product": shown(one.product),
        "asked": shown(one.asked),
        "standing": one.standing,
        "sentence": one.sentence,
    }


def _newest_decisions(today: date) -> list[dict[str, Any]]:
    """The latest decisions with a known day, from the recognitions that they made."""
    rows = states(CERTIFICATION, today).filter(
        recognised_on__gt=FIRST_DAY, recognised_on__lte=today, recognised_last=F("recognised_on")
    )
    found: dict[tuple[str, str, str], dict[str, Any]] = {}
    for item in shown_all(rows.order_by("-recognised_on", "-entry__uid")[:READ_FOR_THEM]):
        decision = item["decision"]
        if decision["number"]:
            key = (decision["number"], decision["issued_on"], decision["issuer"])
            found.setdefault(key, {**decision, "count": 0, "demo": item["demo"]})["count"] += 1
    return list(found.values())[:NEWEST_DECISIONS]
