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
from products.queries.search import lookups  # noqa: F401  (registers `bears`)
from products.queries.search.closeness import (
    BEGUN,
    COLUMNS,
    LEVELS,
    NAMED,
    PHRASE,
    WORDS,
    Bearing,
    Exactly,
    First,
    Rank,
    named,
    rank_of,
)
from products.queries.search.frequency import Frequency, Groups, frequencies
from products.queries.search.reading import kind_of, read
from products.queries.search.writings import Reading
from products.serving import PRODUCER

_NAME = ("sort_key", "uid")
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
    if not any(all(one.groups) for one in each):  # nobody bears such a word
        return
    if reading.fine:
        few = rows.filter(_indexed(each), Bearing(reading))
        yield Part(few.annotate(rank=Rank(reading), first=First(reading)), 0, COLUMNS)
        return
    yield from _many(rows, reading, each)


def found(rows: QuerySet[Any], text: str) -> QuerySet[Any]:
    """The rows that are found at all, in no order: to be counted, or ordered otherwise."""
    reading = read(kind_of(rows), text)
    kept = _kept(rows, reading)
    if reading.codes or not reading.writings:
        return kept
    if not issubclass(rows.model, OfToday):
        return kept.filter(Bearing(reading))
    each = frequencies(reading)
    if not any(all(one.groups) for one in each):
        return rows.none()
    return kept.filter(_indexed(each), Bearing(reading))


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


def _many(rows: QuerySet[Any], reading: Reading, each: list[Frequency]) -> Iterator[Part]:
    """Each closeness to each writing by itself."""
    for level in LEVELS:
        for number, one in enumerate(each):
            where = _where(one, level)
            if where is None:
                continue
            rank, is_named = rank_of(level, number), level in NAMED
            part = rows.filter(where)
            if rank:  # no row is closer than the closest
                part = part.filter(Exactly(reading, level, number))
            placed = _placed(part, rank, F("called") if is_named else _NOTHING)
            yield Part(placed, rank, ("first", *_NAME) if is_named else _NAME)


def _where(one: Frequency, level: int) -> Q | None:
    """Where to look for the rows of a closeness; None: there are none."""
    if level not in one.wanted.levels:
        return None
    if level in NAMED:
        return named(one.wanted, level)
    if level == PHRASE and one.phrases:
        return _by(one, one.exactly, one.phrases)
    if level == WORDS and one.wanted.pairs and one.most:
        return _by(one, one.exactly, one.least() - one.phrases)
    if level == BEGUN and all(one.groups) and one.groups[-1] != [one.wanted.last]:
        return _by(one, one.groups, one.least_begun() - one.most)
    return None


def _by(one: Frequency, groups: Groups, rows: int) -> Q:
    """Of rows of which there are about so many."""
    asked = [] if one.many(rows) else one.looked_for(groups)
    return Q(search_key__bears=[asked]) if asked else Q()


def _indexed(each: list[Frequency]) -> Q:
    """By the index of words, if each writing can be looked for there."""
    ways = [one.looked_for(one.groups) for one in each if all(one.groups)]
    return Q(search_key__bears=ways) if all(ways) else Q()


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
