"""How often what is looked for may stand in the register, by the counts of words: whether a list is
sooner entered by an index or read along."""

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

    @cached_property
    def phrases(self) -> int:
        """At most how many rows bear the phrase."""
        pairs = (self.together[one] for one in self.wanted.pairs if one in self.together)
        return min([self.known.at_most(self.wanted.words), *pairs])

    @cached_property
    def likely(self) -> float:
        """About how many rows are found: as many as bear the phrase, or as would if each word stood
        anywhere; numbers are rarer than anything."""
        if not all(self.groups):
            return 0
        anywhere = self.anywhere(self.groups)
        numbered = not all(map(is_counted, self.wanted.words))
        return anywhere if numbered else max(anywhere, self.phrases)

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

    def least(self) -> int:
        """At least how many rows bear all its words, the commonest two side by side at best."""
        words = self.wanted.words
        counts = {word: self.known.rows.get(word, 0) for word in words}
        own = {pair: rows for pair, rows in self.together.items() if {*pair.split()} <= {*words}}
        pair = max(own, key=own.__getitem__, default="")
        rest = [count for word, count in counts.items() if word not in pair.split()]
        return self.known.at_least([*rest, own[pair]] if pair else [*counts.values()])

    def least_begun(self) -> int:
        return self.known.at_least([self.sum(group) for group in self.groups])

    def looked_for(self, groups: Groups) -> Groups:
        """What to ask the index of words, as far as that helps; nothing: no index. A word of many
        alternatives is left to the other conditions, and one of several where the words before it
        leave few rows."""
        if len(groups[-1]) > 1 and not self.many(self.anywhere(groups[:-1])):
            groups = groups[:-1]
        few = [group for group in groups if len(group) <= MOST_ALTERNATIVES]
        return few if self.wanted.indexed else []

    def many(self, rows: float) -> bool:
        """Whether a page is sooner read along the list, which takes a page of every row that fits,
        than by reading and sorting all that fit."""
        return rows > math.sqrt(_PAGE * self.known.total)


def frequencies(reading: Reading) -> list[Frequency]:
    """Of each of its writings."""
    if reading.known is None:
        return []
    return [Frequency(one, reading.known, reading.together) for one in reading.writings]
