"""How a layout of a list is told in tests, with what is read from it. A sheet is rows of values from A1 on, with merged ranges and
hidden columns; a row as read is column → value of what is filled, checked against the first rows.
Names of people and producers are invented; the places are real ones of before 01/07/2025.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from io import BytesIO
from typing import Any

from openpyxl import Workbook

D1, D2 = date(2023, 12, 15), date(2024, 3, 19)
Q1, Q2 = "2388/QĐ-UBND", "386/QĐ-UBND"


@dataclass(frozen=True)
class Page:
    """One sheet of a workbook."""

    rows: Sequence[Sequence[Any]]
    merged: Sequence[str] = ()
    name: str = "Sheet1"
    hidden: str = ""


@dataclass(frozen=True)
class Shape:
    """A layout, with the rows that it tells: of each the columns named here."""

    pages: Sequence[Page]
    read: Sequence[dict[str, Any]]
    said: Sequence[str] = field(default_factory=tuple)  # words of the notes about the file


def workbook(pages: Sequence[Page]) -> bytes:
    book = Workbook()
    book.remove(book.active)
    for page in pages:
        sheet = book.create_sheet(page.name)
        for row in page.rows:
            sheet.append(list(row))
        for merged in page.merged:
            sheet.merge_cells(merged)
        for letter in page.hidden:
            sheet.column_dimensions[letter].hidden = True
    kept = BytesIO()
    book.save(kept)
    return kept.getvalue()


def one(
    rows: Sequence[Sequence[Any]], read: Sequence[dict[str, Any]], *said: str, **more: Any
) -> Shape:
    return Shape([Page(rows, **more)], read, said)


A = {"product": "Tép chua", "producer": "Tổ hợp tác Pác Ngòi"}
B = {"product": "Bí xanh thơm", "producer": "HTX Bản Vèn Một"}
