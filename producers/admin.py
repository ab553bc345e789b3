"""Producers as master data: a page like the paper registration form."""

from datetime import date
from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse

from ocop_registry.accounts.permissions import scope
from ocop_registry.staff.acts.lookalike_admin import LookalikeAdmin
from ocop_registry.staff.lists.filters import ProvinceFilter
from ocop_registry.staff.search import HITS_PER_GROUP, SearchHit
from producers.forms import ProducerForm
from producers.models import Producer


@admin.register(Producer)
class ProducerAdmin(LookalikeAdmin):
    form = ProducerForm
    act_prefix = "producer"
    merged_as = "chu-the"
    import_kind = "producers"
    edit_action = "producer.edit"
    province_path = "place"
    list_display = ("name", "kind", "commune", "province_name", "tax_code", "phone")
    list_filter = (ProvinceFilter, "kind", "woman_led", "minority_led", "is_demo")
    list_select_related = ("place__parent__parent", "place__province")
    ordering = ("sort_key", "uid")
    exact_search = ("uid", "tax_code")
    search_kind = "producer"
    search_help_text = "Tên chủ thể, địa danh cũ hay mới, mã số thuế hoặc mã định danh."
    empty_text = (
        "Chưa có chủ thể nào trong địa bàn của bạn. Bấm “Thêm chủ thể” để ghi chủ thể đầu tiên."
    )
    autocomplete_fields = ("place",)
    fieldsets = [
        ("Chủ thể", {"fields": ["name", "confirmed", "kind", "place", "address", "name_en"]}),
        ("Đăng ký kinh doanh", {"fields": ["tax_code", "registration_number"]}),
        ("Liên hệ", {"fields": ["phone", "email", "website", "consent"]}),
        (
            "Người đại diện",
            {
                "fields": [
                    "representative_name",
                    "representative_gender",
                    "representative_ethnicity",
                    "woman_led",
                    "minority_led",
                ],
                "description": "Chỉ dùng cho thống kê của văn phòng; không bao giờ công khai.",
            },
        ),
        ("Liên kết", {"fields": ["value_chain", "craft_village"]}),
    ]
    export_columns = [
        ("Mã định danh", lambda row: row.uid),
        ("Tên chủ thể", lambda row: row.name),
        ("Loại hình", lambda row: row.get_kind_display()),
        ("Xã, phường, đặc khu", lambda row: row.place.full_name),
        ("Tỉnh hiện nay", lambda row: row.province.full_name),
        ("Mã số thuế", lambda row: row.tax_code),
        ("Địa chỉ", lambda row: row.address),
        ("Điện thoại", lambda row: row.phone),
        ("Thư điện tử", lambda row: row.email),
        ("Trang web", lambda row: row.website),
        ("Người đại diện", lambda row: row.representative_name),
    ]

    def page_actions(self, request: HttpRequest, obj: Any) -> list[tuple[str, str]]:
        actions = super().page_actions(request, obj)
        if self.has_change_permission(request, obj):
            actions.append(("Xóa dữ liệu cá nhân…", reverse("admin:erasing", args=[obj.uid])))
        return actions

    @admin.display(description="xã, phường, đặc khu", ordering="place__sort_key")
    def commune(self, producer: Producer) -> str:
        return producer.place.full_name

    @admin.display(description="tỉnh hiện nay")
    def province_name(self, producer: Producer) -> str:
        return producer.province.name

    def choice_label(self, producer: Producer) -> str:
        return f"{producer.name} – {producer.place.full_name}"


def find_producers(user: Any, q: str, on: date | None) -> list[SearchHit]:
    """Producers within the user's scope by name, place, tax code or uid, as their list finds
    them."""
    model_admin: ProducerAdmin = admin.site.get_model_admin(Producer)
    rows: QuerySet = scope(user, "view").limit_units(Producer.objects.all(), "place")
    found = model_admin.found(rows, q)[0].select_related(*model_admin.list_select_related)
    return [
        SearchHit(
            title=producer.name,
            sentence=f"{producer.get_kind_display()}, {producer.place.path()}.",
            url=reverse("admin:producers_producer_change", args=[producer.pk]),
            group="Chủ thể",
        )
        for producer in found[: HITS_PER_GROUP + 1]
    ]


def may_see(user: Any) -> bool:
    return bool(scope(user, "view"))


admin.site.register_menu(
    "Dữ liệu gốc", "Chủ thể", "admin:producers_producer_changelist", order=50, allowed=may_see
)
admin.site.register_search(find_producers)
