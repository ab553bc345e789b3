"""Targets of the provinces' plans as master data."""

from typing import Any

from django.contrib import admin
from django.contrib.admin.widgets import AdminTextInputWidget
from django.db.models import F, QuerySet
from django.http import HttpRequest

from certifications.models import Target
from ocop_registry.accounts.permissions import scope
from ocop_registry.places.models import Place
from ocop_registry.staff.acts.act_admin import ActAdmin
from ocop_registry.staff.acts.act_forms import ActForm
from ocop_registry.staff.lists.filters import ProvinceFilter, YearFilter
from ocop_registry.staff.lists.folded import FoldedNames
from products.figures_admin import plain_number


class TargetForm(ActForm):
    class Meta:
        model = Target
        fields = ()  # the admin's fieldsets name them
        localized_fields = ("value",)  # typed as on paper: 87,5
        widgets = {"value": AdminTextInputWidget}


@admin.register(Target)
class TargetAdmin(FoldedNames, ActAdmin):
    form = TargetForm
    act_prefix = "target"
    import_kind = "targets"
    edit_action = "target.edit"
    province_path = "province"
    list_display = ("indicator_name", "until_year", "province", "value_text", "plan")
    list_filter = (ProvinceFilter, YearFilter, "indicator")
    list_select_related = ("province__province",)
    ordering = ("province__sort_key", "-year", "indicator", "pk")
    search_fields = ("province__full_name", "plan")
    search_help_text = "Tên tỉnh hoặc số kế hoạch."
    empty_text = (
        "Chưa có mục tiêu kế hoạch nào trong địa bàn của bạn. Bấm “Thêm mục tiêu” để ghi mục tiêu"
        " đầu tiên."
    )
    fieldsets = [
        ("Mục tiêu kế hoạch", {"fields": ["province", "year", "indicator", "value", "plan"]})
    ]
    export_columns = [
        ("Tỉnh, thành phố", lambda row: row.province.full_name),
        ("Năm", lambda row: row.year),
        ("Chỉ tiêu", lambda row: row.get_indicator_display()),
        ("Mục tiêu", lambda row: row.value),
        ("Theo kế hoạch", lambda row: row.plan),
    ]

    def province_of(self, obj: Target) -> Place:
        return obj.province.current_province

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """A plan is made by a province, of today or (for its old plans) of before."""
        offered = self._provinces(request)
        kwargs["queryset"] = offered
        current = [place.pk for place in offered if place.in_force]
        if len(current) == 1:
            kwargs["initial"] = current[0]
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def _provinces(self, request: HttpRequest) -> QuerySet[Place]:
        provinces = Place.objects.provinces().select_related("province")
        own = scope(request.user, "view").limit_units(provinces, "")
        return own.order_by(F("valid_until").desc(nulls_first=True), "sort_key", "code")

    @admin.display(description="chỉ tiêu", ordering="indicator")
    def indicator_name(self, row: Target) -> str:
        return row.get_indicator_display()

    @admin.display(description="đến hết năm", ordering="year")
    def until_year(self, row: Target) -> str:
        return str(row.year)  # a number would be grouped: 2.030

    @admin.display(description="mục tiêu", ordering="value")
    def value_text(self, row: Target) -> str:
        return plain_number(row.value)


def may_see(user: Any) -> bool:
    return bool(scope(user, "view"))
