"""A stored row as its page shows it: what the file says, what was understood of it, what is wrong
with it, and the fields to mend it."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from certifications.imports.contract import Column
from certifications.imports.matters import ASKED
from certifications.imports.staging import Mending
from certifications.imports.stored import facts_of
from certifications.models import ImportRow
from certifications.staff.imports.row_filters import text_of

# columns that say what a row speaks of
NAMING = ("product", "name", "producer", "application", "indicator", "year")
# the question stands there with its choices: not to be read twice
ANSWER = "Trả lời câu hỏi ở trên, hoặc sửa ô này."
STATES = {"new": "tạo mới", "known": "đã có trong sổ"}


@dataclass(frozen=True)
class CellShown:
    """One cell of a row: what the file says, what was typed over it, what is wrong with it.

    `was`: a mark of what is stored, by which the page's answer tells what a person typed from what
    was only shown.
    """

    name: str
    heading: str
    reference: str
    value: str
    was: str
    mended: bool
    faults: list[str]

    @property
    def of_lines(self) -> bool:
        """Whether it needs a field of several lines: others take the ends of lines away."""
        return "\n" in lines(self.value)


@dataclass(frozen=True)
class FactShown:
    """One thing that was understood, beside the cells that say it."""

    label: str
    value: str
    state: str  # in words
    known: bool
    beside: bool  # whether it stands beside cells of its own
    written: list[CellShown]
    notes: list[str]


@dataclass(frozen=True)
class RowShown:
    row: ImportRow
    cells: list[CellShown]
    whole: list[str]  # faults of the row as a whole
    facts: list[FactShown]
    notes: list[str]  # those that stand at none of the facts

    @property
    def key(self) -> str:
        """What the names of its fields begin with: in a template a number gets points from a
        thousand on."""
        return str(self.row.pk)

    @property
    def title(self) -> str:
        """What the row speaks of, in the first words of its own."""
        named = [cell.value for cell in self.cells if cell.name in NAMING and cell.value]
        return ", ".join(named[:2])

    @property
    def faulty(self) -> list[CellShown]:
        return [cell for cell in self.cells if cell.faults or cell.mended]

    @property
    def others(self) -> list[CellShown]:
        return [cell for cell in self.cells if not cell.faults and not cell.mended]

    @property
    def unsaid(self) -> list[CellShown]:
        """Filled cells that no fact stands beside, of a row that is not shown with its fields."""
        said = {cell.name for fact in self.facts for cell in fact.written}
        return [cell for cell in self.cells if cell.value and cell.name not in said]


def shown(
    row: ImportRow,
    columns: Mapping[str, Column],
    typed: Mending | None = None,
    editable: bool = True,
) -> RowShown:
    """`typed`: what a person has just typed into it, which could not be kept."""
    by_cell: dict[str, list[str]] = {}
    for fault in row.faults:
        by_cell.setdefault(fault["reference"], []).append(
            ANSWER if editable and fault["code"] == ASKED else fault["detail"]
        )
    cells = [
        _cell(row, name, column, typed, by_cell)
        for name, column in columns.items()
        if name in row.cells or name in row.mended or (typed and name in typed.cells)
    ]
    whole = [detail for details in by_cell.values() for detail in details]
    facts, notes = _facts(row, cells)
    return RowShown(row, cells, whole, facts, notes)


def _cell(
    row: ImportRow,
    name: str,
    column: Column,
    typed: Mending | None,
    by_cell: dict[str, list[str]],
) -> CellShown:
    reference, value = row.cells.get(name, ["", None])
    stored = row.mended[name] if name in row.mended else text_of(value)
    text = typed.cells.get(name, stored) if typed else stored
    mended = name in row.mended or bool(typed and name in typed.cells)
    faults = by_cell.pop(reference, [])
    return CellShown(name, column.heading, reference, text, mark(stored), mended, faults)


def _facts(row: ImportRow, cells: Sequence[CellShown]) -> tuple[list[FactShown], list[str]]:
    filled = {cell.name: cell for cell in cells if cell.value}
    at: dict[str, list[str]] = {}
    for column, text in row.understood.get("noted", ()):
        at.setdefault(column, []).append(text)
    facts = []
    for fact in facts_of(row.understood):
        notes = [text for name in fact.columns for text in at.pop(name, ())]
        written = [filled[name] for name in fact.columns if name in filled]
        state = STATES.get(fact.state, "")
        known, beside = fact.state == "known", bool(fact.columns)
        facts.append(FactShown(fact.label, fact.value, state, known, beside, written, notes))
    said = {text for fact in facts for text in fact.notes}
    return facts, [text for text in row.notes if text not in said]


def mark(text: str) -> str:
    """Short, whatever the text; a page of a hundred rows sends one of every cell."""
    return hashlib.sha256(lines(text).encode()).hexdigest()[:16]


def lines(text: str) -> str:
    """The ends of lines as files have them; forms send others."""
    return text.replace("\r\n", "\n").replace("\r", "\n")


def export_columns(columns: Mapping[str, Column]) -> list[tuple[str, Any]]:
    """The preview as a table: what became of each row, what was understood, and its cells."""

    def cell(name: str) -> Any:
        return lambda row: (
            row.mended.get(name)
            if name in row.mended
            else text_of(row.cells.get(name, ["", None])[1])
        )

    return [
        ("Trang tính", lambda row: row.sheet),
        ("Dòng", lambda row: row.number),
        ("Kết quả", lambda row: row.get_outcome_display()),
        ("Lỗi", lambda row: " ".join(fault["detail"] for fault in row.faults)),
        (
            "Thay đổi",
            lambda row: "; ".join(
                f"{one['label']}: {one['before'] or '–'} → {one['after'] or '–'}"
                for one in row.changes
            ),
        ),
        ("Được hiểu là", _understood),
        ("Ghi chú", lambda row: " ".join(row.notes)),
        *((column.heading, cell(name)) for name, column in columns.items()),
    ]


def _understood(row: ImportRow) -> str:
    return "; ".join(
        f"{fact.label}: {fact.value}" + (f" ({STATES[fact.state]})" if fact.state else "")
        for fact in facts_of(row.understood)
    )
