"""What a cell may hold, where it stands, and why a file or a cell cannot be read."""

import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from functools import cache

LAST_COLUMN = 16384  # XFD
LAST_ROW = 1_048_576
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
# Signs that no cell can hold; hostile files bring them escaped, and databases and XML refuse them.
NOT_TEXT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_NOT_CALCULATED = "not_calculated"
NO_SUCH_DAY, NOT_A_NUMBER = "no_such_day", "not_a_number"
LETTERS_LOST, TWO_STARS, ODD_MARK = "letters_lost", "two_stars", "odd_mark"
OF_COLUMN = "of_column"  # what its whole column means is asked first


class Unreadable(Exception):
    """A file that is refused whole: `code` for programs, `sentence` (Vietnamese) says what is wrong
    and what to do."""

    def __init__(self, code: str, sentence: str) -> None:
        super().__init__(sentence)
        self.code, self.sentence = code, sentence


class Shown(Decimal):
    """A number that a file shows with fewer digits than it has: a workbook keeps all of them under a
    format of so many decimals, a text file holds what is shown."""

    text: str

    @classmethod
    def of(cls, number: Decimal, text: str) -> "Shown":
        """`text`: the number as it is shown, with a decimal comma."""
        made = cls(number)
        made.text = text
        return made

    @property
    def number_format(self) -> str:
        """Excel's format of as many decimals as are shown: "76,17" → "0.00"."""
        places = len(self.text.partition(",")[2])
        return f"0.{'0' * places}" if places else "0"


@dataclass(frozen=True)
class CellError:
    """What stands in a cell in place of a value: an error of Excel ("#REF!"), a formula never
    calculated, a day or number that is none."""

    text: str
    code: str = "error"

    @classmethod
    def not_calculated(cls) -> "CellError":
        return cls("công thức chưa được tính", _NOT_CALCULATED)

    @property
    def sentence(self) -> str:
        """What is wrong and what to do."""
        if self.code == _NOT_CALCULATED:
            return (
                "Ô là công thức chưa được tính: mở tệp bằng Excel, lưu lại rồi nạp, hoặc gõ thẳng"
                " giá trị vào ô."
            )
        if self.code == NO_SUCH_DAY:
            return (
                f"Ô kiểu ngày nhưng chứa {self.text}, không phải một ngày có thật: gõ lại"
                " ngày/tháng/năm."
            )
        if self.code == NOT_A_NUMBER:
            return f"Ô kiểu số nhưng chứa “{self.text}”, không phải một số: gõ lại."
        said = _SENTENCES.get(self.code)
        return (
            said(self.text)
            if said
            else f"Ô báo lỗi {self.text}: sửa công thức, hoặc gõ thẳng giá trị vào ô."
        )

    def __str__(self) -> str:
        return self.text


def lost_letters(text: str) -> str:
    """What to say of a text whose letters were replaced by question marks."""
    return (
        f"Chữ có dấu đã mất khi lưu tệp (“{text[:60]}”), không khôi phục được: lấy tệp gốc, lưu thành"
        " Excel .xlsx (hoặc CSV UTF-8) rồi nạp lại, hoặc gõ lại đúng chữ."
    )


_SENTENCES: Mapping[str, Callable[[str], str]] = {
    LETTERS_LOST: lost_letters,
    TWO_STARS: lambda text: (
        f"Dòng này được đánh dấu ở nhiều cột hạng ({text}): chỉ để một dấu, hoặc ghi năm của từng hạng."
    ),
    ODD_MARK: lambda text: (
        f"“{text}” ở cột hạng sao không rõ là có hay không: đánh dấu x, hoặc để trống."
    ),
    OF_COLUMN: lambda text: (
        f"Chưa rõ “{text}”, vì chưa rõ cả cột này ghi thế nào: bấm “Cách đọc tệp”, trả lời một lần cho"
        " cả cột."
    ),
}


Value = str | int | Decimal | date | datetime | time | bool | CellError | None


@dataclass(frozen=True)
class Cell:
    """A value and where it stands, both counted from 1 as Excel shows them."""

    row: int
    column: int
    value: Value

    @property
    def reference(self) -> str:
        """ "B7"."""
        return reference(self.row, self.column)


def reference(row: int, column: int) -> str:
    """(7, 2) → "B7"."""
    return f"{letters(column)}{row}"


@cache
def letters(column: int) -> str:
    """The letters above a column: 1 → "A", 28 → "AB"."""
    text = ""
    while column:
        column, rest = divmod(column - 1, 26)
        text = chr(ord("A") + rest) + text
    return text


def column_number(text: str) -> int | None:
    """The number of a column: "AB" → 28; None for what no column of Excel is called."""
    number = 0
    if not 1 <= len(text) <= 3:
        return None
    for letter in text:
        if not "A" <= letter <= "Z":
            return None
        number = number * 26 + ord(letter) - ord("A") + 1
    return number if number <= LAST_COLUMN else None


def plain(text: str) -> str | None:
    """Text with its letters composed (macOS takes them apart), without control signs; None for
    blanks only."""
    text = NOT_TEXT.sub("", text)
    if not text.isascii():
        text = unicodedata.normalize("NFC", text)
    return text if text and not text.isspace() else None


def unescaped(text: str) -> str:
    """Text as meant: Excel writes signs that XML cannot hold as _x000D_."""
    return _ESCAPED.sub(lambda found: chr(int(found[1], 16)), text) if "_x" in text else text


def local(name: str) -> str:
    """The name of an XML element or attribute without its prefix."""
    return name.rpartition(":")[2]
