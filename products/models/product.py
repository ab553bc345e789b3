"""Products and their particulars."""

import re
from collections.abc import Mapping
from typing import ClassVar

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q

from ocop_registry.journal.models import Subject
from ocop_registry.places.models import Place
from ocop_registry.privacy import Privacy, classes
from producers.models import Producer
from producers.named import NamedSubject
from products.models.taxonomy import ProductSet

# Numbers that a shop gives to what it weighs and packs itself, as 14 digits: in no other shop do they
# mean the same. Source: GS1 General Specifications, 1.4 (prefixes 02, 04, 20–29; RCN-8).
_IN_STORE = re.compile(r"\d(?:0[24]|2\d)")


def validate_gtin(value: str) -> None:
    """GTIN-8, -12, -13 or -14 with a right check digit (GS1 General Specifications, 7.9)."""
    if not (value.isascii() and value.isdigit()) or len(value) not in {8, 12, 13, 14}:
        raise ValidationError(
            "Mã GTIN gồm 8, 12, 13 hoặc 14 chữ số, ví dụ 8938501234567.", code="gtin_format"
        )
    if _IN_STORE.match(value.zfill(14)) if len(value) > 8 else value[0] in "02":
        raise ValidationError(
            "Mã này chỉ dùng trong nội bộ cửa hàng (đầu 02, 04, 2), không phải mã GTIN của sản phẩm:"
            " để trống, hoặc ghi mã đã đăng ký với GS1.",
            code="gtin_in_store",
        )
    digits = [int(character) for character in reversed(value)]
    if sum(digit * (3 if place % 2 else 1) for place, digit in enumerate(digits)) % 10:
        raise ValidationError(
            "Chữ số kiểm tra của mã GTIN không đúng: hãy so lại với bao bì.",
            code="gtin_check_digit",
        )


class Product(NamedSubject):
    """One product of one producer. May take part without stars; what it holds is told by its
    certifications."""

    SUBJECT_KIND: ClassVar[str] = "product"
    PRIVACY: ClassVar[Mapping[str, Privacy]] = classes(
        public="producer name name_en product_set gtin description description_en story is_demo",
        office="search_key sort_key",
    )

    producer = models.ForeignKey(
        Producer, on_delete=models.PROTECT, related_name="products", verbose_name="chủ thể"
    )
    name = models.CharField(
        "tên sản phẩm", max_length=250, help_text="Như ghi trên nhãn, ví dụ: Miến dong."
    )
    name_en = models.CharField("tên tiếng Anh", max_length=250, blank=True, default="")
    product_set = models.ForeignKey(
        ProductSet,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="products",
        verbose_name="bộ sản phẩm",
        help_text="Một trong 26 bộ của Quyết định 26/2026/QĐ-TTg; để trống khi chưa rõ.",
    )
    gtin = models.CharField(
        "mã GTIN",
        max_length=14,
        blank=True,
        default="",
        validators=[validate_gtin],
        help_text="Dãy số dưới mã vạch.",
    )
    description = models.TextField("mô tả", blank=True, default="")
    description_en = models.TextField("mô tả tiếng Anh", blank=True, default="")
    story = models.TextField("câu chuyện sản phẩm", blank=True, default="")
    is_demo = models.BooleanField("dữ liệu minh họa", default=False, editable=False)
    search_key = models.CharField(max_length=600, editable=False, db_index=True)
    sort_key = models.BinaryField(max_length=900, editable=False)

    class Meta:
        ordering = ["sort_key", "uid"]
        verbose_name = "sản phẩm"
        verbose_name_plural = "sản phẩm"
        constraints = [
            models.CheckConstraint(condition=~Q(name=""), name="product_has_name"),
            models.UniqueConstraint(
                fields=["gtin"],
                condition=~Q(gtin=""),
                name="product_gtin_once",
                violation_error_message=(
                    "Mã GTIN này đã thuộc về một sản phẩm khác trong sổ đăng ký."
                ),
            ),
        ]

    @property
    def province(self) -> Place:
        """Today's province: that of its producer."""
        return self.producer.province


