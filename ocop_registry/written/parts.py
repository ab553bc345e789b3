"""A text taken apart: numbers of decisions, days, who issued them, the round, and what is left.

take("QĐ 386/QĐ-UBND ngày 19/3/2021 của UBND tỉnh; hiệu lực đến 19/3/2024").stated
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from ocop_registry.known_days import NOTHING, KnownDay, Precision
from ocop_registry.places.text import fold
from ocop_registry.written import day_words, issuers, numbers
from ocop_registry.written.day_words import FoundDay

_ROUND = re.compile(
    r"(?<!\w)đợt[ ]*(?:thứ[ ]*)?(?:\d{1,2}|[ivx]{1,4}|một|hai|ba|bốn|tư|năm)(?!\w)(?:[ ]*(?:[/,-][ ]*(?:năm[ ]*)?|năm[ ]*|[ ])(?P<year>20\d\d)(?!\d))?",
    re.IGNORECASE,
)  # fmt: skip
# What a decision is about, up to the next fact.
_CLAUSE = re.compile(
    r"(?<!\w)(?:(?:v/v|về[ ]+việc|về)(?!\w)|(?:công[ ]+nhận|phê[ ]+duyệt|ban[ ]+hành|đánh[ ]+giá)(?=[ ]+(?:kết|sản|danh|các|hạng|phân|và|cho|những|\d+[ ]+sản|ocop|xếp)))"
    r"(?:(?!(?:của|do)[ ]+(?:UBND|Ủy|Uỷ|Chủ)|(?:ký[ ]+)?ngày[ ]*\x00)[^;\n\x00])*",
    re.IGNORECASE,
)  # fmt: skip
_UNTIL = re.compile(r"(?:đến|tới|hết hạn|hết hiệu lực|thời hạn|hạn|có giá trị|→|~)", re.IGNORECASE)
# … and before a day that stands alone: it is the last one, not the day of issue.
_ENDS_ALONE = re.compile(
    r"(?:hết hạn|hết hiệu lực|đến hết|đến|tới|thời hạn|hạn dùng)[ ]*(?:ngày)?[ ]*:?[ ]*$",
    re.IGNORECASE,
)
_LASTING = re.compile(
    r"(?:(?:có[ ]+)?(?:hiệu[ ]+lực|giá[ ]+trị|thời[ ]+hạn)(?:[ ]+(?:trong|là))?[ ]*:?[ ]*)?(?<!\w)(?:36[ ]*tháng|0?3[ ]*năm)(?![ ]*\d)",
    re.IGNORECASE,
)  # fmt: skip
# The least and the most days from the day of issue to the end of its 36 months, as lists count them.
_VALID_FOR = range(365 * 2, 366 * 4)
# Words around the facts that say nothing by themselves, as compared.
_SILENT = """
    ngay ky cap ban hanh ke tu cong nhan cua do so qd quyet dinh theo va luc co hieu thoi han duoc phe duyet la tai gcn giay
    thang gia tri chung het den toi thu hai ba nam sau bay chu nhat mon tue wed thu fri sat sun monday tuesday wednesday thursday friday
    saturday sunday gio phut
