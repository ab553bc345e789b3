"""The sheets of a scheme, whole and immutable, beside the product sets that they score."""

from typing import Any

from django.db import models

from certifications.law.scorecards import Scorecard as Card
from certifications.models.scheme import Scheme
from products.models import ProductSet


class Scorecard(models.Model):
    """One sheet as its scheme's file prints it (`data`); read it as `card`. Data of the law:
    loaded, never edited."""

    scheme = models.ForeignKey(
        Scheme, on_delete=models.CASCADE, related_name="scorecards", verbose_name="bộ tiêu chí"
    )
    product_set = models.OneToOneField(
        ProductSet, on_delete=models.PROTECT, related_name="scorecard", verbose_name="bộ sản phẩm"
    )
    data: Any = models.JSONField("nội dung")
    implied_zero: Any = models.JSONField("mức 0 không in")

    class Meta:
        ordering = ["product_set__no"]
        verbose_name = "phiếu đánh giá"
        verbose_name_plural = "phiếu đánh giá"

    def __str__(self) -> str:
        return f"Phiếu {self.product_set}"

    @property
    def card(self) -> Card:
        """The sheet as the rules read it."""
        return Card.from_data(self.scheme.slug, self.data, self.implied_zero)
