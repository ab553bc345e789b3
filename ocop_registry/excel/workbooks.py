"""The parts of an .xlsx package around its sheets: which sheets, shared texts, number formats, the
day counting starts."""

import posixpath
import re

from ocop_registry.excel.numbers import style_kinds
from ocop_registry.excel.packages import Package, damaged, xml_parser
from ocop_registry.excel.sheets import (
    LONGEST_RAW_TEXT,
    LONGEST_TEXT,
    MOST_CELLS,
    MOST_SHEETS,
    Book,
    Budget,
)
from ocop_registry.excel.values import Unreadable, local, plain, unescaped
from ocop_registry.excel.worksheets import Shared, SheetReader

_OF_CAPITALS = re.compile(r"\.Vn\w*H")  # .VnTimeH, .VnArialH …
_MOST_STYLES = 65_490  # as in Excel
_WORKSHEET = "/worksheet"


def read_workbook(package: Package, most_rows: int | None = None) -> Book:
    """Every worksheet of the package, in the workbook's order; chart and dialog sheets hold no
    cells and are left out. `most_rows`: of each only the first rows."""
    main = _main_part(package)
    shared = Shared()
    listed = _listed_sheets(package, main, shared)
    parts = _relations(package, main)
    for kind, target in parts.values():
        if kind.endswith("/sharedStrings"):
            shared.texts = _shared_texts(package, target, shared.budget)
        elif kind.endswith("/styles"):
            shared.kinds, shared.capitals = _styles(package, target)
    sheets = []
    for name, relation, hidden in listed:
        kind, target = parts.get(relation, ("", ""))
        if not kind:
            raise damaged(f"thiếu trang {name}")
        if kind.endswith(_WORKSHEET):
            reader = SheetReader(name, shared, most_rows)
            sheets.append(reader.read(package, target, hidden=hidden))
    return Book(sheets)


def _ignored(*_event: object) -> None:
    """An XML event that says nothing about values."""


def _main_part(package: Package) -> str:
    for kind, target in _relations(package, "").values():
        if kind.endswith("/officeDocument"):
            if not target.lower().startswith("xl/"):
                raise Unreadable(
                    "not_a_workbook",
                    "Tệp không phải bảng tính Excel (có thể là tệp Word, PowerPoint): chọn tệp"
                    " .xlsx khác.",
                )
            return target
    raise damaged("thiếu sổ tính")


def _relations(package: Package, part: str) -> dict[str, tuple[str, str]]:
    """Id → (type, member) of what a part refers to inside the package. Links that lead outside are
    not looked at."""
    folder, name = posixpath.split(part)
    found: dict[str, tuple[str, str]] = {}

    def start(element: str, attributes: dict[str, str]) -> None:
        if local(element) == "Relationship" and attributes.get("TargetMode") != "External":
            target = posixpath.normpath(posixpath.join("/", folder, attributes.get("Target", "")))
            found[attributes.get("Id", "")] = (attributes.get("Type", ""), target.lstrip("/"))

    package.parse(posixpath.join(folder, "_rels", f"{name}.rels"), start, _ignored)
    return found


def _listed_sheets(package: Package, main: str, shared: Shared) -> list[tuple[str, str, bool]]:
    """(name, relation id, hidden) of each sheet; notes the day counting starts in `shared`."""
    listed: list[tuple[str, str, bool]] = []

    def start(element: str, attributes: dict[str, str]) -> None:
        element = local(element)
        if element == "workbookPr":
            shared.from_1904 = attributes.get("date1904") in ("1", "true")
        elif element == "sheet":
            relation = next((value for key, value in attributes.items() if local(key) == "id"), "")
            hidden = attributes.get("state", "visible") != "visible"
            listed.append((plain(unescaped(attributes.get("name", ""))) or "", relation, hidden))
            if len(listed) > MOST_SHEETS:
                raise Unreadable(
                    "too_many_sheets",
                    f"Tệp có hơn {MOST_SHEETS} trang tính: xóa các trang thừa hoặc chia thành nhiều"
                    " tệp.",
                )

    package.parse(main, start, _ignored)
    if not listed:
        raise damaged("sổ tính không có trang nào")
    if len({name.casefold() for name, _, _ in listed}) < len(listed):
        raise damaged("hai trang tính trùng tên")
    return listed


def _shared_texts(package: Package, part: str, budget: Budget) -> list[str | None]:
    """The texts that cells refer to by number: runs of rich text joined, phonetic guides (rPh) left
    out."""
    parser = xml_parser()
    texts: list[str | None] = []
    pieces: list[str] = []
    phonetic, length = False, 0

    def gather(piece: str) -> None:
        nonlocal length
        pieces.append(piece)
        length += len(piece)
        if length > LONGEST_RAW_TEXT:
            budget.take_text(LONGEST_TEXT + 1)

    def start(element: str, attributes: dict[str, str]) -> None:
        nonlocal phonetic, length
        element = local(element)
        if element == "si":
            pieces.clear()
            length = 0
        elif element == "rPh":
            phonetic = True
        elif element == "t" and not phonetic:
            parser.CharacterDataHandler = gather

    def end(element: str) -> None:
        nonlocal phonetic
        element = local(element)
        parser.CharacterDataHandler = None
        if element == "rPh":
            phonetic = False
        elif element == "si":
            text = unescaped("".join(pieces))
            budget.take_text(len(text))
            texts.append(plain(text))
            if len(texts) > MOST_CELLS:
                raise damaged("quá nhiều chuỗi chữ")

    package.parse(part, start, end, parser)
    return texts


def _styles(package: Package, part: str) -> tuple[dict[str, str], frozenset[str]]:
    """Style number → day, time or both; and the styles whose font draws small letters as
    capitals."""
    codes: dict[int, str] = {}
    formats: list[int] = []
    fonts: list[str] = []  # their names
    used: list[int] = []  # style → font
    inside = False

    def start(element: str, attributes: dict[str, str]) -> None:
        nonlocal inside
        element = local(element)
        if element == "numFmt" and len(codes) < _MOST_STYLES:
            codes[int(attributes["numFmtId"])] = attributes.get("formatCode", "")
        elif element == "font" and len(fonts) < _MOST_STYLES:
            fonts.append("")
        elif element == "name" and fonts:
            fonts[-1] = attributes.get("val", "")
        elif element == "cellXfs":
            inside = True
        elif element == "xf" and inside:
            formats.append(int(attributes.get("numFmtId", 0)))
            used.append(int(attributes.get("fontId", 0)))
            if len(formats) > _MOST_STYLES:
                raise damaged("quá nhiều kiểu ô")

    def end(element: str) -> None:
        nonlocal inside
        inside = inside and local(element) != "cellXfs"

    try:
        package.parse(part, start, end)
    except (KeyError, ValueError) as error:
        raise damaged("kiểu ô không đọc được") from error
    drawn = {at for at, name in enumerate(fonts) if _OF_CAPITALS.fullmatch(name)}
    capitals = frozenset(str(style) for style, font in enumerate(used) if font in drawn)
    return style_kinds(formats, codes), capitals
