"""A search of the rows of today as several lists, one after the other: each is read along an index,
or entered by its words, whichever its words' frequency says; so the first page never costs a look
at all rows.

What they find and in which order is what `closeness` says: the index and the counts only say where
to look.
"""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import BinaryField, F, IntegerField, Q, QuerySet, Value

from ocop_registry.api.keyset import Part
from products.queries.search import lookups  # noqa: F401  (registers `bears`)
from products.queries.search.closeness import CALLED, PARTS, PHRASE, WORDS, conditions
from products.queries.search.vocabulary import Vocabulary, vocabulary
from products.queries.search.wanted import Wanted, part
from products.today.words import is_counted

_NAME = ("sort_key", "uid")
_PAGE = 50  # rows that are usually wanted
_MOST_ALTERNATIVES = 300  # words in place of one


def parts(kind: str, rows: QuerySet[Any], text: str) -> Iterator[Part]:
    """Lists that follow one another, in the order of `closeness.COLUMNS`. `rows`: of today,
    filtered by all but the words."""
    wanted = Wanted.typed(text)
    search = _Search(wanted, vocabulary(kind), conditions(wanted))
    called = rows.filter(search.asked[CALLED]).annotate(**_place(CALLED, F("called")))
    yield Part(called, CALLED, ("first", *_NAME))
    for closeness, kept in search.farther():
        nothing = Value(b"", BinaryField())
        yield Part(rows.filter(kept).annotate(**_place(closeness, nothing)), closeness, _NAME)


def _place(closeness: int, first: Any) -> dict[str, Any]:
    return {"rank": Value(closeness, IntegerField()), "first": first}


@dataclass(frozen=True)
class _Search:
    wanted: Wanted
    known: Vocabulary
    asked: dict[int, Q]

    def farther(self) -> Iterator[tuple[int, Q]]:
        """What each list behind the names asks, as far as any row can be in it."""
        words = self.wanted.words
        side_by_side = self.known.side_by_side(self.wanted)
        if side_by_side:
            by = Q() if self._many(side_by_side) else self._bearing([[word] for word in words])
            yield PHRASE, by & self.asked[PHRASE] & ~self.asked[CALLED]
        if self.wanted.pairs and self.known.at_most(words):
            by = self._bearing([[word] for word in words])
            yield WORDS, by & self.asked[WORDS] & ~self.asked[PHRASE] & ~self.asked[CALLED]
        groups = [self._alternatives(word) for word in words]
        if all(groups) and groups != [[word] for word in words]:
            by = Q() if self._frequent(groups) else self._bearing(groups)
            yield PARTS, by & self.asked[PARTS] & ~self.asked[WORDS] & ~self.asked[CALLED]

    def _alternatives(self, word: str) -> Sequence[str]:
        """The words of which this is a part, all those that begin so ("*") where they are not
        counted."""
        return self.known.with_part(part(word)) if is_counted(word) else [f"{word}*"]

    def _bearing(self, groups: Sequence[Sequence[str]]) -> Q:
        """By the index of words, as far as that helps: whoever has too many alternatives is left to
        the other conditions."""
        few = tuple(tuple(group) for group in groups if len(group) <= _MOST_ALTERNATIVES)
        return Q(search_key__bears=few) if few and self.wanted.indexed else Q()

    def _frequent(self, groups: Sequence[Sequence[str]]) -> bool:
        """Of one word: whether its alternatives are. Of several it cannot be known."""
        if len(groups) > 1:
            return False
        return self._many(sum(self.known.rows.get(word, 0) for word in groups[0]))

    def _many(self, rows: int) -> bool:
        """Whether a page is sooner read along the list, which takes a page of every row that fits,
        than by reading and sorting all that fit."""
        return rows > math.sqrt(_PAGE * self.known.total)
