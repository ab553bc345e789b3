"""On SQLite an index of words stands beside the rows of today, an FTS5 table that keeps no texts of
its own; triggers bring it what its rows say. PostgreSQL has it as an index of the table, of the
words and of each two that stand side by side."""

from ocop_registry.database.triggers import Trigger
from products.models.today import ProducerToday, ProductToday

WORDS_AND_PAIRS = "register_words_and_pairs"  # PostgreSQL's function of a search key
_TABLES = tuple(model._meta.db_table for model in (ProductToday, ProducerToday))
_ADD = "INSERT INTO {index}(rowid, search_key) VALUES (NEW.entry_id, NEW.search_key);"
_TAKE = (
    "INSERT INTO {index}({index}, rowid, search_key)"
    " VALUES ('delete', OLD.entry_id, OLD.search_key);"
)


def words_of(table: str) -> str:
    """The index of words of a table."""
    return f"{table}_words"


def _trigger(table: str, event: str, body: str, when: str = "") -> Trigger:
    name = f"{words_of(table)}_{event.lower()}"
    statement = f"CREATE TRIGGER {name} AFTER {event} ON {table} {when}BEGIN {body} END"
    return Trigger(name, table, sqlite=[statement.format(index=words_of(table))])


TRIGGERS = [
    trigger
    for table in _TABLES
    for trigger in (
        _trigger(table, "INSERT", _ADD),
        _trigger(table, "DELETE", _TAKE),
        _trigger(table, "UPDATE", f"{_TAKE} {_ADD}", "WHEN NEW.search_key <> OLD.search_key "),
    )
]
