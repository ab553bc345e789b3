"""Tables that are loaded and never edited here: to look up, and to choose from."""

from typing import Any

from django.contrib import admin
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase

from ocop_registry.staff.lists.filters import OfferedFilters
from ocop_registry.staff.lists.twins import ExportedList


class LookupAdmin(OfferedFilters, ExportedList, admin.ModelAdmin):
    """Read only, open to everybody on the staff site; what does not exist answers 404."""

    list_per_page = 50
    show_facets = admin.ShowFacets.NEVER
    show_full_result_count = False
    view_on_site = False
    actions = None
    change_list_template = "staff/change_list.html"
    change_form_template = "staff/change_form.html"

    def changelist_view(
        self, request: HttpRequest, extra_context: dict | None = None
    ) -> HttpResponseBase:
        title = str(self.opts.verbose_name_plural)
        return super().changelist_view(
            request, {"title": title[0].upper() + title[1:], **(extra_context or {})}
        )

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return True

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def history_view(
        self, request: HttpRequest, object_id: str, extra_context: dict | None = None
    ) -> HttpResponse:
        raise Http404

    def _get_obj_does_not_exist_redirect(
        self, request: HttpRequest, opts: Any, object_id: str
    ) -> HttpResponse:
        raise Http404
