"""Public identifiers: short, typeable on a phone, with a check character.

A uid is six random characters of Crockford's base 32 (no I, L, O, U) and one check character over
them, for example ``7K3QX9M``. Typing O for 0 or I/L for 1 is understood; any single wrong character
is noticed.
"""

import secrets

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
LENGTH = 7
_VALUES = {character: value for value, character in enumerate(ALPHABET)}
_WEIGHTS = range(2, LENGTH + 1)
_PAIRS = [one + other for one in ALPHABET for other in ALPHABET]
_LOOKALIKES = str.maketrans({"O": "0", "I": "1", "L": "1"})


def check_character(body: str) -> str:
    """The check character of six characters: weighted sum modulo 31 (a prime, so swaps and single
    slips show)."""
    total = sum(
        weight * _VALUES[character] for weight, character in zip(_WEIGHTS, body, strict=True)
    )
    return ALPHABET[total % 31]


def new_uid() -> str:
    """A uid drawn at random among 10⁹. It may be taken: some of many thousands meet. Whether it is
    free is settled when an act stores its subject; until then nothing may refer to it."""
    bits = secrets.randbits(5 * (LENGTH - 1))  # 32 characters: five bits each
    body = _PAIRS[bits & 1023] + _PAIRS[bits >> 10 & 1023] + _PAIRS[bits >> 20]
    return body + check_character(body)


def normalise(text: str) -> str | None:
    """The uid that `text` means, or None when it is not one."""
    typed = text.strip().upper().replace("-", "").translate(_LOOKALIKES)
    if len(typed) != LENGTH or any(character not in ALPHABET for character in typed):
        return None
    return typed if check_character(typed[:-1]) == typed[-1] else None
