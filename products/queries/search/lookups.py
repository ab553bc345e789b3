"""The index of words, on both databases: of `bearing(rows, [(("tra", "che"), ("xanh",)), …])` those
that bear one word of every group of one of several ways. A word that ends in "*" stands for all that
begin so; two with a blank between ("mat ong") stand side by side. Words are of Latin letters and
digits.

Of the columns `search_key` of the rows of today only: elsewhere there is no such index.
"""

from collections.abc import Callable, Sequence
from typing import Any

from django.db import connection
from django.db.models import Lookup, QuerySet, TextField

from products.models.triggers import WORDS_AND_PAIRS, words_of

Ways = Sequence[Sequence[Sequence[str]]]


def bearing(rows: QuerySet[Any], ways: Ways) -> QuerySet[Any]:
    """These rows, found by their words. SQLite, which knows nothing of its tables, would rather read
    all that count today if the index were only one condition among others: it is joined, so that they
    are no rows for a subquery."""
    if connection.vendor != "sqlite":
        return rows.filter(search_key__bears=ways)
    table = rows.model._meta.db_table
    index = words_of(table)
    where = f"{index}.rowid = {table}.entry_id AND {index} MATCH %s"
    asked = _written(ways, _of_fts5, "AND", "OR")
    return rows.extra(tables=[index], where=[where], params=[asked])  # noqa: S610 (names of models)


@TextField.register_lookup
class _Bears(Lookup):
    """PostgreSQL's index of expressions."""

    lookup_name = "bears"
    prepare_rhs = False

    def as_postgresql(self, compiler: Any, connection: Any) -> tuple[str, list[Any]]:
        column, values = self.process_lhs(compiler, connection)
        asked = _written(self.rhs, _of_tsquery, "&", "|")
        return f"{WORDS_AND_PAIRS}({column}) @@ %s::tsquery", [*values, asked]


def _written(ways: Ways, word: Callable[[str], str], both: str, either: str) -> str:
    def of(groups: Sequence[Sequence[str]]) -> str:
        return f" {both} ".join(f"({f' {either} '.join(map(word, group))})" for group in groups)

    return (
        f" {either} ".join(f"({of(groups)})" for groups in ways) if len(ways) > 1 else of(ways[0])
    )


def _of_tsquery(word: str) -> str:
    return f"'{word[:-1]}':*" if word.endswith("*") else f"'{word}'"


def _of_fts5(word: str) -> str:
    return f'"{word[:-1]}"*' if word.endswith("*") else f'"{word}"'
