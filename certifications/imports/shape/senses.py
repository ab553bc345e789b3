"""What a whole column says before a cell does: which of day and month comes first, days that a
spreadsheet turned round, one decision with two days, one number dragged down over everybody.

Each is asked once for its column (`ColumnQuestion`), and the answer serves all rows; until then the
cells that it decides are no values but say what is asked. Nothing is guessed: a suggestion is what
the other cells of the column make likely.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from certifications.imports.shape.layout import Layout
from certifications.imports.shape.lines import Line, Taken, blank
from ocop_registry.excel import cells as written
from ocop_registry.excel.matching import base
from ocop_registry.excel.values import OF_COLUMN, CellError, letters
from ocop_registry.places.text import fold

KEEP = "keep"
ASKED_OF_DECISIONS = 20  # decisions with two days that are asked of one file
FEW_DAYS = 8  # different days, none after the 12th, that no honest column has by chance
DRAGGED = 4  # rows in which a number goes up by one
_DAY = re.compile(r"(\d{1,2})\s*[/.-]\s*(\d{1,2})\s*[/.-]\s*(\d{4})")
_ONE_NUMBER = re.compile(r"^\D*?(-?\d+(?:[.,]\d+)*)\D*$")
_UNIT = re.compile(r"\b(ty|ti|trieu|tr|nghin|ngan|kg|tan|ta|lit|cai|hop|phan tram|usd|sp)\b|%")
_NUMBER = re.compile(r"^\D*(\d+)(.*)$", re.DOTALL)
_AMOUNTS = frozenset({
    "score", "revenue", "revenue_millions", "revenue_billions", "output", "total", "part_a", "part_b",
    "part_c", "value",
})  # fmt: skip
# How many different producers (products for the last two) a number cannot belong to at once.
_OWN: Mapping[str, int] = {
    "phone": 3, "tax_code": 2, "registration_number": 2, "gtin": 2, "code": 2,
}  # fmt: skip
_OF_PRODUCT = frozenset({"gtin", "code"})


@dataclass(frozen=True)
class ColumnQuestion:
    """What is asked once of a column. `key`: its letter and what is asked; `options`: value and
    words; `chosen`: "" while nobody answered."""

    key: str
    column: str
    label: str
    options: tuple[tuple[str, str], ...]
    suggested: str = ""
    chosen: str = ""

    def stored(self) -> dict[str, Any]:
        """As `Import.columns` keeps it."""
        return {**vars(self), "options": [list(one) for one in self.options]}


@dataclass(frozen=True, slots=True)
class Kept:
    """What the columns asked about hold in one line; `producer`: as it takes it from above."""

    values: dict[int, Any]
    producer: Taken | None

    def at(self, column: int) -> Any:
        return self.values.get(column)


Fix = Callable[[Line, str], None]  # changes a line's values by the answer; "" while there is none


class Senses:
    """The questions about the columns of one sheet, and what their answers make of its lines."""

    def __init__(self, layout: Layout, lines: Iterable[Line], answers: Mapping[str, str]) -> None:
        self._layout, self._columns = layout, _columns_of(layout)
        self.questions: list[ColumnQuestion] = []
        self._fixes: list[tuple[str, Fix]] = []
        wanted = {"day", "day2", "expires", "number", *_AMOUNTS, *_OWN}
        if not wanted & set(self._columns):
            return
        kept = self._kept(lines)
        for question, fix in self._asked(kept):
            valid = {value for value, _ in question.options}
            chosen = answers.get(question.key, "")
            question = replace(question, chosen=chosen if chosen in valid else "")
            self.questions.append(question)
            self._fixes.append((question.chosen, fix))

    def _kept(self, lines: Iterable[Line]) -> list["Kept"]:
        """Of each line only what questions are asked about: a file may have very many."""
        asked = [c for name, those in self._columns.items() if _is_asked(name) for c in those]
        return [
            Kept({column: line.at(column) for column in asked}, line.taken.get("producer"))
            for line in lines
        ]

    def apply(self, line: Line) -> None:
        """Change the line's values by the answers, or mark those that wait for one."""
        for chosen, fix in self._fixes:
            fix(line, chosen)

    def _asked(self, lines: list[Kept]) -> Iterator[tuple[ColumnQuestion, Fix]]:
        for name in ("day", "day2", "expires"):
            for column in self._columns.get(name, ()):
                yield from _order(column, [line.at(column) for line in lines])
        yield from _two_days(self._columns, lines)
        for column in self._columns.get("number", ()):
            yield from _dragged(column, lines)
        for name in _OWN:
            for column in self._columns.get(name, ()):
                yield from _same(name, column, self._columns, lines)
        amounts = [c for name, those in self._columns.items() if _is_amount(name) for c in those]
        for column in amounts:
            yield from _leftover(column, [line.at(column) for line in lines])


def _columns_of(layout: Layout) -> dict[str, list[int]]:
    found: dict[str, list[int]] = defaultdict(list)
    for column, targets in layout.feeds.items():
        for target in targets:
            if base(target) == target:
                found[target].append(column)
    return found


def _is_amount(name: str) -> bool:
    return name in _AMOUNTS or name.startswith("m-")


def _is_asked(name: str) -> bool:
    return name.rstrip("2") in {
        "day",
        "expires",
        "number",
        "issuer",
        "product",
        "producer",
        *_OWN,
    } or (_is_amount(name))


def _waits(line: Line, column: int) -> None:
    """Leave a value open until its column's question is answered."""
    shown = written.text(line.at(column))
    line.values[column - 1] = CellError(shown[:80], OF_COLUMN)


