"""Deadlines of a dossier as pure functions: working days with the holidays of Việt Nam, calendar
days, and their sentences.

A period begins on the day after the event and ends with its last day (Bộ luật Dân sự 2015, Điều
147, 148). How many days each one has is the scheme's data (`Scheme.data["deadlines"]`); a scheme
that names none has no such deadline.
"""

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Any

from certifications.law import rules

HOLIDAYS = Path(__file__).resolve().parents[1] / "data" / "holidays.csv"
COMMUNE_DAYS = "commune_processing_working_days"
RESULT_DAYS = "re_evaluation_max_days_from_full_dossier"
SOON_DAYS = 3  # a deadline this near is told as near
ONE_DAY = timedelta(days=1)
SATURDAY = 5


# --- working days ---------------------------------------------------------------------------------
@dataclass(frozen=True)
class WorkCalendar:
    """Which days offices work. `off`: holidays, `extra`: Saturdays worked instead, `unsettled`:
    holidays not yet decided.

    `years`: the years whose holidays are known; in any other only weekends are off.
    """

    off: frozenset[date]
    extra: frozenset[date]
    unsettled: frozenset[date]
    years: frozenset[int]

    def works(self, day: date) -> bool:
        return day in self.extra or (day.weekday() < SATURDAY and day not in self.off)

    def after(self, start: date, days: int) -> date:
        """The last day of a period of that many working days that begins on the day after
        `start`."""
        day = start
        for _ in range(days):
            day += ONE_DAY
            while not self.works(day):
                day += ONE_DAY
        return day

    def between(self, start: date, end: date) -> int:
        """Working days after `start` up to and with `end`; 0 when `end` is not later."""
        return sum(
            self.works(start + timedelta(days=number))
            for number in range(1, (end - start).days + 1)
        )

    def latest_overdue(self, days: int, today: date) -> date:
        """The last day from which a period of that many working days is over today: what came in on
        it or before is late."""
        start = today - ONE_DAY
        while self.after(start, days) >= today:
            start -= ONE_DAY
        return start

    def doubts(self, start: date, end: date) -> str:
        """Why a period between these days may still shift; "" when all its holidays are settled."""
        missing = sorted({start.year, end.year} - self.years)
        if missing:
            return (
                f"lịch nghỉ năm {', '.join(map(str, missing))} chưa có: chỉ trừ thứ Bảy, Chủ nhật"
            )
        open_days = sorted(day for day in self.unsettled if start < day <= end)
        return (
            f"có ngày nghỉ dự kiến: {', '.join(f'{day:%d/%m/%Y}' for day in open_days)}"
            if open_days
            else ""
        )


def read_calendar(path: Path) -> WorkCalendar:
    """Read a list of holidays. Raises KeyError or ValueError for a file that is none."""
    with path.open(encoding="utf-8", newline="") as file:
        rows = [
            (date.fromisoformat(row["date"]), row["kind"], row["certain"])
            for row in csv.DictReader(file)
        ]
    return WorkCalendar(
        off=frozenset(day for day, kind, _ in rows if kind == "off"),
        extra=frozenset(day for day, kind, _ in rows if kind == "work"),
        unsettled=frozenset(day for day, _, certain in rows if certain == "no"),
        years=frozenset(day.year for day, _, _ in rows),
    )


@cache
def work_calendar() -> WorkCalendar:
    """The working days of Việt Nam as the data file has them."""
    return read_calendar(HOLIDAYS)


# --- deadlines ------------------------------------------------------------------------------------
class Urgency(StrEnum):
    """How a deadline stands on a day; the values are CSS classes of the staff site."""

    DONE = "done"
    LATE = "late"
    SOON = "soon"
    AHEAD = "ahead"


@dataclass(frozen=True)
class Deadline:
    """One deadline of a dossier: its name, last day, how it stands, and the sentence that tells
    it."""

    name: str
    last_day: date
    urgency: Urgency
    text: str

    @property
    def late(self) -> bool:
        return self.urgency == Urgency.LATE


