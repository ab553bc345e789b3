"""Conflicts of interest (*xung đột lợi ích*): declared by the member or, for a paper member, by the
office; lifted by an approver.

From the declaration on the member neither sees, nor scores, nor counts for that product. The sheet
that may be there already stays in the registry as it is and counts for nothing; a result that it
had entered is taken back.
"""

from collections.abc import Sequence

from django.core.exceptions import PermissionDenied

from certifications.council.sheets.access import own_seat
from certifications.council.sheets.closing import take_back_result
from certifications.models import (
    Application,
    Conflict,
    ConflictKind,
    CouncilMember,
    Round,
)
from certifications.rounds.access import Refused, lock, may_in_round, require
from certifications.rounds.contents import Content, require_open
from ocop_registry.accounts.models import User
from ocop_registry.journal.acts import act, retried


@retried
def declare_conflict(
    application: Application, member: CouncilMember, kind: str, note: str = "", *, by: User
) -> Conflict:
    """Declare that the member has an interest in this product, before or during scoring.

    Raises Refused when the round is past scoring, when it is declared already, or when "other" says
    not what; PermissionDenied for anybody but the member and the office.
    """
    [conflict] = _declare([application], member, kind, note, by)
    return conflict


@retried
def declare_also(
    conflict: Conflict, applications: Sequence[Application], *, by: User
) -> list[Conflict]:
    """Declare the same interest in further products of the round, of the same people say, in one
    act: all of them or none. Raises as `declare_conflict` does."""
    if not applications:
        raise Refused("Chọn ít nhất một hồ sơ.")
    return _declare(applications, conflict.member, conflict.kind, conflict.note, by)


def _declare(
    applications: Sequence[Application], member: CouncilMember, kind: str, note: str, by: User
) -> list[Conflict]:
    round_ = applications[0].round
    if not own_seat(by, member) and not may_in_round(by, "round.edit", round_):
        raise PermissionDenied("Chỉ thành viên hoặc văn phòng của đợt khai được xung đột lợi ích.")
    with act("conflict.declare", by=by, province=round_.place) as deed:
        locked = _open_round(round_)
        if {member.round_id, *(one.round_id for one in applications)} != {locked.pk}:
            raise Refused("Thành viên và hồ sơ phải cùng một đợt.")
        if kind not in ConflictKind.values:
            raise Refused("Chọn loại xung đột lợi ích.")
        if kind == ConflictKind.OTHER and not note.strip():
            raise Refused("Lý do khác: hãy ghi rõ.")
        if Conflict.objects.filter(member=member, application__in=applications).exists():
            raise Refused(f"{member.name} đã khai xung đột lợi ích với hồ sơ này.")
        made = []
        for application in applications:
            take_back_result(deed, application)
            made.append(
                Conflict(member=member, application=application, kind=kind, note=note.strip())
            )
            deed.create(made[-1])
    return made


@retried
def lift_conflict(conflict: Conflict, *, by: User, reason: str) -> None:
    """Take a declaration back, by an approver and with a reason: the member scores again, so a
    result is taken back.

    Raises Refused when the round is past scoring, PermissionDenied for the wrong person,
    ValidationError without a reason.
    """
    round_ = conflict.application.round
    require(by, "round.approve", round_)
    with act("conflict.lift", by=by, reason=reason, province=round_.place) as deed:
        _open_round(round_)
        found = Conflict.objects.select_related("application").filter(pk=conflict.pk).first()
        if found is None:
            raise Refused("Khai này đã được bỏ.")
        deed.delete(found)
        take_back_result(deed, found.application)


def _open_round(round_: Round) -> Round:
    locked = lock(round_)
    require_open(Content.CONFLICTS, locked)
    return locked
