"""Names much like a given one among very many, without comparing with everybody: an index by
words."""

import math
from collections import defaultdict
from typing import Generic, TypeVar

from producers.lookalikes import ENOUGH, SHOWN

S = TypeVar("S")
_SLACK = 1e-9  # shares of words are fractions of small numbers: 0.6 · 5 must be 3


class NameIndex(Generic[S]):
    """Subjects by the words of their names. Names come as they are compared: folded, with single
    blanks."""

    def __init__(self) -> None:
        self._entries: list[tuple[frozenset[str], S]] = []
        self._by_word: dict[str, list[int]] = defaultdict(list)
        # "tai hoan" and "taihoan" are one name
        self._unspaced: dict[str, list[int]] = defaultdict(list)

    def add(self, name: str, subject: S) -> None:
        """Let the subject be found by this name."""
        number, words = len(self._entries), frozenset(name.split())
        self._entries.append((words, subject))
        self._unspaced[name.replace(" ", "")].append(number)
        for word in words:
            self._by_word[word].append(number)

    def near(self, name: str, limit: int = SHOWN) -> list[tuple[float, S]]:
        """(likeness, subject) of those whose `producers.lookalikes.likeness` with this name is
        `ENOUGH`, best first."""
        own = frozenset(name.split())
        shares = dict.fromkeys(self._unspaced.get(name.replace(" ", ""), ()), 1.0)
        for number in self._candidates(own):
            theirs = self._entries[number][0]
            common = len(own & theirs)
            share = common / (len(own) + len(theirs) - common)
            if share >= ENOUGH:
                shares.setdefault(number, share)
        best = sorted(shares.items(), key=lambda found: (-found[1], found[0]))[:limit]
        return [(share, self._entries[number][1]) for number, share in best]

    def _candidates(self, own: frozenset[str]) -> set[int]:
        """Whoever shares at least ENOUGH of n words shares one of any n − ⌈ENOUGH·n⌉ + 1 of them:
        the rarest are looked up."""
        needed = math.ceil(ENOUGH * len(own) - _SLACK)
        rarest = sorted(own, key=lambda word: (len(self._by_word.get(word, ())), word))[
            : len(own) - needed + 1
        ]
        return {number for word in rarest for number in self._by_word.get(word, ())}