def commune_deadline(
    numbers: Mapping[str, Any], received_on: date | None, reported_on: date | None, today: date
) -> Deadline | None:
    """15 working days for the commune's check and report. None while it is not known when the
    commune received the dossier."""
    days = numbers.get(COMMUNE_DAYS)
    if not days or received_on is None:
        return None
    works = work_calendar()
    last = works.after(received_on, days)
    told = f"nhận {received_on:%d/%m/%Y}, {days} ngày làm việc: đến hết {last:%d/%m/%Y}"
    if doubt := works.doubts(received_on, last):
        told += f" ({doubt})"
    if reported_on:
        over = works.between(last, reported_on)
        how = f"báo cáo {reported_on:%d/%m/%Y}, " + (
            f"muộn {over} ngày làm việc" if over else "đúng hạn"
        )
        return Deadline("Cấp xã báo cáo", last, Urgency.DONE, f"{told}; {how}.")
    urgency = _urgency(today, last)
    how = _apart(
        urgency,
        today,
        last,
        works.between(last, today) or works.between(today, last),
        "ngày làm việc",
    )
    return Deadline("Cấp xã báo cáo", last, urgency, f"{told}; chưa báo cáo, {how}.")


def result_deadline(
    numbers: Mapping[str, Any], complete_on: date | None, concluded: bool, today: date
) -> Deadline | None:
    """45 days from the full dossier to the result of a re-evaluation. None while the dossier is not
    complete."""
    days = numbers.get(RESULT_DAYS)
    if not days or complete_on is None:
        return None
    last = complete_on + timedelta(days=days)
    told = f"đủ hồ sơ {complete_on:%d/%m/%Y}, {days} ngày: đến hết {last:%d/%m/%Y}"
    if concluded:
        return Deadline("Kết quả đánh giá lại", last, Urgency.DONE, f"{told}; đã có kết quả.")
    urgency = _urgency(today, last)
    how = _apart(urgency, today, last, abs((last - today).days), "ngày")
    return Deadline("Kết quả đánh giá lại", last, urgency, f"{told}; chưa có kết quả, {how}.")


def window_deadline(in_force_until: date, handed_in_on: date | None, today: date) -> Deadline:
    """The window for handing in a re-evaluation: 180 to 120 days before expiry. `handed_in_on`:
    None while nothing came in."""
    first, last = rules.renewal_window(in_force_until)
    told = (
        f"nộp từ {first:%d/%m/%Y} đến {last:%d/%m/%Y} (chứng nhận hết hạn"
        f" {in_force_until:%d/%m/%Y})"
    )
    if handed_in_on:
        place = (
            "sớm" if handed_in_on < first else "muộn" if handed_in_on > last else "trong thời gian"
        )
        return Deadline(
            "Nộp hồ sơ đánh giá lại",
            last,
            Urgency.DONE,
            f"{told}; đã nộp {handed_in_on:%d/%m/%Y}, {place}.",
        )
    if today < first:
        return Deadline(
            "Nộp hồ sơ đánh giá lại", last, Urgency.AHEAD, f"{told}; chưa đến thời gian."
        )
    how = (
        f"còn {(last - today).days} ngày" if today <= last else f"đã qua {(today - last).days} ngày"
    )
    urgency = Urgency.SOON if today <= last else Urgency.LATE
    return Deadline("Nộp hồ sơ đánh giá lại", last, urgency, f"{told}; {how}.")


def _urgency(today: date, last: date) -> Urgency:
    if today > last:
        return Urgency.LATE
    return Urgency.SOON if (last - today).days <= SOON_DAYS else Urgency.AHEAD


def _apart(urgency: Urgency, today: date, last: date, count: int, unit: str) -> str:
    """How far the last day is. Over a weekend no working day passes: then only that it is over."""
    if today == last:
        return "hôm nay là ngày cuối"
    number = f" {count} {unit}" if count else ""
    return f"quá hạn{number}" if urgency == Urgency.LATE else f"còn{number}"
