"""Validity read a second time, by possible worlds: a day of issue that is not known can have been
any of its days; in each such world the law is plain, and what holds in all of them is certain.

Nothing of the registry's own code. Source: domain §2 (26/2026/QĐ-TTg: 36 calendar months, in
force through the last day, end-of-month rule; extension; revocation; "incomplete history").
"""

import itertools
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache, lru_cache

MONTHS = 36
SOON = 180  # days: "expiring"
LONGEST = 180  # days after expiry that an extension may last
ONE = timedelta(days=1)
VALID = ("in_force", "expiring", "extended")
QUARTERS = {"Q1": (1, 3), "Q2": (4, 6), "Q3": (7, 9), "Q4": (10, 12)}


@cache
def after_months(day: date, months: int = MONTHS) -> date:
    """Counted on the fingers: month by month, then the same number of day or the month's last."""
    year, month = day.year, day.month
    for _ in range(months):
        year, month = (year, month + 1) if month < 12 else (year + 1, 1)
    number = day.day
    while True:
        try:
            return date(year, month, number)
        except ValueError:  # 31/11, 29/02: the day before
            number -= 1


@dataclass(frozen=True)
class Issued:
    """What is known of a day of issue: the words of it (`year`, and of it a `part`), and the days
    it can have been; `first` None: nothing is known."""

    year: int | None = None
    part: str = ""
    first: date | None = None
    last: date | None = None
    by: date | None = None  # on this day it had come already

    @classmethod
    def on(cls, day: date) -> "Issued":
        return cls(first=day, last=day)

    @classmethod
    def within(cls, year: int, part: str = "", by: date | None = None) -> "Issued":
        """A year, a month of it ("2") or a quarter ("Q1")."""
        months = QUARTERS.get(part) or ((int(part), int(part)) if part else (1, 12))
        first = date(year, months[0], 1)
        last = after_months(date(year, months[1], 1), 1) - ONE
        return cls(year, part, first, by if by and first <= by < last else last, by)

    @property
    def exact(self) -> bool:
        return self.first is not None and self.year is None

    def days(self) -> list[date]:
        """Days that it can have been: the two ends and one between them. A standing changes once
        with the day of issue, so that what holds at both ends holds in between."""
        if self.first is None or self.last is None:
            return []
        length = (self.last - self.first).days
        return sorted({self.first + timedelta(days=length * n // 2) for n in range(3)})


@dataclass(eq=False)
class Recognition:
    """One recognition as the law sees it; what succeeds it is its successor's business. `over`: the
    day on which another began, for one that is in no world."""

    stars: int
    issued: Issued
    extended: date | None = None
    revoked: date | None = None
    over: date | None = None


World = tuple[tuple[Recognition, date], ...]  # each recognition with the day it was issued on


def worlds(held: list[Recognition]) -> tuple[World, ...]:
    """Every way in which it can have been. What nothing is known of is in no world."""
    return _worlds(tuple(one for one in held if one.issued.first is not None))


@lru_cache(8)
def _worlds(dated: tuple[Recognition, ...]) -> tuple[World, ...]:
    possible = itertools.product(*(one.issued.days() for one in dated))
    return tuple(
        tuple(sorted(zip(dated, days, strict=True), key=lambda pair: pair[1])) for days in possible
    )


def in_world(world: World, day: date, *, certain: bool = False) -> str:
    """The standing on a day when every day of issue is known: the newest one issued speaks, since
    it ended those before it.

    `certain`: whether it is asked for what is certain. "Year only (Y): certainly in force until
    31/12/Y+2": where the day is not known the certainty ends the day before the first possible
    end, while on that end itself it may still be in force.
    """
    begun = [pair for pair in world if pair[1] <= day]
    if not begun:
        return "participating"
    one, issued = begun[-1]
    if one.revoked and one.revoked <= day:
        return "revoked"
    last = after_months(issued)
    if certain and not one.issued.exact and issued == one.issued.first:
        last -= ONE
    if day <= last:
        return "expiring" if (last - day).days <= SOON else "in_force"
    return "extended" if one.extended and day <= one.extended else "expired"


def standing(held: list[Recognition], day: date) -> str:
    """Certain when every world agrees that it is valid, unclear when only some do."""
    if certainly_in_force(held, day):
        return of_speaker(held, day)
    if possibly_in_force(held, day):
        return "unclear"
    told = [in_world(world, day) for world in worlds(held)]
    answered = {one for one in told if one != "participating"}
    if "revoked" in answered:
        return "revoked"
    if any(one.issued.first is None and not (one.over and one.over <= day) for one in held):
        return "unverified"
    return "expired" if answered else "participating"


def speaker(held: list[Recognition], day: date) -> Recognition | None:
    """The newest that was issued for certain; its stars are the product's while it is valid."""
    begun = [one for one in held if one.issued.last is not None and one.issued.last <= day]
    return max(begun, key=lambda one: one.issued.last or date.min) if begun else None


def of_speaker(held: list[Recognition], day: date) -> str:
    """How a certainly valid recognition is valid: reckoned from the first day it can have been
    issued on, since no other end is certain."""
    one = speaker(held, day)
    assert one is not None
    assert one.issued.first is not None
    return in_world(((one, one.issued.first),), day, certain=True)


def certainly_in_force(held: list[Recognition], day: date) -> bool:
    told = [in_world(world, day, certain=True) for world in worlds(held)]
    return all(one in VALID for one in told)


def possibly_in_force(held: list[Recognition], day: date) -> bool:
    return any(in_world(world, day) in VALID for world in worlds(held))


def stars(held: list[Recognition], day: date) -> int:
    """The stars that count on a day: none unless they certainly do."""
    one = speaker(held, day)
    return one.stars if one and standing(held, day) in VALID else 0


def turns(held: list[Recognition]) -> set[date]:
    """The days around which something can change, whatever was known."""
    found: set[date] = set()
    for one in held:
        for day in one.issued.days():
            found |= {day, after_months(day), after_months(day) - timedelta(days=SOON)}
        found |= {day for day in (one.extended, one.revoked) if day}
    return {day + timedelta(days=n) for day in found for n in (-1, 0, 1)}
