"""Rows as they lie in the table between staging and applying: JSON that gives back exactly what was
read."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

from django.db import connection

from certifications.imports import matters
from certifications.imports.contract import Change, Fact, Fault, Row
from certifications.models import Import, ImportRow
from ocop_registry.excel import cells
from ocop_registry.excel.reading import CellError
from ocop_registry.held import Held
from ocop_registry.journal.batches import batches, insert_rows
from ocop_registry.places.text import fold

PAGE = 500  # stored rows read, or written, at once


def as_json(value: Any) -> Any:
    """A cell's value as JSON that `from_json` turns back into the same value."""
    if isinstance(value, bool | str | int | None):
        return value
    if isinstance(value, Decimal):
        return {"number": str(value)}
    if isinstance(value, datetime):
        return {"instant": value.isoformat()}
    if isinstance(value, date):
        return {"day": value.isoformat()}
    if isinstance(value, time):
        return {"time": value.isoformat()}
    if isinstance(value, CellError):
        return {"error": [value.text, value.code]}
    raise TypeError(f"a cell cannot hold {type(value).__name__}")


_READERS: Mapping[str, Any] = {
    "number": Decimal,
    "instant": datetime.fromisoformat,
    "day": date.fromisoformat,
    "time": time.fromisoformat,
    "error": lambda parts: CellError(*parts),
}


def from_json(stored: Any) -> Any:
    if isinstance(stored, dict):
        [(kind, text)] = stored.items()
        return _READERS[kind](text)
    return stored


def insert(imported: Import, rows: Iterable[tuple[Row, Mapping[str, str]]]) -> None:
    """Store freshly read and checked rows, each with what was typed over it before."""
    told = Held[set[matters.Matter]](chunk=500)

    def values() -> Iterator[tuple[Any, ...]]:
        for row, mended in rows:
            now = found(row)
            told.append(matters.of(now))
            place = imported.pk, row.sheet, row.number, row.part
            yield *place, _cells(row), mended, words(row.cells), *now.values()

    names = ("imported", "sheet", "number", "part", "cells", "mended", "words", *FOUND)
    insert_rows(ImportRow, names, values())
    matters.store(imported, told)


def _cells(row: Row) -> dict[str, Any]:
    references = row.references
    return {name: [references.get(name, ""), as_json(value)] for name, value in row.cells.items()}


def words(read: Mapping[str, Any]) -> str:
    """What is searched of a row's cells, as a person would type them."""
    return "\n".join(filter(None, (fold(as_typed(value)) for value in read.values())))


def as_typed(value: Any) -> str:
    """A cell as a person would type it: dd/mm/yyyy, decimal comma."""
    return value.text if isinstance(value, CellError) else cells.text(value)


def found(row: Row) -> dict[str, Any]:
    """What a check found of a row, as its columns keep it."""
    return {
        "choices": row.choices,
        "outcome": str(row.outcome),
        "faults": [vars(fault) for fault in row.faults],
        "notes": list(row.notes),
        "understood": understood(row),
        "changes": told_changes(row),
        "options": {
            name: {
                "label": question.label,
                "options": [vars(option) for option in question.options],
                "chosen": question.chosen,
                "suggested": question.suggested,
                "key": question.key,
                "about": question.about,
                "column": question.column,
                "word": question.word,
                "lasting": question.lasting,
            }
            for name, question in row.questions.items()
        },
        "subject": row.subject,
    }


def told_changes(row: Row) -> list[dict[str, str]]:
    return [vars(change) for change in row.changes]


def understood(row: Row) -> dict[str, Any]:
    """The facts of a row, and which of its notes stand at which column; as short as can be, for
    every row has them."""
    told: dict[str, Any] = {}
    if row.facts:
        told["facts"] = [
            [one.label, one.value, list(one.columns), one.state, one.passing] for one in row.facts
        ]
    if row.noted:
        told["noted"] = [list(one) for one in row.noted]
    return told


def facts_of(stored: Mapping[str, Any]) -> list[Fact]:
    """The facts as `understood` keeps them."""
    return [
        Fact(label, value, tuple(columns), state, passing)
        for label, value, columns, state, passing in stored.get("facts", ())
    ]


FOUND = (
    *("choices", "outcome", "faults", "notes", "understood", "changes", "options"),
    "subject",
)


def as_looked(stored: ImportRow) -> Row:
    """The row with what the last check found, for reports; to check again take `rows_of`."""
    row = as_row(stored)
    row.outcome, row.notes, row.subject = stored.outcome, list(stored.notes), stored.subject
    row.faults = [Fault(**fault) for fault in stored.faults]
    row.changes = [Change(**change) for change in stored.changes]
    row.facts = facts_of(stored.understood)
    return row


def as_row(stored: ImportRow) -> Row:
    """The row with what was typed on screen over what the file said."""
    return _row(stored.pk, stored.sheet, stored.number, stored.cells, stored.mended, stored.choices)


def _row(pk: int, sheet: str, number: int, cells: Any, mended: Any, choices: Any) -> Row:
    read = {name: from_json(value) for name, (_, value) in cells.items()}
    references = {name: reference for name, (reference, _) in cells.items() if reference}
    return Row(sheet, number, {**read, **mended}, references, choices, at=pk)


def rows_of(imported: Import, *remembered: str) -> Iterator[Row]:
    """The rows to check again, in the order of the file, page by page. `remembered`: columns of
    what the last check found that each takes along."""
    read = ("pk", "sheet", "number", "cells", "mended", "choices")
    rows = imported.rows.order_by("pk").values_list(*read, *remembered)
    page = list(rows[:PAGE])
    while page:
        for values in page:
            row = _row(*values[: len(read)])
            row.stored = dict(zip(remembered, values[len(read) :], strict=True))
            yield row
        page = list(rows.filter(pk__gt=page[-1][0])[:PAGE])


def keep(changed: Iterable[tuple[int, Mapping[str, Any]]]) -> None:
    """Write columns of stored rows (id → column → value), all with the same columns. Not
    `bulk_update`, whose CASE grows with the rows."""
    for piece in batches(changed, PAGE):
        fields: list[Any] = [ImportRow._meta.get_field(name) for name in piece[0][1]]
        quote = connection.ops.quote_name
        columns = ", ".join(f"{quote(field.column)} = %s" for field in fields)
        values = [
            [
                *(field.get_db_prep_save(told[field.name], connection) for field in fields),
                key,
            ]
            for key, told in piece
        ]
        with connection.cursor() as cursor:
            cursor.executemany(
                f"UPDATE {quote(ImportRow._meta.db_table)} SET {columns} WHERE id = %s",  # noqa: S608 (names of the model)
                values,
            )
