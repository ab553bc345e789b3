"""Producers (*chủ thể*): who makes an OCOP product. Every field carries its privacy class (`PRIVACY`, and
`privacy.py`)."""

from collections.abc import Mapping
from typing import ClassVar

from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q

from ocop_registry.places.models import Place
from ocop_registry.privacy import Privacy, classes
from producers.named import NamedSubject


class ProducerKind(models.TextChoices):
    """Kinds that scheme 26/2026 admits; the last three only for tourism (set 26); UNKNOWN only for
    historic records."""

    COOPERATIVE = "cooperative", "Hợp tác xã"
    COOPERATIVE_GROUP = "cooperative_group", "Tổ hợp tác"
    SME = "sme", "Doanh nghiệp nhỏ và vừa"
    FARM = "farm", "Trang trại"
    HOUSEHOLD = "household", "Hộ sản xuất"
    REGISTERED_HOUSEHOLD = "registered_household", "Hộ gia đình có đăng ký kinh doanh"
    SOCIETY = "society", "Hội"
    ASSOCIATION = "association", "Hiệp hội"
    OPERATOR = "operator", "Trung tâm điều hành hoặc tổ chức tương đương"
    UNKNOWN = "unknown", "Chưa rõ"


# Kinds whose contact and tax code are the business's own; for all others they may be a private
# person's (domain §7).
BUSINESS_KINDS = frozenset(
    {
        ProducerKind.COOPERATIVE,
        ProducerKind.SME,
        ProducerKind.SOCIETY,
        ProducerKind.ASSOCIATION,
        ProducerKind.OPERATOR,
    }
)

tax_code_format = RegexValidator(
    r"^\d{10}(-\d{3})?$|^\d{12}$",
    "Mã số thuế gồm 10 số (thêm -001 với đơn vị trực thuộc), hoặc 12 số của hộ, cá nhân.",
)


class Producer(NamedSubject):
    """One producer. `place`: the unit it sat in when last recorded; today's unit follows from
    there."""

    SUBJECT_KIND: ClassVar[str] = "producer"
    PRIVACY: ClassVar[Mapping[str, Privacy]] = classes(
        public="kind name name_en place website value_chain craft_village is_demo",
        consent="tax_code registration_number address phone email",
        personal=(
            "representative_name representative_gender representative_ethnicity woman_led "
            "minority_led"
        ),
        office="consent search_key sort_key",
    )

    kind = models.CharField("loại hình", max_length=24, choices=ProducerKind.choices)
    name = models.CharField(
        "tên chủ thể",
        max_length=250,
        help_text="Đúng như trong đăng ký kinh doanh, ví dụ: HTX Tài Hoan.",
    )
    name_en = models.CharField("tên tiếng Anh", max_length=250, blank=True, default="")
    tax_code = models.CharField(
        "mã số thuế", max_length=14, blank=True, default="", validators=[tax_code_format]
    )
    registration_number = models.CharField(
        "số đăng ký kinh doanh", max_length=40, blank=True, default=""
    )
    place = models.ForeignKey(
        Place,
        on_delete=models.PROTECT,
        related_name="producers",
        verbose_name="đơn vị hành chính",
        help_text="Xã, phường hoặc đặc khu; với ghi nhận cũ có thể chỉ là huyện hoặc tỉnh.",
    )
    address = models.CharField(
        "địa chỉ", max_length=250, blank=True, default="", help_text="Số nhà, thôn, tổ dân phố."
    )
    phone = models.CharField("điện thoại", max_length=40, blank=True, default="")
    email = models.EmailField("thư điện tử", blank=True, default="")
    website = models.URLField("trang web", blank=True, default="")
    representative_name = models.CharField("người đại diện", max_length=150, blank=True, default="")
    representative_gender = models.CharField(
        "giới tính người đại diện",
        max_length=10,
        blank=True,
        default="",
        choices=[("female", "Nữ"), ("male", "Nam")],
    )
    representative_ethnicity = models.CharField(
        "dân tộc người đại diện", max_length=50, blank=True, default=""
    )
    woman_led = models.BooleanField("do phụ nữ làm chủ", null=True, blank=True)
    minority_led = models.BooleanField("do người dân tộc thiểu số làm chủ", null=True, blank=True)
    value_chain = models.CharField("chuỗi liên kết", max_length=200, blank=True, default="")
    craft_village = models.CharField("làng nghề", max_length=200, blank=True, default="")
    consent = models.JSONField(
        "đồng ý công khai",
        default=list,
        blank=True,
        help_text="Các trường mà hộ, tổ hợp tác hoặc cá nhân đã đồng ý bằng văn bản cho công khai.",
    )
    is_demo = models.BooleanField("dữ liệu minh họa", default=False, editable=False)
    search_key = models.CharField(max_length=600, editable=False, db_index=True)
    sort_key = models.BinaryField(max_length=900, editable=False)

    class Meta:
        ordering = ["sort_key", "uid"]
        verbose_name = "chủ thể"
        verbose_name_plural = "chủ thể"
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=ProducerKind.values), name="producer_kind_known"
            ),
            models.CheckConstraint(condition=~Q(name=""), name="producer_has_name"),
            models.UniqueConstraint(
                fields=["tax_code"],
                condition=~Q(tax_code=""),
                name="producer_tax_code_once",
                violation_error_message=(
                    "Mã số thuế này đã thuộc về một chủ thể khác trong sổ đăng ký."
                ),
            ),
        ]

    @property
    def province(self) -> Place:
        """Today's province."""
        return self.place.current_province

    @property
    def is_business(self) -> bool:
        return self.kind in BUSINESS_KINDS
