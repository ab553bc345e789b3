"""From a place as people write it to the unit it names, on a day or now.

A text names exactly one unit, or the answer says what to add; nothing is ever guessed between two
units.
"""

import re
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _

from ocop_registry.places.models import Place
from ocop_registry.places.reading.matching import (
    EVER,
    Meant,
    When,
    in_order,
    meant,
    nearest,
    under_todays_province,
)
from ocop_registry.places.reading.ways import Spoken, Way, spoken, ways
from ocop_registry.places.search import find

__all__ = [
    "CODE",
    "Resolution",
    "Resolver",
    "find",
    "reads_todays_province",
    "resolve",
    "resolve_ever",
    "today_of",
]

CODE = re.compile(r"^(\d{2}|\d{3}|\d{5})(?:@(\d{4}-\d{2}-\d{2}))?$", re.ASCII)
_SHOWN = 5


@dataclass(frozen=True)
class Resolution:
    """`place`: the one unit meant, else None with a `problem` (a sentence) and the `candidates` to
    choose from. `several`: each of the candidates bears the name as written; else they are only
    near it. `dropped`: what of the text was taken for a house, a road or a hamlet; `literal`:
    whether all else is written as the lists have it."""

    place: Place | None
    candidates: tuple[Place, ...] = ()
    problem: str = ""
    several: bool = False
    dropped: str = ""
    literal: bool = True


@dataclass(frozen=True)
class _Source:
    """Where units come from: the database, or memory. Both give units with those above them and
    their province."""

    by_keys: Callable[[set[str]], Iterable[Place]]
    by_code: Callable[[str], Iterable[Place]]


_STORED = Place.objects.select_related("parent__parent", "province")
_DATABASE = _Source(
    lambda keys: _STORED.filter(search_key__in=keys), lambda code: _STORED.filter(code=code)
)


def resolve(text: str, on: date | None = None) -> Resolution:
    """The unit that `text` names on that day; without a day the one in force, or if there is none
    the last that was.

    Takes "xã Kim Lư, huyện Na Rì, tỉnh Bắc Kạn", "TX. Bắc Cạn", "x. kim lu - na ri", "02155",
    "19@2025-06-30". The first unit is meant, the others must lie above it. One query.
    """
    return _resolve(text, on, _DATABASE)


class Resolver:
    """`resolve` for thousands of texts, with the same answers: reads the whole table once, then
    asks nothing more.

    `within` limits it to some units (those of one province), so that namesakes elsewhere do not
    matter. `units`: all that were read, by id, each knowing those above it.
    """

    def __init__(self, within: Q | None = None) -> None:
        units = self.units = {place.pk: place for place in Place.objects.filter(within or Q())}
        by_key: dict[str, list[Place]] = defaultdict(list)
        by_code: dict[str, list[Place]] = defaultdict(list)
        relations: list[Any] = [
            Place._meta.get_field(name) for name in ("parent", "province", "successor")
        ]
        for place in units.values():
            for relation in relations:
                related = getattr(place, relation.attname)
                if related is None or related in units:  # others stay to be asked for
                    relation.set_cached_value(place, units[related] if related else None)
            by_key[place.search_key].append(place)
            by_code[place.code].append(place)
        self._source = _Source(
            lambda keys: [unit for key in keys for unit in by_key.get(key, ())],
            lambda code: by_code.get(code, ()),
        )

    def resolve(
        self, text: str, on: date | None = None, *, surely: bool = False, said: Spoken | None = None
    ) -> Resolution:
        """See `resolve`. No query. `surely`: a name without its kind is its widest bearer only where
        that holds all the others; `said`: whether the text names what was or is, when that is said
        elsewhere."""
        return _resolve(text, on, self._source, surely=surely, said=said)

    def ever(self, text: str, said: Spoken | None = None) -> tuple[Place, ...]:
        """Every unit, of any time, that the text surely names, those in force first; of a code its
        bearers."""
        code = CODE.match(text.strip())
        if code:
            return in_order(self._source.by_code(code[1]))
        parted = ways(text)
        units = _bearers(parted, self._source)
        return in_order(_meant(text, parted, units, EVER, surely=True, said=said).units)


def resolve_ever(text: str) -> tuple[Resolution, tuple[Place, ...]]:
    """What `resolve` answers, and every unit, of today and of any day before, that the text names,
    those in force first: "Na Rì" was a district and is a commune of a part of it. Of a code its
    bearer alone; none where `resolve` has a problem. One query."""
    parted = ways(text)
    if CODE.match(text.strip()) or not parted:
        found = resolve(text)
        return found, found.candidates if found.place else ()
    units = _bearers(parted, _DATABASE)
    found = _answer(text, parted, units, None)
    if found.place is None:
        return found, ()
    return found, in_order(_meant(text, parted, units, EVER).units)


def reads_todays_province(text: str, place: Place) -> bool:
    """Whether the text puts a unit of before under the province of today ("xã Kim Lư, huyện Na Rì,
    tỉnh Thái Nguyên")."""
    return under_todays_province(ways(text), place)


def today_of(place: Place) -> Resolution:
    """The unit that covers the place today; of a split unit every one that may, for a person to
    choose from."""
    units = place.today_units
    if len(units) == 1:
        return Resolution(units[0], (units[0],))
    if not units:
        return Resolution(
            None,
            (),
            _("Chưa rõ %(place)s nay là đơn vị nào: hãy chọn đơn vị hiện nay.")
            % {"place": place.path()},
        )
    text = _("%(place)s nay nằm ở %(count)d đơn vị (%(names)s): hãy chọn một.")
    return Resolution(
        None,
        tuple(units),
        text % {"place": place.path(), "count": len(units), "names": _listed(units)},
    )


