"""Register rows as they go out: the card of an object merged with its standing of one day.

Cards are stored as canonical JSON texts; serving joins texts and parses nothing.
"""

import functools
import json
import unicodedata
from datetime import UTC, date, datetime
from typing import Any, NamedTuple

from django.db import connection
from django.db.models import QuerySet

from products.models.register import PublicEntry, PublicState
from products.today.prepared import Prepared, composed
from products.today.texts import based, listed, merged

PRODUCT, PRODUCER, CERTIFICATION = "product", "producer", "certification"
PARTICIPATION = "participation"  # per province, how many products take part without stars


def states(kind: str, on: date) -> QuerySet[PublicState]:
    """The rows of one kind with their standing of a day: the base of every list of products and
    certifications."""
    return PublicState.objects.filter(
        entry__kind=kind, first_day__lte=on, last_day__gte=on
    ).select_related("entry")


class EntryTold(NamedTuple):
    """Columns of PublicEntry that the page of a product tells."""

    kind: str
    card: str
    detail: str
    updated_at: datetime
    province_code: str


class StateTold(NamedTuple):
    """Columns of PublicState that it tells, and `entry`."""

    entry: EntryTold
    state: str
    standing: str
    held_stars: int
    first_day: date
    sentence: str
    sentence_en: str


def whole(product_uid: str, on: date) -> tuple[StateTold | None, list[StateTold]]:
    """A product and its certifications, the latest first, with their standings of a day. One
    query."""
    product, certifications = None, []
    found = _whole_of(connection.vendor).ask({"uid": product_uid, "on": on.isoformat()})
    for row in map(_told, found):
        if row.entry.kind == PRODUCT:
            product = row
        else:
            certifications.append(row)
    return product, certifications


_UID, _DAY = "?", date.max  # what stands for them in the composed statement


@functools.cache
def _whole_of(vendor: str) -> Prepared:
    """The statement of `whole`, which each database composes in its own way."""
    rows = PublicState.objects.filter(
        entry__kind__in=[PRODUCT, CERTIFICATION],
        entry__product_uid=_UID,
        first_day__lte=_DAY,
        last_day__gte=_DAY,
    ).order_by("-recognised_on", "entry__uid")
    of_entry = [f"entry__{name}" for name in EntryTold._fields]
    told = rows.values_list(*of_entry, *StateTold._fields[1:])
    day = {_DAY: "on", _DAY.isoformat(): "on"}  # SQLite takes a day for text
    return composed("page_of_product", told, {"uid": "text", "on": "date"}, {_UID: "uid", **day})


def _told(row: tuple[Any, ...]) -> StateTold:
    """SQLite answers days and instants as text."""
    split = len(EntryTold._fields)
    entry, told = EntryTold(*row[:split]), StateTold(None, *row[split:])  # type: ignore[arg-type]
    if isinstance(told.first_day, str):
        told = told._replace(first_day=date.fromisoformat(told.first_day))
        instant = datetime.fromisoformat(str(entry.updated_at)).replace(tzinfo=UTC)
        entry = entry._replace(updated_at=instant)
    return told._replace(entry=entry)


def entries(kind: str) -> QuerySet[PublicEntry]:
    """The rows of one kind that have no standing (producers)."""
    return PublicEntry.objects.filter(kind=kind)


def card_text(entry: PublicEntry, state: PublicState | None = None) -> str:
    """One object as JSON text for a list: card, instant of its last change, and the standing that
    `state` stands for."""
    return card_of(entry.card, entry.updated_at, state.state if state else "{}")


def card_of(card: str, updated_at: datetime, state: str = "{}") -> str:
    """`card_text` from the columns alone, for lists that read nothing else."""
    return based(listed(card, updated_at, state))


def detail_text(entry: PublicEntry, state: PublicState | None = None) -> str:
    """One object whole as JSON text."""
    return based(
        merged(
            entry.card,
            entry.detail,
            f'{{"updated_at":"{entry.updated_at.isoformat()}"}}',
            state.state if state else "{}",
        )
    )


def code_key(code: str) -> str:
    """A product code, GTIN or decision number as it is compared: no blanks, no case, no marks ("386
    /qđ-ubnd" → "386/QD-UBND")."""
    compact = "".join(code.split()).upper().replace("Đ", "D").replace("Ð", "D")
    if compact.isascii():  # bears no marks
        return compact
    return "".join(
        character
        for character in unicodedata.normalize("NFD", compact)
        if not unicodedata.combining(character)
    )


def participating_count(province_code: str = "") -> int:
    """How many products take part and were never certified, in a province or (without a code) in
    the country."""
    rows = entries(PARTICIPATION).values_list("card", flat=True)
    return sum(
        json.loads(card)["products"]
        for card in (rows.filter(uid=province_code) if province_code else rows)
    )
