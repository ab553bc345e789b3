"""Words that may as well be written together or apart, and names of places spelled with another
letter: Đắc Mil and Đắk Mil, Vi-cumax and Vicumax. What nobody bears is left out later."""

import re
from collections.abc import Mapping, Sequence
from itertools import product

from products.queries.search.writings import How, Instead, Writing

# A word that reads as one Vietnamese syllable is never parted, nor made of two.
_SYLLABLE = re.compile(
    r"(?:b|ch?|d|gh?|gi|h|kh?|l|m|ngh?|nh?|p|ph|qu|r|s|th?|tr|t|v|x)?"
    r"[aeiou]{1,3}(?:ch?|m|ng|nh|n|p|t)?"
)

_MOST = 3  # parts of a word written together


def respelled(typed: Sequence[str], borne: Mapping[str, int]) -> list[Writing]:
    """Other ways to write the words, of words that are borne."""
    found = []
    for at, word in enumerate(typed):
        if at + 1 < len(typed):
            two = f"{word} {typed[at + 1]}"
            joined = word + typed[at + 1]
            if joined in borne and not _SYLLABLE.fullmatch(joined):
                found.append(_instead(typed, at, 2, two, joined, How.JOINED))
            for other in _hard(word, typed[at + 1], borne):
                found.append(_instead(typed, at, 2, two, other, How.PLACE))
        if not _SYLLABLE.fullmatch(word) and word.isascii() and word.isalpha():
            for parts in _parted(word, borne):
                found.append(_instead(typed, at, 1, word, parts, How.JOINED))
    return found


def _hard(one: str, other: str, borne: Mapping[str, int]) -> list[str]:
    """Both words with c, k and q exchanged at their ends."""
    ways = [[each for each in _exchanged(word) if each in borne] for word in (one, other)]
    return [
        f"{first} {second}" for first, second in product(*ways) if (first, second) != (one, other)
    ]


def _exchanged(word: str) -> list[str]:
    """ "can" → "can", "kan"; "lac" → "lac", "lak"."""
    firsts = {"c": "ck", "k": "kc", "q": "qkc"}.get(word[:1], word[:1])
    if word[:1] == "c" and word[1:2] == "h":
        firsts = "c"
    lasts = {"c": "ck", "k": "kc"}.get(word[-1:], word[-1:])
    if len(word) < 2:
        return [word]
    return [first + word[1:-1] + last for first in firsts for last in lasts]


def _parted(word: str, borne: Mapping[str, int]) -> list[str]:
    found = []
    for cut in range(2, len(word) - 1):
        if word[:cut] in borne and word[cut:] in borne:
            found.append(f"{word[:cut]} {word[cut:]}")
    return found[:_MOST]


def _instead(typed: Sequence[str], at: int, count: int, told: str, meant: str, how: str) -> Writing:
    words = [*typed[:at], *meant.split(), *typed[at + count :]]
    return Writing(" ".join(words), (Instead(told, meant, how, meant),))
