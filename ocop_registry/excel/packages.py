"""The zip package of a workbook, opened without trust: what its directory declares is checked
first, then counted."""

import zipfile
import zlib
from collections.abc import Callable, Iterator
from io import BytesIO
from xml.parsers import expat

from ocop_registry.excel.values import Unreadable

MOST_MEMBERS = 1000
# all members, pictures too, though only the few that are read are ever unpacked
MOST_UNPACKED = 200 * 1024**2
MOST_XML = 80 * 1024**2  # the members that are read, together; 20,000 rows of 22 columns take 21 MB
LONGEST_TOKEN = 1024**2  # one XML tag with its attributes
MOST_DEPTH = 100
MOST_TAGS = 3_000_000  # elements in one member
_ENCODINGS = ("utf-8", "utf8", "utf-16", "us-ascii")
_CHUNK = 1 << 16
_DIRECTORY_END = b"PK\x05\x06"
_ZIP64_LOCATOR = b"PK\x06\x07"
_MOST_DIRECTORY = MOST_MEMBERS * 512

Start = Callable[[str, dict[str, str]], None]
End = Callable[[str], None]


def damaged(what: str) -> Unreadable:
    return Unreadable(
        "damaged",
        f"Tệp hỏng hoặc không phải do Excel lưu ({what}): mở bằng Excel, chọn Lưu thành… .xlsx rồi"
        " nạp lại.",
    )


def too_large() -> Unreadable:
    return Unreadable(
        "unpacked_too_large",
        f"Tệp mở ra quá lớn (hơn {MOST_XML // 1024**2} MB dữ liệu): xóa các dòng, cột và trang tính"
        " thừa, hoặc chia thành nhiều tệp.",
    )


class Package:
    """The members of a workbook by name. Reading counts the bytes that come out; a lying directory
    does not help."""

    def __init__(self, content: bytes) -> None:
        _check_directory(content)
        try:
            self._zip = zipfile.ZipFile(BytesIO(content))
        except (
            zipfile.BadZipFile,
            ValueError,
            OverflowError,
            NotImplementedError,
            EOFError,
        ) as error:
            raise damaged("gói nén không mở được") from error
        self._members = _checked(self._zip.infolist())
        self._left = MOST_XML

    def __contains__(self, name: str) -> bool:
        return name.lower() in self._members

    @property
    def names(self) -> set[str]:
        """Names in lower case, as Excel compares them."""
        return set(self._members)

    def parse(
        self,
        name: str,
        start: Start,
        end: End,
        parser: expat.XMLParserType | None = None,
        *,
        counted: bool = True,
    ) -> None:
        """Feed one XML member to `start(name, attributes)` and `end(name)`; the parser given
        collects text as its owner wishes.

        Elements and their depth are counted here, unless the owner does so (`counted=False`).
        """
        parser = parser or xml_parser()
        parser.StartElementHandler, parser.EndElementHandler = (
            _counting(start, end, name) if counted else (start, end)
        )
        fed = 0
        try:
            for chunk in self._chunks(name):
                parser.Parse(chunk, False)
                fed += len(chunk)
                if fed - parser.CurrentByteIndex > LONGEST_TOKEN:
                    raise damaged(f"thẻ quá dài trong {name}")
            parser.Parse(b"", True)
        except expat.ExpatError as error:
            raise damaged(f"lỗi trong {name}") from error

    def _chunks(self, name: str) -> Iterator[bytes]:
        member = self._members.get(name.lower())
        if member is None:
            raise damaged(f"thiếu {name}")
        try:
            with self._zip.open(member) as file:
                while chunk := file.read(_CHUNK):
                    self._left -= len(chunk)
                    if self._left < 0:
                        raise too_large()
                    yield chunk
        except (
            zipfile.BadZipFile,
            zlib.error,
            EOFError,
            RuntimeError,
            NotImplementedError,
            OSError,
            ValueError,
        ) as error:
            raise damaged(f"không giải nén được {name}") from error


def xml_parser() -> expat.XMLParserType:
    """A parser that takes no document type, hence no entities, and reads nothing but what it is
    fed."""
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartDoctypeDeclHandler = _refuse_doctype
    parser.XmlDeclHandler = _refuse_odd_encoding
    return parser


def _refuse_odd_encoding(version: str, encoding: str | None, standalone: int) -> None:
    """Workbooks are written in Unicode; any other name would be looked up among the codecs of
    Python, base64 and all."""
    if encoding and encoding.lower() not in _ENCODINGS:
        raise damaged("bảng mã lạ")


def _refuse_doctype(*declaration: object) -> None:
    raise Unreadable(
        "doctype",
        "Tệp chứa khai báo XML không an toàn (DOCTYPE): mở bằng Excel, lưu thành .xlsx mới rồi nạp"
        " lại.",
    )


def _counting(start: Start, end: End, name: str) -> tuple[Start, End]:
    count = depth = 0

    def counted_start(element: str, attributes: dict[str, str]) -> None:
        nonlocal count, depth
        count += 1
        depth += 1
        if count > MOST_TAGS or depth > MOST_DEPTH:
            raise damaged(f"quá nhiều thẻ trong {name}")
        start(element, attributes)

    def counted_end(element: str) -> None:
        nonlocal depth
        depth -= 1
        end(element)

    return counted_start, counted_end


def _check_directory(content: bytes) -> None:
    """Refuse a directory too long before it is parsed: a million entries fit in few megabytes."""
    at = content.rfind(_DIRECTORY_END)
    if at < 0 or len(content) < at + 22:
        raise damaged("tệp bị cắt cụt")
    count = int.from_bytes(content[at + 10 : at + 12], "little")
    size = int.from_bytes(content[at + 12 : at + 16], "little")
    if count > MOST_MEMBERS or size > _MOST_DIRECTORY:
        raise Unreadable(
            "too_many_members",
            "Tệp chứa quá nhiều thành phần: mở bằng Excel, lưu thành .xlsx mới rồi nạp lại.",
        )
    if content[max(at - 20, 0) : at].startswith(_ZIP64_LOCATOR):
        raise damaged("gói nén kiểu zip64")


def _checked(infos: list[zipfile.ZipInfo]) -> dict[str, zipfile.ZipInfo]:
    members: dict[str, zipfile.ZipInfo] = {}
    for info in infos:
        name = info.filename.lower()
        parts = name.split("/")
        if (
            name.startswith("/")
            or ".." in parts
            or "\\" in name
            or ":" in parts[0]
            or "\0" in info.orig_filename
        ):
            raise damaged("tên thành phần không hợp lệ")
        if name in members:
            raise damaged("hai thành phần trùng tên")
        if info.flag_bits & 1:
            raise Unreadable(
                "encrypted",
                "Tệp có mật khẩu: mở bằng Excel, bỏ mật khẩu (Tệp › Thông tin), lưu lại rồi nạp.",
            )
        members[name] = info
    if sum(info.file_size for info in infos) > MOST_UNPACKED:
        raise too_large()
    return members
