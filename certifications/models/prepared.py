"""What one person prepared and another approves: acts on certifications, on the products and
producers that bear them, and the decisions of a round."""

from collections.abc import Mapping
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from certifications.models.certification import Certification
from certifications.models.round import Round
from ocop_registry.journal.models import Subject
from ocop_registry.privacy import Privacy, classes
from producers.models import Producer
from products.models import Product


class PreparedKind(models.TextChoices):
    EXTEND = "extend", "Gia hạn"
    REVOKE = "revoke", "Thu hồi"
    CORRECT = "correct", "Đính chính"
    CHANGE = "change", "Sửa thông tin đã công nhận"
    MERGE = "merge", "Gộp"
    UNMERGE = "unmerge", "Hoàn tác gộp"
    ERASE = "erase", "Xóa dữ liệu cá nhân"
    DECIDE = "decide", "Ghi quyết định công nhận"


class PreparedStatus(models.TextChoices):
    WAITING = "waiting", "Chờ duyệt"
    DONE = "done", "Đã duyệt"
    REJECTED = "rejected", "Không duyệt"


def _exactly_one(*names: str) -> Q:
    """Exactly one of the references is set."""
    found = Q()
    for chosen in names:
        found |= Q(**{f"{name}__isnull": name != chosen for name in names})
    return found


class PreparedAct(Subject):
    """An act that one person prepared and another approves, on one subject. `values`: what will be
    written; private in the journal, because they may be a household's."""

    SUBJECT_KIND: ClassVar[str] = "prepared_act"
    UNTOLD: ClassVar[frozenset[str]] = frozenset({"record"})
    PRIVACY: ClassVar[Mapping[str, Privacy]] = classes(
        personal="values record",
        office=(
            "certification product producer round kind reason status prepared_by prepared_at "
            "settled_by settled_at"
        ),
    )
    # The references of which exactly one is set.
    ON: ClassVar[tuple[str, ...]] = ("certification", "product", "producer", "round")

    certification = models.ForeignKey(
        Certification,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="prepared_acts",
        verbose_name="chứng nhận",
    )
    product = models.ForeignKey(
        Product,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="prepared_acts",
        verbose_name="sản phẩm",
    )
    producer = models.ForeignKey(
        Producer,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="prepared_acts",
        verbose_name="chủ thể",
    )
    round = models.ForeignKey(
        Round,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="prepared_acts",
        verbose_name="đợt đánh giá",
    )
    kind = models.CharField("việc", max_length=10, choices=PreparedKind.choices)
    values: Any = models.JSONField("nội dung")
    reason = models.TextField("lý do")
    status = models.CharField(
        "trạng thái",
        max_length=10,
        choices=PreparedStatus.choices,
        default=PreparedStatus.WAITING,
        editable=False,
    )
    prepared_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="acts_prepared",
        verbose_name="người chuẩn bị",
    )
    prepared_at = models.DateTimeField("chuẩn bị lúc", auto_now_add=True)
    settled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="acts_settled",
        verbose_name="người duyệt",
    )
    # The rows that a merge changed, as they stood before and after it, to take it back.
    record: Any = models.JSONField("để hoàn tác", null=True, blank=True, editable=False)
    settled_at = models.DateTimeField("xử lý lúc", null=True, blank=True, editable=False)

    class Meta:
        ordering = ["-prepared_at"]
        verbose_name = "việc chờ duyệt"
        verbose_name_plural = "việc chờ duyệt"
        constraints = [
            models.CheckConstraint(
                condition=Q(status__in=PreparedStatus.values), name="prepared_act_status_known"
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="prepared_act_has_reason"),
            models.CheckConstraint(
                condition=Q(status=PreparedStatus.WAITING, settled_by__isnull=True)
                | ~Q(status=PreparedStatus.WAITING) & Q(settled_by__isnull=False),
                name="prepared_act_settled_by_somebody",
            ),
            models.CheckConstraint(
                condition=~Q(status=PreparedStatus.DONE) | ~Q(settled_by=F("prepared_by")),
                name="prepared_act_two_people",
                violation_error_message="Người duyệt phải là người khác với người chuẩn bị.",
            ),
            models.CheckConstraint(
                condition=_exactly_one("certification", "product", "producer", "round"),
                name="prepared_act_on_one_subject",
            ),
            models.UniqueConstraint(
                fields=["certification"],
                condition=Q(status=PreparedStatus.WAITING),
                name="prepared_act_one_waiting",
                violation_error_message="Chứng nhận này đang có một việc chờ duyệt.",
            ),
            models.UniqueConstraint(
                fields=["product"],
                condition=Q(status=PreparedStatus.WAITING),
                name="prepared_act_one_waiting_of_product",
                violation_error_message="Sản phẩm này đang có một việc chờ duyệt.",
            ),
            models.UniqueConstraint(
                fields=["producer"],
                condition=Q(status=PreparedStatus.WAITING),
                name="prepared_act_one_waiting_of_producer",
                violation_error_message="Chủ thể này đang có một việc chờ duyệt.",
            ),
            models.UniqueConstraint(
                fields=["round"],
                condition=Q(status=PreparedStatus.WAITING),
                name="prepared_act_one_waiting_of_round",
                violation_error_message="Đợt này đang có một quyết định chờ xác nhận.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.subject}"

    @property
    def subject(self) -> Any:
        """What the act is on."""
        return next(found for name in self.ON if (found := getattr(self, name)) is not None)
