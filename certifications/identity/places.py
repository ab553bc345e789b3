"""Which place a row means: the unit, of any time, that a text names on a day, and the communes of
today that it is.

The units of a province are read once; every question is then answered from memory. What a text
leaves open is never guessed: the rest of the row decides, or a person.
"""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import date, timedelta
from functools import cached_property

from certifications.identity.naming.named import Hint, Named, NamedPlace, as_resolved, with_day
from certifications.identity.naming.units import LAST_DAY_OF_OLD_UNITS, Naming
from ocop_registry.accounts.permissions import belongs_to
from ocop_registry.places.models import Place, PlaceLevel
from ocop_registry.places.overlap import Overlap
from ocop_registry.places.reading.ways import split
from ocop_registry.places.resolve import Resolver

__all__ = [
    "LAST_DAY_OF_OLD_UNITS",
    "Hint",
    "Named",
    "NamedPlace",
    "Places",
    "address_endings",
    "place_texts",
    "with_day",
]


class Places:
    """The units of a province of today (None: of the country) and what became of them."""

    def __init__(self, province: Place | None, overlap: Overlap | None = None) -> None:
        self.province = province
        self._overlap = overlap or Overlap()
        self._resolver = Resolver(belongs_to("", [province.pk]) if province else None)
        self.units = self._resolver.units
        self._naming = Naming(self._resolver, self._overlap)
        self._turns = sorted(
            {
                day
                for unit in self.units.values()
                for day in (
                    unit.valid_from,
                    unit.valid_until and unit.valid_until + timedelta(days=1),
                )
                if day
            }
        )
        self._named: dict[tuple[str, int], Named] = {}
        self._then: dict[tuple[int, int], Place | None] = {}
        self._read: dict[tuple[str, tuple[Hint, ...]], NamedPlace] = {}

    # --- the unit that a text names ---------------------------------------------------------------
    def named(
        self,
        text: str,
        on: date | None,
        rest: Callable[[], Iterable[Hint]] = tuple,
        *,
        undated: bool = False,
    ) -> Named:
        """The unit that a text names on the day, or else today or last.

        Several of the name on that day, or another place that bears it now, are never one of them
        for certain: `rest` decides, what else the row says, or a person has to choose. `undated`:
        the row speaks of a day that it does not tell.
        """
        key = text, self._era(on) if on else -1 - undated
        found = self._named.get(key)
        if found is None:
            found = self._named[key] = self._naming.name(text, on, undated)
        return found if found.unit or not found.several else self._decided(found, on, rest())

    def coded(self, code: str, on: date | None) -> Named:
        """The unit of an official code, on the day or now."""
        return self._naming.coded(code, on)

    def named_then(self, text: str, on: date, rest: Iterable[Hint] = ()) -> Named:
        """The same of a day of before alone: nothing that bears the name today is taken for it."""
        found = as_resolved(self._resolver.resolve(text, on))
        return found if found.unit or not found.several else self._decided(found, on, rest)

    def _era(self, on: date) -> int:
        """Days between which no unit began or ended are one."""
        return bisect_right(self._turns, on)

    # --- what else the row says -------------------------------------------------------------------
    def _decided(self, found: Named, on: date | None, rest: Iterable[Hint]) -> Named:
        """The one of several units that agrees with the rest of the row; fewer to choose from when
        that leaves several."""
        left, by = found.candidates, []
        for hint in rest:
            meant = self._meant(hint, on)
            kept = tuple(
                one for one in left if any(self._overlap.compatible(one, unit) for unit in meant)
            )
            if kept and len(kept) < len(left):
                left = kept
                by.append(hint.words)
            if len(left) == 1:
                return Named(left[0], decided_by=" và ".join(by))
        return replace(found, candidates=left)

    def _meant(self, hint: Hint, on: date | None) -> Sequence[Place]:
        """The units that a hint may mean, then or now. Of an address the longest ending that names
        one: what stands before is a house, a hamlet or a road."""
        texts = address_endings(hint.text) if hint.address else [hint.text]
        for text in texts:
            told = self._resolver.resolve(text, on), self._resolver.resolve(text)
            units = [one for each in told for one in (each.place, *each.candidates * each.several)]
            if any(units):
                return [unit for unit in units if unit]
        return ()

    def in_address(self, address: str) -> Place | None:
        """The commune, of any time, that an address names for certain."""
        for text in address_endings(address):
            found = self._resolver.resolve(text, surely=True)
            ever = self._resolver.ever(text)
            if found.place or ever:
                one = found.place if len({unit.code for unit in ever}) == 1 else None
                return one if one and one.level == PlaceLevel.COMMUNE else None
        return None

    # --- then and now -----------------------------------------------------------------------------
    def then(self, unit: Place, on: date | None) -> Place | None:
        """The unit on that day: itself, the one it came from or became; several: what holds them
        all; None: not to be told."""
        if on is None or unit.on(on):
            return unit
        key = unit.pk, self._era(on)
        if key not in self._then:
            self._then[key] = self._derived(unit, on)
        return self._then[key]

    def _derived(self, unit: Place, on: date) -> Place | None:
        line = self._overlap.earlier(unit.pk) | self._overlap.later(unit.pk)
        found = [self.units[pk] for pk in line if pk in self.units]
        found = [one for one in found if one.level == unit.level and one.on(on)]
        if len(found) == 1:
            return found[0]
        shared = [{above.pk for above in one.ancestors()} for one in found]
        common = set.intersection(*shared) if shared else set()
        above = found[0].ancestors() if found else [*unit.ancestors(), unit.current_province]
        return next((one for one in above if one.on(on) and (not found or one.pk in common)), None)

    def today(self, unit: Place) -> list[Place]:
        """The units of its level that it is today: itself, or what it became, wholly or in part."""
        line = (self.units[pk] for pk in self._overlap.later(unit.pk) if pk in self.units)
        return sorted(
            (one for one in line if one.in_force and one.level == unit.level),
            key=lambda one: one.code,
        )

    def compatible(self, one: Place | None, other: Place | None) -> bool:
        return one is None or other is None or self._overlap.compatible(one, other)

    # --- where something is now -------------------------------------------------------------------
    def read(self, text: str, rest: Sequence[Hint] = ()) -> NamedPlace:
        """What a text names now, and the communes of today that it may be. A misspelt text has
        those of much the same name."""
        key = text, tuple(rest)
        if key not in self._read:
            self._read[key] = self._now(text, rest)
        return self._read[key]

    def _now(self, text: str, rest: Sequence[Hint]) -> NamedPlace:
        found = self.named(text, None, lambda: rest)
        if found.now and found.unit:
            return NamedPlace(found.unit, [found.now], notes=found.notes)
        meant = (found.unit,) if found.unit else found.candidates
        communes = {unit.pk: unit for place in meant for unit in self.communes_today(place)}
        suggested = self.communes_today(found.suggested) if found.suggested else []
        return NamedPlace(
            found.unit,
            list(communes.values()),
            found.problem,
            suggested[0] if len(suggested) == 1 else None,
            found.notes,
        )

    def communes_today(self, place: Place) -> list[Place]:
        """Today's communes of the province that a commune or a district became, by alphabet."""
        if place.level == PlaceLevel.PROVINCE:
            return []
        parts = [place.pk, *(self._parts.get(place.pk, ()) if not place.in_force else ())]
        reached = {pk for part in parts for pk in self._overlap.later(part)}
        units = (self.units[pk] for pk in reached if pk in self.units)
        inside = [
            unit
            for unit in units
            if unit.in_force
            and unit.level == PlaceLevel.COMMUNE
            and (self.province is None or unit.province_id == self.province.pk)
        ]
        return sorted(inside, key=lambda unit: (bytes(unit.sort_key), unit.code))

    @cached_property
    def _parts(self) -> dict[int, list[int]]:
        """District (id) → its communes (ids)."""
        found: dict[int, list[int]] = defaultdict(list)
        for unit in self.units.values():
            if unit.parent_id and unit.level == PlaceLevel.COMMUNE:
                found[unit.parent_id].append(unit.pk)
        return found

    # --- how a place is written -------------------------------------------------------------------
    def text_of(self, place: Place) -> str:
        """A text that reads as that very unit: its name where that is enough, marked as today's
        where others bore it, else its code."""
        names = [place.full_name, place.path()] if self.province else [place.path()]
        marked = [f"{name} (mới)" for name in names] if place.in_force else []
        return next(
            (text for text in [*names, *marked] if self.named(text, None).unit == place),
            place.public_code,
        )


def place_texts(places: Iterable[Place], province: Place | None) -> dict[int, str]:
    """Place (id) → a text that reads as that very unit in a file of the province."""
    distinct = {place.pk: place for place in places}
    if not distinct:
        return {}
    known = Places(province)
    return {pk: known.text_of(place) for pk, place in distinct.items()}


def address_endings(address: str) -> list[str]:
    """An address, whole and shorter by one piece each time; what is left at last counts only when
    it says what kind of unit it is."""
    pieces = [segment.text for segment in max(split(address), key=len, default=[])]
    endings = [", ".join(pieces[at:]) for at in range(len(pieces))]
    alone = endings[-1:] if endings and split(endings[-1])[0][0].readings[0].kinds else []
    return [*endings[:-1], *alone]
