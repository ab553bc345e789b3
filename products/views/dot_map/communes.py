"""The communes and provinces of today as the map shows them, kept for the day."""

from collections.abc import Mapping
from typing import NamedTuple

from django.db.models import Count
from django.urls import reverse
from django.utils.translation import get_language

from ocop_registry import clock
from ocop_registry.places.models import Place
from products.serving import PRODUCT
from products.today import reading
from products.today.version import kept
from products.views.addresses import place_path
from products.views.dot_map.frame import Degrees

# Hoàng Sa (Đà Nẵng) and Trường Sa (Khánh Hòa): named on every map on which they lie; beside the
# mainland of their province they stand in a field of their own.
AT_SEA = frozenset({"20333", "22736"})


class Spot(NamedTuple):
    """One commune with the code of its province and its coordinates."""

    code: str
    name: str
    province: str
    address: str
    at: Degrees


class Unit(NamedTuple):
    """One province with the address of its page."""

    name: str
    full_name: str
    address: str


def by_commune() -> Mapping[str, int]:
    """Products that hold stars today by their commune (code). One query for each version."""
    return kept("by commune", clock.today(), _by_commune)


def _by_commune() -> dict[str, int]:
    rows = reading.rows(PRODUCT, clock.today()).filter(valid=1).exclude(commune_code="")
    return dict(rows.order_by().values_list("commune_code").annotate(rows=Count("pk")))


def spots() -> tuple[Spot, ...]:
    """All communes whose coordinates are known, in the order of their names. One query a day."""
    return kept("spots", clock.today(), _spots)


def _spots() -> tuple[Spot, ...]:
    those = Place.objects.current().communes().filter(lat__isnull=False, lon__isnull=False)
    folder = reverse("public:places")  # of units in force, by their codes
    return tuple(
        Spot(code, name, province, f"{folder}{code}/", (float(lat), float(lon)))
        for code, name, province, lat, lon in those.values_list(
            "code", _in_words(), "province__code", "lat", "lon"
        )
    )


def provinces() -> Mapping[str, Unit]:
    """Code → province, in the order of the names. One query a day."""
    return kept("units", clock.today(), _provinces)


def _provinces() -> dict[str, Unit]:
    those, english = Place.objects.current().provinces(), _in_words() == "name_en"
    return {
        one.code: Unit(
            one.name_en if english else one.name,
            one.name_en if english else one.full_name,
            place_path(one),
        )
        for one in those
    }


def _in_words() -> str:
    """The field of a unit's name in the reader's language."""
    return "name_en" if get_language() == "en" else "full_name"