def _resolve(
    text: str,
    on: date | None,
    source: _Source,
    *,
    surely: bool = False,
    said: Spoken | None = None,
) -> Resolution:
    code = CODE.match(text.strip())
    if code:
        return _by_code(code[1], code[2], on, source)
    parted = ways(text)
    if not parted:
        return Resolution(
            None, (), _("Chưa ghi địa danh: hãy ghi tên xã, huyện, tỉnh hoặc mã đơn vị.")
        )
    return _answer(text, parted, _bearers(parted, source), on, surely=surely, said=said)


def _answer(
    text: str,
    parted: list[Way],
    units: dict[str, list[Place]],
    on: date | None,
    *,
    surely: bool = False,
    said: Spoken | None = None,
) -> Resolution:
    meaning = _meant(text, parted, units, on, surely=surely, said=said)
    found = in_order(meaning.units)
    if len(found) == 1:
        return Resolution(found[0], found, dropped=meaning.dropped, literal=meaning.literal)
    if found:
        problem = _ambiguous(text, found)
        return Resolution(None, found, problem, several=True, dropped=meaning.dropped)
    near = in_order(nearest(parted, units, on))
    return Resolution(None, near, _missing(text, on, near))


def _bearers(parted: list[Way], source: _Source) -> dict[str, list[Place]]:
    """By key every unit whose name stands in the text."""
    written = {segment for way in parted for segment in way.segments}
    units: dict[str, list[Place]] = defaultdict(list)
    for unit in source.by_keys({reading.key for one in written for reading in one.readings}):
        units[unit.search_key].append(unit)
    return units


def _meant(
    text: str,
    parted: list[Way],
    units: dict[str, list[Place]],
    on: When,
    *,
    surely: bool = False,
    said: Spoken | None = None,
) -> Meant:
    """The units meant. `said` (None: what the text itself says): of what was, so no unit in force
    while there is an ended one; what it calls new is none of before."""
    said = said or spoken(text)[0]
    if said.before:
        kept = {key: [one for one in those if not one.in_force] for key, those in units.items()}
    elif said.today:
        kept = {key: [one for one in those if one.in_force] for key, those in units.items()}
    else:
        return meant(parted, units, on, surely=surely)
    for those, when in ((kept, on), (kept, None), (units, on)):
        found = meant(parted, those, when, surely=surely)
        if found.units:
            break
    return found


def _by_code(code: str, last_day: str | None, on: date | None, source: _Source) -> Resolution:
    """The bearer of the code: until `last_day` when the code says so, else on the day, else in
    force, else the last."""
    bearers = in_order(source.by_code(code))
    if last_day:
        found = [
            unit
            for unit in bearers
            if unit.valid_until and unit.valid_until.isoformat() == last_day
        ]
    elif on:
        found = [unit for unit in bearers if unit.on(on)]
    else:
        found = [unit for unit in bearers if unit.in_force] or sorted(
            bearers, key=lambda unit: unit.valid_until or date.max
        )[-1:]
    if len(found) == 1:
        return Resolution(found[0], (found[0],))
    return Resolution(
        None, bearers, _missing(f"{code}@{last_day}" if last_day else code, on, bearers)
    )


def _missing(text: str, on: date | None, near: tuple[Place, ...]) -> str:
    when = _(" vào ngày %(day)s") % {"day": f"{on:%d/%m/%Y}"} if on else ""
    sentence = _("Không có đơn vị hành chính “%(text)s”%(when)s.") % {
        "text": text.strip(),
        "when": when,
    }
    if near:
        return f"{sentence} " + _("Gần nhất: %(names)s. Hãy chọn một hoặc sửa tên, loại, ngày.") % {
            "names": _listed(near)
        }
    return f"{sentence} " + _("Hãy kiểm tra chính tả và ghi đủ xã, huyện, tỉnh của thời điểm đó.")


def _ambiguous(text: str, units: tuple[Place, ...]) -> str:
    sentence = _("“%(text)s” có thể là %(count)d đơn vị: %(names)s.") % {
        "text": text.strip(),
        "count": len(units),
        "names": _listed(units),
    }
    return f"{sentence} {_what_to_add(units)}"


def _what_to_add(units: tuple[Place, ...]) -> str:
    """The least that would tell the units apart."""
    if len({unit.full_name for unit in units}) == len(units) and len(
        {unit.kind for unit in units}
    ) == len(units):
        return _("Hãy ghi rõ loại (xã, phường, thị trấn, huyện, tỉnh …).")
    if len({_top(unit) for unit in units}) > 1:
        return _("Hãy ghi thêm tỉnh (và huyện, nếu trước 01/07/2025).")
    if len({unit.parent_id for unit in units}) > 1:
        return _("Hãy ghi thêm huyện.")
    if len({unit.name for unit in units}) == len(units):
        return _("Hãy ghi đúng dấu của tên.")
    return _("Hãy ghi mã đơn vị.")


def _top(unit: Place) -> int:
    above = unit.ancestors()
    return above[-1].pk if above else unit.pk


def _listed(units: Iterable[Place]) -> str:
    """At most five units with their whole names and, for ended ones, their last day."""
    names = [
        (
            unit.path()
            if unit.in_force
            else _("%(place)s (đến %(day)s)")
            % {
                "place": unit.path(),
                "day": f"{unit.valid_until:%d/%m/%Y}",
            }
        )
        for unit in units
    ]
    return "; ".join([*names[:_SHOWN], "…"] if len(names) > _SHOWN else names)
