"""Many rows in pieces: databases limit the values of one statement, and memory should not grow with the rows."""

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import TypeVar

T = TypeVar("T")

BATCH = 500  # rows or keys of one statement; the oldest SQLite takes 999 values in one


def batches(values: Iterable[T], size: int = BATCH) -> Iterator[list[T]]:
    """The values in lists of at most `size`, in their order. Takes no more from `values` than it gives."""
    rest = iter(values)
    while piece := list(islice(rest, size)):
        yield piece
