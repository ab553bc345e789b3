"""Yearly figures (*số liệu theo năm*) of a product: what its producer reported it sold and made."""

from collections.abc import Mapping
from typing import Any, ClassVar

from django.db import models
from django.db.models import Q

from ocop_registry.journal.models import Subject
from ocop_registry.privacy import Privacy, classes
from products.models.product import Product


class YearlyFigure(Subject):
    """Revenue in whole VND and output of one product in one calendar year; null where not
    reported."""

    SUBJECT_KIND: ClassVar[str] = "yearly_figure"
    PRIVACY: ClassVar[Mapping[str, Privacy]] = classes(
        office="product year revenue output output_unit source",
    )

    product = models.ForeignKey(
        Product, on_delete=models.PROTECT, related_name="yearly_figures", verbose_name="sản phẩm"
    )
    year = models.PositiveSmallIntegerField("năm")
    revenue = models.BigIntegerField(
        "doanh thu (đồng)", null=True, blank=True, help_text="Số nguyên đồng, ví dụ 1.600.000.000."
    )
    output: Any = models.DecimalField(
        "sản lượng", max_digits=14, decimal_places=3, null=True, blank=True
    )
    output_unit = models.CharField(
        "đơn vị tính", max_length=30, blank=True, default="", help_text="Ví dụ: tấn, lít, hộp."
    )
    source = models.CharField("nguồn số liệu", max_length=200, blank=True, default="")

    class Meta:
        ordering = ["product__sort_key", "-year"]
        verbose_name = "số liệu theo năm"
        verbose_name_plural = "số liệu theo năm"
        constraints = [
            models.UniqueConstraint(
                fields=["product", "year"],
                name="yearly_figure_once",
                violation_error_message=(
                    "Sản phẩm này đã có số liệu của năm này: hãy sửa dòng đã có."
                ),
            ),
            models.CheckConstraint(
                condition=Q(year__gte=2000, year__lte=2100),
                name="yearly_figure_year",
                violation_error_message="Ghi năm bốn chữ số, ví dụ 2025.",
            ),
            models.CheckConstraint(
                condition=Q(revenue__isnull=False) | Q(output__isnull=False),
                name="yearly_figure_says_something",
                violation_error_message="Ghi doanh thu hoặc sản lượng.",
            ),
            models.CheckConstraint(
                condition=(Q(revenue__isnull=True) | Q(revenue__gte=0))
                & (Q(output__isnull=True) | Q(output__gte=0)),
                name="yearly_figure_not_negative",
                violation_error_message="Doanh thu và sản lượng không âm.",
            ),
            models.CheckConstraint(
                condition=Q(output__isnull=True) | ~Q(output_unit=""),
                name="yearly_figure_output_has_unit",
                violation_error_message="Ghi đơn vị tính của sản lượng, ví dụ tấn.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.product}, năm {self.year}"
