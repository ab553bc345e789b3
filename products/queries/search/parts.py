"""A search of the rows of today as several lists, one after the other: each is read along an index,
or entered by its words, whichever its words' frequency says; so the first page never costs a look
at all rows.

What they find and in which order is what `closeness` says: the index and the counts only say where
to look.
"""

from collections.abc import Iterator
from typing import Any

from django.db.models import BinaryField, Exists, F, IntegerField, OuterRef, Q, QuerySet, Value

from ocop_registry.api.keyset import Part
from products.models.today import OfToday, PublicCode
from products.queries.search.closeness import (
    BEGUN,
    COLUMNS,
    LEVELS,
    NAMED,
    PHRASE,
    PLACED,
    WORDS,
    Bearing,
    Exactly,
    First,
    Rank,
    named,
    placed,
    rank_of,
)
from products.queries.search.frequency import Frequency, Groups, frequencies
from products.queries.search.lookups import Ways, bearing
from products.queries.search.reading import kind_of, read
from products.queries.search.writings import Reading
from products.serving import PRODUCER
from products.today.reading import Bytes

_NAME = ("sort_key", "uid")
_BY_NAME = ("first", *_NAME)
_BY_CHANCE = Bytes(F("uid"))
_NOTHING = Value(b"", BinaryField())


def parts(rows: QuerySet[Any], text: str) -> Iterator[Part]:
    """Lists that follow one another, in the order of `closeness.COLUMNS`. `rows`: of today,
    filtered by all but the words."""
    reading = read(kind_of(rows), text)
    rows = _kept(rows, reading)
    if reading.codes or not reading.writings:
        yield Part(_placed(rows, 0, _NOTHING), 0, _NAME)
        return
    each = frequencies(reading)
    is_borne = any(all(one.groups) for one in each)
    if is_borne and reading.fine:
        few = _entered(rows, _ways(each)).filter(Bearing(reading))
        yield Part(few.annotate(rank=Rank(reading), first=First(reading)), 0, COLUMNS)
    elif is_borne:
        yield from _many(rows, reading, each)
    if (there := placed(reading)) is not None:
        yield _there(rows.filter(there), reading)


def found(rows: QuerySet[Any], text: str) -> QuerySet[Any]:
    """The rows that are found at all, in no order: to be counted, or ordered otherwise. Not for a
    subquery."""
    reading = read(kind_of(rows), text)
    kept = _kept(rows, reading)
    if reading.codes or not reading.writings:
        return kept
    there = placed(reading)
    if there is not None:
        return kept.filter(Q(Bearing(reading)) | there)
    return _bearing(kept, reading)


def counted(rows: QuerySet[Any], text: str, most: int) -> int:
    """How many rows are found by their words, counted up to `most` and one more."""
    reading = read(kind_of(rows), text)
    kept = _kept(rows, reading)
    if not reading.codes and reading.writings:
        kept = _bearing(kept, reading)
    return kept.order_by("uid").values_list("pk", flat=True)[: most + 1].count()


def _bearing(rows: QuerySet[Any], reading: Reading) -> QuerySet[Any]:
    """Those that bear the words."""
    if not issubclass(rows.model, OfToday):
        return rows.filter(Bearing(reading))
    each = frequencies(reading)
    if not any(all(one.groups) for one in each):
        return rows.none()
    ways = [] if _often(each) else _ways(each)
    return _entered(rows, ways).filter(Bearing(reading, often=not ways))


def ranked(rows: QuerySet[Any], text: str) -> QuerySet[Any]:
    """Rows that were found, with what their order by `closeness.COLUMNS` needs."""
    reading = read(kind_of(rows), text)
    if reading.codes:
        return _placed(rows, 0, _NOTHING)
    return rows.annotate(rank=Rank(reading), first=First(reading))


