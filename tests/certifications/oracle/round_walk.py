"""Random acts in rounds, tried on the registry and on the model of the office alike, after each of
which both must have answered the same. The chance is seeded: one number, one walk."""

import random
from collections import Counter
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from functools import partial
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction

from certifications import workflow
from certifications.applications import intake
from certifications.applications.participation import move_application
from certifications.results import typed as results
from certifications.results.typed_row import row_version
from certifications.rounds.access import Refused
from ocop_registry import clock
from ocop_registry.journal.models import JournalEntry
from tests import factories as make
from tests.certifications.certificates.history import recognised
from tests.certifications.oracle import office
from tests.certifications.oracle.days import Issued
from tests.certifications.oracle.histories import known_day
from tests.certifications.oracle.office import BACK, FORWARD, MOVES, PEOPLE, Held
from tests.certifications.oracle.papers import Papers

START = date(2026, 10, 20)
TYPES = ("first", "upgrade", "re_evaluation")
# Typed rows, and the stars that they bring by points and marks: 0, the dossier is disqualified.
ROWS = (
    (make.scored("92"), 5), (make.scored("89,9999"), 4), (make.scored("70"), 4),
    (make.scored("69,99"), 3), (make.scored("50"), 3), (make.scored("49,99", marks="2"), 2),
    (make.scored("86", marks="3", missed="2.3"), 3), (make.scored("20", marks="2"), 1),
    ({"disqualified": "1", "disqualified_reason": "Giấy tờ giả"}, 0),
)  # fmt: skip
# What the products hold at the start: nothing; what can be extended; long valid; of a year; of a
# month; undated; the Ministry's 5 stars; what ran out.
HELD: tuple[tuple[int, Issued, bool] | None, ...] = (
    None,
    (3, Issued.on(date(2023, 11, 5)), False),
    (4, Issued.on(date(2025, 2, 28)), False),
    (4, Issued.within(2024), False),
    (3, Issued.within(2023, "12"), False),
    (3, Issued(), False),
    (5, Issued.on(date(2023, 10, 30)), True),
    (4, Issued.on(date(2022, 3, 1)), False),
)


class Disagreement(AssertionError):
    """The model and the registry answered otherwise."""


