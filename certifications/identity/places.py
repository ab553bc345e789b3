"""Places as lists write them, read for many rows at once: the unit of its time that a text names,
and the communes it is today."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db.models import Q

from ocop_registry.accounts.permissions import belongs_to
from ocop_registry.places.models import Place, PlaceLevel
from ocop_registry.places.resolve import Resolution, Resolver
from ocop_registry.places.search import nearly_named


@dataclass(frozen=True)
class NamedPlace:
    """`named`: the one unit, of any time, that the text names; `units`: communes of today that this
    may be."""

    resolution: Resolution
    units: Sequence[Place]

    @property
    def named(self) -> Place | None:
        return self.resolution.place

    @property
    def one(self) -> Place | None:
        """The commune of today, when nothing is left to choose."""
        return self.units[0] if self.named and len(self.units) == 1 else None

    @property
    def problem(self) -> str:
        """Why a person has to choose or to write something else, as a sentence."""
        if self.named is None:
            near = not self.resolution.candidates and self.units
            return (
                f"{self.resolution.problem} Hoặc chọn đơn vị tên gần giống."
                if near
                else self.resolution.problem
            )
        if not self.units:
            return (
                f"{self.named.full_name} không phải xã, phường của tỉnh: ghi xã, phường, đặc khu"
                " nơi chủ thể ở."
            )
        return f"{self.named.full_name} nay nằm ở {len(self.units)} đơn vị: chọn một."


def named_places(texts: Iterable[str], province: Place | None) -> dict[str, NamedPlace]:
    """text → what it names in the province of today (None: in the country). The number of queries
    does not grow with the texts.

    A misspelt text has the communes of much the same name as its units.
    """
    texts = set(texts)
    if not texts:
        return {}
    inside = belongs_to("", [province.pk]) if province else Q()
    resolver = Resolver(within=inside)
    found = {text: resolver.resolve(text) for text in texts}
    meant = {
        place.pk: place
        for one in found.values()
        for place in _meant(one)
        if place.level != PlaceLevel.PROVINCE
    }
    today = Place.objects.units_today(meant.values())
    strange = [text for text, one in found.items() if not _meant(one)]
    near = nearly_named(strange, within=inside) if strange else {}
    read = {}
    for text, one in found.items():
        units = [unit for place in _meant(one) for unit in today.get(place.pk, [])]
        read[text] = NamedPlace(one, near.get(text) or _communes(units, province))
    return read


def _meant(resolution: Resolution) -> Sequence[Place]:
    return (resolution.place,) if resolution.place else resolution.candidates


def _communes(units: Iterable[Place], province: Place | None) -> list[Place]:
    """Communes of the province, each once, in the given order."""
    inside = [
        unit
        for unit in units
        if unit.level == PlaceLevel.COMMUNE
        and (province is None or unit.province_id == province.pk)
    ]
    return list({unit.pk: unit for unit in inside}.values())


def place_texts(places: Iterable[Place], province: Place | None) -> dict[int, str]:
    """Place (id) → a text that `named_places` reads as that very unit: its name where that is
    enough, else its code."""
    distinct = {place.pk: place for place in places}
    if not distinct:
        return {}
    resolver = Resolver(within=belongs_to("", [province.pk]) if province else Q())
    texts = {}
    for pk, place in distinct.items():
        ways = (
            [place.full_name, place.path(), place.public_code]
            if province
            else [place.path(), place.public_code]
        )
        meant = (text for text in ways if getattr(resolver.resolve(text).place, "pk", None) == pk)
        texts[pk] = next(meant, place.public_code)
    return texts
