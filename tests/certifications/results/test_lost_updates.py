"""Two editors of the same rows in any order: nothing saved is lost, and the second is shown both
versions and keeps his text.

A walk lets both read, type and save the same score sheet (or row of the results grid) in a random
order, each against the version that he read last. Beside it runs a model: what was acknowledged as
saved, by whom.
"""

import random
from collections import Counter

import pytest

from certifications.council.sheets import drafts
from certifications.council.sheets.content import content_of
from certifications.models import SheetHistory
from certifications.results import typed as results
from certifications.results.typed_row import row_version, typed_row
from tests import factories as make
from tests.certifications.council import scored_round

pytestmark = pytest.mark.django_db
STEPS = 6  # of one interleaving
TEXTS = ("30", "25,5", "x", "")


class Editor:
    """One person at one row. `seen`: the version that he read last."""

    def __init__(self, person):
        self.person, self.seen = person, 0


class Sheet:
    """A member's draft sheet, keyed by two clerks."""

    def __init__(self, lan):
        self.round, (self.application,), (self.member, *_) = scored_round.sitting(lan)
        self.saves = 0

    def typed(self, rng):
        return scored_round.totals(*(rng.choice(TEXTS) for _ in "abc"))

    def stored(self):
        found = self.application.sheets.filter(member=self.member).first()
        return content_of(found), found.version if found else 0

    def save(self, typed, seen, by):
        told = drafts.save_draft(self.application, self.member, typed, seen, by=by)
        self.saves += told.outcome == "saved"
        return told.outcome, told.content, told.stored, told.version

    def nothing_lost(self):
        """Every acknowledged save is kept with who made it, also those that others typed over
        later."""
        assert (
            SheetHistory.objects.filter(sheet__application=self.application).count() == self.saves
        )


class Row:
    """A row of the results grid."""

    def __init__(self, lan):
        self.round = make.evaluating_round(lan, make.products(1))
        self.application = self.round.applications.get()

    def typed(self, rng):
        return make.scored(rng.choice(("86,4", "50"))) | rng.choice(
            ({}, {"total": "x"}, {"part_a": "99"}, {"missed_criteria": "2.3"})
        )

    def stored(self):
        found = self.round.applications.select_related("result", "draft").get()
        result, draft = getattr(found, "result", None), getattr(found, "draft", None)
        return typed_row(result, draft), row_version(result, draft)

    def save(self, typed, seen, by):
        uid = self.application.uid
        (told,) = results.enter(self.round, {uid: typed}, {uid: seen}, by=by)
        outcome = "saved" if told.outcome in {"draft", "cleared"} else told.outcome
        return outcome, told.row.raw, told.theirs, told.version

    def nothing_lost(self):
        """A row keeps its last version; the one before is in the journal."""


def interleaved(place, editors, rng, reached):
    """One walk. After every step the stored version is the last acknowledged one."""
    kept, _ = place.stored()
    for _ in range(STEPS):
        editor = rng.choice(editors)
        if rng.random() < 0.4:
            stored, editor.seen = place.stored()
            assert stored == kept, "what was acknowledged is what is read"
            continue
        typed = place.typed(rng)
        before, version = place.stored()
        outcome, mine, theirs, number = place.save(typed, editor.seen, editor.person)
        after, now = place.stored()
        reached[outcome] += 1
        if outcome == "saved":
            assert editor.seen == version, "a save over a version that its typist never saw"
            assert now == version + 1
            kept, editor.seen = after, now
        elif outcome == "stale":
            assert editor.seen != version
            assert (after, now) == (before, version), "a refused save changed something"
            assert theirs == before, "the second does not see what the first saved"
            assert number == version
            assert mine, "what the second typed is given back"
        else:
            assert (after, now) == (before, version)
        assert after == kept
    place.nothing_lost()


@pytest.mark.parametrize("kind", [Sheet, Row])
def test_two_editors_in_any_order_lose_nothing(kind, full):
    lan, hung = make.staff("lan"), make.staff("hung")
    place, rng, reached = kind(lan), random.Random(20261122), Counter()
    for _ in range(1000 if full else 15):
        interleaved(place, [Editor(lan), Editor(hung)], rng, reached)
    assert min(reached["saved"], reached["stale"]) > 10, reached


def test_the_model_notices_a_save_that_ignores_the_version(monkeypatch):
    """The control: without the lock the same walks must fail."""
    place, rng = Sheet(make.staff("lan")), random.Random(1)
    honest = drafts.save_draft

    def careless(application, member, typed, seen, **options):
        return honest(application, member, typed, place.stored()[1], **options)

    monkeypatch.setattr(drafts, "save_draft", careless)
    editors = [Editor(make.staff("hung")), Editor(make.staff("mai"))]

    def walks():
        for _ in range(25):
            interleaved(place, editors, rng, Counter())

    with pytest.raises(AssertionError, match="never saw"):
        walks()
