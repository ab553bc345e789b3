"""Table papers of any length: their signatures go to the next page only together with a row."""

from decimal import Decimal
from typing import Any

import pytest
from reportlab.lib.pagesizes import A4, landscape
from reportlab.lib.units import mm

from certifications.papers.content import RESULT_COLUMNS, Paper, Section
from certifications.papers.pdf.page import TOP, _table, register_fonts

WIDTH = landscape(A4)[0] - 40 * mm
PAGE = landscape(A4)[1] - TOP - 15 * mm - 12  # the frame of a page, without its padding
FIRST = PAGE - 95  # below the head and the title


def paper(*sizes: int) -> Paper:
    """A paper with sections of so many rows; the first without a heading when it is alone."""
    rows = [
        [number, f"Miến dong {number}", "HTX Nà Pò", "Xã Côn Minh", "Gạo, ngũ cốc", "Lần đầu"]
        + [Decimal(20), Decimal(20), Decimal(30), Decimal(70), 4, "1.3", 4, ""]
        for number in range(1, sum(sizes) + 1)
    ]
    sections = []
    for size in sizes:
        sections.append(Section("" if len(sizes) == 1 else f"Phần ({size})", rows[:size]))
        rows = rows[size:]
    return Paper(
        "Bảng", ["UBND TỈNH"], "", "Thái Nguyên", "BẢNG TỔNG HỢP", [], RESULT_COLUMNS, sections,
        ["NGƯỜI LẬP BẢNG", "THƯ KÝ HỘI ĐỒNG", "CHỦ TỊCH HỘI ĐỒNG"],
    )  # fmt: skip


def pages(made: Paper) -> list[Any]:
    """The table as the pages take it."""
    register_fonts()
    found, left, height = [], [_table(made, WIDTH)], FIRST
    while left:
        table = left.pop(0)
        if table.wrap(WIDTH, height)[1] <= height:
            found.append(table)
            continue
        parts = table.split(WIDTH, height)
        assert len(parts) == 2, "a page takes at least a row"
        found.append(parts[0])
        left, height = [parts[1]], PAGE
    return found


@pytest.mark.parametrize("count", [1, 12, 71, *range(13, 60)])
def test_signatures_never_stand_alone_on_a_page(count: int) -> None:
    *_, last = pages(paper(count))
    assert last._nrows >= 3, "the heading row, a row, the signatures"


@pytest.mark.parametrize("count", range(1, 40))
def test_nor_without_the_heading_of_the_only_row_above_them(count: int) -> None:
    *_, last = pages(paper(count, 1))
    assert last._nrows >= 4, "the heading row, the heading of the part, its row, the signatures"
