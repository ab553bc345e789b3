"""Rows of old lists: what was read, what became of each, and what is missing or ambiguous in it."""

from typing import Any

from django.db import models
from django.db.models import Q


class StagedOutcome(models.TextChoices):
    RECORDED = "recorded", "Đã ghi"
    STAGED = "staged", "Chờ bổ sung"


class StagedRow(models.Model):
    """One row of one old list, verbatim (`raw`), with every problem found. Staged rows are not
    published."""

    source = models.CharField("danh sách", max_length=100)
    number = models.PositiveIntegerField("dòng")
    raw: Any = models.JSONField("nội dung")
    outcome = models.CharField("kết quả", max_length=10, choices=StagedOutcome.choices)
    problems: Any = models.JSONField("điểm còn thiếu hoặc chưa rõ", default=list)
    province = models.ForeignKey(
        "places.Place",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="tỉnh hiện nay",
    )
    certification = models.ForeignKey(
        "certifications.Certification",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="staged_rows",
        verbose_name="chứng nhận",
    )

    class Meta:
        ordering = ["source", "number"]
        verbose_name = "dòng của danh sách cũ"
        verbose_name_plural = "danh sách cũ cần bổ sung"
        constraints = [
            models.UniqueConstraint(fields=["source", "number"], name="staged_row_once"),
            models.CheckConstraint(
                condition=Q(outcome__in=StagedOutcome.values), name="staged_row_outcome_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.source}, dòng {self.number}"
