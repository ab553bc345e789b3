"""A whole random walk: rounds (`round_walk`), decisions of two people, and what becomes of a
recognition afterwards."""

from datetime import timedelta
from functools import partial

from certifications.certificates import prepared_acts
from certifications.decisions import confirming
from certifications.decisions.plan import DecisionData
from certifications.models import Certification, PreparedStatus
from ocop_registry.journal.models import JournalEntry
from tests import factories as make
from tests.certifications.oracle import office
from tests.certifications.oracle.office import FORWARD, Decision, Held
from tests.certifications.oracle.papers import Waiting
from tests.certifications.oracle.round_walk import RoundWalk


class Walk(RoundWalk):
    """One walk within the caller's transaction."""

    def step(self) -> None:
        steps = {
            self.time_passes: 2, self.new_round: 3, self.hand_in: 6, self.move: 1, self.score: 4,
            self.go: 4, self.go_on: 12, self.step_back: 1, self.prepare_decision: 2,
            self.settle_decision: 3, self.prepare: 5, self.settle: 6,
        }  # fmt: skip
        self.chance.choices(list(steps), list(steps.values()))[0]()

    def go_on(self) -> None:
        """The next sensible thing in some round, so that walks come to decisions."""
        round_ = self.some_round(*office.BUSY)
        if round_ is None:
            return
        if round_.status == "open" and not round_.active:
            self.hand_in(round_)
        elif round_.status == "evaluating" and any(one.stars is None for one in round_.active):
            self.score(round_)
        elif round_.status == "approved" and (round_.waiting or round_.undecided):
            (self.settle_decision if round_.waiting else self.prepare_decision)(round_)
        else:
            name = {start: name for name, (start, _) in FORWARD.items()}.get(round_.status)
            if name:
                who = ("minh", "dung") if name == "approve" else ("lan", "dung")
                self._go(round_, name, self.chance.choice(who))

    # --- decisions ----------------------------------------------------------------------------
    def prepare_decision(self, wanted: office.Round | None = None) -> None:
        round_ = wanted or self.some_round("approved")
        if round_ is None or not round_.applications:
            return
        open_ = [one.product for one in round_.undecided]
        anything = [one.product for one in round_.applications]
        wanted = open_ if open_ and self.chance.random() < 0.9 else anything
        chosen = self.chance.sample(wanted, self.chance.randint(1, len(wanted)))
        signed = self.model.today - timedelta(days=self.chance.choice((-1, 0, 0, 0, 1, 3, 30)))
        if self.chance.random() < 0.8:
            signed = max(round_.evaluated, min(signed, self.model.today))
        issued = signed + timedelta(days=self.chance.choice((-1, *[0] * 8, 5, 20)))
        decision = Decision(self.someone("lan", "minh"), signed, issued, sorted(chosen))
        data = DecisionData(
            f"{JournalEntry.objects.count()}/QĐ-UBND", signed, "UBND tỉnh Thái Nguyên", issued,
            f"Cấp giấy chứng nhận ngày {issued:%d/%m/%Y}." if issued != signed else "",
        )  # fmt: skip
        row = self.row_of(round_)
        rows = row.applications.filter(product__in=[self.products[one] for one in chosen])
        doing = partial(
            confirming.prepare, row, data, sorted(rows.values_list("uid", flat=True)),
            by=self.people[decision.by],
        )  # fmt: skip
        why = self.model.may_prepare_decision(round_, decision)
        if self.attempt("prepare a decision", why, doing):
            round_.waiting = decision

    def settle_decision(self, wanted: office.Round | None = None) -> None:
        waiting = [one for one in ([wanted] if wanted else self.rounds) if one.waiting]
        if not waiting:
            return
        round_, by = self.chance.choice(waiting), self.someone("minh", "dung")
        sent = self.rounds[round_].prepared_acts.get(status=PreparedStatus.WAITING)
        if self.chance.random() < 0.15:
            why = self.model.may_reject_decision(round_, by)
            doing = partial(prepared_acts.reject, sent, by=self.people[by], reason="Thôi")
            if self.attempt("reject a decision", why, doing):
                round_.waiting = None
            return
        why = self.model.may_confirm_decision(round_, by)
        doing = partial(prepared_acts.approve, sent, by=self.people[by])
        if self.attempt("confirm a decision", why, doing):
            self.model.confirm_decision(round_)
            self._name_the_new()

    def _name_the_new(self) -> None:
        """The uids under which the registry keeps what the model holds."""
        for product, held in zip(self.products, self.model.held, strict=True):
            for one in held:
                if not one.uid:
                    one.uid = product.certifications.get(issued_on=one.issued.first).uid

    # --- extending and revoking ---------------------------------------------------------------
    def prepare(self) -> None:
        number, one = self._recognition()
        kind = self.chance.choice(("extend", "extend", "revoke"))
        if one is None or (kind == "revoke" and one.issued.first is None):
            return
        back = self.chance.choice((-1, 0, 0, 1, 20, 400))
        day = self.model.today - timedelta(days=back)
        if kind == "extend" and one.end:
            day = one.end + timedelta(days=self.chance.choice((0, 1, 90, 180, 180, 181)))
        by = self.someone(*(("bo",) if one.central else ("lan", "minh")))
        values = {
            "extend": {"until": day.isoformat(), "basis": "Điều khoản chuyển tiếp"},
            "revoke": {"ground": "b", "decision": "512/QĐ-UBND", "on": day.isoformat()},
        }[kind]
        why = self.model.may_prepare(number, one, kind, day, by)
        doing = partial(
            prepared_acts.prepare, Certification.objects.get(uid=one.uid), kind, values,
            by=self.people[by], reason="Vì sao",
        )  # fmt: skip
        if self.attempt(f"prepare: {kind}", why, doing):
            self.model.waits[one] = Waiting(kind, day, by)

    def _recognition(self) -> tuple[int, Held | None]:
        number = self.chance.randrange(len(self.products))
        held = self.model.held[number]
        return number, self.chance.choice([*held, held[-1]]) if held else None

    def settle(self) -> None:
        if not self.model.waits:
            return
        one = self.chance.choice(list(self.model.waits))
        number = next(at for at, held in enumerate(self.model.held) if one in held)
        by = self.someone(*(("bo", "bo2") if one.central else ("minh", "dung")))
        sent = make.prepared().get(certification__uid=one.uid, status=PreparedStatus.WAITING)
        kind = self.model.waits[one].kind
        if self.chance.random() < 0.15:
            doing = partial(prepared_acts.reject, sent, by=self.people[by], reason="Thôi")
            if self.attempt(f"reject: {kind}", self.model.may_reject(one, by), doing):
                del self.model.waits[one]
            return
        doing = partial(prepared_acts.approve, sent, by=self.people[by])
        if self.attempt(f"approve: {kind}", self.model.may_approve(number, one, by), doing):
            self.model.approve(one)
