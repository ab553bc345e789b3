"""Workbooks laid out as provinces lay theirs out."""

from collections.abc import Iterable, Sequence
from io import BytesIO
from typing import Any

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font

# Column letter → key of a row. A–K stand alone, L–P and Q–U are the first and the second
# recognition.
REGISTER_22 = (
    *(
        "tt",
        "product",
        "group",
        "producer_kind",
        "producer",
        "commune",
        "address",
        "representative",
        "phone",
    ),
    *("stars", "expires_on"),
    *("first_stars", "first_day", "first_year", "first_decision", "first_issuer"),
    *("second_stars", "second_day", "second_year", "second_decision", "second_issuer"),
    "note",
)
_ALONE = (
    *(
        "TT",
        "Tên sản phẩm",
        "Nhóm sản phẩm",
        "Loại hình\nchủ thể",
        "Tên chủ thể",
        "Xã/phường",
        "Địa chỉ",
    ),
    *("Người đại diện", "Số điện thoại", "Hạng sao hiện tại", "Ngày hết hạn"),
)
_RECOGNITION = ("Hạng sao", "Ngày công nhận", "Năm công nhận", "Số QĐ", "Cơ quan\nban hành")
_GROUPS = ("Công nhận lần 1", "Công nhận lần 2")
FIRST_ROW = 5


def register_22(rows: Iterable[dict[str, Any] | Sequence[Any]], sheet: str = "Danh sách") -> bytes:
    """A province's register of 22 columns A–V: titles in rows 1–2, a two-row merged header in rows
    3–4, data from row 5.

    A row is 22 values, or a dict of some keys of REGISTER_22; "tt" counts by itself when a dict
    leaves it out.
    """
    book = Workbook()
    page = book.active
    page.title = sheet
    page["A1"], page["A2"] = "ỦY BAN NHÂN DÂN TỈNH", "DANH SÁCH SẢN PHẨM OCOP ĐƯỢC CÔNG NHẬN"
    page.merge_cells("A1:V1")
    page.merge_cells("A2:V2")
    for column, heading in enumerate(_ALONE, start=1):
        page.cell(3, column, heading)
        page.merge_cells(start_row=3, end_row=4, start_column=column, end_column=column)
    for first, group in zip((12, 17), _GROUPS, strict=True):
        page.cell(3, first, group)
        page.merge_cells(start_row=3, end_row=3, start_column=first, end_column=first + 4)
        for column, heading in enumerate(_RECOGNITION, start=first):
            page.cell(4, column, heading)
    page["V3"] = "Ghi chú"
    page.merge_cells("V3:V4")
    for row in page["A1:V4"]:
        for cell in row:
            cell.font, cell.alignment = (
                Font(bold=True),
                Alignment(horizontal="center", wrap_text=True),
            )
    for number, given in enumerate(rows, start=1):
        values = (
            [{"tt": number, **given}.get(name) for name in REGISTER_22]
            if isinstance(given, dict)
            else given
        )
        for column, value in enumerate(values, start=1):
            cell = page.cell(FIRST_ROW + number - 1, column, value)
            if cell.is_date:
                cell.number_format = "dd/mm/yyyy"
    content = BytesIO()
    book.save(content)
    return content.getvalue()
