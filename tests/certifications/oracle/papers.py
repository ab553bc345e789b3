"""The model's half about papers: decisions of two people, and what becomes of a recognition
afterwards (extended, revoked)."""

from datetime import date, timedelta

from tests.certifications.oracle import days
from tests.certifications.oracle.days import Issued
from tests.certifications.oracle.office import (
    PEOPLE,
    SCHEME_BEGAN,
    Application,
    Decision,
    Held,
    Office,
    Round,
    Waiting,
)


class Papers(Office):
    """An office with its decisions."""

    # --- decisions ----------------------------------------------------------------------------
    def may_prepare_decision(self, round_: Round, decision: Decision) -> str:
        if PEOPLE[decision.by][0] != "19":
            return "nobody of this province"
        if round_.waiting:
            return "another decision waits"
        return self.against_decision(round_, decision)

    def may_confirm_decision(self, round_: Round, by: str) -> str:
        if PEOPLE[by] != ("19", True):
            return "no approver of this province"
        waiting = round_.waiting
        if waiting is None:
            return "nothing waits"
        if waiting.by == by:
            return "nobody alone"
        return self.against_decision(round_, waiting)

    def against_decision(self, round_: Round, decision: Decision) -> str:
        """Asked when it is prepared, and again when it is confirmed."""
        open_ = {one.product: one for one in round_.undecided}
        if round_.status != "approved":
            return "only approved results are decided"
        if not decision.products or not open_.keys() >= set(decision.products):
            return "nothing that waits"
        if not round_.evaluated <= decision.signed <= self.today:
            return "signed on a wrong day"
        if decision.issued < decision.signed:
            return "issued before it was signed"
        against = (self._against_line(open_[one], decision.issued) for one in decision.products)
        return next(filter(None, against), "")

    def outcome(self, one: Application, day: date) -> str:
        """ "proposed" to the centre, "kept" (the old one runs on), or "certified"."""
        assert one.stars is not None
        if one.stars == 5:
            return "proposed"
        state, current = self.standing(one.product, day), self.known(one.product, day)
        if one.type == "upgrade" and current:
            if state in ("in_force", "expiring") and one.stars <= current.stars:
                return "kept"
            if state in ("unclear", "unverified") and one.stars < current.stars:
                return "kept"
        return "certified"

    def known(self, product: int, day: date) -> Held | None:
        """The one that the standing of that day is about: begun, or perhaps begun, or undated."""
        begun = [
            one for one in self.held[product] if one.issued.first is None or one.issued.first <= day
        ]
        return max(begun, key=lambda one: one.issued.last or date.min) if begun else None

    def _against_line(self, one: Application, day: date) -> str:
        if self.outcome(one, day) != "certified":
            return ""
        held, state = self.held[one.product], self.standing(one.product, day)
        if any(other.issued.first and other.issued.first >= day for other in held):
            return "recognised that day or later already"
        if any(other.revoked and other.revoked > day for other in held):
            return "revoked since"
        if one.type == "first" and (state in days.VALID or state == "unclear"):
            return "it holds stars on that day"
        if one.type != "first" and state == "revoked":
            return "only a first application after a revocation"
        current = self.current(one.product, day)
        if one.type == "upgrade" and state == "extended" and current and one.stars < current.stars:
            return "an upgrade does not lower"
        return ""

    def confirm_decision(self, round_: Round) -> None:
        decision, round_.waiting = round_.waiting, None
        assert decision is not None
        for one in round_.undecided:
            if one.product not in decision.products:
                continue
            if self.outcome(one, decision.issued) == "certified":
                self._certify(one, decision.issued)
            one.decided = True
        if not round_.undecided:
            round_.status = "decided"

    def _certify(self, one: Application, day: date) -> None:
        """A new recognition ends the earlier one on its day of issue whatever the stars."""
        for old in self.held[one.product]:
            if not old.over and not old.revoked and self._may_count(old, day):
                old.over = day
        self.held[one.product].append(Held(one.stars or 0, Issued.on(day)))

    def _may_count(self, old: Held, day: date) -> bool:
        if old.issued.last is None:
            return True
        return day <= max(filter(None, (days.after_months(old.issued.last), old.extended)))

    def may_reject_decision(self, round_: Round, by: str) -> str:
        waiting = round_.waiting
        if waiting is None:
            return "nothing waits"
        return "" if by == waiting.by or PEOPLE[by] == ("19", True) else "nobody who may"

    # --- extending and revoking ---------------------------------------------------------------
    def may_prepare(self, product: int, one: Held, kind: str, day: date, by: str) -> str:
        if not self._acts_on(one, by):
            return "not theirs"
        if one in self.waits:
            return "another act waits"
        return self.against(product, one, kind, day)

    def may_approve(self, product: int, one: Held, by: str) -> str:
        waiting = self.waits.get(one)
        if waiting is None:
            return "nothing waits"
        if not self._acts_on(one, by) or not PEOPLE[by][1]:
            return "not theirs to approve"
        if waiting.by == by:
            return "nobody alone"
        return self.against(product, one, waiting.kind, waiting.day)

    def may_reject(self, one: Held, by: str) -> str:
        waiting = self.waits.get(one)
        if waiting is None:
            return "nothing waits"
        approves = self._acts_on(one, by) and PEOPLE[by][1]
        # a province's approver may turn down, not approve, what the Ministry prepared
        own = one.central and PEOPLE[by] == ("19", True)
        return "" if by == waiting.by or approves or own else "nobody who may"

    @staticmethod
    def _acts_on(one: Held, by: str) -> bool:
        """A province cannot extend or revoke 5★; the rest is the province's own."""
        return PEOPLE[by][0] == ("centre" if one.central else "19")

    def against(self, product: int, one: Held, kind: str, day: date) -> str:
        if one.over or one.revoked:
            return "it has ended"
        check = self._against_extension if kind == "extend" else self._against_revocation
        return check(product, one, day)

    def _against_extension(self, product: int, one: Held, until: date) -> str:
        """Once, at most 180 days, for what expires in the transition, until the new result."""
        end = one.end
        if not one.issued.exact or end is None:
            return "its expiry is not known"
        if one.extended_once:
            return "once"
        if not timedelta(0) < until - end <= timedelta(days=days.LONGEST):
            return "beyond 180 days"
        if not timedelta(0) <= end - SCHEME_BEGAN <= timedelta(days=days.LONGEST):
            return "beyond the transition"
        if self.today > end + timedelta(days=days.LONGEST):
            return "too late"
        if any(
            other.issued.last and one.issued.last and other.issued.last > one.issued.last
            for other in self.held[product]
        ):
            return "recognised anew"
        if self._failed_since(product, one):
            return "failed since"
        return ""

    def _failed_since(self, product: int, one: Held) -> bool:
        return any(
            application.product == product and (application.stars or 0) < 3
            for round_ in self.rounds
            if round_.status in ("approved", "decided")
            and one.issued.first
            and round_.evaluated >= one.issued.first
            for application in round_.active
        )

    def _against_revocation(self, product: int, one: Held, day: date) -> str:
        if day > self.today:
            return "in the future"
        if one.issued.last is None:
            return ""
        if day < one.issued.last:
            return "before it began"
        return "" if self._may_count(one, day) else "it has run out"

    def approve(self, one: Held) -> None:
        waiting: Waiting = self.waits.pop(one)
        if waiting.kind == "extend":
            one.extended, one.extended_once = waiting.day, True
        else:
            one.revoked = waiting.day
