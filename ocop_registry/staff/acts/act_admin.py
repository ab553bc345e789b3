"""`ActAdmin`: a model admin whose every change is an act, within the province of the person who
acts.

One saving of a page (the object, its inlines, its many-to-many fields) is one act with one journal
entry and one line. Django's own LogEntry is not written; the history page reads the journal.
"""

from collections.abc import Callable
from typing import Any, ClassVar

from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.contrib.admin.widgets import (
    AutocompleteSelect,
    AutocompleteSelectMultiple,
    RelatedFieldWidgetWrapper,
)
from django.core.exceptions import ValidationError
from django.db import IntegrityError, models
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse

from ocop_registry.accounts.permissions import Scope, scope
from ocop_registry.journal.acts import Act, act
from ocop_registry.journal.kinds import kind_of
from ocop_registry.places.models import Place
from ocop_registry.staff.acts.act_forms import JOURNAL_FIELDS, ActForm
from ocop_registry.staff.acts.deletion import DeletionView
from ocop_registry.staff.acts.held_back import holder_of
from ocop_registry.staff.acts.history_pages import show_history
from ocop_registry.staff.acts.parts import parts, record_parts
from ocop_registry.staff.lists.filters import OfferedFilters
from ocop_registry.staff.lists.folded import FoldedSearch
from ocop_registry.staff.lists.twins import ExportedList

URLS = {models.URLField: {"assume_scheme": "https"}}
# The same for what lies in another province and for what does not exist.
NOT_OFFERED = "Không tìm thấy %s này trong địa bàn của bạn. Hãy chọn lại từ danh sách."


