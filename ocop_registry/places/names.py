"""How administrative units are named on paper: kinds and their abbreviations, and the key a name is
found by."""

import csv
import re
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path

from ocop_registry.places.models import PlaceKind
from ocop_registry.places.text import TONES, fold, loose_fold, marked_key

DATA = Path(__file__).parent / "data"

_CITIES = frozenset({PlaceKind.CITY, PlaceKind.PROVINCIAL_CITY})
# People go on saying "tỉnh" when a province has become a city.
_PROVINCES = frozenset({PlaceKind.PROVINCE, PlaceKind.CITY})
# Spellings of the kinds, folded, as they stand before a name. A city may be of either level.
_SPELLINGS: dict[str, frozenset[str]] = {
    "thanh pho": _CITIES,
    "tp": _CITIES,
    "t p": _CITIES,
    "tinh": _PROVINCES,
    "t": _PROVINCES,
    "quan": frozenset({PlaceKind.URBAN_DISTRICT}),
    "q": frozenset({PlaceKind.URBAN_DISTRICT}),
    "huyen": frozenset({PlaceKind.DISTRICT}),
    "huyen dao": frozenset({PlaceKind.DISTRICT}),
    "dao": frozenset({PlaceKind.DISTRICT, PlaceKind.PROVINCIAL_CITY, PlaceKind.SPECIAL_ZONE}),
    "h": frozenset({PlaceKind.DISTRICT}),
    "thi xa": frozenset({PlaceKind.TOWN}),
    "tx": frozenset({PlaceKind.TOWN}),
    "t x": frozenset({PlaceKind.TOWN}),
    "phuong": frozenset({PlaceKind.WARD}),
    "p": frozenset({PlaceKind.WARD}),
    "f": frozenset({PlaceKind.WARD}),
    "xa": frozenset({PlaceKind.COMMUNE}),
    "x": frozenset({PlaceKind.COMMUNE}),
    "thi tran": frozenset({PlaceKind.TOWNSHIP}),
    "tt": frozenset({PlaceKind.TOWNSHIP}),
    "ttr": frozenset({PlaceKind.TOWNSHIP}),
    "t t": frozenset({PlaceKind.TOWNSHIP}),
    "dac khu": frozenset({PlaceKind.SPECIAL_ZONE}),
    "dk": frozenset({PlaceKind.SPECIAL_ZONE}),
}
_KIND = re.compile(rf"^({'|'.join(sorted(_SPELLINGS, key=len, reverse=True))}) (.+)$")
_GLUED_NUMBER = re.compile(r"^([pqf])(\d+)$")
_K = re.compile(r"[kq](?!h)")
_STOPS = frozenset("ckpt")
_ACUTE = "\u0301"
_LISTS = (
    "provinces_current",
    "communes_current",
    "old_provinces_63",
    "old_districts_696",
    "old_communes_10035",
)
_LEADING_ZEROS = re.compile(r"\b0+(?=\d)")


@dataclass(frozen=True)
class Reading:
    """One way to read a piece of text: the name's key, and the kinds its prefix allows (empty: none
    was written). `alike`: the key is of a name that only sounds as the one written."""

    key: str
    kinds: frozenset[str] = frozenset()
    alike: bool = False


@dataclass(frozen=True)
class Segment:
    """One unit as written, with every way to read it, the one with a prefix first."""

    text: str
    readings: tuple[Reading, ...]


def name_key(name: str) -> str:
    """The key a name without its kind is found by: "Mỹ Đức" → "mi duc", "01" → "1"."""
    return _LEADING_ZEROS.sub("", loose_fold(name))


def spelling(name: str) -> str:
    """`name_key` with the marks: "Tân Thanh" and "Tân Thạnh" differ, "Mỹ Hoà" and "Mĩ Hòa" do not,
    nor do "Đăk Long" and "Đắk Long", two communes of one province."""
    marked = _LEADING_ZEROS.sub("", marked_key(name).replace("y", "i"))
    return " ".join(_spoken(word) for word in marked.split())


def _spoken(word: str) -> str:
    """A word that ends in c, k, p or t has its acute tone, written or not ("Đăk Lăk")."""
    bare = "".join(one for one in word if one not in TONES)
    return bare + word[len(bare) :].replace(_ACUTE, "") if bare[-1:] in _STOPS else word


def letters_key(key: str) -> str:
    """What names have in common that are one when spoken: k and c, q and k, parted or written
    together ("Đắc Lắc", "Đắklắk")."""
    return _K.sub("c", key).replace(" ", "")


def letters(name: str) -> tuple[str, str]:
    """`letters_key` with the marks of its letters, and its tones."""
    found, tones = "", ""
    for word in spelling(name).split():
        bare = "".join(one for one in word if one not in TONES)
        tones += word[len(bare) :]
        found += f"{bare} "
    return letters_key(found), tones


@cache
def _known_letters() -> dict[str, tuple[str, ...]]:
    """Every name that a unit bears or bore, as its key, by `letters_key`."""
    found: dict[str, dict[str, None]] = {}
    for name in _LISTS:
        with (DATA / f"{name}.csv").open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file):
                key = name_key(row["name"])
                found.setdefault(letters_key(key), {})[key] = None
    return {letters: tuple(keys) for letters, keys in found.items()}


@cache
def known_keys() -> frozenset[str]:
    """The key of every name that a unit bears or bore."""
    return frozenset(key for keys in _known_letters().values() for key in keys)


@cache
def _aliases() -> tuple[tuple[str, str], ...]:
    """Former and popular spellings, each with the official name."""
    with (DATA / "aliases.csv").open(encoding="utf-8", newline="") as file:
        return tuple((row["alias"], row["name"]) for row in csv.DictReader(file))


@cache
def aliases() -> dict[str, str]:
    """Former and popular spellings, by key, with the key of the official name ("bac can" → "bac
    kan")."""
    return {name_key(alias): name_key(name) for alias, name in _aliases()}


@cache
def spellings(name: str) -> tuple[str, ...]:
    """Every `spelling` that stands for an official name: its own and those of its aliases."""
    return spelling(name), *(spelling(alias) for alias, known in _aliases() if known == name)


@lru_cache(8192)
def read_segment(text: str) -> Segment:
    """Every reading of one unit: "TP. Bắc Cạn" → city + "bac kan", city + "bac can", and the whole
    as a bare name."""
    folded = _GLUED_NUMBER.sub(r"\1 \2", fold(text))
    readings = []
    prefixed = _KIND.match(folded)
    if prefixed:
        readings += _spelled(prefixed[2], _SPELLINGS[prefixed[1]])
    readings += _spelled(folded, frozenset())
    return Segment(text.strip(), tuple(readings))


def _spelled(folded: str, kinds: frozenset[str]) -> list[Reading]:
    key = name_key(folded)
    official = aliases().get(key, key)
    exact = [Reading(one, kinds) for one in dict.fromkeys((official, key))]
    others = [
        one for one in _known_letters().get(letters_key(key), ()) if one not in (key, official)
    ]
    return exact + [Reading(one, kinds, alike=True) for one in others]
