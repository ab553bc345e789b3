"""Who may do which act when, foretold by a model written from the domain alone; and the register
that follows."""

from collections import Counter
from datetime import date

import pytest
from django.db import transaction

from ocop_registry import clock
from products.models import PublicEntry, PublicState
from tests.certifications.oracle import days
from tests.certifications.oracle.office import Held
from tests.certifications.oracle.walk import Walk

pytestmark = pytest.mark.django_db
STEPS = 80
# What the walks must have come to.
ACTS = (
    *("open", "hand in first", "hand in upgrade", "hand in re_evaluation", "score", "start"),
    *("conclude", "approve", "close", "cancel", "back", "prepare a decision"),
    *("confirm a decision", "prepare: extend", "approve: extend", "prepare: revoke"),
    "approve: revoke",
)


def told_by_the_model(held: list[Held], day: date) -> tuple:
    """(standing, stars that count, since, until) of a product on a day; since and until of what is
    valid and of a known day of issue, until its expiry: by what it is extended the standing says.
    """
    known: list[days.Recognition] = list(held)
    state, one = days.standing(known, day), days.speaker(known, day)
    if state not in days.VALID or not isinstance(one, Held) or not one.issued.exact:
        return state, days.stars(known, day)
    return state, days.stars(known, day), one.issued.first, one.end


def told_by_the_register(state: PublicState, like: tuple) -> tuple:
    told = (state.standing, state.stars, state.recognised_on, state.expires_on)
    return told[: len(like)]


def differences(walk: Walk) -> list[tuple]:
    """(product, day, of the model, of the public register) around every day on which something
    can change."""
    found: list[tuple] = []
    for product, held in zip(walk.products, walk.model.held, strict=True):
        entry = PublicEntry.objects.filter(kind="product", uid=product.uid).first()
        assert bool(entry) == bool(held), product
        states = list(entry.states.all()) if entry else []
        for day in sorted(days.turns(list(held)) | {walk.model.today}) if held else ():
            told = told_by_the_model(held, day)
            (state,) = [one for one in states if one.first_day <= day <= one.last_day]
            if told != (public := told_by_the_register(state, told)):
                found.append((product.name, day, told, public))
    return found


def test_the_model_foretells_every_answer_and_the_register(full, monkeypatch) -> None:
    monkeypatch.setattr(clock, "now", clock.now)  # each walk sets its own; put back at the end
    did: Counter[str] = Counter()
    for seed in range(500 if full else 6):
        with transaction.atomic():
            walk = Walk(seed, did)
            for _ in range(STEPS):
                walk.step()
            assert differences(walk) == [], "\n".join(walk.told)
            transaction.set_rollback(True)
    refused = {act for act in did if act.endswith("refused")}
    assert [act for act in ACTS if not did[act]] == [], did
    assert len(refused) >= len(ACTS) - 3, did
