"""What a text of a search is looked for as: the words as typed, and other ways to write the same."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import NamedTuple

from django.db.models import TextChoices

from products.queries.search.former import Former
from products.queries.search.vocabulary import Vocabulary

_INDEXED = re.compile(r"[0-9a-z]+")  # of other letters the two indexes may think differently


class How(TextChoices):
    """Why other words stand for those typed."""

    FORM = "form", "loại hình"
    REGION = "region", "cách gọi vùng miền"
    PLACE = "place", "cách viết địa danh"
    OWN = "own", "từ cùng nghĩa"
    JOINED = "joined", "viết liền hoặc rời"
    SLIP = "slip", "gần giống"


class Instead(NamedTuple):
    """`typed` → `meant`, loosely folded; `told`: what is meant as it is written."""

    typed: str
    meant: str
    how: str
    told: str


@dataclass(frozen=True)
class Writing:
    """`phrase`: words as search keys hold them, at least one. `begun`: the last may be half
    typed."""

    phrase: str
    instead: tuple[Instead, ...] = ()
    begun: bool = True

    @cached_property
    def levels(self) -> tuple[int, ...]:
        """The closenesses (see `closeness`) that a row can have to it."""
        return (0, 1, 2, 3, 4) if self.begun else (0, 1, 2)

    @cached_property
    def words(self) -> tuple[str, ...]:
        """Each word once, in order."""
        return tuple(dict.fromkeys(self.phrase.split()))

    @cached_property
    def whole(self) -> tuple[str, ...]:
        """The words before the last one, each once."""
        return tuple(dict.fromkeys(self.phrase.split()[:-1]))

    @cached_property
    def last(self) -> str:
        """The word that may be half typed."""
        return self.phrase.rpartition(" ")[2]

    @cached_property
    def pairs(self) -> list[str]:
        """Each two words that stand side by side."""
        return pairs_of(self.phrase.split())

    @property
    def indexed(self) -> bool:
        """Whether its words may be looked for by the index of words."""
        return all(_INDEXED.fullmatch(word) for word in self.words)


@dataclass(frozen=True)
class Reading:
    """`writings`: the text as typed first, none where only `stars` or `codes` were typed. `fine`:
    so few rows can bear them that all are ranked at once, by how many words stand in the name too.
    `known`, `together`: in how many rows words stand, and two side by side. `codes`: the text is a code that
    some row bears; nothing else is looked for. `stars`: those that the text asks for, none: any.
    `former`: units of before that it names; `beside`: what was typed beside their name.
    """

    writings: tuple[Writing, ...]
    fine: bool = True
    known: Vocabulary | None = field(default=None, compare=False)
    together: Mapping[str, int] = field(default_factory=dict, compare=False)
    codes: tuple[str, ...] = ()
    stars: tuple[int, ...] = ()
    former: Former | None = field(default=None, compare=False)
    beside: "Reading | None" = field(default=None, compare=False)


class Typed(str):
    """A text with what it was read as, by kind of what is looked for: read once, however many lists
    and counts are asked."""

    readings: dict[str, Reading]

    def __new__(cls, text: str) -> "Typed":
        made = super().__new__(cls, text)
        made.readings = {}
        return made


def pairs_of(words: Iterable[str]) -> list[str]:
    found = list(words)
    return [f"{one} {other}" for one, other in zip(found, found[1:], strict=False)]
