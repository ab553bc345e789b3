"""Which place a row means: the unit, of any time, that a text names on a day, and the communes of
today that it is.

The units of a province are read once; every question is then answered from memory. What a text
leaves open is never guessed: the rest of the row decides, or a person.
"""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from difflib import get_close_matches
from functools import cached_property

from ocop_registry.accounts.permissions import belongs_to
from ocop_registry.places.models import Place, PlaceLevel
from ocop_registry.places.ways import split
from ocop_registry.places.overlap import Overlap
from ocop_registry.places.resolve import Resolution, Resolver, reads_todays_province

LAST_DAY_OF_OLD_UNITS = date(2025, 6, 30)
NEAR = 0.8  # likeness (0 to 1) of two folded names from which one may be the other misspelt


@dataclass(frozen=True)
class Named:
    """What a text names. `unit`: the one unit meant, of any time; else `candidates` to choose from
    and a `problem`. `decided_by`: what else of the row told between several of that name;
    `suggested`: the candidate that only has to be confirmed."""

    unit: Place | None
    candidates: tuple[Place, ...] = ()
    problem: str = ""
    several: bool = False
    decided_by: str = ""
    suggested: Place | None = None


@dataclass(frozen=True)
class Hint:
    """Something else that a row says of where it is. `words`: what it is called for people.
    `address`: the text may begin with a house, a hamlet, a road."""

    text: str
    words: str
    address: bool = False


@dataclass(frozen=True)
class NamedPlace:
    """`named`: the one unit, of any time, that the text names; `units`: communes of today that this
    may be."""

    named: Place | None
    units: Sequence[Place]
    said: str = ""

    @property
    def one(self) -> Place | None:
        """The commune of today, when nothing is left to choose."""
        return self.units[0] if self.named and len(self.units) == 1 else None

    @property
    def problem(self) -> str:
        """Why a person has to choose or to write something else, as a sentence."""
        if self.named is None:
            return self.said
        if not self.units:
            return (
                f"{self.named.full_name} không phải xã, phường của tỉnh: ghi xã, phường, đặc khu"
                " nơi chủ thể ở."
            )
        return f"{self.named.full_name} nay nằm ở {len(self.units)} đơn vị: chọn một."


