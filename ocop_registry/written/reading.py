"""What reading a written word answers."""

from dataclasses import dataclass, field, replace
from typing import Generic, TypeVar

T = TypeVar("T")


@dataclass(frozen=True)
class Choice:
    """One answer to a question: the value for programs, its label for people."""

    value: str
    label: str


@dataclass(frozen=True)
class Asked:
    """What only a person can say. `word`: what it is about, as it is compared: one question for all
    that write it so; `suggested`: the answer that only has to be confirmed; `lasting`: the
    vocabulary in which an office's answer holds for its next file too, "" for this file alone."""

    label: str
    choices: tuple[Choice, ...]
    suggested: str = ""
    word: str = ""
    lasting: str = ""


@dataclass(frozen=True)
class Reading(Generic[T]):
    """`value`: what was understood, None for nothing; `notes`: what was taken otherwise than it is
    written; `asked`: what must be asked first; `refused`: why nothing can be meant, and what to do.
    All sentences are Vietnamese."""

    value: T | None = None
    notes: tuple[str, ...] = field(default=())
    asked: Asked | None = None
    refused: str = ""

    def noted(self, *notes: str) -> "Reading[T]":
        """The same with further notes; empty ones are left out."""
        return replace(self, notes=(*self.notes, *(note for note in notes if note)))

    @property
    def problem(self) -> str:
        """Why it is not taken as it stands, where nobody can be asked; "" when it is taken."""
        if self.asked is None:
            return self.refused
        names = "; ".join(one.label for one in self.asked.choices)
        return f"{self.asked.label} Có thể là: {names}." if names else self.asked.label


def refused(sentence: str) -> Reading:
    """Nothing can be meant by it."""
    return Reading(refused=sentence)
