"""Recognitions of one row, where a list writes them otherwise than one column each: a mark in the
column of its stars, its stars in the column of its year, two decisions in one cell.

Several recognitions become the columns of the first and the second ("stars", "stars2"); of more, the
row counts twice.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from certifications.imports.shape.lines import Taken, blank
from ocop_registry.excel.values import ODD_MARK, TWO_STARS, CellError
from ocop_registry.places.text import fold

FIELDS = ("stars", "day", "year", "number", "issuer")
IN_A_ROW = 2  # recognitions that one row of a register tells
_MARKS = {"x", "xx", "v", "co", "dat", "1"}
_SIGNS = frozenset("✓✔√☑+●•■*★⭐✕✗×Xx")
_NOTHING = {"0", "khong", "o", "chua"}
_DASHES = frozenset("-–—_./")
_DAY = re.compile(r"\d{1,2}\s*[/.-]\s*\d{1,2}\s*[/.-]\s*\d{2,4}")
_YEAR = re.compile(r"(?:năm\s*)?(20[1-4]\d)", re.IGNORECASE)
_NUMBER = re.compile(r"\d[\w./]*\s*/?\s*Q[ĐÐD]\b", re.IGNORECASE)
_LINES = re.compile(r"[;\n]+")


@dataclass
class Recognition:
    """What a row says of one recognition: column of ours → value with its cell."""

    fields: dict[str, Taken] = field(default_factory=dict)

    @property
    def order(self) -> str:
        year = self.fields.get("year")
        return str(year.value) if year else ""


def is_mark(value: Any) -> bool:
    """Whether a cell says "this one": x, ✓, 1, có …"""
    if value is True or value == 1:
        return True
    text = str(value).strip()
    return isinstance(value, str) and (fold(text) in _MARKS or bool(text) and set(text) <= _SIGNS)


def says_nothing(value: Any) -> bool:
    """Whether a cell of a column of marks is as good as blank: "-", 0, "không"."""
    if blank(value) or value is False or value == 0 and not isinstance(value, CellError):
        return True
    text = str(value).strip()
    return isinstance(value, str) and (set(text) <= _DASHES or fold(text) in _NOTHING)


def _when(value: Any) -> str:
    """The column of what a cell says in place of a mark: "day", "year", "number", or "" for none."""
    if isinstance(value, date):
        return "day"
    text = str(value).strip()
    if _NUMBER.search(text):
        return "number"
    if _DAY.fullmatch(text):
        return "day"
    return "year" if _YEAR.fullmatch(text) else ""


def of_stars(marked: Mapping[int, Sequence[Taken]]) -> list[Recognition]:
    """From columns of stars: stars → the cells filled there. Marks under two numbers of stars
    contradict each other, days or years there are two recognitions."""
    found = []
    for stars, cells in marked.items():
        for cell in cells:
            one = Recognition({"stars": Taken(stars, cell.reference)})
            if when := _when(cell.value):
                one.fields[when] = cell
            elif not is_mark(cell.value) and str(cell.value).strip() != str(stars):
                text = fold(str(cell.value))
                if text not in {f"{stars} sao", f"hang {stars} sao", f"ocop {stars} sao"}:
                    one.fields["stars"] = Taken(
                        CellError(str(cell.value)[:40], ODD_MARK), cell.reference
                    )
            found.append(one)
    if len(found) > 1 and not all(len(one.fields) > 1 for one in found):
        said = ", ".join(f"{one.fields['stars'].value} sao" for one in found)
        error = CellError(said, TWO_STARS)
        return [Recognition({"stars": Taken(error, found[-1].fields["stars"].reference)})]
    return sorted(found, key=lambda one: _sorted_by(one))


def _sorted_by(one: Recognition) -> tuple[int, int, int]:
    """Days and years in the order of time."""
    for name in ("day", "year", "number"):
        if name in one.fields:
            value = one.fields[name].value
            if isinstance(value, date):
                return value.year, value.month, value.day
            parts = [int(part) for part in re.findall(r"\d+", str(value))]
            if name == "day" and len(parts) >= 3:
                return parts[2], parts[1], parts[0]
            years = [part for part in parts if 2010 <= part <= 2100]
            return (years[0] if years else 0), 0, 0
    return 0, 0, 0


def of_years(cells: Mapping[int, Mapping[str, Taken]], stars: Taken | None) -> list[Recognition]:
    """From columns of years: year → column of ours → what is filled there. A mere mark takes the
    stars of the row's own column, which are those of the last; those of earlier ones are asked."""
    found = []
    for year, told in sorted(cells.items()):
        one = Recognition({"year": Taken(year, next(iter(told.values())).reference)})
        for name, cell in told.items():
            when = _when(cell.value) if name == "stars" else name
            if name == "stars" and when:
                one.fields[when] = cell
                if when != "year":
                    one.fields.setdefault("year", Taken(year, cell.reference))
            elif not (name == "stars" and is_mark(cell.value)):
                one.fields[name] = cell
        found.append(one)
    if found and stars is not None and "stars" not in found[-1].fields:
        found[-1].fields["stars"] = stars
    return found


def of_lines(told: Mapping[str, Taken]) -> list[Recognition]:
    """From cells of several lines: two decisions in one cell are two recognitions, and the other
    cells of as many lines tell one each. What is told once belongs to the last; a day told once to
    all. One recognition when there is one decision."""
    number = told.get("number")
    pieces = _pieces(number.value) if number else []
    numbers = [piece for piece in pieces if _NUMBER.search(piece)]
    if len(numbers) < 2:
        return [Recognition(dict(told))]
    found = [Recognition({"number": Taken(one, number.reference)}) for one in numbers if number]
    for name, cell in told.items():
        if name == "number":
            continue
        lines = _pieces(cell.value)
        if len(lines) == len(found):
            for one, line in zip(found, lines, strict=True):
                one.fields[name] = Taken(line, cell.reference)
        elif name == "issuer":
            for one in found:
                one.fields[name] = cell
        else:
            found[-1].fields[name] = cell
    return found


def _pieces(value: Any) -> list[str]:
    if not isinstance(value, str):
        return []
    return [piece.strip() for piece in _LINES.split(value) if piece.strip()]


def as_columns(found: Sequence[Recognition]) -> list[dict[str, Taken]]:
    """Recognitions as the columns of a row, and of the same row again where there are more."""
    parts: list[dict[str, Taken]] = []
    for start in range(0, len(found), IN_A_ROW):
        columns: dict[str, Taken] = {}
        for suffix, one in zip(("", "2"), found[start : start + IN_A_ROW], strict=False):
            columns |= {f"{name}{suffix}": cell for name, cell in one.fields.items()}
        parts.append(columns)
    return parts or [{}]
