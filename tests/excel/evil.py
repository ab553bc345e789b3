"""Workbooks that somebody would rather not have sent: broken, lying, bursting, or just as Excel
leaves them after years."""

import io
import struct
import zipfile
import zlib
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

from ocop_registry.excel.reading import MOST_BYTES, CellError

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"
_TYPES = '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>'
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
GOOD_ROW = '<row r="1"><c r="A1" t="inlineStr"><is><t>Mật ong</t></is></c></row>'
# Styles 0–5: plain, dd/mm/yyyy, a time, day and time, a number with letters in its format, a
# duration.
STYLES = (
    f'<styleSheet xmlns="{MAIN}"><numFmts><numFmt numFmtId="164" formatCode="dd/mm/yyyy;@"/><numFmt'
    ' numFmtId="165" formatCode="0.0&quot; days&quot;"/><numFmt numFmtId="166"'
    ' formatCode="[h]:mm"/></numFmts><cellStyleXfs><xf numFmtId="14"/></cellStyleXfs><cellXfs><xf'
    ' numFmtId="0"/><xf numFmtId="164"/><xf numFmtId="20"/><xf numFmtId="22"/><xf'
    ' numFmtId="165"/><xf numFmtId="166"/></cellXfs></styleSheet>'
)


@dataclass(frozen=True)
class Evil:
    """A file, and what is to come of it: a code of refusal, or what its first sheet holds
    (reference → value)."""

    build: Callable[[], bytes]
    code: str = ""
    cells: dict[str, Any] = field(default_factory=dict)
    name: str = "danh-sach.xlsx"
    bomb: bool = False


def zipped(members: dict[str, bytes | str]) -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as package:
        for name, text in members.items():
            package.writestr(name, text)
    return content.getvalue()


def members(
    data: str = GOOD_ROW, *, sheet: str = "", shared: str = "", properties: str = "", more: str = ""
) -> dict[str, Any]:
    """The members of a small workbook with one sheet; `data` are its rows, `sheet` the whole XML of
    the sheet instead."""
    return {
        "[Content_Types].xml": _TYPES,
        "_rels/.rels": _relations(officeDocument="xl/workbook.xml"),
        "xl/workbook.xml": (
            f'<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}">{properties}<sheets>'
            f'<sheet name="Danh sách" sheetId="1" r:id="worksheet"/>{more}</sheets></workbook>'
        ),
        "xl/_rels/workbook.xml.rels": _relations(
            worksheet="worksheets/sheet1.xml",
            styles="styles.xml",
            sharedStrings="/xl/sharedStrings.xml",
        ),
        "xl/styles.xml": STYLES,
        "xl/sharedStrings.xml": f'<sst xmlns="{MAIN}">{shared}</sst>',
        "xl/worksheets/sheet1.xml": (
            sheet or f'<worksheet xmlns="{MAIN}"><sheetData>{data}</sheetData></worksheet>'
        ),
    }


def _relations(**targets: str) -> str:
    found = "".join(
        f'<Relationship Id="{kind}" Type="{OFFICE}/{kind}" Target="{target}"/>'
        for kind, target in targets.items()
    )
    return f'<Relationships xmlns="{_PACKAGE}">{found}</Relationships>'


def made(data: str = GOOD_ROW, **parts: str) -> bytes:
    return zipped(members(data, **parts))


def book(data: str = GOOD_ROW, **parts: str) -> Callable[[], bytes]:
    return lambda: made(data, **parts)


def with_member(name: str, content: bytes | str = b"") -> Callable[[], bytes]:
    return lambda: zipped({**members(), name: content})


def without(name: str) -> Callable[[], bytes]:
    return lambda: zipped({key: value for key, value in members().items() if key != name})


def cell(
    reference: str, value: str, kind: str = "", style: int = 0, formula: str | None = None
) -> str:
    calculated = "" if formula is None else f"<f>{formula}</f>"
    return (
        f'<row r="{reference[1:]}"><c r="{reference}"'
        f' s="{style}"{kind and f" t={kind!r}"}>{calculated}{value}</c></row>'
    )


def _rows(*cells: str) -> str:
    return "".join(cells)


def _sheet(before: str = "", data: str = GOOD_ROW, after: str = "") -> str:
    return f'<worksheet xmlns="{MAIN}">{before}<sheetData>{data}</sheetData>{after}</worksheet>'


