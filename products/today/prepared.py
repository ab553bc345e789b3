"""Statements that PostgreSQL plans once for each connection: planning one of several tables takes
longer than answering it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db import DatabaseError, connection
from django.db.models import QuerySet

# No such statement, one of that name already, another shape of its rows: not our connection alone
# (a pooler hands it on between statements), or the tables were changed meanwhile.
_NOT_KEPT = frozenset({"26000", "42P05", "0A000"})


@dataclass
class _OfConnection:
    """What was prepared on a connection, and whether it keeps that."""

    raw: Any
    names: set[str] = field(default_factory=set)
    keeps: bool = True


class Prepared:
    """A statement written out, with named parameters (`%(code)s`). `types`: those of PostgreSQL, of
    each parameter.

    Within a transaction it is sent as it is, so that nothing which is wrong with what was prepared
    can end the transaction; on other databases always.
    """

    def __init__(self, name: str, statement: str, types: Mapping[str, str]) -> None:
        self.statement = statement
        numbers = {parameter: f"${number}" for number, parameter in enumerate(types, 1)}
        told = ", ".join(f"%({parameter})s" for parameter in types)
        given = f" ({', '.join(types.values())})" if types else ""
        self._name = name
        self._prepare = f"PREPARE {name}{given} AS {statement % numbers}"
        self._execute = f"EXECUTE {name}{f' ({told})' if types else ''}"

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
            if self._name not in own.names:
                cursor.execute(self._prepare)
                own.names.add(self._name)
            cursor.execute(self._execute, values)
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


def _of_this_connection() -> _OfConnection:
    own = getattr(connection, "prepared", None)
    if own is None or own.raw is not connection.connection:
        own = connection.prepared = _OfConnection(connection.connection)  # type: ignore[attr-defined]
    return own
