"""What of one sheet is read from where: its header, and what the cells of each column feed. Found by
itself, corrected by what the cells hold, and put right by a person on the page of the columns."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from itertools import islice
from typing import Any

from certifications.imports.contract import Column
from ocop_registry.excel.headings import Heading, find
from ocop_registry.excel.matching import Settled, Targets, base
from ocop_registry.excel.reading import Sheet
from ocop_registry.excel.values import column_number, letters
from ocop_registry.places.text import fold

LOOKED_AT = 200  # rows below the header that tell what a column holds
MOST_OF = 0.6  # of the cells of a column that must agree before they overrule its heading
_PLACE = re.compile(
    r"(xa|phuong|thi tran|tt|dac khu|huyen|h|quan|q|thi xa|tx|thanh pho|tp|tinh|thon|ban|ap|to|khu|xom)\b"
)
_DISTRICT = re.compile(r"(huyen|quan|thi xa|tx|thanh pho|tp)\b")
_WITHIN_ADDRESS = re.compile(
    r"\b(xa|phuong|thi tran|tt|dac khu|huyen|quan|thi xa|tx|thanh pho|tp|tinh)\b"
)
PRODUCER = re.compile(
    r"(htx\w*|hop tac xa|cong ty|cty|ctcp|tnhh|to hop tac|tht|ho|hkd|co so|cssx|cskd|doanh nghiep|dn|dntn"
    r"|trang trai|hoi|lang nghe|nhom|chi hoi|lien hiep|xi nghiep|nha may|xuong|to san xuat)\b"
)
_DAY = re.compile(r"\d{1,2}\s*[/.-]\s*\d{1,2}\s*[/.-]\s*\d{2,4}")


@dataclass(frozen=True)
class Layout:
    """`feeds`: column (from 1) → targets; `header`: its first and last row; `shown`: headings of all
    columns; `unread`: of those that feed nothing; `missing`: required columns that nothing feeds."""

    header: tuple[int, int]
    feeds: dict[int, Targets]
    shown: dict[int, str]
    unread: dict[int, str]
    missing: list[str]
    serial: int | None = None
    hidden: list[int] = field(default_factory=list)

    @property
    def fed(self) -> set[str]:
        """The columns of ours that something feeds."""
        return {base(target) for targets in self.feeds.values() for target in targets}

    def stored(self) -> dict[str, Any]:
        """As `Import.columns` keeps it: letters for columns, targets joined by "+"."""
        return {
            "header": list(self.header),
            "read": {letters(number): "+".join(one) for number, one in self.feeds.items()},
            "unread": {letters(number): text for number, text in self.unread.items()},
            "headings": {letters(number): text for number, text in self.shown.items()},
            "missing": list(self.missing),
            "serial": letters(self.serial) if self.serial else "",
            "hidden": [letters(number) for number in self.hidden],
        }


@dataclass(frozen=True)
class ChosenSheet:
    """What a person chose for one sheet. `targets`: letter → targets joined by "+" ("" for "do not
    read it"); `header`: rows of the header where he showed it; `answers`: question about a column →
    answer; `skipped`: the sheet is not to be read; `as_is`: texts of outdated code pages are to be
    left as they stand."""

    targets: Mapping[str, str] = field(default_factory=dict)
    header: tuple[int, int] | None = None
    answers: Mapping[str, str] = field(default_factory=dict)
    skipped: bool = False
    as_is: bool = False

    @property
    def by_number(self) -> dict[int, Targets]:
        numbered = {column_number(letter): said for letter, said in self.targets.items()}
        return {
            number: tuple(filter(None, said.split("+")))
            for number, said in numbered.items()
            if number
        }


def lay_out(
    sheet: Sheet,
    columns: Sequence[Column],
    remembered: Mapping[str, str],
    understands: Callable[[Sequence[str]], Targets],
    chosen: ChosenSheet | None = None,
) -> Layout | None:
    """The layout of a sheet; None when no header of this kind is found and none was shown."""
    chosen = chosen or ChosenSheet()
    told, at, heading = chosen.by_number, chosen.header, None
    if told and at is None:  # columns that a person chose say nothing of where the header stands
        plain = find(sheet, columns, settled=Settled(remembered, {}, understands))
        at = (plain.first_row, plain.last_row) if plain else None
    for _ in range(3):  # what cells overrule may free a name for another column
        settled = Settled(remembered, told, understands)
        heading = find(sheet, columns, settled=settled, at=at)
        if heading is None:
            return None
        better = _overruled(sheet, heading, {column.name for column in columns}, told)
        if not better:
            break
        told, at = {**told, **better}, (heading.first_row, heading.last_row)
    assert heading is not None
    feeds = heading.feeds | _places_within(sheet, heading, columns, chosen)
    return Layout(
        (heading.first_row, heading.last_row), feeds, heading.shown, heading.unread, heading.missing,
        heading.serial, [number for number in sorted(sheet.hidden_columns) if number in heading.shown],
    )  # fmt: skip


def samples(sheet: Sheet, after: int, column: int) -> list[Any]:
    """What the first cells of a column below the header hold."""
    below = (values for number, values in sheet.rows if number > after)
    found = (values[column - 1] if column <= len(values) else None for values in below)
    return [value for value in islice(found, LOOKED_AT) if value not in (None, "")]


def _overruled(
    sheet: Sheet, heading: Heading, names: set[str], told: Mapping[int, Targets]
) -> dict[int, Targets]:
    """Columns whose cells say something else than their heading: "Đơn vị" over communes is a place,
    "Kết quả" over points no number of stars."""
    found: dict[int, Targets] = {}
    taken = {base(target) for targets in heading.feeds.values() for target in targets}
    for number, name in heading.read.items():
        if number in told or name not in _OVERRULED:
            continue
        other = _OVERRULED[name](samples(sheet, heading.last_row, number))
        if other and other in names and other not in taken:
            found[number] = (other,)
            taken.add(other)
    return found


def _share(values: Sequence[Any], fits: Callable[[Any], Any]) -> float:
    return sum(1 for value in values if fits(value)) / len(values) if values else 0.0


def _starts(pattern: re.Pattern[str]) -> Callable[[Any], Any]:
    return lambda value: isinstance(value, str) and pattern.match(fold(value))


def _not_a_producer(values: Sequence[Any]) -> str:
    if _share(values, _starts(_PLACE)) < MOST_OF or _share(values, _starts(PRODUCER)) > 0.2:
        return ""
    return "district" if _share(values, _starts(_DISTRICT)) >= MOST_OF else "commune"


def _not_a_place(values: Sequence[Any]) -> str:
    producers = _share(values, _starts(PRODUCER))
    return "producer" if producers >= MOST_OF and _share(values, _starts(_PLACE)) < 0.3 else ""


def _not_stars(values: Sequence[Any]) -> str:
    return "score" if _share(values, _is_points) >= MOST_OF else ""


def _is_points(value: Any) -> bool:
    text = str(value).replace(",", ".").strip()
    return bool(re.fullmatch(r"\d{1,3}(\.\d+)?", text)) and 5 < Decimal(text) <= 100


def _not_a_number(values: Sequence[Any]) -> str:
    days = _share(
        values,
        lambda one: isinstance(one, date) or isinstance(one, str) and _DAY.fullmatch(one.strip()),
    )
    return "day" if days >= MOST_OF else ""


def _not_a_mean(values: Sequence[Any]) -> str:
    """More than any sheet can give: the points of all members together."""
    texts = [str(value).replace(",", ".").strip() for value in values]
    numbers = [text for text in texts if re.fullmatch(r"\d{3,4}(\.\d+)?", text)]
    return (
        "sum"
        if texts and len(numbers) == len(texts) and all(Decimal(one) > 100 for one in numbers)
        else ""
    )


# What a column's cells may say against its heading: column → the other column that they mean.
_OVERRULED: Mapping[str, Callable[[Sequence[Any]], str]] = {
    "producer": _not_a_producer,
    "commune": _not_a_place,
    "district": _not_a_place,
    "stars": _not_stars,
    "number": _not_a_number,
    "total": _not_a_mean,
}


def _places_within(
    sheet: Sheet, heading: Heading, columns: Sequence[Column], chosen: ChosenSheet
) -> dict[int, Targets]:
    """Where no column is the place's own, the address tells it as well."""
    names = {column.name for column in columns}
    place = "commune" if "commune" in names else "place" if "place" in names else ""
    taken = {base(target) for targets in heading.feeds.values() for target in targets}
    if not place or taken & {"commune", "place", "place_then", "place_code"}:
        return {}
    for number, targets in heading.feeds.items():
        if "address" in targets and letters(number) not in chosen.targets:
            values = samples(sheet, heading.last_row, number)
            if _share(values, _holds_a_place) >= MOST_OF / 2:
                return {number: (*targets, place)}
    return {}


def _holds_a_place(value: Any) -> bool:
    return isinstance(value, str) and bool(
        _WITHIN_ADDRESS.search(fold(value)) or re.search(r",|\s[-–]\s", value)
    )
