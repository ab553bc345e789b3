"""What the council concluded on an application; stars are computed by the rules, never typed.

Grounds (*căn cứ*): why a result was taken on although something wants a word, given by one person
at concluding and read by another at approving.
"""

from collections.abc import Collection, Iterable, Mapping
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from certifications.law import grounds
from certifications.models.round import Application, Round
from ocop_registry.journal.models import Subject
from ocop_registry.privacy import Privacy, classes


class MarksMet(models.IntegerChoices):
    """The highest star all of whose marks (and those below) are met. No marks exist for 1 and 2
    stars."""

    FIVE = 5, "Đạt mọi dấu đến 5 sao"
    FOUR = 4, "Đạt mọi dấu đến 4 sao"
    THREE = 3, "Đạt mọi dấu đến 3 sao"
    BELOW = 2, "Chưa đạt dấu 3 sao"


class Result(Subject):
    """The council's conclusion. Points keep up to four decimals as printed; they are compared
    unrounded.

    Either scored (total, marks_met, and the three parts unless the paper prints none) or disqualified
    with a reason. `stars_*` are what
    `rules` computed.
    """

    SUBJECT_KIND: ClassVar[str] = "result"
    KEY_NEEDS: ClassVar[tuple[str, ...]] = ("application",)
    PRIVACY: ClassVar[Mapping[str, Privacy]] = classes(
        office=(
            "application total part_a part_b part_c marks_met missed_criteria disqualified "
            "disqualified_reason stars_by_total stars_by_marks final_stars entered_by "
            "approved_by"
        ),
    )

    application = models.OneToOneField(
        Application, on_delete=models.PROTECT, related_name="result", verbose_name="hồ sơ"
    )
    total = models.DecimalField(
        "điểm trung bình", max_digits=7, decimal_places=4, null=True, blank=True
    )
    part_a = models.DecimalField("phần A", max_digits=7, decimal_places=4, null=True, blank=True)
    part_b = models.DecimalField("phần B", max_digits=7, decimal_places=4, null=True, blank=True)
    part_c = models.DecimalField("phần C", max_digits=7, decimal_places=4, null=True, blank=True)
    marks_met = models.PositiveSmallIntegerField(
        "dấu sao đạt", choices=MarksMet.choices, null=True, blank=True
    )
    missed_criteria = models.CharField(
        "tiêu chí chưa đạt dấu", max_length=300, blank=True, default=""
    )
    disqualified = models.BooleanField("bị loại", default=False)
    disqualified_reason = models.TextField("lý do loại", blank=True, default="")
    stars_by_total = models.PositiveSmallIntegerField("sao theo điểm", null=True, editable=False)
    stars_by_marks = models.PositiveSmallIntegerField("sao theo dấu", null=True, editable=False)
    # null: disqualified
    final_stars = models.PositiveSmallIntegerField("hạng sao", null=True, editable=False)
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="results_entered",
        verbose_name="người nhập",
    )
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="results_approved",
        verbose_name="người duyệt",
    )

    class Meta:
        verbose_name = "kết quả đánh giá"
        verbose_name_plural = "kết quả đánh giá"
        constraints = [
            models.CheckConstraint(
                condition=Q(
                    disqualified=True,
                    total__isnull=True,
                    part_a__isnull=True,
                    part_b__isnull=True,
                    part_c__isnull=True,
                    marks_met__isnull=True,
                    final_stars__isnull=True,
                )
                & ~Q(disqualified_reason="")
                | Q(
                    disqualified=False,
                    disqualified_reason="",
                    total__isnull=False,
                    marks_met__isnull=False,
                    final_stars__isnull=False,
                )
                & (
                    Q(part_a__isnull=True, part_b__isnull=True, part_c__isnull=True)
                    | Q(part_a__isnull=False, part_b__isnull=False, part_c__isnull=False)
                ),
                name="result_scored_or_disqualified",
            ),
            models.CheckConstraint(
                condition=Q(total__isnull=True) | Q(total__gte=0, total__lte=100),
                name="result_total_in_range",
            ),
            models.CheckConstraint(
                condition=Q(final_stars__isnull=True)
                | Q(final_stars__lte=F("stars_by_total")) & Q(final_stars__lte=F("stars_by_marks")),
                name="result_final_not_above_total_or_marks",
            ),
            models.CheckConstraint(
                condition=Q(approved_by__isnull=True) | ~Q(approved_by=F("entered_by")),
                name="result_approver_is_not_enterer",
                violation_error_message="Người duyệt không được là người đã nhập kết quả.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.application}: {self.final_stars or 'bị loại'}"

    def journal_key(self) -> str:
        """The application's uid: a result may be taken back and entered anew, its story stays
        one."""
        return self.application.uid

    @classmethod
    def of_journal_keys(cls, keys: Collection[str]) -> Iterable["Result"]:
        return cls.objects.filter(application__uid__in=keys).select_related("application")


class ResultDraft(models.Model):
    """A row of the results grid as typed, kept until it is complete and right: nothing a user typed
    is lost."""

    application = models.OneToOneField(Application, on_delete=models.CASCADE, related_name="draft")
    raw: Any = models.JSONField()
    saved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    saved_at = models.DateTimeField(auto_now=True)
    version = models.PositiveIntegerField(default=1)


class ProposalStatus(models.TextChoices):
    PENDING = "pending", "Chờ đợt trung ương"
    TAKEN = "taken", "Đã vào đợt trung ương"
    RECOGNISED = "recognised", "Đã công nhận 5 sao"
    RETURNED = "returned", "Trả về tỉnh"
    RECOGNISED_BY_PROVINCE = "recognised_by_province", "Tỉnh công nhận theo kết quả trung ương"


class Proposal(Subject):
    """A result of 90 points or more that the province sent up for five stars. Gives no certificate
    by itself."""

    SUBJECT_KIND: ClassVar[str] = "proposal"
    PRIVACY: ClassVar[Mapping[str, Privacy]] = classes(
        office="result decision status",
    )

    result = models.OneToOneField(
        Result, on_delete=models.PROTECT, related_name="proposal", verbose_name="kết quả cấp tỉnh"
    )
    decision = models.ForeignKey(
        "certifications.Decision",
        on_delete=models.PROTECT,
        related_name="proposals",
        verbose_name="quyết định",
    )
    status = models.CharField(
        "trạng thái",
        max_length=24,
        choices=ProposalStatus.choices,
        default=ProposalStatus.PENDING,
        editable=False,
    )

    class Meta:
        verbose_name = "đề nghị công nhận 5 sao"
        verbose_name_plural = "đề nghị công nhận 5 sao"
        constraints = [
            models.CheckConstraint(
                condition=Q(status__in=ProposalStatus.values), name="proposal_status_known"
            )
        ]

    def __str__(self) -> str:
        return str(self.result.application.product)


# --- why a result was taken on ---------------------------------------------------------------------
class GroundKind(models.TextChoices):
    PAPER = grounds.PAPER, "Kết quả ghi từ giấy, không có phiếu chấm"
    QUORUM = grounds.QUORUM, "Hội đồng dưới mức họp, lấy ý kiến bằng văn bản của người còn lại"
    RULES = grounds.RULES, "Quy chế hội đồng đổi sau khi đã chấm"
    COUNCIL = grounds.COUNCIL, "Hội đồng đổi sau khi đã chấm"
    REPORT = grounds.REPORT, "Báo cáo của cấp xã chưa có hoặc không thuận"
    EVIDENCE = grounds.EVIDENCE, "Thiếu minh chứng"
    CODE = grounds.CODE, "Chưa có mã sản phẩm"
    COMMUNE = grounds.COMMUNE, "Chưa rõ xã của chủ thể"


OF_THE_ROUND = (GroundKind.RULES, GroundKind.COUNCIL)


class Ground(Subject):
    """One reason. `facts`: what it answers, as it stood then (see `law/grounds.py`): when these
    change it answers nothing any more. A change of the council or of its rules concerns the whole
    round: then no `application`."""

    SUBJECT_KIND: ClassVar[str] = "ground"
    PRIVACY: ClassVar[Mapping[str, Privacy]] = classes(
        office="round application kind facts reason given_by given_at confirmed_by confirmed_at",
    )

    round = models.ForeignKey(
        Round, on_delete=models.PROTECT, related_name="grounds", verbose_name="đợt"
    )
    application = models.ForeignKey(
        Application,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="grounds",
        verbose_name="hồ sơ",
    )
    kind = models.CharField("loại căn cứ", max_length=10, choices=GroundKind.choices)
    facts: Any = models.JSONField("tình trạng", default=dict, blank=True)
    reason = models.CharField("lý do", max_length=500)
    given_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="grounds_given",
        verbose_name="người ghi",
    )
    given_at = models.DateTimeField("ghi lúc")
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="grounds_confirmed",
        verbose_name="người duyệt đã đọc",
    )
    confirmed_at = models.DateTimeField("đọc lúc", null=True, blank=True)

    class Meta:
        ordering = ["pk"]
        verbose_name = "căn cứ"
        verbose_name_plural = "căn cứ"
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=GroundKind.values), name="ground_kind_known"
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="ground_has_reason"),
            models.CheckConstraint(
                condition=Q(kind__in=OF_THE_ROUND, application__isnull=True)
                | ~Q(kind__in=OF_THE_ROUND) & Q(application__isnull=False),
                name="ground_names_its_application",
            ),
            models.CheckConstraint(
                condition=Q(confirmed_by__isnull=True, confirmed_at__isnull=True)
                | Q(confirmed_by__isnull=False, confirmed_at__isnull=False),
                name="ground_confirmed_with_its_time",
            ),
            models.CheckConstraint(
                condition=Q(confirmed_by__isnull=True) | ~Q(confirmed_by=F("given_by")),
                name="ground_two_people",
                violation_error_message="Người đọc và duyệt căn cứ phải là người khác người ghi.",
            ),
            models.UniqueConstraint(
                fields=["application", "kind"],
                condition=Q(application__isnull=False),
                name="ground_once_per_application_and_kind",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.application or self.round}"

    @property
    def told(self) -> str:
        """What it answers, in words."""
        return grounds.sentence(self.kind, self.facts)
