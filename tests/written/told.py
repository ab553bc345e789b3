"""Readings in the short notation of `data/written_words.csv`."""

import csv
from pathlib import Path
from typing import Any, NamedTuple

from ocop_registry.written import application_types, days, decisions, producer_kinds, stars
from ocop_registry.written.parts import Stated
from ocop_registry.written.reading import Reading
from ocop_registry.written.stars import Stars

READ: dict[str, Any] = {
    "producer_kind": producer_kinds.read,
    "application_type": application_types.read,
    "stars": stars.read,
    "day": days.read,
    "decision": decisions.read,
}


class Case(NamedTuple):
    field: str
    text: str
    expected: str


def cases(*fields: str) -> list[Case]:
    """What officers wrote, with the reading that is right; of these fields."""
    with (Path(__file__).parent / "data" / "written_words.csv").open(encoding="utf-8") as file:
        return [Case(**row) for row in csv.DictReader(file) if row["field"] in fields]


def told(field: str, reading: Reading) -> str:
    """ "386/QĐ-UBND | 2021-03-19 | UBND tỉnh", "ask 2021-03-19", "refused", "4 held 3 upgrade"."""
    if reading.asked is not None:
        return f"ask {reading.asked.suggested}".strip()
    if reading.refused:
        return "refused"
    if reading.value is None:
        return "nothing"
    says = {"stars": _stars, "day": _day, "decision": _decisions}.get(field, str)
    return says(reading.value) + (" noted" if reading.notes else "")


def _stars(one: Stars) -> str:
    parts = [
        "takes part" if one.takes_part else str(one.stars),
        f"held {one.held}" if one.held else "",
        *(one.type, one.level, one.stated.issued.iso, one.stated.number),
    ]
    return " ".join(part for part in parts if part)


def _day(one: Stated) -> str:
    parts = [
        one.issued.iso + (f"..{one.until.iso}" if one.until else ""),
        *(one.number, one.issuer, f"({one.round})" if one.round else ""),
    ]
    return " ".join(part for part in parts if part)


def _decisions(those: tuple[Stated, ...]) -> str:
    return " + ".join(_decision(one) for one in those)


def _decision(one: Stated) -> str:
    until = f"..{one.until.iso}" if one.until else ""
    return f"{one.number} | {one.issued.iso}{until} | {one.issuer}" + (
        f" | {one.round}" if one.round else ""
    )
