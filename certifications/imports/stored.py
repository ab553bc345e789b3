"""Rows as they lie in the table between staging and applying: JSON that gives back exactly what was
read."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

from django.db import connection

from certifications.imports.contract import Change, Fault, Row
from certifications.models import Import, ImportRow
from ocop_registry.excel.reading import CellError
from ocop_registry.journal.batches import batches

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


def as_stored(row: Row, imported: Import) -> ImportRow:
    """A freshly read and checked row, to be inserted."""
    cells = {
        name: [row.references.get(name, ""), as_json(value)] for name, value in row.cells.items()
    }
    return ImportRow(
        imported=imported, sheet=row.sheet, number=row.number, cells=cells, **found(row)
    )


def found(row: Row) -> dict[str, Any]:
    """What a check found of a row, as its columns keep it."""
    return {
        "choices": row.choices,
        "outcome": str(row.outcome),
        "faults": [asdict(fault) for fault in row.faults],
        "notes": list(row.notes),
        "changes": [asdict(change) for change in row.changes],
        "options": {
            name: {
                "label": question.label,
                "options": [asdict(option) for option in question.options],
                "chosen": question.chosen,
                "suggested": question.suggested,
            }
            for name, question in row.questions.items()
        },
        "subject": row.subject,
    }


FOUND = ("choices", "outcome", "faults", "notes", "changes", "options", "subject")


def as_looked(stored: ImportRow) -> Row:
    """The row with what the last check found, for reports; to check again take `as_row`."""
    row = as_row(stored)
    row.outcome, row.notes, row.subject = stored.outcome, list(stored.notes), stored.subject
    row.faults = [Fault(**fault) for fault in stored.faults]
    row.changes = [Change(**change) for change in stored.changes]
    return row


def as_row(stored: ImportRow) -> Row:
    """The row to check again: what was typed on screen stands over what the file said."""
    read = {name: from_json(value) for name, (_, value) in stored.cells.items()}
    references = {name: reference for name, (reference, _) in stored.cells.items() if reference}
    return Row(
        stored.sheet,
        stored.number,
        {**read, **stored.mended},
        references,
        dict(stored.choices),
        at=stored.pk,
        stored={name: getattr(stored, name) for name in (*FOUND, "earlier")},
    )


def rows_of(imported: Import) -> Iterator[ImportRow]:
    """The stored rows in the order of the file, page by page."""
    rows = imported.rows.order_by("pk")
    page = list(rows[:PAGE])
    while page:
        yield from page
        page = list(rows.filter(pk__gt=page[-1].pk)[:PAGE])


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
