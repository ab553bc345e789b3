"""Dots, links and names of the country or of a province, for `public/_map.html`.

Dots of one size are one path of points without length, which round ends make visible: the whole
country is some thirty kilobytes, a tenth of that when packed.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from products.views.dot_map import communes
from products.views.dot_map.communes import AT_SEA, Spot
from products.views.dot_map.frame import Frame, around

SIZES = (1, 2, 5, 10)  # the least number of products of each size of dot
COUNTRY, PROVINCE, MARGIN = 1000, 640, 24  # the longer side of a sheet, its margin; units
MOST_NAMES = 14  # beside the dots of a province
# Room for a name: of the letters of a phone, which are the larger ones (public.css); units.
LETTER_WIDTH, LETTER_HEIGHT = 14.5, 30
FIELD_WIDTH, FIELD_HEIGHT = 320, 90  # of what lies far out at sea


@dataclass(frozen=True)
class Part:
    """What one link leads to, or none: `paths` by size of dot, 0 for communes without products."""

    label: str
    address: str
    paths: tuple[tuple[int, str], ...]


@dataclass(frozen=True)
class Name:
    """A name that ends at a dot (`anchor` "end") or begins there ("start")."""

    text: str
    x: int
    y: int
    anchor: str


@dataclass(frozen=True)
class DotMap:
    """One sheet of `width` × `height` units. `lit`: communes with products, of `communes`;
    `field`: where the sheet shows what lies far out at sea (x, y, width, height), or None."""

    label: str
    kind: str  # "country", "province"
    width: int
    height: int
    parts: Sequence[Part]
    names: Sequence[Name]
    lit: int
    communes: int
    field: tuple[int, int, int, int] | None = None
    marked: tuple[int, int] | None = None

    @property
    def key(self) -> list[tuple[int, str]]:
        """Size of dot → what it stands for, in words."""
        words = [
            _("chưa có"),
            *(f"{a}–{b - 1}" if b - a > 1 else f"{a}" for a, b in pairwise(SIZES)),
        ]
        return list(enumerate([*words, _("từ %d sản phẩm") % SIZES[-1]]))


def country(counts: Mapping[str, int]) -> DotMap:
    """The whole country; each province leads to its page. `counts`: commune (code) → products."""
    spots = communes.spots()
    frame = around([one.at for one in spots], COUNTRY, MARGIN)
    by_province: dict[str, list[Spot]] = defaultdict(list)
    for one in spots:
        by_province[one.province].append(one)
    units = communes.provinces()
    parts = [
        Part(_of_province(unit.full_name, own, counts), unit.address, _paths(own, counts, frame))
        for code, unit in units.items()
        if (own := by_province[code])
    ]
    names = [
        _name(f"{one.name} ({units[one.province].name})", *frame.place(one.at), frame.width)
        for one in spots
        if one.code in AT_SEA
    ]
    label = _("Bản đồ mỗi xã một chấm: xã, phường, đặc khu có sản phẩm OCOP còn hạng sao")
    lit = _lit(spots, counts)
    return DotMap(label, "country", frame.width, frame.height, parts, names, lit, len(spots))


def province(code: str, counts: Mapping[str, int], marked: str = "") -> DotMap | None:
    """One province, each commune with products leading to its page; None where no coordinates are
    known. `marked`: the code of the commune that the page is about."""
    spots = [one for one in communes.spots() if one.province == code]
    if not spots:
        return None
    near, far = _parted(spots)
    frame = around([one.at for one in near], PROVINCE, MARGIN)
    place = {one.code: frame.place(one.at) for one in near}
    field = _field(frame) if far else None
    if field:
        place |= {one.code: (field[0] + 28, field[1] + FIELD_HEIGHT // 2) for one in far}
    unlit = [one for one in spots if not counts.get(one.code)]
    lit = sorted((one for one in spots if counts.get(one.code)), key=lambda one: -counts[one.code])
    parts = [Part("", "", ((0, _path(place[one.code] for one in unlit)),))] if unlit else []
    parts += [_commune(one, counts[one.code], place[one.code]) for one in lit]
    named = dict.fromkeys((*far, *lit))
    width = frame.width + (FIELD_WIDTH + MARGIN if far else 0)
    unit = communes.provinces()[code]
    return DotMap(
        _("Bản đồ mỗi xã một chấm: %(province)s") % {"province": unit.full_name},
        "province",
        width,
        max(frame.height, FIELD_HEIGHT + 2 * MARGIN),
        parts,
        _beside(named, place, width, field),
        len(lit),
        len(spots),
        field,
        place.get(marked),
    )


def _parted(spots: Sequence[Spot]) -> tuple[list[Spot], list[Spot]]:
    """The mainland with its coast, and what lies so far out that it would shrink the rest to a
    corner; all of it is near where nothing else is there."""
    near = [one for one in spots if one.code not in AT_SEA]
    return (near, [one for one in spots if one.code in AT_SEA]) if near else (list(spots), [])


def _field(frame: Frame) -> tuple[int, int, int, int]:
    return frame.width, MARGIN, FIELD_WIDTH, FIELD_HEIGHT


# --- dots -----------------------------------------------------------------------------------------
def size_of(products: int) -> int:
    """0 for a commune without products, else the number of its size, from 1."""
    return sum(products >= least for least in SIZES)


def _paths(
    spots: Iterable[Spot], counts: Mapping[str, int], frame: Frame
) -> tuple[tuple[int, str], ...]:
    by_size: dict[int, list[tuple[int, int]]] = defaultdict(list)
    for one in spots:
        by_size[size_of(counts.get(one.code, 0))].append(frame.place(one.at))
    return tuple((size, _path(by_size[size])) for size in sorted(by_size))


def _path(those: Iterable[tuple[int, int]]) -> str:
    return "".join(f"M{x} {y}h0" for x, y in those)


def _lit(spots: Iterable[Spot], counts: Mapping[str, int]) -> int:
    return sum(bool(counts.get(one.code)) for one in spots)


def _commune(one: Spot, products: int, at: tuple[int, int]) -> Part:
    label = ngettext("%(name)s: %(n)d sản phẩm", "%(name)s: %(n)d sản phẩm", products)
    return Part(
        label % {"name": one.name, "n": products}, one.address, ((size_of(products), _path([at])),)
    )


def _of_province(name: str, own: Sequence[Spot], counts: Mapping[str, int]) -> str:
    products = sum(counts.get(one.code, 0) for one in own)
    label = ngettext(
        "%(name)s: %(n)d sản phẩm, ở %(lit)d trên %(all)d xã, phường, đặc khu",
        "%(name)s: %(n)d sản phẩm, ở %(lit)d trên %(all)d xã, phường, đặc khu",
        products,
    )
    return label % {"name": name, "n": products, "lit": _lit(own, counts), "all": len(own)}


# --- names ----------------------------------------------------------------------------------------
def _name(text: str, x: int, y: int, width: int) -> Name:
    """Right of its dot, or left of it where the sheet ends."""
    if x + 14 + len(text) * LETTER_WIDTH > width:
        return Name(text, x - 14, y, "end")
    return Name(text, x + 14, y, "start")


def _beside(
    those: Iterable[Spot],
    place: Mapping[str, tuple[int, int]],
    width: int,
    field: tuple[int, int, int, int] | None,
) -> list[Name]:
    """Names of the communes of a province, the first ones first, none over another, none beyond the
    sheet, and none but its own in the field."""
    names: list[Name] = []
    for one in those:
        name = _name(one.name, *place[one.code], width)
        left, right = _reach(name)
        if left < 0 or right > width or (field and one.code not in AT_SEA and _enters(name, field)):
            continue
        if len(names) < MOST_NAMES and not any(_meet(name, other) for other in names):
            names.append(name)
    return names


def _enters(name: Name, field: tuple[int, int, int, int]) -> bool:
    x, y, _width, height = field
    return _reach(name)[1] > x and name.y < y + height + LETTER_HEIGHT


def _meet(one: Name, other: Name) -> bool:
    (left, right), (begin, end) = _reach(one), _reach(other)
    return abs(one.y - other.y) < LETTER_HEIGHT and left < end and begin < right


def _reach(name: Name) -> tuple[float, float]:
    long = len(name.text) * LETTER_WIDTH
    return (name.x - long, name.x) if name.anchor == "end" else (name.x, name.x + long)
