"""A large file after one that was undone: whatever the database's statistics say of the tables, no
question of a row reads a table whole."""

from pathlib import Path
from typing import Any

import pytest
from django.db import connection, transaction

from certifications.imports import applying, staging
from ocop_registry.database import statistics
from ocop_registry.journal import batches as journal_batches
from tests.benchmarks.import_register import workbook

ROWS, MANY = 1000, 300
MOST = 250  # rows read whole for each written one: until the first hundreds are counted
pytestmark = pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite keeps none")


def test_a_file_after_one_that_was_undone_is_not_read_row_by_row(
    fresh_database: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(statistics, "MANY", MANY)  # as of a file of thousands
    monkeypatch.setattr(journal_batches, "BATCH", 50)
    workbook(ROWS, tmp_path / "so.xlsx")
    with transaction.atomic():
        applied(tmp_path / "so.xlsx")
        transaction.set_rollback(True)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
    connection.close()  # with the plans that its triggers kept
    with transaction.atomic():
        assert applied(tmp_path / "so.xlsx").counts["created"] == ROWS
        assert read_whole() == {}


def applied(path: Path) -> Any:
    imported = staging.stage(path.read_bytes(), path.name, "register", province=None, by=None)
    return applying.apply(imported, by=None, version=imported.version)


def read_whole() -> dict[str, int]:
    """Table → rows that this transaction read of it in scans from end to end, of those that it
    filled and read more often than it may."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT relname, seq_tup_read FROM pg_stat_xact_user_tables"
            " WHERE n_tup_ins >= %s AND seq_tup_read > n_tup_ins * %s",
            [ROWS // 4, MOST],
        )
        return dict(cursor.fetchall())
