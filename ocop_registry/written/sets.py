"""Product sets (*bộ sản phẩm*) as lists name them: by number, by name whole or in part. The sets
themselves are data of a scheme (domain §2: key them by scheme and number, never by name)."""

import re
from collections.abc import Iterable, Mapping, Sequence
from difflib import SequenceMatcher
from typing import Protocol

from ocop_registry.places.text import fold, has_marks, marked_key
from ocop_registry.written.reading import Asked, Choice, Reading, refused
from ocop_registry.written.text import short, tidy
from ocop_registry.written.words import key

_NUMBER = re.compile(
    r"(?:(?:bộ|nhóm bộ)\b\s*(?:sản phẩm|sp)?\s*)?(?:số|thứ)?\s*[:.]?\s*\(?0*(\d{1,2})\)?(?:\s*[.:)\s/-].*)?",
    re.IGNORECASE | re.DOTALL,
)  # fmt: skip
_BEHIND = re.compile(r".*\(\s*bộ (?:sản phẩm )?(?:số )?0*(\d{1,2})\s*\)", re.IGNORECASE | re.DOTALL)
_BEFORE = re.compile(r"^(?:bộ|nhóm)(?: sản phẩm| sp)?\s*[:.]?\s+(?=\D)", re.IGNORECASE)
_ALIKE = 0.6
VOCABULARY = "product_set"
_MOST = 26  # choices that a question may have: all sets of a scheme


class Set(Protocol):
    """What is read here of a set."""

    no: int
    name: str


def number_of(text: str) -> int | None:
    """The number that a text gives: "6", "06", "Bộ 6. Mì, miến", "Bộ sản phẩm số 6", "Miến (bộ 6)"."""
    text = tidy(text)
    found = _NUMBER.fullmatch(text) or _BEHIND.fullmatch(text)
    return int(found[1]) if found else None


def read(
    text: str, sets: Iterable[Set], scheme: str, meant: Mapping[str, str] | None = None
) -> Reading[int]:
    """The number of the set that a text names; a word that names none for certain is asked once.
    `scheme`: whose sets they are; `meant`: what the office said before of such words → number."""
    sets = list(sets)
    if not (word := key(text)):
        return Reading()
    numbers = {one.no for one in sets}
    number = number_of(text)
    if number is not None:
        return (
            Reading(number)
            if number in numbers
            else refused(
                f"Không có bộ {number} trong “{short(text)}”: ghi số (1–{len(numbers)}) hoặc đúng tên bộ"
                " sản phẩm."
            )
        )
    if len(named := named_by(text, sets)) == 1:
        return Reading(named[0].no)
    said = (meant or {}).get(word, "")
    if said.isdigit() and int(said) in numbers:
        name = next(one.name for one in sets if one.no == int(said))
        note = f"“{short(text)}” hiểu là bộ {said} ({name}), như văn phòng đã trả lời."
        return Reading(int(said), (note,))
    return Reading(asked=_question(text, word, sets, scheme))


def named_by(text: str, sets: Sequence[Set]) -> list[Set]:
    """Those whose name a text bears, whole or in part. A text without any mark may leave them out;
    marks that a name does not bear name another one."""
    bare = _BEFORE.sub("", tidy(text))
    as_read = marked_key if has_marks(bare) else fold
    wanted, names = as_read(bare), [(as_read(one.name), one) for one in sets]
    if not wanted:
        return []
    return [one for name, one in names if name == wanted] or [
        one for name, one in names if wanted in name
    ]


def _question(text: str, word: str, sets: Sequence[Set], scheme: str) -> Asked:
    near = sorted(((_closeness(word, fold(one.name)), -one.no, one) for one in sets), reverse=True)
    suggested = str(near[0][2].no) if near and near[0][0] >= _ALIKE else ""
    return Asked(
        f"“{short(text)}” là bộ sản phẩm nào?",
        tuple(Choice(str(one.no), f"{one.no}. {one.name}") for one in sets[:_MOST]),
        suggested,
        word,
        lasting=f"{VOCABULARY}/{scheme}",
    )


def _closeness(word: str, name: str) -> float:
    """How much of a word a name has: its words, and its letters."""
    mine, its = set(word.split()), set(name.split())
    shared = len(mine & its) / len(mine) if mine else 0.0
    return max(shared * 0.9, SequenceMatcher(None, word, name).ratio())
