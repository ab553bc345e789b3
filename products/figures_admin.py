"""Yearly figures of products: what their producers reported. For the office only; nothing of them
is public."""

from decimal import Decimal
from typing import Any

from django.contrib import admin
from django.contrib.admin.widgets import AdminTextInputWidget
from django.utils.formats import number_format

from ocop_registry.accounts.permissions import scope
from ocop_registry.places.models import Place
from ocop_registry.staff.acts.act_admin import ActAdmin
from ocop_registry.staff.acts.act_forms import ActForm
from ocop_registry.staff.lists.filters import ProvinceFilter, YearFilter
from products.models import YearlyFigure

ORDER = 54


class YearlyFigureForm(ActForm):
    class Meta:
        model = YearlyFigure
        fields = ()  # the admin's fieldsets name them
        localized_fields = ("revenue", "output")  # typed as on paper: 1.600.000.000 and 12,5
        widgets = {"revenue": AdminTextInputWidget, "output": AdminTextInputWidget}


@admin.register(YearlyFigure)
class YearlyFigureAdmin(ActAdmin):
    form = YearlyFigureForm
    act_prefix = "yearly_figure"
    import_kind = "figures"
    edit_action = "product.edit"
    province_path = "product__producer__place"
    list_display = ("product", "producer", "commune", "in_year", "revenue", "made", "source")
    list_filter = (ProvinceFilter, YearFilter)
    list_select_related = ("product__producer__place__province",)
    ordering = ("product__sort_key", "product__uid", "-year")
    search_fields = ("product__search_key", "product__producer__search_key")
    exact_search = ("product__uid",)
    search_help_text = "Tên sản phẩm, tên chủ thể hoặc mã định danh của sản phẩm."
    empty_text = (
        "Chưa có số liệu theo năm nào trong địa bàn của bạn. Bấm “Thêm số liệu theo năm” để ghi"
        " dòng đầu tiên."
    )
    autocomplete_fields = ("product",)
    fieldsets = [
        (
            "Doanh thu, sản lượng theo năm",
            {
                "fields": ["product", "year", "revenue", ("output", "output_unit"), "source"],
                "description": (
                    "Như chủ thể báo cáo. Chỉ dùng trong văn phòng; không bao giờ công khai."
                ),
            },
        )
    ]
    export_columns = [
        ("Mã định danh", lambda row: row.product.uid),
        ("Tên sản phẩm", lambda row: row.product.name),
        ("Chủ thể", lambda row: row.product.producer.name),
        ("Xã, phường, đặc khu", lambda row: row.product.producer.place.full_name),
        ("Tỉnh hiện nay", lambda row: row.product.province.full_name),
        ("Năm", lambda row: row.year),
        ("Doanh thu (đồng)", lambda row: row.revenue),
        ("Sản lượng", lambda row: row.output),
        ("Đơn vị tính", lambda row: row.output_unit),
        ("Nguồn số liệu", lambda row: row.source),
    ]

    def province_of(self, obj: YearlyFigure) -> Place:
        return obj.product.province

    @admin.display(description="chủ thể", ordering="product__producer__sort_key")
    def producer(self, row: YearlyFigure) -> str:
        return row.product.producer.name

    @admin.display(description="xã, phường, đặc khu", ordering="product__producer__place__sort_key")
    def commune(self, row: YearlyFigure) -> str:
        return row.product.producer.place.full_name

    @admin.display(description="năm", ordering="year")
    def in_year(self, row: YearlyFigure) -> str:
        return str(row.year)  # a number would be grouped: 2.025

    @admin.display(description="sản lượng", ordering="output")
    def made(self, row: YearlyFigure) -> str | None:
        return None if row.output is None else f"{plain_number(row.output)} {row.output_unit}"


def plain_number(value: Decimal) -> str:
    """A number as a Vietnamese reads it, without zeros that say nothing: 1.975 and 12,5."""
    return number_format(Decimal(f"{value.normalize():f}"))


def may_see(user: Any) -> bool:
    return bool(scope(user, "view"))


admin.site.register_menu(
    "Dữ liệu gốc",
    "Doanh thu, sản lượng theo năm",
    "admin:products_yearlyfigure_changelist",
    order=ORDER,
    allowed=may_see,
)
