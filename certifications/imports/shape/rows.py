"""A line of a sheet as the cells of one row, or of more where it tells more than a row can hold."""

import re
from collections.abc import Mapping
from typing import Any

from certifications.imports.shape import compound, group_rows
from certifications.imports.shape.layout import Layout
from certifications.imports.shape.lines import OF_PRODUCER, Line, Taken, blank
from certifications.imports.shape.recognitions import (
    FIELDS,
    Recognition,
    as_columns,
    of_lines,
    of_stars,
    of_years,
    says_nothing,
)
from ocop_registry.excel import cells as written
from ocop_registry.excel.legacy import has_lost_letters
from ocop_registry.excel.matching import base
from ocop_registry.excel.values import LETTERS_LOST, CellError, reference
from ocop_registry.places.text import fold

# What stands between the parts of one thing that several columns hold.
_BETWEEN = {"address": ", ", "commune": ", ", "place": ", ", "place_then": ", ", "number": ""}
_DAY = r"\d{1,2}\s*[/.-]\s*\d{1,2}\s*[/.-]\s*\d{4}"
_PERIOD = re.compile(rf"^\D*(?P<first>{_DAY})\s*(?:-|–|—|đến|tới|->|→|\n)\D*(?P<last>{_DAY})\D*$")
_PHONE = re.compile(r"(?:\+?84|0)(?:[\s.\-]?\d){8,10}")
# Columns of a row's last recognition: where a row counts twice they belong to its second part.
_OF_LAST = ("stars_now", "expires", "code", "scheme", "level", "certification_uid", "score")


def rows_of(line: Line, layout: Layout) -> list[dict[str, Taken]]:
    """The parts of a line, each column of ours → value with its cell."""
    plain, marked, years = _told(line, layout)
    name, pieces = line.products
    products = compound.apart(plain, name, pieces) if pieces else [plain]
    return [part for one in products for part in _of_one(one, marked, years, line)]


def _of_one(
    plain: dict[str, Taken],
    marked: Mapping[int, list[Taken]],
    years: Mapping[int, Mapping[str, Taken]],
    line: Line,
) -> list[dict[str, Taken]]:
    """The parts that a line tells of one product."""
    _split_period(plain)
    own = dict(plain)
    for name, taken in line.taken.items():
        if _may_take(name, taken, own):
            plain.setdefault(name, taken)
    found = _recognitions(plain, marked, years)
    if found is None:
        return [plain]
    rest = {name: cell for name, cell in plain.items() if name not in FIELDS}
    parts = as_columns(found)
    for part in parts:
        last = part is parts[-1]
        part |= {n: c for n, c in rest.items() if n not in part and (last or n not in _OF_LAST)}
    return parts


def _recognitions(
    plain: dict[str, Taken],
    marked: Mapping[int, list[Taken]],
    years: Mapping[int, Mapping[str, Taken]],
) -> list[Recognition] | None:
    """What is not one column each; None where the row's own columns say it all."""
    own = {name: plain[name] for name in FIELDS if name in plain}
    if years:
        return _with_own(of_years(years, plain.get("stars")), own)
    if marked:
        found = of_stars(marked)
        if len(found) == 1:
            return of_lines({**own, **found[0].fields})
        return _with_own(found, own)
    if "stars2" in plain or "number2" in plain or "number" not in own:
        return None
    found = of_lines(own)
    return found if len(found) > 1 else None


def _with_own(found: list[Recognition], own: Mapping[str, Taken]) -> list[Recognition]:
    """What the row tells once belongs to its last recognition; who issued, to all."""
    for one in found:
        last = one is found[-1]
        told = {name: cell for name, cell in own.items() if last or name == "issuer"}
        one.fields = {**told, **one.fields}
    return found


def _told(
    line: Line, layout: Layout
) -> tuple[dict[str, Taken], dict[int, list[Taken]], dict[int, dict[str, Taken]]]:
    """What the line's own cells say: by column; under columns of stars; under columns of years."""
    plain: dict[str, list[Taken]] = {}
    marked: dict[int, list[Taken]] = {}
    years: dict[int, dict[str, Taken]] = {}
    for column, targets in layout.feeds.items():
        value = line.at(column)
        if blank(value):
            continue
        if isinstance(value, str) and "note" not in targets and has_lost_letters(value):
            value = CellError(value[:80], LETTERS_LOST)
        for name, part in _shared_out(value, targets).items():
            cell = Taken(part, reference(line.number, column))
            said = base(name)
            if said == name:
                plain.setdefault(name, []).append(cell)
            elif not says_nothing(part):
                if "=" in name:
                    marked.setdefault(int(name.partition("=")[2]), []).append(cell)
                else:
                    years.setdefault(int(name.partition("@")[2]), {})[said] = cell
    return {name: _joined(name, cells) for name, cells in plain.items()}, marked, years


