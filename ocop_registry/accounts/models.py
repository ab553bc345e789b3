"""Staff and the roles they hold for a place; the provincial offices."""

from collections.abc import Mapping
from datetime import date
from typing import ClassVar

from django.contrib.auth.models import AbstractUser
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q

from ocop_registry.journal.models import Subject
from ocop_registry.places.models import Place, PlaceLevel
from ocop_registry.privacy import Privacy, classes


class Role(models.TextChoices):
    """Who does what (domain glossary): see `permissions.ALLOWED` for what each may do."""

    MINISTRY = "ministry", "Cán bộ Bộ Nông nghiệp và Môi trường"
    PROVINCE_STAFF = "province_staff", "Cán bộ văn phòng tỉnh"
    APPROVER = "approver", "Người duyệt"
    COMMUNE_OFFICER = "commune_officer", "Cán bộ cấp xã"
    COUNCIL_MEMBER = "council_member", "Thành viên hội đồng"
    READ_ONLY = "read_only", "Chỉ xem"


class User(AbstractUser, Subject):
    """A person with an account. Name as printed on papers; sign-in name as given by the office's
    head."""

    SUBJECT_KIND: ClassVar[str] = "account"
    UNTOLD: ClassVar[frozenset[str]] = frozenset({"password", "last_login"})
    PRIVACY: ClassVar[Mapping[str, Privacy]] = classes(
        personal="email",
        office=(
            "password last_login is_superuser username first_name last_name is_staff "
            "is_active date_joined full_name is_demo"
        ),
    )

    full_name = models.CharField(
        "họ và tên", max_length=150, help_text="Như ghi trên văn bản, ví dụ: Nguyễn Thị Lan."
    )
    is_demo = models.BooleanField("tài khoản dùng thử", default=False, editable=False)

    class Meta(AbstractUser.Meta):
        verbose_name = "tài khoản"
        verbose_name_plural = "tài khoản"

    def get_full_name(self) -> str:
        return self.full_name or self.username


class RoleHeld(models.Model):
    """A role a person holds for a place, in a period. Ministry roles have no place: they hold for
    the country."""

    user = models.ForeignKey(
        User, on_delete=models.CASCADE, related_name="roles_held", verbose_name="tài khoản"
    )
    role = models.CharField("vai trò", max_length=20, choices=Role.choices)
    place = models.ForeignKey(
        Place,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="địa bàn",
        help_text="Tỉnh (hoặc xã, với cán bộ cấp xã). Để trống chỉ khi là cán bộ Bộ.",
    )
    manages_accounts = models.BooleanField(
        "phụ trách tài khoản",
        default=False,
        help_text="Được tạo và đóng tài khoản của đồng nghiệp trong văn phòng.",
    )
    since = models.DateField("từ ngày")
    until = models.DateField("đến hết ngày", null=True, blank=True)

    class Meta:
        verbose_name = "vai trò"
        verbose_name_plural = "vai trò"
        constraints = [
            models.CheckConstraint(condition=Q(role__in=Role.values), name="role_known"),
            models.CheckConstraint(
                condition=Q(role=Role.MINISTRY, place__isnull=True)
                | (~Q(role=Role.MINISTRY) & Q(place__isnull=False)),
                name="role_has_place_unless_ministry",
                violation_error_message=(
                    "Chọn địa bàn cho vai trò này (chỉ vai trò của Bộ mới để trống)."
                ),
            ),
            models.CheckConstraint(
                condition=Q(until__isnull=True) | Q(until__gte=F("since")),
                name="role_period_in_order",
                violation_error_message="Ngày kết thúc phải sau ngày bắt đầu.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_role_display()} – {self.place or 'cả nước'}"

    def clean(self) -> None:
        """A province's roles are held for a province of today, a commune officer's for a commune of
        today."""
        if self.place is None or self.role == Role.MINISTRY:
            return
        level = PlaceLevel.COMMUNE if self.role == Role.COMMUNE_OFFICER else PlaceLevel.PROVINCE
        if self.place.level != level or not self.place.in_force:
            wanted = "một xã, phường hoặc đặc khu" if level == PlaceLevel.COMMUNE else "một tỉnh"
            raise ValidationError(
                {"place": f"Vai trò này được giao cho {wanted} hiện nay."}, code="place_level"
            )

    def on(self, day: date) -> bool:
        return self.since <= day and (self.until is None or day <= self.until)


class Office(Subject):
    """The provincial office in charge of OCOP: its names differ by province; the public is sent
    here with questions."""

    SUBJECT_KIND: ClassVar[str] = "office"
    PRIVACY: ClassVar[Mapping[str, Privacy]] = classes(
        public="place name parent_body phone email address live_since complete_until",
    )

    place = models.OneToOneField(
        Place, on_delete=models.PROTECT, related_name="office", verbose_name="tỉnh"
    )
    name = models.CharField(
        "tên cơ quan",
        max_length=200,
        help_text="Ví dụ: Văn phòng điều phối nông thôn mới tỉnh Thái Nguyên.",
    )
    parent_body = models.CharField("cơ quan chủ quản", max_length=200, blank=True, default="")
    phone = models.CharField("điện thoại", max_length=40, blank=True, default="")
    email = models.EmailField("thư điện tử", blank=True, default="")
    address = models.CharField("địa chỉ", max_length=250, blank=True, default="")
    live_since = models.DateField(
        "dùng hệ thống từ ngày",
        null=True,
        blank=True,
        help_text=(
            "Quyết định công nhận từ ngày này trở đi phải đi qua đợt đánh giá trong hệ thống, không"
            " nhập từ danh sách cũ."
        ),
    )
    complete_until = models.DateField(
        "sổ đăng ký đầy đủ đến hết ngày",
        null=True,
        blank=True,
        help_text="Mọi quyết định công nhận đến ngày này đã có trong sổ đăng ký.",
    )

    class Meta:
        verbose_name = "văn phòng tỉnh"
        verbose_name_plural = "văn phòng tỉnh"

    def __str__(self) -> str:
        return self.name
