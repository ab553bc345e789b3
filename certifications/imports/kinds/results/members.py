"""The columns of a council's members: how papers call them, by seat, by number, by a shortened name.

What would mean two members is left out, and asked on the page of the columns.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice

from certifications.council.members import Council
from certifications.imports.contract import Column
from certifications.imports.kinds.results.columns import MEMBER
from certifications.models import CouncilMember, CouncilRole
from ocop_registry.excel.headings import SEARCHED_ROWS
from ocop_registry.excel.reading import Sheet
from ocop_registry.places.text import fold

# What papers call the seats of which a council has one; a vice-chair may be one of several.
_SEATS: Mapping[str, tuple[str, ...]] = {
    CouncilRole.CHAIR: ("Chủ tịch", "Chủ tịch hội đồng", "Chủ tịch HĐ", "CT", "CTHĐ", "CT HĐ"),
    CouncilRole.VICE: (
        "Phó chủ tịch", "Phó chủ tịch hội đồng", "Phó chủ tịch HĐ", "Phó CT", "PCT", "PCTHĐ", "P. Chủ tịch",
    ),
}  # fmt: skip
_SEAT_WORDS = frozenset(fold(text) for seats in _SEATS.values() for text in seats)
_TITLES = ("", "Ông ", "Bà ", "Đ/c ", "Đồng chí ", "Ủy viên ", "UV ", "TV ", "Điểm ")
_NUMBERED = ("TV{}", "TV {}", "TV. {}", "Thành viên {}", "Thành viên số {}", "Thành viên thứ {}")
_NUMBER = re.compile(r"(?:tv|thanh vien)(?: so| thu)? ?(\d{1,2})")
_BEFORE = re.compile(
    r"^(?:điểm|của|ông|bà|đ/c|đồng chí|uv|ủy viên|uỷ viên|tv|thành viên|thạc sĩ|thạc sỹ|tiến sĩ|tiến sỹ|kỹ sư|bác sĩ|cử nhân"
    r"|ths|ts|pgs|gs|ks|bs|bsck\d?|cn)(?:[.:]\s*|\s+)",
    re.IGNORECASE,
)
_BEHIND = re.compile(r"\s+[-–—]\s+.*$|\s*[,;:(].*$", re.DOTALL)


def member_columns(council: Council, sheet: Sheet | None = None) -> tuple[Column, ...]:
    """One column per member who may score, headed by the name; namesakes, and those whose names
    differ in their marks only, by number and name: headings are read without marks.

    `sheet`: whose headings are to be read; what they write around a name ("ThS. …", "… – Sở Y tế")
    is understood, and how they number members.
    """
    members = [one for one in council.members if one.scores]
    names = Counter(fold(one.name) for one in members)
    texts = _texts(sheet) if sheet else []
    short = _short_names(members, _numbers(members, texts))
    around = _written_around(short, texts)
    return tuple(
        Column(
            MEMBER + one.uid,
            one.name if names[fold(one.name)] == 1 else f"{one.position}. {one.name}",
            also=(
                f"{one.position}. {one.name}",
                *([f"Điểm {one.name}"] if names[fold(one.name)] == 1 else []),
                *short[one.uid],
                *around.get(one.uid, ()),
            ),
            help="Điểm của thành viên này; để trống khi không chấm.",
        )
        for one in members
    )


def _texts(sheet: Sheet) -> list[str]:
    """What stands where a header can stand."""
    rows = islice(sheet.rows, SEARCHED_ROWS)
    return list(dict.fromkeys(one for _, values in rows for one in values if isinstance(one, str)))


def _numbers(members: Sequence[CouncilMember], texts: Iterable[str]) -> dict[str, int]:
    """Uid → the number by which the paper calls a member: his place in the council; but on a paper
    that names the chair's seat and yet begins with number 1, his place behind those seats."""
    folded = [fold(text) for text in texts]
    told = {int(found[1]) for text in folded if (found := _NUMBER.fullmatch(text))}
    ordinary = [one for one in members if one.role not in _SEATS]
    if 1 in told and _SEAT_WORDS.intersection(folded):
        return {one.uid: number for number, one in enumerate(ordinary, start=1)}
    return {one.uid: one.position for one in members}


def _short_names(
    members: Sequence[CouncilMember], numbers: Mapping[str, int]
) -> dict[str, list[str]]:
    """Uid → how papers shorten a member, by seat, number, agency or name."""
    meant: dict[str, dict[str, str]] = {one.uid: {} for one in members}
    for one in members:
        numbered = (text.format(numbers[one.uid]) for text in _NUMBERED if one.uid in numbers)
        for text in (*_shortened(one), *numbered):
            meant[one.uid].setdefault(fold(text), text)
    times = Counter(key for texts in meant.values() for key in texts)
    whole = {fold(one.name): one.uid for one in members}
    return {
        uid: [
            text
            for key, text in texts.items()
            if times[key] == 1 and whole.get(key, uid) == uid and key
        ]
        for uid, texts in meant.items()
    }


def _shortened(member: CouncilMember) -> Iterator[str]:
    """ "Ma Văn Đức (minh họa)": "Ma Văn Đức", "Văn Đức", "Đức", "M. V. Đức", "Ông Đức", and the
    agency that the member stands for."""
    bare = re.sub(r"\([^)]*\)", " ", member.name).strip()
    words = bare.split()
    seats = _SEATS.get(member.role, ())
    yield from seats
    yield from (f"{seat} ({bare})" for seat in seats)
    yield from (f"{seat} {bare}" for seat in seats)
    initials = ". ".join(word[0] for word in words[:-1])
    texts = [bare, *([" ".join(words[-2:]), words[-1]] if len(words) > 1 else [])]
    for title in _TITLES:
        yield from (f"{title}{text}" for text in texts if not text.isdigit())
    if initials and not words[-1].isdigit():
        yield f"{initials}. {words[-1]}"
    if member.agency:
        yield from (
            member.agency,
            f"Đại diện {member.agency}",
            f"Đại diện lãnh đạo {member.agency}",
        )


def _written_around(
    short: Mapping[str, Sequence[str]], texts: Iterable[str]
) -> dict[str, list[str]]:
    """Uid → the headings that write more around one of his names: a degree before, the agency
    behind. Two headings of one member are none of his: which of them is for a person to say."""
    known = {fold(text): uid for uid, names in short.items() for text in names}
    found: dict[str, list[str]] = {}
    for text in texts:
        if fold(text) in known:
            continue
        keys = map(fold, bare_names(text))
        if uid := next((known[key] for key in keys if key in known), ""):
            found.setdefault(uid, []).append(" ".join(text.split()))
    return {uid: those for uid, those in found.items() if len(those) == 1}


def bare_names(text: str) -> Iterator[str]:
    """A heading without what stands behind the name, then without one title or degree before it
    after the other."""
    bare = _BEHIND.sub("", " ".join(text.split()))
    yield bare
    while bare != (shorter := _BEFORE.sub("", bare)):
        bare = shorter
        yield bare
