"""Words as they were meant that were typed wrongly: a letter more or less, another one, two swapped,
sounds that are spelled alike, an input method that was off; and words written together or apart.

Only words that the register bears are meant; which of them fit together, how often two of them stand
side by side says. Nothing here looks at rows.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache

from products.queries.search.writings import How, Instead, pairs_of

LETTERS = "abcdefghijklmnopqrstuvwxz"  # y is i in search keys
MOST_SUSPECTED = 8  # words that are borne and taken for wrong nevertheless
_LEAST_LETTERS, _LEAST_FOR_TWO = 3, 5  # of a word to be set right, by one slip or by two
_MOST = 12  # words meant by one
_MOST_FAR = 2  # words of a text that are looked for by two slips
_LONGEST_WORD = 24
# What each costs; two words that never stand side by side cost `_APART`.
_KEYS, _ALIKE, _JOINED, _SLIP, _SLIPS, _APART = 1.0, 1.5, 1.0, 2.0, 4.0, 1.5
_BEST, _NEARLY = 3, 0.5  # ways kept, and how much worse than the best they may be
# Initials and finals that many people spell for each other.
_INITIALS = (
    *(("tr", "ch"), ("s", "x"), ("l", "n"), ("d", "gi"), ("d", "r"), ("gi", "r"), ("d", "v")),
    *(("c", "k"), ("c", "q"), ("k", "q"), ("ng", "ngh"), ("g", "gh"), ("qu", "k"), ("ph", "f")),
    *(("v", "gi"), ("h", "qu"), ("x", "ch")),
)
_FINALS = (("n", "ng"), ("t", "c"), ("n", "nh"), ("c", "k"), ("t", "ch"), ("i", "ie"), ("o", "u"))
# How TELEX writes marks: tone at the end, doubled vowels, w.
_TONE, _DOUBLED = re.compile(r"(?<=[aeiouyw])([a-z]*?)[sfrxj]([a-z]*)$"), re.compile(r"([aeod])\1")
Borne = Mapping[str, int]


@dataclass(frozen=True)
class Step:
    """From one word typed to another: what stands for those between. `cost`: how unlikely."""

    start: int
    end: int
    words: tuple[str, ...]
    cost: float
    instead: Instead | None = None


@dataclass(frozen=True)
class Way:
    words: tuple[str, ...]
    instead: tuple[Instead, ...]
    cost: float


class Slips:
    """How a text may be meant. `borne`: words, each with the rows that bear it; `counted`: whether
    such a word is counted at all; `suspected`: places of words that the register bears and that may
    be wrong nevertheless."""

    def __init__(
        self,
        typed: Sequence[str],
        borne: Borne,
        counted: Callable[[str], bool],
        suspected: Sequence[int] = (),
    ) -> None:
        self.typed, self.borne, self._counted = typed, borne, counted
        self._suspected = frozenset(suspected[:MOST_SUSPECTED])
        self._far = _MOST_FAR

    @cached_property
    def steps(self) -> list[Step]:
        return [step for at in range(len(self.typed)) for step in self._from(at)]

    @cached_property
    def pairs(self) -> set[str]:
        """Pairs of words of which has to be known how many rows bear them."""
        inner = {pair for step in self.steps for pair in pairs_of(step.words)}
        between = {
            f"{one.words[-1]} {other.words[0]}"
            for one in self.steps
            for other in self.steps
            if one.end == other.start
        }
        return inner | between

    def ways(self, together: Borne) -> list[Way]:
        """The likeliest ways that are not the text as it was typed."""
        found = [way for way in self._best(together) if way.instead]
        found.sort(key=lambda way: (way.cost, -self._rarest(way), way.words))
        return [way for way in found[:_BEST] if way.cost <= found[0].cost + _NEARLY]

    def _rarest(self, way: Way) -> int:
        meant = [self.borne.get(word, 0) for word in way.words if self._counted(word)]
        return min(meant, default=0)

    def _best(self, together: Borne) -> list[Way]:
        """By where they have come to, word by word; the best few for each last word."""
        at: list[list[Way]] = [[] for _ in range(len(self.typed) + 1)]
        at[0] = [Way((), (), 0)]
        for start in range(len(self.typed)):
            for step in self._starting(start):
                if any(not together.get(pair) for pair in pairs_of(step.words)):
                    continue
                at[step.end] += [self._on(way, step, together) for way in at[start]]
            for end in range(start + 1, len(at)):
                at[end] = _fewer(at[end])
        return at[-1]

    def _on(self, way: Way, step: Step, together: Borne) -> Way:
        between = f"{way.words[-1]} {step.words[0]}" if way.words else ""
        apart = _APART if between and self._counted(between) and not together.get(between) else 0
        more = (step.instead,) if step.instead else ()
        words, cost = (*way.words, *step.words), way.cost + step.cost + apart
        return Way(words, (*way.instead, *more), cost)

    def _starting(self, at: int) -> list[Step]:
        return [step for step in self.steps if step.start == at]

    def _from(self, at: int) -> Iterator[Step]:
        word = self.typed[at]
        known = not self._counted(word) or word in self.borne
        if known:
            yield Step(at, at + 1, (word,), 0)
        if not known or at in self._suspected:
            for meant, cost in self._meant(word, known=known):
                yield _step(at, at + 1, word, (meant,), cost, How.SLIP)
        if len(word) <= _LONGEST_WORD and self._counted(word) and not known:
            yield from self._apart(at, at + 1, word)
        yield from self._joined(at)

    def _meant(self, word: str, *, known: bool) -> list[tuple[str, float]]:
        """Words that may be meant, with what that costs."""
        if not self._counted(word):
            keys = re.sub(r"(?<=[a-z])[0-9]+", "", word)  # VNI writes marks as digits
            return [(keys, _KEYS)] if keys in self.borne and len(keys) > 1 else []
        found: dict[str, float] = {}
        for one in typed_without_input_method(word):
            found.setdefault(one, _KEYS)
        for one in sounding_like(word):
            found.setdefault(one, _ALIKE)
        if _LEAST_LETTERS <= len(word) <= _LONGEST_WORD:
            for one in near(word):
                found.setdefault(one, _SLIP)
        meant = self._borne(word, found)
        if not meant and not known and self._far and _LEAST_FOR_TWO <= len(word) <= _LONGEST_WORD:
            self._far -= 1
            meant = self._borne(word, dict.fromkeys(farther(word), _SLIPS))
        return meant

    def _borne(self, word: str, found: Mapping[str, float]) -> list[tuple[str, float]]:
        meant = [(one, cost) for one, cost in found.items() if one in self.borne and one != word]
        meant.sort(key=lambda pair: (pair[1], -self.borne[pair[0]], pair[0]))
        return meant[:_MOST]

    def _apart(self, start: int, end: int, text: str) -> Iterator[Step]:
        """Words that were written together, one of them perhaps wrongly."""
        typed = " ".join(self.typed[start:end])
        for words in _parted(text, self.borne):
            yield _step(start, end, typed, words, _JOINED, How.JOINED)
        for cut in range(2, len(text) - 1):
            one, other = text[:cut], text[cut:]
            if one in self.borne and len(other) >= _LEAST_LETTERS:
                yield from self._wrong(start, end, (one,), other, ())
            if other in self.borne and len(one) >= _LEAST_LETTERS:
                yield from self._wrong(start, end, (), one, (other,))

    def _wrong(
        self, start: int, end: int, before: tuple[str, ...], word: str, behind: tuple[str, ...]
    ) -> Iterator[Step]:
        typed = " ".join(self.typed[start:end])
        for meant, cost in self._borne(word, dict.fromkeys(near(word), _SLIP))[:4]:
            words = (*before, meant, *behind)
            yield _step(start, end, typed, words, cost + _JOINED, How.SLIP)

    def _joined(self, at: int) -> Iterator[Step]:
        """Words that were parted, or of which a letter came to the other."""
        two = self.typed[at : at + 2]
        if len(two) < 2 or not all(map(self._counted, two)):
            return
        joined = "".join(two)
        if joined in self.borne:
            yield _step(at, at + 2, " ".join(two), (joined,), _JOINED, How.JOINED)
        if not all(word in self.borne for word in two) and len(joined) <= _LONGEST_WORD:
            for words in _parted(joined, self.borne):
                if words != tuple(two):
                    yield _step(at, at + 2, " ".join(two), words, _SLIP, How.SLIP)


def _fewer(ways: list[Way]) -> list[Way]:
    by_last: dict[str, list[Way]] = {}
    for way in sorted(ways, key=lambda one: (one.cost, one.words)):
        by_last.setdefault(way.words[-1] if way.words else "", []).append(way)
    return [way for same in by_last.values() for way in same[:_BEST]]


def _step(start: int, end: int, typed: str, words: tuple[str, ...], cost: float, how: str) -> Step:
    meant = " ".join(words)
    return Step(start, end, words, cost, Instead(typed, meant, how, meant))


def _parted(text: str, borne: Borne) -> list[tuple[str, ...]]:
    """The ways to part a text into words that are borne, fewest words first: some."""
    at: list[list[tuple[str, ...]]] = [[()], *([] for _ in text)]
    for end in range(1, len(text) + 1):
        for start in range(max(0, end - 7), end):
            if at[start] and text[start:end] in borne:
                at[end] += [(*words, text[start:end]) for words in at[start]]
        at[end] = sorted(at[end], key=lambda words: (len(words), words))[:6]
    return [words for words in at[-1] if len(words) > 1]


@lru_cache(4096)
def near(word: str) -> frozenset[str]:
    """What is one slip away: a letter left out, doubled, more, another, or two swapped."""
    cuts = [(word[:at], word[at:]) for at in range(len(word) + 1)]
    lacking = {one + other[1:] for one, other in cuts if other}
    swapped = {one + other[1] + other[0] + other[2:] for one, other in cuts if len(other) > 1}
    another = {one + letter + other[1:] for one, other in cuts if other for letter in LETTERS}
    more = {one + letter + other for one, other in cuts for letter in LETTERS}
    return frozenset(lacking | swapped | another | more) - {word}


def farther(word: str) -> Iterator[str]:
    """What is two slips away."""
    seen: set[str] = set()
    for one in near(word):
        cuts = [(one[:at], one[at:]) for at in range(len(one) + 1)]
        for first, rest in cuts:
            for letter in ("", *LETTERS):
                seen.add(first + letter + rest[1:])
                seen.add(first + letter + rest)
            if len(rest) > 1:
                seen.add(first + rest[1] + rest[0] + rest[2:])
    yield from seen


def sounding_like(word: str) -> Iterator[str]:
    """The word with another initial or final that is spoken, or spelled, alike."""
    for pair in _INITIALS:
        for one, other in (pair, pair[::-1]):
            if word.startswith(one):
                yield other + word[len(one) :]
    for pair in _FINALS:
        for one, other in (pair, pair[::-1]):
            if word.endswith(one):
                yield word[: -len(one)] + other


def typed_without_input_method(word: str) -> Iterator[str]:
    """What a word is whose marks were typed as TELEX asks for them: "mieens" → "mien"."""
    bare = _DOUBLED.sub(r"\1", word).replace("w", "")
    for one in (bare, _TONE.sub(r"\1\2", bare)):
        if one != word:
            yield one
