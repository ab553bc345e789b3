"""Random walks over rounds, results, decisions, certifications, expiry and revocation: every rule
holds after each step."""

from collections import Counter
from datetime import UTC, date, datetime, timedelta
from functools import partial
from typing import ClassVar

import hypothesis
import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection, transaction
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from certifications import integrity, workflow
from certifications.applications.participation import move_application
from certifications.certificates import prepared_acts
from certifications.decisions.plan import DecisionData
from certifications.law import rules, validity
from certifications.models import Certification, Round
from certifications.register import compare
from certifications.results.typed_row import row_version
from certifications.rounds.access import Refused, active_applications, undecided_results
from ocop_registry import clock
from ocop_registry.journal.models import JournalEntry
from ocop_registry.journal.proof.state import Comparison
from ocop_registry.journal.verification import Verification
from products.models import PublicEntry
from tests import factories as make
from tests.certifications.test_workflow import ALLOWED, BACK

pytestmark = pytest.mark.django_db
START = date(2026, 11, 21)
ROWS = [
    make.scored("92"), make.scored("89,9999"), make.scored("70"), make.scored("69,99"), make.scored("50"),
    make.scored("49,99", marks="2"), make.scored("86", marks="3", missed="2.3"), make.scored("75", marks=""),
    {"disqualified": "1", "disqualified_reason": "Giấy tờ giả"},
]  # fmt: skip


# In the ordinary run; the first ones are the same on both. Each walk is undone within one transaction,
# which PostgreSQL bears worse with every walk: its own walks through all acts are the oracle's.
WALKS = {"sqlite": 20, "postgresql": 2}
COMES_TO = ("decisions", "certifications ended by another", "extend", "revoke", "correct")


class _Undone(Exception):
    """Ends a walk: everything it did is rolled back."""


