"""The marked copy of an uploaded file: each faulty cell coloured, with reason and remedy, and a
list of all faults in front."""

import re
from collections import defaultdict
from collections.abc import Callable, Generator, Iterable, Iterator
from typing import Any, NamedTuple

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.cell_range import CellRange
from openpyxl.worksheet.hyperlink import Hyperlink

from ocop_registry.excel.reading import Sheet, read
from ocop_registry.excel.styled import Cells, note, put, saved, set_up_print, sheet_title
from ocop_registry.excel.values import CellError, Value, column_number

FAULT_SHEET = "Lỗi cần sửa"
# further faulty cells are coloured and listed; more boxes than these make Excel slow
MOST_COMMENTS = 5000
_FILL = PatternFill("solid", fgColor="FFC7CE")
_WIDTHS = (24, 10, 60, 60)
_REFERENCE = re.compile(r"([A-Z]{1,3})([1-9]\d{0,6})")
_DEFAULT_WIDTH = 14.0


class Fault(NamedTuple):
    """What is wrong with a cell ("B7"; "" for a whole sheet), and what to do about it."""

    sheet: str
    reference: str
    reason: str
    remedy: str = ""

    @property
    def sentence(self) -> str:
        return f"{self.reason}\n→ {self.remedy}" if self.remedy else self.reason


def mark(
    content: bytes,
    faults: Iterable[Fault | tuple[str, ...]],
    name: str = "",
    mended: Iterable[tuple[str, str, str]] = (),
) -> bytes:
    """A copy of an uploaded file with every faulty cell marked, to be mended and uploaded again.

    Cells stay where they are and hold the same values; formulas are replaced by the values they
    had, never run or copied. `name` is the name of the upload, which tells CSV; `mended`: (sheet,
    cell, text) of what was typed over cells since, which the copy has in their place. Raises
    Unreadable as `read` does.
    """
    listed = [Fault(*fault) for fault in faults]
    sheets = [sheet for sheet in read(content, name).sheets if sheet.name != FAULT_SHEET]
    _mend(sheets, mended)
    book = Workbook(write_only=True)
    titles: dict[str, str] = {}
    for sheet in sheets:
        titles[sheet.name] = sheet_title(sheet.name, [FAULT_SHEET, *titles.values()])
    _list(book.create_sheet(FAULT_SHEET), listed, titles)
    comments = iter(range(MOST_COMMENTS))
    for sheet in sheets:
        copy = book.create_sheet(titles[sheet.name])
        _copy(
            copy, sheet, _by_cell(fault for fault in listed if fault.sheet == sheet.name), comments
        )
    return saved(book)


def _mend(sheets: Iterable[Sheet], mended: Iterable[tuple[str, str, str]]) -> None:
    by_name = {sheet.name: dict(sheet.rows) for sheet in sheets}
    for sheet, reference, text in mended:
        row, column = _place(reference) or (0, 0)
        if values := by_name.get(sheet, {}).get(row):
            values.extend([None] * (column - len(values)))
            values[column - 1] = text or None


def _list(page: Any, faults: list[Fault], titles: dict[str, str]) -> None:
    """The sheet in front: one line a fault, its cell a link."""
    page.freeze_panes = "A2"
    headings = ["Trang tính", "Ô", "Lỗi", "Cách sửa"][
        : 4 if any(fault.remedy for fault in faults) else 3
    ]
    for number, width in enumerate(_WIDTHS[: len(headings)], start=1):
        page.column_dimensions[get_column_letter(number)].width = width
    set_up_print(page, 1)
    make = Cells(page)
    page.append([make.heading(heading) for heading in headings])
    for fault in faults:
        row = [put(WriteOnlyCell(page), text) for text in fault[: len(headings)]]
        if fault.sheet in titles and _place(fault.reference):
            row[1].hyperlink = Hyperlink(
                ref="", location=f"{quoted(titles[fault.sheet])}!{fault.reference}"
            )
            row[1].font = Font(color="0563C1", underline="single")
        for cell in row[2:]:
            cell.alignment = Alignment(wrap_text=True, vertical="top")
        page.append(row)
    page.auto_filter.ref = f"A1:{get_column_letter(len(headings))}{len(faults) + 1}"


