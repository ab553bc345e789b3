"""Products as master data, with their pictures, standards and sales channels; the product sets to
look up."""

from typing import Any

from django.contrib import admin
from django.forms.models import BaseInlineFormSet
from django.utils.html import format_html

from ocop_registry.accounts.permissions import scope
from ocop_registry.staff.acts.act_admin import ActAdmin, ActInline
from ocop_registry.staff.acts.lookalike_admin import LookalikeAdmin
from ocop_registry.staff.lists.filters import ProvinceFilter
from ocop_registry.staff.lists.folded import FoldedNames, read_by
from ocop_registry.staff.lists.lookup import LookupAdmin
from products import figures_admin  # noqa: F401  (registers yearly figures)
from products.forms import ProductForm, ProductImageForm
from products.images import forget_files
from products.models import (
    PointOfSale,
    Product,
    ProductImage,
    ProductSet,
    ProductStandard,
    SalesChannel,
)
from products.queries.staff_words import understood


class ImageFormSet(BaseInlineFormSet):
    def delete_existing(self, obj: ProductImage, commit: bool = True) -> None:
        forget_files(obj)
        super().delete_existing(obj, commit)


class ImageInline(ActInline):
    model = ProductImage
    form = ProductImageForm
    formset = ImageFormSet
    fields = ("preview", "upload", "alt", "position")
    readonly_fields = ("preview",)
    max_num = 12

    @admin.display(description="ảnh")
    def preview(self, image: ProductImage) -> str:
        if not image.pk:
            return "–"
        return format_html('<img src="{}" alt="{}" class="thumbnail">', image.small.url, image.alt)


class StandardInline(ActInline):
    model = ProductStandard
    fields = (("kind", "number"), ("issued_by", "expires_on"))


class ChannelInline(ActInline):
    model = SalesChannel
    fields = (("kind", "name"), "url")


read_by(understood)


@admin.register(Product)
class ProductAdmin(LookalikeAdmin):
    form = ProductForm
    act_prefix = "product"
    merged_as = "san-pham"
    import_kind = "products"
    edit_action = "product.edit"
    province_path = "producer__place"
    list_display = ("name", "producer", "set_name", "commune", "gtin")
    list_filter = (ProvinceFilter, "product_set", "is_demo")
    list_select_related = (
        "producer__place__parent__parent",
        "producer__place__province",
        "product_set",
    )
    ordering = ("sort_key", "uid")
    search_fields = ("search_key", "producer__search_key")
    exact_search = ("uid", "gtin", "certifications__code", "certifications__decision__number")
    search_help_text = (
        "Tên sản phẩm, tên chủ thể, địa danh cũ hay mới, mã sản phẩm, mã GTIN, số quyết định hoặc mã"
        " định danh."
    )
    empty_text = (
        "Chưa có sản phẩm nào trong địa bàn của bạn. Bấm “Thêm sản phẩm” để ghi sản phẩm đầu tiên."
    )
    autocomplete_fields = ("producer", "product_set")
    inlines = (ImageInline, StandardInline, ChannelInline)
    fieldsets = [
        (
            "Sản phẩm",
            {"fields": ["name", "confirmed", "producer", "product_set", "gtin", "name_en"]},
        ),
        ("Giới thiệu", {"fields": ["description", "story", "description_en"]}),
    ]
    export_columns = [
        ("Mã định danh", lambda row: row.uid),
        ("Tên sản phẩm", lambda row: row.name),
        ("Chủ thể", lambda row: row.producer.name),
        ("Loại hình", lambda row: row.producer.get_kind_display()),
        ("Xã, phường, đặc khu", lambda row: row.producer.place.full_name),
        ("Tỉnh hiện nay", lambda row: row.province.full_name),
        ("Bộ sản phẩm", lambda row: row.product_set and str(row.product_set)),
        ("Mã GTIN", lambda row: row.gtin),
    ]

    def before_delete(self, obj: Product) -> None:
        for image in obj.images.all():
            forget_files(image)

    @admin.display(description="bộ sản phẩm", ordering="product_set__no")
    def set_name(self, product: Product) -> str | None:
        return str(product.product_set) if product.product_set else None

    @admin.display(description="xã, phường, đặc khu", ordering="producer__place__sort_key")
    def commune(self, product: Product) -> str:
        return product.producer.place.full_name

    def choice_label(self, product: Product) -> str:
        return f"{product.name} – {product.producer.name}"


@admin.register(ProductSet)
class ProductSetAdmin(FoldedNames, LookupAdmin):
    """The sets of each scheme: data of the law, loaded and not edited."""

    list_display = ("no", "name", "group", "sector", "scheme")
    list_filter = ("scheme", "sector")
    ordering = ("scheme", "no")
    fields = ("scheme", "no", "name", "sector", "group", "subgroup", "samples_required")
    export_columns = [
        ("Bộ tiêu chí", lambda row: row.scheme),
        ("Số", lambda row: row.no),
        ("Tên bộ sản phẩm", lambda row: row.name),
        ("Ngành", lambda row: row.sector),
        ("Nhóm", lambda row: row.group),
        ("Phân nhóm", lambda row: row.subgroup),
        ("Phải nộp mẫu", lambda row: row.samples_required),
    ]


@admin.register(PointOfSale)
class PointOfSaleAdmin(FoldedNames, ActAdmin):
    act_prefix = "point_of_sale"
    edit_action = "product.edit"
    province_path = "place"
    list_display = ("name", "place", "address")
    list_filter = (ProvinceFilter,)
    list_select_related = ("place__parent__parent", "place__province")
    autocomplete_fields = ("place", "products")
    fieldsets = [
        ("Điểm giới thiệu và bán sản phẩm", {"fields": ["name", "place", "address", "products"]})
    ]
    export_columns = [
        ("Tên điểm bán", lambda row: row.name),
        ("Đơn vị hành chính", lambda row: row.place.path()),
        ("Địa chỉ", lambda row: row.address),
    ]

    def province_of(self, obj: PointOfSale) -> Any:
        return obj.place.current_province


def may_see(user: Any) -> bool:
    return bool(scope(user, "view"))


admin.site.register_menu(
    "Dữ liệu gốc", "Sản phẩm", "admin:products_product_changelist", order=51, allowed=may_see
)
admin.site.register_menu(
    "Dữ liệu gốc", "Điểm bán", "admin:products_pointofsale_changelist", order=52, allowed=may_see
)