# --- days -----------------------------------------------------------------------------------------
def _parts(value: Any) -> tuple[int, int, int] | None:
    """A written day as its three numbers, in the order in which they stand."""
    found = _DAY.fullmatch(value.strip()) if isinstance(value, str) else None
    return (int(found[1]), int(found[2]), int(found[3])) if found else None


def _of_cell(value: Any) -> date | None:
    if isinstance(value, datetime):
        return value.date()
    return value if isinstance(value, date) else None


def _order(column: int, values: list[Any]) -> Iterator[tuple[ColumnQuestion, Fix]]:
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
            _waits(line, column)
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
            _waits(line, column)

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


def _two_days(
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
            _waits(line, day)

    return question, fix


def _dragged(column: int, lines: list[Kept]) -> Iterator[tuple[ColumnQuestion, Fix]]:
    """386, 387, 388 …: the number of a decision that went up while it was dragged down."""
    numbers = [_NUMBER.match(str(line.at(column) or "").strip()) for line in lines]
    told = [(int(one[1]), fold(one[2])) if one else None for one in numbers]
    run, first = 1, None
    for before, now in zip(told, told[1:], strict=False):
        goes_on = before and now and now == (before[0] + 1, before[1])
        run = run + 1 if goes_on else 1
        if run >= DRAGGED and first is None and before and now:
            first = now[0] - run + 1
    if first is None:
        return
    letter = letters(column)
    start = next(
        str(line.at(column)).strip()
        for line, one in zip(lines, told, strict=True)
        if one and one[0] == first
    )
    rest = next(one[1] for one in told if one and one[0] == first)
    question = ColumnQuestion(
        f"{letter}.dragged",
        letter,
        f"Cột {letter}: số quyết định tăng dần từng dòng từ “{start}”, có thể do kéo ô. Đúng như vậy?",
        (("first", f"Không, tất cả là {start}"), (KEEP, "Đúng, mỗi dòng một quyết định")),
    )
    reached = [first]
    for one in told:
        if one and one[1] == rest and one[0] == reached[-1] + 1:
            reached.append(one[0])
    series = set(reached)

    def fix(line: Line, chosen: str) -> None:
        one = _NUMBER.match(str(line.at(column) or "").strip())
        if chosen == KEEP or not one or int(one[1]) not in series - {first} or fold(one[2]) != rest:
            return
        if chosen:
            line.values[column - 1] = start
        else:
            _waits(line, column)

    yield question, fix


# --- numbers --------------------------------------------------------------------------------------
def _same(
    name: str, column: int, columns: Mapping[str, list[int]], lines: list[Kept]
) -> Iterator[tuple[ColumnQuestion, Fix]]:
    """One telephone or tax code for everybody: dragged down, or the office's own."""
    owner = next(iter(columns.get("product" if name in _OF_PRODUCT else "producer", ())), None)
    if owner is None:
        return
    owners: dict[str, set[str]] = defaultdict(set)
    filled = 0
    for line in lines:
        if blank(value := line.at(column)) or isinstance(value, CellError):
            continue
        filled += 1
        taken = line.producer if name not in _OF_PRODUCT else None
        who = line.at(owner) or (taken.value if taken else "")
        owners[re.sub(r"\W", "", written.text(value))].add(fold(str(who or "")))
    most, those = max(owners.items(), key=lambda one: len(one[1]), default=("", set()))
    known = {who for one in owners.values() for who in one}
    if len(those) < _OWN[name] or len(those) * 5 < len(known) * 4 or not most.isdigit():
        return
    if filled < 3:
        return
    letter = letters(column)
    question = ColumnQuestion(
        f"{letter}.same",
        letter,
        f"Cột {letter} ghi cùng một số cho {len(those)}"
        f" {'sản phẩm' if name in _OF_PRODUCT else 'chủ thể'} khác nhau: có thể do kéo ô. Đọc cột này?",
        (("drop", "Không: bỏ trống số này"), (KEEP, "Có: đúng là cùng một số")),
        "drop",
    )

    def fix(line: Line, chosen: str) -> None:
        value = line.at(column)
        if chosen == KEEP or blank(value) or isinstance(value, CellError):
            return
        if re.sub(r"\W", "", written.text(value)) == most:
            if chosen:
                line.values[column - 1] = None
            else:
                _waits(line, column)

    yield question, fix


def _leftover(column: int, values: list[Any]) -> Iterator[tuple[ColumnQuestion, Fix]]:
    """A column of numbers in some cells of which a word was left beside the number."""
    numbers = sum(1 for value in values if _is_number(value))
    beside = [value for value in values if _number_within(value)]
    if not beside or numbers < len(beside):
        return
    letter = letters(column)
    question = ColumnQuestion(
        f"{letter}.leftover",
        letter,
        f"Cột {letter} là số, nhưng {len(beside)} ô còn chữ bên cạnh số (“{beside[0][:40]}”). Lấy số?",
        (("number", "Lấy số, bỏ chữ"), (KEEP, "Không: sửa từng ô")),
        "number",
    )

    def fix(line: Line, chosen: str) -> None:
        number = _number_within(line.at(column))
        if not number or chosen == KEEP:
            return
        if chosen:
            line.values[column - 1] = number
        else:
            _waits(line, column)

    yield question, fix


def _is_number(value: Any) -> bool:
    if isinstance(value, bool):
        return False
    if isinstance(value, int | Decimal):
        return True
    return isinstance(value, str) and bool(re.fullmatch(r"\s*-?\d[\d.,\s]*", value))


def _number_within(value: Any) -> str:
    """The only number of a text that is more than it and says no unit; "" for other values."""
    if not isinstance(value, str) or _is_number(value) or _UNIT.search(fold(value) + value):
        return ""
    found = _ONE_NUMBER.match(value.strip())
    return found[1] if found else ""