class Registry(RuleBasedStateMachine):
    """One province with three products; today moves forward only. `reached` counts what the walks
    got to do."""

    reached: ClassVar[Counter[str]] = Counter()

    @initialize()
    def begin(self):
        self.walk = transaction.atomic()
        self.walk.__enter__()
        self.today, self.number = START, 0
        clock.now = lambda: datetime(
            self.today.year, self.today.month, self.today.day, 5, tzinfo=UTC
        )
        self.lan, self.minh, self.dung = make.staff(), make.approver(), make.approver("dung")
        self.products = make.products(3)
        self.round = None
        self.status = None
        self.hold_a_whole_round(make.scored("80"), 0, "first", 0, 0)

    def teardown(self):
        if hasattr(self, "walk"):
            faults = list(Verification().faults())
            self.walk.__exit__(_Undone, _Undone(), None)
            assert faults == []

    def attempt(self, doing, entries=1):
        """Do an act in full or not at all: a refusal leaves no entry behind. Answers whether it was
        done. `entries`: two of what one prepares and another confirms."""
        before = JournalEntry.objects.count()
        try:
            with transaction.atomic():
                doing()
        except (Refused, PermissionDenied, ValidationError):
            assert JournalEntry.objects.count() == before, "a refused act left a trace"
            return False
        assert JournalEntry.objects.count() == before + entries, "an act is one entry"
        return True

    # --- rounds -----------------------------------------------------------------------------------
    @rule(
        chosen=st.sets(st.integers(0, 2), min_size=1),
        type=st.sampled_from(["first", "upgrade", "re_evaluation"]),
    )
    @precondition(lambda self: self.status in {None, "decided", "cancelled"})
    def open_round(self, chosen, type):
        self.number += 1
        self.round = make.open_round(
            self.lan, number=self.number, evaluated_on=self.today - timedelta(days=40)
        )
        self.status = "open"
        products = [self.products[index] for index in sorted(chosen)]
        # what does not fit what they hold is refused; a single one fits as one of these
        for some in (products, products[:1]):
            for wanted in (type, "first", "re_evaluation"):
                if self.attempt(partial(make.take_in, self.round, some, self.lan, type=wanted)):
                    return
        raise AssertionError("no type fits")

    @rule(
        row=st.sampled_from(ROWS),
        index=st.sampled_from([0, 0, 0, 1]),
        type=st.sampled_from(["re_evaluation", "upgrade", "first"]),
        days=st.sampled_from([0, 5, 39]),
        later=st.sampled_from([0, 3, 20]),
    )
    def hold_a_whole_round(self, row, index, type, days, later):
        """The straight way, so that walks often come to decisions; what follows is up to the other
        rules."""
        if self.status not in {None, "decided", "cancelled"}:
            self.move("cancel", False)
            if self.status != "cancelled":
                return  # a decision exists already: the round goes on
        self.today += timedelta(days=45)
        self.open_round({index}, type)
        self.move("start", False)
        self.enter(row)
        self.move("conclude", False)
        self.move("approve", True)
        if self.status == "approved":
            self.decide(days, later)

    @rule(name=st.sampled_from(sorted(workflow.TRANSITIONS)), approver=st.booleans())
    @precondition(lambda self: self.round is not None)
    def move(self, name, approver):
        by = self.minh if approver else self.lan
        done = self.attempt(lambda: make.moved(self.round, name, by=by, reason="Vì sao"))
        if done:
            assert (self.status, name) in ALLOWED, "an illegal transition"
            assert approver or name != "approve", "staff approved"
            self.status = ALLOWED[self.status, name]

    @rule()
    @precondition(lambda self: self.round is not None)
    def step_back(self):
        if self.attempt(lambda: workflow.step_back(self.round, by=self.minh, reason="Nhầm")):
            assert self.status in BACK
            self.status = BACK[self.status]

    @rule(name=st.sampled_from(["withdraw", "hold", "resume"]), index=st.integers(0, 2))
    @precondition(lambda self: self.status in {"open", "evaluating", "concluded"})
    def move_application(self, name, index):
        found = list(self.round.applications.order_by("position"))
        application = found[index % len(found)]
        if self.attempt(lambda: move_application(application, name, by=self.lan, reason="Vì sao")):
            assert self.status in {"open", "evaluating"}

    @rule(row=st.sampled_from(ROWS))
    @precondition(lambda self: self.status in {"evaluating", "concluded", "approved"})
    def enter(self, row):
        from certifications.results import typed as results

        active = list(active_applications(self.round).select_related("result", "draft"))
        typed = {one.uid: row for one in active}
        versions = {
            one.uid: row_version(getattr(one, "result", None), getattr(one, "draft", None))
            for one in active
        }
        try:
            with transaction.atomic():
                results.enter(self.round, typed, versions, by=self.lan)
        except Refused:
            assert self.status != "evaluating"
        else:
            assert self.status == "evaluating", "results were typed into a closed round"

    @rule(back=st.integers(0, 50), later=st.integers(0, 30))
    @precondition(lambda self: self.status in {"concluded", "approved", "decided"})
    def decide(self, back, later):
        self.round.refresh_from_db()
        signed = self.today - timedelta(days=back)
        data = DecisionData(
            f"{JournalEntry.objects.count()}/QĐ-UBND",
            signed,
            "UBND tỉnh Thái Nguyên",
            signed + timedelta(days=later),
        )
        uids = [result.application.uid for result in undecided_results(self.round)]
        if self.attempt(lambda: make.recorded(self.round, data, uids, by=self.lan), 2):
            assert self.status == "approved", "decided before approval, or twice"
            self.status = Round.objects.get(pk=self.round.pk).status
            self.reached["decisions"] += 1
            self.reached["certifications ended by another"] += Certification.objects.filter(
                ended_by="superseded"
            ).exists()

    # --- certifications ---------------------------------------------------------------------------
    @rule(
        kind=st.sampled_from(["extend", "revoke", "correct"]),
        days=st.integers(-30, 200),
        alone=st.sampled_from([False, False, True]),
    )
    @precondition(lambda self: Certification.objects.exists())
    def act_on_the_newest(self, kind, days, alone):
        one = Certification.objects.order_by("-in_force_from", "-pk").first()
        values = {
            "extend": {
                "until": (one.in_force_until + timedelta(days=days)).isoformat(),
                "basis": "Chuyển tiếp",
            },
            "revoke": {
                "ground": "b",
                "decision": "512/QĐ-UBND",
                "on": (self.today - timedelta(days=abs(days) % 20)).isoformat(),
            },
            "correct": {"issued_on": (one.issued_on + timedelta(days=days % 15 - 3)).isoformat()},
        }[kind]
        if not self.attempt(
            lambda: prepared_acts.prepare(one, kind, values, by=self.minh, reason="Vì sao")
        ):
            return
        prepared = make.prepared().get(certification=one, status="waiting")
        done = self.attempt(
            lambda: prepared_acts.approve(prepared, by=self.minh if alone else self.dung)
        )
        assert not (done and alone), "approved by who prepared it"
        self.reached[kind] += done
        if not done:
            assert self.attempt(lambda: prepared_acts.reject(prepared, by=self.dung, reason="Thôi"))

    @rule(days=st.sampled_from([1, 30, 180, 400, 1096]))
    def time_passes(self, days):
        self.today += timedelta(days=days)

    # --- what always holds ------------------------------------------------------------------------
    @invariant()
    def the_round_stands_where_it_should(self):
        if getattr(self, "round", None) is not None:
            assert Round.objects.get(pk=self.round.pk).status == self.status

    @invariant()
    def nothing_across_rows_is_false(self):
        if hasattr(self, "walk"):
            assert list(integrity.faults()) == []

    @invariant()
    def the_tables_are_as_the_journal_told_last(self):
        if hasattr(self, "walk"):
            # the cast itself is not made by acts
            differing = [one for one in Comparison().differences() if one.kind != "account"]
            assert differing == []

    @invariant()
    def the_register_says_what_the_tables_say(self):
        if hasattr(self, "walk"):
            assert list(compare()) == []
            decided = set(Certification.objects.values_list("product__uid", flat=True))
            assert (
                set(PublicEntry.objects.filter(kind="product").values_list("uid", flat=True))
                == decided
            )

    @invariant()
    def stars_count_exactly_while_a_recognition_is_valid(self):
        if not hasattr(self, "walk"):
            return
        for product in self.products:
            held = list(Certification.objects.filter(product=product))
            assert all(one.stars in {3, 4} for one in held), "five stars of a province"
            valid = [one for one in held if rules.standing(one, self.today) in rules.VALID]
            assert len(valid) <= 1
            entry = PublicEntry.objects.filter(kind="product", uid=product.uid).first()
            if entry:
                state = entry.states.get(first_day__lte=self.today, last_day__gte=self.today)
                assert state.stars == (valid[0].stars if valid else 0)


def test_every_walk_keeps_every_rule(full, monkeypatch):
    # each walk sets its own today; put back at the end
    monkeypatch.setattr(clock, "now", clock.now)
    # the walks lie after the transition of today's scheme: as if it still reached them
    monkeypatch.setattr(validity, "transition_reach", lambda begins: (begins, date.max))
    settings = hypothesis.settings(
        max_examples=500 if full else WALKS[connection.vendor], stateful_step_count=30, deadline=None, derandomize=True,
        suppress_health_check=list(hypothesis.HealthCheck),
    )  # fmt: skip
    Registry.reached.clear()
    run_state_machine_as_test(Registry, settings=settings)
    whole = full or connection.vendor == "sqlite"
    for what in COMES_TO if whole else COMES_TO[:1]:
        assert Registry.reached[what] > 0, f"no walk came to: {what}"
