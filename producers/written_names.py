"""What stands behind a producer's name in lists: "HKD Yên Đỉnh (Chủ hộ: bà Nông Thị X), thôn Chợ,
xã Côn Minh". The name is taken, the rest goes where it belongs: the owner is a person and private
(domain §7), a village is part of the address.

A part is dropped only when it is one of these for certain; anything else stays in the name.
"""

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from enum import StrEnum

from ocop_registry.places.text import fold, has_marks, marked_key
from producers import name_words
from producers.legal_forms import called


class Part(StrEnum):
    """What a part beside the name is, in the words of a note."""

    OWNER = "người đại diện"
    UNIT = "đơn vị hành chính"
    SPOT = "địa chỉ"
    PHONE = "số điện thoại"
    TAX = "mã số thuế"
    FORMER = "tên cũ"


@dataclass
class Written:
    """A name as written, taken apart. `beside`: part → its text, cleaned; several of one kind are
    joined by commas."""

    name: str
    beside: dict[Part, str] = field(default_factory=dict)

    def put(self, part: Part, text: str, *, first: bool = False) -> None:
        before = self.beside.get(part, "")
        pieces = [text, before] if first else [before, text]
        self.beside[part] = ", ".join(filter(None, pieces))


def read_name(text: str, places: Collection[str] = ()) -> Written:
    """A producer's name without what stands behind it. `places`: what the row says of its place,
    so that "- Na Rì" behind a name is known as one."""
    found = Written(text)
    if not _worth_a_look(text):  # nearly every name
        return found
    known = {key for place in places for key in _place_keys(place)}
    found.name = _without_brackets(found, known)
    found.name = _without_tail(found, known)
    if (owned := name_words.OWNED.search(found.name)) and _stands(found.name[: owned.start()]):
        found.put(Part.OWNER, _person(owned[1]))
        found.name = found.name[: owned.start()]
    if not found.beside:
        found.name = text
    return found


def _worth_a_look(text: str) -> bool:
    return bool(name_words.BESIDE.search(text))


def _stands(name: str) -> bool:
    """Whether what is left is still somebody's name."""
    return not set(fold(called(name).proper).split()) <= name_words.WARES


def _without_brackets(found: Written, known: Collection[str]) -> str:
    """The text without the brackets that are understood."""
    name = found.name
    for bracket in reversed(list(name_words.BRACKETS.finditer(name))):
        rest = f"{name[: bracket.start()]} {name[bracket.end() :]}".strip(" ,;-–—")
        inside = bracket[1].strip()
        if renamed := name_words.RENAMED.match(inside):
            found.put(Part.FORMER, rest)
            return renamed[1].strip()
        if _names_a_producer(inside) and (owner := _owner(rest)):
            found.put(Part.OWNER, owner)
            return inside
        parts = list(_parts(inside, known))
        if not parts:
            continue
        owner = next((words for part, words in parts if part is Part.OWNER), "")
        if not _stands(rest):
            if not (owner and rest):
                continue
            rest = f"{rest} {owner}"  # "Hộ kinh doanh (bà Nông Thị X)"
        for part, words in parts:
            found.put(part, words)
        name = " ".join(rest.split())
    return name


def _names_a_producer(text: str) -> bool:
    one = called(text)
    return bool(one.form and one.proper)


def _parts(text: str, known: Collection[str]) -> Iterator[tuple[Part, str]]:
    """What every piece of a bracket is; nothing when one is not understood."""
    pieces = [piece for piece in name_words.BREAK.split(text) if piece.strip()]
    told = [_told(piece.strip(), known) for piece in pieces]
    if told and all(told):
        yield from (one for one in told if one)


def _without_tail(found: Written, known: Collection[str]) -> str:
    """The name without the pieces behind it that are understood, from the last one on."""
    name = found.name
    while breaks := list(name_words.BREAK.finditer(name)):
        last = breaks[-1]
        rest, tail = name[: last.start()], name[last.end() :].strip(" .")
        told = _told(tail, known) if tail else None
        if tail and (told is None or not _stands(rest)):
            break
        if told:
            found.put(*told, first=True)
        name = rest
    head = name_words.BREAK.split(name)
    if len(head) == 2 and _names_a_producer(head[1]) and (owner := _owner(head[0])):
        found.put(Part.OWNER, owner)
        return head[1]
    return name


