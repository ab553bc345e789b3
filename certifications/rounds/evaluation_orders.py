"""The Ministry orders a province to evaluate again what it recognised. Source: 26/2026/QĐ-TTg;
known to offices, never public."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet

from certifications.models import (
    Application,
    ApplicationStatus,
    ApplicationType,
    Certification,
    EvaluationOrder,
    Level,
    OrderStatus,
    Round,
)
from certifications.rounds.access import Refused
from ocop_registry import clock
from ocop_registry.accounts.models import User
from ocop_registry.accounts.permissions import may, scope
from ocop_registry.journal.acts import Act, act, retried


@dataclass(frozen=True)
class OrderData:
    """What the officer copies from the Ministry's document."""

    number: str
    ordered_on: date
    reason: str


def require(user: User) -> None:
    """Raise PermissionDenied unless the person acts for the Ministry."""
    if not may(user, "central", None):
        raise PermissionDenied("Chỉ Bộ yêu cầu đánh giá lại.")


def standing_in_the_way(certification: Certification) -> list[str]:
    """Why no order can be given about this certification now; empty when one can."""
    found = []
    if certification.level == Level.CENTRAL:
        found.append("Hạng 5 sao do Bộ công nhận: không yêu cầu tỉnh đánh giá lại.")
    if certification.ended_on:
        found.append(
            f"Chứng nhận đã chấm dứt từ {certification.ended_on:%d/%m/%Y}: không còn gì để đánh giá"
            " lại."
        )
    if EvaluationOrder.objects.filter(
        certification=certification, status=OrderStatus.OPEN
    ).exists():
        found.append("Chứng nhận này đang có một yêu cầu đánh giá lại chưa xong.")
    return found


def _data_problems(certification: Certification, data: OrderData) -> Iterable[str]:
    if not data.number.strip():
        yield "Ghi số văn bản của Bộ."
    if data.ordered_on > clock.today():
        yield f"Ngày văn bản {data.ordered_on:%d/%m/%Y} ở tương lai: chỉ ghi sau khi đã ký."
    if certification.issued_on and data.ordered_on < certification.issued_on:
        yield (
            f"Ngày văn bản {data.ordered_on:%d/%m/%Y} trước ngày cấp chứng nhận"
            f" {certification.issued_on:%d/%m/%Y}."
        )


@retried
def order(certification: Certification, data: OrderData, *, by: User) -> EvaluationOrder:
    """Record the Ministry's order. Raises Refused with every reason, ValidationError without a
    reason."""
    require(by)
    province = certification.product.producer.place.current_province
    with act("round.order", by=by, reason=data.reason, province=province) as deed:
        locked = Certification.objects.select_for_update().get(pk=certification.pk)
        problems = [*standing_in_the_way(locked), *_data_problems(locked, data)]
        if problems:
            raise Refused(*problems)
        made = EvaluationOrder(
            certification=locked,
            number=data.number.strip(),
            ordered_on=data.ordered_on,
            reason=data.reason.strip(),
            ordered_by=by,
        )
        deed.create(made)
    return made


@retried
def withdraw(given: EvaluationOrder, *, by: User, reason: str) -> EvaluationOrder:
    """Take an open order back. Raises Refused when it was settled meanwhile, ValidationError
    without a reason."""
    require(by)
    province = given.certification.product.producer.place.current_province
    with act("round.order_withdraw", by=by, reason=reason, province=province) as deed:
        locked = EvaluationOrder.objects.select_for_update().get(pk=given.pk)
        if locked.status != OrderStatus.OPEN:
            raise Refused(f"Yêu cầu này đã kết thúc: {locked.get_status_display().lower()}.")
        locked.status, locked.withdrawn_reason = OrderStatus.WITHDRAWN, reason.strip()
        deed.save(locked)
    return locked


def orders_seen(user: Any) -> QuerySet[EvaluationOrder]:
    """Orders about products of the person's provinces, the oldest first."""
    found = EvaluationOrder.objects.select_related(
        "certification__decision",
        "certification__product__producer__place__province",
        "ordered_by",
        "answered_by__round__place",
    )
    return scope(user, "view").limit_units(found, "certification__product__producer__place")


def answer_orders(deed: Act, round_: Round) -> None:
    """Mark done the open orders about products re-evaluated in this round; a council that met
    before the order answers none."""
    if round_.evaluated_on is None:
        return
    evaluated = Application.objects.filter(
        round=round_,
        status=ApplicationStatus.ACTIVE,
        type=ApplicationType.RE_EVALUATION,
        result__isnull=False,
    )
    answers = {one.product_id: one for one in evaluated}
    waiting = EvaluationOrder.objects.select_for_update(of=("self",)).filter(
        status=OrderStatus.OPEN,
        ordered_on__lte=round_.evaluated_on,
        certification__product__in=answers,
    )
    for order in waiting.select_related("certification").order_by("pk"):
        order.status, order.answered_by = OrderStatus.DONE, answers[order.certification.product_id]
        deed.save(order)
