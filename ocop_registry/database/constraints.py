"""Whether a row keeps the constraints of its model, asked of the database in one query.

Django asks once for each check constraint, writes the query anew each time with every field of the
row, and sets a savepoint round it: twenty questions for a recognition, more work than all the rest
of its act. Here the query of a model is written once.
"""

from collections.abc import Iterator
from contextlib import nullcontext
from functools import cache
from typing import Any

from django.core.exceptions import FieldError, ValidationError
from django.db import DatabaseError, connections, models, router, transaction
from django.db.models import BooleanField, CheckConstraint, Expression, Q, Value
from django.db.models.constraints import BaseConstraint
from django.db.models.functions import Coalesce
from django.db.models.sql import Query


def hold(row: Any, exclude: frozenset[str]) -> bool:
    """Whether every constraint that reads none of the excluded fields holds; False also when the
    database cannot say."""
    using = router.db_for_write(type(row), instance=row)
    try:
        for model, other in _others(row):
            other.validate(model, row, exclude=set(exclude), using=using)
        sql, parameters = _question(row.__class__, exclude, using)
        return not sql or _answer(row, sql, parameters, using)
    except (DatabaseError, FieldError, ValidationError):
        return False


def _others(row: Any) -> Iterator[tuple[type[models.Model], BaseConstraint]]:
    for model, constraints in row.get_constraints():
        yield from ((model, one) for one in constraints if not isinstance(one, CheckConstraint))


def _answer(row: Any, sql: str, parameters: list[Any], using: str) -> bool:
    connection = connections[using]
    filled = [one.of(row, connection) if isinstance(one, _Slot) else one for one in parameters]
    # a question that fails must not end the transaction of the act
    guard = transaction.atomic(using=using) if connection.in_atomic_block else nullcontext()
    with guard, connection.cursor() as cursor:
        cursor.execute(sql, filled)
        return cursor.fetchone() is not None


@cache
def _question(model: Any, exclude: frozenset[str], using: str) -> tuple[str, list]:
    """The query that finds one row when all checks hold, with a slot for each value of the row; ""
    when there is nothing to ask."""
    query, read = Query(None), set()
    asked = []
    for one in model._meta.constraints:
        if isinstance(one, CheckConstraint):
            names = {path[0] for path in model._get_expr_references(one.condition)}
            if exclude.isdisjoint(names):
                asked.append(one)
                read |= names
    for name in sorted(read):
        field = model._meta.pk if name == "pk" else model._meta.get_field(name)
        query.add_annotation(_Slot(field), name, select=False)
    query.add_annotation(Value(1), "_check")
    for one in asked:  # what is neither true nor false holds, as it does for the database
        query.add_q(Q(Coalesce(Q(one.condition), True, output_field=BooleanField())))
    sql, parameters = query.get_compiler(using=using).as_sql()
    return (sql if asked else ""), list(parameters)


class _Slot(Expression):
    """The place of one field's value in a query that is written before the value is known. Not a
    Value: Django answers `isnull` for those itself, while it writes the query."""

    def __init__(self, field: Any) -> None:
        super().__init__(output_field=field)

    def as_sql(self, compiler: Any, connection: Any) -> Any:
        return "%s", [self]

    def of(self, row: Any, connection: Any) -> Any:
        field: Any = self.output_field
        value = getattr(row, field.attname)
        # None is no value in every field, also in those that could hold JSON's null
        return None if value is None else field.get_db_prep_value(value, connection=connection)
