"""Database triggers: what must never be false and no constraint can say, on both engines.

An app declares its triggers in its `triggers` module and registers them from AppConfig.ready().
They are installed after every `migrate`; on SQLite they are taken away before it, because
rebuilding a table drops its triggers and fails over triggers of other tables that mention it. A
system check names those that are missing.
"""

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
    connection = connections[using]
    query = {
        "sqlite": "SELECT name FROM sqlite_master WHERE type = 'trigger'",
        "postgresql": (
            "SELECT t.tgname FROM pg_trigger t WHERE t.tgenabled <> 'D' AND"
            " pg_table_is_visible(t.tgrelid)"
        ),
    }[connection.vendor]
    with connection.cursor() as cursor:
        cursor.execute(query)
        present = {name for (name,) in cursor.fetchall()}
    return sorted(trigger.name for trigger in _due(connection) if trigger.name not in present)


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
            f"Database {using!r} lacks triggers that protect it: {', '.join(names)}.",
            hint=(
                "Run `manage.py migrate`, which installs them again; then `manage.py"
                " verify_journal`."
            ),
            id="ocop_registry.W001",
        )
        for using in databases or ()
        if (names := missing(using))
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
