"""Decisions (*quyết định*) of the authority: what makes stars exist."""

from collections.abc import Mapping
from typing import Any, ClassVar

from django.core.files.storage import storages
from django.db import models
from django.db.models import Q

from certifications.law import numbers
from certifications.models.certification import Origin
from certifications.models.round import Round
from ocop_registry.journal.models import Subject
from ocop_registry.places.models import Place
from ocop_registry.privacy import Privacy, classes


def private_storage():
    """Papers as uploaded: outside the web root."""
    return storages["private"]


class FileState(models.TextChoices):
    NONE = "none", "Chưa có bản ký"
    HELD = "held", "Có bản ký, chưa công khai"
    PUBLIC = "public", "Bản ký công khai"
    REDACTED = "redacted", "Công khai bản đã che thông tin"


class Decision(Subject):
    """One signed decision. Historic ones may lack number and day: each unknown is said, with its
    `source`."""

    SUBJECT_KIND: ClassVar[str] = "decision"
    PRIVACY: ClassVar[Mapping[str, Privacy]] = classes(
        public=(
            "origin number signed_on certificates_issued_on issuer issuer_place source "
            "issue_words late_reason public_file is_demo"
        ),
        office="round file file_state recorded_at",
    )

    origin = models.CharField(
        "nguồn gốc", max_length=10, choices=Origin.choices, default=Origin.LIVE, editable=False
    )
    round = models.ForeignKey(
        Round,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="decisions",
        verbose_name="đợt",
    )
    number = models.CharField(
        "số quyết định", max_length=60, blank=True, default="", help_text="Ví dụ: 386/QĐ-UBND."
    )
    signed_on = models.DateField("ngày ký", null=True, blank=True)
    certificates_issued_on = models.DateField(
        "ngày cấp giấy chứng nhận",
        null=True,
        blank=True,
        help_text=f"Thời hạn {numbers.VALIDITY_MONTHS} tháng tính từ ngày này; thường là ngày ký.",
    )
    issue_words = models.CharField(
        "quyết định ghi về ngày cấp",
        max_length=300,
        blank=True,
        default="",
        help_text="Nguyên văn câu của quyết định, khi ngày cấp ở tương lai.",
    )
    late_reason = models.CharField(
        "vì sao cấp muộn",
        max_length=300,
        blank=True,
        default="",
        help_text=f"Khi ngày cấp sau ngày ký quá {numbers.ISSUED_WITHIN_DAYS} ngày.",
    )
    issuer = models.CharField(
        "cơ quan ban hành",
        max_length=200,
        blank=True,
        default="",
        help_text="Ví dụ: UBND tỉnh Thái Nguyên.",
    )
    issuer_place = models.ForeignKey(
        Place,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="decisions",
        verbose_name="địa bàn",
    )
    source = models.CharField("nguồn", max_length=200, blank=True, default="")
    file: Any = models.FileField(
        "bản ký", storage=private_storage, upload_to="decisions/", blank=True
    )
    public_file: Any = models.FileField(
        "bản công khai", storage=private_storage, upload_to="decisions/", blank=True
    )
    file_state = models.CharField(
        "bản ký", max_length=10, choices=FileState.choices, default=FileState.NONE, editable=False
    )
    is_demo = models.BooleanField("dữ liệu minh họa", default=False, editable=False)
    recorded_at = models.DateTimeField("ghi lúc", auto_now_add=True)

    class Meta:
        ordering = ["-signed_on", "-pk"]
        verbose_name = "quyết định"
        verbose_name_plural = "quyết định"
        constraints = [
            models.CheckConstraint(
                condition=Q(origin=Origin.HISTORIC)
                | Q(
                    origin=Origin.LIVE,
                    signed_on__isnull=False,
                    certificates_issued_on__isnull=False,
                )
                & ~Q(number="")
                & ~Q(issuer=""),
                name="decision_live_is_complete",
                violation_error_message=(
                    "Quyết định phải có số, ngày ký, cơ quan ban hành và ngày cấp giấy chứng nhận."
                ),
            ),
            models.CheckConstraint(
                condition=Q(origin=Origin.LIVE) | ~Q(source=""),
                name="decision_historic_names_source",
            ),
            models.UniqueConstraint(
                fields=["number", "signed_on", "issuer"],
                condition=Q(origin=Origin.LIVE),
                name="decision_number_once_per_issuer",
                violation_error_message=(
                    "Quyết định cùng số, ngày và cơ quan này đã có trong sổ đăng ký."
                ),
            ),
        ]

    def __str__(self) -> str:
        return self.number or "chưa rõ số"


class Outcome(models.TextChoices):
    CERTIFIED = "certified", "Cấp giấy chứng nhận"
    PROPOSED = "proposed", "Đề nghị trung ương công nhận 5 sao"
    KEPT = "kept", "Giữ nguyên giấy chứng nhận đang có"


class DecisionItem(Subject):
    """One line of a decision's annex: what the decision means for one result."""

    SUBJECT_KIND: ClassVar[str] = "decision_item"
    PRIVACY: ClassVar[Mapping[str, Privacy]] = classes(
        office="decision result outcome",
    )

    decision = models.ForeignKey(
        Decision, on_delete=models.PROTECT, related_name="items", verbose_name="quyết định"
    )
    result = models.OneToOneField(
        "certifications.Result",
        on_delete=models.PROTECT,
        related_name="decision_item",
        verbose_name="kết quả",
    )
    outcome = models.CharField("nội dung", max_length=10, choices=Outcome.choices)

    class Meta:
        ordering = ["pk"]
        verbose_name = "dòng phụ lục quyết định"
        verbose_name_plural = "phụ lục quyết định"
        constraints = [
            models.CheckConstraint(
                condition=Q(outcome__in=Outcome.values), name="decision_item_outcome_known"
            )
        ]

    def __str__(self) -> str:
        return f"{self.decision}: {self.get_outcome_display()}"
