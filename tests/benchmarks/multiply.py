"""The public register of a filled database so many times as large, in a few minutes: for the growth
of reading alone.

    .venv/bin/python -m tests.benchmarks.multiply 10

Every public object of the database that DATABASE_URL names (PostgreSQL, filled by
`tests.benchmarks.fill`; the role is a superuser) stands there so many times: each time under another
uid, with other codes, the same name, places and days. Products, certifications and the journal stay
as they are, and the cards tell of the first: it is no register for anything but reading.
"""

import os
import sys
import time
from collections.abc import Iterator
from typing import Any

# what a copy has otherwise than the first, as SQL over the row `t`; the others as they are
_UIDS = ("uid", "producer_uid", "product_uid", "decision_uid")
_LINKS = ("id", "entry_id", "state_id")


def multiply(times: int) -> None:
    """Write `times` - 1 copies."""
    from django.db import connection, transaction

    with connection.cursor() as cursor, transaction.atomic():
        cursor.execute("SET LOCAL session_replication_role = replica")  # no trigger, no foreign key
        cursor.execute("SET LOCAL statement_timeout = 0")
        cursor.execute("SET LOCAL maintenance_work_mem = '1GB'")
        indexes = _without_indexes(cursor)
        _name_copies(cursor, times)
        for model in _tables():
            _copy(cursor, model, times)
            _say(f"{model._meta.db_table} copied")
        cursor.execute("UPDATE products_publicword SET rows = rows * %s", [times])
        for statement in indexes:
            cursor.execute(statement)
        _say(f"{len(indexes)} indexes made")
        cursor.execute("DROP TABLE copies")
    with connection.cursor() as cursor:
        cursor.execute("SET statement_timeout = 0")
        cursor.execute("VACUUM ANALYZE")


def _tables() -> list[Any]:
    from products.models import register, today

    return [
        *(register.PublicEntry, register.PublicState, register.PublicPlace),
        *(today.PublicCard, today.PublicCode),
        *(today.ProductToday, today.CertificationToday, today.ProducerToday),
    ]


def _name_copies(cursor: Any, times: int) -> None:
    """A table of the uids of each copy."""
    import io

    from ocop_registry.uids import new_uid

    cursor.execute("CREATE UNLOGGED TABLE copies (at int, uid text, copy text)")
    cursor.execute("SELECT uid FROM products_publicentry WHERE kind <> 'participation'")
    uids = [uid for (uid,) in cursor.fetchall()]
    taken = set(uids)
    for at in range(1, times):
        rows = "".join(f"{at}\t{uid}\t{copy}\n" for uid, copy in _pairs(uids, taken, new_uid))
        cursor.copy_expert("COPY copies FROM STDIN", io.StringIO(rows))
    cursor.execute("CREATE UNIQUE INDEX copies_of ON copies (at, uid) INCLUDE (copy)")
    cursor.execute("ANALYZE copies")
    _say(f"{len(uids):,} objects named {times - 1} times")


def _pairs(uids: list[str], taken: set[str], new_uid: Any) -> Iterator[tuple[str, str]]:
    for uid in uids:
        copy = new_uid()
        while copy in taken:
            copy = new_uid()
        taken.add(copy)
        yield uid, copy


def _copy(cursor: Any, model: Any, times: int) -> None:
    table = model._meta.db_table
    columns = [field.column for field in model._meta.concrete_fields]
    uids = [name for name in columns if name in _UIDS]
    steps = _steps(cursor)
    joins = "".join(
        f" LEFT JOIN copies of_{name} ON of_{name}.at = %(at)s AND of_{name}.uid = t.{name}"
        for name in uids
    )
    if table == "products_publiccode":
        joins = " LEFT JOIN copies of_code ON of_code.at = %(at)s AND of_code.uid = t.code"
    told = ", ".join(_told(table, name, uids, steps) for name in columns)
    kind = " WHERE t.kind <> 'participation'" if "kind" in columns else ""
    names = ", ".join(f'"{name}"' for name in columns)
    cursor.execute(f"CREATE TEMP TABLE first ON COMMIT DROP AS SELECT * FROM {table} t{kind}")
    for at in range(1, times):
        statement = f"INSERT INTO {table} ({names}) SELECT {told} FROM first t{joins}"
        cursor.execute(statement, {"at": at})
    cursor.execute("DROP TABLE first")


def _told(table: str, name: str, uids: list[str], steps: dict[str, int]) -> str:
    if name in uids:
        return f"coalesce(of_{name}.copy, t.{name})"
    if name in _LINKS:
        key = {"id": table, "entry_id": "products_publicentry", "state_id": "products_publicstate"}
        return f't."{name}" + %(at)s * {steps[key[name]]}'
    if name == "code":
        return "coalesce(of_code.copy, t.code || '~' || %(at)s)"
    if name == "decision_key":
        return "CASE WHEN t.decision_key = '' THEN '' ELSE t.decision_key || '~' || %(at)s END"
    return f't."{name}"'


_known_steps: dict[str, int] = {}


def _steps(cursor: Any) -> dict[str, int]:
    """Of each table with a number of its own, how far the numbers of its copies lie apart."""
    if not _known_steps:
        for model in _tables():
            if model._meta.pk.column == "id":
                cursor.execute(f"SELECT max(id) FROM {model._meta.db_table}")
                _known_steps[model._meta.db_table] = cursor.fetchone()[0]
    return _known_steps


def _without_indexes(cursor: Any) -> list[str]:
    """Drop the indexes that hold no constraint; how they are made again."""
    cursor.execute(
        "SELECT i.indexrelid::regclass::text, pg_get_indexdef(i.indexrelid) FROM pg_index i"
        " WHERE i.indrelid::regclass::text = ANY(%s) AND NOT i.indisunique",
        [[model._meta.db_table for model in _tables()]],
    )
    found = cursor.fetchall()
    for name, _made in found:
        cursor.execute(f"DROP INDEX {name}")
    return [made for _name, made in found]


_started = time.perf_counter()


def _say(line: str) -> None:
    sys.stdout.write(f"{time.perf_counter() - _started:6.0f} s  {line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ocop_registry.settings")
    django.setup()
    multiply(int(sys.argv[1]))
