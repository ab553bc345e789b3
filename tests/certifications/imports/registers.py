"""Registers as provinces keep them, as workbooks."""

from collections.abc import Sequence
from datetime import date
from io import BytesIO
from typing import Any

import openpyxl

from certifications.imports import applying, staging
from certifications.imports.contract import Fault, Row
from certifications.models import Import
from ocop_registry.accounts.models import User
from ocop_registry.places.models import Place
from products.models import PublicEntry, PublicPlace, PublicState

KIND = "register"
# The 22 columns A–V of one province; (group, heading).
LAYOUT = (
    ("", "TT"), ("", "Tên sản phẩm"), ("", "Nhóm"), ("", "Loại hình"), ("", "Chủ thể"), ("", "Xã/phường"), ("", "Địa chỉ"),
    ("", "Đại diện"), ("", "SĐT"), ("", "Hạng hiện tại"), ("", "Ngày hết hạn"),
    *(("Công nhận lần đầu", name) for name in ("Hạng sao", "Ngày cấp", "Năm", "Số QĐ", "Cơ quan ban hành")),
    *(("Công nhận lại", name) for name in ("Hạng sao", "Ngày cấp", "Năm", "Số QĐ", "Cơ quan ban hành")),
    ("", "Ghi chú"),
)  # fmt: skip
FIRST_DATA_ROW = 5
MIEN = [
    1, "Miến dong Tài Hoan", "Thực phẩm", "HTX", "HTX Tài Hoan", "Xã Côn Minh, huyện Na Rì", "Thôn Chợ B", "Nguyễn Thị Hoan", 912345678,
    "4*", date(2026, 12, 19), 3, date(2020, 12, 25), 2020, "2390/QĐ-UBND", "UBND tỉnh Bắc Kạn",
    "4 sao", date(2023, 12, 19), 2023, "1523/QĐ-UBND", "UBND tỉnh Bắc Kạn", None,
]  # fmt: skip
CHE = [
    2, "Chè Shan tuyết", "Đồ uống", "Hộ gia đình", "Hộ Hoàng Văn An", "Xã Bằng Phúc, huyện Chợ Đồn", None, "Hoàng Văn An", "0987 654 321",
    3, None, "★★★", None, 2022, None, None, *[None] * 6,
]  # fmt: skip
GAO = [
    3, "Gạo nếp Khẩu Nua Lếch", None, "Tổ hợp tác", "THT Thượng Quan", "Xã Thượng Quan, huyện Ngân Sơn", None, None, None,
    None, None, 3, "19/3/2021", None, "QĐ số 386/QĐ-UBND", "Ủy ban nhân dân tỉnh Bắc Kạn", *[None] * 6,
]  # fmt: skip


def layout22(*rows: Sequence[Any]) -> bytes:
    """Title above, two header rows with merged cells, data from row 5."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "Sổ OCOP"
    sheet["A1"] = "DANH SÁCH SẢN PHẨM OCOP"
    sheet.merge_cells("A1:V1")
    for column, (group, heading) in enumerate(LAYOUT, start=1):
        sheet.cell(3, column, group or heading)
        if group:
            sheet.cell(4, column, heading)
        else:
            sheet.merge_cells(start_row=3, end_row=4, start_column=column, end_column=column)
    sheet.merge_cells("L3:P3")
    sheet.merge_cells("Q3:U3")
    return _with_rows(book, rows, FIRST_DATA_ROW)


def simple(headings: Sequence[str], *rows: Sequence[Any]) -> bytes:
    book = openpyxl.Workbook()
    book.active.append(list(headings))
    return _with_rows(book, rows, 2)


def _with_rows(book: Any, rows: Sequence[Sequence[Any]], first: int) -> bytes:
    for number, values in enumerate(rows, start=first):
        for column, value in enumerate(values, start=1):
            if value is not None:
                book.active.cell(number, column, value)
                if isinstance(value, str) and value.startswith("#"):
                    book.active.cell(number, column).data_type = "e"
    file = BytesIO()
    book.save(file)
    return file.getvalue()


# --- through the import ---------------------------------------------------------------------------
def looked(content: bytes, province: Place | None, by: User | None = None) -> list[Row]:
    return staging.dry_run(content, "so.xlsx", KIND, province=province, by=by).rows


def applied(
    content: bytes,
    province: Place | None,
    lan: User | None,
    minh: User | None,
    name: str = "so.xlsx",
) -> Import:
    staged = staging.stage(content, name, KIND, province=province, by=lan)
    return applying.apply(staged, by=minh)


def told(row: Row) -> dict[str, str]:
    """Cell → code of what is wrong with it."""
    return {fault.reference: fault.code for fault in row.faults}


def one_fault(rows: Sequence[Row]) -> Fault:
    [fault] = [fault for row in rows for fault in row.faults]
    return fault


def public_rows() -> list[tuple[Any, ...]]:
    """The public register without its stamps and row numbers."""
    entries = {}
    for one in PublicEntry.objects.order_by("kind", "uid"):
        skipped = {"id", "updated_at", "updated_seq"}
        columns = {
            field.name: _comparable(getattr(one, field.attname))
            for field in one._meta.concrete_fields
            if field.name not in skipped
        }
        entries[one.pk] = (one.kind, one.uid, columns)
    states = [
        (entries[row.pop("entry_id")][:2], sorted(row.items(), key=str))
        for row in PublicState.objects.values()
        if row.pop("id")
    ]
    places = [
        (entries[row["entry_id"]][:2], row["place_id"])
        for row in PublicPlace.objects.values("entry_id", "place_id")
    ]
    return [*entries.values(), *sorted(states, key=str), *sorted(places, key=str)]


def _comparable(value: Any) -> Any:
    return bytes(value) if isinstance(value, memoryview) else value
