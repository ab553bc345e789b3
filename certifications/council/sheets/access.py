"""Who may type which sheet, and what it is typed against."""

from dataclasses import dataclass
from typing import Any

from django.core.exceptions import PermissionDenied

from certifications.council.members import Council, scores_for_a_living
from certifications.law.rules import SchemeRules
from certifications.law.scorecards import Scorecard as Card
from certifications.models import (
    Application,
    ApplicationStatus,
    CouncilMember,
    CouncilRole,
    Round,
    Scorecard,
)
from certifications.rounds.access import Refused, may_in_round
from certifications.rounds.contents import Content, require_open
from ocop_registry.accounts.models import User

FIRST, SECOND = 1, 2


def own_seat(user: Any, member: CouncilMember) -> bool:
    """Whether it is the person's own seat, and the role of a council member is still held."""
    return (
        member.user_id == user.pk and member.scores and user.is_active and scores_for_a_living(user)
    )


def may_key(user: Any, member: CouncilMember, round_: Round) -> bool:
    """The member himself; the office for a seat without an account, or as the round's rules say
    ("staff_keys")."""
    if own_seat(user, member):
        return True
    keys_here = round_.rules.get("staff_keys")
    allowed = member.user_id is None and keys_here is not False or keys_here is True
    return allowed and may_in_round(user, "result.enter", round_)


@dataclass(frozen=True)
class Reader:
    """What one person may read of a round's single sheets: those of the members (ids) whose sheets
    he keys, and the closed ones of all when he is the council's chair or secretary. Everybody else
    who sees the round reads what closed sheets come to, and of open ones nothing. Source: domain §7
    (single members' score sheets); provinces' rules of the council."""

    keyed: frozenset[int]
    presides: bool = False

    def may_read(self, member: CouncilMember, closed: bool) -> bool:
        return member.pk in self.keyed or (self.presides and closed)


def reader_of(user: Any, council: Council, round_: Round) -> Reader:
    """`Reader` of a person and one round's council."""
    keyed = {one.pk for one in council.members if may_key(user, one, round_)}
    return Reader(frozenset(keyed), any(_presides(user, one) for one in council.members))


def _presides(user: Any, member: CouncilMember) -> bool:
    leads = member.role in (CouncilRole.CHAIR, CouncilRole.SECRETARY)
    return leads and member.user_id == user.pk and user.is_active


def require_key(user: User, member: CouncilMember, round_: Round) -> None:
    """Raise PermissionDenied unless the person may type that member's sheets."""
    if not may_key(user, member, round_):
        raise PermissionDenied(
            "Bạn không nhập được phiếu của thành viên này: thành viên có tài khoản tự chấm."
        )


def require_scoring(round_: Round) -> None:
    """Raise Refused unless the round is being evaluated: before there is nothing to score,
    afterwards all is frozen."""
    require_open(Content.SHEETS, round_)


def require_scorer(council: Council, member: CouncilMember, application: Application) -> None:
    """Raise Refused when this member does not score this application now."""
    if application.status != ApplicationStatus.ACTIVE:
        raise Refused("Hồ sơ đã rút, đã trả lại để bổ sung hoặc tạm dừng: không chấm.")
    if council.conflicted(member, application):
        raise Refused("Thành viên đã khai xung đột lợi ích với hồ sơ này: không chấm.")
    if not member.scores:
        raise Refused(f"{member.name} là thư ký: không chấm điểm.")
    if member.present is False and application.pk not in council.written.applications:
        raise Refused(
            f"{member.name} đã điểm danh vắng mặt: không chấm. Nếu có mặt, hãy điểm danh lại."
        )


def card_of(application: Application) -> Card | None:
    """The sheet of the application's product set; None while the set is not chosen, or where the
    scheme has no sheets."""
    if application.product_set_id is None:
        return None
    stored = (
        Scorecard.objects.select_related("scheme")
        .filter(product_set=application.product_set_id)
        .first()
    )
    return stored.card if stored else None


def cards_of(applications: list[Application]) -> dict[int, Card]:
    """The sheets of many applications by product set id: one query."""
    ids = {one.product_set_id for one in applications}
    return {
        one.product_set_id: one.card
        for one in Scorecard.objects.select_related("scheme").filter(product_set__in=ids)
    }


def scheme_of(round_: Round) -> SchemeRules:
    return SchemeRules.from_data(round_.scheme.slug, round_.scheme.data)
