"""Names much like a given one among very many, without comparing with everybody: an index by words."""

import math
from collections import defaultdict
from collections.abc import Callable
from typing import Generic, TypeVar

from ocop_registry.places.text import loose_fold
from producers.lookalikes import ENOUGH, SHOWN, core, likeness

S = TypeVar("S")


class NameIndex(Generic[S]):
    """Subjects by the words of their names. `key` folds a name to what is compared (proper part, or all of it)."""

    def __init__(self, key: Callable[[str], str]) -> None:
        self._key = key
        self._entries: list[tuple[str, frozenset[str], S]] = []
        self._by_word: dict[str, list[int]] = defaultdict(list)
        self._unspaced: dict[str, list[int]] = defaultdict(list)  # "tai hoan" and "taihoan" are one name

    def add(self, name: str, subject: S) -> None:
        text = self._key(name)
        number, words = len(self._entries), frozenset(text.split())
        self._entries.append((text, words, subject))
        self._unspaced[text.replace(" ", "")].append(number)
        for word in words:
            self._by_word[word].append(number)

    def near(self, name: str, keep: Callable[[S], bool] = lambda _: True, limit: int = SHOWN) -> list[tuple[float, S]]:
        """(likeness, subject) of those whose name is this one or shares enough of its words (`ENOUGH`), best first."""
        text = self._key(name)
        alike = []
        for number in self._candidates(text):
            other, _, subject = self._entries[number]
            share = likeness(text, other)
            if share >= ENOUGH and keep(subject):
                alike.append((share, number, subject))
        alike.sort(key=lambda found: (-found[0], found[1]))
        return [(share, subject) for share, _, subject in alike[:limit]]

    def _candidates(self, text: str) -> set[int]:
        """Whoever shares at least ENOUGH of n words shares one of any n − ⌈ENOUGH·n⌉ + 1 of them: the rarest are looked up."""
        words = text.split()
        found = set(self._unspaced.get(text.replace(" ", ""), ()))
        own = set(words)
        needed = math.ceil(ENOUGH * len(own) - 1e-9)
        rarest = sorted(own, key=lambda word: (len(self._by_word.get(word, ())), word))[: len(own) - needed + 1]
        for word in rarest:
            for number in self._by_word.get(word, ()):
                if ENOUGH * len(own) <= len(self._entries[number][1]) <= len(own) / ENOUGH + 1e-9:
                    found.add(number)
        return found


def producer_names() -> "NameIndex":
    """An index of producers' names: words of form ("hợp tác xã", "công ty") do not count."""
    return NameIndex(core)


def product_names() -> "NameIndex":
    """An index of products' names: every word counts."""
    return NameIndex(whole)


def whole(name: str) -> str:
    """A name folded loosely with single blanks: "Miến  dong" → "mien dong"."""
    return " ".join(loose_fold(name).split())
