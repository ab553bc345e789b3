"""The columns of a list of applications, and what a cell of it says."""

import unicodedata
from collections.abc import Mapping

from ocop_registry.written.text import says_nothing

# column → heading, in the order expected when pasted rows bring no heading of their own.
COLUMNS = {
    "product": "Tên sản phẩm",
    "producer": "Chủ thể",
    "kind": "Loại hình",
    "place": "Xã, phường",
    "set": "Bộ sản phẩm",
    "type": "Loại hồ sơ",
    "reason": "Lý do ngoài quy định",
}
# What lists have beside these: of the producer, and notes.
BESIDE = {
    "phone": "Số điện thoại",
    "address": "Địa chỉ",
    "representative": "Người đại diện",
    "tax_code": "Mã số thuế",
    "note": "Ghi chú",
}
ALL = COLUMNS | BESIDE
NAMES = ("product", "producer", "representative")
HEADINGS = {
    "product": ("Tên sản phẩm", "Sản phẩm", "Tên SP", "Sản phẩm đăng ký"),
    "producer": ("Chủ thể", "Tên chủ thể", "Chủ thể sản xuất", "Đơn vị sản xuất", "Cơ sở sản xuất"),
    "kind": ("Loại hình", "Loại hình chủ thể", "Loại chủ thể", "Hình thức tổ chức"),
    "place": (
        "Xã",
        "Xã, phường",
        "Xã, phường, đặc khu",
        "Địa bàn",
        "Đơn vị hành chính",
        "Xã, phường, thị trấn",
    ),
    "set": ("Bộ sản phẩm", "Bộ", "Bộ SP", "Nhóm sản phẩm", "Tên bộ sản phẩm", "Bộ sản phẩm số"),
    "type": ("Loại hồ sơ", "Hình thức", "Loại đánh giá", "Hình thức đánh giá", "Loại"),
    "reason": ("Lý do ngoài quy định", "Lý do nhận", "Lý do"),
    "phone": ("Số điện thoại", "SĐT", "Điện thoại", "Số ĐT", "ĐT", "Điện thoại liên hệ"),
    "address": ("Địa chỉ", "Địa chỉ sản xuất", "Địa chỉ chi tiết", "Địa chỉ chủ thể"),
    "representative": ("Người đại diện", "Đại diện", "Họ tên người đại diện", "Chủ cơ sở"),
    "tax_code": ("Mã số thuế", "MST", "Mã số doanh nghiệp"),
    "note": ("Ghi chú", "Chú thích", "Lưu ý"),
}


def clean(text: str) -> str:
    """One cell without stray blanks and line breaks, its letters composed (macOS pastes them
    apart)."""
    return " ".join(unicodedata.normalize("NFC", text).split())


def cell(row: Mapping[str, str], name: str) -> str:
    """What a cell of a row says; "-", "chưa có" say nothing."""
    text = clean(row.get(name, ""))
    return "" if name in ALL and says_nothing(text, may_be_a_name=name in NAMES) else text
