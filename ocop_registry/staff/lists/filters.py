"""Filters that several lists share."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from ocop_registry.accounts.permissions import belongs_to, scope
from ocop_registry.places.models import Place


class OfferedFilters:
    """A list is narrowed by its own filters only. Django would take any column in the address,
    passwords' included, and tell its contents letter by letter. Mixed into model admins."""

    def lookup_allowed(self: Any, lookup: str, value: Any, request: HttpRequest) -> bool:
        for one in self.get_list_filter(request):
            if isinstance(one, str) and lookup in {
                one,
                f"{one}__exact",
                f"{one}__isnull",
                f"{one}__id__exact",
                f"{one}__in",
            }:
                return True
            if lookup == getattr(one, "parameter_name", None):
                return True
        return False

    def get_object(
        self: Any, request: HttpRequest, object_id: str, from_field: str | None = None
    ) -> Any:
        # "?_to_field=" names no field; Django would look for one without a name.
        return super().get_object(request, object_id, from_field or None)  # type: ignore[misc]


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
        return [(str(year), str(year)) for year in years]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        offered = {value for value, _ in self.lookup_choices}
        return queryset.filter(year=self.value()) if self.value() in offered else queryset


class ProvinceFilter(admin.SimpleListFilter):
    """By province of today; offered only to people who see more than one."""

    title = "tỉnh hiện nay"
    parameter_name = "tinh"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        seen = scope(request.user, "view")
        if not seen.everywhere and len(seen.provinces) < 2:
            return []
        provinces = Place.objects.current().provinces()
        return [
            (place.code, place.name)
            for place in (provinces if seen.everywhere else provinces.filter(pk__in=seen.provinces))
        ]

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
