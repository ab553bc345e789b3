"""Lists of public objects on a day: the rows of today, or the same columns from the stretches."""

import functools
from collections import namedtuple
from collections.abc import Callable, Iterable, Sequence
from datetime import date
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import BinaryField, Case, F, Func, IntegerField, QuerySet, Value, When
from django.db.models.functions import Replace

from products.models.register import PublicEntry, PublicState
from products.models.today import OfToday, PublicCard
from products.today import texts, turning
from products.today.prepared import Shaped
from products.today.rows import TABLES, names_of

_OF_TODAY = ("listed__text",)
_FOUND_BY = ("called",)  # of a search: for why each row was found
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
        found = PublicEntry.objects.filter(kind=kind)
        return found.annotate(listed_id=F("pk"), called=_called("name_key"))
    valid = Case(When(stars__gt=0, then=1), default=0, output_field=IntegerField())
    return PublicState.objects.filter(
        entry__kind=kind, first_day__lte=on, last_day__gte=on
    ).annotate(
        listed_id=F("entry_id"),
        valid=valid,
        called=_called("entry__name_key"),
        **{name: F(f"entry__{name}") for name in names},
    )


class Bytes(Func):
    """A text as the bytes of its UTF-8."""

    output_field = BinaryField()

    def as_sqlite(self, compiler: Any, connection: Any, **extra: Any) -> Any:
        return self.as_sql(compiler, connection, template="CAST(%(expressions)s AS BLOB)")

    def as_postgresql(self, compiler: Any, connection: Any) -> Any:
        return self.as_sql(compiler, connection, template="convert_to(%(expressions)s, 'UTF8')")


def _called(name_key: str) -> Bytes:
    """What `rows.columns_of` gives."""
    return Bytes(Replace(F(name_key), Value("y"), Value("i")))


def served(found: QuerySet[Any]) -> tuple[str, ...]:
    """What a list of cards reads of these rows, for `text_of`."""
    if issubclass(found.model, OfToday):
        return _OF_TODAY
    return _OF_STRETCHES if found.model is PublicState else _OF_ENTRIES


class Question:
    """Rows asked for with `served`, as often as wanted: each statement is composed once, when it is
    first needed, which takes longer than answering it. `rows`: queries of the same columns, whose
    rows follow one another."""

    def __init__(self, rows: Sequence[QuerySet[Any]]) -> None:
        self._parts: list[QuerySet[Any] | Callable[[], list[Any]]] = [*rows]

    def ask(self, most: int) -> list[Any]:
        """The rows as named tuples, in their order, up to so many. One query, and another while
        there are fewer."""
        found: list[Any] = []
        for at, part in enumerate(self._parts):
            if isinstance(part, QuerySet):
                self._parts[at] = part = _asking(part)
            found += part()
            if len(found) >= most:
                break
        return found[:most]


def _asking(rows: QuerySet[Any]) -> Callable[[], list[Any]]:
    if not issubclass(rows.model, OfToday):
        return lambda: list(rows.all())
    query = rows.query
    sorted_first = bool(query.annotation_select)  # what is found by words: no index has its order
    names = (*query.values_select, *query.annotation_select)
    if sorted_first:
        narrow = [*dict.fromkeys([*(name for name in names if name not in _OF_TODAY), *_FOUND_BY])]
        names = (*_OF_TODAY, *narrow)
        rows = _without_cards(rows).values_list("listed_id", *narrow)
    try:
        statement, values = rows.query.sql_with_params()
    except EmptyResultSet:
        return list
    if sorted_first:
        statement = _with_cards(statement, narrow, map(str, query.order_by))
    row = _row(names)
    days = [at for at, name in enumerate(names) if name in _DAYS]
    asked = Shaped(statement, values)
    return lambda: [row(*_plain(one, days)) for one in asked.ask()]


def _without_cards(rows: QuerySet[Any]) -> QuerySet[Any]:
    """The same rows without the join that their cards came by: they are joined to what is found."""
    found = rows.all()
    for alias, table in found.query.alias_map.items():
        if table.table_name == PublicCard._meta.db_table:
            found.query.unref_alias(alias)
    return found


@functools.lru_cache
def _row(names: tuple[str, ...]) -> Any:
    return namedtuple("Row", names)  # type: ignore[misc]


def _with_cards(statement: str, names: Sequence[str], order: Iterable[str]) -> str:
    """The statement with the cards of the rows that it finds, in their order: of rows that are
    sorted first and cut then, no other card is read."""
    quote = connection.ops.quote_name
    columns = "".join(f", found.{quote(name)}" for name in names)
    ordered = ", ".join(
        f"found.{quote(one.lstrip('-'))}{' DESC' if one.startswith('-') else ''}" for one in order
    )
    return (
        f"SELECT card.text{columns} FROM ({statement}) found"  # noqa: S608 (names of models)
        f" JOIN {quote(PublicCard._meta.db_table)} card ON card.entry_id = found.listed_id"
        f" ORDER BY {ordered}"
    )


def _plain(row: tuple[Any, ...], days: Sequence[int]) -> Iterable[Any]:
    """SQLite answers days as text, and both answer bytes in ways of their own; `keyset` takes any
    of these but text for a day."""
    if not days or not isinstance(row[days[0]], str):
        return row
    return [date.fromisoformat(value) if at in days else value for at, value in enumerate(row)]


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