def _flags_encrypted() -> bytes:
    """A zip whose members say that they need a password."""
    content = bytearray(zipped(members()))
    at = 0
    while (at := content.find(b"PK\x01\x02", at)) >= 0:
        content[at + 8] |= 1
        at += 4
    return bytes(content)


def _lying_sizes() -> bytes:
    """A sheet of 60 MB that its directory declares to be of 2,000 bytes."""
    huge = _sheet(data=GOOD_ROW + " " * 60_000_000).encode()
    content = bytearray(zipped({**members(), "xl/worksheets/sheet1.xml": huge}))
    size = struct.pack("<I", len(huge))
    return bytes(content.replace(size, struct.pack("<I", 2000)))


def _spoiled() -> bytes:
    """A sheet whose bytes do not add up to their checksum."""
    text = members()["xl/worksheets/sheet1.xml"].encode()
    content = zipped(members())
    return content.replace(struct.pack("<I", zlib.crc32(text)), b"\0\0\0\0")


def _twice() -> bytes:
    content = io.BytesIO(zipped(members()))
    with zipfile.ZipFile(content, "a") as package:
        package.writestr("XL/worksheets/Sheet1.xml", _sheet())
    return content.getvalue()


def _columns(last: int) -> str:
    return "<c/>" * (last - 1) + "<c><v>1</v></c>"


_LAUGHS = (
    '<?xml version="1.0"?><!DOCTYPE worksheet [<!ENTITY a "ha"><!ENTITY b'
    f' "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]><worksheet xmlns="{MAIN}"><sheetData><row><c'
    ' t="str"><v>&b;</v></c></row></sheetData></worksheet>'
)
_OUTSIDE = (
    '<?xml version="1.0" encoding="utf-16"?><!DOCTYPE sst [<!ENTITY a SYSTEM'
    f' "file:///etc/passwd">]><sst xmlns="{MAIN}"/>'
)
_SHEETS = "".join(
    f'<sheet name="T{number}" sheetId="{number + 1}" r:id="worksheet"/>' for number in range(1, 60)
)

