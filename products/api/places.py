"""Administrative units of today and of before: a place is a code with its period."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _

from ocop_registry.api.document import in_path, parameters_of
from ocop_registry.api.errors import Fault, NotThere
from ocop_registry.api.views import json_answer, json_text, refuse
from ocop_registry.places.models import Place
from ocop_registry.places.resolve import CODE, resolve
from products.api import shapes
from products.api.base import PAGING, ListView, PublicView, asked
from products.queries.filters.places import PlaceFilters


class PlaceList(ListView):
    """Units in force by default; `in_force=false` those that ended, `on=` those that existed on
    that day."""

    summary = "Administrative units"
    parameters = (*parameters_of(PlaceFilters), *PAGING)
    answers = shapes.PlaceCard
    follows = "seq"

    def rows(
        self, request: HttpRequest, faults: list[Fault]
    ) -> tuple[QuerySet[Place], str, Sequence[str]]:
        places = Place.objects.select_related("parent", "province")
        wanted = asked(PlaceFilters, request, places, faults)
        return wanted.ranked(), wanted.order, wanted.columns

    def card(self, row: Place) -> str:
        return json_text(place_card(row))


class PlaceOne(PublicView):
    """One unit with its period and what it came from and became. Codes are reused: an earlier
    bearer is `{code}@{last day}`."""

    summary = "One administrative unit"
    path_parameters = (
        in_path("code", "Official code; an ended unit as `{code}@{YYYY-MM-DD}`, its last day."),
    )
    answers = shapes.PlaceDetail
    follows = "seq"

    def answer(self, request: HttpRequest, **address: str) -> HttpResponse:
        refuse(self.faults(request))
        place = _bearer(address["code"])
        if place is None:
            raise NotThere(
                _("Không có đơn vị hành chính nào mang mã “%(code)s”.") % {"code": address["code"]}
            )
        if place.public_code != address["code"]:
            return HttpResponseRedirect(f"/api/v1/places/{place.public_code}/")
        return json_answer(json_text(place_detail(place)))


def place_ref(place: Place) -> dict[str, str]:
    return {"code": place.public_code, "name": place.name, "full_name": place.full_name}


def place_card(place: Place) -> dict[str, Any]:
    return {
        **place_ref(place),
        "name_en": place.name_en or None,
        "level": place.level,
        "kind": place.kind,
        "valid_from": place.valid_from.isoformat() if place.valid_from else None,
        "valid_until": place.valid_until.isoformat() if place.valid_until else None,
        "dates_exact": place.dates_exact,
        "in_force": place.in_force,
        "parent": place_ref(place.parent) if place.parent else None,
        "province": place_ref(place.current_province),
    }


def place_detail(place: Place) -> dict[str, Any]:
    successions = place.successions.select_related("new").order_by(
        "-is_default", "new__sort_key", "new__code"
    )
    origins = place.origins.select_related("old").order_by("old__sort_key", "old__code")
    return {
        **place_card(place),
        "decree": place.decree or None,
        "lat": str(place.lat) if place.lat is not None else None,
        "lon": str(place.lon) if place.lon is not None else None,
        "successors": [{**place_ref(one.new), "extent": one.extent} for one in successions],
        "predecessors": [{**place_ref(one.old), "extent": one.extent} for one in origins],
        "today": [place_ref(unit) for unit in place.today_units],
    }


def _bearer(text: str) -> Place | None:
    """The unit that bears the code: as written, else on the day written; without a day the one in
    force, else the last."""
    code = CODE.match(text)
    if code is None:
        return None
    found = resolve(text).place
    if found is None and code[2]:
        try:
            found = resolve(code[1], on=date.fromisoformat(code[2])).place
        except ValueError:
            return None
    return found
