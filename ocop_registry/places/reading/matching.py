"""Which of the units that bear a name a text means: kinds, units above, the day, and the spelling
of the marks."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import IntEnum
from itertools import product

from ocop_registry.places.models import Place, PlaceKind, PlaceLevel
from ocop_registry.places.names import Reading, Segment, letters, spelling, spellings
from ocop_registry.places.reading.ways import Way
from ocop_registry.places.text import has_marks, marked_key

_DISTRICT_KINDS = {
    PlaceKind.URBAN_DISTRICT,
    PlaceKind.DISTRICT,
    PlaceKind.TOWN,
    PlaceKind.PROVINCIAL_CITY,
}

_LONGEST_KIND = 2  # words
ByKey = Mapping[str, Sequence[Place]]


class Reach(IntEnum):
    """How far what is written may be from what the lists hold, the nearest first."""

    STRICT = 0
    LOOSE = 1  # a kind of another day
    TODAY = 2  # today's province above a unit of before: "xã Kim Lư, huyện Na Rì, tỉnh Thái Nguyên"
    LETTERS = 3  # other letters for one sound, or words written together: "Đắc Tờ Kan", "Iagrai"


class Ever:
    """Instead of a day: units of today and of every day before."""


EVER = Ever()
When = date | Ever | None


@dataclass(frozen=True)
class Meant:
    """The units that a text may mean; `dropped`: what of it was taken for a house, a road or a
    hamlet; `literal`: whether all else is written as the lists have it."""

    units: list[Place]
    dropped: str = ""
    literal: bool = True


def meant(ways: Sequence[Way], units: ByKey, on: When, *, surely: bool = False) -> Meant:
    """The units that the text may mean, by the most literal way and the strictest kinds that give
    any; what leaves nothing out goes before what drops a house or a hamlet, the smallest unit first
    before the largest.

    Loosely, a district's kind is that of any day (Việt Yên was a huyện before it was a thị xã; the
    lists hold its last kind only) and a province may be called a city; a unit of before may stand
    under the province that holds it today; at last one sound may be written in other letters. A
    commune's kind is never loosened: xã Bố Hạ and thị trấn Bố Hạ were two. Nor are marks: in a text
    that has any, "Tân Thạnh" is not "Tân Thanh".

    `surely`: a name without its kind is its widest bearer only where that holds all the others.
    """
    for group in _by_what_is_dropped(ways):
        for reach, way in product(Reach, group):
            found = _of_the_day(_spelled_so(way, _named(way, units, reach, surely), reach), on)
            if found:
                left = _narrowed(way, found, on, reach, surely)
                literal = reach in (Reach.STRICT, Reach.TODAY) and _as_listed(way, left)
                return Meant(left, way.dropped, literal)
    return Meant([])


def _as_listed(way: Way, units: list[Place]) -> bool:
    return not _marked(way) or all(_spelled_above(way, unit) for unit in units)


def _by_what_is_dropped(ways: Sequence[Way]) -> Iterator[list[Way]]:
    """Ways that drop nothing, then those that do; of each as they stand, then turned, then with the
    second unit first ("Na Rì, Kim Lư, Bắc Kạn")."""
    whole = [way for way in ways if not way.dropped]
    shorter = [way for way in ways if way.dropped]
    for group in (whole, shorter):
        yield group
        yield [way.turned for way in group if len(way.segments) > 1]
        yield [way.swapped for way in group if len(way.segments) > 2]


def nearest(ways: Sequence[Way], units: ByKey, on: date | None) -> list[Place]:
    """What to suggest when nothing is meant: namesakes of any kind, under as many of the named
    units as possible (or beside one of them, in its province), of that day if there are any.
    """
    closeness: dict[int, float] = {}
    namesakes: dict[int, Place] = {}
    for way in ways:
        for unit in _unique(_bearers(way.segments[0], units)):
            namesakes[unit.pk] = unit
            close = sum(_closeness(segment, unit, units) for segment in way.segments[1:])
            closeness[unit.pk] = max(close, closeness.get(unit.pk, 0))
    best = max(closeness.values(), default=0)
    closest = [unit for pk, unit in namesakes.items() if closeness[pk] == best]
    return [unit for unit in closest if on and unit.on(on)] or closest


def _bearers(segment: Segment, units: ByKey) -> Iterator[Place]:
    return (unit for reading in segment.readings for unit in units.get(reading.key, ()))


def _closeness(segment: Segment, unit: Place, units: ByKey) -> float:
    """1: the text names a unit above this one; ½: one of the same province."""
    if _names_one(segment, _around(unit)):
        return 1
    provinces = {one.current_province.pk for one in _bearers(segment, units)}
    return 0.5 if unit.current_province.pk in provinces else 0


def in_order(units: Iterable[Place]) -> tuple[Place, ...]:
    """In force first, then by alphabet, code and last day."""
    return tuple(
        sorted(
            units,
            key=lambda unit: (
                not unit.in_force,
                bytes(unit.sort_key),
                unit.code,
                unit.valid_until or date.max,
            ),
        )
    )


def under_todays_province(ways: Sequence[Way], unit: Place) -> bool:
    """Whether the text puts a unit of before under the province of today that it never lay in."""
    if unit.in_force or unit.level == PlaceLevel.PROVINCE or unit.province is None:
        return False
    edges = [
        edge
        for segments in (way.segments for way in ways)
        if len(segments) > 1
        for edge in (segments[0], segments[-1])
    ]
    return any(
        _names(edge, unit.province, Reach.LOOSE) and not _names_one(edge, [unit, *unit.ancestors()])
        for edge in edges
    )


def _named(way: Way, units: ByKey, reach: Reach, surely: bool) -> list[Place]:
    first, higher = way.segments[0], way.segments[1:]
    found = _unique(
        unit
        for reading in first.readings
        if not reading.alike or reach == Reach.LETTERS
        for unit in units.get(reading.key, ())
        if _allows(reading, unit, reach) and _above(unit, higher, reach)
    )
    if not surely and not higher and not _prefixed(first, found):
        # "Bắc Kạn" alone is the province, though a ward bears the name today.
        return [unit for unit in found if unit.level == PlaceLevel.PROVINCE] or found
    return found


def _of_the_day(units: list[Place], on: When) -> list[Place]:
    if isinstance(on, Ever):
        return units
    if on is not None:
        return [unit for unit in units if unit.on(on)]
    in_force = [unit for unit in units if unit.in_force]
    return in_force or _last_periods(units)


def _last_periods(units: list[Place]) -> list[Place]:
    """Of every unit its last period."""
    last: dict[tuple[str, str], Place] = {}
    for unit in units:
        known = last.setdefault((unit.level, unit.code), unit)
        if (unit.valid_until or date.max) > (known.valid_until or date.max):
            last[unit.level, unit.code] = unit
    return list(last.values())


def _narrowed(way: Way, units: list[Place], on: When, reach: Reach, surely: bool) -> list[Place]:
    if len(units) > 1 and _marked(way):
        units = [unit for unit in units if _spelled_above(way, unit)] or units
        # "Phường 01" of one day was not "Phường 1", in one district
        units = [unit for unit in units if _to_the_letter(way.segments[0], unit)] or units
    if len(units) > 1 and not _prefixed(way.segments[0], units):
        if surely:
            units = _widest(units)
        elif len(way.segments) > 1:
            # "Chợ Mới, Bắc Kạn" leaves nothing out when it is the district, and the district when
            # it is the commune.
            gaps = {unit.pk: _gap(unit, way.segments[1], reach) for unit in units}
            units = [unit for unit in units if gaps[unit.pk] == min(gaps.values())]
    if len(units) > 1 and on is None:
        units = [unit for unit in units if unit.dates_exact] or units
    return units


def _widest(units: list[Place]) -> list[Place]:
    """The one that holds all the others, if there is one: it is true, whichever is meant."""
    for unit in units:
        if all(one == unit or unit in one.ancestors() for one in units):
            return [unit]
    return units


def _allows(reading: Reading, unit: Place, reach: Reach) -> bool:
    if not reading.kinds or unit.kind in reading.kinds:
        return True
    if reach == Reach.STRICT:
        return False
    if unit.level == PlaceLevel.DISTRICT:
        return bool(reading.kinds & _DISTRICT_KINDS)
    return unit.level == PlaceLevel.PROVINCE and PlaceKind.CITY in reading.kinds


def _above(unit: Place, higher: Sequence[Segment], reach: Reach) -> bool:
    """Whether the segments name units above this one, in rising order."""
    over = iter(_over(unit, reach))
    return all(any(_names(segment, above, reach) for above in over) for segment in higher)


def _over(unit: Place, reach: Reach) -> list[Place]:
    """The units above; at the widest, of a unit below a province, today's province as well."""
    widest = reach >= Reach.TODAY and unit.level != PlaceLevel.PROVINCE
    return _around(unit) if widest else unit.ancestors()


