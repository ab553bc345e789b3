"""The answer to "whom does this row mean": one, and why; near ones, each with why it is near; or
what contradicts itself."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Generic, TypeVar

from ocop_registry.places.text import fold, has_marks, marked_key
from producers.lookalikes import SHOWN
from producers.models import Producer
from products.models import Product

S = TypeVar("S", bound=Producer | Product)


class Nearness(StrEnum):
    """Why one is near without being certain, the nearest first; in the words of an answer."""

    NAMESAKE = "cùng tên"
    BUT_FOR_MARKS = "chỉ khác dấu"
    ALIKE = "tên gần giống"
    IDENTIFIER = "theo mã đã ghi"
    OTHER_NAME = "cùng mã, tên khác"

    @property
    def rank(self) -> int:
        return list(Nearness).index(self)


@dataclass(frozen=True)
class Near(Generic[S]):
    """One who may be meant. `likeness`: 0 to 1."""

    subject: S
    why: Nearness
    likeness: float = 1.0


@dataclass(frozen=True)
class Match(Generic[S]):
    """`one`: the certain match, else None; `why`: by what it was found, in words. `near`: best
    first, told only when nothing is certain. `conflict`: why identifiers contradict each other, a
    sentence for the officer; then `one` is None. `question`: what to ask of the near ones where it
    is more than whether the names are one; then none of them is no answer: a cell is wrong.
    """

    one: S | None = None
    near: list[Near[S]] = field(default_factory=list)
    conflict: str = ""
    why: str = ""
    question: str = ""

    @property
    def subjects(self) -> list[S]:
        """Those that are near."""
        return [near.subject for near in self.near]


@dataclass
class Claim(Generic[S]):
    """Whom one identifier of the row names, and the words that say so."""

    subjects: Sequence[S]
    words: str


def settled(claims: Sequence[Claim[S]], word: str) -> Match[S]:
    """The one subject that every identifier can mean; a conflict when two of them mean different
    ones.

    A claim of several (namesakes, a number entered twice) only narrows down what a stronger one
    says.
    """
    if not claims:
        return Match()
    meant = list(claims[0].subjects)
    for claim in claims[1:]:
        common = [one for one in meant if one in claim.subjects]
        if not common:
            stronger, weaker = claims[0], claim
            sentence = (
                f"{stronger.words} là của {word} {_told(meant[0])}, nhưng"
                f" {weaker.words[:1].lower()}{weaker.words[1:]} là của {word}"
                f" {_told(claim.subjects[0])}."
            )
            return Match(near=_identified([*meant, *claim.subjects]), conflict=sentence)
        meant = common
    if len(meant) == 1:
        return Match(meant[0], why=claims[0].words)
    return Match(near=[Near(one, Nearness.NAMESAKE) for one in meant[:SHOWN]])


def contradicted(one: S, sentence: str) -> Match[S]:
    """What identifies one subject says something of it that the register denies."""
    return Match(near=_identified([one]), conflict=sentence)


def named_otherwise(one: S, why: str, name: str) -> Match[S]:
    """What a number identifies bears another name here: a person says whether it is the same."""
    sentence = (
        f"{why} trong sổ là của {_told(one)}, nhưng dòng này ghi tên “{name.strip()}”: nếu không"
        " phải, sửa ô mã."
    )
    return Match(near=[Near(one, Nearness.OTHER_NAME)], question=sentence)


def _identified(subjects: Iterable[S]) -> list[Near[S]]:
    return [Near(one, Nearness.IDENTIFIER) for one in list(subjects)[:SHOWN]]


def nearness(name: str, known: str) -> Nearness:
    """Why a subject of much the same name is near: its name as written, but for its marks, or only
    much alike."""
    if fold(name) != fold(known):
        return Nearness.ALIKE
    return Nearness.NAMESAKE if marked_key(name) == marked_key(known) else Nearness.BUT_FOR_MARKS


def suggestion(name: str, near: Sequence[Near[S]]) -> S | None:
    """The one to suggest: the only one that differs in nothing but the marks, where one of the two
    names bears none at all, as some lists write."""
    meant = [one for one in near if one.why == Nearness.BUT_FOR_MARKS]
    if len(meant) != 1 or any(one.why == Nearness.NAMESAKE for one in near):
        return None
    [only] = meant
    return None if has_marks(name) and has_marks(only.subject.name) else only.subject


def described(subject: Producer | Product, where: str, why: str = "") -> str:
    """One who may be meant, in the words of an answer: “Miến dong”, HTX A (7K3QX9M; chỉ khác
    dấu)."""
    owner = subject.place.path() if isinstance(subject, Producer) else subject.producer.name
    return f"“{subject.name}”, {owner} ({'; '.join(part for part in (where, why) if part)})"


def _told(subject: Producer | Product) -> str:
    return f"“{subject.name}” ({subject.uid if subject.pk else 'mới trong tệp'})"
