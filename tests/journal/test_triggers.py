"""The database refuses to rewrite the journal, and says when its guards are gone."""

import pytest
from django.core.management import call_command
from django.db import DatabaseError, connection, transaction

from ocop_registry.database import triggers
from ocop_registry.journal.acts import act
from ocop_registry.journal.models import (
    JournalEntry,
    JournalHead,
    JournalLine,
    PublicChange,
    PublishedHead,
)
from ocop_registry.journal.proof import heads
from tests.journal.support import account, faults, last_seq, lifted

TABLES = ["journal_journalentry", "journal_journalline", "journal_publicchange"]


@pytest.fixture
def journal(officer, projections):
    projections.append(lambda deed: [("product", "7K3QX9M", "updated")])
    with act("account.create", by=officer) as deed:
        deed.create(account("a"))
    # else PostgreSQL refuses TRUNCATE for its own reasons before it asks the trigger
    connection.check_constraints()


def counts():
    return [
        model.objects.count() for model in (JournalEntry, JournalLine, PublicChange, JournalHead)
    ]


def refused(statement: str, name: str = "journal_append_only"):
    with (
        pytest.raises(DatabaseError, match=name),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement)


@pytest.mark.parametrize("table", TABLES)
def test_rows_are_neither_changed_nor_deleted(journal, table):
    before = counts()
    column = "reason" if table == TABLES[0] else "uid"
    refused(f"UPDATE {table} SET {column} = 'x'")
    refused(f"DELETE FROM {table}")
    assert counts() == before
    assert faults() == []


@pytest.mark.parametrize("table", [*TABLES, "journal_journalhead"])
def test_tables_are_not_truncated(journal, table):
    if connection.vendor != "postgresql":
        refused(f"DELETE FROM {table}")  # SQLite knows no TRUNCATE
    else:
        refused(f"TRUNCATE {table} CASCADE")


@pytest.mark.parametrize(
    ("table", "key"),
    [*((table, "id") for table in TABLES[1:]), (TABLES[0], "seq"), ("journal_journalhead", "id")],
)
def test_rows_are_not_replaced(journal, table, key):
    if connection.vendor != "sqlite":
        pytest.skip("only SQLite can replace a row while inserting")
    refused(f"INSERT OR REPLACE INTO {table} SELECT * FROM {table}")


@pytest.mark.parametrize(
    ("model", "key", "other"),
    [
        (PublishedHead, "id", None),
        (PublishedHead, "id", "id + 1"),
        (JournalEntry, "seq", "seq + 9"),
    ],
)
def test_what_is_said_once_is_not_replaced_under_another_number(journal, model, key, other):
    """The day of a published head, the hash of an entry: what is the same by them would go as well."""
    if connection.vendor != "sqlite":
        pytest.skip("only SQLite can replace a row while inserting")
    heads.publish()
    columns = [field.column for field in model._meta.concrete_fields]
    values = ", ".join(other if other and name == key else name for name in columns)
    table = model._meta.db_table
    refused(f"INSERT OR REPLACE INTO {table} ({', '.join(columns)}) SELECT {values} FROM {table}")


def test_the_head_moves_one_entry_on_and_never_goes(journal):
    seq = last_seq()
    refused(f"UPDATE journal_journalhead SET seq = {seq - 1}", "journal_head_step")
    refused(f"UPDATE journal_journalhead SET seq = {seq + 2}", "journal_head_step")
    refused("UPDATE journal_journalhead SET hash = 'x'", "journal_head_step")
    refused("DELETE FROM journal_journalhead")
    assert last_seq() == seq


def test_there_is_one_head_after_migrate(db):
    assert list(JournalHead.objects.values_list("pk", flat=True)) == [1]


def test_missing_triggers_are_named_by_the_system_check_and_by_verify(db):
    assert triggers.check_installed(databases=["default"]) == []
    triggers.drop()
    try:
        (warning,) = triggers.check_installed(databases=["default"])
        assert "journal_head_step" in warning.msg
        assert "manage.py migrate" in warning.hint
        assert any("trigger journal_head_step is missing" in what for _, what in faults())
    finally:
        triggers.install()
    assert triggers.missing() == []
    assert triggers.check_installed(databases=None) == []


def test_migrate_installs_what_is_missing(fresh_database):
    with lifted():
        assert "journal_head_step" in triggers.missing()
        call_command("migrate", verbosity=0)
        assert triggers.missing() == []


def test_sqlite_may_rebuild_every_table_that_a_trigger_mentions(fresh_database):
    """What a migration does there; with the triggers in place it fails over their mention of the
    table."""
    from certifications.models import Round

    if connection.vendor != "sqlite":
        pytest.skip("PostgreSQL alters tables in place")
    triggers.before_migrate("default", plan=["a migration"])
    with connection.schema_editor() as editor:
        editor._remake_table(Round)
        editor._remake_table(JournalEntry)
    assert triggers.missing() != []
    triggers.after_migrate("default")
    assert triggers.missing() == []
    refused("UPDATE journal_journalhead SET hash = 'x'", "journal_head_step")


def test_one_name_is_one_trigger():
    with pytest.raises(ValueError, match="declared twice"):
        triggers.register(triggers.Trigger("journal_head_step", "elsewhere"))


@pytest.fixture
def again(db):
    yield
    triggers.install()


HOLLOW = {
    "sqlite": [
        "DROP TRIGGER journal_head_step",
        "CREATE TRIGGER journal_head_step BEFORE UPDATE ON journal_journalhead WHEN 0 BEGIN SELECT 1;"
        " END",
    ],
    "postgresql": [
        "CREATE OR REPLACE FUNCTION journal_head_step() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
        " RETURN NEW; END $$"
    ],
}
NARROWED = {
    "sqlite": [
        "DROP TRIGGER journal_line_no_update",
        "CREATE TRIGGER journal_line_no_update BEFORE UPDATE OF kind ON journal_journalline BEGIN"
        " SELECT RAISE(ABORT, 'x'); END",
    ],
    "postgresql": [
        "DROP TRIGGER journal_line_append_only ON journal_journalline",
        "CREATE TRIGGER journal_line_append_only BEFORE DELETE ON journal_journalline EXECUTE"
        " FUNCTION journal_refuse_change()",
    ],
}
FOREIGN = {
    "sqlite": [
        "CREATE TRIGGER quiet AFTER INSERT ON journal_journalline BEGIN SELECT 1; END",
    ],
    "postgresql": [
        "CREATE TRIGGER quiet AFTER INSERT ON journal_journalline EXECUTE FUNCTION"
        " journal_refuse_change()"
    ],
}


@pytest.mark.parametrize(
    ("statements", "name"),
    [
        (HOLLOW, "journal_head_step"),
        (NARROWED, "journal_line_"),
        (FOREIGN, "quiet"),
    ],
)
def test_a_trigger_is_known_by_what_it_says_not_by_its_name(again, statements, name):
    assert triggers.altered() == []
    with connection.cursor() as cursor:
        for statement in statements[connection.vendor]:
            cursor.execute(statement)
    [found] = triggers.altered()
    assert found.startswith(name)
    assert triggers.missing() == []
    (warning,) = triggers.check_installed(databases=["default"])
    assert found in warning.msg
    assert any(f"trigger {found} is not what this release installs" in what for _, what in faults())
    with connection.cursor() as cursor:
        on = " ON journal_journalline" if connection.vendor == "postgresql" else ""
        if name == "quiet":
            cursor.execute(f"DROP TRIGGER quiet{on}")
    triggers.install()
    assert triggers.altered() == []
