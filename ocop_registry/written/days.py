"""A cell that tells when: the day, as much as is known of it, and what else stands beside it."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import lru_cache

from ocop_registry.known_days import KnownDay
from ocop_registry.places.text import fold
from ocop_registry.written import day_words
from ocop_registry.written.day_words import LETTERS, MONTH_FIRST, MONTH_OR_BLANK, FoundDay
from ocop_registry.written.parts import Parts, Stated, take
from ocop_registry.written.reading import Asked, Choice, Reading, refused
from ocop_registry.written.text import says_nothing, short, tidy

_EPOCH = date(1899, 12, 30)  # day 0 of Excel's count
DAYS_OF_EXCEL = range(20_000, 80_001)  # 1954–2119
YEARS = range(1900, 2101)
# What 1900–2100 show in a cell formatted as a day.
_YEARS_AS_DAYS = (date(1905, 3, 14), date(1905, 9, 30))
# Words that say that the day is not the day of issue itself.
_OTHER = re.compile(
    r"\b(?:truoc|sau|du kien|chua|khong|het han|thu hoi|huy|trinh|de nghi|nop|hop|sinh|am lich|al)\b"
)
UNKNOWN = "khong-ro"  # the answer that leaves the day open
_EXAMPLE = "viết ngày/tháng/năm, ví dụ 19/03/2021"


def read(value: object, *, month_first: bool = False) -> Reading[Stated]:
    """What a cell of a day tells: a date cell, a text, a year, or the number by which Excel counts
    days. `month_first`: the column is known to write the month before the day."""
    if isinstance(value, date):
        return of_date(value)
    if isinstance(value, int | Decimal) and not isinstance(value, bool):
        return _of_number(value)
    text = tidy(value if isinstance(value, str) else "" if value is None else str(value))
    if says_nothing(text):
        return Reading()
    if re.fullmatch(r"\d{4,5}(?:[.,]\d+)?", text):
        return _of_number(Decimal(text.replace(",", ".")))
    return _of_text(text, month_first)


@lru_cache(4096)
def _of_text(text: str, month_first: bool) -> Reading[Stated]:
    """The texts of a column recur."""
    return _of_parts(text, take(text, month_first=month_first))


def of_date(value: date) -> Reading[Stated]:
    """A date cell; a year typed into a cell formatted as a day shows a day of 1905."""
    day = value.date() if isinstance(value, datetime) else value
    if _YEARS_AS_DAYS[0] <= day <= _YEARS_AS_DAYS[1]:
        meant = (day - _EPOCH).days
        known = KnownDay.of(None, meant)
        note = f"Ô kiểu ngày hiện {day:%d/%m/%Y} vì chỉ gõ {meant}: hiểu là năm {meant}."
        return Reading(Stated(issued=known), (note,))
    if problem := day_words.impossible(day.year, day.month, day.day, f"{day:%d/%m/%Y}"):
        return refused(problem)
    return Reading(Stated(issued=KnownDay.of(day)))


def read_within(value: object) -> Reading[Stated]:
    """What a cell of a year tells: of a date cell its year alone, which is what it shows."""
    if not isinstance(value, date):
        return read(value)
    found = of_date(value)
    if found.value is None or not found.value.issued.exact:
        return found
    return Reading(Stated(issued=KnownDay.of(None, found.value.issued.year)), found.notes)


def _of_number(value: int | Decimal) -> Reading[Stated]:
    number = int(value)
    if number in YEARS and number == value:
        return Reading(Stated(issued=KnownDay.of(None, number)))
    if number in DAYS_OF_EXCEL:
        known = KnownDay.of(_EPOCH + timedelta(days=number))
        note = f"Ô là số {number}, ngày tính theo cách đếm của Excel: hiểu là {known.told()}."
        return Reading(Stated(issued=known), (note,))
    return refused(f"Không đọc được ngày “{value}”: {_EXAMPLE}.")


def _of_parts(text: str, parts: Parts) -> Reading[Stated]:
    if problem := next((day.problem for day in parts.days if day.problem), ""):
        return refused(problem)
    if not parts.days and not any(one.issued or one.until for one in parts.stated):
        return refused(_why_no_day(text))
    if parts.unplaced or len(parts.stated) > 1:
        return Reading(asked=_two_days(text, parts.days))
    stated = parts.stated[0]
    if _OTHER.search(fold(" ".join(parts.rest))):
        return Reading(asked=_whether(text, stated.issued, suggest=False))
    if doubtful := next((day for day in parts.days if day.doubt), None):
        return Reading(stated, asked=asked_day(doubtful, text))
    unread = [one for one in parts.rest if not _letterhead(one, text)]
    if unread:
        return Reading(stated, asked=_whether(text, stated.issued))
    dropped = "; ".join(short(one) for one in parts.rest)
    return Reading(stated, tuple(dict.fromkeys(parts.notes))).noted(
        f"Giữ lại “{stated.round}” cùng nguồn." if stated.round else "",
        f"Ô ngày còn ghi “{dropped}”: không ghi vào sổ." if dropped else "",
    )


def _letterhead(rest: str, text: str) -> bool:
    """Whether words only say where a paper was signed or what it is about: "Bắc Kạn, ngày …", "…
    về việc …"."""
    begun = bool(re.match(re.escape(rest) + r"\s*,?\s*ngày", text))
    return begun or bool(re.match(r"(?:về|v/v|công nhận|phê duyệt)\b", rest, re.IGNORECASE))


