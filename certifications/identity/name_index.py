"""Names among very many, without comparing with everybody: the same name as written, and names much
like it."""

import math
from collections import defaultdict
from collections.abc import Hashable, Sequence
from typing import Generic, TypeVar

from ocop_registry.places.text import fold, marked_key
from producers.legal_forms import Called, called
from producers.lookalikes import ENOUGH, SHOWN

S = TypeVar("S")
_SLACK = 1e-9  # shares of words are fractions of small numbers: 0.6 · 5 must be 3


class WholeNames(Generic[S]):
    """Subjects by their whole names. Equal as written (case, blanks, signs and the place of a tone
    apart) is the same name; equal only without marks is another one: coconut is not pineapple.

    `of`: within what a name counts, such as its producer.
    """

    def __init__(self) -> None:
        self._by_fold: dict[tuple[Hashable, str], list[tuple[str, S]]] = defaultdict(list)

    def add(self, name: str, subject: S, *, of: Hashable = None, folded: str = "") -> None:
        """Let the subject be found by this name. `folded`: the name folded, where that is
        stored."""
        if key := folded or fold(name):
            self._by_fold[of, key].append((name, subject))

    def same(self, name: str, *, of: Hashable = None) -> list[S]:
        """Those of the very name, each once."""
        named = self._by_fold.get((of, fold(name)), ())
        return _each([one for other, one in named if is_same_name(name, other)])

    def but_for_marks(self, name: str, *, of: Hashable = None) -> list[S]:
        """Those whose name differs from this one in its marks only."""
        named = self._by_fold.get((of, fold(name)), ())
        return _each([one for other, one in named if not is_same_name(name, other)])


class ProducerNames(Generic[S]):
    """Subjects by producers' names: the same name whatever words of form and trade are shortened
    in it ("HKD", "Hộ kinh doanh"), else a company told more or less fully ("Công ty A", "Công ty
    TNHH A"), else equal without marks only."""

    def __init__(self) -> None:
        self._by_fold: dict[str, list[tuple[Called, S]]] = defaultdict(list)

    def add(self, name: str, subject: S) -> None:
        """Let the subject be found by this name."""
        one = called(name)
        if one.key:
            self._by_fold[fold(one.proper) or one.key].append((one, subject))

    def same(self, name: str) -> list[S]:
        """Those of the very name, each once."""
        wanted = called(name)
        return _each([one for known, one in self._of(wanted) if known.key == wanted.key])

    def told_otherwise(self, name: str) -> list[S]:
        """Those whose name is this one told more or less fully."""
        wanted = called(name)
        return _each([one for known, one in self._of(wanted) if known.can_be(wanted)])

    def but_for_marks(self, name: str) -> list[S]:
        """Those whose name differs from this one in its marks only."""
        wanted = called(name)
        bare = fold(wanted.key)
        return _each([
            one
            for known, one in self._of(wanted)
            if known.key != wanted.key and fold(known.key) == bare
        ])  # fmt: skip

    def _of(self, wanted: Called) -> Sequence[tuple[Called, S]]:
        return self._by_fold.get(fold(wanted.proper) or wanted.key, ())


def is_same_name(one: str, other: str) -> bool:
    """Whether two names are equal as written: "Hòa" and "HOÀ" are, "dừa" and "dứa" are not."""
    return one == other or marked_key(one) == marked_key(other)


def _each(subjects: list[S]) -> list[S]:
    return list({id(one): one for one in subjects}.values())


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
