"""The council's rules (*quy chế*) and its seats are frozen with the first score: a later change
wants a reason, which the approver reads, of the rules beside every result that it affects."""

import json
from collections.abc import Sequence
from typing import Any

from django.db.models import Subquery

from certifications.models import (
    Application,
    CouncilMember,
    Ground,
    GroundKind,
    Result,
    Round,
    ScoreSheet,
)
from certifications.rounds.access import Refused
from ocop_registry import clock
from ocop_registry.accounts.models import User
from ocop_registry.journal.acts import Act
from ocop_registry.journal.models import JournalLine

_NO_REASON = {
    GroundKind.RULES: (
        "Quy chế hội đồng đã dùng để chấm (đã điểm danh, khóa phiếu hoặc có kết quả): ghi lý do đổi"
        " quy chế, người duyệt sẽ đọc."
    ),
    GroundKind.COUNCIL: (
        "Hội đồng đã làm việc (đã điểm danh, khóa phiếu hoặc có kết quả): ghi lý do bỏ thành viên"
        " hoặc đổi chủ tịch, người duyệt sẽ đọc."
    ),
}


def rules_when_scored(round_: Round) -> dict[str, Any] | None:
    """The rules under which attendance was taken, a sheet closed or a result entered for the first
    time, as the journal has them; None while nothing of this has happened."""
    first = _first_score(round_)
    if first is None:
        return None
    rules: dict[str, Any] = {}
    lines = JournalLine.objects.filter(
        kind=Round.SUBJECT_KIND, uid=round_.uid, entry__seq__lt=first
    )
    for text in lines.order_by("entry__seq", "pk").values_list("text", flat=True):
        rules = (json.loads(text)["after"] or {}).get("rules", rules)
    return rules


def _first_score(round_: Round) -> int | None:
    """The number of the journal's entry with the first score of the round."""
    applications = Application.objects.filter(round=round_).values("uid")
    sheets = ScoreSheet.objects.filter(application__round=round_).values("uid")
    members = CouncilMember.objects.filter(round=round_).values("uid")
    asked = (
        JournalLine.objects.filter(kind=Result.SUBJECT_KIND, uid__in=applications),
        JournalLine.objects.filter(
            kind=ScoreSheet.SUBJECT_KIND, uid__in=sheets, entry__act="sheet.close"
        ),
        JournalLine.objects.filter(
            kind=CouncilMember.SUBJECT_KIND, uid__in=members, entry__act="council.attendance"
        ),
    )
    # one statement, but a look-up of its own for each: with OR no index would serve
    first = [Subquery(lines.order_by("entry").values("entry")[:1]) for lines in asked]
    found = Round.objects.filter(pk=round_.pk).values_list(*first).get()
    return min((seq for seq in found if seq is not None), default=None)


def keep_change(
    deed: Act, locked: Round, kind: GroundKind, facts: dict[str, Any], reason: str, *, by: User
) -> None:
    """Keep why the (locked) round's rules or its council change after the first score; before it
    nothing is asked. Raises Refused without a reason."""
    if rules_when_scored(locked) is None:
        return
    if not reason.strip():
        raise Refused(_NO_REASON[kind])
    change = Ground(round=locked, kind=kind, facts=facts, reason=reason.strip())
    change.given_by, change.given_at = by, clock.now()
    deed.create(change)


def rules_problems(round_: Round, changes: Sequence[Ground]) -> list[str]:
    """Why a round does not go on: its rules are not those of the first score, nor those of the last
    of its changes that have a reason."""
    known = changes[-1].facts["after"] if changes else rules_when_scored(round_)
    if known is None or known == round_.rules:
        return []
    return [
        "Quy chế hội đồng khác với khi bắt đầu chấm mà không có lý do: ở trang sửa thông tin đợt,"
        " ghi lại quy chế kèm lý do."
    ]