class ProductImage(models.Model):
    """One picture, rebuilt from its pixels in three widths; the uploaded file itself is not kept
    (see `images.py`)."""

    product = models.ForeignKey(
        Product, on_delete=models.CASCADE, related_name="images", verbose_name="sản phẩm"
    )
    alt = models.CharField(
        "mô tả ảnh",
        max_length=200,
        help_text="Nói cho người không nhìn thấy ảnh biết trong ảnh có gì.",
    )
    position = models.PositiveSmallIntegerField("thứ tự", default=0)
    small = models.ImageField(upload_to="products/", editable=False)
    medium = models.ImageField(upload_to="products/", editable=False)
    large = models.ImageField(upload_to="products/", editable=False)
    width = models.PositiveIntegerField(editable=False)
    height = models.PositiveIntegerField(editable=False)

    class Meta:
        ordering = ["position", "pk"]
        verbose_name = "ảnh sản phẩm"
        verbose_name_plural = "ảnh sản phẩm"

    def __str__(self) -> str:
        return self.alt


class StandardKind(models.TextChoices):
    VIETGAP = "vietgap", "VietGAP"
    GLOBALGAP = "globalgap", "GlobalG.A.P."
    ORGANIC = "organic", "Hữu cơ"
    HACCP = "haccp", "HACCP"
    ISO22000 = "iso22000", "ISO 22000"
    GMP = "gmp", "GMP"
    GI = "gi", "Chỉ dẫn địa lý"
    COLLECTIVE_MARK = "collective_mark", "Nhãn hiệu tập thể, chứng nhận"
    HALAL = "halal", "Halal"
    OTHER = "other", "Khác"


class ProductStandard(models.Model):
    """A standard or protected name that the product bears, with number and expiry."""

    product = models.ForeignKey(
        Product, on_delete=models.CASCADE, related_name="standards", verbose_name="sản phẩm"
    )
    kind = models.CharField("tiêu chuẩn", max_length=20, choices=StandardKind.choices)
    number = models.CharField("số hiệu", max_length=80, blank=True, default="")
    issued_by = models.CharField("nơi cấp", max_length=150, blank=True, default="")
    expires_on = models.DateField("hết hạn", null=True, blank=True)

    class Meta:
        ordering = ["kind", "pk"]
        verbose_name = "tiêu chuẩn"
        verbose_name_plural = "tiêu chuẩn"
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=StandardKind.values), name="standard_kind_known"
            )
        ]

    def __str__(self) -> str:
        return self.get_kind_display()


class ChannelKind(models.TextChoices):
    SUPERMARKET = "supermarket", "Siêu thị, chuỗi cửa hàng"
    MARKETPLACE = "marketplace", "Sàn thương mại điện tử"
    WEBSITE = "website", "Trang bán hàng riêng"
    EXPORT = "export", "Xuất khẩu"
    OTHER = "other", "Khác"


class SalesChannel(models.Model):
    """Where the product is sold: WinMart+, an e-commerce floor, an export market."""

    product = models.ForeignKey(
        Product, on_delete=models.CASCADE, related_name="channels", verbose_name="sản phẩm"
    )
    kind = models.CharField("kênh", max_length=20, choices=ChannelKind.choices)
    name = models.CharField("tên kênh hoặc nước nhập khẩu", max_length=150)
    url = models.URLField("đường dẫn", blank=True, default="")

    class Meta:
        ordering = ["kind", "name"]
        verbose_name = "kênh tiêu thụ"
        verbose_name_plural = "kênh tiêu thụ"
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=ChannelKind.values), name="channel_kind_known"
            )
        ]

    def __str__(self) -> str:
        return self.name


class PointOfSale(Subject):
    """A shop that shows and sells OCOP products (*điểm giới thiệu và bán sản phẩm*), also of other
    provinces."""

    SUBJECT_KIND: ClassVar[str] = "point_of_sale"
    PRIVACY: ClassVar[Mapping[str, Privacy]] = classes(
        public="name place address",
    )

    name = models.CharField("tên điểm bán", max_length=200)
    place = models.ForeignKey(
        Place,
        on_delete=models.PROTECT,
        related_name="points_of_sale",
        verbose_name="đơn vị hành chính",
    )
    address = models.CharField("địa chỉ", max_length=250, blank=True, default="")
    products = models.ManyToManyField(
        Product, related_name="points_of_sale", blank=True, verbose_name="sản phẩm bày bán"
    )

    class Meta:
        ordering = ["name", "uid"]
        verbose_name = "điểm giới thiệu và bán sản phẩm"
        verbose_name_plural = "điểm giới thiệu và bán sản phẩm"

    def __str__(self) -> str:
        return self.name
