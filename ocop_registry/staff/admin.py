"""Administrative units, for looking up and for autocompletes; they are data of the law and are
loaded, not edited."""

from collections.abc import Iterator
from typing import Any

from django.contrib import admin
from django.contrib.auth.models import Group
from django.db.models import Case, IntegerField, Q, QuerySet, When
from django.http import HttpRequest
from django_tasks_db.models import DBTaskResult

from ocop_registry.accounts.permissions import belongs_to, scope
from ocop_registry.jobs.access import may_see_jobs
from ocop_registry.places.models import Place
from ocop_registry.places.search import find
from ocop_registry.staff import job_pages
from ocop_registry.staff.accounts import (
    account_admin,  # noqa: F401  (registers accounts and offices)
    own_page,
    waiting_pages,
)
from ocop_registry.staff.lists.folded import FoldedSearch
from ocop_registry.staff.lists.lookup import LookupAdmin
from ocop_registry.staff.site import QueueItem

AUTOCOMPLETE = "autocomplete"  # the name of Django's view
OFFERED = 40


class InForce(admin.SimpleListFilter):
    title = "hiệu lực"
    parameter_name = "hieu-luc"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("co", "Đang tồn tại"), ("het", "Trước đây")]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        if self.value() is None:
            return queryset
        return queryset.filter(valid_until__isnull=self.value() == "co")


@admin.register(Place)
class PlaceAdmin(FoldedSearch, LookupAdmin):
    """Read only. Everybody on the staff site may look units up; an autocomplete offers those of
    one's own province."""

    list_display = ("full_name", "code", "level", "trail", "valid_from", "valid_until")
    list_filter = (InForce, "level", "kind")
    exact_search = ("code",)
    fields = (
        "full_name",
        "code",
        "kind",
        "trail",
        "valid_from",
        "valid_until",
        "successor",
        "province",
        "decree",
    )
    readonly_fields = fields
    export_columns = [
        ("Mã", lambda row: row.code),
        ("Tên đầy đủ", lambda row: row.full_name),
        ("Cấp", lambda row: row.get_level_display()),
        ("Thuộc", lambda row: ", ".join(unit.full_name for unit in row.ancestors())),
        ("Tỉnh hiện nay", lambda row: row.current_province.full_name),
        ("Có hiệu lực từ", lambda row: row.valid_from),
        ("Có hiệu lực đến hết", lambda row: row.valid_until),
        ("Văn bản", lambda row: row.decree),
    ]

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        return super().get_queryset(request).select_related("parent__parent__parent", "province")

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet, search_term: str
    ) -> tuple[QuerySet, bool]:
        """In an autocomplete: one's own units of today and before, whatever the spelling, the
        likeliest first."""
        match = request.resolver_match
        if match is None or match.url_name != AUTOCOMPLETE:
            return super().get_search_results(request, queryset, search_term)
        seen = scope(request.user, "view")
        own = Q() if seen.everywhere else belongs_to("", seen.provinces)
        if not search_term.strip():
            return queryset.current().filter(own), False
        found = [place.pk for place in find(search_term, OFFERED, within=own)]
        order = Case(
            *(When(pk=pk, then=rank) for rank, pk in enumerate(found)), output_field=IntegerField()
        )
        return queryset.filter(pk__in=found).order_by(order, "pk"), False

    def get_ordering(self, request: HttpRequest) -> tuple:
        return ("sort_key", "code")

    def choice_label(self, place: Place) -> str:
        if place.valid_until is None:
            return place.path()
        return f"{place.path()} (đến {place.valid_until:%d/%m/%Y})"

    @admin.display(description="thuộc")
    def trail(self, place: Place) -> str:
        return ", ".join(unit.full_name for unit in place.ancestors()) or "–"


admin.site.unregister(DBTaskResult)  # the queue: people see jobs
for pages in (job_pages, waiting_pages, own_page):
    admin.site.register_views(pages.urls)
admin.site.register_menu(
    "Văn phòng", "Việc đang chạy", "admin:job_list", order=97, allowed=may_see_jobs
)
admin.site.unregister(Group)  # rights follow from roles held for a place, not from Django's groups
admin.site.register_menu(
    "Văn phòng", "Đơn vị hành chính", "admin:places_place_changelist", order=95
)
admin.site.register_menu(
    "Văn phòng",
    "Tài khoản chờ duyệt",
    "admin:account_acts",
    order=91,
    allowed=waiting_pages.may_see,
)
admin.site.register_menu("Văn phòng", "Tài khoản của tôi", "admin:own_account", order=98)


def _accounts_waiting(user: Any) -> Iterator[QueueItem]:
    for label, count, url in waiting_pages.queue(user):
        yield QueueItem(label, count, url, "soon", "chờ bạn")


admin.site.register_queue(_accounts_waiting)
