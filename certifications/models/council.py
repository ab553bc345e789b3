"""Councils (*hội đồng*): who sits on them, who is present, who declared a conflict of interest on
which product."""

from collections.abc import Mapping
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from certifications.models.round import Application, Round
from ocop_registry.journal.models import Subject
from ocop_registry.privacy import Privacy, classes


class CouncilRole(models.TextChoices):
    """Chair, vice-chairs and members score; the secretary and the helper team (*tổ tư vấn*) do
    not."""

    CHAIR = "chair", "Chủ tịch"
    VICE = "vice", "Phó chủ tịch"
    MEMBER = "member", "Ủy viên"
    SECRETARY = "secretary", "Thư ký"


SCORING_ROLES = (CouncilRole.CHAIR, CouncilRole.VICE, CouncilRole.MEMBER)


class CouncilMember(Subject):
    """One person on a round's council. `present` null: attendance not taken yet. A substitute sits
    for another member."""

    SUBJECT_KIND: ClassVar[str] = "council_member"
    PRIVACY: ClassVar[Mapping[str, Privacy]] = classes(
        office="round position name agency role user substitute_for present",
    )

    round = models.ForeignKey(
        Round, on_delete=models.PROTECT, related_name="council", verbose_name="đợt"
    )
    position = models.PositiveSmallIntegerField("TT", default=1)
    name = models.CharField(
        "họ và tên", max_length=150, help_text="Như trong quyết định thành lập hội đồng."
    )
    agency = models.CharField("cơ quan, chức vụ", max_length=200, blank=True, default="")
    role = models.CharField(
        "vai trò", max_length=10, choices=CouncilRole.choices, default=CouncilRole.MEMBER
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="council_seats", verbose_name="tài khoản",
        help_text="Để trống khi thành viên chấm trên giấy.",
    )  # fmt: skip
    substitute_for = models.OneToOneField(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="substitute",
        verbose_name="thay cho",
    )
    present = models.BooleanField("có mặt", null=True, blank=True)

    class Meta:
        ordering = ["position", "pk"]
        verbose_name = "thành viên hội đồng"
        verbose_name_plural = "thành viên hội đồng"
        constraints = [
            models.CheckConstraint(condition=Q(role__in=CouncilRole.values), name="council_role_known"),
            models.CheckConstraint(condition=~Q(name=""), name="council_member_has_name"),
            models.CheckConstraint(condition=Q(substitute_for__isnull=True) | ~Q(substitute_for=F("id")), name="council_substitute_is_another"),
            models.UniqueConstraint(
                fields=["round", "user"], condition=Q(user__isnull=False), name="council_user_once_per_round",
                violation_error_message="Tài khoản này đã là thành viên của hội đồng.",
            ),
            models.UniqueConstraint(
                fields=["round"], condition=Q(role=CouncilRole.CHAIR, substitute_for__isnull=True), name="council_one_chair",
                violation_error_message="Hội đồng đã có chủ tịch.",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.name

    @property
    def scores(self) -> bool:
        """Whether this seat scores at all (conflicts apart)."""
        return self.role in SCORING_ROLES


class ConflictKind(models.TextChoices):
    OWNERSHIP = "ownership", "Góp vốn, sở hữu hoặc làm việc cho chủ thể"
    FAMILY = "family", "Có người thân là chủ thể hoặc người đại diện"
    ADVICE = "advice", "Đã tư vấn, hỗ trợ lập hồ sơ sản phẩm"
    SUPPLY = "supply", "Mua bán, cung ứng với chủ thể"
    OTHER = "other", "Lý do khác"


class Conflict(Subject):
    """A declared conflict of interest: for this product the member neither sees, nor scores, nor
    counts."""

    SUBJECT_KIND: ClassVar[str] = "conflict"
    PRIVACY: ClassVar[Mapping[str, Privacy]] = classes(
        personal="note",
        office="member application kind declared_at",
    )

    member = models.ForeignKey(
        CouncilMember, on_delete=models.PROTECT, related_name="conflicts", verbose_name="thành viên"
    )
    application = models.ForeignKey(
        Application, on_delete=models.PROTECT, related_name="conflicts", verbose_name="hồ sơ"
    )
    kind = models.CharField("loại xung đột lợi ích", max_length=12, choices=ConflictKind.choices)
    note = models.CharField("ghi rõ", max_length=300, blank=True, default="")
    declared_at = models.DateTimeField("khai lúc", auto_now_add=True)

    class Meta:
        ordering = ["pk"]
        verbose_name = "xung đột lợi ích"
        verbose_name_plural = "xung đột lợi ích"
        constraints = [
            models.UniqueConstraint(
                fields=["member", "application"], name="conflict_once_per_member_and_application"
            ),
            models.CheckConstraint(
                condition=Q(kind__in=ConflictKind.values), name="conflict_kind_known"
            ),
            models.CheckConstraint(
                condition=~Q(kind=ConflictKind.OTHER) | ~Q(note=""), name="conflict_other_says_what"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.member} – {self.application}"
