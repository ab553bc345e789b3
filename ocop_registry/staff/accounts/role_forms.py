"""The roles on an account's page: which the person may give, and which take another person."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.forms.models import BaseInlineFormSet
from django.http import HttpRequest

from ocop_registry import clock
from ocop_registry.accounts import two_people
from ocop_registry.accounts.managing import role_problem
from ocop_registry.accounts.models import RoleHeld
from ocop_registry.accounts.rights import grows, role_state
from ocop_registry.staff.acts.act_admin import ActInline


class RoleFormSet(BaseInlineFormSet):
    """Roles that the person at the keyboard may give, and at least one. Those that let somebody be
    the other person (`accounts.rights`) are not saved: `held` of their forms says so."""

    by: Any = None

    def clean(self) -> None:
        super().clean()
        self._look_at_roles()
        if any(getattr(form, "held", False) for form in self.forms):
            self._ask_for_approval()

    def _before(self, form: Any) -> dict[str, Any] | None:
        stored = RoleHeld.objects.filter(pk=form.instance.pk).first() if form.instance.pk else None
        return role_state(stored) if stored else None

    def _ask_for_approval(self) -> None:
        if not self.data.get("reason", "").strip():
            raise ValidationError(
                "Ghi lý do (phần Nhật ký): vai trò người duyệt, cán bộ Bộ và việc phụ trách tài"
                " khoản chỉ được giao khi một người khác duyệt.",
                code="held_back",
            )
        if self.instance.pk and two_people.waiting_on(self.instance):
            raise ValidationError(two_people.ONE_WAITS, code="held_back")

    def save_new(self, form: Any, commit: bool = True) -> Any:
        return form.instance if getattr(form, "held", False) else super().save_new(form, commit)

    def save_existing(self, form: Any, obj: Any, commit: bool = True) -> Any:
        return (
            form.instance
            if getattr(form, "held", False)
            else super().save_existing(form, obj, commit)
        )

    def _look_at_roles(self) -> None:
        kept = 0
        for form in self.forms:
            data = getattr(form, "cleaned_data", None)
            if not data or "role" not in data:
                continue
            kept += 1
            form.held = (
                form.has_changed()
                and not form.errors
                and grows(self._before(form), role_state(form.instance))
            )
            problem = (
                role_problem(self.by, data["role"], data.get("place"))
                if form.has_changed()
                else None
            )
            if problem:
                form.add_error("role", problem)
        if not kept and not self.by.is_superuser:
            raise ValidationError(
                "Hãy giao ít nhất một vai trò trong tỉnh của bạn.", code="no_role"
            )


class RoleInline(ActInline):
    """Roles are ended by a date, not deleted; nobody but an administrator touches his own."""

    model = RoleHeld
    formset = RoleFormSet
    fields = ("role", "place", ("since", "until"), "manages_accounts")
    autocomplete_fields = ("place",)
    can_delete = False

    def get_formset(
        self, request: HttpRequest, obj: Any = None, **kwargs: Any
    ) -> type[RoleFormSet]:
        formset = super().get_formset(request, obj, **kwargs)
        formset.by = request.user
        return formset

    def get_extra(self, request: HttpRequest, obj: Any = None, **kwargs: Any) -> int:
        return 0 if obj else 1

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if db_field.name == "since" and field is not None:
            field.initial = clock.today
        return field

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        return (
            super().get_queryset(request).select_related("place__parent__parent", "place__province")
        )

    def _is_own(self, request: HttpRequest, obj: Any) -> bool:
        return obj is not None and obj.pk == request.user.pk and not request.user.is_superuser

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return super().has_add_permission(request, obj) and not self._is_own(request, obj)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return super().has_change_permission(request, obj) and not self._is_own(request, obj)
