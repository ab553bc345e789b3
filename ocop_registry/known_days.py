"""What is known of a day: the day itself, its month, its quarter, its year, or nothing. Always also
the first and the last day that it can have been.

    month = KnownDay.of(None, 2020, "12")
    month.first, month.last      # 01/12/2020, 31/12/2020
    month.written                # "12/2020", as lists write it and as `read` takes it
    month.told("en")             # "in December 2020"

Source: domain §2, "Incomplete history": keep what is known with its precision; invent nothing.
"""

import calendar
import re
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import lru_cache

_ROMAN = ("I", "II", "III", "IV")
_MONTHS = (
    *("January", "February", "March", "April", "May", "June", "July"),
    *("August", "September", "October", "November", "December"),
)
_MONTH = re.compile(r"(?:tháng|thg\.?|t)? ?(\d{1,2}) ?(?:[/.\-–]|,? năm) ?(\d{4})", re.IGNORECASE)
_QUARTER = re.compile(
    r"(?:quý|quí|q) ?\.?(iv|i{1,3}|[1-4])(?: ?[/.\-–,] ?|,? năm | )(\d{4})", re.IGNORECASE
)
_YEAR = re.compile(r"(?:năm )?((?:19|20)\d\d)", re.IGNORECASE)


class Precision(StrEnum):
    """How exactly a day is known, from the most exact on."""

    DAY = "day"
    MONTH = "month"
    QUARTER = "quarter"
    YEAR = "year"
    NONE = "none"


# Every part of a year that can be known: months and quarters; "" is the whole year.
PARTS = ("", *(str(month) for month in range(1, 13)), *(f"Q{quarter}" for quarter in range(1, 5)))


@dataclass(frozen=True)
class KnownDay:
    """`first`, `last`: the first and last day that it can have been, None when nothing is known.
    `last` may lie within the month, quarter or year: on the day that it was first spoken of it had
    come."""

    precision: Precision = Precision.NONE
    first: date | None = None
    last: date | None = None

    @classmethod
    def of(
        cls, day: date | None, year: int | None = None, part: str = "", by: date | None = None
    ) -> "KnownDay":
        """From the columns that keep it: a day; else a year, of which `part` may say the month
        ("12") or the quarter ("Q4"). `by`: a day on which it had come already."""
        return _of(day, year, part, by)

    def __bool__(self) -> bool:
        return self.precision is not Precision.NONE

    @property
    def exact(self) -> bool:
        return self.precision is Precision.DAY

    @property
    def day(self) -> date | None:
        """The day, when it is known."""
        return self.first if self.exact else None

    @property
    def year(self) -> int | None:
        return self.first.year if self.first else None

    @property
    def part(self) -> str:
        """What is known within the year when the day is not: "12", "Q4", or "" for no more."""
        if self.first is None:
            return ""
        quarter = (self.first.month + 2) // 3
        return {Precision.MONTH: str(self.first.month), Precision.QUARTER: f"Q{quarter}"}.get(
            self.precision, ""
        )

    @property
    def whole(self) -> "KnownDay":
        """The same without regard to the day by which it had come."""
        return self if self.exact else _of(None, self.year, self.part, None)

    def by(self, day: date | None) -> "KnownDay":
        """The same, known to have come by that day."""
        return self if self.exact else _of(None, self.year, self.part, day)

    def can_be(self, other: "KnownDay") -> bool:
        """Whether both can be one day."""
        one, two = self.whole, other.whole
        if one.first is None or one.last is None or two.first is None or two.last is None:
            return True
        return one.first <= two.last and two.first <= one.last

    def sharpens(self, other: "KnownDay") -> bool:
        """Whether it says the same as `other`, and more."""
        return self.can_be(other) and _ORDER[self.precision] < _ORDER[other.precision]

    @property
    def written(self) -> str:
        """As lists write it: "19/03/2021", "12/2020", "Quý IV/2020", "2020"; "" for nothing."""
        if self.first is None:
            return ""
        return {
            Precision.DAY: f"{self.first:%d/%m/%Y}",
            Precision.MONTH: f"{self.first:%m/%Y}",
            Precision.QUARTER: f"Quý {_ROMAN[(self.first.month - 1) // 3]}/{self.year}",
        }.get(self.precision, str(self.year))

    @property
    def iso(self) -> str:
        """For programs: "2021-03-19", "2020-12", "2020-Q4", "2020"; "" for nothing."""
        if self.first is None:
            return ""
        return {
            Precision.DAY: self.first.isoformat(),
            Precision.MONTH: f"{self.first:%Y-%m}",
            Precision.QUARTER: f"{self.year}-{self.part}",
        }.get(self.precision, str(self.year))

    def named(self, language: str = "vi") -> str:
        """Alone, as a table has it: "19/03/2021", "tháng 12/2020", "quý IV/2020", "năm 2020";
        "December 2020", "Q4 2020", "2020". "" for nothing."""
        if self.first is None or self.exact:
            return self.written
        month, roman = self.first.month, self.written.removeprefix("Quý ")
        vietnamese, english = {
            Precision.MONTH: (f"tháng {self.written}", f"{_MONTHS[month - 1]} {self.year}"),
            Precision.QUARTER: (f"quý {roman}", f"{self.part} {self.year}"),
        }.get(self.precision, (f"năm {self.year}", str(self.year)))
        return english if language == "en" else vietnamese

    def told(self, language: str = "vi") -> str:
        """Within a sentence: "ngày 19/03/2021", "năm 2020"; "on 19/03/2021", "in December 2020"."""
        name = self.named(language)
        if language == "en" and name:
            return f"{'on' if self.exact else 'in'} {name}"
        return f"ngày {name}" if self.exact else name

    def cell(self, language: str = "vi") -> date | str | None:
        """In a file: the day as a day, else its name."""
        return self.day or self.named(language) or None


