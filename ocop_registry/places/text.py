"""Vietnamese text as keys: folding for search, and a binary key that sorts as the Vietnamese
alphabet does.

Both engines compare these keys as they stand, so no collation, extension or full-text module is
needed.
"""

import functools
import re
import unicodedata

# Đ has no decomposition in Unicode; Ð (eth) stands for it in texts converted from TCVN or VNI.
_STROKED_D = str.maketrans({"đ": "d", "Đ": "d", "ð": "d", "Ð": "d"})
# Apostrophes belong to the word (Ea H'Leo, M'Drắk); every other sign parts words.
_APOSTROPHES = "'’‘‛ʼʻʹ′`´"
_SIGNS = re.compile(r"[\W_]+")
_SIGNS_BUT_MARKS = re.compile(r"[^\w\u0300-\u036f]+|_+")

_HUYEN, _HOI, _NGA, _SAC, _NANG = "\u0300", "\u0309", "\u0303", "\u0301", "\u0323"
_BREVE, _CIRCUMFLEX, _HORN = "\u0306", "\u0302", "\u031b"
_ALPHABET = [
    *[
        "a",
        "a" + _BREVE,
        "a" + _CIRCUMFLEX,
        "b",
        "c",
        "d",
        "đ",
        "e",
        "e" + _CIRCUMFLEX,
        "f",
        "g",
        "h",
        "i",
        "j",
        "k",
    ],
    *[
        "l",
        "m",
        "n",
        "o",
        "o" + _CIRCUMFLEX,
        "o" + _HORN,
        "p",
        "q",
        "r",
        "s",
        "t",
        "u",
        "u" + _HORN,
        "v",
        "w",
        "x",
        "y",
        "z",
    ],
]
# Bytes of a sort key, in order: end of a level, blank, numbers (by count of digits), letters,
# foreign letters.
_LEVEL, _BLANK, _NUMBER, _FIRST_LETTER, _FOREIGN = 0x01, 0x02, 0x10, 0x40, 0xF0
_LETTERS = {letter: _FIRST_LETTER + place for place, letter in enumerate(_ALPHABET)}
_LONGEST_NUMBER = 0x2F - _NUMBER
_NEUTRAL = 0x02
TONES = {mark: _NEUTRAL + 1 + place for place, mark in enumerate([_HUYEN, _HOI, _NGA, _SAC, _NANG])}
_OTHER_MARK = max(TONES.values()) + 1
_UPPER = _NEUTRAL + 1
# A letter with its marks, a number, or anything between words.
_UNIT = re.compile(r"[0-9]+|[^\W\d_][\u0300-\u036f]*|[\W\d_]")


class _Dropping(dict[int, int | None]):
    """A table for str.translate that drops apostrophes and the characters of some categories;
    learns the usual ones."""

    def __init__(self, *categories: str) -> None:
        self._categories = categories

    def __missing__(self, point: int) -> int | None:
        mark = chr(point)
        kept = (
            None
            if mark in _APOSTROPHES or unicodedata.category(mark) in self._categories
            else point
        )
        if point < 0x3000:
            self[point] = kept
        return kept


_WITHOUT_MARKS, _WITHOUT_FORMATS = _Dropping("Mn", "Cf"), _Dropping("Cf")
# Names recur; longer texts are neither names nor worth keeping.
_LONGEST_NAME, _remembered = 250, functools.lru_cache(8192)


def fold(text: str) -> str:
    """The search key of a text: "Xã  Ea H’Leo (Đắk Lắk)" → "xa ea hleo dak lak". Idempotent; ""
    stays ""."""
    return _folded(text) if len(text) <= _LONGEST_NAME else _folded.__wrapped__(text)


@_remembered
def _folded(text: str) -> str:
    bare = unicodedata.normalize("NFD", text.translate(_STROKED_D).lower())
    return _SIGNS.sub(" ", bare.translate(_WITHOUT_MARKS)).strip()


def loose_fold(text: str) -> str:
    """The looser search key, in which y and i are one letter: "Mỹ Đức" and "Mĩ Đức" are both "mi
    duc"."""
    return loose(fold(text))


def loose(folded: str) -> str:
    """The looser key of a folded text."""
    return folded.replace("y", "i")


def sort_key(text: str, limit: int = 900) -> bytes:
    """A key of at most `limit` bytes that sorts bytewise as ICU `vi` sorts the text.

    Level 1: letters (a ă â b c d đ …), a blank before every letter, numbers by value ("Phường 2"
    before "Phường 10"). Level 2: tones (none, huyền, hỏi, ngã, sắc, nặng). Level 3: lower case
    before upper. Signs part words, apostrophes vanish.
    """
    return (
        _sorted_by(text)[:limit]
        if len(text) <= _LONGEST_NAME
        else _sorted_by.__wrapped__(text)[:limit]
    )


@_remembered
def _sorted_by(text: str) -> bytes:
    letters, tones, cases = bytearray(), bytearray(), bytearray()
    for unit in _UNIT.findall(_decomposed(text)):
        if unit[0].isdecimal() and unit.isascii():
            letters += _number(unit)
        elif unit[0].isalnum():
            letter, tone = _letter(unit)
            letters += letter
            tones.append(tone)
            cases.append(_UPPER if unit[0].isupper() else _NEUTRAL)
        elif letters and letters[-1] != _BLANK:
            letters.append(_BLANK)
    levels = [
        level.rstrip(bytes([least]))
        for level, least in ((letters, _BLANK), (tones, _NEUTRAL), (cases, _NEUTRAL))
    ]
    return bytes([_LEVEL]).join(levels).rstrip(bytes([_LEVEL]))


def _decomposed(text: str) -> str:
    return unicodedata.normalize("NFD", text.replace("Ð", "Đ").replace("ð", "đ")).translate(
        _WITHOUT_FORMATS
    )


def _number(digits: str) -> bytes:
    value = digits.lstrip("0")[:_LONGEST_NUMBER]
    return bytes([_NUMBER + len(value)]) + value.encode()


@functools.lru_cache(1024)
def _letter(unit: str) -> tuple[bytes, int]:
    """Weight of a letter and of its tone. An unknown letter sorts after z, by code point; an
    unknown mark after the tones."""
    base, tone, letter = unit[0].lower(), _NEUTRAL, unit[0].lower()
    for mark in unit[1:]:
        if base + mark in _LETTERS:
            letter = base + mark
        else:
            tone = TONES.get(mark, _OTHER_MARK)
    if letter in _LETTERS:
        return bytes([_LETTERS[letter]]), tone
    return bytes([_FOREIGN]) + ord(letter[0]).to_bytes(3, "big"), tone


def marked_key(text: str) -> str:
    """Folded, but with its marks, each word's tone at its end: "Hòa" and "Hoà" are equal, "Tân
    Thanh" and "Tân Thạnh" differ. Two names are equal as written when these keys are."""
    return _marked_words(text) if len(text) <= _LONGEST_NAME else _marked_words.__wrapped__(text)


def has_marks(text: str) -> bool:
    """Whether the text bears any Vietnamese mark: whoever writes none leaves open which are
    meant."""
    return marked_key(text) != fold(text)


@_remembered
def _marked_words(text: str) -> str:
    return " ".join(
        _marked(word) for word in _SIGNS_BUT_MARKS.split(_decomposed(text).lower()) if word
    )


def _marked(word: str) -> str:
    return "".join(mark for mark in word if mark not in TONES) + "".join(
        mark for mark in word if mark in TONES
    )
