"""A closed list and the words that people write for its members: a table, and what is to be asked
of words that it does not know."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches

from ocop_registry.places.text import fold
from ocop_registry.written.reading import Asked, Choice, Reading
from ocop_registry.written.text import short, tidy

_ALIKE = 0.82  # how close a mistyped word must be to be suggested


def key(text: str) -> str:
    """A word as it is compared: without case, marks and signs."""
    return fold(tidy(text))


def table(members: Mapping[str, str]) -> dict[str, str]:
    """Word (as compared) → member, from member → words parted by commas. Raises ValueError for a
    word of two members."""
    found: dict[str, str] = {}
    for member, words in members.items():
        for word in filter(None, map(fold, re.split(r"[,\n]", words))):
            if found.setdefault(word, member) != member:
                raise ValueError(f"“{word}” stands for {found[word]} and {member}")
    return found


@dataclass(frozen=True)
class ClosedList:
    """`name`: of the vocabulary; `noun`: what its members are, within a sentence; `labels`: member → label, in order; `sure`
    and `perhaps`: words that certainly, and that probably mean a member ("" for no suggestion);
    `rule`: reads what the tables cannot hold, from a word as compared; `guess`: suggests of what it
    cannot read, None where nothing may be suggested."""

    name: str
    noun: str
    labels: Mapping[str, str]
    sure: Mapping[str, str]
    perhaps: Mapping[str, str]
    rule: Callable[[str], str] | None = None
    guess: Callable[[str], str | None] | None = None

    def read(self, text: str, meant: Mapping[str, str] | None = None) -> Reading[str]:
        """The member that a text names. `meant`: word → member, what the office said before of
        words that had to be asked about."""
        word = key(text)
        if not word:
            return Reading()
        if found := self._certain(word):
            return Reading(found)
        if (found := (meant or {}).get(word, "")) in self.labels:
            said = f"“{short(text)}” hiểu là {self.labels[found]}, như văn phòng đã trả lời."
            return Reading(found, (said,))
        return Reading(asked=self.question(text, word))

    def question(self, text: str, word: str) -> Asked:
        """What is asked of a word that is not known."""
        return Asked(
            f"“{short(text)}” là {self.noun} nào?",
            tuple(Choice(value, label) for value, label in self.labels.items()),
            self._suggested(word),
            word,
            lasting=self.name,
        )

    def _certain(self, word: str) -> str:
        found = self.sure.get(word) or next(
            (member for member, label in self.labels.items() if fold(label) == word), ""
        )
        found = found or (self.rule(word) if self.rule else "")
        return found if found in self.labels else ""

    def _suggested(self, word: str) -> str:
        if word in self.perhaps:
            return self.perhaps[word]
        guessed = self.guess(word) if self.guess else ""
        return "" if guessed is None else guessed or self._nearest(word)

    def _nearest(self, word: str) -> str:
        """The member of which a word is probably a misspelling."""
        own = {fold(label): member for member, label in self.labels.items()}
        known = {**own, **self.sure}
        long_enough: Sequence[str] = [one for one in known if len(one) > 4]
        near = get_close_matches(word, long_enough, n=1, cutoff=_ALIKE) if len(word) > 4 else []
        return known[near[0]] if near else ""
