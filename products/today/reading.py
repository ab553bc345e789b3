"""Lists of public objects on a day: the rows of today, or the same columns from the stretches."""

from collections import namedtuple
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from django.db import connection
from django.db.models import Case, F, IntegerField, QuerySet, When

from products.models.register import PublicEntry, PublicState
from products.models.today import OfToday
from products.today import texts, turning
from products.today.rows import TABLES, names_of

_OF_TODAY = ("listed__text",)
_OF_STRETCHES = ("entry__card", "entry__updated_at", "state")
_OF_ENTRIES = ("card", "updated_at")


def rows(kind: str, on: date) -> QuerySet[Any]:
    """The objects of a kind as they are on a day, unordered, with the columns of their table in
    `products.models.today` whichever day it is. `listed_id` is the key of the entry."""
    return TABLES[kind]._default_manager.all() if turning.holds(on) else of_stretches(kind, on)


def of_stretches(kind: str, on: date) -> QuerySet[Any]:
    """The same for any day, from the stretches: for other days, and while the rows of today cannot
    be turned."""
    entry = {field.name for field in PublicEntry._meta.concrete_fields}
    names = [name for name in names_of(TABLES[kind]) if name in entry]
    if kind == "producer":
        return PublicEntry.objects.filter(kind=kind).annotate(listed_id=F("pk"))
    valid = Case(When(stars__gt=0, then=1), default=0, output_field=IntegerField())
    return PublicState.objects.filter(
        entry__kind=kind, first_day__lte=on, last_day__gte=on
    ).annotate(
        listed_id=F("entry_id"), valid=valid, **{name: F(f"entry__{name}") for name in names}
    )


def served(found: QuerySet[Any]) -> tuple[str, ...]:
    """What a list of cards reads of these rows, for `text_of`."""
    if issubclass(found.model, OfToday):
        return _OF_TODAY
    return _OF_STRETCHES if found.model is PublicState else _OF_ENTRIES


class Question:
    """Rows asked for with `served`, as often as wanted: the statement is composed once, which takes
    longer than answering it."""

    def __init__(self, rows: QuerySet[Any]) -> None:
        self._rows = rows
        self._of_today = issubclass(rows.model, OfToday)
        if self._of_today:
            self._statement, self._values = rows.query.sql_with_params()
            names = tuple(rows.query.selected or ())  # in the order of the statement
            self._row = namedtuple("Row", names)  # type: ignore[misc]
            self._days = [at for at, name in enumerate(names) if name in _DAYS]

    def ask(self) -> list[Any]:
        """The rows as named tuples, in their order. One query."""
        if not self._of_today:
            return list(self._rows.all())
        with connection.cursor() as cursor:
            cursor.execute(self._statement, self._values)
            return [self._row(*self._plain(row)) for row in cursor.fetchall()]

    def _plain(self, row: tuple[Any, ...]) -> Iterable[Any]:
        """SQLite answers days as text, and both answer bytes in ways of their own; `keyset` takes
        any of these but text for a day."""
        if not self._days or not isinstance(row[self._days[0]], str):
            return row
        return [
            date.fromisoformat(value) if at in self._days else value for at, value in enumerate(row)
        ]


_DAYS = frozenset({"recognised_on", "recognised_last", "expires_on", "expires_last"})


def text_of(row: Any) -> str:
    """A row read with `served` (a named tuple) as the JSON text of its card."""
    return texts.based(stored_text_of(row))


def local_text_of(row: Any) -> str:
    """The same with addresses relative to this site, for its own pages."""
    return stored_text_of(row).replace(texts.BASE, "")


def stored_texts_of(rows: Sequence[Any]) -> Iterable[str]:
    """The stored texts of rows read together."""
    if rows and hasattr(rows[0], "listed__text"):
        return [row.listed__text for row in rows]
    return [stored_text_of(row) for row in rows]


def stored_text_of(row: Any) -> str:
    """The same with what stands for the site's address."""
    if hasattr(row, "listed__text"):
        return str(row.listed__text)
    if hasattr(row, "state"):
        return texts.listed(row.entry__card, row.entry__updated_at, row.state)
    return texts.listed(row.card, row.updated_at)
