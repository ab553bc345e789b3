"""A decision counts once a second person confirms what was copied from the signed paper: its
number, its days, its issuer, and which results it covers.

One person prepares it with everything that the registry asks of a decision, another approves it:
the same mechanism as for acts on certifications. Source: domain §2 ("Nobody alone"); record 13.
"""

from collections.abc import Sequence
from datetime import date
from typing import Any, ClassVar

from django.core.exceptions import PermissionDenied

from certifications.certificates import prepared_acts
from certifications.certificates.prepared_acts import Work
from certifications.decisions import recording, returned_proposals
from certifications.decisions.plan import DecisionData
from certifications.models import Decision, PreparedAct, PreparedKind, Proposal, Round
from certifications.rounds.access import Refused, lock, may_in_round, require
from ocop_registry.accounts.models import User
from ocop_registry.journal.acts import Act
from ocop_registry.places.models import Place


def prepare(round_: Round, data: DecisionData, uids: Sequence[str], *, by: User) -> PreparedAct:
    """Prepare a signed decision over the chosen results (uids of applications) of a round.

    Raises Refused with every reason, PermissionDenied for the wrong person.
    """
    return _prepare(round_, data, {"uids": sorted(set(uids))}, by)


def prepare_returned(proposals: Sequence[Proposal], data: DecisionData, *, by: User) -> PreparedAct:
    """Prepare a province's decision over what the centre returned (`returned_proposals`); it waits
    at the round that once proposed the first of these. Raises as `prepare` does."""
    if not proposals:
        raise Refused("Chưa chọn sản phẩm nào cho quyết định này.")
    round_ = proposals[0].result.application.round
    return _prepare(round_, data, {"returned": sorted(one.uid for one in proposals)}, by)


def _prepare(round_: Round, data: DecisionData, chosen: dict[str, Any], by: User) -> PreparedAct:
    values = {**values_of(data), **chosen}
    reason = f"Quyết định {data.number} ngày {data.signed_on:%d/%m/%Y}"
    return prepared_acts.prepare(round_, PreparedKind.DECIDE, values, by=by, reason=reason)


def values_of(data: DecisionData) -> dict[str, str]:
    """The particulars of a decision as a prepared act holds them."""
    return {
        "number": data.number,
        "signed_on": data.signed_on.isoformat(),
        "issuer": data.issuer,
        "certificates_issued_on": data.certificates_issued_on.isoformat(),
        "issue_words": data.issue_words,
        "late_reason": data.late_reason,
    }


def data_of(values: dict[str, Any]) -> DecisionData:
    """The same back."""
    return DecisionData(
        values["number"],
        date.fromisoformat(values["signed_on"]),
        values["issuer"],
        date.fromisoformat(values["certificates_issued_on"]),
        values["issue_words"],
        values["late_reason"],
    )


def proposals_of(values: dict[str, Any]) -> list[Proposal]:
    """The returned proposals that a prepared decision recognises."""
    found = Proposal.objects.select_related(*returned_proposals.BESIDE)
    return list(found.filter(uid__in=values.get("returned", [])).order_by("pk"))


def decision_of(prepared: PreparedAct) -> Decision | None:
    """The decision that a confirmed act recorded."""
    uid = (prepared.record or {}).get("decision")
    return Decision.objects.filter(uid=uid).first() if uid else None


class DecideWork(Work):
    """`values`: `values_of` with the chosen `uids`, or the uids of `returned` proposals."""

    act_name: ClassVar[str] = "decision.record"

    def require(self, by: User, action: str, subject: Any, values: Any = None) -> None:
        if action == "prepare":
            require(by, "decision.record", subject)
        elif not may_in_round(by, "round.approve", subject):
            raise PermissionDenied("Bạn không có quyền xác nhận quyết định này.")

    def province(self, subject: Any, values: Any = None) -> Place | None:
        return subject.place

    def lock(self, subject: Any, values: Any = None) -> Any:
        return lock(subject)

    def refusals(self, subject: Any, values: dict[str, Any], by: User) -> list[str]:
        data = data_of(values)
        try:
            if "returned" in values:
                return returned_proposals.problems(proposals_of(values), data)
            return recording.problems(subject, data, values["uids"])
        except Refused as refused:
            return refused.reasons

    def carry_out(self, deed: Act, subject: Any, prepared: PreparedAct) -> None:  # type: ignore[override]
        values, by = prepared.values, deed.by
        data = data_of(values)
        if "returned" in values:
            decision = returned_proposals.write(deed, proposals_of(values), data)
        else:
            decision = recording.write(deed, subject, data, values["uids"], by=by)
        prepared.record = {"decision": decision.uid}


prepared_acts.WORKS[PreparedKind.DECIDE] = DecideWork()
