"""Pasted rows of applications, read as a file of theirs is: the header by itself or as a person names
its columns, titles, headings between the rows, sums and signatures told from products."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from certifications.applications.typed.columns import ALL, COLUMNS
from certifications.imports.contract import Context
from certifications.imports.kinds.applications import Applications
from certifications.imports.shape.layout import ChosenSheet
from certifications.imports.sources import Reading, read_book
from certifications.models import Round
from ocop_registry import clock
from ocop_registry.excel.delimited import PASTED, sheet_of
from ocop_registry.excel.sheets import Book, Sheet
from ocop_registry.excel.values import Unreadable, Value, column_number
from ocop_registry.held import Held

NEEDED = ("product", "producer")
SAMPLES = 2
_UNREAD = "chưa nhận ra cột"  # said by the list of columns
_ADVICE = (" Không đúng thì bấm", " Cần đọc thì bấm")  # of a page that pasted rows do not have


@dataclass(frozen=True)
class ColumnRead:
    """One column as pasted: what is read from it (columns of ours; none: it is not read)."""

    letter: str
    heading: str
    targets: tuple[str, ...]
    samples: tuple[str, ...]

    @property
    def said(self) -> str:
        return "; ".join(ALL[name] for name in self.targets)


@dataclass
class Pasted:
    """What was pasted. `rows`: cells by column of ours, none while `questions` wait for an answer or
    `lacking` columns for a name; `notes`: what was left out, or read otherwise than it stands."""

    rows: list[dict[str, str]] = field(default_factory=list)
    columns: list[ColumnRead] = field(default_factory=list)
    questions: list[Mapping[str, Any]] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    lacking: list[str] = field(default_factory=list)

    @property
    def waits(self) -> bool:
        return bool(self.lacking) or any(not one["chosen"] for one in self.questions)

    @property
    def unread(self) -> list[ColumnRead]:
        return [one for one in self.columns if not one.targets]


def read_pasted(text: str, round_: Round, chosen: ChosenSheet) -> Pasted:
    """Read pasted text for a round of a province. `chosen`: what a person said of its columns.

    Raises Unreadable for rows without a header that have more cells than there are columns.
    """
    sheet = sheet_of(text)
    if not sheet.rows:
        return Pasted()
    reading = _read(sheet, round_, chosen)
    found = reading.columns.get(PASTED, {})
    if not found.get("header") or len(set(found.get("waits", ())) & set(NEEDED)) == len(NEEDED):
        sheet = _with_header(sheet)
        reading = _read(sheet, round_, chosen)
        found = reading.columns[PASTED]
    lacking = [ALL[name] for name in found.get("waits", ())]
    questions = found.get("questions", [])
    pasted = Pasted([], _columns(sheet, found), questions, _notes(reading, questions), lacking)
    if not pasted.waits:
        pasted.rows = [{name: row.text(name) for name in ALL} for row in reading.rows]
    return pasted


def _read(sheet: Sheet, round_: Round, chosen: ChosenSheet) -> Reading:
    context = Context(round_.place, round_, None, clock.today())
    return read_book(Book([sheet]), Applications(), context, {PASTED: chosen})


def _with_header(sheet: Sheet) -> Sheet:
    """The rows under the headings of the usual order, with a serial number before them where every
    row begins with one."""
    rows = list(sheet.rows)
    serial = all(len(values) > 1 and _is_number(values[0]) for _, values in rows)
    headings: list[Value] = [*(["TT"] * serial), *COLUMNS.values()]
    for number, values in rows:
        if len(values) > len(headings):
            raise Unreadable(
                "too_many_cells",
                f"Dòng {number} có {len(values) - serial} cột, nhiều hơn {len(COLUMNS)} cột cần đọc"
                f" ({', '.join(COLUMNS.values())}). Dán đúng các cột đó theo thứ tự, hoặc dán kèm"
                " dòng tiêu đề để máy nhận ra cột.",
            )
    under = Held[tuple[int, list[Value]]]()
    under.append((0, headings))
    for row in rows:
        under.append(row)
    return Sheet(sheet.name, rows=under)


def _is_number(value: Value) -> bool:
    text = str(value or "").rstrip(".")
    return text.isascii() and text.isdigit() and len(text) < 5


def _columns(sheet: Sheet, found: Mapping[str, Any]) -> list[ColumnRead]:
    last = (found["header"] or [0, 0])[1]
    below = [values for number, values in sheet.rows if number > last]
    named = {*found["headings"], *found["read"]} - {found["serial"]}
    ordered = sorted(named, key=lambda letter: column_number(letter) or 0)
    return [
        ColumnRead(
            letter,
            found["headings"].get(letter, ""),
            tuple(filter(None, found["read"].get(letter, "").split("+"))),
            _samples(below, column_number(letter) or 1),
        )
        for letter in ordered
    ]


def _samples(below: list[list[Value]], column: int) -> tuple[str, ...]:
    texts = (str(values[column - 1] or "") for values in below if column <= len(values))
    return tuple(text[:40] for text in texts if text)[:SAMPLES]


def _notes(reading: Reading, questions: list[Mapping[str, Any]]) -> list[str]:
    """What the list of columns and the questions do not say themselves."""
    labels = [one["label"] for one in questions]
    found = []
    for note in reading.notes:
        if _UNREAD in note or any(label in note for label in labels) or "chưa thấy cột" in note:
            continue
        text = note.removeprefix(f"Trang “{PASTED}”: ")
        for advice in _ADVICE:
            text = text.partition(advice)[0]
        found.append(text[:1].upper() + text[1:])
    return found
