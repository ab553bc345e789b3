"""What the end of a round does to the Ministry's orders of a new evaluation: the re-evaluations it
decided answer them."""

from certifications.models import (
    Application,
    ApplicationStatus,
    ApplicationType,
    EvaluationOrder,
    OrderStatus,
    Round,
)
from ocop_registry.journal.acts import Act


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
