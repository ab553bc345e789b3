"""Days of a whole column: which of day and month comes first, days that a spreadsheet turned round,
one decision with two days."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from datetime import date, datetime
from typing import Any

from certifications.imports.shape.columns.questions import KEEP, ColumnQuestion, Fix, Kept, waits
from certifications.imports.shape.lines import Line
from ocop_registry.excel.values import letters
from ocop_registry.places.text import fold

ASKED_OF_DECISIONS = 20  # decisions with two days that are asked of one file
FEW_DAYS = 8  # different days, none after the 12th, that no honest column has by chance
_DAY = re.compile(r"(\d{1,2})\s*[/.-]\s*(\d{1,2})\s*[/.-]\s*(\d{4})")
_NUMBER = re.compile(r"^\D*(\d+)(.*)$", re.DOTALL)


def _parts(value: Any) -> tuple[int, int, int] | None:
    """A written day as its three numbers, in the order in which they stand."""
    found = _DAY.fullmatch(value.strip()) if isinstance(value, str) else None
    return (int(found[1]), int(found[2]), int(found[3])) if found else None


def _of_cell(value: Any) -> date | None:
    if isinstance(value, datetime):
        return value.date()
    return value if isinstance(value, date) else None


def order(column: int, values: list[Any]) -> Iterator[tuple[ColumnQuestion, Fix]]:
    texts = [parts for value in values if (parts := _parts(value))]
    days = [day for value in values if (day := _of_cell(value))]
    if any(first <= 12 < second <= 31 for first, second, _ in texts):
        yield _which_first(column, texts)
    elif _may_be_swapped(texts, days):
        yield _swapped(column, texts, days)


def _which_first(column: int, texts: list[tuple[int, int, int]]) -> tuple[ColumnQuestion, Fix]:
    """Some days can only be read month first."""
    by_month = sum(1 for first, second, _ in texts if first <= 12 < second)
    by_day = sum(1 for first, second, _ in texts if second <= 12 < first)
    letter = letters(column)
    sample = next(f"{a}/{b}/{c}" for a, b, c in texts if a <= 12 < b)
    question = ColumnQuestion(
        f"{letter}.order",
        letter,
        f"Cột {letter} ghi tháng trước, ngày sau? Có {by_month} ô như “{sample}” chỉ đọc được như vậy"
        + (f", nhưng {by_day} ô chỉ đọc được ngày trước." if by_day else "."),
        (("month", "Tháng trước, ngày sau"), ("day", "Ngày trước, tháng sau")),
        "month" if by_month > by_day else "day",
    )

    def fix(line: Line, chosen: str) -> None:
        parts = _parts(line.at(column))
        if parts is None or chosen == "day" or parts[0] == parts[1]:
            return
        if parts[1] <= 12 < parts[0]:
            return  # day first beyond doubt
        if not chosen:
            waits(line, column)
        else:
            line.values[column - 1] = f"{parts[1]}/{parts[0]}/{parts[2]}"

    return question, fix


def _may_be_swapped(texts: list[tuple[int, int, int]], days: list[date]) -> bool:
    """A spreadsheet of another country took "03/04/2021" for a day of April and left "19/03/2021"
    a text: then all day cells have days up to 12, and all texts days above."""
    open_ = [day for day in days if day.day != day.month]
    if not open_ or any(day.day > 12 for day in days):
        return False
    if texts:
        return all(second <= 12 < first for first, second, _ in texts)
    return len(set(days)) >= FEW_DAYS


def _swapped(
    column: int, texts: list[tuple[int, int, int]], days: list[date]
) -> tuple[ColumnQuestion, Fix]:
    letter = letters(column)
    sample = next(day for day in days if day.day != day.month)
    turned = f"{sample.month:02}/{sample.day:02}/{sample.year}"
    beside = f" và {len(texts)} ô chữ có ngày trên 12" if texts else ""
    question = ColumnQuestion(
        f"{letter}.swapped",
        letter,
        f"Cột {letter} có {len(days)} ô kiểu ngày, ô nào cũng có ngày đến 12{beside}: có thể Excel đã"
        f" đảo ngày và tháng. Ô “{sample:%d/%m/%Y}” là ngày nào?",
        (("swap", f"{turned}: đảo lại cả cột"), (KEEP, f"{sample:%d/%m/%Y}: giữ nguyên cả cột")),
        "swap" if texts else "",
    )

    def fix(line: Line, chosen: str) -> None:
        day = _of_cell(line.at(column))
        if day is None or day.day > 12 or day.day == day.month or chosen == KEEP:
            return
        if chosen:
            line.values[column - 1] = date(day.year, day.day, day.month)
        else:
            waits(line, column)

    return question, fix


# --- decisions ------------------------------------------------------------------------------------
def _decision_key(number: Any, day: date | None) -> tuple[str, int] | None:
    found = _NUMBER.match(number.strip()) if isinstance(number, str) else None
    return (f"{int(found[1])} {fold(found[2])}", day.year) if found and day else None


def _read_day(value: Any) -> date | None:
    if day := _of_cell(value):
        return day
    parts = _parts(value)
    try:
        return date(parts[2], parts[1], parts[0]) if parts else None
    except ValueError:
        return None


def two_days(
    columns: Mapping[str, list[int]], lines: list[Kept]
) -> Iterator[tuple[ColumnQuestion, Fix]]:
    """One number with two days of a year: one decision with a wrong day, or two authorities."""
    for suffix in ("", "2"):
        numbers, days = columns.get(f"number{suffix}", []), columns.get(f"day{suffix}", [])
        if len(numbers) != 1 or len(days) != 1 or numbers == days:
            continue
        issuers = columns.get(f"issuer{suffix}", [])
        found: dict[tuple[str, int, str], Counter[date]] = defaultdict(Counter)
        shown: dict[tuple[str, int, str], str] = {}
        for line in lines:
            if key := _row_key(line, numbers[0], days[0], issuers):
                found[key][_read_day(line.at(days[0]))] += 1  # type: ignore[index]
                shown.setdefault(key, str(line.at(numbers[0])).strip())
        several = [(key, told) for key, told in found.items() if len(told) > 1]
        for at, (key, told) in enumerate(several[:ASKED_OF_DECISIONS], start=1):
            yield _which_day(at, key, shown[key], told, numbers[0], days[0], issuers)


def _row_key(
    line: Line | Kept, number: int, day: int, issuers: list[int]
) -> tuple[str, int, str] | None:
    key = _decision_key(line.at(number), _read_day(line.at(day)))
    issuer = line.at(issuers[0]) if issuers else None
    return (*key, fold(str(issuer or ""))) if key else None


def _which_day(
    at: int, key: tuple[str, int, str], shown: str, told: Counter[date], number: int, day: int,
    issuers: list[int],
) -> tuple[ColumnQuestion, Fix]:  # fmt: skip
    letter = letters(day)
    most = told.most_common()
    said = ", ".join(f"{one:%d/%m/%Y} ({count} dòng)" for one, count in most[:4])
    options = [(one.isoformat(), f"Ngày {one:%d/%m/%Y}, cho mọi dòng") for one, _ in most[:4]]
    question = ColumnQuestion(
        f"{letter}.days{at}",
        letter,
        f"Quyết định {shown} có {len(told)} ngày trong năm {key[1]}: {said}. Ngày nào đúng?",
        (*options, (KEEP, "Là các quyết định khác nhau, giữ nguyên")),
        most[0][0].isoformat() if most[0][1] > 2 * most[1][1] else "",
    )

    def fix(line: Line, chosen: str) -> None:
        if chosen == KEEP or _row_key(line, number, day, issuers) != key:
            return
        if chosen:
            line.values[day - 1] = date.fromisoformat(chosen)
        else:
            waits(line, day)

    return question, fix
