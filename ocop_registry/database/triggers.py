"""Database triggers: what must never be false and no constraint can say, on both engines.

An app declares its triggers in its `triggers` module and registers them from AppConfig.ready().
They are installed after every `migrate`; on SQLite they are taken away before it, because
rebuilding a table drops its triggers and fails over triggers of other tables that mention it. A
system check names those that are missing or say something else.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.core import checks
from django.db import connections, transaction
from django.db.backends.base.base import BaseDatabaseWrapper


@dataclass(frozen=True)
class Trigger:
    """One trigger, named as in the database. The statements that make it, per engine; none: that
    engine does without."""

    name: str
    table: str
    sqlite: Sequence[str] = ()
    postgresql: Sequence[str] = ()

    def statements(self, vendor: str) -> Sequence[str]:
        return {"sqlite": self.sqlite, "postgresql": self.postgresql}[vendor]


_registered: dict[str, Trigger] = {}


def register(*triggers: Trigger) -> None:
    """Add an app's triggers. Raises ValueError when two different ones bear one name."""
    for trigger in triggers:
        if _registered.setdefault(trigger.name, trigger) != trigger:
            raise ValueError(f"trigger {trigger.name} is declared twice, differently")


def install(using: str = "default") -> None:
    """Make every registered trigger anew, on the tables that exist."""
    connection = connections[using]
    with transaction.atomic(using=using), connection.cursor() as cursor:
        for trigger in _due(connection):
            cursor.execute(_drop_statement(connection, trigger))
            for statement in trigger.statements(connection.vendor):
                cursor.execute(statement)


def drop(using: str = "default") -> None:
    """Take every registered trigger away."""
    connection = connections[using]
    with transaction.atomic(using=using), connection.cursor() as cursor:
        for trigger in _due(connection):
            cursor.execute(_drop_statement(connection, trigger))


def missing(using: str = "default") -> list[str]:
    """Names of registered triggers that the database lacks or has switched off, though their tables
    exist."""
    present = _present(connections[using])
    return sorted(
        trigger.name for trigger in _due(connections[using]) if trigger.name not in present
    )


def altered(using: str = "default") -> list[str]:
    """Names of registered triggers that bear their name but do not say, word by word, what this
    release installs; and of unknown triggers on the tables that registered ones protect."""
    connection = connections[using]
    present, due = _present(connection), {trigger.name: trigger for trigger in _due(connection)}
    tables = {trigger.table for trigger in due.values()}
    other = [name for name, (table, _) in present.items() if table in tables and name not in due]
    differing = [
        name
        for name, trigger in due.items()
        if name in present and present[name][1] != _meaning(connection.vendor, trigger)
    ]
    return sorted([*other, *differing])


def _present(connection: BaseDatabaseWrapper) -> dict[str, tuple[str, Any]]:
    """Name → (table, meaning) of the triggers that the database has and obeys."""
    query = {
        "sqlite": "SELECT name, tbl_name, sql FROM sqlite_master WHERE type = 'trigger'",
        "postgresql": (
            "SELECT t.tgname, c.relname, pg_get_triggerdef(t.oid), p.prosrc FROM pg_trigger t JOIN"
            " pg_class c ON c.oid = t.tgrelid JOIN pg_proc p ON p.oid = t.tgfoid WHERE NOT"
            " t.tgisinternal AND t.tgenabled IN ('O', 'A') AND pg_table_is_visible(t.tgrelid)"
        ),
    }[connection.vendor]
    with connection.cursor() as cursor:
        cursor.execute(query)
        rows = cursor.fetchall()
    if connection.vendor == "sqlite":
        return {name: (table, _words(text)) for name, table, text in rows}
    return {name: (table, (_heard(text), body)) for name, table, text, body in rows}


def _meaning(vendor: str, trigger: Trigger) -> Any:
    """The same of a registered trigger: on SQLite its text; on PostgreSQL, which keeps its own
    wording, what the text says and the body of the function it calls."""
    statements = trigger.statements(vendor)
    if vendor == "sqlite":
        return _words(statements[-1])
    _, body, _ = statements[0].split("$$")
    return _heard(statements[-1]), body


def _words(text: str) -> str:
    return " ".join(text.split())


_TRIGGER = re.compile(
    r"CREATE TRIGGER \S+ (?P<when>BEFORE|AFTER) (?P<events>.+?) ON (?:\w+\.)?(?P<table>\w+)"
    r"(?P<more>.*?) EXECUTE FUNCTION (?:\w+\.)?(?P<function>\w+)\(\)"
)


def _heard(text: str) -> tuple[Any, ...]:
    """When, on which events, of which table, how often and which function, however it is written."""
    found = _TRIGGER.fullmatch(_words(text))
    if found is None:
        return (text,)
    more = found["more"].strip().removeprefix("FOR EACH STATEMENT")
    events = frozenset(found["events"].split(" OR "))
    return found["when"], events, found["table"], more, found["function"]


def before_migrate(using: str, plan: Sequence[Any] = (), **_: Any) -> None:
    """Receiver of pre_migrate."""
    if plan and connections[using].vendor == "sqlite":
        drop(using)


def after_migrate(using: str, **_: Any) -> None:
    """Receiver of post_migrate."""
    install(using)


@checks.register(checks.Tags.database)
def check_installed(databases: Sequence[str] | None = None, **_: Any) -> list[checks.CheckMessage]:
    """Warn of missing triggers. A warning, not an error: an error would stop the `migrate` that
    mends it."""
    return [
        checks.Warning(
            f"Database {using!r} lacks triggers that protect it, or has other ones under their"
            f" names: {', '.join(names)}.",
            hint=(
                "Run `manage.py migrate`, which installs them again; then `manage.py"
                " verify_journal`."
            ),
            id="ocop_registry.W001",
        )
        for using in databases or ()
        if (names := [*missing(using), *altered(using)])
    ]


def _due(connection: BaseDatabaseWrapper) -> Iterable[Trigger]:
    tables = set(connection.introspection.table_names())
    return [
        trigger
        for trigger in _registered.values()
        if trigger.table in tables and trigger.statements(connection.vendor)
    ]


def _drop_statement(connection: BaseDatabaseWrapper, trigger: Trigger) -> str:
    name = connection.ops.quote_name(trigger.name)
    table = (
        f" ON {connection.ops.quote_name(trigger.table)}"
        if connection.vendor == "postgresql"
        else ""
    )
    return f"DROP TRIGGER IF EXISTS {name}{table}"
