"""Staff and the roles they hold for a place; the provincial offices."""

from collections.abc import Mapping
from datetime import date
from typing import Any, ClassVar

from django.conf import settings
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
    UNTOLD: ClassVar[frozenset[str]] = frozenset(
        {"password", "last_login", "link_nonce", "told_until"}
    )
    PRIVACY: ClassVar[Mapping[str, Privacy]] = classes(
        personal="email",
        office=(
            "password last_login is_superuser username first_name last_name is_staff "
            "is_active date_joined full_name is_demo link_nonce told_until"
        ),
    )

    full_name = models.CharField(
        "họ và tên", max_length=150, help_text="Như ghi trên văn bản, ví dụ: Nguyễn Thị Lan."
    )
    is_demo = models.BooleanField("tài khoản dùng thử", default=False, editable=False)
    # Part of every link's token: another one ends the links issued before, and nothing else.
    link_nonce = models.CharField(max_length=32, blank=True, default="", editable=False)
    # Number of the last entry of the journal that this person was told of.
    told_until = models.BigIntegerField(default=0, editable=False)

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


class AccountActKind(models.TextChoices):
    GIVE = "give", "Giao quyền, sửa tài khoản"
    LINK = "link", "Cấp đường dẫn đặt lại mật khẩu"
    OPEN = "open", "Mở lại tài khoản"


class AccountActStatus(models.TextChoices):
    WAITING = "waiting", "Chờ duyệt"
    DONE = "done", "Đã duyệt"
    REJECTED = "rejected", "Không duyệt"


class AccountAct(Subject):
    """What one person prepared with an account that lets somebody be "the other person", and
    another approves (`two_people`). Settled by nobody: at the server's command line."""

    SUBJECT_KIND: ClassVar[str] = "account_act"
    PRIVACY: ClassVar[Mapping[str, Privacy]] = classes(
        office=(
            "account province kind values reason status prepared_by prepared_at settled_by settled_at"
        ),
    )

    account = models.ForeignKey(
        User, on_delete=models.PROTECT, related_name="account_acts", verbose_name="tài khoản"
    )
    # Today's province of the act; none: of the country.
    province = models.ForeignKey(
        Place,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="tỉnh",
    )
    kind = models.CharField("việc", max_length=10, choices=AccountActKind.choices)
    values: Any = models.JSONField("nội dung", default=dict, blank=True)
    reason = models.TextField("lý do")
    status = models.CharField(
        "trạng thái",
        max_length=10,
        choices=AccountActStatus.choices,
        default=AccountActStatus.WAITING,
    )
    prepared_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="account_acts_prepared",
        verbose_name="người chuẩn bị",
    )
    prepared_at = models.DateTimeField("chuẩn bị lúc", auto_now_add=True)
    settled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="account_acts_settled",
        verbose_name="người duyệt",
    )
    settled_at = models.DateTimeField("xử lý lúc", null=True, blank=True)

    class Meta:
        ordering = ["-prepared_at"]
        verbose_name = "việc với tài khoản"
        verbose_name_plural = "việc với tài khoản"
        constraints = [
            models.CheckConstraint(
                condition=Q(status__in=AccountActStatus.values), name="account_act_status_known"
            ),
            models.CheckConstraint(
                condition=Q(kind__in=AccountActKind.values), name="account_act_kind_known"
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="account_act_has_reason"),
            models.CheckConstraint(
                condition=Q(status=AccountActStatus.WAITING, settled_at__isnull=True)
                | ~Q(status=AccountActStatus.WAITING) & Q(settled_at__isnull=False),
                name="account_act_settled_once",
            ),
            models.CheckConstraint(
                condition=~Q(status=AccountActStatus.DONE)
                | Q(settled_by__isnull=True)
                | ~Q(settled_by=F("prepared_by")),
                name="account_act_two_people",
                violation_error_message="Người duyệt phải là người khác với người chuẩn bị.",
            ),
            models.UniqueConstraint(
                fields=["account"],
                condition=Q(status=AccountActStatus.WAITING),
                name="account_act_one_waiting",
                violation_error_message="Tài khoản này đang có một việc chờ duyệt.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.account.username}"


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
