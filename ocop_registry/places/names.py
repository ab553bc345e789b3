"""How administrative units are named on paper: kinds and their abbreviations, and the key a name is
found by."""

import csv
import re
import unicodedata
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path

from ocop_registry.places.models import PlaceKind
from ocop_registry.places.text import fold, loose_fold, marked_key

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
    "t t": frozenset({PlaceKind.TOWNSHIP}),
    "dac khu": frozenset({PlaceKind.SPECIAL_ZONE}),
    "dk": frozenset({PlaceKind.SPECIAL_ZONE}),
}
_KIND = re.compile(rf"^({'|'.join(sorted(_SPELLINGS, key=len, reverse=True))}) (.+)$")
_GLUED_NUMBER = re.compile(r"^([pqf])(\d+)$")
_LEADING_ZEROS = re.compile(r"\b0+(?=\d)")
# Written out with their marks, kinds part a text that has no commas ("xá" in a name is not "xã",
# "thị xã" is one kind).
_WRITTEN_KIND = re.compile(
    r"(?<=\S)(?<!\bthị) (?=(?:xã|phường|thị trấn|đặc khu|huyện|quận|thị xã|thành phố|tỉnh)"
    r" |(?:tp|tx|tt|[xphqtf])\.|[pqf]\d{1,2}\b)",
    re.IGNORECASE,
)
# The same without marks. Parted where the text stands, so that the names keep the marks they have.
_BARE_KIND = re.compile(
    r"(?<!\bthi) (?=(?:xa|phuong|thi tran|dac khu|huyen|quan|thi xa|thanh pho|tinh|tp|tx|tt) )",
    re.IGNORECASE,
)
_SIGNS = re.compile(r"[^\w'’‘]+|_+")
_COMMA = re.compile(r"[,;\n\t]+")
_DASH = re.compile(r" [-–—] ?|[-–—] ")
# What says of which time a name is: "(cũ)", "(nay là …)", and "cũ" behind the name.
_WHEN = re.compile(
    r"\((?:cũ|cu\b|nay|trước|tên cũ)[^()]*\)|(?<=\w) cũ(?=\s*(?:$|[,;:\n\t–—-]))", re.IGNORECASE
)
_COUNTRY = "viet nam"
# Written before a name, these say that the largest unit stands first …
_LARGEST = re.compile(r"^(?:tinh|t) ")
# … and these that the commune stands there, so that what is before it is a hamlet.
_COMMUNE_FIRST = re.compile(r"^(?:xa|x|phuong|p|f|thi tran|tt|dac khu|dk) ")
# What an address names below the commune; dropped when it stands before the units.
_BELOW_COMMUNE = re.compile(
    r"^(?:so|so nha|thon|ban|xom|ap|buon|lang|to|to dan pho|khu|khu pho|tieu"
    r" khu|pho|duong|km|doi|ngo|ngach|hem) ?\b|^\d"
)


@dataclass(frozen=True)
class Reading:
    """One way to read a piece of text: the name's key, and the kinds its prefix allows (empty: none
    was written)."""

    key: str
    kinds: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Segment:
    """One unit as written, with every way to read it, the one with a prefix first."""

    text: str
    readings: tuple[Reading, ...]


def name_key(name: str) -> str:
    """The key a name without its kind is found by: "Mỹ Đức" → "mi duc", "01" → "1"."""
    return _LEADING_ZEROS.sub("", loose_fold(name))


def spelling(name: str) -> str:
    """`name_key` with the marks: "Tân Thanh" and "Tân Thạnh" differ, "Mỹ Hoà" and "Mĩ Hòa" do
    not."""
    return _LEADING_ZEROS.sub("", marked_key(name).replace("y", "i"))


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


def split(text: str) -> list[list[Segment]]:
    """Every way to part a text into units, smallest unit first, the most literal way first.

    Commas part surely; dashes may belong to a name (Bà Rịa - Vũng Tàu); kinds part a text without
    commas; what an address says below the commune (số nhà, thôn, xóm …) may go; some write the
    province first; "(cũ)", "cũ" behind a name and "(nay là …)" say when, not where.
    """
    text = _WHEN.sub(" ", unicodedata.normalize("NFC", text))
    parts = [" ".join(part.split()) for part in _COMMA.split(text)]
    by_comma = [part for part in parts if fold(part) not in {"", _COUNTRY}]
    by_dash = [piece for part in by_comma for piece in _DASH.split(part) if fold(piece)]
    by_kind = [piece for part in by_dash for piece in _WRITTEN_KIND.split(part) if fold(piece)]
    by_bare_kind = [
        piece
        for part in by_dash
        for piece in _BARE_KIND.split(_SIGNS.sub(" ", part).strip())
        if fold(piece)
    ]
    ways: list[list[str]] = []
    for way in (by_comma, by_dash, by_kind, by_bare_kind):
        for pieces in (way, _without_address(way), _without_hamlet(way), _from_the_province(way)):
            if pieces and pieces not in ways:
                ways.append(pieces)
    return [[read_segment(piece) for piece in pieces] for pieces in ways]


def says_before(text: str) -> bool:
    """Whether the text says itself that it names what was: "xã Kim Lư (cũ)", "huyện Na Rì cũ"."""
    return bool(_WHEN.search(unicodedata.normalize("NFC", text)))


def _spelled(folded: str, kinds: frozenset[str]) -> list[Reading]:
    key = name_key(folded)
    official = aliases().get(key, key)
    return [Reading(one, kinds) for one in dict.fromkeys((official, key))]


def _without_address(pieces: list[str]) -> list[str]:
    start = 0
    while start < len(pieces) - 1 and _BELOW_COMMUNE.match(fold(pieces[start])):
        start += 1
    return pieces[start:]


def _without_hamlet(pieces: list[str]) -> list[str]:
    """The pieces without a first one that no kind tells to be a hamlet: before a commune that says
    its kind, or before commune, district and province."""
    if len(pieces) > 3 or (len(pieces) > 1 and _COMMUNE_FIRST.match(fold(pieces[1]))):
        return [] if _COMMUNE_FIRST.match(fold(pieces[0])) else pieces[1:]
    return []


def _from_the_province(pieces: list[str]) -> list[str]:
    return pieces[::-1] if len(pieces) > 1 and _LARGEST.match(fold(pieces[0])) else []
