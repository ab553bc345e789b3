"""Products that take part in the programme and hold no stars, as registers of before tell it."""

from collections.abc import Mapping
from typing import ClassVar

from django.db import models
from django.db.models import Q

from ocop_registry.journal.models import Subject
from ocop_registry.privacy import Privacy, classes
from products.models import Product

LOW_STARS = (1, 2)  # no decision bears them (domain §2)


class Participation(Subject):
    """That a product takes part without stars. `reported`: the result in the words of the list, ""
    when it tells none; `stars`: 1 or 2, which no decision bears; `year`: of the evaluation. Products
    are only counted by it, and by what a round took in; nothing of it is public."""

    SUBJECT_KIND: ClassVar[str] = "participation"
    PRIVACY: ClassVar[Mapping[str, Privacy]] = classes(
        office="product reported stars year source",
    )

    product = models.OneToOneField(
        Product, on_delete=models.PROTECT, related_name="participation", verbose_name="sản phẩm"
    )
    reported = models.CharField("kết quả như nguồn ghi", max_length=120, blank=True, default="")
    stars = models.PositiveSmallIntegerField("hạng chưa đạt", null=True, blank=True)
    year = models.PositiveSmallIntegerField("năm đánh giá", null=True, blank=True)
    source = models.CharField("nguồn", max_length=200)

    class Meta:
        ordering = ["pk"]
        verbose_name = "sản phẩm tham gia chưa có sao"
        verbose_name_plural = "sản phẩm tham gia chưa có sao"
        constraints = [
            models.CheckConstraint(
                condition=Q(stars__isnull=True) | Q(stars__in=LOW_STARS),
                name="participation_stars_low",
            ),
            models.CheckConstraint(condition=~Q(source=""), name="participation_names_source"),
        ]

    def __str__(self) -> str:
        return f"{self.product}"