def _names(segment: Segment, unit: Place, reach: Reach) -> bool:
    return any(
        reading.key == unit.search_key
        and (not reading.alike or reach == Reach.LETTERS)
        and _allows(reading, unit, reach)
        for reading in segment.readings
    )


def _names_one(segment: Segment, units: list[Place]) -> bool:
    return any(_names(segment, unit, Reach.LOOSE) for unit in units)


def _around(unit: Place) -> list[Place]:
    """The units above, and today's province: after a merger people write either."""
    return [*unit.ancestors(), *([unit.province] if unit.province else [])]


def _gap(unit: Place, segment: Segment, reach: Reach) -> int:
    return next(
        step for step, above in enumerate(_over(unit, reach)) if _names(segment, above, reach)
    )


def _prefixed(segment: Segment, units: list[Place]) -> bool:
    """Whether the text said the kind of any of these units."""
    keys = {unit.search_key for unit in units}
    return any(reading.kinds and reading.key in keys for reading in segment.readings)


def _spelled_so(way: Way, units: list[Place], reach: Reach) -> list[Place]:
    """Units whose own name bears the marks that the text gives it; all of them when the text has no
    marks anywhere."""
    if not _marked(way):
        return units
    return [unit for unit in units if _spells(way.segments[0], unit, reach)]


