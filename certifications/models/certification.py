"""Certifications (*giấy chứng nhận*): never edited; ended, extended, revoked or corrected by acts
of two people."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any, ClassVar

from django.db import models
from django.db.models import F, Q

from certifications.law import validity
from ocop_registry.journal.models import Subject
from ocop_registry.known_days import PARTS, KnownDay
from ocop_registry.places.models import Place
from ocop_registry.privacy import Privacy, classes
from products.models import Product, ProductSet


class Level(models.TextChoices):
    DISTRICT = "district", "Cấp huyện (trước đây)"
    PROVINCE = "province", "Cấp tỉnh"
    CENTRAL = "central", "Trung ương"
    UNKNOWN = "unknown", "Chưa rõ cấp"


class Origin(models.TextChoices):
    LIVE = "live", "Qua đợt đánh giá trong hệ thống"
    HISTORIC = "historic", "Ghi nhận trước đây"


class EndedBy(models.TextChoices):
    SUPERSEDED = "superseded", "Thay thế"
    REVOKED = "revoked", "Thu hồi"


# The order of time, the same on every database: recognitions of no known time first.
IN_ORDER = F("in_force_from").asc(nulls_first=True)


class CertificationQuerySet(models.QuerySet["Certification"]):
    """What `law/rules.py` and `law/validity.py` say of one certification, asked of many."""

    def counting(self, on: date) -> "CertificationQuerySet":
        """Those whose stars count on that day: in force, expiring or extended."""
        return self._running(on).filter(Q(in_force_until__gte=on) | Q(extended_until__gte=on))

    def in_force(self, on: date) -> "CertificationQuerySet":
        """Those within their own validity on that day: in force or expiring, not extended."""
        return self._running(on).filter(in_force_until__gte=on)

    def expiring(self, on: date, days: int) -> "CertificationQuerySet":
        """Those in force on that day that expire within so many days."""
        return self.in_force(on).filter(in_force_until__lte=on + timedelta(days=days))

    def perhaps_expiring(self, on: date, days: int) -> "CertificationQuerySet":
        """Those that may expire from that day on within so many days: where only a month or year
        of issue is known, any day from the end of what is certain on."""
        begun = Q(in_force_from__lte=on) | Q(possible_from__lte=on)
        running = Q(in_force_until__gte=on) | Q(possible_until__gte=on)
        return self.filter(begun, running, in_force_until__lte=on + timedelta(days=days)).exclude(
            ended_on__lte=on
        )

    def surely_expiring(self, on: date, days: int) -> "CertificationQuerySet":
        """Those in force on that day that are certain to expire within so many days."""
        last = on + timedelta(days=days)
        return self.expiring(on, days).filter(
            Q(possible_until__isnull=True) | Q(possible_until__lte=last)
        )

    def to_renew(self, on: date) -> "CertificationQuerySet":
        """Those whose re-evaluation dossier should be handed in that day; only of known days."""
        first, last = validity.renewal_due(on)
        due = Q(in_force_until__gte=first, in_force_until__lte=last, issued_on__isnull=False)
        return self.in_force(on).filter(due)

    def _running(self, on: date) -> "CertificationQuerySet":
        return self.filter(in_force_from__lte=on).exclude(ended_on__lte=on)


class Certification(Subject):
    """One recognition of one product. All dates are days in Việt Nam, all ends inclusive except
    `ended_on`.

    Known day: `issued_on` = `in_force_from`, `in_force_until` = the months of validity later.
    Only a year known, or its month or quarter (`issued_part`): certain from the last day that it
    can have been (`in_force_from`) through `in_force_until`, possible from the first one
    (`possible_from`) through `possible_until`; of a year Y 31/12/Y, 31/12/Y+2, 1/1/Y, 31/12/Y+3.
    `known_on` is kept where that year, month or quarter had not ended yet: it came no later.
    Nothing known: all null, standing "unverified". `ended_on` is the first day on which it no
    longer counts, because of `ended_by`.
    """

    SUBJECT_KIND: ClassVar[str] = "certification"
    PRIVACY: ClassVar[Mapping[str, Privacy]] = classes(
        public=(
            "product decision origin level stars scheme product_set product_name "
            "producer_name set_name place code issued_on issued_year issued_part known_on in_force_from "
            "in_force_until possible_from possible_until extended_until extension_basis "
            "ended_on ended_by supersedes revocation_ground revocation_decision "
            "revocation_reason corrections source authority_reason is_demo"
        ),
        office="result confidence",
    )

    product = models.ForeignKey(
        Product, on_delete=models.PROTECT, related_name="certifications", verbose_name="sản phẩm"
    )
    decision = models.ForeignKey(
        "certifications.Decision",
        on_delete=models.PROTECT,
        related_name="certifications",
        verbose_name="quyết định",
    )
    result = models.OneToOneField(
        "certifications.Result",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="certification",
        verbose_name="kết quả",
    )
    origin = models.CharField(
        "nguồn gốc", max_length=10, choices=Origin.choices, default=Origin.LIVE
    )
    level = models.CharField("cấp công nhận", max_length=10, choices=Level.choices)
    stars = models.PositiveSmallIntegerField("hạng sao")
    scheme = models.ForeignKey(
        "certifications.Scheme",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="certifications",
        verbose_name="bộ tiêu chí",
    )
    product_set = models.ForeignKey(
        ProductSet,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="certifications",
        verbose_name="bộ sản phẩm",
    )
    # As issued: kept whatever happens to names and places later.
    product_name = models.CharField("tên sản phẩm khi cấp", max_length=250)
    producer_name = models.CharField("tên chủ thể khi cấp", max_length=250)
    set_name = models.CharField("bộ sản phẩm khi cấp", max_length=250, blank=True, default="")
    place = models.ForeignKey(
        Place,
        on_delete=models.PROTECT,
        related_name="certifications",
        verbose_name="địa bàn khi cấp",
    )
    code = models.CharField("mã sản phẩm", max_length=30, blank=True, default="")

    issued_on = models.DateField("ngày cấp", null=True, blank=True)
    issued_year = models.PositiveSmallIntegerField("năm cấp", null=True, blank=True)
    issued_part = models.CharField("tháng hoặc quý cấp", max_length=2, blank=True, default="")
    known_on = models.DateField("đã biết từ ngày", null=True, blank=True)
    in_force_from = models.DateField("hiệu lực từ", null=True, blank=True)
    in_force_until = models.DateField("hiệu lực đến hết", null=True, blank=True)
    possible_from = models.DateField(null=True, blank=True)
    possible_until = models.DateField(null=True, blank=True)
    extended_until = models.DateField("gia hạn đến hết", null=True, blank=True)
    extension_basis = models.TextField("căn cứ gia hạn", blank=True, default="")
    ended_on = models.DateField("chấm dứt từ ngày", null=True, blank=True)
    ended_by = models.CharField(
        "chấm dứt do", max_length=12, choices=EndedBy.choices, blank=True, default=""
    )
    supersedes = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="superseded_by",
        verbose_name="thay thế",
    )
    revocation_ground = models.CharField("căn cứ thu hồi", max_length=2, blank=True, default="")
    revocation_decision = models.CharField(
        "quyết định thu hồi", max_length=120, blank=True, default=""
    )
    revocation_reason = models.TextField("lý do thu hồi", blank=True, default="")
    corrections: Any = models.JSONField("các lần đính chính", default=list, blank=True)
    source = models.CharField("nguồn", max_length=200, blank=True, default="")
    confidence = models.CharField("độ tin cậy nguồn", max_length=1, blank=True, default="")
    authority_reason = models.CharField(
        "vì sao ghi cơ quan công nhận khác quy định",
        max_length=200,
        blank=True,
        default="",
        editable=False,
    )
    is_demo = models.BooleanField("dữ liệu minh họa", default=False, editable=False)

    objects = CertificationQuerySet.as_manager()

    class Meta:
        ordering = ["-in_force_from", "-pk"]
        verbose_name = "chứng nhận"
        verbose_name_plural = "chứng nhận"
        constraints = [
            models.CheckConstraint(
                condition=Q(stars__in=[3, 4, 5]), name="certification_stars_3_4_5"
            ),
            models.CheckConstraint(
                condition=~Q(stars=5) | Q(level=Level.CENTRAL),
                name="certification_five_stars_central",
            ),
            models.CheckConstraint(
                condition=Q(origin=Origin.HISTORIC)
                | Q(
                    issued_on__isnull=False,
                    scheme__isnull=False,
                    result__isnull=False,
                    in_force_until__isnull=False,
                ),
                name="certification_live_is_complete",
            ),
            models.CheckConstraint(
                condition=Q(level__in=[Level.PROVINCE, Level.CENTRAL]) | Q(origin=Origin.HISTORIC),
                name="certification_live_level",
            ),
            models.CheckConstraint(
                condition=Q(issued_on__isnull=True)
                | Q(in_force_from=F("issued_on"), in_force_until__isnull=False),
                name="certification_starts_when_issued",
            ),
            models.CheckConstraint(
                condition=Q(issued_part="")
                | Q(issued_part__in=PARTS, issued_on__isnull=True, issued_year__isnull=False),
                name="certification_part_of_a_year",
            ),
            models.CheckConstraint(
                condition=Q(known_on__isnull=True)
                | Q(known_on=F("in_force_from"), issued_on__isnull=True),
                name="certification_known_on_is_last_possible",
            ),
            models.CheckConstraint(
                condition=Q(in_force_from__isnull=True, in_force_until__isnull=True)
                | Q(in_force_until__gte=F("in_force_from")),
                name="certification_period_in_order",
            ),
            models.CheckConstraint(
                condition=Q(possible_from__isnull=True, possible_until__isnull=True)
                | Q(possible_from__lte=F("in_force_from"), possible_until__gte=F("in_force_until")),
                name="certification_possible_around_certain",
            ),
            models.CheckConstraint(
                condition=Q(ended_on__isnull=True, ended_by="")
                | Q(ended_on__isnull=False, ended_by__in=EndedBy.values),
                name="certification_end_has_cause",
            ),
            models.CheckConstraint(
                condition=Q(extended_until__isnull=True, extension_basis="")
                | Q(extended_until__gt=F("in_force_until")) & ~Q(extension_basis=""),
                name="certification_extension_has_basis",
            ),
            models.CheckConstraint(
                condition=~Q(ended_by=EndedBy.REVOKED)
                | ~Q(revocation_ground="") & ~Q(revocation_decision="") & ~Q(revocation_reason=""),
                name="certification_revocation_is_grounded",
            ),
        ]
        indexes = [
            models.Index(fields=["code"], name="certification_code"),
            models.Index(fields=["in_force_until"], name="certification_expiry"),
        ]

    def __str__(self) -> str:
        return f"{self.product_name} – {self.stars} sao"

    @property
    def issued(self) -> KnownDay:
        """What is known of the day of issue."""
        return KnownDay.of(self.issued_on, self.issued_year, self.issued_part, self.known_on)
