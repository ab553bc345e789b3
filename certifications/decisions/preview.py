"""What a decision would make public, exactly: the act itself is carried out, the register read, and
everything taken back."""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction

from certifications.decisions import recording
from certifications.decisions.plan import DecisionData
from certifications.models import Decision, Round
from ocop_registry import clock
from ocop_registry.accounts.models import User
from products import serving
from products.queries import sentences
from products.standings import label


@dataclass(frozen=True)
class Shown:
    """One product as the public will see it today, once the decision is recorded. `card`: as in
    lists and the API."""

    sentence: str
    standing: str
    stars: int
    card: dict[str, Any]


def rehearse(
    round_: Round, data: DecisionData, uids: Sequence[str], *, by: User
) -> dict[str, Shown]:
    """Public rows after such a decision, by product uid; nothing stays. Raises Refused as
    `recording.write` does."""
    return rehearsed(lambda: recording.rehearse(round_, data, uids, by=by))


def rehearsed(record: Callable[[], Decision]) -> dict[str, Shown]:
    """The same for any act that records a decision. Raises what the act raises."""
    with transaction.atomic():
        decision = record()
        products = decision.items.values("result__application__product__uid")
        states = serving.states(serving.PRODUCT, clock.today()).filter(entry__uid__in=products)
        today, complete = clock.today(), sentences.complete_registers()
        shown = {
            state.entry.uid: Shown(
                sentences.said(state, today, complete, "vi"),
                label(state.standing, "vi"),
                state.stars,
                json.loads(serving.card_text(state.entry, state)),
            )
            for state in states
        }
        transaction.set_rollback(True)
    return shown
