"""How often what is looked for may stand in the register, by the counts of words and a sample of its
rows: whether a list is sooner entered by an index or read along."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from products.queries.search.vocabulary import Vocabulary
from products.queries.search.writings import Reading, Writing
from products.today.words import is_counted

_PAGE = 50  # rows that are usually wanted
MOST_ALTERNATIVES = 300  # words in place of one
Groups = Sequence[Sequence[str]]


@dataclass(frozen=True)
class Frequency:
    """Of one writing. `together`: in how many rows two of its words stand side by side."""

    wanted: Writing
    known: Vocabulary
    together: Mapping[str, int]

    @cached_property
    def groups(self) -> Groups:
        """For each word those that may stand for it: itself if anybody bears it, for a last one that
        may be half typed all that begin so; "word*" where they are not counted."""
        last = self.wanted.last
        if not self.wanted.begun:
            return [*self._each(self.wanted.words)]
        begun = self.known.beginning(last) if is_counted(last) else [f"{last}*"]
        return [*self._each(self.wanted.whole), begun]

    def _each(self, words: Sequence[str]) -> Groups:
        return [[one] if self._borne(one) else [] for one in words]

    def _borne(self, word: str) -> bool:
        return not is_counted(word) or word in self.known.rows

    @property
    def exactly(self) -> Groups:
        return [[word] for word in self.wanted.words]

    @property
    def side_by_side(self) -> Groups:
        """The same words as the phrase."""
        pairs = dict.fromkeys(self.wanted.pairs)
        return [[pair] for pair in pairs] or self.exactly

    @cached_property
    def at_most_phrases(self) -> int:
        """At most how many rows bear the phrase."""
        pairs = (self.together[one] for one in self.wanted.pairs if one in self.together)
        return min([self.known.at_most(self.wanted.words), *pairs])

    @cached_property
    def likely(self) -> float:
        """About how many rows are found: as many as of the sample, or, where that has too few, as
        bear the phrase, or as would if each word stood anywhere; numbers are rarer than anything."""
        if not all(self.groups):
            return 0
        anywhere = self.anywhere(self.groups)
        numbered = not all(map(is_counted, self.wanted.words))
        most = anywhere if numbered else max(anywhere, self.at_most_phrases)
        return self.known.estimated(self._begun, math.ceil(most))

    @property
    def phrases(self) -> float:
        """About how many rows bear the phrase."""
        return self.known.estimated(self._phrase, self.at_most_phrases)

    @property
    def scattered(self) -> float:
        """About how many bear the words, but not as the phrase."""
        return self.known.estimated(self._words & ~self._phrase, self.most)

    @property
    def half_typed(self) -> float:
        """About how many bear the words but for the end of the last one."""
        most = min(map(self.sum, self.groups)) if all(self.groups) else 0
        return self.known.estimated(self._begun & ~self._words, most)

    def anywhere(self, groups: Groups) -> float:
        """How many rows would bear a word of each group, if words knew nothing of each other."""
        total = self.known.total or 1
        return total * math.prod(min(1, self.sum(group) / total) for group in groups)

    def sum(self, group: Sequence[str]) -> int:
        return sum(self.known.rows.get(word, 0) for word in group)

    @property
    def most(self) -> int:
        """At most how many rows bear all its words."""
        return self.known.at_most(self.wanted.words)

    @property
    def _phrase(self) -> int:
        return self.known.bearing(f" {self.wanted.phrase} ")

    @cached_property
    def _words(self) -> int:
        return self._all(self.wanted.words)

    @cached_property
    def _begun(self) -> int:
        if not self.wanted.begun:
            return self._words
        return self._all(self.wanted.whole) & self.known.bearing(f" {self.wanted.last}")

    def _all(self, words: Sequence[str]) -> int:
        """Which of the sample bear all these words."""
        found = (1 << len(self.known.sample)) - 1
        for word in words:
            found &= self.known.bearing(f" {word} ")
        return found

    def looked_for(self, groups: Groups) -> Groups:
        """What to ask the index of words, as far as that helps; nothing: no index. A word of many
        alternatives is left to the other conditions, and one of several where the words before it
        leave few rows."""
        if len(groups[-1]) > 1 and not self.many(self._without_last(groups)):
            groups = groups[:-1]
        few = [group for group in groups if len(group) <= MOST_ALTERNATIVES]
        return few if self.wanted.indexed else []

    def _without_last(self, groups: Groups) -> float:
        if len(groups) < 2:
            return self.known.total
        anywhere = math.ceil(self.anywhere(groups[:-1]))
        return self.known.estimated(self._all(self.wanted.whole), anywhere)

    def many(self, rows: float) -> bool:
        """Whether a page is sooner read along the list, which takes a page of every row that fits,
        than by reading and sorting all that fit."""
        return rows > math.sqrt(_PAGE * self.known.total)


def frequencies(reading: Reading) -> list[Frequency]:
    """Of each of its writings."""
    if reading.known is None:
        return []
    return [Frequency(one, reading.known, reading.together) for one in reading.writings]
