"""Which unit, of any time, a text names on a day: one for certain, or those that a person has to
choose from."""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date

from certifications.identity.naming import named as told
from certifications.identity.naming.misspelt import Misspelt
from certifications.identity.naming.named import Named
from ocop_registry.places.models import Place, PlaceLevel
from ocop_registry.places.overlap import Overlap
from ocop_registry.places.reading.matching import in_order
from ocop_registry.places.reading.ways import Spoken, spoken
from ocop_registry.places.resolve import Resolution, Resolver, reads_todays_province

_SHORT_NUMBER = re.compile(r"^\d{1,2}$", re.ASCII)
LAST_DAY_OF_OLD_UNITS = date(2025, 6, 30)


class Naming:
    """Reads names against the units of a resolver. Nothing is ever guessed between two units: a name
    that others bore at another time is a question, unless the one became the other."""

    def __init__(self, resolver: Resolver, overlap: Overlap) -> None:
        self._resolver, self._overlap = resolver, overlap
        self._units: Mapping[int, Place] = resolver.units
        self._misspelt = Misspelt(resolver)
        self._parts: dict[int, list[int]] = defaultdict(list)
        for unit in self._units.values():
            if unit.parent_id:
                self._parts[unit.parent_id].append(unit.pk)

    def name(self, text: str, on: date | None, undated: bool) -> Named:
        """The unit that a text names on the day, or else today or last. `undated`: it speaks of a
        day that is not known."""
        if wards := self._wards_of_number(text):
            return told.namesakes(text, wards[0], wards[1:], sure=False)
        found = [
            self._both(text, said, on) if said.now else self._one(text, said, on, undated)
            for said in spoken(text)
        ]
        by_worth = (
            next((one for one in found if one.unit), None),
            next((one for one in found if one.several), None),
        )
        return by_worth[0] or by_worth[1] or found[0]

    def coded(self, code: str, on: date | None) -> Named:
        """The unit of a code, on the day or now."""
        return self._one(code, Spoken(code), on, False)

    def _wards_of_number(self, text: str) -> list[Place]:
        """ "15" may be the code of a province, and a ward: none of them for certain."""
        if not _SHORT_NUMBER.match(text.strip()):
            return []
        key = text.strip().lstrip("0")
        wards = [one for one in self._units.values() if one.search_key == key]
        return [*in_order(wards), *self._resolver.ever(text)] if wards else []

    # --- one name ---------------------------------------------------------------------------------
    def _one(self, text: str, said: Spoken, on: date | None, undated: bool) -> Named:
        then = self._resolver.resolve(said.main, on, surely=True, said=said) if on else None
        now = self._resolver.resolve(said.main, surely=True, said=said)
        if on and then and then.place and now.place and self._reads_today(said, then.place):
            were = self._before(now.place, on)
            if len({then.place, *were}) > 1 and now.place.in_force:
                return told.written_as_today(text, [*were, now.place], on)
        first = _units(then) if then else []
        first = self._survivors(first or _units(now))
        if not first:
            near = then if then and then.candidates else now
            return self._misspelt.near(said.main, on, near)
        others = [one for one in self._all(said, now) if not self._is_told(one, first)]
        meant = then if then and _units(then) else now
        if others and on and self._sure_of_its_day(on, first, others):
            return Named(first[0], notes=(told.bore_it_before(said.main, first[0], others),))
        if others:
            return self._asked(text, first, others, then, now, on, undated)
        if len(first) > 1:
            return told.as_resolved(replace(meant, place=None, candidates=tuple(first)))
        found = self._misspelt.looked_into(said.main, first[0], meant.dropped)
        if found.unit is None or meant.literal:
            return found
        return replace(found, notes=(*found.notes, told.read_as(said.main, found.unit)))

    @staticmethod
    def _sure_of_its_day(on: date, first: Sequence[Place], others: Sequence[Place]) -> bool:
        """Whether, of a day since 01/07/2025, the one unit that bears the name then is told from
        all namesakes of before but for those of its own province, whose rows would name their
        district."""
        one, *more = first
        return (
            on > LAST_DAY_OF_OLD_UNITS
            and not more
            and one.on(on)
            and all(other.current_province == one.current_province for other in others)
        )

    def _reads_today(self, said: Spoken, then: Place) -> bool:
        return not said.before and reads_todays_province(said.main, then)

    def _all(self, said: Spoken, now: Resolution) -> list[Place]:
        """Every unit of any time that bears the name as written."""
        ever = self._resolver.ever(said.main, said)
        return list(dict.fromkeys([*_units(now), *ever]))

    def _asked(
        self,
        text: str,
        first: Sequence[Place],
        others: Sequence[Place],
        then: Resolution | None,
        now: Resolution,
        on: date | None,
        undated: bool,
    ) -> Named:
        before = on is not None and on <= LAST_DAY_OF_OLD_UNITS
        if len(first) > 1:
            return told.namesakes(text, first[0], [*first[1:], *others], sure=False)
        if before and then and now.place and others == [now.place]:
            return told.one_of(text, first, now.place)
        return told.namesakes(text, first[0], others, sure=not (before or undated))

    def _is_told(self, unit: Place, first: Sequence[Place]) -> bool:
        """Whether who means this unit is not misled by one of the others: it became that or came
        from it, or lies in it."""
        return any(
            one == unit
            or self._one_line(one, unit)
            or self._left_its_name(unit, one)
            or one in unit.ancestors()
            or (one.level == PlaceLevel.PROVINCE and unit.current_province == one.current_province)
            for one in first
        )

    def _survivors(self, units: list[Place]) -> list[Place]:
        """Without those that ended some day before 2025 and left their name to another of these in
        the same district: what took the name is where they were, as far as the lists tell, and
        nobody could tell the two apart by what is written."""
        return [one for one in units if not any(self._left_its_name(one, to) for to in units)]

    def _left_its_name(self, one: Place, other: Place) -> bool:
        if one.dates_exact or not other.dates_exact or other.full_name != one.full_name:
            return False
        heirs = self._overlap.later(one.pk) - {one.pk}
        return other.parent_id == one.parent_id and (not heirs or other.pk in heirs)

    def _before(self, unit: Place, on: date) -> list[Place]:
        """The communes of the day that went into a commune of today, by alphabet."""
        earlier = (self._units[pk] for pk in self._overlap.earlier(unit.pk) if pk in self._units)
        found = [one for one in earlier if one.level == PlaceLevel.COMMUNE and one.on(on)]
        return sorted(found, key=lambda one: (bytes(one.sort_key), one.code))

    def _one_line(self, one: Place, other: Place) -> bool:
        """Whether one became the other, wholly or in part; of a district, all of it."""
        return (
            other.pk in self._overlap.later(one.pk)
            or one.pk in self._overlap.later(other.pk)
            or self._all_of_district(one, other)
            or self._all_of_district(other, one)
        )

    def _all_of_district(self, district: Place, unit: Place) -> bool:
        """Whether a district became that one commune or special zone: huyện Hoàng Sa."""
        if district.level != PlaceLevel.DISTRICT or unit.level != PlaceLevel.COMMUNE:
            return False
        heirs = {pk for one in self._parts[district.pk] for pk in self._overlap.later(one)}
        return {pk for pk in heirs if pk in self._units and self._units[pk].in_force} == {unit.pk}

    # --- an old name and the new one --------------------------------------------------------------
    def _both(self, text: str, said: Spoken, on: date | None) -> Named:
        """Both names help each other: of several that bear the old one the one that became what
        bears the new one."""
        old = self._resolver.resolve(said.main, surely=True, said=Spoken(said.main, before=True))
        new = self._resolver.resolve(said.now, surely=True, said=Spoken(said.now, today=True))
        olds, news = _units(old), [one for one in _units(new) if one.in_force]
        if not news:
            found = self._one(text, Spoken(said.main, before=True), on, True)
            return replace(found, notes=(*found.notes, _unread(said.now))) if found.unit else found
        if not olds:
            return self._only_now(said, old, news)
        kept = [one for one in olds if any(self._overlap.compatible(one, new) for new in news)]
        if not kept:
            return self._contradicted(text, self._survivors(olds), news)
        left = [one for one in news if any(self._overlap.compatible(one, old) for old in kept)]
        kept = self._survivors(kept)
        if len(kept) == 1:
            return Named(kept[0], now=_commune(left))
        return told.as_resolved(replace(old, place=None, candidates=tuple(kept), several=True))

    def _only_now(self, said: Spoken, old: Resolution, news: list[Place]) -> Named:
        """An old name that is not known, beside what it is today."""
        near = self._misspelt.near(said.main, LAST_DAY_OF_OLD_UNITS, old)
        if near.unit:
            return replace(near, now=_commune(news))
        units = list(dict.fromkeys([*near.candidates, *news]))
        return told.near(said.main, near.problem, units, near.suggested or _commune(news))

    def _contradicted(self, text: str, olds: list[Place], news: list[Place]) -> Named:
        """What a row says of today goes before the list, which may lack a later change; not into
        another province."""
        now = _commune(news)
        if len(olds) == 1 and now and now.province_id == olds[0].province_id:
            listed = [
                self._units[pk] for pk in self._overlap.later(olds[0].pk) if pk in self._units
            ]
            today = [one for one in listed if one.in_force]
            return Named(olds[0], now=now, notes=(told.other_than_listed(olds[0], now, today),))
        return told.contradicted(text, olds, news)


def _units(found: Resolution) -> list[Place]:
    """What bears the name as written."""
    if found.place:
        return [found.place]
    return list(found.candidates) if found.several else []


def _commune(units: Iterable[Place]) -> Place | None:
    """The one commune, if it is one."""
    found = list(units)
    one = found[0] if len(found) == 1 else None
    return one if one and one.level == PlaceLevel.COMMUNE else None


def _unread(now: str) -> str:
    return f"Không nhận ra đơn vị hiện nay “{now}”: lấy theo tên cũ."
