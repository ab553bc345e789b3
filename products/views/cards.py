"""The card of a product as markup, which follows from its text alone: each is made once and kept."""

import functools
import json
from typing import Any

from django.db.models import QuerySet
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.safestring import SafeString

from products.standings import VALID, label
from products.today import reading

MOST_KEPT = 8192  # of about two kilobytes each, text and markup


def cards(found: QuerySet[Any]) -> list[SafeString]:
    """The cards of these rows of `today.reading`, in their order. One query."""
    columns = (*reading.served(found), "standing", "held_stars")
    language = translation.get_language() or "vi"
    return [
        _card(reading.local_text_of(row), row.standing, row.held_stars, language)
        for row in found.values_list(*columns, named=True)
    ]


@functools.lru_cache(MOST_KEPT)
def _card(text: str, standing: str, held_stars: int, language: str) -> SafeString:
    item = {
        **json.loads(text),
        "label": label(standing, language),
        "held_stars": held_stars,
        "counts": standing in VALID,
    }
    with translation.override(language):
        return render_to_string("public/_card.html", {"item": item})
