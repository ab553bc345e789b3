"""Stored JSON texts joined into what goes out: nothing is parsed."""

from datetime import datetime

from django.conf import settings

BASE = "@base@"  # stands for the site's address in stored cards


def merged(*objects: str) -> str:
    """JSON objects joined into one, as texts: '{"a":1}', '{"b":2}' → '{"a":1,"b":2}'. Their keys
    must differ."""
    return "{" + ",".join(inner for one in objects if (inner := one[1:-1])) + "}"


def listed(card: str, updated_at: datetime, state: str = "{}") -> str:
    """A card with the instant of its last change and the standing of a day, as it is stored."""
    return merged(card, f'{{"updated_at":"{updated_at.isoformat()}"}}', state)


def based(text: str) -> str:
    """Stored text with the site's address in place."""
    return text.replace(BASE, settings.PUBLIC_URL)
