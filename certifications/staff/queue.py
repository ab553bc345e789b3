"""What waits for whom: the lines of the home page about rounds and certifications."""

from collections.abc import Iterator
from typing import Any

from django.urls import reverse

from certifications.models import (
    Application,
    ApplicationStatus,
    Round,
    RoundStatus,
    StagedOutcome,
    StagedRow,
)
from certifications.staff.scoped import certifications_seen
from ocop_registry import clock
from ocop_registry.accounts.permissions import Scope, may, scope
from ocop_registry.staff.site import QueueItem

SOON_DAYS = 90


def waiting(user: Any) -> Iterator[QueueItem]:
    """The user's own provinces only; what nobody has to do is left out by its count of nought."""
    seen = scope(user, "view")
    if not seen:
        return
    yield from _rounds(user, seen)
    yield from _certifications(seen)


def _rounds(user: Any, seen: Scope) -> Iterator[QueueItem]:
    rounds = list(seen.limit(Round.objects.all(), "place").values_list("status", flat=True))
    unscored = seen.limit(Application.objects.all(), "round__place").filter(
        round__status=RoundStatus.EVALUATING, status=ApplicationStatus.ACTIVE, result=None
    )
    listed = reverse("admin:round_list") + "?status="
    yield QueueItem(
        "đợt đang nhận hồ sơ", rounds.count(RoundStatus.OPEN), listed + RoundStatus.OPEN
    )
    yield QueueItem(
        "đợt đang đánh giá", rounds.count(RoundStatus.EVALUATING), listed + RoundStatus.EVALUATING
    )
    yield QueueItem("hồ sơ chờ kết quả", unscored.count(), listed + RoundStatus.EVALUATING)
    if scope(user, "round.approve") or may(user, "central", None):
        concluded = listed + RoundStatus.CONCLUDED
        yield QueueItem(
            "đợt chờ duyệt kết quả",
            rounds.count(RoundStatus.CONCLUDED),
            concluded,
            "soon",
            "chờ bạn",
        )
    approved = listed + RoundStatus.APPROVED
    yield QueueItem(
        "đợt đã duyệt, chờ ghi quyết định", rounds.count(RoundStatus.APPROVED), approved
    )


def _certifications(seen: Scope) -> Iterator[QueueItem]:
    today, listed = clock.today(), reverse("admin:certifications_certification_changelist")
    held = certifications_seen(seen)
    soon = held.perhaps_expiring(today, SOON_DAYS)
    yield QueueItem(
        f"chứng nhận hết hạn, hoặc có thể hết hạn, trong {SOON_DAYS} ngày",
        soon.count(),
        f"{listed}?han={SOON_DAYS}",
        "soon",
    )
    due = held.to_renew(today)
    yield QueueItem(
        "sản phẩm trong thời gian nộp hồ sơ đánh giá lại", due.count(), f"{listed}?han=nop-lai"
    )
    staged = seen.limit(StagedRow.objects.filter(outcome=StagedOutcome.STAGED), "province")
    rows = (
        reverse("admin:certifications_stagedrow_changelist")
        + f"?outcome__exact={StagedOutcome.STAGED}"
    )
    yield QueueItem("dòng danh sách cũ cần bổ sung", staged.count(), rows)