class ActAdmin(OfferedFilters, ExportedList, FoldedSearch, DeletionView, admin.ModelAdmin):
    """Set `act_prefix` ("producer" → acts producer.create, .edit, .delete), `edit_action` and
    `province_path`.

    `province_path`: the way from the row to its Place ("place", "producer__place").
    `export_columns`: pairs of heading and a function of the row. What lies outside the person's
    scope answers 404, exactly as what does not exist.
    """

    form = ActForm
    formfield_overrides = URLS
    act_prefix: ClassVar[str]
    edit_action: ClassVar[str]
    province_path: ClassVar[str]
    deletable: ClassVar[bool] = True
    addable: ClassVar[bool] = True
    empty_text = "Chưa có bản ghi nào trong địa bàn của bạn."
    empty_value_display = "–"
    list_per_page = 50
    show_full_result_count = False
    show_facets = admin.ShowFacets.NEVER
    save_on_top = False
    view_on_site = False
    actions = None
    change_list_template = "staff/change_list.html"
    change_form_template = "staff/change_form.html"

    # --- where ------------------------------------------------------------------------------------
    def province_of(self, obj: Any) -> Place | None:
        """Today's province of a row; None stands for the country."""
        return obj.province

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        return scope(request.user, "view").limit_units(
            super().get_queryset(request), self.province_path
        )

    def edit_scope(self, request: HttpRequest) -> Scope:
        return scope(request.user, self.edit_action)

    def scope_problem(self, request: HttpRequest, obj: Any) -> str | None:
        """Why this row, as typed, may not be saved by this person; None when it may."""
        if self.edit_scope(request).covers(self.province_of(obj)):
            return None
        return (
            "Đơn vị hành chính bạn chọn nằm ngoài địa bàn của bạn. Hãy chọn đơn vị thuộc tỉnh mình."
        )

    def choice_label(self, obj: Any) -> str:
        """How a row reads in an autocomplete field."""
        return str(obj)

    # --- who --------------------------------------------------------------------------------------
    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return _covers(scope(request.user, "view"), obj and self.province_of(obj), obj)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return self.addable and bool(self.edit_scope(request))

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return _covers(self.edit_scope(request), obj and self.province_of(obj), obj)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.deletable and self.has_change_permission(request, obj)

    # --- the form ---------------------------------------------------------------------------------
    def act_name(self, change: bool) -> str:
        return f"{self.act_prefix}.edit" if change else f"{self.act_prefix}.create"

    def get_form(
        self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any
    ) -> type[ActForm]:
        form = super().get_form(request, obj, change=change, **kwargs)
        form.act_admin, form.act_request = self, request
        form.act_reason_required = kind_of(self.act_name(change)).needs_reason
        return form

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> list:
        fieldsets = list(self.fieldsets or [])
        if self.has_change_permission(request, obj) if obj else self.has_add_permission(request):
            fieldsets.append(("Nhật ký", {"fields": list(JOURNAL_FIELDS), "classes": ["journal"]}))
        return fieldsets

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        return _without_side_buttons(super().formfield_for_dbfield(db_field, request, **kwargs))

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        return scoped_choice(self, super().formfield_for_foreignkey, db_field, request, kwargs)

    def formfield_for_manytomany(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        return scoped_choice(self, super().formfield_for_manytomany, db_field, request, kwargs)

    # --- saving -----------------------------------------------------------------------------------
    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict | None = None,
    ) -> HttpResponse:
        try:
            return super().changeform_view(request, object_id, form_url, extra_context)
        except (ValidationError, IntegrityError) as problem:
            # Refused inside the act (somebody was faster): everything is undone, and the same form
            # is shown again with what was typed. A stale version or a taken number is then found by
            # the form itself.
            if isinstance(problem, ValidationError) and getattr(problem, "code", "") != "stale":
                request.act_refused = ValidationError(problem.messages)
            return super().changeform_view(request, object_id, form_url, extra_context)

    def save_model(self, request: HttpRequest, obj: Any, form: ActForm, change: bool) -> None:
        """Nothing yet: the object is saved together with its parts, in `save_related`."""

    def save_related(
        self, request: HttpRequest, form: ActForm, formsets: list, change: bool
    ) -> None:
        reason = form.cleaned_data.get("reason", "")
        stored = self._leave_out(form) if form.held_back else None
        request.all_held_back = form.all_held_back(formsets)
        if not request.all_held_back:
            with act(self.act_name(change), by=request.user, reason=reason) as deed:
                self.perform(deed, request, form, formsets, change)
                province = self.province_of(form.instance)
                deed.province_code = province.code if province else ""
        if stored is not None and form.holder is not None:
            told = form.holder.prepare(stored, form.held_back, by=request.user, reason=reason)
            messages.warning(request, told)

    def construct_change_message(
        self, request: HttpRequest, form: ActForm, formsets: list, add: bool = False
    ) -> list:
        """Nothing was changed where all of it waits."""
        if request.all_held_back:
            return []
        return super().construct_change_message(request, form, formsets, add)

    def response_change(self, request: HttpRequest, obj: Any) -> HttpResponse:
        """Where all that was typed waits for another person, nothing is said to be changed."""
        if not request.all_held_back:
            return super().response_change(request, obj)
        if "_continue" in request.POST:
            return redirect(request.path)
        return self.response_post_save_change(request, obj)

    def _leave_out(self, form: ActForm) -> Any:
        """Give the object its stored values of what another person must approve; answer it as
        stored."""
        stored = type(form.instance)._base_manager.get(pk=form.instance.pk)
        for name in form.held_back:
            setattr(form.instance, name, getattr(stored, name))
        return form.instance

    def perform(
        self, deed: Act, request: HttpRequest, form: ActForm, formsets: list, change: bool
    ) -> None:
        """Write the object and its parts: one line for the whole."""
        obj = form.instance
        parts_before = parts(form, formsets) if change else {}
        deed.save(obj) if change else deed.create(obj)
        form.save_m2m()
        for formset in formsets:
            self.save_formset(request, form, formset, change)
        record_parts(deed, obj, parts_before, parts(form, formsets))

    def log_addition(self, *_args: Any) -> None:
        """The journal has it."""

    log_change = log_deletions = log_addition

    # --- pages ------------------------------------------------------------------------------------
    def page_actions(self, request: HttpRequest, obj: Any) -> list[tuple[str, str]]:
        """(label, address) of what else may be done with a row, beside its history; nothing by
        default."""
        return []

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict | None = None,
    ) -> HttpResponse:
        obj = self.get_object(request, unquote(object_id))
        actions = self.page_actions(request, obj) if obj else []
        if obj is not None and (holder := holder_of(obj)):
            actions = [*actions, *holder.waiting(obj)]
        return super().change_view(
            request, object_id, form_url, {"page_actions": actions, **(extra_context or {})}
        )

    def changelist_view(
        self, request: HttpRequest, extra_context: dict | None = None
    ) -> HttpResponseBase:
        context = {
            "title": str(self.opts.verbose_name_plural).capitalize(),
            "empty_text": self.empty_text,
        }
        return super().changelist_view(request, {**context, **(extra_context or {})})

    def history_view(
        self, request: HttpRequest, object_id: str, extra_context: dict | None = None
    ) -> HttpResponseBase:
        obj = self.get_object(request, unquote(object_id))
        if obj is None or not self.has_view_permission(request, obj):
            raise Http404
        opts = self.opts
        crumbs = (
            (
                str(opts.verbose_name_plural).capitalize(),
                reverse(f"admin:{opts.app_label}_{opts.model_name}_changelist"),
            ),
            (str(obj), reverse(f"admin:{opts.app_label}_{opts.model_name}_change", args=[obj.pk])),
        )
        return show_history(request, obj, crumbs)

    def _get_obj_does_not_exist_redirect(
        self, request: HttpRequest, opts: Any, object_id: str
    ) -> HttpResponse:
        raise Http404


