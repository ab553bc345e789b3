"""Rows as they lie in the table between staging and applying: JSON that gives back exactly what was
read."""

from collections.abc import Mapping
from dataclasses import asdict
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

from certifications.imports.contract import Change, Fault, Row
from certifications.models import Import, ImportRow
from ocop_registry.excel.reading import CellError


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
    stored = ImportRow(imported=imported, sheet=row.sheet, number=row.number, cells=cells)
    look(stored, row)
    return stored


def look(stored: ImportRow, row: Row) -> None:
    """Write what the last check found onto the stored row."""
    stored.choices = row.choices
    stored.outcome = row.outcome
    stored.faults = [asdict(fault) for fault in row.faults]
    stored.notes = list(row.notes)
    stored.changes = [asdict(change) for change in row.changes]
    stored.options = {name: asdict(question) for name, question in row.questions.items()}
    stored.subject = row.subject


def as_looked(stored: ImportRow) -> Row:
    """The row with what the last check found, for reports; to check again take `as_row`."""
    row = as_row(stored)
    row.outcome, row.notes, row.subject = stored.outcome, list(stored.notes), stored.subject
    row.faults = [Fault(**fault) for fault in stored.faults]
    row.changes = [Change(**change) for change in stored.changes]
    return row


LOOKED = ("mended", "choices", "outcome", "faults", "notes", "changes", "options", "subject")


def as_row(stored: ImportRow) -> Row:
    """The row to check again: what was typed on screen stands over what the file said."""
    read = {name: from_json(value) for name, (_, value) in stored.cells.items()}
    references = {name: reference for name, (reference, _) in stored.cells.items() if reference}
    return Row(
        stored.sheet, stored.number, {**read, **stored.mended}, references, dict(stored.choices)
    )