class RoundWalk:
    """What a walk tries in rounds, within the caller's transaction. `did` counts the acts that were
    done."""

    def __init__(self, seed: int, did: Counter[str] | None = None):
        self.chance = random.Random(seed)
        self.did = Counter() if did is None else did
        self.told: list[str] = []  # every attempt and its answer, for who reads a disagreement
        self.model = Papers(START, [])
        clock.now = self._now
        self.people = {
            "lan": make.staff(),
            "minh": make.approver(),
            "dung": make.approver("dung"),
            "hoa": make.approver("hoa", "24"),
            "bo": make.ministry(),
            "bo2": make.ministry("bo2"),
        }
        self.products = make.products(len(HELD))
        for product, start in zip(self.products, HELD, strict=True):
            self.model.held.append([self._recognised(product, *start)] if start else [])
        self.rounds: dict[office.Round, Any] = {}

    def _now(self) -> datetime:
        day = self.model.today
        return datetime(day.year, day.month, day.day, 5, tzinfo=UTC)

    @staticmethod
    def _recognised(product: Any, stars: int, issued: Issued, central: bool) -> Held:
        row = recognised(product, stars, issued=known_day(issued))
        return Held(stars, issued, central=central, uid=row.uid)

    # --- trying -------------------------------------------------------------------------------
    def attempt(
        self, name: str, why_not: str, doing: Callable[[], object], more: str = "", says: int = 1
    ) -> bool:
        """Try an act whose answer the model has foretold; whether it was done. `says`: how many
        entries of the journal it makes; one refused makes none."""
        before, refusal = JournalEntry.objects.count(), ""
        try:
            with transaction.atomic():
                doing()
        except (Refused, PermissionDenied, ValidationError) as refused:
            refusal = str(refused) or type(refused).__name__
        self.told.append(f"{self.model.today} {name}{more}: {refusal or 'done'}")
        if bool(refusal) != bool(why_not):
            raise Disagreement(
                f"{name}: the model says “{why_not or 'done'}”, the registry"
                f" “{refusal or 'done'}”.\n" + "\n".join(self.told)
            )
        entries = JournalEntry.objects.count() - before
        assert entries == (0 if refusal else says), (name, entries)
        self.did[name if not refusal else f"{name} refused"] += 1
        return not refusal

    def someone(self, *likely: str) -> str:
        """Mostly one of those who may, sometimes anybody."""
        return self.chance.choice(likely if self.chance.random() < 0.8 else tuple(PEOPLE))

    def some_round(self, *likely: str) -> office.Round | None:
        """A round, most often one that stands where the act belongs."""
        fitting = [one for one in self.rounds if one.status in likely]
        if fitting and self.chance.random() < 0.9:
            return self.chance.choice(fitting)
        return self.chance.choice(list(self.rounds)) if self.rounds else None

    def row_of(self, round_: office.Round) -> Any:
        row = self.rounds[round_]
        row.refresh_from_db()
        return row

    # --- rounds -------------------------------------------------------------------------------
    def time_passes(self) -> None:
        self.model.pass_days(self.chance.choice((1, 1, 3, 10, 25, 60, 150)))

    def new_round(self) -> None:
        if sum(one.status in office.BUSY for one in self.rounds) > 1:
            return
        met = self.model.today - timedelta(days=self.chance.choice((0, 2, 20)))
        round_ = office.Round(met)
        row = make.draft_round(number=len(self.rounds) + 1, evaluated_on=met)
        self.rounds[round_] = row
        self.model.rounds.append(round_)
        self._go(round_, "open", self.someone("lan", "minh"))

    def hand_in(self, wanted: office.Round | None = None) -> None:
        round_ = wanted or self.some_round("open")
        if round_ is None:
            return
        number = self.chance.randrange(len(self.products))
        type_ = self.chance.choice(TYPES)
        reason, by = (
            self.chance.choice(("", "Vì sao", "Vì sao")),
            self.someone("lan", "lan", "minh"),
        )
        row, product = self.row_of(round_), self.products[number]
        product.refresh_from_db()
        entry = intake.NewApplication(product, type_, product.product_set, reason=reason)
        why = self.model.may_hand_in(round_, number, type_, reason, by)
        doing = partial(intake.take_in, row, [entry], by=self.people[by])
        if self.attempt(f"hand in {type_}", why, doing, f" of {number} by {by}, {reason}"):
            round_.applications.append(office.Application(number, type_, reason))

    def _application(self, round_: office.Round | None) -> tuple[Any, Any]:
        if round_ is None or not round_.applications:
            return None, None
        one = self.chance.choice(round_.applications)
        return one, self.rounds[round_].applications.get(product=self.products[one.product])

    def move(self) -> None:
        round_ = self.some_round("open", "evaluating")
        one, row = self._application(round_)
        if round_ is None or one is None:
            return
        name, by = self.chance.choice(sorted(MOVES)), self.someone("lan", "dung")
        why = self.model.may_move(round_, one, name, by)
        doing = partial(move_application, row, name, by=self.people[by], reason="Vì sao")
        if self.attempt(name, why, doing):
            one.state = MOVES[name][1]

    def score(self, wanted: office.Round | None = None) -> None:
        round_ = wanted or self.some_round("evaluating")
        one, row = self._application(round_)
        if round_ is None or one is None:
            return
        missing = [other for other in round_.active if other.stars is None]
        if missing and self.chance.random() < 0.7:
            one = missing[0]
            row = self.rounds[round_].applications.get(product=self.products[one.product])
        number, by = self.chance.randrange(len(ROWS)), self.someone("lan", "lan", "dung")
        typed, stars = ROWS[number]
        again = one.typed == number  # saved as it is already: nothing is entered
        seen = row_version(getattr(row, "result", None), getattr(row, "draft", None))
        why = self.model.may_score(round_, one, by)
        doing = partial(
            results.enter, self.row_of(round_), {row.uid: typed}, {row.uid: seen},
            by=self.people[by],
        )  # fmt: skip
        if self.attempt("score", why, doing, says=0 if again else 1) and not again:
            one.typed, one.stars = number, stars
            round_.entered_by.add(by)

    def go(self) -> None:
        usual = ("start", "start", "conclude", "conclude", "approve", "approve")
        name = self.chance.choice((*usual, "close", "cancel"))
        fitting = [state for act, (state, _) in FORWARD.items() if act == name]
        round_ = self.some_round(*(fitting or office.BUSY))
        if round_ is None or (name == "cancel" and self.chance.random() < 0.6):
            return
        self._go(round_, name, self.someone(*(("minh", "dung") if name == "approve" else ("lan",))))

    def _go(self, round_: office.Round, name: str, by: str) -> None:
        why = self.model.may_go(round_, name, by)
        person, row = self.people[by], self.row_of(round_)
        if self.attempt(name, why, partial(make.moved, row, name, by=person, reason="Vì sao")):
            self.model.go(round_, name, by)

    def step_back(self) -> None:
        round_ = self.some_round(*BACK)
        if round_ is None:
            return
        by = self.someone("minh", "dung")
        why = self.model.may_step_back(round_, by)
        doing = partial(
            workflow.step_back, self.row_of(round_), by=self.people[by], reason="Vì sao"
        )
        if self.attempt("back", why, doing):
            self.model.go(round_, "back", by)
