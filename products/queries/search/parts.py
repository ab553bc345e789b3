"""A search of the rows of today as several lists, one after the other: each is read along an index,
or entered by its words, whichever its words' frequency says; so the first page never costs a look
at all rows.

What they find and in which order is what `closeness` says: the index and the counts only say where
to look.
"""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.db.models import BinaryField, F, IntegerField, Q, QuerySet, Value

from ocop_registry.api.keyset import Part
from products.models.today import OfToday
from products.queries.search import lookups  # noqa: F401  (registers `bears`)
from products.queries.search.closeness import (
    BEGUN,
    CALLED,
    COLUMNS,
    PHRASE,
    WORDS,
    conditions,
    containing,
    first,
    rank,
)
from products.queries.search.vocabulary import Vocabulary, vocabulary
from products.queries.search.wanted import Wanted
from products.today.rows import TABLES
from products.today.words import is_counted

_KIND_OF = {table: kind for kind, table in TABLES.items()}
_NAME = ("sort_key", "uid")
_PAGE = 50  # rows that are usually wanted
_FEW = 200  # rows that are sooner ranked all at once
_MOST_ALTERNATIVES = 300  # words in place of one


def parts(rows: QuerySet[Any], text: str) -> Iterator[Part]:
    """Lists that follow one another, in the order of `closeness.COLUMNS`. `rows`: of today,
    filtered by all but the words."""
    search = _Search.of(rows, text)
    if not all(search.groups):  # nobody bears such a word
        return
    if search.likely <= _FEW:
        few = rows.filter(search.bearing(search.groups), containing(text))
        yield Part(few.annotate(rank=rank(text), first=first(text)), CALLED, COLUMNS)
        return
    called = rows.filter(search.asked[CALLED]).annotate(**_place(CALLED, F("called")))
    yield Part(called, CALLED, ("first", *_NAME))
    for closeness, kept in search.farther():
        nothing = Value(b"", BinaryField())
        yield Part(rows.filter(kept).annotate(**_place(closeness, nothing)), closeness, _NAME)


def found(rows: QuerySet[Any], text: str) -> QuerySet[Any]:
    """The rows that are found at all, in no order: to be counted, or ordered otherwise."""
    if not issubclass(rows.model, OfToday):
        return rows.filter(containing(text))
    search = _Search.of(rows, text)
    if not all(search.groups):
        return rows.none()
    return rows.filter(search.bearing(search.groups), containing(text))


def closest(rows: QuerySet[Any], text: str, most: int) -> list[int]:
    """The keys (`listed_id`) of so many, the closest first."""
    if issubclass(rows.model, OfToday):
        ordered = [part.rows.order_by(*part.columns) for part in parts(rows, text)]
    else:
        ranked = found(rows, text).annotate(rank=rank(text), first=first(text))
        ordered = [ranked.order_by(*COLUMNS)]
    keys: list[int] = []
    for one in ordered:
        keys += one.values_list("listed_id", flat=True)[: most - len(keys)]
        if len(keys) >= most:
            break
    return keys


def _place(closeness: int, first: Any) -> dict[str, Any]:
    return {"rank": Value(closeness, IntegerField()), "first": first}


@dataclass(frozen=True)
class _Search:
    wanted: Wanted
    known: Vocabulary
    asked: dict[int, Q]

    @classmethod
    def of(cls, rows: QuerySet[Any], text: str) -> "_Search":
        wanted = Wanted.typed(text)
        return cls(wanted, vocabulary(_KIND_OF[rows.model]), conditions(wanted))

    @cached_property
    def groups(self) -> list[Sequence[str]]:
        """For each word those that may stand for it: itself if anybody bears it, for the last one
        all that begin so; "word*" where they are not counted."""
        last = self.wanted.last
        begun = self.known.beginning(last) if is_counted(last) else [f"{last}*"]
        return [*([one] if self._borne(one) else [] for one in self.wanted.whole), begun]

    def _borne(self, word: str) -> bool:
        return not is_counted(word) or word in self.known.rows

    @cached_property
    def _together(self) -> dict[str, int]:
        return self.known.together(self.wanted.phrase.split())

    @cached_property
    def _phrases(self) -> int:
        """At most how many rows bear the phrase."""
        pairs = (self._together[one] for one in self.wanted.pairs if one in self._together)
        return min([self.known.at_most(self.wanted.words), *pairs])

    @property
    def likely(self) -> float:
        """About how many rows are found: as many as bear the phrase, or as would if each word stood
        anywhere; numbers are rarer than anything."""
        anywhere = self._anywhere(self.groups)
        numbered = not all(map(is_counted, self.wanted.words))
        return anywhere if numbered else max(anywhere, self._phrases)

    def _anywhere(self, groups: Sequence[Sequence[str]]) -> float:
        """How many rows would bear a word of each group, if words knew nothing of each other."""
        total = self.known.total or 1
        return total * math.prod(min(1, self._sum(group) / total) for group in groups)

    def farther(self) -> Iterator[tuple[int, Q]]:
        """What each list behind the names asks, as far as any row can be in it."""
        words, most = self.wanted.words, self.known.at_most(self.wanted.words)
        exactly = [[word] for word in words]
        if self._phrases:
            by = self._by(exactly, self._phrases)
            yield PHRASE, by & self.asked[PHRASE] & ~self.asked[CALLED]
        if self.wanted.pairs and most:
            least = self._least(words) - self._phrases
            not_yet = ~self.asked[PHRASE] & ~self.asked[CALLED]
            yield WORDS, self._by(exactly, least) & self.asked[WORDS] & not_yet
        if self.groups[-1] != [self.wanted.last]:
            least = self.known.at_least([self._sum(group) for group in self.groups]) - most
            not_yet = ~self.asked[WORDS] & ~self.asked[CALLED]
            yield BEGUN, self._by(self.groups, least) & self.asked[BEGUN] & not_yet

    def _sum(self, group: Sequence[str]) -> int:
        return sum(self.known.rows.get(word, 0) for word in group)

    def _least(self, words: Sequence[str]) -> int:
        """At least how many rows bear all these words, the commonest two side by side at best."""
        counts = {word: self.known.rows.get(word, 0) for word in words}
        pair = max(self._together, key=self._together.__getitem__, default="")
        rest = [count for word, count in counts.items() if word not in pair.split()]
        return self.known.at_least([*rest, self._together[pair]] if pair else [*counts.values()])

    def _by(self, groups: Sequence[Sequence[str]], rows: int) -> Q:
        """Where to look for rows of which there are about so many."""
        return Q() if self._many(rows) else self.bearing(groups)

    def bearing(self, groups: Sequence[Sequence[str]]) -> Q:
        """By the index of words, as far as that helps: a word of many alternatives is left to the
        other conditions, and one of several where the words before it leave few rows."""
        if len(groups[-1]) > 1 and not self._many(self._anywhere(groups[:-1])):
            groups = groups[:-1]
        few = tuple(tuple(group) for group in groups if len(group) <= _MOST_ALTERNATIVES)
        return Q(search_key__bears=few) if few and self.wanted.indexed else Q()

    def _many(self, rows: float) -> bool:
        """Whether a page is sooner read along the list, which takes a page of every row that fits,
        than by reading and sorting all that fit."""
        return rows > math.sqrt(_PAGE * self.known.total)
