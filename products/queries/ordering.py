"""Orders of the list, each total (ending in the uid), so that pages neither skip nor repeat a row.

Keyset pagination: `position` of the last row of a page, `after` that position the next page begins.
"""

from collections.abc import Sequence
from typing import Any

from django.db.models import Q

from products.models.register import PublicState

RELEVANCE = "relevance"
_NAME = ("entry__sort_key", "entry__uid")
ORDERINGS: dict[str, tuple[str, ...]] = {
    "name": _NAME,
    "-stars": ("-stars", *_NAME),
    "-recognised_on": ("-recognised_on", "entry__uid"),
    "expires_on": ("expires_on", "entry__uid"),
    "-updated_at": ("-entry__updated_seq", "entry__uid"),
}


def columns(order: str) -> tuple[str, ...]:
    """Sort columns of PublicState; a leading "-" means descending. RELEVANCE needs the annotation `rank`."""
    return ("rank", *_NAME) if order == RELEVANCE else ORDERINGS[order]


def position(row: PublicState, order: str) -> list[Any]:
    """Where a row stands: one value per sort column (int, date, str, or bytes for the sort key)."""
    return [_value(row, column.lstrip("-")) for column in columns(order)]


def after(order: str, place: Sequence[Any]) -> Q:
    """Rows that come after that position."""
    return _beyond(columns(order), place, forwards=True)


def before(order: str, place: Sequence[Any]) -> Q:
    """Rows that come before that position."""
    return _beyond(columns(order), place, forwards=False)


def reversed_columns(order: str) -> tuple[str, ...]:
    """The sort columns of the order backwards, to read the page before a position."""
    return tuple(column[1:] if column.startswith("-") else f"-{column}" for column in columns(order))


def _beyond(names: Sequence[str], place: Sequence[Any], *, forwards: bool) -> Q:
    """Column by column: beyond in the first, or equal there and beyond in the next."""
    found, equal = Q(), Q()
    for name, value in zip(names, place, strict=True):
        column, descending = name.lstrip("-"), name.startswith("-")
        comparison = "gt" if forwards != descending else "lt"
        found |= equal & Q(**{f"{column}__{comparison}": value})
        equal &= Q(**{column: value})
    return found


def _value(row: PublicState, column: str) -> Any:
    subject: Any = row
    for name in column.split("__"):
        subject = getattr(subject, name)
    return bytes(subject) if isinstance(subject, memoryview) else subject
