"""What PostgreSQL believes of tables that have just been filled.

An act that was undone leaves tables of which the statistics say that they are empty, and the next
one fills them within its one transaction, where nobody counts anew: each question of a row, those
of triggers too, would be planned as reading the whole table, thousands of times.
"""

from typing import Any

from django.db import connection

MANY = 1000  # rows: of fewer every plan is fast


def inserted(table: str, rows: int) -> None:
    """Tell of rows just inserted into a table. Once there are many of which the statistics do not
    know, they are counted: at once, also within the transaction that inserts them."""
    if connection.vendor != "postgresql":
        return
    told: dict[str, int] = connection.__dict__.setdefault("rows_inserted", {})
    told[table] = told.get(table, 0) + rows
    if told[table] >= MANY:
        told[table] = 0
        with connection.cursor() as cursor:
            if _known(cursor, table) < MANY:
                # another act that counts it just now does so for this one as well
                cursor.execute(f"ANALYZE (SKIP_LOCKED) {connection.ops.quote_name(table)}")


def _known(cursor: Any, table: str) -> float:
    """How many rows the statistics know of; below 0: they were never counted."""
    cursor.execute("SELECT reltuples FROM pg_class WHERE oid = %s::regclass", [table])
    return cursor.fetchone()[0]
