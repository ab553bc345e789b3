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


# Words before a person's name; those of the second line are also words of their own.
_LABELS = (
    *(
        "chủ hộ kinh doanh",
        "chủ hộ",
        "chủ cơ sở",
        "chủ trang trại",
        "chủ doanh nghiệp",
        "chủ nhiệm",
    ),
    *("chủ thể", "chủ sở hữu", "chủ", "người đại diện theo pháp luật", "người đại diện pháp luật"),
    *(
        "đại diện theo pháp luật",
        "đại diện pháp luật",
        "người đại diện",
        "đại diện",
        "người đứng đầu",
    ),
    *(
        "tổng giám đốc",
        "giám đốc",
        "phó giám đốc",
        "gđ",
        "chủ tịch hđqt",
        "chủ tịch hội đồng quản trị",
    ),
    *("tổ trưởng", "phụ trách", "liên hệ", "đd", "nđd", "do"),
)
_HONORIFICS = ("ông", "bà", "anh", "chị", "cô", "chú", "bác")
_SURE_HONORIFICS = frozenset(map(marked_key, ("ông", "bà", "chị")))
_SURNAMES = frozenset(
    key
    for word in [
        "nguyễn",
        "trần",
        "lê",
        "phạm",
        "hoàng",
        "huỳnh",
        "phan",
        "vũ",
        "võ",
        "đặng",
        "bùi",
        "đỗ",
        "hồ",
        "ngô",
        "dương",
        "lý",
        "đinh",
        "trịnh",
        "đoàn",
        "mai",
        "trương",
        "lâm",
        "phùng",
        "tô",
        "cao",
        "hà",
        "tạ",
        "chu",
        "quách",
        "lương",
        "vương",
        "thái",
        "kiều",
        "nông",
        "hoàng",
        "ma",
        "triệu",
        "bàn",
        "đàm",
        "lục",
        "giàng",
        "vàng",
        "sùng",
        "lò",
        "quàng",
        "cầm",
        "điêu",
        "tòng",
        "vi",
        "lộc",
        "hứa",
        "hầu",
        "thào",
        "mùa",
        "cứ",
        "ksor",
        "rơ",
        "siu",
        "y",
        "h",
        "nay",
        "thạch",
        "sơn",
        "kim",
        "danh",
        "châu",
        "lưu",
        "tống",
        "đào",
        "nghiêm",
        "la",
        "âu",
        "âm",
        "bế",
        "chẩu",
        "dìu",
        "đường",
        "sằm",
        "tẩn",
        "vừ",
        "hạng",
    ]
    for key in (marked_key(word), fold(word))
)
_MIDDLE = frozenset(("văn", "thị", "đình", "hữu", "xuân", "ngọc", "van", "thi", "dinh", "huu"))
_MIDDLE |= frozenset(map(marked_key, _MIDDLE))
# Of these alone no name is made: "Công ty CP Nông sản - Bắc Kạn" is called after its province.
_WARES = frozenset(
    [
        "nong",
        "san",
        "lam",
        "thuy",
        "thuc",
        "pham",
        "duoc",
        "lieu",
        "che",
        "tra",
        "gao",
        "rau",
        "qua",
        "sach",
        "an",
        "toan",
        "xanh",
        "huu",
        "co",
    ]
)
# Units that the register knows, and what lies below them.
_UNITS = (
    *("xã", "phường", "thị trấn", "huyện", "thị xã", "thành phố", "tỉnh", "quận", "đặc khu"),
    *("tp", "tx", "tt", "x", "p", "h", "t", "q"),
)
_SPOTS = (
    *(
        "thôn",
        "bản",
        "xóm",
        "ấp",
        "buôn",
        "bon",
        "plei",
        "khóm",
        "khu phố",
        "kp",
        "tổ dân phố",
        "tdp",
    ),
    *("số nhà", "đường", "ngõ", "khối", "tiểu khu", "phum", "sóc", "cụm"),
)
_SIGNED = re.compile(r"^(?:x|p|h|t|q|tp|tx|tt)\s*\.\s*(?=\w)", re.IGNORECASE)
_ADDRESSED = re.compile(r"^(?:địa chỉ|đ\s*/\s*c|đc|trụ sở|ở|tại)\s*[:.]?\s+(?=\S)", re.IGNORECASE)
_NUMBERED = re.compile(r"^(?:số|sn|tổ|khu|đội|lô)\s+\d|^\d+\w?\s+(?:đường|phố)\b", re.IGNORECASE)
_PHONE = re.compile(
    r"^(?:sđt|số đt|số điện thoại|điện thoại|đt|tel|hotline|zalo)?\s*[:.]?\s*"
    r"((?:\+?84|0)\d(?:[\s.-]?\d){7,9})$",
    re.IGNORECASE,
)
_TAX = re.compile(
    r"^(?:mst|mã số thuế|msdn|mã số doanh nghiệp)\s*[:.]?\s*(\d{10}(?:-\d{3})?|\d{12})$",
    re.IGNORECASE,
)
_FORMER = re.compile(
    r"^(?:tên cũ(?: là)?|trước đây là|trước là|trước kia là|tiền thân là|cũ là)\s*:?\s*(.+)$",
    re.IGNORECASE,
)
_RENAMED = re.compile(
    r"^(?:nay|hiện nay|đổi tên thành|nay đổi tên thành)(?: là)?\s*:?\s*(.+)$", re.I
)
_BRACKETS = re.compile(r"\s*[(\[]([^()\[\]]*)[)\]]\s*")
_BREAK = re.compile(r"\s*[,;\n]\s*|\s+[-–—]\s*|\s*[–—]\s+")
_OWNED = re.compile(
    r"\s+(?:do|của)\s+((?:ông|bà)\s+.+?)(?:\s+(?:làm chủ|đứng tên|đại diện|quản lý))?$",
    re.IGNORECASE,
)
_CLAIM = re.compile(r"\s+(?:làm chủ|đứng tên|đại diện|quản lý)$", re.IGNORECASE)
_BEFORE_A_NAME = re.compile(rf"(?:{'|'.join(_HONORIFICS)})\.?\s+(?=\w)", re.IGNORECASE)
_BEFORE_A_BARE_NAME = re.compile(
    rf"(?:{'|'.join(map(fold, _HONORIFICS))})\.?\s+(?=\w)", re.IGNORECASE
)
_PERSON_WORDS = range(2, 6)


