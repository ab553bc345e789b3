"""What a place that names no unit may have been meant to be: namesakes, and names that differ by a
letter or two, below what the rest of the text names."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date
from difflib import get_close_matches

from certifications.identity import named as told
from certifications.identity.named import Named
from ocop_registry.places.models import Place, PlaceLevel
from ocop_registry.places.resolve import Resolution, Resolver
from ocop_registry.places.ways import ways

NEAR = 0.8  # likeness (0 to 1) of two folded names from which one may be the other misspelt
_MOST = 3


class Misspelt:
    """Looks through the units of a resolver."""

    def __init__(self, resolver: Resolver) -> None:
        self._resolver = resolver
        self._all: dict[str, list[Place]] = defaultdict(list)
        self._below: dict[int, dict[str, list[Place]]] = {}
        for unit in resolver.units.values():
            self._all[unit.search_key].append(unit)

    def near(self, text: str, on: date | None, found: Resolution) -> Named:
        """The question of a text that names nothing. `found`: its namesakes of other kinds or
        places. The one below what the rest of the text names only has to be confirmed."""
        alike, inside = self._alike(text, on)
        namesakes = list(found.candidates)
        if inside and not any(one in inside for one in namesakes) and alike:
            namesakes = []
        units = list(dict.fromkeys([*namesakes, *alike]))
        first = namesakes or alike
        return told.near(text, found.problem, units, first[0] if len(first) == 1 else None)

    def looked_into(self, text: str, unit: Place, dropped: str) -> Named:
        """The unit, unless what was dropped before it may be a commune of it, misspelt."""
        if not dropped or unit.level == PlaceLevel.COMMUNE:
            return Named(unit)
        below = self._names_below(unit)
        keys = self._keys(dropped.split(", ")[-1])
        alike = _of_time(self._close(keys, below), None)
        note = told.only_the_wider(text, dropped, unit)
        if not alike:
            return Named(unit, notes=(note,))
        return told.near(text, note, [*alike, unit], alike[0] if len(alike) == 1 else None)

    def _alike(self, text: str, on: date | None) -> tuple[list[Place], set[Place]]:
        """Units whose name is like the first one of the text, and those among which they were
        looked for: below what the rest of it names, else all (then none is given)."""
        for way in ways(text):
            first, rest = way.segments[0], way.segments[1:]
            tail = self._named_by(", ".join(one.text for one in rest), on) if rest else []
            for above in tail:
                below = self._names_below(above)
                keys = [one.key for one in first.readings if not one.alike]
                if found := _of_time(self._close(keys, below), on):
                    return found, {unit for units in below.values() for unit in units}
        if any(len(way.segments) > 1 for way in ways(text)):
            return [], set()
        return _of_time(self._close(self._keys(text), self._all), on), set()

    def _named_by(self, text: str, on: date | None) -> list[Place]:
        found = [self._resolver.resolve(text, on), self._resolver.resolve(text)]
        return list(dict.fromkeys(one.place for one in found if one.place))

    @staticmethod
    def _keys(text: str) -> list[str]:
        return [one.key for way in ways(text)[:1] for one in way.segments[0].readings]

    @staticmethod
    def _close(keys: Iterable[str], names: dict[str, list[Place]]) -> list[Place]:
        near = [key for one in keys for key in get_close_matches(one, names, n=_MOST, cutoff=NEAR)]
        return [unit for key in dict.fromkeys(near) for unit in names[key]]

    def _names_below(self, above: Place) -> dict[str, list[Place]]:
        """The units below one, of any time, by the key of their names."""
        if above.pk not in self._below:
            found: dict[str, list[Place]] = defaultdict(list)
            for unit in self._resolver.units.values():
                if above in unit.ancestors() or unit.province_id == above.pk:
                    found[unit.search_key].append(unit)
            self._below[above.pk] = found
        return self._below[above.pk]


def _of_time(units: Sequence[Place], on: date | None) -> list[Place]:
    """Those of the day; without one, or if there are none, those in force, or all."""
    fit = [unit for unit in units if (unit.on(on) if on else unit.in_force)]
    return fit or list(units)