# --- one piece ------------------------------------------------------------------------------------
def _told(text: str, known: Collection[str]) -> tuple[Part, str] | None:
    """What a piece is, and its text without the words that say so."""
    for part, pattern in (
        (Part.PHONE, name_words.PHONE),
        (Part.TAX, name_words.TAX),
        (Part.FORMER, name_words.FORMER),
    ):
        if found := pattern.match(text):
            return part, found[1].strip()
    place = name_words.ADDRESSED.sub("", text)
    if where := _place(place, known):
        return where, place
    if owner := _owner(text):
        return Part.OWNER, owner
    return None


def _place(text: str, known: Collection[str]) -> Part | None:
    if name_words.NUMBERED.match(text) or _begins(text, name_words.SPOTS):
        return Part.SPOT
    if (
        name_words.SIGNED.match(text)
        or _begins(text, name_words.UNITS[:9])
        or marked_key(text) in known
    ):
        return Part.UNIT
    if _begins(text, ("tp", "tx", "tt")):
        return Part.UNIT
    return None


def _begins(text: str, words: Collection[str]) -> bool:
    """Whether the text begins with one of these words, and says more."""
    key = marked_key(text) if has_marks(text) else fold(text)
    of = marked_key if has_marks(text) else fold
    return any(key.startswith(f"{of(word)} ") for word in words)


def _place_keys(place: str) -> Iterator[str]:
    """A place of the row with and without the word for its kind: "Huyện Na Rì" → also "Na Rì"."""
    for piece in re.split(r"[,;]", place):
        key = marked_key(piece)
        yield key
        word = next(
            (one for one in map(marked_key, name_words.UNITS) if key.startswith(f"{one} ")), ""
        )
        if word:
            yield key.removeprefix(f"{word} ")


def _owner(text: str) -> str:
    """The person whom a piece names; "" when it may be something else."""
    bare = re.sub(r"\s*[(]?(?:sđt|đt)?[:.\s]*0[\d .-]{8,}[)]?$", "", text, flags=re.IGNORECASE)
    label, rest = _labelled(bare)
    words = marked_key(rest).split()
    honorific = words[:1] and words[0] in name_words.SURE_HONORIFICS
    person = _person(rest)
    if label or honorific:
        return (
            person if len(person.split()) <= max(name_words.PERSON_WORDS) and person != "" else ""
        )
    return person if _is_person(person) else ""


def _labelled(text: str) -> tuple[str, str]:
    """(the words that say what a person is, the rest)."""
    for label in sorted(name_words.LABELS, key=len, reverse=True):
        found = re.match(rf"{re.escape(label)}\s*(?:[:.]\s*|\s+)(?=\w)", text, re.IGNORECASE)
        if found:
            rest = text[found.end() :]
            sure = ":" in found[0] or len(label.split()) > 1 or _is_person(_person(rest))
            return (label, rest) if sure else ("", text)
    return "", text


def _person(text: str) -> str:
    """A person's name without the word before it."""
    text = name_words.CLAIM.sub("", text.strip(" .:"))
    found = name_words.BEFORE_A_NAME.match(text)
    if not found and not has_marks(text) and (bare := name_words.BEFORE_A_BARE_NAME.match(text)):
        found = bare if _is_person(text[bare.end() :]) else None
    return " ".join(text[found.end() :].split()) if found else " ".join(text.split())


def _is_person(text: str) -> bool:
    """Whether this looks like a person's whole name: a surname, then "Văn", "Thị" … or another
    word, every word with a capital."""
    words = text.split()
    keys = [marked_key(word) for word in words]
    if len(words) not in name_words.PERSON_WORDS or not all(word[:1].isupper() for word in words):
        return False
    return keys[0] in name_words.SURNAMES and (len(words) > 2 or keys[1] in name_words.MIDDLE)
