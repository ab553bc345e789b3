"""Many rows in pieces: databases limit the values of one statement, and memory should not grow with
the rows."""

import functools
import operator
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import chain, islice
from typing import Any, TypeVar

from django.db import connection, models

from ocop_registry.database.statistics import inserted

T = TypeVar("T")

BATCH = 500  # rows or keys of one statement; the oldest SQLite takes 999 values in one
_AS_THEY_ARE = (
    models.CharField,
    models.TextField,
    models.IntegerField,
    models.BooleanField,
    models.ForeignKey,
)


def batches(values: Iterable[T], size: int = BATCH) -> Iterator[list[T]]:
    """The values in lists of at most `size`, in their order. Takes no more from `values` than it
    gives."""
    rest = iter(values)
    while piece := list(islice(rest, size)):
        yield piece


def insert_rows(
    model: type[models.Model],
    names: Sequence[str],
    rows: Iterable[Sequence[Any]],
    *,
    unique: Sequence[str] = (),
    returning: Sequence[str] = (),
) -> list[tuple[Any, ...]]:
    """Insert rows of plain values into a table, in the order of `names`: `bulk_create` without its
    objects, four times as fast.

    For rows that nothing listens to: no signals, no defaults, keys of references as they are
    (`name`, not `name_id`). A row that agrees with a stored one in the `unique` fields overwrites
    it. Answers `returning` of every row, in no order.
    """
    fields = [model._meta.get_field(name) for name in names]
    prepared = [
        (at, _preparation(field))
        for at, field in enumerate(fields)
        if not isinstance(field, _AS_THEY_ARE)
    ]
    column = {
        field.name: connection.ops.quote_name(str(field.column))
        for field in model._meta.concrete_fields
    }
    table, columns = (
        connection.ops.quote_name(model._meta.db_table),
        ", ".join(column[name] for name in names),
    )
    tail = (
        _on_conflict([column[name] for name in unique], [column[name] for name in names])
        if unique
        else ""
    )
    if returning:
        tail += f" RETURNING {', '.join(column[name] for name in returning)}"
    one = f"({', '.join(['%s'] * len(names))})"
    most = connection.features.max_query_params
    found: list[tuple[Any, ...]] = []
    with connection.cursor() as cursor:
        for piece in batches(rows, min(BATCH, most // len(names)) if most else BATCH):
            values = list(chain.from_iterable(piece))
            for at, prepare in prepared:
                values[at :: len(names)] = map(prepare, values[at :: len(names)])
            statement = (
                f"INSERT INTO {table} ({columns}) VALUES {', '.join([one] * len(piece))}{tail}"  # noqa: S608 (names of models)
            )
            cursor.execute(statement, values)
            if returning:
                found.extend(cursor.fetchall())
            inserted(model._meta.db_table, len(piece))
    return found


def insert_objects(model: type[models.Model], objects: Sequence[Any]) -> None:
    """Insert new objects that bear a unique `uid` and give them their keys: `bulk_create`, twice as
    fast, without signals.

    What a reference points at may have been saved since it was set, as with `bulk_create`.
    """
    fields = [field for field in model._meta.concrete_fields if not field.primary_key]
    takers = [_taker(field) for field in fields]
    rows = ([take(one) for take in takers] for one in objects)
    keys = dict(insert_rows(model, [field.name for field in fields], rows, returning=("uid", "id")))
    for one in objects:
        one.pk = keys[one.uid]
        one._state.adding, one._state.db = False, connection.alias


def _taker(field: Any) -> Callable[[Any], Any]:
    """How to take a field's value for insertion from an object."""
    if field.is_relation:
        return functools.partial(_key_of, field)
    if type(field).pre_save is models.Field.pre_save:
        return operator.attrgetter(field.attname)
    return lambda one: field.pre_save(one, True)  # stamps of time, files


def _key_of(field: Any, one: Any) -> Any:
    key = getattr(one, field.attname)
    if key is None and field.is_cached(one):
        related = field.get_cached_value(one)
        key = related and related.pk
        setattr(one, field.attname, key)
    return key


def _preparation(field: Any) -> Callable[[Any], Any]:
    prepare = functools.partial(field.get_db_prep_save, connection=connection)
    # days and instants recur: thousands of rows tell few
    return functools.lru_cache(1024)(prepare) if isinstance(field, models.DateField) else prepare


def _on_conflict(unique: list[str], columns: list[str]) -> str:
    taken_over = ", ".join(
        f"{column} = EXCLUDED.{column}" for column in columns if column not in unique
    )
    return f" ON CONFLICT ({', '.join(unique)}) DO UPDATE SET {taken_over}"
