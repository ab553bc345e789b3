"""The card of a product as markup, which follows from its text alone: each is made once and kept."""

import functools
import json
from collections.abc import Iterable
from typing import Any

from django.template.loader import render_to_string
from django.utils import translation

from products.queries.search.why import Reasons
from products.queries.search.writings import Reading
from products.standings import VALID, label
from products.today import reading
from products.today.texts import BASE

MOST_KEPT = 8192  # of about two kilobytes each, text and markup
OF_STANDING = ("standing", "held_stars")  # columns beside those of `reading.served`


def cards(rows: Iterable[Any], read_as: Reading | None = None) -> bytes:
    """The cards of these rows, read with `reading.served` and `OF_STANDING`, in their order; of a
    search with why each was found."""
    language = translation.get_language() or "vi"
    rows = list(rows)
    told = [(reading.stored_text_of(row), row.standing, row.held_stars) for row in rows]
    if read_as is None:
        return b"".join([_card(*one, language) for one in told])
    why = Reasons(read_as)
    reasons = [why.of(one[0], row) for one, row in zip(told, rows, strict=True)]
    return b"".join(
        [
            _card(*one, language, reason.sentence if reason else "")
            for one, reason in zip(told, reasons, strict=True)
        ]
    )


@functools.lru_cache(MOST_KEPT)
def _card(text: str, standing: str, held_stars: int, language: str, why: str = "") -> bytes:
    item = {
        **json.loads(text.replace(BASE, "")),
        "label": label(standing, language),
        "held_stars": held_stars,
        "counts": standing in VALID,
    }
    with translation.override(language):
        return render_to_string("public/_card.html", {"item": item, "why": why}).encode()
