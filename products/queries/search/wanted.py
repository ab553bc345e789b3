"""What was typed into a search, as it is compared."""

import re
from dataclasses import dataclass

from ocop_registry.places.text import loose_fold

_INDEXED = re.compile(r"[0-9a-z]+")  # of other letters the two indexes may think differently


@dataclass(frozen=True)
class Wanted:
    """`phrase`: the text, loosely folded; of some letter or digit."""

    phrase: str

    @classmethod
    def typed(cls, text: str) -> "Wanted":
        return cls(loose_fold(text))

    @property
    def words(self) -> tuple[str, ...]:
        """Each word once, in order."""
        return tuple(dict.fromkeys(self.phrase.split()))

    @property
    def whole(self) -> tuple[str, ...]:
        """The words before the last one, each once."""
        return tuple(dict.fromkeys(self.phrase.split()[:-1]))

    @property
    def last(self) -> str:
        """The word that may be half typed."""
        return self.phrase.split()[-1]

    @property
    def pairs(self) -> list[str]:
        """Each two words that stand side by side."""
        words = self.phrase.split()
        return [f"{one} {other}" for one, other in zip(words, words[1:], strict=False)]

    @property
    def indexed(self) -> bool:
        """Whether its words may be looked for by the index of words."""
        return all(_INDEXED.fullmatch(word) for word in self.words)
