"""The database itself refuses to rewrite the journal, whoever asks."""

from ocop_registry.database.triggers import Trigger

_REFUSE_FUNCTION = """
CREATE OR REPLACE FUNCTION journal_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'journal_append_only: rows of % are only ever added; % is refused', TG_TABLE_NAME, lower(TG_OP)
        USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'journal_append_only';
END $$
"""

_HEAD_FUNCTION = """
CREATE OR REPLACE FUNCTION journal_head_step() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.seq <> OLD.seq + 1 THEN
        RAISE EXCEPTION 'journal_head_step: the head of the journal moves one entry on at a time; % to % is refused', OLD.seq, NEW.seq
            USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'journal_head_step';
    END IF;
    RETURN NEW;
END $$
"""


def _refused(table: str, short: str, operations: tuple[str, ...]) -> list[Trigger]:
    """Triggers that refuse these operations on the table: on SQLite one each, on PostgreSQL one
    that covers TRUNCATE too."""
    refusals = [
        Trigger(
            name=f"{short}_no_{operation}",
            table=table,
            sqlite=[
                f"CREATE TRIGGER {short}_no_{operation} BEFORE {operation.upper()} ON {table} BEGIN"
                f" SELECT RAISE(ABORT, 'journal_append_only: rows of {table} are only ever added;"
                f" {operation} is refused'); END"
            ],
        )
        for operation in operations
    ]
    events = " OR ".join(operation.upper() for operation in (*operations, "truncate"))
    append_only = Trigger(
        name=f"{short}_append_only",
        table=table,
        postgresql=[
            _REFUSE_FUNCTION,
            (
                f"CREATE TRIGGER {short}_append_only BEFORE {events} ON {table} EXECUTE FUNCTION"
                " journal_refuse_change()"
            ),
        ],
    )
    return [*refusals, append_only]


def _not_replaced(table: str, short: str, *keys: str) -> Trigger:
    """INSERT OR REPLACE deletes without asking the delete trigger, on SQLite only: a row that is the
    same by any of these keys."""
    same = " OR ".join(f"{key} = NEW.{key}" for key in keys)
    present = f"EXISTS (SELECT 1 FROM {table} WHERE {same})"  # noqa: S608 (names from this module)
    return Trigger(
        name=f"{short}_no_replace",
        table=table,
        sqlite=[
            f"CREATE TRIGGER {short}_no_replace BEFORE INSERT ON {table} WHEN {present} BEGIN"
            f" SELECT RAISE(ABORT, 'journal_append_only: rows of {table} are only ever added;"
            " replace is refused'); END"
        ],
    )


TRIGGERS = [
    *_refused("journal_journalentry", "journal_entry", ("update", "delete")),
    *_refused("journal_journalline", "journal_line", ("update", "delete")),
    *_refused("journal_publicchange", "journal_public_change", ("update", "delete")),
    *_refused("journal_journalhead", "journal_head", ("delete",)),
    *_refused("journal_publishedhead", "journal_published_head", ("update", "delete")),
    _not_replaced("journal_publishedhead", "journal_published_head", "id", "day"),
    _not_replaced("journal_journalentry", "journal_entry", "seq", "hash"),
    _not_replaced("journal_journalline", "journal_line", "id"),
    _not_replaced("journal_publicchange", "journal_public_change", "id"),
    _not_replaced("journal_journalhead", "journal_head", "id"),
    Trigger(
        name="journal_head_step",
        table="journal_journalhead",
        sqlite=[
            "CREATE TRIGGER journal_head_step BEFORE UPDATE ON journal_journalhead WHEN NEW.seq <>"
            " OLD.seq + 1 BEGIN SELECT RAISE(ABORT, 'journal_head_step: the head of the journal"
            " moves one entry on at a time'); END"
        ],
        postgresql=[
            _HEAD_FUNCTION,
            (
                "CREATE TRIGGER journal_head_step BEFORE UPDATE ON journal_journalhead "
                "FOR EACH ROW EXECUTE FUNCTION journal_head_step()"
            ),
        ],
    ),
]
