"""From the bytes of a file to rows: which sheets, which header, which column is which, and what the
rows take from each other."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from certifications.imports.contract import Column, Context, Kind, References, Row
from certifications.imports.shape import notes, rows, titles
from certifications.imports.shape.layout import ChosenSheet, Layout, lay_out
from certifications.imports.shape.lines import LineKind, Lines, Taken, blank
from certifications.imports.shape.meaning import Meanings
from certifications.imports.shape.phrases import phrases_of
from certifications.imports.shape.senses import Senses
from certifications.models import ColumnMemory
from ocop_registry.excel.headings import SEARCHED_ROWS
from ocop_registry.excel.legacy import Restored, has_lost_letters, restore
from ocop_registry.excel.matching import base
from ocop_registry.excel.reading import Book, Sheet, Unreadable, read
from ocop_registry.excel.values import letters, lost_letters
from ocop_registry.excel.writing import OWN_SHEETS
from ocop_registry.held import Held
from ocop_registry.places.models import Place
from ocop_registry.places.text import fold

# sheet → what a person chose for it on the page of the columns.
Chosen = Mapping[str, ChosenSheet]
# Columns without which a file is still a list, once a person has said so: products that take part
# hold no stars.
_MAY_LACK = frozenset({"stars"})
# Kinds of files in which a column may be headed by the stars that a mark in it stands for.
# Kinds of files that have headings between their rows, and producers above their products.
_GROUPED = frozenset({"register", "applications"})
# Kind → the column of names of which one cell may hold several products, each to be a row.
_SPLIT = {"register": "product", "applications": "product", "products": "name"}
_MARKED = frozenset({"register", "results"})


@dataclass
class Reading:
    """A file as read. `columns` as in `Import.columns`; `notes`: what of the file was not read, or
    was read otherwise than it stands, and why; `waiting`: why none of it could be read before a
    person names its columns, with a code and a sentence."""

    rows: Held[Row] = field(default_factory=Held)
    columns: dict[str, Any] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    waiting: Unreadable | None = None

    @property
    def refusal(self) -> Unreadable | None:
        """Where nothing was read: why, and what to do at the command line."""
        return self.waiting if self.waiting is not None and not self.rows else None


def remembered(kind: Kind, province: Place | None) -> dict[str, str]:
    """Folded heading → targets, as the office last chose."""
    if province is None:
        return {}
    return dict(
        ColumnMemory.objects.filter(province=province, kind=kind.word).values_list(
            "heading", "column"
        )
    )


def sheets_of(book: Book) -> list[Sheet]:
    """The sheets of a file that may hold data: not our own ones, not blank ones."""
    return [
        sheet
        for sheet in book.sheets
        if fold(sheet.name) not in OWN_SHEETS
        and any(not all(map(blank, values)) for _, values in sheet.rows)
    ]


def read_rows(
    content: bytes, name: str, kind: Kind, context: Context, *, chosen: Chosen | None = None
) -> Reading:
    """Read a whole file. Raises Unreadable with a sentence when it is no workbook or is hostile; a
    header that is not understood is for a person to name (`Reading.waiting`)."""
    return read_book(read(content, name), kind, context, chosen)


def read_book(book: Book, kind: Kind, context: Context, chosen: Chosen | None = None) -> Reading:
    """The same of sheets that are read already, as pasted rows are."""
    reading, columns = Reading(), kind.columns_for(context)
    memory = remembered(kind, context.province)
    headless = []
    for sheet in sheets_of(book):
        told = (chosen or {}).get(sheet.name)
        sheet, restored = as_meant(sheet, told)
        columns = kind.columns_on(sheet, context)
        understands = Meanings(phrases_of(kind.word), columns, marks=kind.word in _MARKED)
        layout = lay_out(sheet, columns, memory, understands, told)
        if layout is None or told and told.skipped:
            _refuse_lost_letters(sheet)
            reading.columns[sheet.name] = _unread(told)
            headless.append(sheet.name)
            continue
        reading.columns[sheet.name] = {
            **layout.stored(),
            "restored": dict(restored.ways),
            "as_is": bool(told and told.as_is),
        }
        reading.notes.extend(notes.of_restored(sheet, restored))
        if lacking := _lacking(sheet, layout, told, kind, context):
            _wait(reading, sheet, columns, lacking)
        else:
            _read_sheet(sheet, layout, told, columns, kind, context, reading)
    _say_headless(reading, kind, columns, headless)
    return reading


def as_meant(sheet: Sheet, told: ChosenSheet | None) -> tuple[Sheet, Restored]:
    """The sheet with texts of outdated code pages restored, unless a person wants them as they
    stand."""
    return (sheet, Restored()) if told and told.as_is else restore(sheet)


def _refuse_lost_letters(sheet: Sheet) -> None:
    """A header whose letters were replaced by question marks cannot be understood, and neither can
    what stands below it."""
    top = (value for _, values in sheet.rows[:SEARCHED_ROWS] for value in values)
    lost = [value for value in top if isinstance(value, str) and has_lost_letters(value)]
    if len(lost) > 1:
        raise Unreadable("letters_lost", lost_letters(lost[0]))


def _unread(told: ChosenSheet | None) -> dict[str, Any]:
    """A sheet without a header that was found, as `Import.columns` keeps it."""
    blank_: dict[str, Any] = {"header": [], "read": {}, "unread": {}, "headings": {}, "missing": []}
    kept = {"skipped": bool(told and told.skipped), "as_is": bool(told and told.as_is)}
    return {**blank_, "serial": "", **kept}


def _lacking(
    sheet: Sheet, layout: Layout, told: ChosenSheet | None, kind: Kind, context: Context
) -> list[str]:
    """Required columns that neither a column nor a heading between or above the rows feeds."""
    lacking = [name for name in layout.missing if told is None or name not in _MAY_LACK]
    if not lacking or kind.word != "register":
        return lacking
    around = titles.around(sheet, layout, set(lacking), context.province)
    taken = [one.taken for one in Lines(sheet, layout, grouped=True) if one.kind == LineKind.DATA]
    return [
        name
        for name in lacking
        if name not in around and (not taken or any(name not in one for one in taken))
    ]


def _wait(reading: Reading, sheet: Sheet, columns: Sequence[Column], lacking: list[str]) -> None:
    """Keep a sheet back whose required columns are not known."""
    headings = {column.name: column.heading for column in columns}
    said = f"trang “{sheet.name}”: {', '.join(headings[name] for name in lacking)}"
    reading.columns[sheet.name]["waits"] = lacking
    reading.waiting = reading.waiting or Unreadable(
        "missing_column",
        f"Chưa thấy cột bắt buộc ({said}). Ở trang quản trị, mục “Cách đọc tệp”, chỉ ra cột nào của tệp"
        ' là cột đó; ở dòng lệnh thêm --columns, ví dụ --columns "B=product,C=producer".',
    )
    reading.notes.append(
        f"Chưa đọc {said}: chưa thấy cột này. Bấm “Cách đọc tệp”, chỉ ra cột nào của tệp là cột đó."
    )


def _say_headless(
    reading: Reading, kind: Kind, columns: Sequence[Column], headless: list[str]
) -> None:
    if headless and len(headless) < len(reading.columns):
        reading.notes.extend(
            f"Trang “{name}” không có dòng tiêu đề nhận ra được nên không đọc. Cần đọc thì bấm “Cách đọc"
            " tệp”, chỉ dòng tiêu đề."
            for name in headless
            if not reading.columns[name]["skipped"]
        )
    elif headless:
        wanted = ", ".join(column.heading for column in columns if column.required)
        reading.waiting = Unreadable(
            "no_header",
            f"Không thấy dòng tiêu đề của loại “{kind.label}” (cần có các cột: {wanted}). "
            "Kiểm tra đã chọn đúng loại tệp; đúng loại thì ở trang quản trị, mục “Cách đọc tệp”, chỉ"
            " dòng tiêu đề và các cột; ở dòng lệnh thêm --header và --columns.",
        )
        reading.notes.append(
            f"Không thấy dòng tiêu đề của loại “{kind.label}”: kiểm tra đã chọn đúng loại tệp; đúng loại thì"
            " bấm “Cách đọc tệp”, chỉ dòng tiêu đề và các cột."
        )


def _read_sheet(
    sheet: Sheet, layout: Layout, told: ChosenSheet | None, columns: Sequence[Column], kind: Kind,
    context: Context, reading: Reading,
) -> None:  # fmt: skip
    names = {column.name for column in columns}
    grouped = kind.word in _GROUPED
    around = titles.around(sheet, layout, names, context.province) if grouped else {}
    letters_of = _letters(layout)
    blank_cells = dict.fromkeys(letters_of)
    lines, others = Lines(sheet, layout, grouped=grouped), []
    data = (line for line in lines if line.kind == LineKind.DATA)
    answers = told.answers if told else {}
    senses = Senses(layout, data, answers, _SPLIT.get(kind.word, ""))
    reading.columns[sheet.name]["questions"] = [one.stored() for one in senses.questions]
    hidden = same = 0
    split: dict[int, int] = {}  # line → products of its cell
    for line in lines:
        if line.kind != LineKind.DATA:
            others.append(line)
            continue
        hidden += line.number in sheet.hidden_rows
        same += line.ditto
        line.taken = {**around, **line.taken}
        if "commune" in line.taken and "commune" not in names:
            line.taken["place"] = line.taken.pop("commune")
        senses.apply(line)
        if line.products[1]:
            split[line.number] = len(line.products[1])
        for part, cells in enumerate(rows.rows_of(line, layout)):
            known = {name: cell for name, cell in cells.items() if name in names}
            reading.rows.append(
                _row(
                    sheet.name, line.number, part, known, blank_cells, letters_of, len(reading.rows)
                )
            )
    reading.notes.extend(notes.of_questions(sheet, senses.questions))
    reading.notes.extend(notes.of_columns(sheet, layout, columns))
    reading.notes.extend(notes.of_lines(sheet, others))
    reading.notes.extend(notes.of_ditto(sheet, same))
    reading.notes.extend(notes.of_split(sheet, split))
    reading.notes.extend(notes.of_around(sheet, around, columns))
    reading.notes.extend(notes.of_hidden(sheet, layout, hidden))


def _letters(layout: Layout) -> dict[str, str]:
    """Column of ours → the letter of the first column that feeds it."""
    found: dict[str, str] = {}
    for number, targets in layout.feeds.items():
        for target in targets:
            found.setdefault(base(target), letters(number))
    return found


def _row(
    sheet: str, number: int, part: int, told: Mapping[str, Taken],
    blank_cells: Mapping[str, Any], letters_of: Mapping[str, str], at: int,
) -> Row:  # fmt: skip
    elsewhere = {
        name: cell.reference
        for name, cell in told.items()
        if cell.reference != f"{letters_of.get(name, '')}{number}"
    }
    cells = {**blank_cells, **{name: cell.value for name, cell in told.items()}}
    references = References(letters_of, number, elsewhere)
    return Row(sheet, number, cells, references, part=part, at=at)