class Places:
    """The units of a province of today (None: of the country) and what became of them."""

    def __init__(self, province: Place | None, overlap: Overlap | None = None) -> None:
        self.province = province
        self._overlap = overlap or Overlap()
        self._resolver = Resolver(belongs_to("", [province.pk]) if province else None)
        self.units = self._resolver.units
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
            found = self._named[key] = self._name(text, on, undated)
        return found if found.unit or not found.several else self._decided(found, on, rest())

    def named_then(self, text: str, on: date, rest: Iterable[Hint] = ()) -> Named:
        """The same of a day of before alone: nothing that bears the name today is taken for it."""
        found = _as_resolved(self._resolver.resolve(text, on))
        return found if found.unit or not found.several else self._decided(found, on, rest)

    def _era(self, on: date) -> int:
        """Days between which no unit began or ended are one."""
        return bisect_right(self._turns, on)

    def _name(self, text: str, on: date | None, undated: bool) -> Named:
        if on is None:
            now = self._resolver.resolve(text)
            before = self._resolver.resolve(text, LAST_DAY_OF_OLD_UNITS) if undated else None
            if before and now.place and self._strangers(before, now.place):
                return _one_of(text, before.candidates, now.place)
            return _as_resolved(now)
        then = self._resolver.resolve(text, on)
        if then.place and then.place.in_force:
            return Named(then.place)
        now = self._resolver.resolve(text)
        if then.place and now.place and reads_todays_province(text, then.place):
            were = self._before(now.place, on)
            if len({then.place, *were}) > 1:
                return _written_as_today(text, [*were, now.place], on)
        if now.place and self._strangers(then, now.place):
            return _one_of(text, then.candidates, now.place)
        if then.several:
            return _as_resolved(then)
        if then.place or now.place:
            return Named(then.place or now.place)
        return _as_resolved(then if then.candidates else now)

    def _strangers(self, then: Resolution, now: Place) -> bool:
        """Whether the text named, then, a place that did not become what bears the name now."""
        meant = (then.place,) if then.place else then.candidates if then.several else ()
        return bool(meant) and not any(self._one_line(one, now) for one in meant)

    def _before(self, unit: Place, on: date) -> list[Place]:
        """The communes of the day that went into a commune of today, by alphabet."""
        earlier = (self.units[pk] for pk in self._overlap.earlier(unit.pk) if pk in self.units)
        found = [one for one in earlier if one.level == PlaceLevel.COMMUNE and one.on(on)]
        return sorted(found, key=lambda one: (bytes(one.sort_key), one.code))

    def _one_line(self, one: Place, other: Place) -> bool:
        """Whether one became the other."""
        return other.pk in self._overlap.later(one.pk) or one.pk in self._overlap.later(other.pk)

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
        texts = _endings(hint.text) if hint.address else [hint.text]
        for text in texts:
            told = self._resolver.resolve(text, on), self._resolver.resolve(text)
            units = [one for each in told for one in (each.place, *each.candidates * each.several)]
            if any(units):
                return [unit for unit in units if unit]
        return ()

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
        meant = (found.unit,) if found.unit else found.candidates
        communes = {unit.pk: unit for place in meant for unit in self._communes_today(place)}
        if meant:
            return NamedPlace(found.unit, list(communes.values()), found.problem)
        near = self._nearly_named(text)
        hint = " Hoặc chọn đơn vị tên gần giống." if near else ""
        return NamedPlace(None, near, f"{found.problem}{hint}")

    def _communes_today(self, place: Place) -> list[Place]:
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

    @cached_property
    def _communes_by_key(self) -> dict[str, list[Place]]:
        found: dict[str, list[Place]] = defaultdict(list)
        for unit in self.units.values():
            if unit.in_force and unit.level == PlaceLevel.COMMUNE:
                found[unit.search_key].append(unit)
        return found

    def _nearly_named(self, text: str) -> list[Place]:
        """Communes of today whose name differs from the first one in the text by a letter or two,
        the nearest first."""
        wanted = [reading.key for way in split(text) for reading in way[0].readings]
        communes = self._communes_by_key
        near = [key for one in wanted for key in get_close_matches(one, communes, n=3, cutoff=NEAR)]
        return [place for key in dict.fromkeys(near) for place in communes[key]]

    # --- how a place is written -------------------------------------------------------------------
    def text_of(self, place: Place) -> str:
        """A text that reads as that very unit: its name where that is enough, else its code."""
        ways = [place.full_name, place.path()] if self.province else [place.path()]
        return next(
            (text for text in ways if self._resolver.resolve(text).place == place),
            place.public_code,
        )


def place_texts(places: Iterable[Place], province: Place | None) -> dict[int, str]:
    """Place (id) → a text that reads as that very unit in a file of the province."""
    distinct = {place.pk: place for place in places}
    if not distinct:
        return {}
    known = Places(province)
    return {pk: known.text_of(place) for pk, place in distinct.items()}


def _as_resolved(found: Resolution) -> Named:
    if found.place:
        return Named(found.place)
    return Named(None, found.candidates, found.problem, found.several)


def _one_of(text: str, then: Sequence[Place], now: Place) -> Named:
    before = "; ".join(one.path() for one in then)
    problem = (
        f"“{text}” lúc đó là {before}, nay là đơn vị khác cùng tên ({now.path()}): là đơn vị nào?"
    )
    return Named(None, (*then, now), problem, several=True)


def _written_as_today(text: str, units: Sequence[Place], on: date) -> Named:
    """A name with today's province, of a day before: the commune then is not told by it."""
    problem = (
        f"“{text}” là tên hiện nay; ngày {on:%d/%m/%Y} nơi đó thuộc {len(units) - 1} xã, phường:"
        " chủ thể ở đâu? (Chọn đơn vị hiện nay nếu chưa rõ.)"
    )
    return Named(None, tuple(units), problem, several=True, suggested=units[-1])


def _endings(address: str) -> list[str]:
    """An address, whole and shorter by one piece each time; what is left at last counts only when
    it says what kind of unit it is."""
    pieces = [segment.text for segment in max(split(address), key=len, default=[])]
    endings = [", ".join(pieces[at:]) for at in range(len(pieces))]
    alone = endings[-1:] if endings and split(endings[-1])[0][0].readings[0].kinds else []
    return [*endings[:-1], *alone]
