"""Every way to part a written place or address into units, and what it says of then and now."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from ocop_registry.places.names import Segment, read_segment
from ocop_registry.places.text import fold

# Written out with their marks, kinds part a text that has no commas ("xá" in a name is not "xã",
# "thị xã" is one kind).
_WRITTEN_KIND = re.compile(
    r"(?<=\S)(?<!\bthị) (?=(?:xã|phường|thị trấn|đặc khu|huyện|quận|thị xã|thành phố|tỉnh)"
    r" |(?:tp|tx|tt|[xphqtf])\.|[pqf]\.? ?\d{1,2}\b|(?:tp\.? ?)?hcm\b)",
    re.IGNORECASE,
)
# The same without marks. Parted where the text stands, so that the names keep the marks they have.
_BARE_KIND = re.compile(
    r"(?<!\bthi) (?=(?:xa|phuong|thi tran|dac khu|huyen|quan|thi xa|thanh pho|tinh|tp|tx|tt) )",
    re.IGNORECASE,
)
_SIGNS = re.compile(r"[^\w'’‘]+|_+")
_COMMA = re.compile(r"[,;|\n\t()\[\]]+|\s/\s")
# Names of two parts, which a dash does not part …
_DASHED_NAME = re.compile(
    r"\b(b[àa] r[ịi]a)\s*[-–—]\s*(?=v[ũu]ng t[àa]u)|\b(th[ừu]a thi[êe]n)\s*[-–—]\s*(?=hu[ếe])"
    r"|\b(phan rang)\s*[-–—]\s*(?=th[áa]p ch[àa]m)|\b(v[ăa]n mi[ếe]u)\s*[-–—]\s*(?=qu[ốo]c t[ửu] gi[áa]m)"
    r"|\b(ph[ưu][ơo]ng li[êe]n)\s*[-–—]\s*(?=trung t[ựu])|\b(ch[âa]n m[âa]y)\s*[-–—]\s*(?=l[ăa]ng c[ôo])",
    re.IGNORECASE,
)
# … and wards of 07/2025 that end in the name of the city, of which some were communes of that city.
_WITH_CITY = re.compile(
    r"\b(l[âa]m vi[êe]n|xu[âa]n h[ưu][ơo]ng|cam ly|xu[âa]n tr[ưu][ờo]ng|lang biang)"
    r"\s*[-–—]\s*(?=[đd][àa] l[ạa]t)",
    re.IGNORECASE,
)
_DASH = re.compile(r" [-–—] ?|[-–—] ")
_TIGHT_DASH = re.compile(r"(?<=[^\W\d])\s*[-–—/]\s*(?=[^\W\d])")
_COUNTRY = frozenset({"viet nam", "vietnam", "vn", "nuoc viet nam", "nuoc chxhcn viet nam"})
# Written before a name, these say that the largest unit stands first …
_LARGEST = re.compile(r"^(?:tinh|t) ")
# … these that the commune stands there, so that what is before it is a hamlet …
_COMMUNE_FIRST = re.compile(r"^(?:xa|x|phuong|p|f|thi tran|ttr|tt|dac khu|dk) |^[pf]\d")
# … and these that a unit above the commune does, which is no hamlet.
_HIGHER_FIRST = re.compile(r"^(?:tinh|t|huyen dao|huyen|h|quan|q|thi xa|tx|thanh pho|tp) |^q\d")
# What an address names below the commune; dropped when it stands before the units.
_BELOW_COMMUNE = re.compile(
    r"^(?:so|so nha|nha so|thon|ban|xom|ap|buon|bon|plei|lang|to|to dan pho|tdp|khu|khu vuc|khu pho|kp"
    r"|khom|tieu khu|tk|pho|duong|quoc lo|ql|tinh lo|tl|dt|km|doi|ngo|ngach|hem|kiet|lo|thua"
    r"|cum|khu cong nghiep|kcn|cum cong nghiep|ccn|soc|phum|khe) ?\b|^\d+(?![\d ]*$)"
)
_AFTER_NAME = (
    r"(?=\s*(?:$|[,;:.\n\t()–—-]|\b(?:xã|phường|thị trấn|huyện|quận|thị xã|thành phố|tỉnh|nay)\b))"
)
_NOW = (
    r"(?:(?:hiện |bây giờ )?nay\s*(?:là|thuộc|gọi là|đổi tên thành|đổi thành|sáp nhập vào|sáp nhập"
    r" thành|nhập vào|:)|(?:sau|khi) sáp nhập\s*(?:là|thuộc|thành|vào|:)?|(?:đã )?(?:đổi tên"
    r" thành|sáp nhập vào|nhập vào|sáp nhập thành)|→|->|=>|⇒)"
)
_WAS = (
    r"(?:(?:trước đây|trước kia|trước|tên cũ|nguyên|vốn)\s*(?:là|thuộc|gọi là|:)?|(?:được )?"
    r"(?:sáp nhập|hợp nhất|chia tách|tách|đổi tên)\s+từ|địa chỉ cũ\s*:?|cũ\s*(?:là|:)|xưa là)"
)
_NOW_INSIDE = re.compile(rf"\(\s*{_NOW}\s*([^()]*)\)", re.IGNORECASE)
_WAS_INSIDE = re.compile(rf"\(\s*{_WAS}\s*([^()]*)\)", re.IGNORECASE)
_OLD_INSIDE = re.compile(r"\(([^()]*\w[^()]*?)\s+cũ\s*\)", re.IGNORECASE)
_NOW_BEHIND = re.compile(rf"[\s,;:.–—-]+{_NOW}\s*(.+)$", re.IGNORECASE | re.DOTALL)
_WAS_BEHIND = re.compile(
    r"[,;–—-]\s*(?:trước đây|trước kia|trước|nguyên|vốn)\s+(?:là|thuộc)\s+(.+)$",
    re.IGNORECASE | re.DOTALL,
)
# "(cũ)", "(xã cũ)", "(tên cũ)", "(cu)", and "cũ" behind a name; the same of what is new.
_OLD = re.compile(
    rf"\((?:[^()]*\bcũ|cu|trước[^()\d]*)\)|(?<=\w) cũ\b{_AFTER_NAME}|"
    r"\(\s*(?:trước|đến)\s+(?:ngày\s+)?(?:\d|tháng|năm)[^()]*\)",
    re.IGNORECASE,
)
_REMARK = re.compile(r"\(\s*(?:bao )?gồm\b[^()]*\)", re.IGNORECASE)
_NEW = re.compile(
    rf"\((?:(?:tên |xã |phường |tỉnh )?mới|hiện nay|hiện tại|từ (?:ngày )?\d[^()]*|sau sáp nhập)\)|(?<=\w) hiện nay\b{_AFTER_NAME}",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Spoken:
    """What a text says of a place. `main`: what it names; `now`: what it says that this is today,
    "" when it says nothing of it. `before`: it says itself that `main` is of before; `today`: that
    it is of today."""

    main: str
    now: str = ""
    before: bool = False
    today: bool = False


@dataclass(frozen=True)
class Way:
    """One way to part a text: its units, the smallest first; `dropped`: what stands before them and
    is taken for a house, a road or a hamlet."""

    segments: tuple[Segment, ...]
    dropped: str = ""

    @property
    def turned(self) -> "Way":
        return Way(self.segments[::-1], self.dropped)

    @property
    def swapped(self) -> "Way":
        first, second, *others = self.segments
        return Way((second, first, *others), self.dropped)


@lru_cache(4096)
def spoken(text: str) -> tuple[Spoken, ...]:
    """What a text says of then and now, the likeliest reading first.

    "xã Kim Lư (nay là xã Na Rì)", "xã Kim Lư cũ, nay thuộc xã Na Rì", "xã Na Rì (trước là xã Kim
    Lư)", "xã Na Rì (xã Kim Lư cũ)", "xã Kim Lư (cũ)", "xã Na Rì mới".
    """
    text = unicodedata.normalize("NFC", text)
    for pattern, now_behind in (
        (_NOW_INSIDE, True),
        (_WAS_INSIDE, False),
        (_NOW_BEHIND, True),
        (_WAS_BEHIND, False),
    ):
        found = pattern.search(text)
        other = found[1].strip(" ,;.") if found else ""
        if found and fold(other)[:1].isalpha():
            rest = f"{text[: found.start()]} {text[found.end() :]}"
            then, now = (rest, other) if now_behind else (other, rest)
            return (Spoken(_untimed(then), _untimed(now), before=True),)
    plain = Spoken(_untimed(text), before=bool(_OLD.search(text)), today=bool(_NEW.search(text)))
    inside = _OLD_INSIDE.search(text)
    if inside and fold(inside[1]) not in _KINDS_ALONE:
        rest = f"{text[: inside.start()]} {text[inside.end() :]}"
        whole = f"{text[: inside.start()]}, {inside[1]}, {text[inside.end() :]}"
        return (
            Spoken(_untimed(whole), before=True),
            Spoken(_untimed(inside[1]), _untimed(rest), before=True),
        )
    return (plain,)


_KINDS_ALONE = frozenset(
    {"xa", "phuong", "thi tran", "huyen", "tinh", "ten", "dia chi", "dia danh"}
)


def says_before(text: str) -> bool:
    """Whether the text says itself that it names what was: "xã Kim Lư (cũ)", "huyện Na Rì cũ"."""
    return spoken(text)[0].before


def split(text: str) -> list[list[Segment]]:
    """The units of `ways`."""
    return [list(way.segments) for way in ways(text)]


def ways(text: str) -> list[Way]:
    """Every way to part a text into units, smallest unit first, the most literal way first.

    Commas part surely; dashes may belong to a name (Bà Rịa - Vũng Tàu); kinds part a text without
    commas; what an address says below the commune (số nhà, thôn, xóm …) may go, when nothing is
    meant by all of it; some write the province first; what the text says of then or now is left
    out.
    """
    return list(_ways(text))


@lru_cache(8192)
def _ways(text: str) -> tuple[Way, ...]:
    found: dict[tuple[str, ...], str] = {}
    partings = list(_partings(spoken(text)[0].main))
    for shorten in (_whole, _from_the_province, _without_address, _without_hamlet):
        for pieces in partings:
            kept = shorten(pieces)
            if kept:
                gone = ", ".join(pieces[: len(pieces) - len(kept)])
                found.setdefault(tuple(kept), gone)
    return tuple(
        Way(tuple(read_segment(piece) for piece in pieces), gone) for pieces, gone in found.items()
    )


def _partings(text: str) -> Iterator[list[str]]:
    text = _DASHED_NAME.sub(lambda found: f"{found[found.lastindex or 0]} ", text)
    joined = _WITH_CITY.sub(r"\1 ", text)
    if joined != text:
        yield from _parted(joined)
    yield from _parted(text)


def _parted(text: str) -> Iterator[list[str]]:
    parts = [" ".join(part.split()).strip(" .:-–—") for part in _COMMA.split(text)]
    by_comma = [part for part in parts if fold(part) not in {"", *_COUNTRY}]
    by_dash = [piece for part in by_comma for piece in _DASH.split(part) if fold(piece)]
    by_dash = [piece for piece in by_dash if fold(piece) not in _COUNTRY]
    by_kind = [piece for part in by_dash for piece in _WRITTEN_KIND.split(part) if fold(piece)]
    by_bare_kind = [
        piece
        for part in by_kind
        for piece in _BARE_KIND.split(_SIGNS.sub(" ", part).strip())
        if fold(piece)
    ]
    by_tight_dash = [
        piece
        for part in by_dash
        for one in _TIGHT_DASH.split(part)
        for piece in _WRITTEN_KIND.split(one)
        if fold(piece)
    ]
    yield from (by_comma, by_dash, by_kind, by_bare_kind, by_tight_dash)


def _untimed(text: str) -> str:
    """The text without what says of which time its names are."""
    text = _REMARK.sub(" ", text)
    text = _NOW_BEHIND.sub(" ", _WAS_INSIDE.sub(" ", _NOW_INSIDE.sub(" ", text)))
    return " ".join(_NEW.sub(" ", _OLD.sub(" ", text)).split()).strip(" ,;")


def _whole(pieces: list[str]) -> list[str]:
    return pieces


def _without_address(pieces: list[str]) -> list[str]:
    start = 0
    while start < len(pieces) - 1 and _is_address(pieces[start]):
        start += 1
    return pieces[start:]


def _is_address(piece: str) -> bool:
    return bool(_BELOW_COMMUNE.match(fold(piece))) and not _holds_unit(piece)


def _holds_unit(piece: str) -> bool:
    """Whether a unit with its kind stands within: "Khu phố 3 thị trấn Yến Lạc"."""
    return bool(_WRITTEN_KIND.search(piece) or _BARE_KIND.search(_SIGNS.sub(" ", piece).strip()))


def _without_hamlet(pieces: list[str]) -> list[str]:
    """The pieces without the first ones that no kind tells to be a hamlet or a road: before a
    commune that says its kind, or before commune, district and province."""
    communes = [at for at, one in enumerate(pieces) if _COMMUNE_FIRST.match(fold(one))]
    start = communes[-1] if communes else max(len(pieces) - 3, 0)
    gone = pieces[:start]
    if any(_HIGHER_FIRST.match(fold(one)) or _holds_unit(one) for one in gone):
        return []
    return pieces[start:]


def _from_the_province(pieces: list[str]) -> list[str]:
    return pieces[::-1] if len(pieces) > 1 and _LARGEST.match(fold(pieces[0])) else []
