"""Evaluation rounds (*đợt đánh giá*) and the applications (*hồ sơ*) in them."""

from collections.abc import Mapping
from typing import Any, ClassVar

from django.db import models
from django.db.models import Q

from certifications.models.certification import Level
from certifications.models.scheme import Scheme
from ocop_registry.journal.models import Subject
from ocop_registry.places.models import Place
from ocop_registry.privacy import Privacy, classes
from products.models import Product, ProductSet


class RoundStatus(models.TextChoices):
    """Where a round stands; the moves between are the table in `workflow.py`, which alone writes
    this."""

    DRAFT = "draft", "Nháp"
    OPEN = "open", "Đang nhận hồ sơ"
    EVALUATING = "evaluating", "Đang đánh giá"
    CONCLUDED = "concluded", "Đã có kết quả, chờ duyệt"
    APPROVED = "approved", "Đã duyệt, chờ quyết định"
    DECIDED = "decided", "Đã có quyết định"
    CANCELLED = "cancelled", "Đã hủy"


class Round(Subject):
    """One evaluation round of a province (or of the centre, `place` null), pinned to one scheme for
    ever."""

    SUBJECT_KIND: ClassVar[str] = "round"
    PRIVACY: ClassVar[Mapping[str, Privacy]] = classes(
        public="level place scheme year number title status evaluated_on transition_basis is_demo",
        office="council_decision council_decided_on opened_on note rules created_at before_grounds",
    )

    level = models.CharField(
        "cấp", max_length=10, choices=Level.choices[1:3], default=Level.PROVINCE
    )
    place = models.ForeignKey(
        Place,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="rounds",
        verbose_name="tỉnh",
    )
    scheme = models.ForeignKey(
        Scheme, on_delete=models.PROTECT, related_name="rounds", verbose_name="bộ tiêu chí"
    )
    year = models.PositiveSmallIntegerField("năm")
    number = models.PositiveSmallIntegerField("đợt số", default=1)
    title = models.CharField("tên đợt", max_length=200, help_text="Ví dụ: Đợt 2 năm 2026.")
    status = models.CharField(
        "trạng thái",
        max_length=12,
        choices=RoundStatus.choices,
        default=RoundStatus.DRAFT,
        editable=False,
    )
    council_decision = models.CharField(
        "quyết định thành lập hội đồng",
        max_length=60,
        blank=True,
        default="",
        help_text="Ví dụ: 1523/QĐ-UBND.",
    )
    council_decided_on = models.DateField("ngày quyết định", null=True, blank=True)
    opened_on = models.DateField("nhận hồ sơ từ ngày", null=True, blank=True)
    evaluated_on = models.DateField(
        "ngày hội đồng họp đánh giá",
        null=True,
        blank=True,
        help_text="Đợt đã tổ chức xong: ghi ngày đã họp.",
    )
    transition_basis = models.CharField(
        "căn cứ chuyển tiếp",
        max_length=300,
        blank=True,
        default="",
        help_text=(
            "Chỉ khi đánh giá theo bộ tiêu chí cũ lúc bộ mới đã áp dụng: ghi văn bản, điều khoản"
            " cho phép, ví dụ: điều khoản chuyển tiếp của 26/2026/QĐ-TTg."
        ),
    )
    note = models.TextField("ghi chú", blank=True, default="")
    # Members needed, quorum, spread limit, averaging, how marks are met: each province's own rules,
    # with the usual defaults.
    rules: Any = models.JSONField("quy chế hội đồng", default=dict, blank=True)
    # Approved before the registry asked for grounds: nothing is asked of it afterwards.
    before_grounds = models.BooleanField(
        "duyệt trước khi sổ hỏi căn cứ", default=False, editable=False
    )
    is_demo = models.BooleanField("dữ liệu minh họa", default=False, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-year", "-number", "-pk"]
        verbose_name = "đợt đánh giá"
        verbose_name_plural = "đợt đánh giá"
        constraints = [
            models.CheckConstraint(
                condition=Q(status__in=RoundStatus.values), name="round_status_known"
            ),
            models.CheckConstraint(
                condition=Q(level=Level.CENTRAL, place__isnull=True)
                | Q(level=Level.PROVINCE, place__isnull=False),
                name="round_place_by_level",
                violation_error_message="Đợt cấp tỉnh phải có tỉnh; đợt cấp trung ương thì không.",
            ),
            models.UniqueConstraint(
                fields=["place", "year", "number"],
                condition=Q(place__isnull=False) & ~Q(status=RoundStatus.CANCELLED),
                name="round_once_per_province_year_number",
                violation_error_message="Tỉnh này đã có đợt mang số đó trong năm.",
            ),
            models.UniqueConstraint(
                fields=["year", "number"],
                condition=Q(place__isnull=True) & ~Q(status=RoundStatus.CANCELLED),
                name="round_once_per_central_year_number",
                violation_error_message="Trung ương đã có đợt mang số đó trong năm.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.title} – {self.place.name if self.place else 'trung ương'}"

    @property
    def is_central(self) -> bool:
        return self.level == Level.CENTRAL


class ApplicationType(models.TextChoices):
    FIRST = "first", "Lần đầu"
    UPGRADE = "upgrade", "Nâng hạng"
    RE_EVALUATION = "re_evaluation", "Đánh giá lại"


class ApplicationStatus(models.TextChoices):
    ACTIVE = "active", "Tham gia"
    HELD_BACK = "held_back", "Tạm dừng"
    RETURNED = "returned", "Trả lại bổ sung"
    WITHDRAWN = "withdrawn", "Đã rút"


class Application(Subject):
    """One product in one round. `frozen`: what the council judges, as it was when the evaluation
    started (`frozen.py`).

    `complete_on`: the day the office had everything that belongs to the dossier; null while
    something is missing.
    """

    SUBJECT_KIND: ClassVar[str] = "application"
    PRIVACY: ClassVar[Mapping[str, Privacy]] = classes(
        office=(
            "round product position type product_set status status_reason product_code "
            "proposal warnings exception_reason complete_on frozen"
        ),
    )

    round = models.ForeignKey(
        Round, on_delete=models.PROTECT, related_name="applications", verbose_name="đợt"
    )
    product = models.ForeignKey(
        Product, on_delete=models.PROTECT, related_name="applications", verbose_name="sản phẩm"
    )
    position = models.PositiveIntegerField("TT")
    type = models.CharField("loại hồ sơ", max_length=14, choices=ApplicationType.choices)
    product_set = models.ForeignKey(
        ProductSet,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="applications",
        verbose_name="bộ sản phẩm",
    )
    status = models.CharField(
        "trạng thái",
        max_length=10,
        choices=ApplicationStatus.choices,
        default=ApplicationStatus.ACTIVE,
        editable=False,
    )
    status_reason = models.TextField("lý do", blank=True, default="", editable=False)
    product_code = models.CharField(
        "mã sản phẩm",
        max_length=30,
        blank=True,
        default="",
        help_text="Như trên phiếu, ví dụ 19-02155-003-2026.",
    )
    proposal = models.OneToOneField(
        "certifications.Proposal",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="application",
        verbose_name="đề nghị của tỉnh",
    )
    warnings: Any = models.JSONField("lưu ý khi nhận", default=list, editable=False)
    exception_reason = models.CharField(
        "lý do ngoài quy định",
        max_length=500,
        blank=True,
        default="",
        help_text=(
            "Đánh giá lại ngoài thời gian nộp: vì sao vẫn nhận. Sau thu hồi: căn cứ thu hồi đã được"
            " khắc phục thế nào. Người duyệt đọc lý do này."
        ),
    )
    complete_on = models.DateField("ngày nhận đủ hồ sơ", null=True, blank=True, editable=False)
    frozen: Any = models.JSONField("như khi bắt đầu đánh giá", default=dict, editable=False)

    class Meta:
        ordering = ["position", "pk"]
        verbose_name = "hồ sơ"
        verbose_name_plural = "hồ sơ"
        constraints = [
            models.CheckConstraint(
                condition=Q(type__in=ApplicationType.values), name="application_type_known"
            ),
            models.CheckConstraint(
                condition=Q(status__in=ApplicationStatus.values), name="application_status_known"
            ),
            models.CheckConstraint(
                condition=Q(status=ApplicationStatus.ACTIVE) | ~Q(status_reason=""),
                name="application_reason_when_not_active",
            ),
            models.UniqueConstraint(fields=["round", "product"], name="application_once_per_round"),
            models.UniqueConstraint(
                fields=["round", "product_code"],
                condition=~Q(product_code=""),
                name="application_code_once_per_round",
                violation_error_message="Mã sản phẩm này đã dùng cho hồ sơ khác trong đợt.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.position}. {self.product.name}"
