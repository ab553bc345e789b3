"""Statements that PostgreSQL plans once for each connection: planning one of several tables takes
longer than answering it."""

import functools
import hashlib
from collections import OrderedDict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db import DatabaseError, connection
from django.db.models import QuerySet

# No such statement, one of that name already, another shape of its rows: not our connection alone
# (a pooler hands it on between statements), or the tables were changed meanwhile.
_NOT_KEPT = frozenset({"26000", "42P05", "0A000"})
_MOST = 128  # statements of a connection; those asked least lately are forgotten first


@dataclass
class _OfConnection:
    """What was prepared on a connection, and whether it keeps that."""

    raw: Any
    names: OrderedDict[str, None] = field(default_factory=OrderedDict)
    keeps: bool = True

    def prepared(self, cursor: Any, name: str, statement: str) -> None:
        """Have it prepared under its name."""
        if name not in self.names:
            cursor.execute(statement)
            self.names[name] = None
        self.names.move_to_end(name)
        if len(self.names) > _MOST:
            cursor.execute(f"DEALLOCATE {self.names.popitem(last=False)[0]}")


class Prepared:
    """A statement written out, with named parameters (`%(code)s`). `types`: those of PostgreSQL, of
    each parameter.

    Within a transaction it is sent as it is, so that nothing which is wrong with what was prepared
    can end the transaction; on other databases always. `preparing`, `executing`: what PostgreSQL is
    sent otherwise.
    """

    def __init__(self, name: str, statement: str, types: Mapping[str, str]) -> None:
        self.statement = statement
        numbers = {parameter: f"${number}" for number, parameter in enumerate(types, 1)}
        told = ", ".join(f"%({parameter})s" for parameter in types)
        given = f" ({', '.join(types.values())})" if types else ""
        self._name = name
        self.preparing = f"PREPARE {name}{given} AS {statement % numbers}"
        self.executing = f"EXECUTE {name}{f' ({told})' if types else ''}"

    def ask(self, values: Mapping[str, Any]) -> list[tuple[Any, ...]]:
        """All rows. One query, and one more for the first of a connection."""
        with connection.cursor() as cursor:
            if connection.vendor != "postgresql" or not self._asked_prepared(cursor, values):
                cursor.execute(self.statement, values)
            return cursor.fetchall()

    def _asked_prepared(self, cursor: Any, values: Mapping[str, Any]) -> bool:
        own = _of_this_connection()
        if connection.in_atomic_block or not own.keeps:
            return False
        try:
            own.prepared(cursor, self._name, self.preparing)
            cursor.execute(self.executing, values)
        except DatabaseError as problem:
            if getattr(problem.__cause__, "pgcode", None) not in _NOT_KEPT:
                raise
            own.keeps = False
        return own.keeps


def composed(
    name: str, rows: QuerySet[Any], types: Mapping[str, str], stand_ins: Mapping[Any, str]
) -> Prepared:
    """A statement as the ORM composes it, which takes longer than answering it. `stand_ins`: values
    in `rows` that stand for a parameter."""
    statement, values = rows.query.sql_with_params()
    told = (f"%({stand_ins[one]})s" if one in stand_ins else f"'{one}'" for one in values)
    return Prepared(name, statement % tuple(told), types)


@dataclass(frozen=True)
class Written:
    """A statement with its values, written out for one question."""

    statement: str
    values: Sequence[Any]

    def ask(self) -> list[tuple[Any, ...]]:
        """All rows. One query."""
        with connection.cursor() as cursor:
            cursor.execute(self.statement, self.values)
            return cursor.fetchall()


class Shaped(Written):
    """The same as one of many of its shape: texts and days are parameters of what is prepared,
    numbers (stars, marks) a part of it, because the plan follows from how many rows have them. A
    shape is prepared when it is asked for the second time.
    """

    def ask(self) -> list[tuple[Any, ...]]:
        """All rows. One query, and one more when its shape is prepared."""
        shape = self.shape
        if shape and shape.asked:
            return shape.prepared.ask(self.given)
        if shape:
            shape.asked = True
        return super().ask()

    @functools.cached_property
    def given(self) -> dict[str, Any]:
        """The values of the parameters, each once: a search names its words again and again."""
        return {name: value for value, name in self._names.items()}

    @functools.cached_property
    def _names(self) -> dict[Any, str]:
        texts = dict.fromkeys(filter(_is_given, map(_bare, self.values)))
        return {value: f"p{at}" for at, value in enumerate(texts)}

    @functools.cached_property
    def shape(self) -> "_Shape | None":
        """None: it cannot be told."""
        types = {name: _type_of(value) for name, value in self.given.items()}
        if "%%" in self.statement or None in types.values():
            return None
        told = (
            f"%({self._names[one]})s" if _is_given(one) else str(int(one))
            for one in map(_bare, self.values)
        )
        return _shape(self.statement % tuple(told), tuple(types.items()))


@dataclass
class _Shape:
    prepared: Prepared
    asked: bool = False


@functools.lru_cache(maxsize=512)
def _shape(statement: str, types: tuple[tuple[str, str], ...]) -> _Shape:
    name = hashlib.sha256(f"{statement}{types}".encode()).hexdigest()[:24]
    return _Shape(Prepared(f"asked_{name}", statement, dict(types)))


def _is_given(value: Any) -> bool:
    return not isinstance(value, int)


def _bare(value: Any) -> Any:
    """Bytes as they are, out of what a driver wraps them in."""
    return getattr(value, "adapted", value)


def _type_of(value: Any) -> str | None:
    """PostgreSQL's type of a parameter; None: one that is not known here."""
    if isinstance(value, str):
        return "text"
    if isinstance(value, datetime):
        return "timestamptz"
    if isinstance(value, date):
        return "date"
    return "bytea" if isinstance(value, bytes | memoryview) else None


def _of_this_connection() -> _OfConnection:
    own = getattr(connection, "prepared", None)
    if own is None or own.raw is not connection.connection:
        own = connection.prepared = _OfConnection(connection.connection)  # type: ignore[attr-defined]
    return own
