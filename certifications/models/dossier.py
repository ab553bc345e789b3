"""What belongs to an application's dossier: the commune's report, the evidence, the producer's own
score."""

from collections.abc import Mapping
from typing import Any, ClassVar

from django.conf import settings
from django.core.files.storage import storages
from django.db import models
from django.db.models import Q

from certifications.models.round import Application
from ocop_registry.journal.models import Subject
from ocop_registry.privacy import Privacy, classes


def evidence_storage():
    """Evidence as uploaded: outside the web root, served only to who may see the application."""
    return storages["private"]


class CommuneReport(Subject):
    """The commune's report on an application (Mẫu 03): its topics, opinion and days; deadlines
    follow from them."""

    SUBJECT_KIND: ClassVar[str] = "commune_report"
    PRIVACY: ClassVar[Mapping[str, Privacy]] = classes(
        office="application received_on reported_on number topics proposes",
    )

    application = models.OneToOneField(
        Application, on_delete=models.PROTECT, related_name="commune_report", verbose_name="hồ sơ"
    )
    received_on = models.DateField("ngày cấp xã nhận hồ sơ", null=True, blank=True)
    reported_on = models.DateField("ngày báo cáo", null=True, blank=True)
    number = models.CharField("số văn bản", max_length=60, blank=True, default="")
    topics: Any = models.JSONField("nội dung báo cáo", default=dict, blank=True)
    proposes = models.BooleanField("đề nghị đánh giá", null=True, blank=True)

    class Meta:
        verbose_name = "báo cáo của cấp xã"
        verbose_name_plural = "báo cáo của cấp xã"

    def __str__(self) -> str:
        return f"Báo cáo về {self.application}"


class EvidenceState(models.TextChoices):
    MISSING = "missing", "Thiếu"
    PRESENT = "present", "Có"
    NOT_NEEDED = "not_needed", "Không áp dụng"


class Evidence(Subject):
    """One of the scheme's kinds of evidence in a dossier: whether it is there, and its file."""

    SUBJECT_KIND: ClassVar[str] = "evidence"
    PRIVACY: ClassVar[Mapping[str, Privacy]] = classes(
        personal="note file_name",
        office="application kind state file",
    )

    application = models.ForeignKey(
        Application, on_delete=models.PROTECT, related_name="evidence", verbose_name="hồ sơ"
    )
    kind = models.CharField("loại minh chứng", max_length=30)
    state = models.CharField(
        "tình trạng", max_length=10, choices=EvidenceState.choices, default=EvidenceState.PRESENT
    )
    note = models.CharField("ghi chú", max_length=300, blank=True, default="")
    file: Any = models.FileField("tệp", storage=evidence_storage, upload_to="evidence/", blank=True)
    file_name = models.CharField("tên tệp", max_length=200, blank=True, default="", editable=False)

    class Meta:
        ordering = ["kind", "pk"]
        verbose_name = "minh chứng"
        verbose_name_plural = "minh chứng"
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=EvidenceState.values), name="evidence_state_known"
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind}: {self.get_state_display()}"


class SelfScore(Subject):
    """The producer's own score, criterion by criterion (Mẫu 02): the same choices as a member's
    sheet, never counted."""

    SUBJECT_KIND: ClassVar[str] = "self_score"
    PRIVACY: ClassVar[Mapping[str, Privacy]] = classes(
        office="application choices entered_by",
    )

    application = models.OneToOneField(
        Application, on_delete=models.PROTECT, related_name="self_score", verbose_name="hồ sơ"
    )
    choices: Any = models.JSONField("điểm tự chấm", default=dict, blank=True)
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name="người nhập",
    )

    class Meta:
        verbose_name = "điểm tự chấm"
        verbose_name_plural = "điểm tự chấm"

    def __str__(self) -> str:
        return f"Tự chấm {self.application}"
