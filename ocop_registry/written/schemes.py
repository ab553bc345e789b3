"""Criteria schemes (*bộ tiêu chí*) as lists name them: by the number of the decision that set one
out, or of one that amended it, or by its year. Source: domain §1."""

import re
from collections.abc import Sequence

from ocop_registry.places.text import fold
from ocop_registry.written.reading import Asked, Choice, Reading
from ocop_registry.written.text import short, tidy

# Number of the decision → numbers of those that amended it, and the year by which it is called.
AMENDED = {"1048": ("781",), "148": ("1489",), "26": ()}
_YEARS = {"2019": "1048", "2020": "1048", "2023": "148", "2025": "148", "2026": "26"}
_NUMBER = re.compile(
    r"(?<!\d)0*(\d{1,4})(?:/20\d\d)?(?:[ ]*[/-]?[ ]*(?:QĐ|QD)|(?![\d/]))", re.IGNORECASE
)
_ONLY_YEAR = re.compile(r"(?:bo tieu chi |bo |tieu chi |nam )*(20\d\d)")


def read(text: str, numbers: Sequence[str]) -> Reading[str]:
    """The number of the scheme that a text names ("148"). `numbers`: those that there are."""
    clean = tidy(text)
    if not clean:
        return Reading()
    found = _numbered(clean, numbers) or _YEARS.get(
        (_ONLY_YEAR.fullmatch(fold(clean)) or ["", ""])[1]
    )
    if found in numbers:
        return Reading(found)
    choices = tuple(Choice(number, f"Quyết định {number}/QĐ-TTg") for number in numbers)
    return Reading(asked=Asked(f"“{short(text)}” là bộ tiêu chí nào?", choices, "", fold(clean)))


def _numbered(text: str, numbers: Sequence[str]) -> str | None:
    named = {
        number
        for one in _NUMBER.findall(text)
        for number, others in AMENDED.items()
        if one == number or one in others
    }
    [found] = named if len(named) == 1 else [None]
    return found if found in numbers else None