"""
_FILLERS = frozenset(_SILENT.split())
_CLOCK = re.compile(r"\d{1,2}[:h]\d{2}(?::\d{2})?")


@dataclass(frozen=True)
class Stated:
    """What a text states of one decision: each "" or NOTHING when it says nothing of it. `until`:
    the last day in force that it names; `round`: the words for the round, as written."""

    number: str = ""
    issued: KnownDay = NOTHING
    until: KnownDay = NOTHING
    issuer: str = ""
    round: str = ""


@dataclass
class Parts:
    """`stated`: one for each decision, in the order of the text; `days`: all that were found;
    `unplaced`: days that belong to none; `rest`: words that were not read; `notes`: of what was
    read otherwise than it is written."""

    stated: list[Stated] = field(default_factory=list)
    days: list[FoundDay] = field(default_factory=list)
    unplaced: list[FoundDay] = field(default_factory=list)
    rest: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    masked: str = ""  # the text with a sign in place of all that was read


@dataclass(frozen=True)
class _Item:
    start: int
    end: int
    kind: str  # "number", "day", "issuer", "round"
    text: str = ""
    day: FoundDay | None = None
    year: int | None = None


def take(text: str, *, short_years: bool = True, month_first: bool = False) -> Parts:
    """A tidy text taken apart."""
    parts = Parts()
    items, masked, clauses = _items(text, parts, short_years, month_first)
    items.sort(key=lambda one: one.start)
    parts.days = [one.day for one in items if one.day]
    _place(text, items, parts)
    parts.rest = [*_left(text, items, clauses), *clauses]
    parts.masked = masked
    return parts


def _items(
    text: str, parts: Parts, short_years: bool, month_first: bool
) -> tuple[list[_Item], str, list[str]]:
    """The facts of a text, the text with them masked, and what it says the decision is about."""
    items: list[_Item] = []
    masked = text
    for number in numbers.find(text):
        items.append(_Item(number.start, number.end, "number", number.number, year=number.year))
        parts.notes.extend([number.note] if number.note else [])
        masked = _mask(masked, number.start, number.end)
    rounds = list(_ROUND.finditer(masked))
    for match in rounds:
        year = int(match["year"]) if match["year"] else None
        items.append(_Item(*match.span(), "round", match[0], year=year))
        masked = _mask(masked, *match.span())
    found = day_words.find(masked, short_years=short_years, month_first=month_first)
    exact = [one for one in found if one.day.exact or one.problem]
    for day in exact:
        masked = _mask(masked, day.start, day.end)
    clauses = list(_CLAUSE.finditer(masked))
    for match in clauses:
        masked = _mask(masked, *match.span())
    for day in found:
        if day in exact or not any(one.start() <= day.start < one.end() for one in clauses):
            items.append(_Item(day.start, day.end, "day", day=day))
            masked = _mask(masked, day.start, day.end)
    for match in _LASTING.finditer(masked):
        items.append(_Item(*match.span(), "lasting"))
        masked = _mask(masked, *match.span())
    return _bodies(items, masked, [match[0].strip(" ,.:-") for match in clauses])


def _bodies(
    items: list[_Item], masked: str, clauses: list[str]
) -> tuple[list[_Item], str, list[str]]:
    for number in [one for one in items if one.kind == "number" and "UBND" in one.text]:
        if unit := issuers.unit_behind(masked, number.end):
            items.append(_Item(unit.start, unit.end, "issuer", unit.name))
            masked = _mask(masked, unit.start, unit.end)
    for body in issuers.find(masked):
        items.append(_Item(body.start, body.end, "issuer", body.name))
        masked = _mask(masked, body.start, body.end)
    return items, masked, clauses


def _mask(text: str, start: int, end: int) -> str:
    return text[:start] + "\x00" * (end - start) + text[end:]


# --- which fact belongs to which decision -----------------------------------------------------
def _place(text: str, items: list[_Item], parts: Parts) -> None:
    groups: list[Stated] = []
    current, before = Stated(), 0
    for item in items:
        gap, before = text[before : item.start], item.end
        if item.kind == "number" and current.number:
            if _same_number(current.number, item.text):
                current = replace(current, number=max(current.number, item.text, key=len))
                continue
            groups.append(current)
            current = Stated()
        elif item.day and current.issued:
            if _ends(gap, current.issued, item.day):
                current = replace(current, until=item.day.day)
                continue
            if item.day.day == current.issued or _is_less(item.day.day, current.issued):
                continue
            if not current.number:
                parts.unplaced.append(item.day)
                continue
            groups.append(current)
            current = Stated()
        elif item.day and not current.until and _ENDS_ALONE.search(gap):
            current = replace(current, until=item.day.day)
            continue
        current = _with(current, item)
        if item.day and item.day.note:
            parts.notes.append(item.day.note)
    groups.append(current)
    parts.stated = _joined([one for one in groups if one != Stated()])


def _same_number(one: str, other: str) -> bool:
    """Whether one is only the other's running number: "386/QĐ-UBND (QĐ 386)"."""
    return one == other or one.split("/")[0] == other or other.split("/")[0] == one


def _is_less(one: KnownDay, other: KnownDay) -> bool:
    """Whether it only repeats a part of the other: "19/3/2021 (năm 2021)"."""
    return not one.exact and one.can_be(other) and other.exact


def _with(current: Stated, item: _Item) -> Stated:
    if item.kind == "number":
        issued = current.issued or KnownDay.of(None, item.year)
        return replace(current, number=item.text, issued=issued)
    if item.kind == "issuer":
        return replace(current, issuer=current.issuer or item.text)
    if item.kind == "round":
        issued = current.issued or KnownDay.of(None, item.year)
        return replace(current, round=current.round or item.text, issued=issued)
    return replace(current, issued=item.day.day) if item.day else current


def _ends(gap: str, issued: KnownDay, end: FoundDay) -> bool:
    """Whether a second day is the end of what the first one began."""
    if not (end.day.first and issued.first and end.day.first > issued.first):
        return False
    dash = gap.strip() in ("-", "--", ">", "->")
    words = bool(_UNTIL.search(gap))
    apart = (end.day.first - issued.first).days
    return (dash or words) and apart in _VALID_FOR and end.day.precision != Precision.YEAR


def _joined(groups: list[Stated]) -> list[Stated]:
    """Of a day alone and a number alone that follow each other, one decision; years that two parts
    tell are told once; a body named once is that of all."""
    if len(groups) == 2 and not groups[0].number and groups[1].number and not groups[1].issued:
        groups = [
            replace(groups[1], issued=groups[0].issued, issuer=groups[1].issuer or groups[0].issuer)
        ]
    named = {one.issuer for one in groups if one.issuer}
    if len(named) == 1 and len(groups) > 1 and groups[-1].issuer:
        groups = [replace(one, issuer=groups[-1].issuer) for one in groups]
    return groups


# --- what is left ------------------------------------------------------------------------------
def _left(text: str, items: list[_Item], clauses: list[str]) -> Iterator[str]:
    bare = text
    for item in items:
        bare = _mask(bare, item.start, item.end)
    for clause in clauses:
        bare = bare.replace(clause, "\x00" * len(clause))
    for piece in re.split(r"[\x00\n]+", _CLOCK.sub(" ", bare)):
        if any(word not in _FILLERS for word in fold(piece).split()):
            yield piece.strip(" ,.;:()-|/\"'")
