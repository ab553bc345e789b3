"""Filters of the lists that are Django's own: what several of them share, and that nothing in their
address is passed over."""

from collections.abc import Callable
from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import render

from ocop_registry.accounts.permissions import belongs_to, scope
from ocop_registry.places.models import Place
from ocop_registry.staff.lists.changelists import ChangelistFilters


class OfferedFilters:
    """A list is narrowed by its own filters only, `list_filter`. Django would take any column in
    the address, passwords' included, and tell its contents letter by letter; and it would show
    every row for a value that means nothing. Mixed into model admins, before what answers the list.
    """

    def changelist_view(
        self: Any, request: HttpRequest, extra_context: dict | None = None
    ) -> HttpResponseBase:
        """The list, or what is wrong with its address: names and values that no filter knows."""
        asked = ChangelistFilters(self, request)
        if asked.problems and self.has_view_or_change_permission(request):
            name = str(self.opts.verbose_name_plural)
            frame = self.admin_site.each_context(request)
            context = {**frame, "title": name[:1].upper() + name[1:], "asked": asked}
            return render(request, "staff/list_problems.html", context, status=400)
        if blank := [
            name for name in asked.filters if name in request.GET and name not in asked.values
        ]:
            request.GET = request.GET.copy()  # type: ignore[assignment]
            for name in blank:
                del request.GET[name]  # no filter here; Django would look for rows with a blank
        return super().changelist_view(request, extra_context)  # type: ignore[misc]

    def lookup_allowed(self: Any, lookup: str, value: Any, request: HttpRequest) -> bool:
        return lookup in ChangelistFilters(self, request).filters

    def get_object(
        self: Any, request: HttpRequest, object_id: str, from_field: str | None = None
    ) -> Any:
        # "?_to_field=" names no field; Django would look for one without a name.
        return super().get_object(request, object_id, from_field or None)  # type: ignore[misc]


def _once(request: Any, one: Any, read: Callable[[], list[Any]]) -> list[Any]:
    """The choices of a filter, read once a request: for its address, and for what stands beside the
    list."""
    kept = request.__dict__.setdefault("offered_choices", {})
    if type(one) not in kept:
        kept[type(one)] = read()
    return kept[type(one)]


class YearFilter(admin.SimpleListFilter):
    """By calendar year: those that the person's own rows have, the latest first."""

    title = "năm"
    parameter_name = "nam"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        years = (
            model_admin.get_queryset(request)
            .order_by("-year")
            .values_list("year", flat=True)
            .distinct()
        )
        return _once(request, self, lambda: [(str(year), str(year)) for year in years])

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        return queryset.filter(year=self.value()) if self.value() else queryset


class ProvinceFilter(admin.SimpleListFilter):
    """By province of today; offered only to people who see more than one."""

    title = "tỉnh hiện nay"
    parameter_name = "tinh"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        seen = scope(request.user, "view")
        if not seen.everywhere and len(seen.provinces) < 2:
            return []
        provinces = Place.objects.current().provinces()
        mine = provinces if seen.everywhere else provinces.filter(pk__in=seen.provinces)
        return _once(request, self, lambda: [(place.code, place.name) for place in mine])

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        if self.value() is None:
            return queryset
        provinces = (
            Place.objects.current()
            .provinces()
            .filter(code=self.value())
            .values_list("pk", flat=True)
        )
        return queryset.filter(belongs_to(self.path, provinces))

    def __init__(self, request: HttpRequest, params: dict, model: Any, model_admin: Any) -> None:
        self.path: str = model_admin.province_path
        super().__init__(request, params, model, model_admin)
