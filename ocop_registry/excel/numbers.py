"""How Excel keeps numbers and days: floats that are to be read as people typed them, and days as
counts of days."""

import math
import re
from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from decimal import Decimal

from ocop_registry.excel.values import NO_SUCH_DAY, NOT_A_NUMBER, CellError

DAY, TIME, BOTH = "day", "time", "both"
MONTH, YEAR = "month", "year"  # a day of which only that is shown
# Formats that Excel has built in: 27–36 and 50–58 are days in East Asian editions.
_BUILT_IN = {
    **dict.fromkeys([14, 15, 16, *range(27, 32), 36, *range(50, 59)], DAY),
    **dict.fromkeys([18, 19, 20, 21, 32, 33, 34, 35, 45, 47], TIME),
    17: MONTH,
    22: BOTH,
}
_NOT_CODE = re.compile(
    r'"[^"]*"|\\.|_.|\*.|\[(?!h+\]|m+\]|s+\])[^\]]*\]|general', re.IGNORECASE | re.DOTALL
)
_ELAPSED = re.compile(r"\[(h+|m+|s+)\]", re.IGNORECASE)
_LONGEST_EXACT = 15  # digits that a float keeps
_START_1900, _START_1904 = datetime(1899, 12, 30), datetime(1904, 1, 1)
_NO_SUCH_DAY = 60  # Excel believes in 29/02/1900
_BIGGEST_WHOLE = 1e18


def format_kind(number: int, codes: dict[int, str]) -> str | None:
    """Whether a number format shows a day (or only its month or year), a time or both; None for
    plain numbers. `codes` are the workbook's own formats."""
    if number not in codes:
        return _BUILT_IN.get(number)
    code = _NOT_CODE.sub("", codes[number].split(";")[0]).lower()
    if _ELAPSED.search(code):
        return None  # a duration is a number of days, not a moment
    has_time = any(letter in code for letter in "hs")
    has_day = any(letter in code for letter in "dy") or ("m" in code and not has_time)
    if not has_time and "y" in code and "d" not in code:
        return MONTH if "m" in code else YEAR
    return {(True, True): BOTH, (True, False): DAY, (False, True): TIME}.get((has_day, has_time))


def number(text: str) -> int | Decimal | CellError:
    """A number as people typed it: whole ones as int, others by their shortest notation
    (86.400000000000006 → 86.4)."""
    if len(text) <= _LONGEST_EXACT and text.isascii() and text.isdigit():
        return int(text)
    try:
        value = float(text)
    except ValueError:
        return CellError(text[:40], NOT_A_NUMBER)
    if not math.isfinite(value):
        return CellError(text[:40], NOT_A_NUMBER)
    if value.is_integer() and abs(value) < _BIGGEST_WHOLE:
        return int(value)
    return Decimal(repr(value))


def moment(text: str, kind: str, *, from_1904: bool) -> date | datetime | time | CellError | str:
    """The day, time or both that a count of days stands for. Excel keeps "12/2020" as its first day
    and shows the month: that is what was written."""
    try:
        serial = float(text)
        if kind == TIME and 0 <= serial < 1:
            return (_START_1900 + _rounded(serial)).time()
        if serial < 0 and not from_1904 or int(serial) in (0, _NO_SUCH_DAY) and not from_1904:
            return CellError(f"ngày thứ {text[:20]}", NO_SUCH_DAY)
        start = _START_1904 if from_1904 else _START_1900
        if not from_1904 and serial < _NO_SUCH_DAY:
            start += timedelta(days=1)
        found = start + _rounded(serial)
    except (ValueError, OverflowError):
        return CellError(f"ngày thứ {text[:20]}", NO_SUCH_DAY)
    if kind == MONTH and found.day == 1:
        return f"{found:%m/%Y}"
    if kind == YEAR and (found.month, found.day) == (1, 1):
        return f"{found:%Y}"
    return found.date() if kind != BOTH and found.time() == time() else found


def iso_moment(text: str, kind: str | None) -> date | datetime | time | CellError:
    """What a cell of type "d" holds: 2021-03-19, 2021-03-19T08:30:00 or 08:30:00."""
    try:
        if "T" not in text and ":" in text:
            return time.fromisoformat(text.rstrip("Z"))
        found = datetime.fromisoformat(text.rstrip("Z"))
    except ValueError:
        return CellError(text[:40], NO_SUCH_DAY)
    return found.date() if kind in (DAY, MONTH, YEAR, None) and found.time() == time() else found


def _rounded(serial: float) -> timedelta:
    """Days as Excel shows them: to the millisecond, not as floats happen to fall."""
    return timedelta(milliseconds=round(serial * 86_400_000))


def style_kinds(formats: Iterable[int], codes: dict[int, str]) -> dict[str, str]:
    """Style number as written in cells → day, time or both; styles of plain numbers are left
    out."""
    kinds = ((str(style), format_kind(number, codes)) for style, number in enumerate(formats))
    return {style: kind for style, kind in kinds if kind}