class ActInline(admin.StackedInline):
    """Parts of a whole, edited on its page: allowed to whoever may edit the whole, and written by
    its act."""

    extra = 0
    formfield_overrides = URLS

    def _whole(self) -> ActAdmin:
        return self.admin_site.get_model_admin(self.parent_model)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self._whole().has_view_permission(request, obj)

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        whole = self._whole()
        return (
            whole.has_change_permission(request, obj) if obj else whole.has_add_permission(request)
        )

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self._whole().has_change_permission(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self._whole().has_change_permission(request, obj)

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        return _without_side_buttons(super().formfield_for_dbfield(db_field, request, **kwargs))

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        return scoped_choice(self, super().formfield_for_foreignkey, db_field, request, kwargs)


def _without_side_buttons(field: Any) -> Any:
    """A reference offers to add what is missing; changing, deleting or viewing the other row is
    done on its own page."""
    if field is not None and isinstance(field.widget, RelatedFieldWidgetWrapper):
        field.widget.can_change_related = field.widget.can_delete_related = (
            field.widget.can_view_related
        ) = False
    return field


def scoped_choice(
    model_admin: Any, make: Callable, db_field: Any, request: HttpRequest, kwargs: dict
) -> Any:
    """A reference's form field: only rows the person may see, labelled as in the autocomplete, no
    pop-up buttons."""
    related = model_admin.admin_site._registry.get(db_field.remote_field.model)
    if related is None:
        return make(db_field, request, **kwargs)
    kwargs.setdefault("queryset", related.get_queryset(request))
    if db_field.name in model_admin.get_autocomplete_fields(request):
        widget = ChoicesOfMany if db_field.many_to_many else Choices
        kwargs.setdefault(
            "widget", widget(db_field, model_admin.admin_site, using=kwargs.get("using"))
        )
    field = make(db_field, request, **kwargs)
    if field is not None:
        field.error_messages["invalid_choice"] = NOT_OFFERED % related.opts.verbose_name
    label = getattr(related, "choice_label", None)
    if field is not None and label is not None:
        field.label_from_instance = label
    return field


class _NumbersOnly:
    """Shown again with a key that is none, Django's widget would ask the database for it and
    fail."""

    def optgroups(self, name: str, value: list, attr: Any = None) -> Any:
        keys = [key for key in map(str, value) if key.isascii() and key.isdigit() and len(key) < 19]
        return super().optgroups(name, keys, attr)  # type: ignore[misc]


class Choices(_NumbersOnly, AutocompleteSelect):
    """A reference, chosen by typing."""


class ChoicesOfMany(_NumbersOnly, AutocompleteSelectMultiple):
    """References, each chosen by typing."""


def _covers(allowed: Scope, province: Place | None, obj: Any) -> bool:
    return bool(allowed) if obj is None else allowed.covers(province)