def certain_until(day: date, language: str = "vi") -> str:
    """An end that follows from a day not known: before it something is certain, after it not."""
    return f"{_CERTAIN[language == 'en']} {day:%d/%m/%Y}"


def without_certain(text: str) -> str:
    """The day of what `certain_until` writes; any other text as it is."""
    text = " ".join(text.split())
    for words in _CERTAIN:
        text = text.removeprefix(words).strip()
    return text


_CERTAIN = ("chắc chắn đến", "certainly through")
NOTHING = KnownDay()
_ORDER = {precision: number for number, precision in enumerate(Precision)}


@lru_cache(4096)
def _of(day: date | None, year: int | None, part: str, by: date | None) -> KnownDay:
    if day:
        return KnownDay(Precision.DAY, day, day)
    if not year:
        return NOTHING
    months = (1, 12)
    precision = Precision.YEAR
    if part.startswith("Q"):
        precision, months = Precision.QUARTER, (int(part[1]) * 3 - 2, int(part[1]) * 3)
    elif part:
        precision, months = Precision.MONTH, (int(part), int(part))
    first = date(year, months[0], 1)
    last = date(year, months[1], calendar.monthrange(year, months[1])[1])
    return KnownDay(precision, first, by if by and first <= by < last else last)


def read(text: str) -> KnownDay | None:
    """A month, a quarter or a year as people write it: "12/2020", "T12/2020", "tháng 12 năm 2020",
    "quý IV/2020", "Q4/2020", "2020", "năm 2020". None when it is none of these.
    """
    text = " ".join(text.split())
    if found := _QUARTER.fullmatch(text):
        sign = found[1].upper()
        number = int(sign) if sign.isdigit() else _ROMAN.index(sign) + 1
        return _in_reach(int(found[2]), f"Q{number}")
    if found := _MONTH.fullmatch(text):
        return _in_reach(int(found[2]), str(int(found[1]))) if 1 <= int(found[1]) <= 12 else None
    found = _YEAR.fullmatch(text)
    return _in_reach(int(found[1]), "") if found else None


def _in_reach(year: int, part: str) -> KnownDay | None:
    return _of(None, year, part, None) if 1800 <= year <= 2199 else None


def read_iso(text: str) -> KnownDay:
    """What `iso` writes."""
    if len(text) == 10:
        return KnownDay.of(date.fromisoformat(text))
    year, _, part = text.partition("-")
    return KnownDay.of(None, int(year), part.lstrip("0")) if year else NOTHING
