"""Targets (*mục tiêu*) of a province's plan, to be set against the actual figures."""

from collections.abc import Mapping
from typing import Any, ClassVar

from django.db import models
from django.db.models import Q

from ocop_registry.journal.models import Subject
from ocop_registry.places.models import Place
from ocop_registry.privacy import Privacy, classes


class Indicator(models.TextChoices):
    """What plans set targets for (see the figures of the seed articles, domain §6). Shares are
    percents."""

    PRODUCTS = "products", "Sản phẩm được công nhận (từ 3 sao)"
    NEW_PRODUCTS = "new_products", "Sản phẩm công nhận mới"
    RENEWED_PRODUCTS = "renewed_products", "Sản phẩm được nâng hạng, chuẩn hóa"
    THREE_STARS = "three_stars", "Sản phẩm 3 sao"
    FOUR_STARS = "four_stars", "Sản phẩm 4 sao"
    FIVE_STARS = "five_stars", "Sản phẩm 5 sao"
    KEPT_SHARE = "kept_share", "Tỷ lệ sản phẩm giữ được hạng (%)"
    PRODUCERS = "producers", "Chủ thể có sản phẩm được công nhận"
    COOPERATIVE_SHARE = "cooperative_share", "Tỷ lệ chủ thể là hợp tác xã (%)"
    SME_SHARE = "sme_share", "Tỷ lệ chủ thể là doanh nghiệp nhỏ và vừa (%)"
    VALUE_CHAIN_SHARE = "value_chain_share", "Tỷ lệ chủ thể có chuỗi liên kết (%)"


class Target(Subject):
    """One figure that a plan of a province sets for the end of a year."""

    SUBJECT_KIND: ClassVar[str] = "target"
    PRIVACY: ClassVar[Mapping[str, Privacy]] = classes(
        public="province year indicator value plan",
    )

    province = models.ForeignKey(
        Place, on_delete=models.PROTECT, related_name="targets", verbose_name="tỉnh, thành phố"
    )
    year = models.PositiveSmallIntegerField("đến hết năm", help_text="Ví dụ: 2030.")
    indicator = models.CharField("chỉ tiêu", max_length=20, choices=Indicator.choices)
    value: Any = models.DecimalField(
        "mục tiêu",
        max_digits=12,
        decimal_places=2,
        help_text="Số sản phẩm, số chủ thể hoặc tỷ lệ %.",
    )
    plan = models.CharField(
        "theo kế hoạch",
        max_length=200,
        blank=True,
        default="",
        help_text="Ví dụ: 3438/KH-UBND ngày 27/12/2022.",
    )

    class Meta:
        ordering = ["province__code", "-year", "indicator"]
        verbose_name = "mục tiêu"
        verbose_name_plural = "mục tiêu"
        constraints = [
            models.CheckConstraint(
                condition=Q(indicator__in=Indicator.values), name="target_indicator_known"
            ),
            models.CheckConstraint(
                condition=Q(value__gte=0),
                name="target_not_negative",
                violation_error_message="Mục tiêu không âm.",
            ),
            models.UniqueConstraint(
                fields=["province", "year", "indicator"],
                name="target_once",
                violation_error_message=(
                    "Chỉ tiêu này của tỉnh và năm này đã có: hãy sửa dòng đã có."
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_indicator_display()} {self.year}"
