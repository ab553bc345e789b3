"""Nobody alone: one person prepares an act, another approves it. The one mechanism for all of them.

What a kind of act is about, who may and what it does, is its `Work`; the rooms of the subjects
declare theirs in `WORKS`.
"""

from abc import ABC, abstractmethod
from collections.abc import Callable
from typing import Any, ClassVar

from certifications.models import PreparedAct, PreparedKind, PreparedStatus
from certifications.rounds.access import Refused
from ocop_registry import clock
from ocop_registry.accounts import hands
from ocop_registry.accounts.models import User
from ocop_registry.journal.acts import Act, act, retried
from ocop_registry.places.models import Place

ONE_WAITS = {
    "certification": "Chứng nhận này đang có một việc chờ duyệt",
    "product": "Sản phẩm này đang có một việc chờ duyệt",
    "producer": "Chủ thể này đang có một việc chờ duyệt",
    "round": "Đợt này đang có một quyết định chờ xác nhận",
}


class Work(ABC):
    """One kind of prepared act. Stateless; `values` is what the act holds, as JSON."""

    # Name of the approving act; "": subject and kind, as "certification.revoke".
    act_name: ClassVar[str] = ""
    # Writes it all within the open act, on the locked subject.
    carry_out: Callable[[Act, Any, PreparedAct], None]

    @abstractmethod
    def require(self, by: User, action: str, subject: Any, values: Any = None) -> None:
        """Raise PermissionDenied unless the person may "prepare", or "approve", this act."""

    @abstractmethod
    def province(self, subject: Any, values: Any = None) -> Place | None:
        """The province of today that the act belongs to; None for the country."""

    @abstractmethod
    def lock(self, subject: Any, values: Any = None) -> Any:
        """The subject as stored, locked in the fixed order with what the act changes beside it."""

    @abstractmethod
    def refusals(self, subject: Any, values: dict[str, Any], by: User) -> list[str]:
        """Every reason why the act is not allowed; asked when preparing, and again when
        approving."""


WORKS: dict[str, Work] = {}


# --- preparing ------------------------------------------------------------------------------------
@retried
def prepare(
    subject: Any, kind: str, values: dict[str, Any], *, by: User, reason: str
) -> PreparedAct:
    """Prepare an act on a subject for another person's approval.

    Raises Refused with every reason, ValidationError without a reason, PermissionDenied outside the
    province.
    """
    work = _work(kind)
    work.require(by, "prepare", subject, values)
    name = f"{subject.SUBJECT_KIND}.prepare"
    with act(name, by=by, reason=reason, province=work.province(subject, values)) as deed:
        locked = work.lock(subject, values)
        reasons = work.refusals(locked, values, by)
        if waiting_on(locked):
            reasons.append(f"{ONE_WAITS[locked.SUBJECT_KIND]}: hãy duyệt hoặc bỏ việc đó trước.")
        if reasons:
            raise Refused(*reasons)
        return prepare_within(deed, locked, kind, values, by=by, reason=reason)


def prepare_within(
    deed: Act, subject: Any, kind: str, values: dict[str, Any], *, by: User, reason: str
) -> PreparedAct:
    """The same as part of a larger act, which has asked for the reasons against it."""
    prepared = PreparedAct(kind=kind, values=values, reason=reason.strip(), prepared_by=by)
    setattr(prepared, subject.SUBJECT_KIND, subject)
    deed.create(prepared)
    return prepared


def waiting_on(subject: Any) -> PreparedAct | None:
    """The act on a subject that waits for approval: there is one at most."""
    return subject.prepared_acts.filter(status=PreparedStatus.WAITING).first()


# --- settling -------------------------------------------------------------------------------------
@retried
def approve(prepared: PreparedAct, *, by: User) -> PreparedAct:
    """Carry out a prepared act. Raises Refused when it was settled meanwhile, or no longer allowed,
    or by its own preparer."""
    work, subject = _work(prepared.kind), prepared.subject
    work.require(by, "approve", subject, prepared.values)
    with act(
        work.act_name or f"{subject.SUBJECT_KIND}.{prepared.kind}",
        by=by,
        reason=prepared.reason,
        province=work.province(subject, prepared.values),
    ) as deed:
        locked = work.lock(subject, prepared.values)
        waiting = _waiting(prepared)
        reasons = work.refusals(locked, waiting.values, by)
        if alone := why_alone(waiting, by):
            reasons.insert(0, alone)
        if reasons:
            raise Refused(*reasons)
        work.carry_out(deed, locked, waiting)
        _settle(deed, waiting, PreparedStatus.DONE, by)
    return waiting


@retried
def reject(prepared: PreparedAct, *, by: User, reason: str) -> PreparedAct:
    """Turn a prepared act down (an approver), or take it back (its preparer). The subject stays as
    it is."""
    work, subject = _work(prepared.kind), prepared.subject
    if prepared.prepared_by_id != by.pk:
        work.require(by, "approve", subject, prepared.values)
    name = f"{subject.SUBJECT_KIND}.reject"
    with act(name, by=by, reason=reason, province=work.province(subject, prepared.values)) as deed:
        work.lock(subject, prepared.values)
        waiting = _waiting(prepared)
        _settle(deed, waiting, PreparedStatus.REJECTED, by)
    return waiting


def why_alone(prepared: PreparedAct, by: User) -> str:
    """Why the person is no other one than who prepared the act; "" when he is."""
    if prepared.prepared_by_id == by.pk:
        return "Bạn là người chuẩn bị việc này: người duyệt phải là người khác."
    return hands.why_same(by, prepared.prepared_by, since=prepared.prepared_at)


def _settle(deed: Act, prepared: PreparedAct, status: PreparedStatus, by: User) -> None:
    prepared.status, prepared.settled_by, prepared.settled_at = status, by, clock.now()
    deed.save(prepared)


def _waiting(prepared: PreparedAct) -> PreparedAct:
    locked = PreparedAct.objects.select_for_update().get(pk=prepared.pk)
    if locked.status != PreparedStatus.WAITING:
        raise Refused(f"Việc này đã được xử lý: {locked.get_status_display().lower()}.")
    return locked


def _work(kind: str) -> Work:
    if kind not in PreparedKind.values:
        raise Refused(f"Không có việc “{kind}”.")
    return WORKS[kind]
