"""What is said of a row: what is wrong with it, what was understood of it, what it would change, what
it asks."""

import hashlib
from dataclasses import dataclass


@dataclass(frozen=True)
class Fault:
    """Why a row is refused. `reference`: the cell ("B7"); `code`: a stable word; `detail`: what is
    wrong and what to do; `column`: what the cell is read as, "" of a row as a whole."""

    reference: str
    code: str
    detail: str
    column: str = ""


@dataclass(frozen=True)
class Fact:
    """One thing that was understood of a row, for whoever is to agree to it: `value` beside what is
    written in `columns`. `state`: "new" or "known" of what the register does not or does have;
    `passing`: it depends on the day, as a standing does."""

    label: str
    value: str
    columns: tuple[str, ...] = ()
    state: str = ""
    passing: bool = False


@dataclass(frozen=True)
class Change:
    """One field that a row would change: `subject` and `label` for people, both values as a person
    reads them."""

    subject: str
    label: str
    before: str
    after: str


@dataclass(frozen=True)
class Option:
    value: str
    label: str


@dataclass(frozen=True)
class Question:
    """What a person must decide. `chosen`: the answer in force, "" while there is none;
    `suggested`: the answer that only has to be confirmed.

    `key`: rows whose questions bear the same one are asked once, together; `about`: what it is
    about, as written (a word, a pair of names, a column), the head of their group; `column`: the
    cell that it stands at.
    """

    label: str
    options: tuple[Option, ...]
    chosen: str
    suggested: str = ""
    key: str = ""
    about: str = ""
    column: str = ""


def question_key(question: str, same: str) -> str:
    """A short name of what makes several rows ask one question."""
    return hashlib.sha256(f"{question}\0{same}".encode()).hexdigest()[:16]
