"""Register rows as they go out: the card of an object merged with its standing of one day.

Cards are stored as canonical JSON texts; serving joins texts and parses nothing.
"""

import json
import unicodedata
from datetime import date, datetime

from django.conf import settings
from django.db.models import QuerySet

from products.models.register import PublicEntry, PublicState

BASE = "@base@"  # stands for the site's address in stored cards
PRODUCT, PRODUCER, CERTIFICATION = "product", "producer", "certification"
PARTICIPATION = "participation"  # per province, how many products take part without stars


def states(kind: str, on: date) -> QuerySet[PublicState]:
    """The rows of one kind with their standing of a day: the base of every list of products and
    certifications."""
    return PublicState.objects.filter(
        entry__kind=kind, first_day__lte=on, last_day__gte=on
    ).select_related("entry")


def entries(kind: str) -> QuerySet[PublicEntry]:
    """The rows of one kind that have no standing (producers)."""
    return PublicEntry.objects.filter(kind=kind)


def card_text(entry: PublicEntry, state: PublicState | None = None) -> str:
    """One object as JSON text for a list: card, instant of its last change, and the standing that
    `state` stands for."""
    return card_of(entry.card, entry.updated_at, state.state if state else "{}")


def card_of(card: str, updated_at: datetime, state: str = "{}") -> str:
    """`card_text` from the columns alone, for lists that read nothing else."""
    return based(merged(card, f'{{"updated_at":"{updated_at.isoformat()}"}}', state))


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


def merged(*objects: str) -> str:
    """JSON objects joined into one, as texts: '{"a":1}', '{"b":2}' → '{"a":1,"b":2}'. Their keys
    must differ."""
    return "{" + ",".join(inner for one in objects if (inner := one[1:-1])) + "}"


def based(text: str) -> str:
    """Stored text with the site's address in place."""
    return text.replace(BASE, settings.PUBLIC_URL)


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
