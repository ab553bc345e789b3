"""Orders of the Ministry to evaluate again what a province recognised. Known to offices only, never
public."""

from collections.abc import Mapping
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q

from certifications.models.certification import Certification
from certifications.models.round import Application
from ocop_registry.journal.models import Subject
from ocop_registry.privacy import Privacy, classes


class OrderStatus(models.TextChoices):
    OPEN = "open", "Chờ đánh giá lại"
    DONE = "done", "Đã đánh giá lại"
    WITHDRAWN = "withdrawn", "Bộ đã rút"


class EvaluationOrder(Subject):
    """One order about one certification. `answered_by`: the re-evaluation whose round was decided,
    once it is done."""

    SUBJECT_KIND: ClassVar[str] = "evaluation_order"
    PRIVACY: ClassVar[Mapping[str, Privacy]] = classes(
        office=(
            "certification number ordered_on reason ordered_by status withdrawn_reason answered_by"
        ),
    )

    certification = models.ForeignKey(
        Certification,
        on_delete=models.PROTECT,
        related_name="evaluation_orders",
        verbose_name="chứng nhận",
    )
    number = models.CharField("số văn bản", max_length=60, help_text="Ví dụ: 5120/BNNMT-VPĐP.")
    ordered_on = models.DateField("ngày văn bản")
    reason = models.TextField("lý do")
    ordered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="evaluations_ordered",
        verbose_name="người ghi",
    )
    status = models.CharField(
        "trạng thái",
        max_length=10,
        choices=OrderStatus.choices,
        default=OrderStatus.OPEN,
        editable=False,
    )
    withdrawn_reason = models.TextField("lý do rút", blank=True, default="", editable=False)
    answered_by = models.ForeignKey(
        Application,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="orders_answered",
        verbose_name="đánh giá lại ở",
    )

    class Meta:
        ordering = ["ordered_on", "pk"]
        verbose_name = "yêu cầu đánh giá lại"
        verbose_name_plural = "yêu cầu đánh giá lại"
        constraints = [
            models.CheckConstraint(
                condition=Q(status__in=OrderStatus.values), name="order_status_known"
            ),
            models.CheckConstraint(
                condition=~Q(reason="") & ~Q(number=""), name="order_has_number_and_reason"
            ),
            models.CheckConstraint(
                condition=Q(status=OrderStatus.DONE, answered_by__isnull=False)
                | ~Q(status=OrderStatus.DONE) & Q(answered_by__isnull=True),
                name="order_done_by_an_evaluation",
            ),
            models.CheckConstraint(
                condition=Q(status=OrderStatus.WITHDRAWN) & ~Q(withdrawn_reason="")
                | ~Q(status=OrderStatus.WITHDRAWN) & Q(withdrawn_reason=""),
                name="order_withdrawn_with_reason",
            ),
            models.UniqueConstraint(
                fields=["certification"],
                condition=Q(status=OrderStatus.OPEN),
                name="order_one_open_per_certification",
                violation_error_message="Chứng nhận này đang có một yêu cầu đánh giá lại.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number}: {self.certification}"
