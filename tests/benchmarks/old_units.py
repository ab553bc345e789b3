"""The communes of before 01/07/2025, and how officers write them: with what is named beside the
name (`SHAPES`), and in which letters (`SPELLINGS`)."""

import csv
import re
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from ocop_registry.env import BASE_DIR

DATA = BASE_DIR / "ocop_registry" / "places" / "data"

_SHORT = {
    "xa": "X.",
    "phuong": "P.",
    "thi_tran": "TT.",
    "huyen": "H.",
    "quan": "Q.",
    "thi_xa": "TX.",
    "thanh_pho": "TP.",
    "tinh": "T.",
}


@dataclass(frozen=True)
class Unit:
    """A unit as its list names it. `kind`: as it stands before the name ("thị xã")."""

    name: str
    kind: str
    short: str

    @property
    def full(self) -> str:
        return f"{self.kind} {self.name}"

    @property
    def abbreviated(self) -> str:
        return f"{self.short}{'' if self.name[0].isdigit() else ' '}{self.name}"


@dataclass(frozen=True)
class Commune:
    """An old commune with the units above it; `today`: the code of today's province."""

    code: str
    units: tuple[Unit, Unit, Unit]
    today: str


def communes() -> Iterator[Commune]:
    """All 10,035, in the order of their list."""
    provinces = {
        row["code"]: (_unit(row), row["new_province_code"]) for row in _rows("old_provinces_63")
    }
    districts = {row["code"]: _unit(row) for row in _rows("old_districts_696")}
    for row in _rows("old_communes_10035"):
        province, today = provinces[row["old_province_code"]]
        district = districts.get(row["old_district_code"])
        if district is not None:
            yield Commune(row["code"], (_unit(row), district, province), today)


def _rows(name: str) -> list[dict[str, str]]:
    with (DATA / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _unit(row: dict[str, str]) -> Unit:
    full, name = row["full_name"], row["name"]
    kind = full[: len(full) - len(name)].strip() if full.endswith(name) else ""
    return Unit(name, kind.lower(), _SHORT.get(row["type"], ""))


# --- what is named beside the name ----------------------------------------------------------------
# shape → which of commune, district, province are written; whether with their kinds
SHAPES: dict[str, tuple[tuple[int, ...], bool]] = {
    "name alone": ((0,), False),
    "kind and name": ((0,), True),
    "with district": ((0, 1), True),
    "with province": ((0, 2), True),
    "with both": ((0, 1, 2), True),
}

Way = Callable[[list[Unit], bool], str]


def _written(units: list[Unit], kinds: bool) -> str:
    return ", ".join(unit.full if kinds else unit.name for unit in units)


def _dashed(units: list[Unit], kinds: bool) -> str:
    return " - ".join(unit.name for unit in units)


def _short(units: list[Unit], kinds: bool) -> str:
    return ", ".join(unit.abbreviated if kinds else unit.name for unit in units)


def _turned(units: list[Unit], kinds: bool) -> str:
    return _written(units[::-1], kinds)


def _upper(units: list[Unit], kinds: bool) -> str:
    return _written(units, kinds).upper()


def _unmarked(units: list[Unit], kinds: bool) -> str:
    return unmarked(_written(units, kinds))


def _other_letters(units: list[Unit], kinds: bool) -> str:
    return ", ".join(
        f"{unit.kind} {other_letters(unit.name)}" if kinds else other_letters(unit.name)
        for unit in units
    )


SPELLINGS: dict[str, Way] = {
    "in full": _written,
    "dashes": _dashed,
    "no marks": _unmarked,
    "abbreviated": _short,
    "reversed": _turned,
    "upper case": _upper,
    "other letters": _other_letters,
}


def unmarked(text: str) -> str:
    """The text without its marks: "Krông Pắc" → "Krong Pac"."""
    bare = unicodedata.normalize("NFD", text.replace("đ", "d").replace("Đ", "D"))
    return unicodedata.normalize("NFC", re.sub(r"[\u0300-\u036f]", "", bare))


_LETTERS = (
    ("Quy", "Qui"), ("Mỹ", "Mĩ"), ("Lý", "Lí"), ("Kỳ", "Kì"), ("Sỹ", "Sĩ"), ("Vỹ", "Vĩ"), ("Hy", "Hi"), ("Vị", "Vỵ"),
    ("Đắk", "Đắc"), ("Đăk", "Đắk"), ("Lắk", "Lắc"), ("Pắc", "Pắk"), ("Bắc Kạn", "Bắc Cạn"), ("Đạ ", "Đạ-"), ("Ia ", "Ia-"), ("Ea ", "Ea-"),
    ("Krông ", "Krông-"), ("'", "’"),
)  # fmt: skip


def other_letters(name: str) -> str:
    """The name as others spell it: k for c, i for y, a hyphen between its words, another
    apostrophe. Itself when it has none of these."""
    for usual, other in _LETTERS:
        name = name.replace(usual, other)
    return name


def texts(commune: Commune) -> Iterator[tuple[str, str, str]]:
    """(shape, spelling, text): each different text once."""
    for shape, (levels, kinds) in SHAPES.items():
        units, seen = [commune.units[level] for level in levels], set[str]()
        for spelling, way in SPELLINGS.items():
            text = way(units, kinds)
            if text not in seen and not (spelling == "dashes" and len(units) == 1):
                seen.add(text)
                yield shape, spelling, text
