"""What a Word file may be: a plain .docx package of reasonable size, without macros, embedded
objects or ways out.

Everything is judged before it is unpacked or parsed: a small zip may unpack to gigabytes, a
document may fetch a template or a picture from somewhere else when it is opened, and an entity may
grow without end.
"""

import re
import zlib
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile, ZipInfo

from lxml import etree

from certifications.papers.word.language import BadTemplate

LARGEST = 5 * 1024 * 1024  # bytes of the file
LARGEST_UNPACKED = 20 * 1024 * 1024  # bytes
# bytes of one part that is filled in; the longest of the project's own has 20 KB
LARGEST_TEXT = 1024 * 1024
MOST_PARTS = 200
DOCUMENT = "word/document.xml"
TYPES = "[Content_Types].xml"
FILLED_IN = re.compile(r"^word/(document|header\d*|footer\d*)\.xml$")
_MAIN = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
_MACROS = re.compile(r"vbaproject|vbadata|macroenabled", re.IGNORECASE)
_OBJECTS = re.compile(r"^word/(embeddings|activex)/", re.IGNORECASE)
_NO_WORD = "Tệp không phải Word (.docx): mở trong Word rồi lưu lại dạng .docx."
_DAMAGED = "Tệp Word hỏng: mở trong Word rồi lưu lại thành tệp mới."


def unpacked(content: bytes) -> dict[str, bytes]:
    """The parts of a Word package by name. Raises BadTemplate with everything that is wrong with
    it."""
    if len(content) > LARGEST:
        raise BadTemplate("Tệp lớn hơn 5 MB: bỏ bớt hoặc nén hình ảnh trong mẫu.")
    if not content.startswith(b"PK\x03\x04"):
        raise BadTemplate(_NO_WORD)
    try:
        with ZipFile(BytesIO(content)) as package:
            _refuse(_size_faults(package.infolist()))
            parts = {
                one.filename: package.read(one) for one in package.infolist() if not one.is_dir()
            }
    except (
        BadZipFile,
        zlib.error,
        NotImplementedError,
        RuntimeError,
        EOFError,
        OSError,
    ) as problem:
        raise BadTemplate(_DAMAGED) from problem
    _refuse(_content_faults(parts))
    return parts


def _refuse(faults: list[str]) -> None:
    if faults:
        raise BadTemplate(*faults)


def _size_faults(entries: list[ZipInfo]) -> list[str]:
    """From the directory of the zip alone. What a part is said to unpack to is also the most that
    is read of it."""
    if DOCUMENT not in {one.filename for one in entries}:
        return [_NO_WORD]
    if len(entries) > MOST_PARTS or len({one.filename for one in entries}) < len(entries):
        return [
            f"Tệp Word có {len(entries)} phần bên trong, nhiều hơn {MOST_PARTS} hoặc trùng tên: dán"
            " nội dung sang tài liệu mới."
        ]
    if any(one.flag_bits & 1 for one in entries):
        return ["Tệp Word có mật khẩu: bỏ mật khẩu rồi tải lại."]
    if any(one.compress_type not in {ZIP_STORED, ZIP_DEFLATED} for one in entries):
        return [_DAMAGED]
    if sum(one.file_size for one in entries) > LARGEST_UNPACKED:
        return ["Nội dung mẫu quá lớn (hơn 20 MB khi mở ra): bỏ bớt hình ảnh trong mẫu."]
    if any(one.file_size > LARGEST_TEXT for one in entries if FILLED_IN.match(one.filename)):
        return [
            "Phần chữ của mẫu quá dài (hơn 1 MB): mẫu chỉ cần vài trang, dữ liệu sẽ được điền vào."
        ]
    return []


def _content_faults(parts: dict[str, bytes]) -> list[str]:
    trees = {}
    for name, part in parts.items():
        if name.endswith((".xml", ".rels")):
            if b"<!DOCTYPE" in part or b"<!ENTITY" in part:
                return [_DAMAGED]
            try:
                trees[name] = etree.fromstring(
                    part, etree.XMLParser(resolve_entities=False, no_network=True)
                )
            except etree.XMLSyntaxError:
                return [_DAMAGED]
            if (trees[name].getroottree().docinfo.encoding or "UTF-8").upper() not in {
                "UTF-8",
                "ASCII",
                "US-ASCII",
            }:
                return [_DAMAGED]
    types = (
        {one.get("PartName"): one.get("ContentType", "") for one in trees[TYPES]}
        if TYPES in trees
        else {}
    )
    faults = []
    if any(_MACROS.search(text) for text in (*parts, *types.values())):
        faults.append("Mẫu có macro: lưu lại dạng .docx (không phải .docm), không kèm macro.")
    elif types.get(f"/{DOCUMENT}") != _MAIN:
        faults.append(_NO_WORD)
    if any(_OBJECTS.match(name) for name in parts):
        faults.append(
            "Mẫu có đối tượng nhúng (bảng tính, điều khiển): thay bằng bảng hoặc hình ảnh thường."
        )
    return [*faults, *dict.fromkeys(_ways_out(trees))]


def _ways_out(trees: dict[str, etree._Element]) -> list[str]:
    """A sentence for everything outside of the file that the document points to."""
    found = []
    for name, tree in trees.items():
        for one in tree if name.endswith(".rels") else ():
            if str(one.get("TargetMode", "")).lower() == "external":
                kind = str(one.get("Type", "")).rpartition("/")[2]
                remedy = _REMEDIES.get(kind, "dán nội dung sang tài liệu mới, không kèm liên kết.")
                found.append(
                    f"Mẫu trỏ ra ngoài tệp (“{str(one.get('Target', ''))[:100]}”): {remedy}"
                )
    return found


_REMEDIES = {
    "hyperlink": "bấm phải vào liên kết rồi chọn gỡ siêu liên kết, chỉ để lại chữ.",
    "image": "chèn hình vào trong tệp thay vì liên kết đến hình.",
    "attachedTemplate": (
        "mẫu đang gắn với một tệp .dotx khác, gỡ trong Nhà phát triển › Mẫu tài liệu."
    ),
}
