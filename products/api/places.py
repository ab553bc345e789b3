"""Administrative units of today and of before: a place is a code with its period."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.db.models import DateField, QuerySet, Value
from django.db.models.functions import Coalesce
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _

from ocop_registry.api.document import in_path, query
from ocop_registry.api.errors import Fault, NotThere
from ocop_registry.api.views import json_answer, json_text, refuse
from ocop_registry.places.models import Place, PlaceKind, PlaceLevel
from ocop_registry.places.resolve import CODE, resolve
from ocop_registry.places.search import named
from products.api import shapes
from products.api.base import PAGING, ListView, PublicView
from products.models.register import LAST_DAY
from products.queries import values
from products.queries.problems import Unreadable

RELEVANCE, NAME = "relevance", "name"
_BY_NAME = ("sort_key", "code", "until")  # the bearers of one code are told apart by their last day


class PlaceList(ListView):
    """Units in force by default; `in_force=false` those that ended, `on=` those that existed on
    that day."""

    summary = "Administrative units"
    parameters = (
        query("q", "A part of the name, or the code; higher units may follow after a comma."),
        query("level", "Level of the unit.", enum=PlaceLevel.values),
        query("kind", "Kind of the unit.", enum=PlaceKind.values),
        query(
            "province",
            "Code of one of today's provinces: the units that belong to it today, ended ones"
            " included.",
        ),
        query(
            "in_force", "`true`, `false` or `all`.", default="true", enum=["true", "false", "all"]
        ),
        query("on", "Units that existed on that day, in force today or not."),
        *PAGING,
    )
    answers = shapes.PlaceCard
    version = "seq"

    def rows(
        self, request: HttpRequest, faults: list[Fault]
    ) -> tuple[QuerySet[Place], str, Sequence[str]]:
        wanted = _wanted(request, faults)
        places = Place.objects.select_related("parent", "province").annotate(until=_until())
        for name, keep in _FILTERS.items():
            if name in wanted:
                places = keep(places, wanted[name])
        if "q" not in wanted:
            return places, NAME, _BY_NAME
        matching, fit = named(wanted["q"])
        return places.filter(matching).annotate(fit=fit), RELEVANCE, ("fit", *_BY_NAME)

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
    version = "seq"

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


# --- filters --------------------------------------------------------------------------------------
def _until() -> Coalesce:
    return Coalesce("valid_until", Value(LAST_DAY), output_field=DateField())


def _of_province(places: QuerySet[Place], code: str) -> QuerySet[Place]:
    return places.filter(province__code=code) | places.filter(code=code, valid_until__isnull=True)


_FILTERS: dict[str, Any] = {
    "level": lambda places, level: places.filter(level=level),
    "kind": lambda places, kind: places.filter(kind=kind),
    "province": _of_province,
    "in_force": lambda places, yes: (
        places if yes is None else places.filter(valid_until__isnull=yes)
    ),
    "on": lambda places, day: places.in_force(day),
}


def _wanted(request: HttpRequest, faults: list[Fault]) -> dict[str, Any]:
    """The readable filters; what cannot be read becomes faults."""
    named_already = {fault.pointer for fault in faults}
    found: dict[str, Any] = {}
    for name, read in _READERS.items():
        text = request.GET.get(name, "").strip()
        if text and f"?{name}" not in named_already:
            try:
                found[name] = read(text)
            except Unreadable as problem:
                faults.append(Fault(f"?{name}", "invalid", str(problem)))
    if "on" not in found:
        found.setdefault("in_force", True)
    return found


def _one_of(known: Sequence[str]) -> Any:
    def read(text: str) -> str:
        if text not in known:
            message = _("“%(text)s” không có trong các giá trị được nhận: %(known)s.")
            raise Unreadable(message % {"text": text, "known": ", ".join(known)})
        return text

    return read


_READERS: dict[str, Any] = {
    "q": values.words,
    "level": _one_of(PlaceLevel.values),
    "kind": _one_of(PlaceKind.values),
    "province": values.province,
    "in_force": lambda text: {"true": True, "false": False, "all": None}[
        _one_of(["true", "false", "all"])(text)
    ],
    "on": values.day,
}
