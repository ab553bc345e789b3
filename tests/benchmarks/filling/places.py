"""Where producers sit: the communes of the last day of the three levels and what became of them,
some provinces and communes with many, most with few."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from itertools import accumulate
from random import Random

from ocop_registry.places.models import Place, PlaceLevel

LAST_OF_THREE_LEVELS = date(2025, 6, 30)


@dataclass(frozen=True)
class Home:
    """One place through time: the commune of before, then every unit that took it over, last
    today's."""

    units: tuple[Place, ...]

    @property
    def today(self) -> Place:
        return self.units[-1]

    @property
    def district(self) -> Place:
        """The district of before; today's province where there was none."""
        return self.units[0].parent or self.today.current_province

    def on(self, day: date) -> Place:
        """The unit of that day."""
        return next(unit for unit in self.units if unit.on(day) or unit is self.today)

    def province_on(self, day: date) -> Place:
        """The province of that day, whose committee decides."""
        unit = self.on(day)
        return unit.ancestors()[-1] if unit.ancestors() else unit


class Geography:
    """All places, read once."""

    def __init__(self) -> None:
        units = {one.pk: one for one in Place.objects.order_by("code", "pk")}
        for one in units.values():
            _refer(one, units)
        by_province: dict[str, list[Home]] = defaultdict(list)
        by_district: dict[int, list[Home]] = defaultdict(list)
        for one in units.values():
            if one.level != PlaceLevel.COMMUNE or not one.on(LAST_OF_THREE_LEVELS):
                continue
            home = Home(_followed(one))
            if home.today.in_force and home.today.level == PlaceLevel.COMMUNE:
                home.today.today_units = [home.today]
                by_province[home.province_on(LAST_OF_THREE_LEVELS).code].append(home)
                by_district[home.district.pk].append(home)
        self._provinces = [by_province[code] for code in sorted(by_province)]
        # ten times the communes: thirty times the products
        self._weights = list(accumulate(len(homes) ** 1.5 for homes in self._provinces))
        self._by_district = by_district

    def province(self, chance: Random) -> list[Home]:
        """The homes of one province of before."""
        return chance.choices(self._provinces, cum_weights=self._weights)[0]

    def around(self, home: Home) -> list[Home]:
        """The homes of its district of before."""
        return self._by_district[home.district.pk]


def somewhere(homes: list[Home], chance: Random) -> Home:
    """One of the homes, the first ones more often."""
    return homes[int(len(homes) * chance.random() ** 2)]


def _refer(one: Place, units: dict[int, Place]) -> None:
    for name, pk in (
        ("parent", one.parent_id),
        ("province", one.province_id),
        ("successor", one.successor_id),
    ):
        one._state.fields_cache[name] = units.get(pk)


def _followed(one: Place) -> tuple[Place, ...]:
    found = [one]
    while found[-1].successor is not None:
        found.append(found[-1].successor)
    return tuple(found)
