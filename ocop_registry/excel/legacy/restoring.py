"""Which way a sheet's columns are written, and the sheet as it was meant."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from ocop_registry.excel.legacy.syllables import is_syllable
from ocop_registry.excel.legacy.tables import WAYS
from ocop_registry.excel.sheets import Sheet
from ocop_registry.held import Held

MOST_OF = 0.7  # of the odd texts of a column that one way must explain
MIXED = 10  # one right text beside so many odd ones: what could be either stays as it stands
FEWEST = 3  # different words that must speak for it
_MOST_TEXTS = 400  # different odd texts of a column that are looked at
_WORD = re.compile(r"[A-Za-z\x80-\U0010ffff]+")
_LETTERS = re.compile(r"[^\W\d_]+")
# Letters that only right Vietnamese has; the beginnings of UTF-8 letters read as a code page.
_RIGHT = re.compile("[ĂăĐđĨĩŨũƠơƯưẠ-ỹ]")
_TWICE = re.compile("[áÃĂÄÅÆ][\x80-¿ŒœŠšŸŽžƒˆ˜–—‘-„†-•…‰‹›€™\ufffd]|Ã ")
# "Mi?n dong", "?t hiểm": a sign that stands for a letter; addresses of pages have it rightly.
_LOST = re.compile(r"[^\W\d_]\?[^\W\d_]|(?:^|\s)\?[^\W\d_]|[^\W\d_]\ufffd|\ufffd[^\W\d_]")
_CAPITAL_WITHIN = re.compile("[a-zà-ÿ][À-ÖØ-Þ]")
_LINK = re.compile(r"://|www\.|[?&]\w+=", re.IGNORECASE)
_ATTACHED = frozenset("“”‘’«»–—…°²³½¼®™©×·\xa0")


@dataclass
class Restored:
    """What became of a sheet's texts. `ways`: the way in words → how many cells it explains;
    `columns`: those restored."""

    ways: Counter[str] = field(default_factory=Counter)
    columns: list[int] = field(default_factory=list)

    def __bool__(self) -> bool:
        return bool(self.ways)


def has_lost_letters(text: str) -> bool:
    """Whether letters of a text were replaced by question marks, beyond recovery."""
    return ("?" in text or "\ufffd" in text) and bool(_LOST.search(text)) and not _LINK.search(text)


def restore(sheet: Sheet) -> tuple[Sheet, Restored]:
    """The sheet with its texts as meant; the very sheet where nothing is certainly otherwise."""
    odd, right = _odd_texts(sheet)
    found = Restored()
    if not odd:
        return sheet, found
    ways = {column: _way_of(texts) for column, texts in odd.items()}
    whole = _way_of({text for texts in odd.values() for text in texts})
    chosen = {column: way or whole for column, way in ways.items()}
    if not any(chosen.values()):
        return sheet, found
    rows = Held(
        (
            number,
            [
                _meant(value, chosen.get(at, ""), found, at, mixed=at in right)
                for at, value in enumerate(values, 1)
            ],
        )
        for number, values in sheet.rows
    )
    found.columns = sorted(set(found.columns))
    whole_sheet = Sheet(
        sheet.name, sheet.hidden, rows, sheet.merged, sheet.hidden_rows, sheet.hidden_columns,
        sheet.widths,
    )  # fmt: skip
    return whole_sheet, found


def explained(text: str) -> str:
    """The way that explains a whole text certainly; "" for none."""
    return _way_of(set(text.splitlines()))


def _odd_texts(sheet: Sheet) -> tuple[dict[int, set[str]], set[int]]:
    """Column → its odd texts; and the columns that hold right Vietnamese beside them."""
    found: dict[int, set[str]] = defaultdict(set)
    right: Counter[int] = Counter()
    for _, values in sheet.rows:
        for column, value in enumerate(values, start=1):
            if not isinstance(value, str) or value.isascii():
                continue
            if _is_odd(value):
                texts = found[column]
                if len(texts) < _MOST_TEXTS:
                    texts.add(value)
            else:
                right[column] += bool(_RIGHT.search(value))
    mixed = {at for at, texts in found.items() if right[at] * MIXED > len(texts)}
    return found, mixed


def _way_of(texts: Iterable[str]) -> str:
    odd = [text for text in texts if _is_odd(text)]
    best, most = "", (0, 0)
    for way in WAYS:
        words = {word for text in odd for word in _speaking(text, way)}
        fits = sum(1 for text in odd if _explains(text, way))
        if fits >= MOST_OF * len(odd) > 0 and len(words) >= FEWEST and (fits, len(words)) > most:
            best, most = way, (fits, len(words))
    return best


def _meant(value: Any, way: str, found: Restored, column: int, *, mixed: bool) -> Any:
    """A cell of a column that is certainly written that way. All of them are, also those that would
    be Vietnamese as they stand, unless the column is mixed."""
    if not way or not isinstance(value, str) or value.isascii():
        return value
    if _RIGHT.search(value) and not _TWICE.search(value):
        return value
    if mixed and not (_is_odd(value) and _explains(value, way)):
        return value
    meant = WAYS[way](value)
    if meant is None or meant == value or not all(map(_is_usual, meant)):
        return value
    found.ways[way] += 1
    found.columns.append(column)
    return meant


# --- texts and words ------------------------------------------------------------------------------
def _is_odd(text: str) -> bool:
    """Whether most of its marked words are no Vietnamese syllables."""
    if _RIGHT.search(text) and not _TWICE.search(text):
        return False
    words = _marked(text)
    wrong = sum(1 for word in words if not _is_right(word))
    return wrong * 2 >= len(words) > 0


def _marked(text: str) -> list[str]:
    return [word for word in _WORD.findall(text) if not word.isascii()]


@lru_cache(20_000)
def _is_right(word: str) -> bool:
    """Whether a word with signs beyond ASCII is Vietnamese as it stands: "ChÌ" is not, whose capital
    stands where nobody writes one."""
    if _CAPITAL_WITHIN.search(word):
        return False
    bare = "".join(" " if sign in _ATTACHED else sign for sign in word)
    pieces = bare.split()
    if any(not piece.isascii() for piece in pieces):
        return all(piece.isascii() or is_syllable(piece) for piece in pieces)
    # only signs that may stand beside letters: within a word they draw another one
    return len(pieces) < 2 and word.strip("".join(_ATTACHED)) != "" and _at_end(word)


def _at_end(word: str) -> bool:
    return word[0] not in "®·×" and all(sign.isascii() for sign in word.rstrip("".join(_ATTACHED)))


@lru_cache(20_000)
def _explains(text: str, way: str) -> bool:
    """Whether the text, written that way, is Vietnamese: nearly all of its marked words are
    syllables then."""
    meant = WAYS[way](text)
    if meant is None or meant == text:
        return False
    words = [word for word in _LETTERS.findall(meant) if not word.isascii()]
    right = sum(1 for word in words if is_syllable(word))
    strange = any(not _is_usual(sign) for sign in meant)
    return not strange and len(words) > 0 and right >= 0.8 * len(words)


def _is_usual(sign: str) -> bool:
    """Whether a sign may stand in Vietnamese text."""
    return sign.isascii() or bool(_RIGHT.match(sign)) or sign in _USUAL


_USUAL = frozenset("àáâãèéêìíòóôõùúýÀÁÂÃÈÉÊÌÍÒÓÔÕÙÚÝ“”‘’«»–—…°²³½¼®™©×\xa0•✓✔★")


def _speaking(text: str, way: str) -> list[str]:
    """The words of a text that speak for a way: no syllables as they stand, but as it means them."""
    if not _explains(text, way):
        return []
    meant = WAYS[way](text) or ""
    words = [word for word in _LETTERS.findall(meant) if not word.isascii() and is_syllable(word)]
    return words if _is_odd(text) else []
