"""Reads an Excel (.xlsx) or CSV file that nobody vouches for: completely, or not at all with a
sentence that says why.

    book = read(upload, upload.name)
    for number, values in book.sheets[0].rows: ...

A formula is its last calculated value, a date cell a date (also in workbooks that count from 1904),
text stays text ("0123"), and rows are numbered as Excel numbers them. Nothing is run, no link is
followed, and no parser meets bytes before their size is known: see `packages` for the limits of the
file, `worksheets` for those of its rows.
"""

from typing import IO

from ocop_registry.excel.delimited import read_text
from ocop_registry.excel.packages import Package, damaged
from ocop_registry.excel.sheets import Book, Sheet
from ocop_registry.excel.values import Cell, CellError, Unreadable, Value
from ocop_registry.excel.workbooks import read_workbook

__all__ = ["Book", "Cell", "CellError", "MOST_BYTES", "Sheet", "Unreadable", "Value", "read"]

MOST_BYTES = 10 * 1024**2
_SAVE_AS = "mở bằng Excel, chọn Lưu thành… .xlsx rồi nạp lại."
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_OLD_BIFF = (
    b"\x09\x08\x10\x00",
    b"\x09\x08\x08\x00",
    b"\x09\x04\x06\x00",
    b"\x09\x02\x06\x00",
    b"\x09\x00\x04\x00",
)
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_TEXT_NAMES = (".csv", ".tsv", ".txt")


def read(content: bytes | IO[bytes], name: str, *, most_rows: int | None = None) -> Book:
    """The sheets of a file. What it is is told by its bytes; its name only tells text meant as CSV
    from text that is not. `most_rows`: only the first rows with content of each sheet, to look at;
    what is merged there is not known then.

    Raises Unreadable (`code`, `sentence`) for a file that cannot be read whole.
    """
    if not isinstance(content, bytes):
        content = content.read(MOST_BYTES + 1)
    if len(content) > MOST_BYTES:
        raise Unreadable(
            "too_large",
            f"Tệp lớn hơn {MOST_BYTES // 1024**2} MB: xóa ảnh và trang tính thừa, hoặc chia thành"
            " nhiều tệp.",
        )
    if not content.strip(b"\0 \t\r\n"):
        raise Unreadable("empty", "Tệp trống: chọn tệp có dữ liệu.")
    refuse_other_kinds(content)
    if content.startswith(b"PK"):
        package = Package(content)
        _refuse_other_packages(package)
        book = read_workbook(package, most_rows)
    elif name.lower().endswith(_TEXT_NAMES):
        book = read_text(content, name, most_rows)
    else:
        raise _not_a_workbook(content)
    if not any(sheet.rows for sheet in book.sheets):
        raise Unreadable(
            "empty",
            "Tệp không có ô nào chứa dữ liệu: chọn tệp khác, hoặc lưu lại tệp sau khi nhập.",
        )
    return book


def refuse_other_kinds(content: bytes) -> None:
    """Refuse what its first bytes show to be another kind of file, whatever it is called."""
    start = content[:4096].removeprefix(b"\xef\xbb\xbf").lstrip().lower()
    if content.startswith(_OLE):
        if _ENCRYPTED in content:
            raise Unreadable(
                "encrypted",
                "Tệp có mật khẩu: mở bằng Excel, bỏ mật khẩu (Tệp › Thông tin), lưu lại rồi nạp.",
            )
        raise Unreadable("old_excel", f"Tệp dạng Excel cũ (.xls): {_SAVE_AS}")
    if content.startswith(_OLD_BIFF):
        raise Unreadable("old_excel", f"Tệp dạng Excel cũ (.xls): {_SAVE_AS}")
    if b"urn:schemas-microsoft-com:office:spreadsheet" in start:
        raise Unreadable("xml_spreadsheet", f"Tệp dạng XML của Excel 2003: {_SAVE_AS}")
    if start.startswith(
        (b"<html", b"<!doctype", b"<table", b"<meta", b"<head", b"<?xml", b"<!--", b"mime-version:")
    ):
        raise Unreadable("html", f"Tệp là trang web (HTML) mang tên tệp Excel: {_SAVE_AS}")
    if start.startswith(
        (b"%pdf", b"\x89png", b"\xff\xd8\xff", b"gif8", b"{\\rtf", b"7z\xbc\xaf", b"rar!")
    ):
        raise Unreadable(
            "not_a_workbook", f"Tệp không phải bảng tính Excel: nếu là bảng, {_SAVE_AS}"
        )


def _refuse_other_packages(package: Package) -> None:
    names = package.names
    if "xl/workbook.bin" in names:
        raise Unreadable("binary_excel", f"Tệp dạng Excel nhị phân (.xlsb): {_SAVE_AS}")
    if any(name.endswith("vbaproject.bin") or name.startswith("xl/macrosheets/") for name in names):
        raise Unreadable("macros", f"Tệp có macro (.xlsm): {_SAVE_AS}")
    if "content.xml" in names:
        raise Unreadable(
            "open_document",
            "Tệp dạng OpenDocument (.ods): mở ra, chọn Lưu thành… Excel .xlsx rồi nạp lại.",
        )
    if "[content_types].xml" not in names:
        raise Unreadable(
            "not_a_workbook",
            "Tệp nén không phải bảng tính Excel: giải nén, chọn tệp .xlsx bên trong; hoặc"
            f" {_SAVE_AS}",
        )


def _not_a_workbook(content: bytes) -> Unreadable:
    if content.startswith((b"\xff\xfe", b"\xfe\xff")) or b"\0" not in content:
        return Unreadable(
            "text_named_xlsx",
            "Tệp là văn bản, không phải Excel: nếu là CSV, đổi tên thành .csv rồi nạp; hoặc"
            f" {_SAVE_AS}",
        )
    return damaged("không nhận ra định dạng")