def _why_no_day(text: str) -> str:
    if day_words.lacks_year(text):
        return f"“{short(text)}” thiếu năm: viết đủ ngày/tháng/năm, ví dụ 19/03/2021."
    return f"Không đọc được ngày “{short(text)}”: {_EXAMPLE}."


# --- what must be asked ---------------------------------------------------------------------------
def asked_day(found: FoundDay, text: str) -> Asked:
    """Whether a day is meant that is not written as days are."""
    said = f"“{short(text)}”"
    if found.doubt == MONTH_FIRST:
        said += " viết tháng trước ngày?"
    elif found.doubt == LETTERS:
        said += " có chữ cái ở chỗ của chữ số."
    days = [found.day]
    if found.doubt == MONTH_OR_BLANK:
        said += " có thể là tháng 5, hoặc chưa ghi tháng."
        days.append(KnownDay.of(None, found.day.year))
    return Asked(
        f"{said} Có phải {found.day.told()}?",
        _choices(days),
        found.day.iso,
        tidy(text),
    )


def _whether(text: str, known: KnownDay, *, suggest: bool = True) -> Asked:
    label = f"“{short(text)}” còn ghi điều khác. Ngày cấp có phải {known.told()}?"
    return Asked(label, _choices([known]), known.iso if suggest else "", tidy(text))


def _two_days(text: str, days: Sequence[FoundDay]) -> Asked:
    known = list(dict.fromkeys(day.day for day in days if day.day))
    return Asked(
        f"“{short(text)}” ghi nhiều ngày: ngày cấp là ngày nào?", _choices(known), "", tidy(text)
    )


def _choices(known: Sequence[KnownDay]) -> tuple[Choice, ...]:
    return (
        *(Choice(one.iso, one.told()) for one in known),
        Choice(UNKNOWN, "để trống, chưa rõ ngày"),
    )


@dataclass(frozen=True)
class Order:
    """How the texts of a column write days. `month_first`, `day_first`: how many can only be read
    so; `either`: how many can be read both ways, and mean two days."""

    month_first: int = 0
    day_first: int = 0
    either: int = 0


_BOTH = re.compile(r"\s*(\d{1,2})\s*[/.\\-]\s*(\d{1,2})\s*[/.\\-]\s*(?:\d{4}|\d\d)(?:\s.*)?")


def order_of(text: str) -> Order:
    """What one text tells of the order in its column."""
    found = _BOTH.fullmatch(tidy(text))
    if not found:
        return Order()
    first, second = int(found[1]), int(found[2])
    if first > 12 >= second:
        return Order(day_first=1)
    if second > 12 >= first:
        return Order(month_first=1)
    return Order(either=1 if first != second and first <= 12 else 0)