REFUSED = {
    "no bytes": Evil(lambda: b"", "empty"),
    "zeros": Evil(lambda: b"\0" * 4096, "empty"),
    "no cell filled": Evil(book('<row r="1"><c r="A1" s="1"/></row>'), "empty"),
    "truncated": Evil(lambda: zipped(members())[:-200], "damaged"),
    "an .xls": Evil(lambda: _OLE + b"\0" * 4096, "old_excel"),
    "an .xls of 1995": Evil(lambda: b"\x09\x08\x08\x00\x00\x05\x10\x00" + b"\1" * 100, "old_excel"),
    "with a password": Evil(
        lambda: _OLE + b"\0" * 600 + "EncryptedPackage".encode("utf-16-le"), "encrypted"
    ),
    "a zip with a password": Evil(_flags_encrypted, "encrypted"),
    "a web page": Evil(lambda: b"\xef\xbb\xbf\r\n <HTML><table><tr><td>1</table>", "html"),
    "a web archive": Evil(
        lambda: b"MIME-Version: 1.0\nContent-Type: multipart/related", "html", name="a.xls"
    ),
    "XML of 2003": Evil(
        lambda: (
            b'<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"/>'
        ),
        "xml_spreadsheet",
    ),
    "a PDF": Evil(lambda: b"%PDF-1.7 \0\0", "not_a_workbook"),
    "random bytes": Evil(lambda: bytes(range(256)) * 9, "damaged"),
    "CSV named .xlsx": Evil(lambda: "Tên sản phẩm;Chủ thể".encode(), "text_named_xlsx"),
    "bytes named .csv": Evil(lambda: b"a;b\0\1\2;c", "not_text", name="a.csv"),
    "with macros": Evil(with_member("xl/vbaProject.bin"), "macros", name="a.xlsm"),
    "macros of Excel 4": Evil(with_member("xl/macrosheets/sheet1.xml"), "macros"),
    "an .xlsb": Evil(with_member("xl/workbook.bin"), "binary_excel", name="a.xlsb"),
    "an .ods": Evil(
        lambda: zipped(
            {"mimetype": "application/vnd.oasis.opendocument.spreadsheet", "content.xml": "<a/>"}
        ),
        "open_document",
    ),
    "a .docx": Evil(
        lambda: zipped(
            {
                "[Content_Types].xml": _TYPES,
                "_rels/.rels": _relations(officeDocument="word/document.xml"),
            }
        ),
        "not_a_workbook",
    ),
    "photos": Evil(lambda: zipped({"anh.jpg": b"\xff\xd8"}), "not_a_workbook"),
    "11 MB": Evil(lambda: b"PK" + b"\1" * MOST_BYTES, "too_large"),
    "a picture of 211 MB": Evil(
        lambda: zipped({**members(), "xl/media/a.bmp": b"\0" * 211_000_000}),
        "unpacked_too_large",
        bomb=True,
    ),
    "a sheet of 85 MB of blanks": Evil(
        lambda: made(GOOD_ROW + " " * 85_000_000), "unpacked_too_large", bomb=True
    ),
    "a sheet larger than declared": Evil(_lying_sizes, "damaged", bomb=True),
    "5,000 members": Evil(
        lambda: zipped({f"{number}": b"" for number in range(5000)}), "too_many_members", bomb=True
    ),
    "a path upwards": Evil(with_member("xl/../../../etc/passwd"), "damaged"),
    "two members of one name": Evil(_twice, "damaged"),
    "a wrong checksum": Evil(_spoiled, "damaged"),
    "a billion laughs": Evil(lambda: made(sheet=_LAUGHS), "doctype", bomb=True),
    "an entity from outside": Evil(
        lambda: zipped({**members(), "xl/sharedStrings.xml": _OUTSIDE.encode("utf-16")}), "doctype"
    ),
    **{
        f"XML in {encoding}": Evil(
            book(sheet=f'<?xml version="1.0" encoding="{encoding}"?>{_sheet()}'), "damaged"
        )
        for encoding in ("idna", "base64", "unicode_escape", "no-such-code")
    },
    "100,001 rows": Evil(
        lambda: made("<row><c><v>1</v></c></row>" * 100_001), "too_many_rows", bomb=True
    ),
    "more than a million cells": Evil(
        lambda: made(f"<row>{'<c><v>1</v></c>' * 150}</row>" * 6667), "too_many_cells", bomb=True
    ),
    "content beyond column 200": Evil(book(f"<row>{_columns(201)}</row>"), "too_many_columns"),
    "three million empty cells": Evil(
        lambda: made(f"<row>{'<c/>' * 15_000}</row>" * 201), "too_many_cells", bomb=True
    ),
    "four million cells in one row": Evil(
        lambda: made(f"<row>{'<c/>' * 4_000_000}</row>"), "damaged", bomb=True
    ),
    "four million runs in one cell": Evil(
        lambda: made(f"<row><c t='inlineStr'><is>{'<t/>' * 4_000_000}</is></c></row>"),
        "damaged",
        bomb=True,
    ),
    "a text of 70 MB": Evil(
        lambda: made(cell("A1", f"<v>{('a' * 5000 + '🍯') * 14_000}</v>", "str")),
        "text_too_long",
        bomb=True,
    ),
    "a shared text of 10 MB": Evil(
        lambda: made(shared=f"<si><t>{('a' * 5000 + '🍯') * 2_000}</t></si>"),
        "text_too_long",
        bomb=True,
    ),
    "a number of ten million digits": Evil(
        lambda: made(cell("A1", f"<v>{'1' * 10_000_000}</v>")), "text_too_long", bomb=True
    ),
    "three million other tags": Evil(
        lambda: made(sheet=_sheet(after="<a/>" * 3_000_001)), "too_many_cells", bomb=True
    ),
    "a million attributes": Evil(
        lambda: made(
            sheet=_sheet(before="<a " + " ".join(f"a{n}=''" for n in range(1_000_000)) + "/>")
        ),
        "damaged",
        bomb=True,
    ),
    "a hundred thousand deep": Evil(
        lambda: made(sheet=_sheet(before="<a>" * 100_000)), "damaged", bomb=True
    ),
    "a text of 40,000 letters": Evil(
        book(shared=f"<si><t>{'a' * 40_000}</t></si>"), "text_too_long"
    ),
    "31 million letters": Evil(
        lambda: made(shared=f"<si><t>{'ă' * 31_000}</t></si>" * 1000), "too_much_text", bomb=True
    ),
    "60 sheets": Evil(book(more=_SHEETS), "too_many_sheets"),
    "two sheets of one name": Evil(
        book(more='<sheet name="danh SÁCH" sheetId="2" r:id="worksheet"/>'), "damaged"
    ),
    "a text that is not there": Evil(book(cell("A1", "<v>7</v>", "s")), "damaged"),
    "a cell in the wrong row": Evil(book('<row r="1"><c r="A2"><v>1</v></c></row>'), "damaged"),
    "a cell twice": Evil(
        book('<row r="1"><c r="A1"><v>1</v></c><c r="A1"><v>2</v></c></row>'), "damaged"
    ),
    "a row twice": Evil(book('<row r="1"><c><v>1</v></c></row>' * 2), "damaged"),
    "a row beyond the last": Evil(book('<row r="1048577"><c><v>1</v></c></row>'), "damaged"),
    "a column beyond the last": Evil(book('<row r="1"><c r="XFE1"><v>1</v></c></row>'), "damaged"),
    "no sheet behind the name": Evil(without("xl/worksheets/sheet1.xml"), "damaged"),
    "no workbook": Evil(without("xl/workbook.xml"), "damaged"),
    "XML that ends early": Evil(book(sheet=_sheet()[:-30]), "damaged"),
}

