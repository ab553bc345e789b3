"""CSV as spreadsheets save it: in UTF-8, UTF-16 or the old Vietnamese code page, parted by
semicolons, commas or tabs; and cells copied from a spreadsheet, which come parted by tabs."""

import csv
import re
import unicodedata
from io import StringIO
from typing import cast

from ocop_registry.excel.legacy import explained
from ocop_registry.excel.sheets import Book, Budget, Sheet
from ocop_registry.excel.values import Unreadable, Value, plain

STARTS_A_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_APOSTROPHES = re.compile(r"'*[=+\-@\t\r]")
_DELIMITERS = ";,\t"
PASTED = "Dán"  # the name of the sheet that copied cells make
# A quoted cell (with line breaks or quotes inside) as spreadsheets copy it, else anything up to the
# next tab.
_COPIED = re.compile(r'"(?P<quoted>(?:[^"\t]|"")*)"(?=[\t\n]|$)|(?P<plain>[^\t\n]*)')
_LOOKED_AT = 20  # lines that tell the delimiter
# Letters that the old TCVN3 fonts drew as Vietnamese ones; inside words nobody means them as they
# stand.
_TCVN3 = re.compile(r"[A-Za-z][µ¸¶·¹©ª«¬®¾»¼½Ë]|[µ¸¶·¹©ª«¬®¾»¼½][A-Za-z]")


def escaped(text: str) -> str:
    """Text as a CSV cell that no spreadsheet runs: an apostrophe before what begins like a formula.
    `unescaped` undoes it."""
    return f"'{text}" if _APOSTROPHES.match(text) else text


def unescaped(text: str) -> str:
    """Text without the apostrophe that `escaped` put before it."""
    return text[1:] if text.startswith("'") and _APOSTROPHES.match(text) else text


def read_text(content: bytes, name: str, most_rows: int | None = None) -> Book:
    """The one sheet of a CSV file, all its cells text. Rows are numbered as a spreadsheet shows the
    file. `most_rows`: only its first rows."""
    text = _decoded(content)
    first, _, rest = text.partition("\n")
    # a line for Excel, which it does not show
    said = re.fullmatch(r'"?sep=(.)"?\r?', first, re.IGNORECASE)
    delimiter = said[1] if said else _delimiter(text)
    sheet, budget = Sheet(re.sub(r"\.\w+$", "", name.rpartition("/")[2])[:31] or "CSV"), Budget()
    rows = csv.reader(StringIO(rest if said else text, newline=""), delimiter=delimiter)
    try:
        for number, cells in enumerate(rows, start=1):
            values: list[Value] = [plain(unescaped(cell)) for cell in cells]
            while values and values[-1] is None:
                values.pop()
            if values:
                sheet.rows.append((number, values))
                budget.row(sheet.name, number, values, len(sheet.rows))
                if len(sheet.rows) == most_rows:
                    break
                for column, value in enumerate(values, start=1):
                    budget.take_text(len(str(value or "")), sheet.name, number, column)
    except csv.Error as error:
        raise Unreadable(
            "damaged",
            "Tệp CSV có dấu nháy kép không đóng hoặc ô quá dài: mở bằng Excel, lưu thành .xlsx rồi"
            " nạp lại.",
        ) from error
    return Book([sheet])


def _decoded(content: bytes) -> str:
    encoding = "utf-8-sig"
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        encoding = "utf-16"
    elif b"\0" in content:
        raise Unreadable(
            "not_text", "Tệp không phải văn bản CSV: mở bằng Excel, lưu thành .xlsx rồi nạp lại."
        )
    try:
        return content.decode(encoding)
    except UnicodeDecodeError:
        return _old_vietnamese(content)


def _old_vietnamese(content: bytes) -> str:
    wrong = Unreadable(
        "encoding",
        "Bảng mã của tệp CSV không phải Unicode (có thể là TCVN3, VNI): mở bằng Excel, chuyển sang"
        " Unicode, lưu .xlsx rồi nạp.",
    )
    try:
        text = content.decode("cp1258")
    except UnicodeDecodeError as error:
        if explained(content.decode("latin-1")):
            return content.decode("latin-1")
        raise wrong from error
    western = content.decode("latin-1")
    if explained(western):
        return western  # restored with the whole file, which says so
    if _TCVN3.search(text):
        raise wrong
    return text


def _delimiter(text: str) -> str:
    """The sign that parts most lines, at least half of them, into most cells."""
    lines = [
        re.sub(r'"[^"]*"', "", line)
        for line in text[:50_000].splitlines()[:_LOOKED_AT]
        if line.strip()
    ]
    counts = {sign: [line.count(sign) for line in lines] for sign in _DELIMITERS}
    parting = [
        sign
        for sign in _DELIMITERS
        if sum(count > 0 for count in counts[sign]) * 2 >= len(lines) > 0
    ]
    return max(
        parting,
        key=lambda sign: (sum(count > 0 for count in counts[sign]), sum(counts[sign])),
        default=",",
    )


# --- cells copied from a spreadsheet --------------------------------------------------------------
def sheet_of(text: str) -> Sheet:
    """The pasted rows that hold something, numbered from 1 as they were pasted; line breaks stay in
    their cells, letters are composed (macOS pastes them apart).

    Raises Unreadable for more columns or longer texts than a sheet may have.
    """
    sheet, budget = Sheet(PASTED), Budget()
    for number, cells in enumerate(_copied(text), start=1):
        values: list[Value] = [cell or None for cell in cells]
        while values and values[-1] is None:
            values.pop()
        if values:
            sheet.rows.append((number, values))
            budget.row(PASTED, number, values, len(sheet.rows))
            for column, value in enumerate(values, start=1):
                budget.take_text(len(str(value or "")), PASTED, number, column)
    return sheet


def _copied(text: str) -> list[list[str]]:
    rest = text.replace("\r\n", "\n").replace("\r", "\n")
    lines: list[list[str]] = [[]]
    position = 0
    while position <= len(rest):
        found = cast(re.Match[str], _COPIED.match(rest, position))  # an empty cell matches too
        quoted = found["quoted"]
        lines[-1].append(_composed(found["plain"] if quoted is None else quoted.replace('""', '"')))
        position = found.end()
        if position < len(rest) and rest[position] == "\n":
            lines.append([])
        position += 1
    return lines


def _composed(cell: str) -> str:
    lines = unicodedata.normalize("NFC", cell).split("\n")
    return "\n".join(line for one in lines if (line := " ".join(one.split())))
