"""The index of words in a filter, on both databases:
`search_key__bears=[(("tra", "che"), ("xanh",)), …]` keeps the rows that bear one word of every group
of one of several ways. A word that ends in "*" stands for all that begin so. Words are of Latin
letters and digits."""

from collections.abc import Callable, Sequence
from typing import Any

from django.db.models import Lookup, TextField

from products.models.triggers import words_of

Ways = Sequence[Sequence[Sequence[str]]]


@TextField.register_lookup
class Bears(Lookup):
    """Of the columns `search_key` of the rows of today only: elsewhere there is no such index."""

    lookup_name = "bears"
    prepare_rhs = False

    def as_postgresql(self, compiler: Any, connection: Any) -> tuple[str, list[Any]]:
        column, values = self.process_lhs(compiler, connection)
        words = f"array_to_tsvector(string_to_array(btrim({column}), ' '))"
        return f"{words} @@ %s::tsquery", [*values, _written(self.rhs, _of_tsquery, "&", "|")]

    def as_sqlite(self, compiler: Any, connection: Any) -> tuple[str, list[Any]]:
        table = self.lhs.target.model._meta.db_table
        index, key = words_of(table), f'"{self.lhs.alias}"."entry_id"'
        found = f"SELECT rowid FROM {index} WHERE {index} MATCH %s"  # noqa: S608 (name of a table)
        return f"{key} IN ({found})", [_written(self.rhs, _of_fts5, "AND", "OR")]


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
