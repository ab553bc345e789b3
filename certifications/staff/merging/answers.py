"""Answers about names, as a list of the office: what was said to be one, or two, and is not asked
again; changed and deleted here."""

from typing import Any

from django.contrib import admin
from django.db.models import OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.http import HttpRequest

from certifications.models import NameAnswer
from ocop_registry.accounts.permissions import scope
from ocop_registry.staff.acts.act_admin import ActAdmin
from ocop_registry.staff.lists.filters import ProvinceFilter
from ocop_registry.staff.lists.folded import FoldedNames
from producers.models import Producer
from products.models import Product


@admin.register(NameAnswer)
class NameAnswerAdmin(FoldedNames, ActAdmin):
    act_prefix = "name_answer"
    edit_action = "producer.edit"
    province_path = "province"
    addable = False
    list_display = ("written", "of", "told", "meant", "province")
    list_filter = (ProvinceFilter, "of", "same")
    list_select_related = ("province__province",)
    ordering = ("of", "key", "pk")
    search_fields = ("written", "subject")
    search_help_text = "Tên trong danh sách hoặc mã định danh."
    empty_text = (
        "Chưa có câu trả lời nào: khi một tệp hỏi tên gần giống là một hay là khác, câu trả lời"
        " được nhớ ở đây."
    )
    fieldsets = [
        ("Câu trả lời", {"fields": ["province", "of", "written", "meant", "same"]}),
    ]
    readonly_fields = ("province", "of", "written", "meant")
    export_columns = [
        ("Tên trong danh sách", lambda row: row.written),
        ("Loại", lambda row: row.get_of_display()),
        ("Trả lời", lambda row: _told(row)),
        ("Trong sổ", lambda row: _meant(row)),
        ("Tỉnh, thành phố", lambda row: row.province.full_name),
    ]

    @admin.display(description="trả lời", ordering="same")
    def told(self, row: NameAnswer) -> str:
        return _told(row)

    @admin.display(description="trong sổ", ordering="subject")
    def meant(self, row: NameAnswer) -> str:
        return _meant(row)

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        """With the name of the subject as it is called now."""
        bearer = {"uid": OuterRef("subject")}
        names = (model.objects.filter(**bearer).values("name") for model in (Producer, Product))
        return super().get_queryset(request).annotate(called=Coalesce(*map(Subquery, names)))


def _told(row: NameAnswer) -> str:
    return "là một với" if row.same else "khác"


def _meant(row: Any) -> str:
    """The subject as it is called now."""
    return f"{row.called} ({row.subject})" if row.called else row.subject


def may_see(user: Any) -> bool:
    return bool(scope(user, "view"))