def read_name(text: str, places: Collection[str] = ()) -> Written:
    """A producer's name without what stands behind it. `places`: what the row says of its place,
    so that "- Na Rì" behind a name is known as one."""
    known = {key for place in places for key in _place_keys(place)}
    found = Written(text)
    if not _worth_a_look(text):
        return found
    found.name = _without_brackets(found, known)
    found.name = _without_tail(found, known)
    if (owned := _OWNED.search(found.name)) and _stands(found.name[: owned.start()]):
        found.put(Part.OWNER, _person(owned[1]))
        found.name = found.name[: owned.start()]
    if not found.beside:
        found.name = text
    return found


def _worth_a_look(text: str) -> bool:
    return any(sign in text for sign in "([,;\n-–—") or " của " in text or " do " in text


def _stands(name: str) -> bool:
    """Whether what is left is still somebody's name."""
    return not set(fold(called(name).proper).split()) <= _WARES


def _without_brackets(found: Written, known: Collection[str]) -> str:
    """The text without the brackets that are understood."""
    name = found.name
    for bracket in reversed(list(_BRACKETS.finditer(name))):
        rest = f"{name[: bracket.start()]} {name[bracket.end() :]}".strip(" ,;-–—")
        inside = bracket[1].strip()
        if renamed := _RENAMED.match(inside):
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
    pieces = [piece for piece in _BREAK.split(text) if piece.strip()]
    told = [_told(piece.strip(), known) for piece in pieces]
    if told and all(told):
        yield from (one for one in told if one)


def _without_tail(found: Written, known: Collection[str]) -> str:
    """The name without the pieces behind it that are understood, from the last one on."""
    name = found.name
    while breaks := list(_BREAK.finditer(name)):
        last = breaks[-1]
        rest, tail = name[: last.start()], name[last.end() :].strip(" .")
        told = _told(tail, known) if tail else None
        if tail and (told is None or not _stands(rest)):
            break
        if told:
            found.put(*told, first=True)
        name = rest
    head = _BREAK.split(name)
    if len(head) == 2 and _names_a_producer(head[1]) and (owner := _owner(head[0])):
        found.put(Part.OWNER, owner)
        return head[1]
    return name


# --- one piece ------------------------------------------------------------------------------------
def _told(text: str, known: Collection[str]) -> tuple[Part, str] | None:
    """What a piece is, and its text without the words that say so."""
    for part, pattern in ((Part.PHONE, _PHONE), (Part.TAX, _TAX), (Part.FORMER, _FORMER)):
        if found := pattern.match(text):
            return part, found[1].strip()
    place = _ADDRESSED.sub("", text)
    if where := _place(place, known):
        return where, place
    if owner := _owner(text):
        return Part.OWNER, owner
    return None


def _place(text: str, known: Collection[str]) -> Part | None:
    if _NUMBERED.match(text) or _begins(text, _SPOTS):
        return Part.SPOT
    if _SIGNED.match(text) or _begins(text, _UNITS[:9]) or marked_key(text) in known:
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
        word = next((one for one in map(marked_key, _UNITS) if key.startswith(f"{one} ")), "")
        if word:
            yield key.removeprefix(f"{word} ")


def _owner(text: str) -> str:
    """The person whom a piece names; "" when it may be something else."""
    bare = re.sub(r"\s*[(]?(?:sđt|đt)?[:.\s]*0[\d .-]{8,}[)]?$", "", text, flags=re.IGNORECASE)
    label, rest = _labelled(bare)
    words = marked_key(rest).split()
    honorific = words[:1] and words[0] in _SURE_HONORIFICS
    person = _person(rest)
    if label or honorific:
        return person if len(person.split()) <= max(_PERSON_WORDS) and person != "" else ""
    return person if _is_person(person) else ""


def _labelled(text: str) -> tuple[str, str]:
    """(the words that say what a person is, the rest)."""
    for label in sorted(_LABELS, key=len, reverse=True):
        found = re.match(rf"{re.escape(label)}\s*(?:[:.]\s*|\s+)(?=\w)", text, re.IGNORECASE)
        if found:
            rest = text[found.end() :]
            sure = ":" in found[0] or len(label.split()) > 1 or _is_person(_person(rest))
            return (label, rest) if sure else ("", text)
    return "", text


def _person(text: str) -> str:
    """A person's name without the word before it."""
    text = _CLAIM.sub("", text.strip(" .:"))
    found = _BEFORE_A_NAME.match(text)
    if not found and not has_marks(text) and (bare := _BEFORE_A_BARE_NAME.match(text)):
        found = bare if _is_person(text[bare.end() :]) else None
    return " ".join(text[found.end() :].split()) if found else " ".join(text.split())


def _is_person(text: str) -> bool:
    """Whether this looks like a person's whole name: a surname, then "Văn", "Thị" … or another
    word, every word with a capital."""
    words = text.split()
    keys = [marked_key(word) for word in words]
    if len(words) not in _PERSON_WORDS or not all(word[:1].isupper() for word in words):
        return False
    return keys[0] in _SURNAMES and (len(words) > 2 or keys[1] in _MIDDLE)
