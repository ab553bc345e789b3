"""Register rows as they go out: the card of an object merged with its standing of one day.

Cards are stored as canonical JSON texts; serving joins texts and parses nothing.
"""

import json
import unicodedata
from datetime import date, datetime

from django.db.models import QuerySet

from products.models.register import PublicEntry, PublicState
from products.today.texts import based, listed, merged

PRODUCT, PRODUCER, CERTIFICATION = "product", "producer", "certification"
PARTICIPATION = "participation"  # per province, how many products take part without stars


def states(kind: str, on: date) -> QuerySet[PublicState]:
    """The rows of one kind with their standing of a day: the base of every list of products and
    certifications."""
    return PublicState.objects.filter(
        entry__kind=kind, first_day__lte=on, last_day__gte=on
    ).select_related("entry")


def whole(product_uid: str, on: date) -> tuple[PublicState | None, list[PublicState]]:
    """A product and its certifications, the latest first, with their standings of a day. One
    query."""
    rows = PublicState.objects.filter(
        entry__kind__in=[PRODUCT, CERTIFICATION],
        entry__product_uid=product_uid,
        first_day__lte=on,
        last_day__gte=on,
    )
    product, certifications = None, []
    for row in rows.select_related("entry").order_by("-recognised_on", "entry__uid"):
        if row.entry.kind == PRODUCT:
            product = row
        else:
            certifications.append(row)
    return product, certifications


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
