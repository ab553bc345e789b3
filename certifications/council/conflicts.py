"""Conflicts of interest (*xung đột lợi ích*): declared by the member or, for a paper member, by the
office; lifted by an approver, or, where the office wrote down what was not so, by the office.

From the declaration on the member neither sees, nor scores, nor counts for that product. The sheet
that may be there already stays in the registry as it is and counts for nothing; a result that it
had entered is taken back.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import reduce
from operator import or_
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.utils import timezone

from certifications.council.sheets.access import own_seat
from certifications.council.sheets.closing import take_back_result
from certifications.models import (
    Application,
    Conflict,
    ConflictKind,
    CouncilMember,
    Round,
)
from certifications.rounds.access import Refused, lock, may_in_round
from certifications.rounds.contents import Content, require_open
from ocop_registry import clock
from ocop_registry.accounts.models import User
from ocop_registry.journal.acts import act, retried
from ocop_registry.journal.models import JournalLine


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
    """Take a declaration back with a reason: the member scores again, so a result is taken back.
    What a member declared himself is an approver's to lift; what the office wrote down by mistake
    also the office's, and the minutes tell of it.

    Raises Refused when the round is past scoring, PermissionDenied for the wrong person,
    ValidationError without a reason.
    """
    round_ = conflict.application.round
    if not may_lift(by, conflict, round_):
        raise PermissionDenied(
            "Thành viên tự khai thì chỉ người duyệt bỏ được; văn phòng chỉ bỏ được điều văn phòng"
            " ghi nhầm."
        )
    with act("conflict.lift", by=by, reason=reason, province=round_.place) as deed:
        _open_round(round_)
        found = Conflict.objects.select_related("application").filter(pk=conflict.pk).first()
        if found is None:
            raise Refused("Khai này đã được bỏ.")
        deed.delete(found)
        take_back_result(deed, found.application)


def may_lift(user: Any, conflict: Conflict, round_: Round) -> bool:
    """Whether the person may take this declaration back."""
    if may_in_round(user, "round.approve", round_):
        return True
    return may_in_round(user, "round.edit", round_) and not _declared_himself(conflict)


def _declared_himself(conflict: Conflict) -> bool:
    """Whether the member's own account declared it."""
    account = conflict.member.user_id
    told = JournalLine.objects.filter(
        kind=Conflict.SUBJECT_KIND,
        uid=conflict.journal_key(),
        entry__act="conflict.declare",
        entry__actor=account,
    )
    return account is not None and told.exists()


@dataclass(frozen=True)
class Lifted:
    """A declaration that was taken back: whose, of which application, of what kind (in words), when,
    by whom and why."""

    member: CouncilMember
    application: Application
    kind: str
    on: date
    by: str
    reason: str


def lifted_conflicts(
    members: Sequence[CouncilMember], applications: Sequence[Application]
) -> list[Lifted]:
    """The declarations of a round that were taken back, as the journal tells, the earliest first:
    one query."""
    seats, dossiers = {one.uid: one for one in members}, {one.uid: one for one in applications}
    if not seats:
        return []
    of_round = reduce(or_, (Q(text__contains=f'"member":"{uid}"') for uid in seats))
    lines = JournalLine.objects.filter(
        of_round, kind=Conflict.SUBJECT_KIND, entry__act="conflict.lift"
    ).select_related("entry")
    found = []
    for line in lines.order_by("entry__seq", "pk"):
        told = json.loads(line.text)["before"]
        member, application = seats.get(told["member"]), dossiers.get(told["application"])
        if member and application:
            kind = str(ConflictKind(told["kind"]).label)
            day = timezone.localdate(line.entry.at, clock.VIETNAM)
            entry = line.entry
            found.append(Lifted(member, application, kind, day, entry.actor_name, entry.reason))
    return found


def _open_round(round_: Round) -> Round:
    locked = lock(round_)
    require_open(Content.CONFLICTS, locked)
    return locked
