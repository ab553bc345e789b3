"""Sheets as read, and the limits of what they may hold."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from ocop_registry.excel.values import Cell, Unreadable, Value, letters, reference
from ocop_registry.held import Held

MOST_SHEETS = 50
MOST_ROWS = 100_000
MOST_COLUMNS = 200
MOST_CELLS = 1_000_000  # that hold something, in the whole file: a register of 60,000 rows fits
LONGEST_TEXT = 32_767  # as in Excel
LONGEST_RAW_TEXT = 7 * LONGEST_TEXT  # before _x000D_ is read as one sign
MOST_TEXT = 30_000_000  # characters in the whole file


@dataclass
class Sheet:
    """One sheet. `rows` are those with content, in order: (number as Excel shows it, values from
    column A on).

    Hidden rows and columns are in `rows` too; say so to the person who uploads. `merged` are (first
    row, first column, last row, last column); only the first cell of such a range holds a value.
    `widths` are those set, by column.
    """

    name: str
    hidden: bool = False
    rows: Held[tuple[int, list[Value]]] = field(default_factory=Held)
    merged: list[tuple[int, int, int, int]] = field(default_factory=list)
    hidden_rows: frozenset[int] = frozenset()
    hidden_columns: frozenset[int] = frozenset()
    widths: dict[int, float] = field(default_factory=dict)

    def cells(self) -> Iterator[Cell]:
        """The cells that hold something, row by row."""
        for number, values in self.rows:
            for column, value in enumerate(values, start=1):
                if value is not None:
                    yield Cell(number, column, value)


@dataclass
class Book:
    """A file as read: its sheets in order, hidden ones too."""

    sheets: list[Sheet]


class Budget:
    """Counts what a whole file holds, and refuses it when that is more than an honest register."""

    def __init__(self) -> None:
        self.cells, self.text = MOST_CELLS, MOST_TEXT

    def row(self, sheet: str, number: int, values: list[Value], rows: int) -> None:
        """Take one more row of content, the `rows`-th of its sheet."""
        if len(values) > MOST_COLUMNS:
            raise Unreadable(
                "too_many_columns",
                f"Trang “{sheet}”, dòng {number} có dữ liệu tới cột {letters(len(values))}, xa hơn"
                f" {MOST_COLUMNS} cột: xóa các cột thừa.",
            )
        if rows > MOST_ROWS:
            raise Unreadable(
                "too_many_rows",
                f"Trang “{sheet}” có hơn {grouped(MOST_ROWS)} dòng có dữ liệu: chia thành nhiều"
                " tệp.",
            )
        self.cells -= len(values) - values.count(None)
        if self.cells < 0:
            raise Unreadable(
                "too_many_cells",
                f"Tệp có hơn {grouped(MOST_CELLS)} ô dữ liệu: chia thành nhiều tệp.",
            )

    def take_text(self, length: int, sheet: str = "", row: int = 0, column: int = 0) -> None:
        """Take one text, of a cell or (without place) of the texts that cells share."""
        self.text -= length
        if length > LONGEST_TEXT:
            where = f"Trang “{sheet}”, ô {reference(row, column)}" if row else "Một ô"
            raise Unreadable(
                "text_too_long", f"{where} chứa hơn {grouped(LONGEST_TEXT)} ký tự: rút ngắn ô đó."
            )
        if self.text < 0:
            raise Unreadable(
                "too_much_text", f"Tệp chứa hơn {grouped(MOST_TEXT)} ký tự: chia thành nhiều tệp."
            )


def grouped(number: int) -> str:
    """100000 → "100.000"."""
    return f"{number:,}".replace(",", ".")
