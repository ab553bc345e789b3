"""What is said of a row: what is wrong with it, what was understood of it, what it would change, what
it asks."""

import hashlib
from dataclasses import dataclass


@dataclass(frozen=True)
class Fault:
    """Why a row is refused. `reference`: the cell ("B7"); `code`: a stable word; `detail`: what is
    wrong and what to do; `column`: what the cell is read as, "" of a row as a whole; `key`: rows
    whose faults bear the same one are mended by the same text."""

    reference: str
    code: str
    detail: str
    column: str = ""
    key: str = ""


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
    cell that it stands at; `word`: a written word that it is about, so that one answer counts for
    all rows that write it; `lasting`: the vocabulary in which that is remembered for the office.
    """

    label: str
    options: tuple[Option, ...]
    chosen: str
    suggested: str = ""
    key: str = ""
    about: str = ""
    column: str = ""
    word: str = ""
    lasting: str = ""


def group_key(*same: str) -> str:
    """A short name of what makes one matter of several rows."""
    return hashlib.sha256("\0".join(same).encode()).hexdigest()[:16]