def closest(rows: QuerySet[Any], text: str, most: int) -> list[int]:
    """The keys (`listed_id`) of so many, the closest first."""
    if issubclass(rows.model, OfToday):
        ordered = [part.rows.order_by(*part.columns) for part in parts(rows, text)]
    else:
        ordered = [ranked(found(rows, text), text).order_by(*COLUMNS)]
    keys: list[int] = []
    for one in ordered:
        keys += one.values_list("listed_id", flat=True)[: most - len(keys)]
        if len(keys) >= most:
            break
    return keys


def _there(rows: QuerySet[Any], reading: Reading) -> Part:
    """What is only found by where it is."""
    rank, others = rank_of(PLACED, 0), rows.filter(~Q(Bearing(reading)))
    if reading.fine:
        return Part(_placed(others, rank, _NOTHING), rank, _NAME)
    return Part(_placed(others, rank, _BY_CHANCE), rank, ("first",))


def _many(rows: QuerySet[Any], reading: Reading, each: list[Frequency]) -> Iterator[Part]:
    """Each closeness to each writing by itself."""
    for level in LEVELS:
        for number, one in enumerate(each):
            if level not in one.wanted.levels:
                continue
            rank, is_named = rank_of(level, number), level in NAMED
            ways = None if is_named else _looked_for(one, level)
            if is_named:
                part = rows.filter(named(one.wanted, level))
            elif ways is None:
                continue
            else:
                part = _entered(rows, ways)
            if rank:  # no row is closer than the closest
                exactly = Exactly(reading, level, number, often=ways == [])
                part = part.filter(exactly)
            placed = _placed(part, rank, F("called") if is_named else _BY_CHANCE)
            yield Part(placed, rank, _BY_NAME if is_named else _order(ways or []))


def _order(ways: Ways) -> tuple[str, ...]:
    """By uid: along its index, or, where few rows are entered by their words, so that no index has
    that order and a database is not tempted to read along one."""
    return ("first",) if ways else ("uid",)


def _looked_for(one: Frequency, level: int) -> Ways | None:
    """Where to look for the rows of a closeness that is not that of a name: by the index of words,
    or (no ways) along the list; None: there are none."""
    if level == PHRASE and one.at_most_phrases:
        return _by(one, one.side_by_side, one.phrases)
    if level == WORDS and one.wanted.pairs and one.most:
        return _by(one, one.exactly, one.scattered)
    if level == BEGUN and all(one.groups) and one.groups[-1] != [one.wanted.last]:
        return _by(one, one.groups, one.half_typed)
    return None


def _by(one: Frequency, groups: Groups, rows: float) -> Ways:
    """Of rows of which there are about so many."""
    asked = [] if one.many(rows) else one.looked_for(groups)
    return [asked] if asked else []


def _entered(rows: QuerySet[Any], ways: Ways) -> QuerySet[Any]:
    return bearing(rows, ways) if ways else rows


def _often(each: list[Frequency]) -> bool:
    """Whether so many rows are found that they are sooner met in any order than looked up."""
    return bool(each) and each[0].many(sum(one.likely for one in each))


def _ways(each: list[Frequency]) -> Ways:
    """By the index of words, if each writing can be looked for there."""
    ways = [one.looked_for(one.groups) for one in each if all(one.groups)]
    return ways if all(ways) else []


def _placed(rows: QuerySet[Any], rank: int, first: Any) -> QuerySet[Any]:
    return rows.annotate(rank=Value(rank, IntegerField()), first=first)


def _kept(rows: QuerySet[Any], reading: Reading) -> QuerySet[Any]:
    """Those that bear the code and the stars asked for."""
    if reading.stars:
        rows = rows.filter(held_stars__in=reading.stars)
    if reading.codes:
        borne = PublicCode.objects.filter(code__in=reading.codes)
        makers = borne.filter(entry__kind=PRODUCER).values("entry__uid")
        own = Exists(borne.filter(entry=OuterRef("listed_id")))
        rows = rows.filter(Q(own) | Q(producer_uid__in=makers))
    return rows
