"""Cells that name several products: "1. Khô ếch ⏎ 2. Khô cá", "Trà xanh; trà sen", "Trà xanh, trà
sen (02 loại)". Here is found what may be several, and how it would be taken apart; whether it is,
the office says once for the column (`columns.products`).
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from certifications.imports.shape.lines import Taken
from ocop_registry.places.text import fold

NUMBERED, LINES, SEMICOLONS, COUNTED, ALIKE = "numbered", "lines", "semicolons", "counted", "alike"
MOST = 12  # products of one cell; more is a list of something else
# Cells that tell one thing of each product when they are lists as long as the products'.
_LISTED = frozenset({
    "stars", "day", "year", "number", "issuer", "stars2", "day2", "year2", "number2", "issuer2",
    "stars_now", "expires", "score", "code", "gtin", "set", "group", "level", "note", "type",
    "reason",
})  # fmt: skip
_COUNT = re.compile(
    r"\s*\(\s*(?:gồm\s*)?0*([2-9]|1[0-2])\s+(?:loại|sản phẩm|sp|vị|dòng|mẫu)\b[^)]*\)", re.I
)
_ITEM = re.compile(r"(?:^|(?<=[\s;,]))\(?(\d{1,2})\s*[.)/]\s*(?=\D)")
_SIGN = re.compile(r"^\s*(?:\(?\d{1,2}\s*[.)]\s*(?=\D)|[-–+•*●▪]\s*|[a-zđ]\)\s*)")
_DASHED = re.compile(r"^\s*(?:[-–+•*●▪]\s*|[a-zđ]\)\s*)(?=\w)")
_COMMAS = re.compile(r"\s*,\s*(?:và\s+)?|\s+và\s+|\s*&\s*", re.IGNORECASE)
_BETWEEN = re.compile(r"[;\n]")


@dataclass(frozen=True)
class Compound:
    """A cell that may name several products. `sign`: by what it is told; `pieces`: their names."""

    sign: str
    pieces: tuple[str, ...]


def compound(value: Any) -> Compound | None:
    """What a product's cell would be taken apart into; None where nothing tells of several."""
    if not isinstance(value, str):
        return None
    text = value.strip()
    count = _COUNT.search(text)
    if count:
        bare = _COUNT.sub("", text)
        ways = (
            _numbered(bare),
            _by_lines(bare),
            _named(bare.split(";")),
            _named(_COMMAS.split(bare)),
        )
        found = next((one for one in ways if len(one) == int(count[1])), ())
        return Compound(COUNTED, found) if found else None
    for sign, pieces in (
        (NUMBERED, _numbered(text)),
        (LINES, _unnumbered(text)),
        (SEMICOLONS, _named(text.split(";")) if ";" in text else ()),
        (ALIKE, _alike(text)),
    ):
        if 2 <= len(pieces) <= MOST:
            return Compound(sign, pieces)
    return None


def counted(text: str) -> bool:
    """Whether a name says that it stands for several: "Trà túi lọc (02 loại)"."""
    return bool(_COUNT.search(text))


def _named(pieces: Sequence[str]) -> tuple[str, ...]:
    """The names; none of them where one piece is no name."""
    bare = [_bare(one) for one in pieces if one.strip(" .;,\n")]
    return tuple(bare) if all(len(fold(one)) >= 2 and not one.isdigit() for one in bare) else ()


def _bare(piece: str) -> str:
    name = " ".join(_SIGN.sub("", piece).split()).strip(" .;,")
    return name[:1].upper() + name[1:]


def _numbered(text: str) -> tuple[str, ...]:
    """ "1. A 2. B", each on a line or not, counted from one; or lines with a dash before each."""
    found = list(_ITEM.finditer(text))
    if len(found) > 1 and [int(one[1]) for one in found] == list(range(1, len(found) + 1)):
        ends = [*(one.start() for one in found[1:]), len(text)]
        before = text[: found[0].start()].strip(" \n:;")
        return (
            () if before else _named([text[a.end() : b] for a, b in zip(found, ends, strict=True)])
        )
    lines = [line for line in text.splitlines() if line.strip()]
    return _named(lines) if len(lines) > 1 and all(map(_DASHED.match, lines)) else ()


def _by_lines(text: str) -> tuple[str, ...]:
    return _named([line for line in text.splitlines() if line.strip()])


def _unnumbered(text: str) -> tuple[str, ...]:
    """Lines each of which begins like a name; a name that goes on below begins small or with a
    sign."""
    lines = [line.strip(" ;,") for line in text.splitlines() if line.strip(" ;,")]
    whole = all(line[0].isupper() and len(line.split()) > 1 for line in lines)
    return _named(lines) if len(lines) > 1 and whole else ()


def _alike(text: str) -> tuple[str, ...]:
    """ "Muối tôm và muối ớt": pieces that begin with the same word; "Kẹo vừng và lạc" is one
    name."""
    if "(" in text or "\n" in text:
        return ()
    pieces = _named(_COMMAS.split(text))
    words = [fold(piece).split() for piece in pieces]
    same = len({one[0] for one in words if one}) == 1
    return pieces if len(pieces) > 1 and same and all(len(one) > 1 for one in words) else ()


# --- taken apart ----------------------------------------------------------------------------------
def apart(
    plain: Mapping[str, Taken], name: str, pieces: Sequence[str]
) -> Iterator[dict[str, Taken]]:
    """The cells of each product of a line; `name`: the column of their names. Lists as long as
    theirs tell one thing of each, every other cell is told of all."""
    lists = {column: _list_of(cell.value, len(pieces)) for column, cell in plain.items()}
    for at, piece in enumerate(pieces):
        yield {
            column: Taken(piece, cell.reference, cell.where)
            if column == name
            else Taken(told[at], cell.reference, cell.where)
            if column in _LISTED and (told := lists[column])
            else cell
            for column, cell in plain.items()
        }


def _list_of(value: Any, count: int) -> list[str]:
    """As many values as there are products, in their order; [] where the cell is no such list."""
    if not isinstance(value, str):
        return []
    for pieces in (_BETWEEN.split(value), value.split(",")):
        found = [_SIGN.sub("", one).strip() for one in pieces if one.strip()]
        if len(found) == count:
            return found
    return []


def matches_a_list(values: Sequence[Any], count: int) -> bool:
    """Whether another cell of the line is a list of as many."""
    return any(_list_of(value, count) for value in values)