def _shared_out(value: Any, targets: tuple[str, ...]) -> dict[str, Any]:
    """A cell that feeds several columns: to each its part where the text tells which, else all of
    it to each."""
    if len(targets) == 1:
        return {targets[0]: value}
    if "product" in targets and "producer" in targets:
        return {"product": group_rows.unmarked(str(value))}
    shares = dict.fromkeys(targets, value)
    if "phone" in targets and isinstance(value, str):
        found = _PHONE.search(value)
        rest = _PHONE.sub("", value).strip(" ,;-–:/\n")
        rest = re.sub(r"(?i)[\s,;(]*(?:đt|sđt|điện thoại|tel|số)\s*[:.]?\s*\)?$", "", rest).strip(
            " ,;-"
        )
        shares = dict.fromkeys(targets, rest) | {"phone": found[0] if found else None}
    elif "producer" in targets and isinstance(value, str):
        name, place = _name_and_place(value)
        shares = dict.fromkeys(targets, place) | {"producer": name}
    return {name: part for name, part in shares.items() if not blank(part)}


def _name_and_place(text: str) -> tuple[str, str]:
    """A producer and its address in one cell: on lines of their own, or after the first sign that a
    place follows."""
    lines = [line.strip(" ,;") for line in text.splitlines() if line.strip(" ,;")]
    if len(lines) > 1:
        return lines[0], ", ".join(lines[1:])
    for sign in re.finditer(r"\s*[,;]\s*|\s[-–]\s|\s*\(|\s*[:;]\s*", text):
        rest = text[sign.end() :].strip(" )")
        if re.match(
            r"(dia chi|dc|thon|ban|xom|ap|to|khu|so|xa|phuong|thi tran|huyen|tp)\b", fold(rest)
        ):
            return text[: sign.start()].strip(), re.sub(r"(?i)^(địa chỉ|đ/c)\s*:?\s*", "", rest)
    return text, ""


def _joined(name: str, cells: list[Taken]) -> Taken:
    """Several columns that hold one thing: day, month and year; parts of an address."""
    if len(cells) == 1:
        return cells[0]
    values = [cell.value for cell in cells]
    numbers = all(str(value).strip().isdigit() for value in values)
    if base(name).rstrip("2") in ("day", "expires") and len(cells) == 3 and numbers:
        return Taken("/".join(str(value).strip() for value in values), cells[0].reference)
    error = next((value for value in values if isinstance(value, CellError)), None)
    if error is not None:
        return Taken(error, cells[values.index(error)].reference)
    texts = list(dict.fromkeys(written.text(value) for value in values))
    return Taken(_BETWEEN.get(name, " ").join(texts), cells[0].reference)


def _split_period(plain: dict[str, Taken]) -> None:
    """ "19/3/2021 - 19/3/2024" as the time of validity: its end, and its beginning as the day where
    no other is told."""
    cell = plain.get("expires")
    found = _PERIOD.match(cell.value) if cell and isinstance(cell.value, str) else None
    if cell and found:
        plain["expires"] = Taken(found["last"], cell.reference)
        told = plain.get("number")
        dated = told and re.search(_DAY, str(told.value))
        if "day" not in plain and not dated:
            plain["day"] = Taken(found["first"], cell.reference)


def _may_take(name: str, taken: Taken, plain: Mapping[str, Taken]) -> bool:
    """Whether a hint says something that the row does not say already in other words."""
    if name in ("year", "number") and any(plain.get(one) for one in ("day", "year", "number")):
        return name == "number" and "number" not in plain
    if name in OF_PRODUCER and name != "producer":
        said = " ".join(fold(str(cell.value)) for one, cell in plain.items() if one in OF_PRODUCER)
        bare = re.sub(r"^(huyen|quan|thi xa|thanh pho|xa|phuong|tinh) ", "", fold(str(taken.value)))
        return f" {bare} " not in f" {said} "
    return True
