"""Who may do which act when, read from the domain and not from the code: a province with a handful
of people, some products and their rounds. Each `may_…` answers why not ("" when it may); each act
that was done is told to the model by the method of its name.

Source: domain §2 (26/2026/QĐ-TTg) and §4 ("approver: never the one who entered it").
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta

from tests.certifications.oracle import days
from tests.certifications.oracle.days import Issued, Recognition

# Who is who: name → (place, whether he approves). Only who is of the place acts there.
PEOPLE = {
    "lan": ("19", False),
    "minh": ("19", True),
    "dung": ("19", True),
    "hoa": ("24", True),
    "bo": ("centre", True),
    "bo2": ("centre", True),
}
SCHEME_BEGAN = date(2026, 5, 22)  # 26/2026/QĐ-TTg
WINDOW = (180, 120)  # days before expiry in which a re-evaluation is handed in
BUSY = ("draft", "open", "evaluating", "concluded", "approved")
FORWARD = {
    "open": ("draft", "open"),
    "start": ("open", "evaluating"),
    "conclude": ("evaluating", "concluded"),
    "approve": ("concluded", "approved"),
    "close": ("approved", "decided"),
}
BACK = {"open": "draft", "evaluating": "open", "concluded": "evaluating", "approved": "concluded"}
# Act on one application → from which state, to which.
MOVES = {
    "withdraw": (("active", "held_back"), "withdrawn"),
    "hold": (("active",), "held_back"),
    "resume": (("held_back",), "active"),
}


@dataclass(eq=False)
class Held(Recognition):
    """A recognition with what was done about it."""

    central: bool = False
    extended_once: bool = False
    uid: str = ""

    @property
    def end(self) -> date | None:
        return days.after_months(self.issued.first) if self.issued.first else None


@dataclass(eq=False)
class Application:
    product: int
    type: str
    reason: str
    state: str = "active"
    stars: int | None = None  # of the result: 0 disqualified; None: not scored
    typed: int | None = None  # which row was typed last
    answered_by: str = ""  # who gave the reason to go on although papers are missing
    decided: bool = False


@dataclass(eq=False)
class Decision:
    """A decision that waits for its second person."""

    by: str
    signed: date
    issued: date
    products: list[int]


@dataclass(eq=False)
class Round:
    evaluated: date
    status: str = "draft"
    applications: list[Application] = field(default_factory=list)
    entered_by: set[str] = field(default_factory=set)
    waiting: Decision | None = None
    cut: list[tuple[Held, date]] = field(default_factory=list)  # extensions that its results ended

    @property
    def active(self) -> list[Application]:
        return [one for one in self.applications if one.state == "active"]

    @property
    def undecided(self) -> list[Application]:
        return [one for one in self.active if (one.stars or 0) >= 3 and not one.decided]

    @property
    def has_decision(self) -> bool:
        return any(one.decided for one in self.applications)

    def of(self, product: int) -> Application | None:
        return next((one for one in self.applications if one.product == product), None)


@dataclass(eq=False)
class Waiting:
    """An extension or a revocation that waits for its second person."""

    kind: str
    day: date
    by: str


class Office:
    """The model: `held` by product, `rounds`, what `waits` on which recognition, and today."""

    def __init__(self, today: date, held: list[list[Held]]):
        self.today, self.held = today, held
        self.rounds: list[Round] = []
        self.waits: dict[Held, Waiting] = {}

    # --- what a product holds -----------------------------------------------------------------
    def standing(self, product: int, day: date) -> str:
        return days.standing(list(self.held[product]), day)

    def current(self, product: int, day: date) -> Held | None:
        """The newest one that began."""
        one = days.speaker(list(self.held[product]), day)
        return one if isinstance(one, Held) else None

    # --- applications -------------------------------------------------------------------------
    def may_hand_in(self, round_: Round, product: int, type_: str, reason: str, by: str) -> str:
        if not _works(by):
            return "nobody of this province"
        if round_.status != "open":
            return "the round takes nothing in"
        if any(
            one.product == product and one.state != "withdrawn" and other.status in BUSY
            for other in self.rounds
            for one in other.applications
        ):
            return "it takes part in a round already"
        if round_.of(product):
            return "it was withdrawn from this round"
        return self.misfit(product, type_, reason)

    def misfit(self, product: int, type_: str, reason: str) -> str:
        """Why the type does not fit what the product holds today."""
        state = self.standing(product, self.today)
        if type_ == "first":
            if state in days.VALID or state == "unclear":
                return "it holds stars, or may"
            return "no answer to the revocation" if state == "revoked" and not reason else ""
        if not self.held[product]:
            return "it was never recognised"
        if state == "revoked":
            return "after a revocation only a first application"
        return "outside the window, no reason" if self.untimely(product, type_, reason) else ""

    def untimely(self, product: int, type_: str, reason: str) -> bool:
        """Re-evaluations are handed in 180 to 120 days before expiry; else a reason is told. Of a
        day of issue that is not known no window can be reckoned."""
        one = self.current(product, self.today)
        if type_ != "re_evaluation" or reason or one is None:
            return False
        if not one.issued.exact or one.end is None:
            return False
        return not WINDOW[0] >= (one.end - self.today).days >= WINDOW[1]

    def may_move(self, round_: Round, application: Application, name: str, by: str) -> str:
        if not _works(by):
            return "nobody of this province"
        if round_.status not in ("open", "evaluating"):
            return "who takes part is settled"
        return "" if application.state in MOVES[name][0] else "not from that state"

    def may_score(self, round_: Round, application: Application, by: str) -> str:
        if not _works(by):
            return "nobody of this province"
        if round_.status != "evaluating":
            return "the council does not sit"
        return "" if application.state == "active" else "it does not take part"

    # --- rounds -------------------------------------------------------------------------------
    def may_go(self, round_: Round, name: str, by: str) -> str:
        if not _works(by) or (name == "approve" and not PEOPLE[by][1]):
            return "nobody who may"
        if name == "cancel":
            ended = round_.status not in BUSY or round_.has_decision
            return "too late to cancel" if ended else ""
        if round_.status != FORWARD[name][0]:
            return "the round is not there"
        return next(iter(getattr(self, f"_against_{name}", _nothing)(round_, by)), "")

    def _against_start(self, round_: Round, by: str) -> Iterable[str]:
        if not round_.active:
            yield "nothing to evaluate"

    def _against_conclude(self, round_: Round, by: str) -> Iterable[str]:
        if not round_.active or any(one.stars is None for one in round_.active):
            yield "not everything is scored"
        yield from self._misfits(round_)

    def _against_approve(self, round_: Round, by: str) -> Iterable[str]:
        if by in round_.entered_by:
            yield "who entered results does not approve them"
        if by in {one.answered_by for one in round_.applications}:
            yield "who answered for a dossier's gaps does not read the answer"
        yield from self._misfits(round_)

    def _against_close(self, round_: Round, by: str) -> Iterable[str]:
        if round_.undecided:
            yield "results wait for their decision"

    def _misfits(self, round_: Round) -> Iterable[str]:
        for one in round_.active:
            if why := self.misfit(one.product, one.type, one.reason):
                yield why

    def may_step_back(self, round_: Round, by: str) -> str:
        if not _works(by) or (round_.status == "approved" and not PEOPLE[by][1]):
            return "nobody who may"
        if round_.status not in BACK or round_.has_decision:
            return "no step back from here"
        return ""

    def go(self, round_: Round, name: str, by: str) -> None:
        if name in ("cancel", "back") and round_.status == "approved":
            self._resume(round_)
        if name == "cancel":
            round_.status = "cancelled"
        elif name == "back":
            round_.status = BACK[round_.status]
        else:
            round_.status = FORWARD[name][1]
        if name == "conclude":
            for one in round_.applications:  # an answer given before stands while it is the same
                one.answered_by = (one.answered_by or by) if one.state == "active" else ""
        if name == "approve":
            self._end_extensions(round_)

    def _end_extensions(self, round_: Round) -> None:
        """An extension ends with the new result, also a failed one."""
        for application in round_.active:
            if (application.stars or 0) >= 3:
                continue
            for one in self.held[application.product]:
                if one.extended and one.extended >= self.today and not one.over and not one.revoked:
                    round_.cut.append((one, one.extended))
                    last = self.today - days.ONE
                    one.extended = last if one.end and last > one.end else None

    @staticmethod
    def _resume(round_: Round) -> None:
        """Without its result nothing ended."""
        for one, until in round_.cut:
            if not one.over and not one.revoked:
                one.extended = until
        round_.cut.clear()

    def pass_days(self, count: int) -> None:
        self.today += timedelta(days=count)


def _nothing(round_: Round, by: str) -> Iterable[str]:
    return ()


def _works(by: str) -> bool:
    return PEOPLE[by][0] == "19"


def recognised(stars: int, issued: Issued, *, central: bool = False) -> Held:
    return Held(stars, issued, central=central)
