"""Rows of a list that are read as they are wanted: one page of them, or all, piece by piece.

A file of 200,000 rows must not need them all at once, neither here nor in the database: a cursor
that is read from outside a transaction makes PostgreSQL keep a copy of its whole answer. So the
keys of the rows are read first, eight bytes each, and then the rows by their keys.
"""

from abc import ABC, abstractmethod
from array import array
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Generic, TypeVar

from django.db.models import QuerySet

T = TypeVar("T")
PIECE = 500  # keys of one statement; the oldest SQLite takes 999 values in one


class Pieces(ABC, Generic[T]):
    """Rows in an order that their keys tell. Serves a Paginator and the files of a list."""

    @abstractmethod
    def count(self) -> int:
        """How many there are."""

    @abstractmethod
    def keys(self, part: slice = slice(None)) -> Sequence[int]:
        """The keys of a part of the rows, in order."""

    @abstractmethod
    def read(self, keys: Sequence[int]) -> list[T]:
        """The rows of these keys, at most PIECE of them, in their order; without those that are
        gone meanwhile."""

    def __getitem__(self, part: slice) -> list[T]:
        return list(self._read_all(self.keys(part)))

    def __iter__(self) -> Iterator[T]:
        return self._read_all(self.keys())

    def _read_all(self, keys: Sequence[int]) -> Iterator[T]:
        for start in range(0, len(keys), PIECE):
            yield from self.read(keys[start : start + PIECE])


class RowsOf(Pieces[Any]):
    """The rows of a query, whatever it joins and prefetches, in its order."""

    def __init__(self, rows: QuerySet) -> None:
        self.rows = rows

    def count(self) -> int:
        return self.rows.count()

    def keys(self, part: slice = slice(None)) -> Sequence[int]:
        return keys_of(self.rows.values_list("pk", flat=True)[part])

    def read(self, keys: Sequence[int]) -> list[Any]:
        found = {row.pk: row for row in self.rows.order_by().filter(pk__in=keys)}
        return [found[key] for key in keys if key in found]


def keys_of(found: Iterable[int]) -> Sequence[int]:
    """Whole numbers that a query answers, kept small."""
    return array("q", found)


def by_key(rows: QuerySet, size: int = 20_000) -> Iterator[tuple[Any, ...]]:
    """Narrow rows (`values_list` whose first column is "pk") of a whole table in the order of their
    keys, each piece by a query of its own: nobody holds a cursor, and nobody all of them."""
    ordered, last, read = rows.order_by("pk"), 0, size
    while read == size:
        read = 0
        for row in ordered.filter(pk__gt=last)[:size]:
            last, read = row[0], read + 1
            yield row
