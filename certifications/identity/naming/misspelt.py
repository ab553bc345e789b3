"""What a place that names no unit may have been meant to be: namesakes, and names that differ by a
letter or two, below what the rest of the text names."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date
from difflib import get_close_matches

from certifications.identity.naming import named as told
from certifications.identity.naming.named import Named
from ocop_registry.places.models import Place, PlaceLevel
from ocop_registry.places.reading.ways import ways
from ocop_registry.places.resolve import Resolution, Resolver

_LIKE = 0.7  # likeness (0 to 1) of two folded names from which their letters are compared
_FAR = 2  # letters by which a name may differ to be shown; by fewer it may be suggested
_SHORT = 6
_MOST_WORDS = 9
_MOST, _SHOWN = 6, 8
Alike = tuple[Place, int]  # a unit, and the letters by which its name differs


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
        places. One alone that differs by a letter, or lies where the rest of the text says or
        beside it, only has to be confirmed."""
        if unit := self._without_commas(text, on):
            return Named(unit, notes=(told.read_as(text, unit),))
        alike, above = self._alike(text, on)
        namesakes = [one for one in found.candidates if _beside(one, above)]
        nearest = namesakes or [unit for unit, steps in alike if steps < _FAR]
        units = list(dict.fromkeys([*namesakes, *(unit for unit, _ in alike)]))[:_SHOWN]
        return told.near(text, found.problem, units, nearest[0] if len(nearest) == 1 else None)

    def _without_commas(self, text: str, on: date | None) -> Place | None:
        """The commune of a text of bare names that nothing parts: "Kim Lư Na Rì Bắc Kạn"."""
        words = text.split()
        if not 3 < len(words) <= _MOST_WORDS or any(len(way.segments) > 1 for way in ways(text)):
            return None
        found: set[Place] = set()
        for first in range(1, len(words)):
            for second in range(first + 1, len(words) + 1):
                parts = (words[:first], words[first:second], words[second:])
                parted = ", ".join(" ".join(part) for part in parts if part)
                one = self._resolver.resolve(parted, on, surely=True)
                found.update(unit for unit in (one.place,) if unit and not one.dropped)
        communes = {unit for unit in found if unit.level == PlaceLevel.COMMUNE}
        return next(iter(communes)) if len(communes) == 1 else None

    def looked_into(self, text: str, unit: Place, dropped: str) -> Named:
        """The unit, unless what was dropped before it may be a commune of it, misspelt."""
        if not dropped or unit.level == PlaceLevel.COMMUNE:
            return Named(unit)
        alike = self._close(self._keys(dropped.split(", ")[-1]), self._names_below(unit), None)
        note = told.only_the_wider(text, dropped, unit)
        if not alike:
            return Named(unit, notes=(note,))
        nearest = [one for one, steps in alike if steps < _FAR]
        units = [*(one for one, _ in alike), unit]
        return told.near(text, note, units, nearest[0] if len(nearest) == 1 else None)

    def _alike(self, text: str, on: date | None) -> tuple[list[Alike], list[Place]]:
        """Units whose name is like the first one of the text, and the units that the rest of it
        names, below which they were looked for; of a text of one name all are."""
        named: list[Place] = []
        parted = ways(text)
        for way in parted:
            first, rest = way.segments[0], way.segments[1:]
            above = self._named_by(", ".join(one.text for one in rest), on) if rest else []
            named += above
            keys = [one.key for one in first.readings if not one.alike]
            for one in above:
                if found := self._close(keys, self._names_below(one), on):
                    return found, above
        if any(len(way.segments) > 1 for way in parted):
            return [], named
        return self._close(self._keys(text), self._all, on), []

    def _named_by(self, text: str, on: date | None) -> list[Place]:
        found = [self._resolver.resolve(text, on), self._resolver.resolve(text)]
        return list(dict.fromkeys(one.place for one in found if one.place))

    @staticmethod
    def _keys(text: str) -> list[str]:
        return [one.key for way in ways(text)[:1] for one in way.segments[0].readings]

    @staticmethod
    def _close(keys: Iterable[str], names: dict[str, list[Place]], on: date | None) -> list[Alike]:
        """Units whose names differ by at most two letters from one of the keys, the nearest
        first."""
        steps: dict[str, int] = {}
        for key in keys:
            for name in get_close_matches(key, names, n=_MOST, cutoff=_LIKE):
                steps[name] = min(steps.get(name, _FAR + 1), letters_apart(key, name))
        near = sorted((apart, name) for name, apart in steps.items() if apart <= _allowed(name))
        return [(unit, apart) for apart, name in near for unit in _of_time(names[name], on)]

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


def _beside(unit: Place, named: Sequence[Place]) -> bool:
    """Whether a unit lies in a province of those named; anywhere when none is."""
    return not named or unit.current_province in {one.current_province for one in named}


def _allowed(name: str) -> int:
    """How many letters of a name may be wrong: of a short one, one."""
    return _FAR if len(name) > _SHORT else 1


def letters_apart(one: str, other: str) -> int:
    """How many letters have to be put in, left out, changed or swapped with their neighbour."""
    before: list[int] = []
    line = list(range(len(other) + 1))
    for at, letter in enumerate(one, start=1):
        earlier, before, line = before, line, [at]
        for to, wanted in enumerate(other, start=1):
            cost = min(before[to] + 1, line[-1] + 1, before[to - 1] + (letter != wanted))
            if at > 1 < to and letter == other[to - 2] and one[at - 2] == wanted:
                cost = min(cost, earlier[to - 2] + 1)
            line.append(cost)
    return line[-1]
