"""Criteria schemes (*bộ tiêu chí*) and their sheets: the law as data. A new scheme is a new file in
`certifications/data/schemes/`."""

from collections.abc import Collection, Iterable, Mapping
from datetime import date
from typing import Any, ClassVar

from django.conf import settings
from django.core.files.storage import Storage, storages
from django.db import models
from django.db.models import F, Q

from certifications.law.scheme_of_day import Recognisers, SchemeDays
from certifications.law.scorecards import Scorecard as Card
from ocop_registry.journal.models import Subject
from ocop_registry.privacy import Privacy, classes
from products.models import ProductSet


def law_storage() -> Storage:
    """Pages of the law as somebody compared them: outside the web root."""
    return storages["private"]


class SchemeQuerySet(models.QuerySet["Scheme"]):
    def in_force(self, on: date) -> "SchemeQuerySet":
        """Schemes that may be applied on that day; two of them from 22/05/2026 to 21/07/2026."""
        return self.filter(
            Q(effective_until__isnull=True) | Q(effective_until__gte=on), effective_from__lte=on
        )

    def current(self, on: date) -> "Scheme | None":
        """The scheme to take on that day where nothing else says which: the newest of those in
        force."""
        return self.in_force(on).order_by("-effective_from").first()

    def days(self) -> list[SchemeDays]:
        """When each scheme applies, without the rest of its data."""
        rows = self.order_by("effective_from").values_list(
            "slug", "code", "effective_from", "effective_until", "data__deadlines"
        )
        return [
            SchemeDays(slug, code, since, until, deadlines or {})
            for slug, code, since, until, deadlines in rows
        ]

    def recognisers(self) -> Recognisers:
        """Who recognises, by scheme and day, without the rest of the data. One query."""
        names = ("slug", "code", "effective_from", "effective_until", "validity_months")
        return Recognisers.of(self.values_list(*names, "data__bands"))

    def sets_of_day(self, on: date) -> models.QuerySet[ProductSet]:
        """The product sets that a product is sorted into on that day, whatever it was certified
        in."""
        current = self.current(on)
        return ProductSet.objects.filter(scheme=current.slug if current else "").order_by("no")


class Scheme(models.Model):
    """One scheme. `data` holds parts, bands with their authorities, deadlines, revocation grounds,
    as in its file."""

    slug = models.SlugField("mã", max_length=20, unique=True)
    code = models.CharField("số hiệu", max_length=40)
    issued_on = models.DateField("ban hành")
    effective_from = models.DateField("áp dụng từ")
    effective_until = models.DateField("áp dụng đến hết", null=True, blank=True)
    validity_months = models.PositiveSmallIntegerField("thời hạn chứng nhận (tháng)")
    data: Any = models.JSONField("nội dung")
    checksum = models.CharField(max_length=64)

    objects = SchemeQuerySet.as_manager()

    class Meta:
        ordering = ["-effective_from"]
        verbose_name = "bộ tiêu chí"
        verbose_name_plural = "bộ tiêu chí"
        constraints = [
            models.CheckConstraint(
                condition=Q(effective_until__isnull=True)
                | Q(effective_until__gte=F("effective_from")),
                name="scheme_period_in_order",
            ),
            models.CheckConstraint(
                condition=Q(validity_months__gt=0), name="scheme_validity_positive"
            ),
        ]

    def __str__(self) -> str:
        return self.code

    def journal_key(self) -> str:
        return self.slug

    @classmethod
    def of_journal_keys(cls, keys: Collection[str]) -> Iterable["Scheme"]:
        return cls.objects.filter(slug__in=keys)


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
    # codes where the doubtful was compared with the signed copy and agrees (`Comparison`)
    compared: Any = models.JSONField("đã đối chiếu", default=list, blank=True, editable=False)

    class Meta:
        ordering = ["product_set__no"]
        verbose_name = "phiếu đánh giá"
        verbose_name_plural = "phiếu đánh giá"

    def __str__(self) -> str:
        return f"Phiếu {self.product_set}"

    @property
    def card(self) -> Card:
        """The sheet as the rules read it."""
        return Card.from_data(self.scheme.slug, self.data, self.implied_zero, self.compared)


class Comparison(Subject):
    """A doubtful place of a sheet, compared by a person with the signed copy of the decision."""

    SUBJECT_KIND: ClassVar[str] = "comparison"
    PRIVACY: ClassVar[Mapping[str, Privacy]] = classes(
        public="scheme set_no at agrees note compared_on",
        office="compared_by file",
    )

    scheme = models.ForeignKey(
        Scheme, on_delete=models.PROTECT, related_name="comparisons", verbose_name="bộ tiêu chí"
    )
    set_no = models.PositiveSmallIntegerField("bộ số")
    at = models.CharField("chỗ", max_length=20)
    agrees = models.BooleanField("đúng như bản ký số")
    note = models.TextField("bản ký số ghi", blank=True, default="")
    compared_on = models.DateField("ngày đối chiếu")
    compared_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="comparisons",
        verbose_name="người đối chiếu",
    )
    file: Any = models.FileField("bản ký số", storage=law_storage, upload_to="comparisons/")

    class Meta:
        ordering = ["-compared_on", "-pk"]
        verbose_name = "lần đối chiếu bản ký số"
        verbose_name_plural = "các lần đối chiếu bản ký số"

    def __str__(self) -> str:
        return f"Bộ {self.set_no}, {self.at}"
