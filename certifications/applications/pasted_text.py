"""Rows pasted from a spreadsheet: text with tabs → cells by column, whatever the order of the
columns."""

import re
import unicodedata
from collections.abc import Mapping
from typing import cast

from ocop_registry.places.text import fold
from ocop_registry.written.text import says_nothing

# column → heading, in the order expected when the pasted rows bring no heading of their own.
COLUMNS = {
    "product": "Tên sản phẩm",
    "producer": "Chủ thể",
    "kind": "Loại hình",
    "place": "Xã, phường",
    "set": "Bộ sản phẩm",
    "type": "Loại hồ sơ",
    "reason": "Lý do ngoài quy định",
}
NAMES = ("product", "producer")
HEADINGS = {
    "product": ("Tên sản phẩm", "Sản phẩm", "Tên SP", "Sản phẩm đăng ký"),
    "producer": ("Chủ thể", "Tên chủ thể", "Chủ thể sản xuất", "Đơn vị sản xuất", "Cơ sở sản xuất"),
    "kind": ("Loại hình", "Loại hình chủ thể", "Loại chủ thể", "Hình thức tổ chức"),
    "place": (
        "Xã",
        "Xã, phường",
        "Xã, phường, đặc khu",
        "Địa chỉ",
        "Địa bàn",
        "Đơn vị hành chính",
        "Xã, phường, thị trấn",
    ),
    "set": ("Bộ sản phẩm", "Bộ", "Bộ SP", "Nhóm sản phẩm", "Tên bộ sản phẩm", "Bộ sản phẩm số"),
    "type": ("Loại hồ sơ", "Hình thức", "Loại đánh giá", "Hình thức đánh giá", "Loại"),
    "reason": ("Lý do ngoài quy định", "Lý do nhận", "Lý do"),
}
_COLUMN_OF = {
    fold(heading): column for column, headings in HEADINGS.items() for heading in headings
}
# A quoted cell (with line breaks or quotes inside) as spreadsheets copy it, else anything up to the
# next tab.
_CELL = re.compile(r'"(?P<quoted>(?:[^"\t]|"")*)"(?=[\t\n]|$)|(?P<plain>[^\t\n]*)')


class Unreadable(Exception):
    """The text cannot be cut into columns; the message says in which row, and what to do."""


def clean(text: str) -> str:
    """One cell without stray blanks and line breaks, its letters composed (macOS pastes them
    apart)."""
    return " ".join(unicodedata.normalize("NFC", text).split())


def cell(row: Mapping[str, str], name: str) -> str:
    """What a cell of a row says; "-", "chưa có" say nothing."""
    text = clean(row.get(name, ""))
    return "" if name in COLUMNS and says_nothing(text, may_be_a_name=name in NAMES) else text


def read(text: str) -> list[dict[str, str]]:
    """The pasted rows as cells by column. A heading row and a TT column are recognised; empty rows
    are left out.

    Raises Unreadable for a row with more cells than there are columns.
    """
    lines = [cells for cells in _lines(text) if any(cells)]
    order = _heading(lines[0]) if lines else None
    if order is not None:
        return [_by_heading(cells, order) for cells in lines[1:]]
    if lines and all(_is_number(cells[0]) and len(cells) > 1 for cells in lines):
        lines = [cells[1:] for cells in lines]
    for number, cells in enumerate(lines, start=1):
        if len(cells) > len(COLUMNS):
            raise Unreadable(
                f"Dòng {number} có {len(cells)} cột, nhiều hơn {len(COLUMNS)} cột cần đọc"
                f" ({', '.join(COLUMNS.values())}). Dán đúng các cột đó theo thứ tự, hoặc dán kèm"
                " dòng tiêu đề để máy nhận ra cột."
            )
    return [
        dict(zip(COLUMNS, [*cells, *[""] * (len(COLUMNS) - len(cells))], strict=True))
        for cells in lines
    ]


def _lines(text: str) -> list[list[str]]:
    """Rows of cells; blanks at the end of a row are dropped."""
    rest = text.replace("\r\n", "\n").replace("\r", "\n")
    lines: list[list[str]] = [[]]
    position = 0
    while position <= len(rest):
        cell = cast(re.Match[str], _CELL.match(rest, position))  # an empty cell matches too
        quoted = cell["quoted"]
        lines[-1].append(clean(cell["plain"] if quoted is None else quoted.replace('""', '"')))
        position = cell.end()
        if position < len(rest) and rest[position] == "\n":
            lines.append([])
        position += 1
    for cells in lines:
        while cells and not cells[-1]:
            cells.pop()
    return lines


def _heading(cells: list[str]) -> list[str | None] | None:
    """Which column each cell of a heading row names (None: one that is not read); None when it is
    no heading row."""
    order = [_COLUMN_OF.get(fold(cell)) for cell in cells]
    known = [column for column in order if column]
    if "product" not in known or "producer" not in known:
        return None
    # Of two columns with the same heading the first is read.
    return [
        column if column and column not in order[:at] else None for at, column in enumerate(order)
    ]


def _by_heading(cells: list[str], order: list[str | None]) -> dict[str, str]:
    row = dict.fromkeys(COLUMNS, "")
    return row | {column: cell for column, cell in zip(order, cells, strict=False) if column}


def _is_number(cell: str) -> bool:
    return bool(re.fullmatch(r"\d{1,4}\.?", cell))
