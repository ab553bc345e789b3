"""Score sheets (*phiếu chấm*): one per member, application and scoring; drafts with their own
history, closed by an act."""

from collections.abc import Mapping
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q

from certifications.models.council import CouncilMember
from certifications.models.round import Application
from ocop_registry.journal.models import Subject
from ocop_registry.privacy import Privacy, classes


class SheetMode(models.TextChoices):
    """What the paper gives: a level per criterion, or only the parts (many summaries print no
    more)."""

    CRITERIA = "criteria", "Từng tiêu chí"
    TOTALS = "totals", "Điểm các phần"


class ScoreSheet(Subject):
    """One member's sheet. `choices`: criterion code → {"points": int, "case": str | null}; not yet scored: absent, never 0.

    `findings`: criterion code → "stop" or "disqualify", what the member found there; `scoring`: 1,
    or 2 after a spread above the limit (the first sheets stay as they were). `version` grows with
    every draft save; closing freezes it.
    """

    SUBJECT_KIND: ClassVar[str] = "score_sheet"
    DRAFT: ClassVar[str] = "closed_at"
    PRIVACY: ClassVar[Mapping[str, Privacy]] = classes(
        office=(
            "application member scoring mode choices findings disqualified_reason part_a "
            "part_b part_c comment closed_at keyed_by second_choices second_keyed_by"
        ),
    )

    application = models.ForeignKey(
        Application, on_delete=models.PROTECT, related_name="sheets", verbose_name="hồ sơ"
    )
    member = models.ForeignKey(
        CouncilMember, on_delete=models.PROTECT, related_name="sheets", verbose_name="thành viên"
    )
    scoring = models.PositiveSmallIntegerField("lần chấm", default=1)
    mode = models.CharField(
        "cách nhập", max_length=10, choices=SheetMode.choices, default=SheetMode.CRITERIA
    )
    choices: Any = models.JSONField("điểm từng tiêu chí", default=dict, blank=True)
    findings: Any = models.JSONField("phát hiện", default=dict, blank=True)
    disqualified_reason = models.CharField(
        "lý do đề nghị loại", max_length=300, blank=True, default=""
    )
    part_a = models.DecimalField("phần A", max_digits=5, decimal_places=2, null=True, blank=True)
    part_b = models.DecimalField("phần B", max_digits=5, decimal_places=2, null=True, blank=True)
    part_c = models.DecimalField("phần C", max_digits=5, decimal_places=2, null=True, blank=True)
    comment = models.TextField("nhận xét", blank=True, default="")
    closed_at = models.DateTimeField("khóa lúc", null=True, blank=True, editable=False)
    keyed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="sheets_keyed",
        verbose_name="người nhập",
    )
    # Optional second keying of the same paper by another person, compared before the sheet is
    # closed.
    second_choices: Any = models.JSONField("nhập lần hai", null=True, blank=True)
    second_keyed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="sheets_keyed_second",
        verbose_name="người nhập lần hai",
    )

    class Meta:
        ordering = ["application", "scoring", "member"]
        verbose_name = "phiếu chấm"
        verbose_name_plural = "phiếu chấm"
        constraints = [
            models.UniqueConstraint(
                fields=["application", "member", "scoring"],
                name="sheet_once_per_member_and_scoring",
            ),
            models.CheckConstraint(
                condition=Q(scoring__in=[1, 2]), name="sheet_scoring_first_or_second"
            ),
            models.CheckConstraint(condition=Q(mode__in=SheetMode.values), name="sheet_mode_known"),
            models.CheckConstraint(
                condition=Q(second_choices__isnull=True, second_keyed_by__isnull=True)
                | Q(second_choices__isnull=False, second_keyed_by__isnull=False),
                name="sheet_second_keying_names_its_typist",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.member}: {self.application}"

    @property
    def closed(self) -> bool:
        return self.closed_at is not None


class SheetHistory(models.Model):
    """One saved state of a draft sheet: who typed what when. Kept for questions, not part of the
    journal."""

    sheet = models.ForeignKey(ScoreSheet, on_delete=models.CASCADE, related_name="history")
    version = models.PositiveIntegerField()
    saved_at = models.DateTimeField(auto_now_add=True)
    saved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    content: Any = models.JSONField()

    class Meta:
        ordering = ["sheet", "version"]
        constraints = [
            models.UniqueConstraint(
                fields=["sheet", "version"], name="sheet_history_once_per_version"
            )
        ]
