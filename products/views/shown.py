"""Register rows as templates show them: the card's dictionary with what its standing adds,
addresses relative to this site."""

import json
from collections.abc import Iterable
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import get_language

from products.models.register import PublicEntry, PublicState
from products.queries.bearers import OfDay
from products.standings import VALID, label
from products.today import reading
from products.today.texts import BASE, merged

Shown = dict[str, Any]


def shown(state: PublicState, *, whole: bool = False) -> Shown:
    """A product or certification on the day of `state`; `whole`: with what its own page holds.

    `sentence` is that of the recognition: of a product `queries.sentences.said` says more.
    """
    entry = state.entry
    texts = [entry.card, entry.detail, state.state] if whole else [entry.card, state.state]
    return {
        **_local(merged(*texts)),
        "standing": state.standing,
        "label": label(state.standing, get_language() or "vi"),
        "sentence": state.sentence_en if get_language() == "en" else state.sentence,
        "held_stars": state.held_stars,
        "counts": state.standing in VALID,
        "updated_at": entry.updated_at,
    }


def shown_bearer(one: OfDay) -> Shown:
    """What bears a code, as `shown` has it."""
    return {
        **_local(merged(one.card_text, one.state_text)),
        "label": label(one.standing, get_language() or "vi"),
        "held_stars": one.held_stars,
        "counts": one.standing in VALID,
    }


def shown_all(rows: Iterable[PublicState], *, whole: bool = False) -> list[Shown]:
    return [shown(state, whole=whole) for state in rows]


def shown_list(found: QuerySet[Any]) -> list[Shown]:
    """Rows of `today.reading` in their order, as far as lists show them. One query."""
    columns = (*reading.served(found), "standing", "held_stars")
    language = get_language() or "vi"
    return [
        {
            **json.loads(reading.local_text_of(row)),
            "label": label(row.standing, language),
            "held_stars": row.held_stars,
            "counts": row.standing in VALID,
        }
        for row in found.values_list(*columns, named=True)
    ]


def shown_entry(entry: PublicEntry) -> Shown:
    """A row without standing: a producer, whole."""
    return {**_local(merged(entry.card, entry.detail)), "updated_at": entry.updated_at}


def _local(text: str) -> Shown:
    return json.loads(text.replace(BASE, ""))
