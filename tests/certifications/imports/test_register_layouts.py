"""Registers as different offices lay them out: other words, other groups, titles above; all read
whole, none asked about."""

from datetime import date
from io import BytesIO
from typing import Any

import openpyxl
import pytest

from certifications.imports import staging
from certifications.imports.staging import DryRun
from tests import factories as make

pytestmark = pytest.mark.django_db
ROW = [
    1, "Miến dong A", "Thực phẩm", "HTX", "HTX Thử Nghiệm A", "xã Kim Lư, huyện Na Rì, tỉnh Bắc Kạn", "Thôn 1", "Nguyễn Văn B",
    "0912345678", 4, date(2027, 3, 19), 3, date(2021, 3, 19), 2021, "386/QĐ-UBND", "UBND tỉnh Bắc Kạn",
    4, date(2024, 3, 19), 2024, "400/QĐ-UBND", "UBND tỉnh Bắc Kạn",
]  # fmt: skip
# Headings of the eleven columns that stand alone, the two groups, the five headings under each.
LAYOUTS = {
    "as usual": (
        (
            "TT|Tên sản phẩm|Nhóm|Loại hình|Chủ thể|Xã/phường|Địa chỉ|Đại diện|SĐT|Hạng hiện"
            " tại|Ngày hết hạn"
        ),
        "Công nhận lần 1|Công nhận lần 2",
        "Số sao|Ngày|Năm|Số QĐ|Cơ quan ban hành",
    ),
    "long words": (
        (
            "STT|Tên sản phẩm|Nhóm sản phẩm|Loại hình tổ chức kinh tế|Tên chủ thể sản xuất|Xã,"
            " phường|Địa chỉ|Người đại diện|Điện thoại|Hạng sao hiện tại|Thời hạn hiệu lực"
        ),
        "Lần thứ nhất|Lần thứ hai",
        "Hạng|Ngày cấp|Năm cấp|Quyết định số|Cấp quyết định",
    ),
    "groups that say more": (
        (
            "TT|Tên SP|Nhóm SP|Loại hình chủ thể|Tên chủ thể OCOP|Tên xã|Địa chỉ liên hệ|Họ tên chủ"
            " cơ sở|Số ĐT|Xếp hạng|Ngày hết hiệu lực"
        ),
        "Kết quả công nhận lần đầu|Kết quả đánh giá lại/nâng hạng",
        "Sao|Ngày ký|Năm công nhận|Số Quyết định|Cơ quan công nhận",
    ),
    "shortened words": (
        ("STT|Tên SP|Nhóm SP|Loại hình|Chủ thể|Xã|Địa chỉ|Đại diện|SĐT|Hạng hiện tại|Hết hạn"),
        "Công nhận lần đầu|Công nhận lại",
        "Hạng CN|Ngày CN|Năm CN|Số QĐ CN|Cơ quan CN",
    ),
    "the stars of today under the same word": (
        (
            "Số TT|Sản phẩm OCOP|Ngành hàng|Loại hình|Đơn vị|Xã (phường)|Địa chỉ|Đại diện pháp"
            " luật|SĐT liên hệ|Hạng sao|Hạn giấy chứng nhận"
        ),
        "Công nhận lần đầu|Công nhận lại",
        "Hạng sao|Ngày QĐ|Năm|Số QĐ công nhận|Đơn vị ban hành",
    ),
}


def laid_out(layout: str, first: int) -> bytes:
    alone, groups, below = (part.split("|") for part in LAYOUTS[layout])
    book = openpyxl.Workbook()
    sheet: Any = book.active
    for above, title in enumerate(
        ("UBND TỈNH", "DANH SÁCH SẢN PHẨM OCOP", "(đến 31/12/2025)")[: first - 1], start=1
    ):
        sheet.cell(above, 1, title)
        sheet.merge_cells(start_row=above, start_column=1, end_row=above, end_column=22)
    for column, heading in enumerate(alone, start=1):
        sheet.cell(first, column, heading)
        sheet.merge_cells(
            start_row=first, start_column=column, end_row=first + 1, end_column=column
        )
    for at, group in enumerate(groups):
        left = len(alone) + 1 + at * len(below)
        sheet.cell(first, left, group)
        sheet.merge_cells(
            start_row=first, start_column=left, end_row=first, end_column=left + len(below) - 1
        )
        for offset, heading in enumerate(below):
            sheet.cell(first + 1, left + offset, heading)
    for column, value in enumerate(ROW, start=1):
        sheet.cell(first + 2, column, value)
    kept = BytesIO()
    book.save(kept)
    return kept.getvalue()


@pytest.mark.parametrize("first", [3, 4])
@pytest.mark.parametrize("layout", LAYOUTS)
def test_every_column_of_the_layout_is_understood(layout: str, first: int) -> None:
    found: DryRun = staging.dry_run(
        laid_out(layout, first), "so.xlsx", "register", province=make.province(), by=None
    )
    [row] = found.rows
    assert (found.reading.notes, row.faults) == ([], [])
    assert row.cells == {
        "product": "Miến dong A", "group": "Thực phẩm", "kind": "HTX", "producer": "HTX Thử Nghiệm A",
        "commune": "xã Kim Lư, huyện Na Rì, tỉnh Bắc Kạn", "address": "Thôn 1", "representative": "Nguyễn Văn B",
        "phone": "0912345678", "stars_now": 4, "expires": date(2027, 3, 19),
        "stars": 3, "day": date(2021, 3, 19), "year": 2021, "number": "386/QĐ-UBND", "issuer": "UBND tỉnh Bắc Kạn",
        "stars2": 4, "day2": date(2024, 3, 19), "year2": 2024, "number2": "400/QĐ-UBND", "issuer2": "UBND tỉnh Bắc Kạn",
    }  # fmt: skip
