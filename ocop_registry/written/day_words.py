"""Days within a text, as people write them: by numbers, by words, in English, as programs do, or
only the month, the quarter or the year.

`find` answers every one in the order of the text; what a form of writing means stands beside it in
`_FORMS`. Nothing is guessed in silence: a year of two digits is noted, a letter in place of a digit
and a month before its day are doubts, a day that there is not is a problem.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date

from ocop_registry.known_days import NOTHING, KnownDay
from ocop_registry.places.text import fold
from ocop_registry.written.text import short

FIRST_YEAR, LAST_YEAR = 1800, 2100
MONTH_FIRST, LETTERS, MONTH_OR_BLANK = "month_first", "letters", "month_or_blank"
_CENTURY_TURNS = 70  # two digits from here on are of the last century

_D = r"(?P<d>(?:\d[\dOoIl]?|[OoIl]\d))"
_M = r"(?P<m>(?:\d[\dOoIl]?|[OoIl]\d))"
_Y4 = r"(?P<y>[12lI][\dOoIl]{3})"
_Y = r"(?P<y>[12lI][\dOoIl]{3}|\d\d)"
_NAMED = r"(?P<name>mười một|mười hai|giêng|một|hai|ba|bốn|tư|năm|sáu|bảy|bẩy|tám|chín|mười|chạp)"
_MON = r"(?P<mon>jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)"
_MONTH_WORD = r"(?:tháng|thang|thg\.?|th\.?)"
_SIGN = r"[ ]*(?:[/.,-][ ]*){1,2}"
_BEFORE_DAY = r"(?:ngày|ngay)?[ ]*:?[ ]*"
_BEFORE_YEAR = rf"(?:{_SIGN}(?:năm[ ]*)?|[ ]*,?[ ]*(?:năm|nam)[ ]*|[ ]+)"
_TIME = r"(?:(?:T|,?[ ]+|[ ]*lúc[ ]*)\d{1,2}[:h]\d{2}(?::\d{2}(?:\.\d+)?)?(?:[ ]*(?:[AP]\.?M\.?|SA|CH))?(?:[ ]*(?:Z|[+-]\d{2}:?\d{2}))?)?"
_START, _END = r"(?<![\w/])", r"(?![\d/]*\d)"

_MONTHS_NAMED = {
    "giêng": 1, "một": 1, "hai": 2, "ba": 3, "tư": 4, "bốn": 4, "năm": 5, "sáu": 6, "bảy": 7, "bẩy": 7, "tám": 8, "chín": 9,
    "mười": 10, "mười một": 11, "mười hai": 12, "chạp": 12,
}  # fmt: skip
_ENGLISH = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_ROMAN = ("i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x", "xi", "xii")
_QUARTERS = {"i": 1, "ii": 2, "iii": 3, "iv": 4, "một": 1, "hai": 2, "ba": 3, "tư": 4, "bốn": 4}
_QUARTER = r"(?P<q>iv|i{1,3}|[1-4]|một|hai|ba|bốn|tư)"
_PART = r"(?:(?P<part>đầu|giữa|cuối|trong|khoảng|6 tháng đầu|6 tháng cuối|sáu tháng đầu|sáu tháng cuối|nửa đầu|nửa cuối|nửa sau)[ ]+)"
# What stands for a day or month that is not known: "…/3/2021", "__/__/2021", "../3/2021".
_OPEN = r"(?:(?:\.{2,}|_+|\?+|x{1,2})[ ]*/[ ]*)"


@dataclass(frozen=True)
class FoundDay:
    """One day of a text and where it stands. `day`: NOTHING when there is a `problem` (a sentence:
    what is wrong, what to write); `note`: taken otherwise than written; `doubt`: a word of this
    module for why it must be asked first."""

    start: int
    end: int
    text: str
    day: KnownDay = NOTHING
    problem: str = ""
    note: str = ""
    doubt: str = ""


def find(text: str, *, short_years: bool = True, month_first: bool = False) -> list[FoundDay]:
    """Every day of a tidy text, in its order. `short_years`: whether "19/3/21" is a day;
    `month_first`: whether the column is known to write the month before the day."""
    found: list[FoundDay] = []
    rest = text
    for form, meaning in _FORMS:
        for match in form.finditer(rest):
            one = meaning(match, match[0].strip(), month_first)
            if one is None or (not short_years and _short(match)):
                continue
            found.append(one)
            rest = rest[: match.start()] + "\x00" * len(match[0]) + rest[match.end() :]
    return sorted(found, key=lambda one: one.start)


def _short(match: re.Match[str]) -> bool:
    return len(match.groupdict().get("y") or "2000") < 4


# --- what a form means ----------------------------------------------------------------------------
def _day(match: re.Match[str], text: str, month_first: bool) -> FoundDay | None:
    parts = match.groupdict()
    day, year = parts.get("d") or "", parts["y"]
    letters = any(one and not one.isdigit() for one in (day, parts.get("m"), year))
    number = int(_digits(day))
    month = _month(parts)
    if not month:
        return None
    swapped = False
    if parts.get("m") and not parts.get("word"):
        swapped = month_first and number <= 12 or month > 12 >= number and 12 < month <= 31
        if swapped:
            number, month = month, number
    doubt = MONTH_FIRST if swapped and not month_first else LETTERS if letters else ""
    doubt = MONTH_OR_BLANK if _may_be_blank(parts, text) else doubt
    return _made(match, text, int(_digits(year)), month, number, doubt)


def _month(parts: dict[str, str | None]) -> int:
    if parts.get("m"):
        return int(_digits(parts["m"] or ""))
    if name := parts.get("name"):
        return _MONTHS_NAMED[name.lower()]
    if roman := parts.get("roman"):
        return _ROMAN.index(roman.lower()) + 1
    return _ENGLISH.index((parts.get("mon") or "")[:3].lower()) + 1


def _may_be_blank(parts: dict[str, str | None], text: str) -> bool:
    """Whether "tháng năm 2021" may be a form whose month nobody filled in: năm is five, and year."""
    return (parts.get("name") or "").lower() == "năm" and text.lower().count("năm") == 1


def _digits(text: str) -> str:
    return re.sub("[Oo]", "0", re.sub("[Il]", "1", text))


def _made(
    match: re.Match[str], text: str, year: int, month: int, day: int, doubt: str = ""
) -> FoundDay:
    start, end = match.span()
    if problem := impossible(year if year > 99 else full_year(year), month, day, text):
        return FoundDay(start, end, text, problem=problem)
    known = KnownDay.of(date(year if year > 99 else full_year(year), month, day))
    unusual = year <= 99 or match.groupdict().get("apart")
    note = f"“{short(text)}” hiểu là ngày {known.written}." if unusual else ""
    return FoundDay(start, end, text, known, note=note, doubt=doubt)


def full_year(two_digits: int) -> int:
    return two_digits + (1900 if two_digits >= _CENTURY_TURNS else 2000)


def impossible(year: int, month: int, day: int, text: str) -> str:
    """Why there is no such day; "" when there is."""
    shown = short(text)
    if not FIRST_YEAR <= year <= LAST_YEAR:
        return f"Năm {year} trong “{shown}” không hợp lý: kiểm tra lại năm."
    if not 1 <= month <= 12:
        return (
            f"Không có tháng {month} trong “{shown}”: viết ngày trước, tháng sau, ví dụ 19/03/2021."
        )
    try:
        date(year, month, day)
    except ValueError:
        return f"Không có ngày “{shown}”: tháng {month}/{year} không có ngày {day}; kiểm tra lại."
    return ""


def _of_month(match: re.Match[str], text: str, month_first: bool) -> FoundDay | None:
    parts = match.groupdict()
    year, month = _digits(parts["y"] or ""), _month(parts)
    blank = _may_be_blank(parts, text)
    if blank and _NO_DAY_BEFORE.search(match.string[: match.start()]):
        return None  # "ngày … tháng … năm 2021", nothing filled in: the year alone
    if problem := impossible(full_year(int(year)) if len(year) < 4 else int(year), month, 1, text):
        return FoundDay(*match.span(), text, problem=problem)
    short_year = len(year) < 4
    known = KnownDay.of(None, full_year(int(year)) if short_year else int(year), str(month))
    note = f"“{short(text)}” hiểu là {known.named()}." if short_year or parts.get("part") else ""
    letters = not (parts.get("m") or "0").isdigit() or not (parts["y"] or "").isdigit()
    doubt = LETTERS if letters else MONTH_OR_BLANK if blank else ""
    return FoundDay(*match.span(), text, known, note=note, doubt=doubt)


def _of_quarter(match: re.Match[str], text: str, month_first: bool) -> FoundDay | None:
    sign = match["q"].lower()
    number = int(sign) if sign.isdigit() else _QUARTERS[sign]
    return FoundDay(*match.span(), text, KnownDay.of(None, int(match["y"]), f"Q{number}"))


def _of_year(match: re.Match[str], text: str, month_first: bool) -> FoundDay | None:
    known = KnownDay.of(None, int(match["y"]))
    part = match.groupdict().get("part")
    note = f"“{short(text)}” hiểu là {known.named()}." if part else ""
    return FoundDay(*match.span(), text, known, note=note)


def _compact(match: re.Match[str], text: str, month_first: bool) -> FoundDay | None:
    year, month, day = int(match["y"]), int(match["m"]), int(match["d"])
    if impossible(year, month, day, text):
        return None
    known = KnownDay.of(date(year, month, day))
    return FoundDay(*match.span(), text, known, note=f"“{text}” hiểu là ngày {known.written}.")


Meaning = Callable[[re.Match[str], str, bool], FoundDay | None]


def _forms() -> Iterator[tuple[re.Pattern[str], Meaning]]:
    """Ways to write, the most exact first: what an earlier one takes, no later one sees."""
    year = r"(?P<y>(?:19|20)\d\d)"
    for form, meaning in (
        # 2021-03-19T00:00:00, 2021/3/19
        (rf"{_START}(?P<y>\d{{4}})[/.-](?P<m>\d{{1,2}})(?P<word>[/.-])(?P<d>\d{{1,2}}){_TIME}{_END}", _day),
        # ngày 19 tháng 3 năm 2021, 19 thg 3, 2021, 19 tháng ba 2021
        (rf"{_START}{_BEFORE_DAY}{_D}[ ]*[/.,-]?[ ]*(?P<word>{_MONTH_WORD})[ ]*(?:{_M}|{_NAMED}){_BEFORE_YEAR}{_Y}{_TIME}{_END}", _day),
        # 19/3/2021, 19.03.21, 19-3/2021, 19/3 năm 2021
        (rf"{_START}{_BEFORE_DAY}{_D}{_SIGN}{_M}(?:{_SIGN}(?:năm[ ]*)?|[ ]*,?[ ]*năm[ ]*){_Y}{_TIME}{_END}", _day),
        # 19 3 2021; 19/III/2021
        (rf"{_START}{_BEFORE_DAY}(?P<d>[0-3]?\d)(?P<apart>[ ]+)(?P<m>[01]?\d)[ ]+{_Y4}{_TIME}{_END}", _day),
        (rf"{_START}{_BEFORE_DAY}{_D}{_SIGN}(?P<roman>[ivx]{{1,4}}){_SIGN}{_Y4}{_TIME}{_END}", _day),
        # …/3/2021, ../../2021
        (rf"{_START}(?P<part>{_OPEN}){_M}{_SIGN}{_Y4}{_END}", _of_month),
        (rf"{_START}(?P<part>{_OPEN}{{2}}){year}{_END}", _of_year),
        # 19-Mar-21, 19 March 2021; March 19, 2021
        (rf"{_START}{_D}(?:st|nd|rd|th)?[ ./,-]*{_MON}[ ./,-]*{_Y}{_TIME}{_END}", _day),
        (rf"{_START}{_MON}[ .]*{_D}(?:st|nd|rd|th)?[ ./,-]+{_Y4}{_TIME}{_END}", _day),
        # quý IV/2020, Q4-2020, 2020Q4
        (rf"{_START}(?:quý|quí|qúy|q)[ ]*\.?[ ]*{_QUARTER}(?:[ ]*[/.,-][ ]*(?:năm[ ]*)?|[ ]*,?[ ]*năm[ ]*|[ ]+){year}{_END}", _of_quarter),
        (rf"{_START}{year}[ ]*[/-]?[ ]*(?:quý[ ]*|q){_QUARTER}\b", _of_quarter),
        (rf"{_START}{_QUARTER}[ ]*q[ ]*/?[ ]*{year}{_END}", _of_quarter),
        # tháng 12 năm 2020, T12/2020, 12.2020, Dec 2020, 2020-12
        (rf"{_START}{_PART}?{_MONTH_WORD}[ ]*(?:{_M}|{_NAMED}){_BEFORE_YEAR}{_Y}{_END}", _of_month),
        (rf"{_START}t[ ]*\.?[ ]*{_M}(?:[ ]*[/.-][ ]*|[ ]*,?[ ]*năm[ ]*|[ ]+){_Y}{_END}", _of_month),
        (rf"{_START}{_M}(?:[ ]*[/.-][ ]*(?:năm[ ]*)?|[ ]*,?[ ]*năm[ ]*){_Y4}{_END}", _of_month),
        (rf"{_START}{_MON}[ ./,-]*{_Y4}{_END}", _of_month),
        (rf"{_START}{year}[-/](?P<m>0?[1-9]|1[0-2])(?![\d/-])", _of_month),
        # 19032021, 20210319
        (r"(?<!\w)(?P<d>[0-3]\d)(?P<m>[01]\d)(?P<y>20\d\d)(?!\w)", _compact),
        (r"(?<!\w)(?P<y>20\d\d)(?P<m>[01]\d)(?P<d>[0-3]\d)(?!\w)", _compact),
        # đầu năm 2021, năm 2021, 2021
        (rf"{_START}{_PART}(?:năm[ ]*)?{year}(?![\w/])", _of_year),
        (rf"(?<![\w.,])(?:năm[ ]*:?[ ]*)?{year}(?![\w/]|[.,]\d)", _of_year),
    ):  # fmt: skip
        yield re.compile(form, re.IGNORECASE), meaning


_FORMS = tuple(_forms())
_NO_DAY_BEFORE = re.compile(r"(?:ngày|ngay)[ .…_/-]*$", re.IGNORECASE)
_NO_YEAR = re.compile(rf"{_BEFORE_DAY}\d{{1,2}}{_SIGN}\d{{1,2}}|(?:tháng|t|quý)\W*(?:\d{{1,2}}|[ivx]+)", re.IGNORECASE)  # fmt: skip


def lacks_year(text: str) -> bool:
    """Whether it is a day, month or quarter of an unknown year: "19/3", "Tháng 12"."""
    return bool(_NO_YEAR.fullmatch(text.strip())) or fold(text).startswith("thang ")