READ = {
    # what it means is found later, column by column (ocop_registry/excel/legacy)
    "CSV in TCVN3": Evil(lambda: b"S\xb6n ph\xc8m;Ch\xf1 th\xd3;X\xb7", name="a.csv", cells={"A1": "S¶n phÈm", "B1": "Chñ thÓ", "C1": "X·"}),
    "a dimension of the whole sheet": Evil(book(sheet=_sheet('<dimension ref="A1:XFD1048576"/>')), cells={"A1": "Mật ong"}),
    "a dimension of one cell": Evil(
        book(sheet=_sheet('<dimension ref="A1"/>', _rows(cell("A1", "<v>1</v>"), cell("C9", "<v>2</v>")))), cells={"A1": 1, "C9": 2}
    ),
    "the very last row": Evil(book(cell("B1048576", "<v>5</v>")), cells={"B1048576": 5}),
    "not from A1 on": Evil(book(_rows(cell("D7", "<v>1</v>"), cell("B9", "<v>2</v>"))), cells={"D7": 1, "B9": 2}),
    "no references": Evil(book("<row><c><v>1</v></c><c/><c><v>2</v></c></row><row/><row><c><v>3</v></c></row>"), cells={"A1": 1, "C1": 2, "A3": 3}),
    "rows and cells out of order": Evil(
        book('<row r="2"><c r="A2"><v>2</v></c></row><row r="1"><c r="B1"><v>1</v></c><c r="A1"><v>0</v></c></row>'),
        cells={"A1": 0, "B1": 1, "A2": 2},
    ),
    "formatted to the last column": Evil(
        lambda: made('<row r="1"><c r="A1"><v>1</v></c>' + '<c s="1"/>' * 16_383 + "</row>"), cells={"A1": 1}, bomb=True
    ),
    "a prefix for every tag": Evil(
        book(sheet=f'<x:worksheet xmlns:x="{MAIN}"><x:sheetData><x:row r="2"><x:c r="A2"><x:v>4</x:v></x:c></x:row></x:sheetData></x:worksheet>'),
        cells={"A2": 4},
    ),
    "days": Evil(
        book(
            _rows(cell("A1", "<v>44274</v>", style=1), cell("A2", "<v>0.354166666666667</v>", style=2))
            + _rows(cell("A3", "<v>44274.354166666664</v>", style=3), cell("A4", "<v>44274.5</v>", style=1))
            + _rows(cell("A5", "<v>3.5</v>", style=4), cell("A6", "<v>1.5</v>", style=5), cell("A7", "<v>2021-03-19T00:00:00</v>", "d", 1))
        ),
        cells={
            **{"A1": date(2021, 3, 19), "A2": time(8, 30), "A3": datetime(2021, 3, 19, 8, 30), "A4": datetime(2021, 3, 19, 12)},
            **{"A5": Decimal("3.5"), "A6": Decimal("1.5"), "A7": date(2021, 3, 19)},
        },
    ),
    "days that never were": Evil(
        book(_rows(*(cell(f"A{row}", f"<v>{days}</v>", style=1) for row, days in enumerate((59, 60, 61, 0, -1, "1E9"), start=1)))),
        cells={
            **{"A1": date(1900, 2, 28), "A2": CellError("ngày thứ 60", "no_such_day"), "A3": date(1900, 3, 1)},
            **{f"A{row}": CellError(f"ngày thứ {days}", "no_such_day") for row, days in ((4, 0), (5, -1), (6, "1E9"))},
        },
    ),
    "days counted from 1904": Evil(
        book(_rows(cell("A1", "<v>42812</v>", style=1), cell("A2", "<v>0</v>", style=1)), properties='<workbookPr date1904="1"/>'),
        cells={"A1": date(2021, 3, 19), "A2": date(1904, 1, 1)},
    ),
    "numbers as floats fall": Evil(
        book(_rows(*(cell(f"A{row}", f"<v>{text}</v>") for row, text in enumerate(("86.400000000000006", "1.6E9", "1E400", "0", "-3"), start=1)))),
        cells={"A1": Decimal("86.4"), "A2": 1_600_000_000, "A3": CellError("1E400", "not_a_number"), "A4": 0, "A5": -3},
    ),
    "text that looks like numbers": Evil(
        book(_rows(cell("A1", "<v>0</v>", "s"), cell("A2", "<is><t>'0912</t></is>", "inlineStr")), shared="<si><t>0123</t></si>"),
        cells={"A1": "0123", "A2": "'0912"},
    ),
    "formulas": Evil(
        book(
            _rows(cell("A1", "<v>3</v>", formula="1+2"), cell("A2", "<v>HTX</v>", "str", formula="A9"), cell("A3", "<v></v>", "str", formula="A9"))
            + _rows(cell("A4", "", formula="1+2"), cell("A5", "<v></v>", formula="1+2"), cell("A6", "<v>#REF!</v>", "e", formula="#REF!"))
        ),
        cells={
            **{"A1": 3, "A2": "HTX", "A4": CellError.not_calculated(), "A5": CellError.not_calculated()},
            "A6": CellError("#REF!"),
        },
    ),
    "a truth": Evil(book(_rows(cell("A1", "<v>1</v>", "b"), cell("A2", "<v>0</v>", "b"))), cells={"A1": True, "A2": False}),
    "letters taken apart": Evil(book(shared="<si><t>Ma\u0323\u0302t ong</t></si>", data=cell("A1", "<v>0</v>", "s")), cells={"A1": "Mật ong"}),
    "rich text with a reading guide": Evil(
        book(
            _rows(cell("A1", "<v>0</v>", "s"), cell("A2", "<is><r><t>Chè </t></r><rPh><t>che</t></rPh><r><t>xanh</t></r></is>", "inlineStr")),
            shared="<si><r><t>Mật </t></r><r><t xml:space='preserve'>ong</t></r><rPh sb='0' eb='1'><t>mat</t></rPh></si>",
        ),
        cells={"A1": "Mật ong", "A2": "Chè xanh"},
    ),
    "signs that XML cannot hold": Evil(
        book(_rows(*(cell(f"A{row}", f"<v>{text}</v>", "str") for row, text in enumerate(("a_x000D_b", "a_x0000_b_xD800_", "_x005F_x0041_", "_x0001_"), start=1)))),
        cells={"A1": "a\rb", "A2": "ab", "A3": "_x0041_"},
    ),
    "blanks only": Evil(book(_rows(cell("A1", "<v>  </v>", "str"), cell("A2", "<v>1</v>"))), cells={"A2": 1}),
    "links to other files": Evil(
        lambda: zipped({**members(), "xl/externalLinks/externalLink1.xml": "<a/>", "xl/media/a.png": b"\x89PNG"}), cells={"A1": "Mật ong"}
    ),
    "ranges merged over and over": Evil(
        lambda: made(sheet=_sheet(after="<mergeCells>" + '<mergeCell ref="A1:XFD1048576"/>' * 50_000 + "</mergeCells>")),
        cells={"A1": "Mật ong"},
        bomb=True,
    ),
    "an .xlsx named .xls": Evil(book(), cells={"A1": "Mật ong"}, name="cu.xls"),
    "CSV with a mark and semicolons": Evil(
        lambda: "\ufeffTên;Sao\r\n\r\n\"Mật\nong; rừng\";4*\r\n'+84;'quê".encode(),
        cells={"A1": "Tên", "B1": "Sao", "A3": "Mật\nong; rừng", "B3": "4*", "A4": "+84", "B4": "'quê"},
        name="a.csv",
    ),
    "CSV in UTF-16 with tabs": Evil(
        lambda: "Tên\tSố\nChè, trà\t1,5\n".encode("utf-16"), cells={"A1": "Tên", "B1": "Số", "A2": "Chè, trà", "B2": "1,5"}, name="a.txt"
    ),
    "CSV of old Vietnamese Windows": Evil(
        lambda: "sep=,\nMâ\u0323t ong,Đă\u0301k Lă\u0301k\n".encode("cp1258"), cells={"A1": "Mật ong", "B1": "Đắk Lắk"}, name="A.CSV"
    ),
}  # fmt: skip
EVIL = {**REFUSED, **READ}