def _spelled_above(way: Way, unit: Place) -> bool:
    """Whether the units that the text names above this one bear their marks as well."""
    return all(
        any(_names(segment, above, Reach.LOOSE) and _spells(segment, above) for above in around)
        for around in [_around(unit)]
        for segment in way.segments[1:]
    )


def _spells(segment: Segment, unit: Place, reach: Reach = Reach.STRICT) -> bool:
    """Whether the text gives the name its very marks, or those of a former or popular spelling
    ("Bắc Cạn"); at the widest, those of the sound."""
    written = f" {spelling(segment.text)}"
    if any(written.endswith(f" {one}") for one in spellings(unit.name)):
        return True
    if reach < Reach.LETTERS:
        return False
    words, own = spelling(segment.text).split(), letters(unit.name)
    return any(letters(" ".join(words[kind:])) == own for kind in range(_LONGEST_KIND + 1))


def _to_the_letter(segment: Segment, unit: Place) -> bool:
    """Whether the text writes the number that the name holds as the lists do; names without one
    differ in no more than what people confuse."""
    if not any(one.isdigit() for one in unit.name):
        return False
    return f" {marked_key(segment.text)}".endswith(f" {marked_key(unit.name)}")


def _marked(way: Way) -> bool:
    return any(has_marks(segment.text) for segment in way.segments)


def _unique(units: Iterable[Place]) -> list[Place]:
    return list({unit.pk: unit for unit in units}.values())
