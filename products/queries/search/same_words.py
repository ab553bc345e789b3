"""Words that mean the same: `products/data/same_words.csv`, which anybody can read, and a file of the
office's own with the same columns (setting SAME_WORDS).

A term that begins with "~" stands for others only where another word is typed beside it: alone it
would find too much that is written alike without marks.
"""

import csv
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from django.conf import settings

from ocop_registry.places.names import aliases
from ocop_registry.places.text import fold, loose_fold
from products.queries.search.marks import ONLY_BESIDE, marked, marked_words
from products.queries.search.writings import How

DATA = Path(__file__).resolve().parents[2] / "data" / "same_words.csv"
SEPARATOR = ";"


@dataclass(frozen=True)
class Term:
    """`name`: as it is written. `words`: loosely folded. `marked`: the same with their marks, in the
    same number, or none known. `beside`: only beside another word."""

    name: str
    words: tuple[str, ...]
    marked: tuple[str, ...]
    beside: bool = False


@dataclass(frozen=True)
class Group:
    how: str
    terms: tuple[Term, ...]


Same = tuple[int, list[tuple[Term, str]]]  # how many words, and what may stand for them


class Groups:
    """All groups, to be found by what is typed."""

    def __init__(self, groups: Iterable[Group]) -> None:
        self._by_first: dict[str, list[tuple[Term, Group]]] = defaultdict(list)
        for group in groups:
            for term in group.terms:
                self._by_first[term.words[0]].append((term, group))

    def at(self, typed: Sequence[str], marked: Sequence[str], start: int) -> list[Same]:
        """What may stand for the words from there on, by how many words, the longest term first."""
        found: dict[int, dict[tuple[str, ...], tuple[Term, str]]] = defaultdict(dict)
        for term, group in self._by_first.get(typed[start], ()):
            if _fits(term, typed, marked, start) and not (term.beside and len(typed) < 2):
                others = (other for other in group.terms if other.words != term.words)
                found[len(term.words)] |= {one.words: (one, group.how) for one in others}
        return [(length, list(found[length].values())) for length in sorted(found, reverse=True)]


def groups() -> Groups:
    """Those of both files, and of places."""
    own = settings.SAME_WORDS
    return _groups(own, Path(own).stat().st_mtime_ns if own else 0)


def in_other_words(
    text: str, typed: Sequence[str]
) -> Iterator[tuple[Sequence[str], Sequence[str]]]:
    """The text in pieces, each with what means the same, borne or not: for lists of which nobody
    has counted the words."""
    marked, at = marked_words(text, len(typed)), 0
    while at < len(typed):
        length, others = next(iter(groups().at(typed, marked, at)), (1, []))
        yield typed[at : at + length], [" ".join(term.words) for term, _how in others]
        at += length


def terms_of(text: str) -> Iterator[Term]:
    """The terms that a line names."""
    for one in text.split(SEPARATOR):
        name = one.strip()
        words = tuple(loose_fold(name).split())
        if words:
            with_marks = tuple(marked(name))
            beside = name.startswith(ONLY_BESIDE)
            yield Term(
                name.lstrip(ONLY_BESIDE),
                words,
                with_marks if len(with_marks) == len(words) else words,
                beside,
            )


@lru_cache(2)
def _groups(own: str, changed: int) -> Groups:
    """`changed`: when the office's file was; a changed one is read anew."""
    named = (
        Group(How.PLACE, tuple(terms_of(f"{one};{other}"))) for one, other in aliases().items()
    )
    return Groups([*_of_file(DATA), *named, *(_of_file(Path(own)) if own else ())])


def _of_file(path: Path) -> Iterator[Group]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        for row in csv.DictReader(file):
            how = row["kind"] if row["kind"] in How.values else How.OWN
            yield Group(how, tuple(terms_of(row["words"])))


def _fits(term: Term, typed: Sequence[str], marked: Sequence[str], start: int) -> bool:
    """Whether the words stand there: whoever typed marks meant them."""
    end = start + len(term.words)
    return tuple(typed[start:end]) == term.words and all(
        not mark or mark == fold(mark) or mark == known
        for mark, known in zip(marked[start:end], term.marked, strict=True)
    )
