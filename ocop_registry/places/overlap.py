"""Whether two units of any time can be the same spot: one lies in the other, or became it."""

from collections import defaultdict
from collections.abc import Mapping

from ocop_registry.places.models import Place, Succession


class Overlap:
    """All units and what became of them, read once (two queries); asked any number of times without
    the database."""

    def __init__(self) -> None:
        rows = list(Place.objects.values_list("pk", "parent_id", "province_id"))
        self._parents = {pk: parent for pk, parent, _ in rows}
        self._provinces = {pk: province or pk for pk, _, province in rows}
        self._later: dict[int, list[int]] = defaultdict(list)
        self._earlier: dict[int, list[int]] = defaultdict(list)
        for old, new in Succession.objects.values_list("old_id", "new_id"):
            self._later[old].append(new)
            self._earlier[new].append(old)
        self._wider: dict[int, frozenset[int]] = {}

    def compatible(self, one: Place, other: Place) -> bool:
        """Whether something recorded in `one` may be what is recorded in `other`.

        A commune of before matches the communes it became, its own former district and province,
        and today's province. Two communes that existed side by side do not match, also when they
        were merged into one since.
        """
        return self.compatible_keys(one.pk, other.pk)

    def compatible_keys(self, one: int, other: int) -> bool:
        """The same of the keys of two units."""
        return one == other or one in self.around(other) or other in self.around(one)

    def around(self, place: int) -> frozenset[int]:
        """The units (ids) that are, were or became the unit, each with everything above it. Forward
        or back in time, never both, so that a unit merged with this one is not among them.
        """
        found = self._wider.get(place)
        if found is None:
            same = _reached(place, self._later) | _reached(place, self._earlier)
            found = frozenset(unit for one in same for unit in self._chain(one)) | {
                self.province(place)
            }
            self._wider[place] = found
        return found

    def later(self, place: int) -> set[int]:
        """The unit (id) and every unit that it became, wholly or in part."""
        return _reached(place, self._later)

    def earlier(self, place: int) -> set[int]:
        """The unit (id) and every unit that went into it, wholly or in part."""
        return _reached(place, self._earlier)

    def province(self, place: int) -> int:
        """Today's province (id) of a unit (id)."""
        return self._provinces[place]

    def _chain(self, place: int) -> list[int]:
        chain: list[int] = []
        unit: int | None = place
        while unit is not None:
            chain.append(unit)
            unit = self._parents[unit]
        return chain


def _reached(start: int, links: Mapping[int, list[int]]) -> set[int]:
    found, waiting = {start}, [start]
    while waiting:
        for unit in links.get(waiting.pop(), ()):
            if unit not in found:
                found.add(unit)
                waiting.append(unit)
    return found