def quoted(title: str) -> str:
    """A sheet's name as links write it."""
    return "'" + title.replace("'", "''") + "'"


def _place(reference: str) -> tuple[int, int] | None:
    """ "B7" → (7, 2)."""
    found = _REFERENCE.fullmatch(reference)
    column = column_number(found[1]) if found else None
    return (int(found[2]), column) if found and column else None


def _by_cell(faults: Iterable[Fault]) -> dict[int, dict[int, list[Fault]]]:
    """Row → column → faults of that cell."""
    rows: dict[int, dict[int, list[Fault]]] = defaultdict(lambda: defaultdict(list))
    for fault in faults:
        place = _place(fault.reference)
        if place:
            rows[place[0]][place[1]].append(fault)
    return rows


def _copy(
    copy: Any, sheet: Sheet, faults: dict[int, dict[int, list[Fault]]], comments: Iterator[int]
) -> None:
    """The cells of a sheet where they were; what is hidden stays hidden unless a fault lies in
    it."""
    faulty_columns = {column for columns in faults.values() for column in columns}
    copy.sheet_state = "hidden" if sheet.hidden and not faults else "visible"
    widest = max((len(values) for _, values in sheet.rows), default=0)
    for column in range(1, widest + 1):
        dimension = copy.column_dimensions[get_column_letter(column)]
        dimension.width = sheet.widths.get(column, _DEFAULT_WIDTH)
        dimension.hidden = column in sheet.hidden_columns and column not in faulty_columns
    for row in sheet.hidden_rows - set(faults):
        copy.row_dimensions[row].hidden = True
    make = Cells(copy)
    held = dict(sheet.rows)
    put_row = _rows_at(copy)
    for number in sorted({*held, *faults}):
        put_row((number, _row(make, copy, held.get(number, []), faults.get(number, {}), comments)))
    for top, left, bottom, right in sheet.merged:
        copy.merged_cells.add(CellRange(min_row=top, min_col=left, max_row=bottom, max_col=right))


def _rows_at(copy: Any) -> Callable[[tuple[int, list[Any]]], Any]:
    """Takes rows by their number, as openpyxl takes them one after the other: a row at the end of a
    sheet costs no million empty ones."""
    copy._get_writer()

    def rows() -> Generator[None, tuple[int, list[Any]], None]:
        out = copy._writer.xf.send(True)
        with out.element("sheetData"):
            try:
                while True:
                    number, values = yield
                    copy._writer.write_row(out, copy._values_to_row(values, number), number)
            except GeneratorExit:
                pass
        copy._writer.xf.send(None)

    copy._rows = rows()
    next(copy._rows)
    return copy._rows.send


def _row(
    make: Cells,
    copy: Any,
    values: list[Value],
    faults: dict[int, list[Fault]],
    comments: Iterator[int],
) -> list[Any]:
    row: list[Any] = []
    for column in range(1, max([len(values), *faults]) + 1):
        value = values[column - 1] if column <= len(values) else None
        here = faults.get(column)
        cell = _error(copy, value) if isinstance(value, CellError) else None
        if cell is None and not isinstance(value, bool):
            cell = make.value(value, _FILL if here else None)
        elif cell is None:
            cell = WriteOnlyCell(copy, value)
        if here:
            cell.fill = _FILL  # an error or a truth value too
            if next(comments, None) is not None:
                cell.comment = note("\n".join(fault.sentence for fault in here))
        row.append(cell)
    return row


def _error(copy: Any, value: CellError) -> Any:
    """An error stays one: it is refused again until somebody mends it."""
    cell = WriteOnlyCell(copy)
    cell.value = (
        value.text
        if value.text in ("#NULL!", "#DIV/0!", "#VALUE!", "#REF!", "#NAME?", "#NUM!")
        else "#N/A"
    )
    return cell
