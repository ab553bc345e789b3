"""Which scheme an evaluation may use, until when one begun under the earlier scheme may finish, and
who recognises under it.

Source: 26/2026/QĐ-TTg, hiệu lực và điều khoản chuyển tiếp: dossiers handed in before the new scheme
may be finished under the one before it, within the days that the new scheme's data names
(60 for first and upgrade, 30 for re-evaluation). How the schemes before it were changed over is
not known: there the transition is only asked to be named.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from certifications.law.rules import SchemeRules, bands_of, stars_by_total
from ocop_registry.known_days import KnownDay

_PENDING = {
    "first": "transition_pending_first_or_upgrade_days",
    "upgrade": "transition_pending_first_or_upgrade_days",
    "re_evaluation": "transition_pending_re_evaluation_days",
}


@dataclass(frozen=True)
class SchemeDays:
    """When a scheme applies; `deadlines`: its data of that name, with the days of its
    transition."""

    slug: str
    code: str
    effective_from: date
    effective_until: date | None
    deadlines: Mapping[str, Any]


@dataclass(frozen=True)
class Transition:
    """What an evaluation under the scheme before `newer` is bound to, on that day."""

    newer: SchemeDays

    @property
    def since(self) -> date:
        """The first day on which a dossier comes too late for the earlier scheme."""
        return self.newer.effective_from

    def last_day(self, type_: str) -> date | None:
        """The last day to evaluate an application of that type; None: not known."""
        days = self.newer.deadlines.get(_PENDING.get(type_, ""))
        return self.since + timedelta(days=days) if days else None


def newest(schemes: Iterable[SchemeDays], day: date) -> SchemeDays | None:
    """The newest scheme in force on a day; None before the first."""
    begun = [one for one in schemes if one.effective_from <= day]
    found = max(begun, key=lambda one: one.effective_from, default=None)
    return None if found and found.effective_until and found.effective_until < day else found


def transition_of(slug: str, schemes: Sequence[SchemeDays], day: date) -> Transition | None:
    """The transition in which an evaluation under that scheme would stand on that day; None when it
    stands in none: its own time, or no time of it at all."""
    newer = newest(schemes, day)
    if newer is None:
        return None
    before = [one for one in schemes if one.effective_from < newer.effective_from]
    last = max(before, key=lambda one: one.effective_from, default=None)
    return Transition(newer) if last and last.slug == slug else None


def scheme_refusals(
    slug: str, schemes: Sequence[SchemeDays], day: date, basis: str
) -> Iterable[str]:
    """Why an evaluation on that day may not use that scheme, as sentences. `basis`: the transition
    as the round names it."""
    own = next(one for one in schemes if one.slug == slug)
    newer = newest(schemes, day)
    if newer and newer.slug == slug:
        return
    instead = f"dùng {newer.code}" if newer else "ngày đó chưa có bộ tiêu chí nào"
    if day < own.effective_from:
        yield (
            f"Bộ tiêu chí {own.code} chỉ áp dụng từ {own.effective_from:%d/%m/%Y}, không dùng để"
            f" đánh giá ngày {day:%d/%m/%Y}: {instead}, hoặc sửa ngày họp."
        )
        return
    transition = transition_of(slug, schemes, day)
    if transition is None or not _in_time(transition, day):
        until = own.effective_until
        over = f"hết áp dụng từ sau ngày {until:%d/%m/%Y}" if until else "không còn áp dụng"
        yield (
            f"Bộ tiêu chí {own.code} {over}, không dùng để đánh giá ngày {day:%d/%m/%Y}: {instead},"
            " hoặc sửa ngày họp nếu hội đồng đã họp trước đó."
        )
    elif not basis.strip():
        yield (
            f"Ngày {day:%d/%m/%Y} đã áp dụng {transition.newer.code}: chỉ hồ sơ nộp trước"
            f" {transition.since:%d/%m/%Y} được làm tiếp theo {own.code}. Ghi căn cứ chuyển tiếp ở"
            " thông tin đợt."
        )


def _in_time(transition: Transition, day: date) -> bool:
    """Whether any type of application may still be evaluated."""
    last_days = [transition.last_day(type_) for type_ in _PENDING]
    return any(last is None or day <= last for last in last_days)


def dossier_refusal(transition: Transition, type_: str, handed_in: date | None, day: date) -> str:
    """Why an application may not be finished under the earlier scheme on that day; "" when it
    may."""
    last = transition.last_day(type_)
    if last and day > last:
        return f"quá hạn chuyển tiếp của loại hồ sơ này ({last:%d/%m/%Y})"
    if handed_in is None:
        return (
            "chưa ghi ngày nộp (ngày cấp xã nhận, hoặc ngày nhận đủ): phải trước"
            f" {transition.since:%d/%m/%Y}"
        )
    if handed_in >= transition.since:
        return f"nộp {handed_in:%d/%m/%Y}, không trước {transition.since:%d/%m/%Y}"
    return ""


# --- who recognises ------------------------------------------------------------------------------
# Who recognises so many stars, by scheme and day, and why an authority had no right to.
#
# The table is each scheme's data (`bands`: authority, changes of it). Source: 1048/QĐ-TTg, 148/QĐ-TTg
# as amended by 1489/QĐ-TTg (3★ from district to province on 06/07/2025), 26/2026/QĐ-TTg; districts
# ended with Luật Tổ chức chính quyền địa phương 72/2025/QH15 on 01/07/2025. A recognition by a level
# above the one of the table is believed, as provinces did; one by a level below it is not, nor one
# of 3★ 4★ by the centre, and none by a level that no longer existed.
DISTRICTS_UNTIL = date(2025, 6, 30)  # the last day of the three levels
RANKS = {"district": 1, "province": 2, "central": 3}
WORDS = {"district": "cấp huyện", "province": "cấp tỉnh", "central": "trung ương"}


@dataclass(frozen=True)
class Table:
    """Who recognises under one scheme, and when it applies."""

    code: str
    effective_from: date
    effective_until: date | None
    rules: SchemeRules

    def over(self, first: date, last: date) -> bool:
        """Whether it applied on one of these days."""
        return self.effective_from <= last and first <= (self.effective_until or date.max)

    def authorities(self, stars: int, first: date, last: date) -> set[str]:
        """Every level that recognised so many stars on one of these days."""
        first = max(first, self.effective_from)
        last = max(first, min(last, self.effective_until or date.max))
        turns = (since for since, _ in self.rules.band(stars).authorities if since is not None)
        days = [first, *(day for day in turns if first < day <= last)]
        return {who for day in days if (who := self.rules.authority(stars, day))}


class Recognisers:
    """The tables of all schemes. Asked with the level that recognised ("district", "province",
    "central"; any other is not known and never wrong), the stars, the first and last possible day,
    and the code of the scheme where it is known."""

    def __init__(self, tables: Iterable[Table]) -> None:
        self._tables = sorted(tables, key=lambda one: one.effective_from)

    @classmethod
    def of(cls, rows: Iterable[tuple[str, str, date, date | None, int, Any]]) -> "Recognisers":
        """`rows`: slug, code, first and last day, months, bands of each scheme."""
        return cls(
            Table(code, since, until, SchemeRules(slug, months, {}, bands_of(bands)))
            for slug, code, since, until, months, bands in rows
        )

    def stars_of(self, points: Decimal) -> frozenset[int]:
        """The stars of the bands in which so many points lie, of any scheme."""
        return frozenset(stars_by_total(points, one.rules) for one in self._tables)

    def problem(
        self, level: str, stars: int, days: tuple[date, date] | None, code: str = ""
    ) -> str:
        """Why that level did not recognise so many stars on any of these days, as a sentence; ""
        when it may have. `days`: first and last possible one, None: nothing is known."""
        if level not in RANKS or days is None:
            return ""
        first, last = days
        if level == "district" and first > DISTRICTS_UNTIL:
            return (
                f"UBND cấp huyện không còn từ {DISTRICTS_UNTIL + timedelta(days=1):%d/%m/%Y}:"
                f" quyết định {_when(first, last)} không thể do cấp huyện ban hành."
            )
        tables = self._possible(first, last, code)
        lawful = {who for one in tables for who in one.authorities(stars, first, last)}
        if not lawful or level in lawful or self._above(level, lawful):
            return ""
        who = " hoặc ".join(WORDS[one] for one in sorted(lawful, key=RANKS.__getitem__))
        by = ", ".join(one.code for one in tables)
        return (
            f"Hạng {stars} sao {_when(first, last)} do {who} công nhận ({by}), không phải"
            f" {WORDS[level]}."
        )

    @staticmethod
    def _above(level: str, lawful: set[str]) -> bool:
        return level != "central" and RANKS[level] > min(RANKS[one] for one in lawful)

    def _possible(self, first: date, last: date, code: str) -> Sequence[Table]:
        """The schemes that may have been applied; none when some of the days lie before the first
        one, since provinces had their own criteria then."""
        if code:
            return [one for one in self._tables if one.code == code]
        if not self._tables or first < self._tables[0].effective_from:
            return []
        return [one for one in self._tables if one.over(first, last)]


def days_of(issued: KnownDay) -> tuple[date, date] | None:
    """First and last possible day of a recognition."""
    return (issued.first, issued.last) if issued.first and issued.last else None


def _when(first: date, last: date) -> str:
    if first == last:
        return f"ngày {first:%d/%m/%Y}"
    return f"từ {first:%d/%m/%Y} đến {last:%d/%m/%Y}"
