"""Units of before in a text: who types "Hồng Thái", "huyện Yên Thế" or "Bắc Kạn" looks for what is
made there, also where a product was only ever recorded under the unit of today."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from django.db.models import F, Q

from ocop_registry.places.models import Place, PlaceLevel
from ocop_registry.places.names import known_keys, read_segment, spelling, spellings
from ocop_registry.places.text import fold, loose
from products.queries.search.marks import marked_words

_LONGEST_NAME = 6  # words, kind included: "thanh pho phan rang thap cham" is told by its name
_LEAST_WORDS = 2  # of a name without its kind: one syllable is a word of many things
_MOST_UNITS = 60  # of one name: there are 21 communes called Tân Thành


@dataclass(frozen=True)
class Former:
    """`rest`: the words typed beside the name of the unit. `names`: by code of each commune of
    today that took over a part of it, the unit as it was called."""

    rest: tuple[str, ...]
    names: Mapping[str, str]


def former_units(text: str) -> Former | None:
    """The units of before that the text ends with, the longest name first; None: none. One query,
    and a few more where there are any."""
    typed = fold(text).split()
    marked = marked_words(text, len(typed))
    named = {}
    for at in range(max(0, len(typed) - _LONGEST_NAME), len(typed)):
        if condition := _named(" ".join(typed[at:])):
            named[at] = condition
    for at, ended in _ended(named):
        units = [unit for unit in ended if _is_spelt(unit, marked[at:])]
        rest = tuple(map(loose, typed[:at]))
        if rest and (within := _within(" ".join(rest), units)):
            rest, units = (), within
        if names := _today(units):
            return Former(rest, names)
    return None


def _named(text: str) -> Q | None:
    """Units of that name; None: it is none, or too short for one. No text costs a query that ends
    with no unit's name."""
    found, known = Q(), known_keys()
    for reading in read_segment(text).readings:
        if reading.alike or reading.key not in known:
            continue
        if not reading.kinds and len(reading.key.split()) < _LEAST_WORDS:
            continue
        kinds = {"kind__in": sorted(reading.kinds)} if reading.kinds else {}
        found |= Q(search_key=reading.key, **kinds)
    return found or None


def _is_spelt(unit: Place, marked: Sequence[str]) -> bool:
    """Whether the marks typed, if there are any, are those of its name."""
    name = " ".join(marked[-len(unit.search_key.split()) :])
    return not name.strip() or name == fold(name) or spelling(name) in spellings(unit.name)


def _ended(named: Mapping[int, Q]) -> Iterator[tuple[int, list[Place]]]:
    """Units of before by where their name begins; without provinces that kept their name: what is
    made there bears it."""
    if not named:
        return
    others = Q(successor__isnull=True) | ~Q(successor__search_key=F("search_key"))
    units = Place.objects.filter(~Q(level=PlaceLevel.PROVINCE) | others, valid_until__isnull=False)
    anywhere = Q(*named.values(), _connector=Q.OR)
    if not units.filter(anywhere).exists():
        return
    for at, condition in named.items():
        if found := list(units.filter(condition).order_by("code")[:_MOST_UNITS]):
            yield at, found


def _within(text: str, above: Sequence[Place]) -> list[Place]:
    """Units of that name within these: "Hồng Thái, Na Hang"."""
    condition = _named(text)
    if condition is None:
        return []
    inside = Q(parent__in=above) | Q(parent__parent__in=above)
    return list(Place.objects.filter(condition, inside, valid_until__isnull=False)[:_MOST_UNITS])


def _today(units: Sequence[Place]) -> dict[str, str]:
    """The communes of today that took over a part of these, each with the unit's name."""
    provinces = [unit for unit in units if unit.level == PlaceLevel.PROVINCE]
    ended = Place.objects.communes().filter(valid_until__isnull=False)
    communes = (
        list(
            ended.filter(Q(parent__in=provinces) | Q(parent__parent__in=provinces)).select_related(
                "parent"
            )
        )
        if provinces
        else []
    )
    smaller = [unit for unit in units if unit.level != PlaceLevel.PROVINCE]
    names = {unit.pk: unit.full_name for unit in smaller}
    of_province = {unit.pk: unit.full_name for unit in provinces}
    for one in communes:
        parents = (one.parent_id, one.parent.parent_id if one.parent else None)
        names[one.pk] = next(of_province[pk] for pk in parents if pk in of_province)
    today = Place.objects.units_today([*smaller, *communes])
    return {
        unit.code: names[pk]
        for pk, found in today.items()
        for unit in found
        if unit.level == PlaceLevel.COMMUNE
    }
