"""Where pages of a list begin, so that page 1,000 costs what the first costs: a page goes on beyond
a row, found by an index, and no row before it is read.

Landmarks, every so many rows, are learnt by one pass over the index as far as anybody asks; between
two of them few rows of the index are passed over.
"""

from collections.abc import Sequence
from threading import Lock
from typing import Any

from django.db.models import F, QuerySet, Window
from django.db.models.functions import RowNumber

from ocop_registry.api.keyset import Position, beyond

APART = 480  # rows from landmark to landmark


class Starts:
    """Of one list as it is at one version. `rows`: unordered; `columns`: as of `order_by`, the last
    one unique; `total`: how many rows there are."""

    def __init__(self, rows: QuerySet[Any], columns: Sequence[str], total: int) -> None:
        self._columns, self._total = columns, total
        self._names = [column.lstrip("-") for column in columns]
        self._rows = rows.values_list(*self._names)
        # beyond which every APART rows go on
        self._landmarks: list[Position | None] = [None]
        self._lock = Lock()

    def beyond(self, number: int) -> Position | None:
        """Behind that many rows. None: there are not so many (any more), or it is the beginning."""
        if number <= 0:
            return None
        if len(self._landmarks) <= number // APART and self._total - number < APART:
            return self._from_end(self._total - number)
        at, more = divmod(number, APART)
        landmark = self._landmark(at)
        if not more or (at and landmark is None):
            return landmark
        return self._further(landmark, more)

    def _further(self, at: Position | None, more: int) -> Position | None:
        found = beyond(self._rows, self._columns, at)[more - 1 : more]
        return next(map(_position, found), None)

    def _from_end(self, left: int) -> Position | None:
        turned = self._rows.order_by(*self._columns).reverse()
        return next(map(_position, turned[left : left + 1]), None)

    def _landmark(self, at: int) -> Position | None:
        """The one that stands behind `at * APART` rows."""
        with self._lock:
            if at >= len(self._landmarks):
                self._landmarks += self._learnt(at - len(self._landmarks) + 1)
            return self._landmarks[at] if at < len(self._landmarks) else None

    def _learnt(self, more: int) -> list[Position]:
        """So many landmarks further, as far as there are rows. One query along the index."""
        rows = beyond(self._rows, self._columns, self._landmarks[-1])
        order = [
            F(name).desc() if column.startswith("-") else F(name).asc()
            for name, column in zip(self._names, self._columns, strict=True)
        ]
        numbered = rows.annotate(number=Window(RowNumber(), order_by=order))
        every = numbered.annotate(rest=F("number") % APART)
        found = every.filter(number__lte=more * APART, rest=0)
        return [_position(row) for row in found.values_list(*self._names)]


def _position(row: Sequence[Any]) -> Position:
    return Position(tuple(bytes(one) if isinstance(one, memoryview) else one for one in row))
