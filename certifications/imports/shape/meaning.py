"""What a heading means when it is none of the words that a column is known by: "Tên cơ sở/Chủ thể",
"Đạt hạng", "Quyết định phê duyệt", "SĐT/Zalo".

A column goes by a few *phrases*, beside which only certain other words may stand: "Số điện thoại
liên hệ của chủ thể" is a telephone, "Số sao đề nghị" no number of stars, because nobody recognises
by asking. A heading of several parts may feed several columns ("Chủ thể/Sản phẩm").
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from ocop_registry.excel.matching import Column
from ocop_registry.places.text import fold

YEARS = range(2013, 2051)  # the first province began in 2013
# Words that change no heading's meaning.
_EMPTY = frozenset(
    [
        "cac",
        "cua",
        "theo",
        "va",
        "hoac",
        "duoc",
        "da",
        "la",
        "neu",
        "ve",
        "tai",
        "ghi",
        "ro",
        "day",
        "du",
        "ocop",
        "co",
        "o",
    ]
)
_PARTS = re.compile(r"[/\\,;&+\n]|\s[-–—]\s|\bvà\b|\bhoặc\b", re.IGNORECASE)
_REMARK = re.compile(r"\(([^)]*)\)?")
_YEAR = re.compile(r"(?:nam )?(20[1-4]\d)")
_YEAR_WITHIN = re.compile(r"\b(?:năm\s*)?(20[1-4]\d)\b", re.IGNORECASE)
_BARE_STARS = {"3", "4", "5"}  # under a heading that says stars
_STARS = re.compile(
    r"(?:san pham |sp |hang |dat |ocop |cap |loai |so )*"
    r"(?P<count>[1-5]|mot|hai|ba|bon|nam|i{1,3}|iv|v)(?: \*+)? ?(?:sao|stars?)(?: ocop)?"
)
_COUNTS = {"mot": 1, "hai": 2, "ba": 3, "bon": 4, "nam": 5, "i": 1, "ii": 2, "iii": 3, "iv": 4}
_STAR_SIGNS = re.compile(r"([1-5])?\s*([*★⭐]+)")
# What the reading of one column finds by itself: "Số QĐ, ngày" feeds the number, whose cell is read
# whole, with its day and issuer.
_WITHIN = {
    "number": ("day", "year", "issuer"),
    "day": ("year",),
    "address": ("commune", "district", "province"),
    "commune": ("district", "province"),
    "district": ("province",),
    "expires": ("day",),
    "stars": ("year",),
}


@dataclass(frozen=True)
class Phrases:
    """How headings say one column: `phrases`, one of which must be there, and the words that may
    stand `beside`, all folded."""

    phrases: tuple[str, ...]
    beside: frozenset[str]

    @classmethod
    def of(cls, phrases: str, beside: str = "") -> "Phrases":
        """From phrases parted by commas, and words."""
        return cls(tuple(one.strip() for one in phrases.split(",")), frozenset(beside.split()))

    def found_in(self, folded: str) -> int:
        """The length of the longest phrase by which the heading says this column; 0: it does
        not."""
        within = f" {folded} "
        return max(
            (
                len(phrase)
                for phrase in self.phrases
                if f" {phrase} " in within and self._may_stand(within, phrase)
            ),
            default=0,
        )

    def _may_stand(self, within: str, phrase: str) -> bool:
        rest = within.replace(f" {phrase} ", " ", 1).split()
        return all(word in self.beside or word in _EMPTY for word in rest)


@dataclass(frozen=True)
class Mark:
    """A column whose very heading is a value: the stars that a mark in it stands for, or the year
    whose stars (or mark) it holds. Exactly one of both."""

    stars: int = 0
    year: int = 0

    @property
    def target(self) -> str:
        """As layouts keep it: "stars=3", "stars@2021"."""
        return f"stars={self.stars}" if self.stars else f"stars@{self.year}"


def mark_of(heading: str) -> Mark | None:
    """ "3 sao", "Hạng 4 sao", "★★★", "5*", "2021", "Năm 2021"."""
    signs = _STAR_SIGNS.fullmatch(heading.strip())
    if signs:
        count = int(signs[1]) if signs[1] else len(signs[2])
        return Mark(stars=count) if 1 <= count <= 5 else None
    folded = fold(heading)
    if found := _STARS.fullmatch(folded):
        said = found["count"]
        return Mark(stars=_COUNTS.get(said) or (5 if said == "v" else int(said)))
    if (year := _YEAR.fullmatch(folded)) and int(year[1]) in YEARS:
        return Mark(year=int(year[1]))
    return None


class Meanings:
    """What headings mean for the columns of one kind of file.

    `phrases`: column (or several, joined by "+") → how headings say it; those of columns that the kind does not have count for
    nothing. `marks`: whether columns of stars and of years are understood.
    """

    def __init__(
        self, phrases: Mapping[str, Phrases], columns: Sequence[Column], *, marks: bool
    ) -> None:
        names = {column.name for column in columns}
        self._phrases = {
            name: one for name, one in phrases.items() if names.issuperset(name.split("+"))
        }
        self._yearly = {"stars", "number", "day", "issuer"} & names
        self._marks = marks and "stars" in names

    def __call__(self, parts: Sequence[str]) -> tuple[str, ...]:
        """The targets of a heading given from group to leaf; () when it says none."""
        if self._marks and (found := self._marked(parts)):
            return found
        return self._of(parts[-1]) or (self._of(" ".join(parts)) if len(parts) > 1 else ())

    def _marked(self, parts: Sequence[str]) -> tuple[str, ...]:
        mark = mark_of(parts[-1])
        if mark:
            return (mark.target,)
        if (
            len(parts) > 1
            and parts[-1].strip() in _BARE_STARS
            and self._of(parts[-2]) == ("stars",)
        ):
            return (Mark(stars=int(parts[-1])).target,)
        years = [mark_of(part) for part in parts[:-1]]
        year, leaf = next((one.year for one in years if one and one.year), 0), parts[-1]
        if not year and (found := _YEAR_WITHIN.search(leaf)) and int(found[1]) in YEARS:
            year, leaf = int(found[1]), _YEAR_WITHIN.sub(" ", leaf)
        named = self._of(leaf) if year else ()
        return tuple(f"{name}@{year}" for name in named) if self._yearly.issuperset(named) else ()

    def _of(self, heading: str) -> tuple[str, ...]:
        bare, remarks = _REMARK.sub(" ", heading), " ".join(_REMARK.findall(heading))
        parts = [self._said(fold(part)) for part in _PARTS.split(bare) if fold(part)]
        said = _without_said(parts) if len(parts) > 1 and all(parts) else []
        if said:
            return tuple(said)
        whole = self._said(fold(heading)) or (self._said(fold(bare)) if remarks else "")
        return tuple(whole.split("+")) if whole else ()

    def _said(self, folded: str) -> str:
        """The column that the heading says by the longest phrase; "" for none."""
        bare = " ".join(word for word in folded.split() if word not in _EMPTY)
        found = [
            (max(one.found_in(folded), one.found_in(bare)), name)
            for name, one in self._phrases.items()
        ]
        longest = max((length for length, _ in found), default=0)
        return next((name for length, name in found if length == longest), "") if longest else ""


def _without_said(names: Iterable[str]) -> list[str]:
    found = list(dict.fromkeys(names))
    within = {inner for name in found for inner in _WITHIN.get(name, ())}
    return [name for name in found if name not in within]
