"""Who may do what in a round, and while it stands where: the questions that every act asks first."""

from collections.abc import Iterable

from django.core.exceptions import PermissionDenied

from certifications.law.rules import LOWEST_CERTIFIED
from certifications.models import (
    ApplicationStatus,
    Result,
    Round,
)
from ocop_registry.accounts.models import User
from ocop_registry.accounts.permissions import may


class Refused(Exception):
    """An act that the rules do not allow now. `reasons`: every reason, each a Vietnamese sentence
    saying what to do."""

    def __init__(self, *reasons: str):
        self.reasons = list(reasons)
        super().__init__(" ".join(reasons))


def lock(round_: Round) -> Round:
    """The round's row as it is now, locked until the act ends. First in the order round →
    application → product → certification."""
    return (
        Round.objects.select_for_update(of=("self",))
        .select_related("place", "scheme")
        .get(pk=round_.pk)
    )


def may_in_round(user: User, action: str, round_: Round) -> bool:
    """Whether the user may do that action in this round; central rounds belong to the ministry
    alone."""
    if round_.is_central:
        return may(user, "central", None)
    return may(user, action, round_.place)


def require(user: User, action: str, round_: Round) -> None:
    """Raise PermissionDenied unless the user may do that action in this round."""
    if not may_in_round(user, action, round_):
        raise PermissionDenied("Bạn không có quyền làm việc này với đợt đánh giá này.")


def active_applications(round_: Round):
    """Applications that are neither withdrawn, held back nor sent back, in the round's order."""
    return round_.applications.filter(status=ApplicationStatus.ACTIVE)


def some_of(applications: Iterable[object], shown: int = 10) -> str:
    """Some applications by name, and how many more there are, for a sentence about all of them."""
    names = [str(one) for one in applications]
    more = f" và {len(names) - shown} hồ sơ khác" if len(names) > shown else ""
    return "; ".join(names[:shown]) + more


def undecided_results(round_: Round):
    """Results that still want a decision: 3★ or more in a province, 5★ at the centre, on no
    decision's annex yet."""
    least = 5 if round_.is_central else LOWEST_CERTIFIED
    return Result.objects.filter(
        decision_item=None,
        application__round=round_,
        application__status=ApplicationStatus.ACTIVE,
        final_stars__gte=least,
    ).select_related("application__product__producer", "application__product_set")
