"""Accounts and offices: an office's head keeps those of his own province; an administrator keeps
all."""

from collections.abc import Mapping
from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path, reverse
from django.utils.html import format_html

from ocop_registry import clock
from ocop_registry.accounts import two_people
from ocop_registry.accounts.managing import manageable, may_manage, province_of
from ocop_registry.accounts.models import AccountActKind, Office, User
from ocop_registry.accounts.permissions import scope
from ocop_registry.accounts.rights import weighty
from ocop_registry.journal.acts import Act, act
from ocop_registry.staff.accounts import account_pages, office_pages
from ocop_registry.staff.accounts.role_forms import RoleInline
from ocop_registry.staff.acts.act_admin import ActAdmin
from ocop_registry.staff.acts.act_forms import ActForm
from ocop_registry.staff.acts.held_back import Holder, holders
from ocop_registry.staff.lists.folded import FoldedNames


class InForce(admin.SimpleListFilter):
    title = "tình trạng"
    parameter_name = "tinh-trang"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("mo", "Đang mở"), ("dong", "Đã đóng")]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        return queryset if self.value() is None else queryset.filter(is_active=self.value() == "mo")


@admin.register(User)
class UserAdmin(FoldedNames, ActAdmin):
    act_prefix = "account"
    edit_action = "account.manage"
    province_path = "roles_held__place"
    deletable = False
    list_display = ("username", "full_name", "roles", "is_active", "last_login")
    list_filter = (InForce, "roles_held__role")
    search_fields = ("full_name", "username")
    ordering = ("username",)
    readonly_fields = ("is_active", "last_login")
    inlines = (RoleInline,)
    empty_text = "Chưa có tài khoản nào trong tỉnh của bạn."
    export_columns = [
        ("Tên đăng nhập", lambda row: row.username),
        ("Họ và tên", lambda row: row.full_name),
        ("Vai trò", lambda row: "; ".join(str(role) for role in row.roles_held.all())),
        ("Đang mở", lambda row: row.is_active),
        ("Đăng nhập lần cuối", lambda row: row.last_login),
    ]

    def province_of(self, obj: User) -> Any:
        return province_of(obj)

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        own = manageable(request.user).values("pk")
        return (
            admin.ModelAdmin.get_queryset(self, request)
            .filter(pk__in=own)
            .prefetch_related("roles_held__place")
        )

    def has_module_permission(self, request: HttpRequest) -> bool:
        return bool(scope(request.user, "account.manage"))

    def has_view_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        return self.has_change_permission(request, obj)

    def has_change_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        return self.has_module_permission(request) and (
            obj is None or may_manage(request.user, obj)
        )

    def scope_problem(self, request: HttpRequest, obj: User) -> str | None:
        """Where an account belongs is told by its roles, which their own forms check."""
        return None

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> list:
        names = ["username", "full_name", "email"]
        if request.user.is_superuser:
            names.append("is_superuser")
        about = [("Tài khoản", {"fields": names})]
        if obj is not None:
            about.append(("Tình trạng", {"fields": list(self.readonly_fields)}))
        return [*about, *super().get_fieldsets(request, obj)]

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple:
        return self.readonly_fields if obj else ()

    def get_form(
        self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any
    ) -> Any:
        told = {"is_active": "Đóng hoặc mở lại tài khoản bằng nút ở đầu trang này."}
        form = super().get_form(request, obj, change=change, help_texts=told, **kwargs)
        if "username" in form.base_fields:
            form.base_fields[
                "username"
            ].help_text = "Chữ, số và các dấu @ . + - _, không có khoảng trắng; ví dụ: lan.nguyen."
        if "is_superuser" in form.base_fields:
            form.base_fields["is_superuser"].label = "quản trị hệ thống"
            form.base_fields[
                "is_superuser"
            ].help_text = "Phụ trách mọi tài khoản; không có quyền nghiệp vụ nào vì thế."
        return form

    def save_form(self, request: HttpRequest, form: Any, change: bool) -> User:
        user = super().save_form(request, form, change)
        if not change:
            user.set_unusable_password()  # he sets his own, with the link printed next
        return user

    def save_related(
        self, request: HttpRequest, form: ActForm, formsets: list, change: bool
    ) -> None:
        """What gives an account the right to be the other person is left out of the save, and sent
        for another person's approval in the same act."""
        values = self._held_back(form, formsets, change)
        reason = form.cleaned_data.get("reason", "")
        typed = set(form.changed_data) - {"reason", "row_version"}
        rest = typed - set(form.held_back) or any(
            one.has_changed() and not getattr(one, "held", False)
            for formset in formsets
            for one in formset.forms
        )
        request.all_held_back = bool(change and values and not rest)
        request.sent_for_approval = bool(values)
        name = "account.prepare" if request.all_held_back else self.act_name(change)
        with act(name, by=request.user, reason=reason) as deed:
            if not request.all_held_back:
                self.perform(deed, request, form, formsets, change)
            if values:
                self._prepare(deed, request, form.instance, values, reason)
            province = province_of(form.instance)
            deed.province_code = province.code if province else ""

    def _held_back(self, form: ActForm, formsets: list, change: bool) -> dict[str, Any]:
        """Roles and fields to be approved; the object gets its stored values back."""
        user, fields = form.instance, {}
        if form.held_back:
            fields = {name: form.cleaned_data[name] for name in form.held_back}
            self._leave_out(form)
        elif not change and user.is_superuser:
            fields, user.is_superuser = {"is_superuser": True}, False
        roles = [
            two_people.role_values(one.instance)
            for formset in formsets
            for one in formset.forms
            if getattr(one, "held", False)
        ]
        return {"roles": roles, "fields": fields} if roles or fields else {}

    def _prepare(
        self, deed: Act, request: HttpRequest, user: User, values: dict[str, Any], reason: str
    ) -> None:
        prepared = two_people.prepare_within(
            deed, user, AccountActKind.GIVE, values, by=request.user, reason=reason
        )
        messages.warning(
            request,
            format_html(
                "Quyền duyệt, phụ trách tài khoản, hay tên của tài khoản có quyền ấy chưa đổi: chờ"
                ' một người khác duyệt. <a href="{}">Xem việc chờ duyệt</a>.',
                reverse("admin:account_act", args=[prepared.uid]),
            ),
        )

    def response_add(
        self, request: HttpRequest, obj: User, post_url_continue: str | None = None
    ) -> HttpResponse:
        if request.sent_for_approval:  # whoever approves hands the first link over
            return redirect("admin:accounts_user_change", obj.pk)
        return redirect("admin:account_link", obj.pk)

    def get_urls(self) -> list:
        wrap = self.admin_site.admin_view
        return [
            path("<int:pk>/duong-dan/", wrap(account_pages.link_page), name="account_link"),
            path("<int:pk>/dong/", wrap(account_pages.close_page), name="account_close"),
            path("<int:pk>/mo-lai/", wrap(account_pages.reopen_page), name="account_reopen"),
            *super().get_urls(),
        ]

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict | None = None,
    ) -> HttpResponse:
        user = self.get_object(request, object_id)
        actions = account_pages.actions_on(user) if user else []
        return super().change_view(
            request, object_id, form_url, {"page_actions": actions, **(extra_context or {})}
        )

    @admin.display(description="vai trò")
    def roles(self, user: User) -> str:
        today = clock.today()
        return "; ".join(str(role) for role in user.roles_held.all() if role.on(today)) or "–"


@admin.register(Office)
class OfficeAdmin(FoldedNames, ActAdmin):
    """How the public reaches the office; that the register is complete is declared on a page of its
    own."""

    act_prefix = "office"
    edit_action = "office.edit"
    province_path = "place"
    deletable = False
    list_display = ("name", "place", "phone", "email", "complete_until")
    list_select_related = ("place",)
    autocomplete_fields = ("place",)
    readonly_fields = ("live_since", "complete_until")
    fieldsets = [
        ("Văn phòng", {"fields": ["place", "name", "parent_body"]}),
        ("Liên hệ (công khai)", {"fields": ["phone", "email", "address"]}),
        ("Sổ đăng ký", {"fields": ["live_since", "complete_until"]}),
    ]
    export_columns = [
        ("Tỉnh, thành phố", lambda row: row.place.full_name),
        ("Văn phòng", lambda row: row.name),
        ("Cơ quan chủ quản", lambda row: row.parent_body),
        ("Điện thoại", lambda row: row.phone),
        ("Thư điện tử", lambda row: row.email),
        ("Địa chỉ", lambda row: row.address),
        ("Sổ đăng ký đủ đến hết ngày", lambda row: row.complete_until),
    ]
    empty_text = "Chưa có văn phòng nào. Người duyệt của tỉnh thêm văn phòng của mình."

    def province_of(self, obj: Office) -> Any:
        return obj.place.current_province

    def get_urls(self) -> list:
        wrap = self.admin_site.admin_view
        return [
            path("<int:pk>/day-du/", wrap(office_pages.declare_page), name="office_declare"),
            path("<int:pk>/rut-day-du/", wrap(office_pages.withdraw_page), name="office_withdraw"),
            path("<int:pk>/dung-tu-ngay/", wrap(office_pages.live_page), name="office_live"),
            *super().get_urls(),
        ]

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict | None = None,
    ) -> HttpResponse:
        office = self.get_object(request, object_id)
        actions = []
        if office is not None and self.has_change_permission(request, office):
            actions = office_pages.actions_on(office)
        return super().change_view(
            request, object_id, form_url, {"page_actions": actions, **(extra_context or {})}
        )


def _held_names(stored: User) -> tuple[str, ...]:
    return two_people.FIELDS if weighty(stored) else ("is_superuser",)


def _differences(stored: User, typed: Mapping[str, Any]) -> dict[str, Any]:
    """What of the typed values takes two people; to be administrator no longer takes one."""
    return {
        name: typed[name]
        for name in _held_names(stored)
        if name in typed and typed[name] != getattr(stored, name) and typed[name]
    }


def _refusals(stored: User, values: dict[str, Any], by: Any) -> list[str]:
    return two_people.refusals(stored, AccountActKind.GIVE, {"fields": values}, by)


def _prepare(stored: User, values: dict[str, Any], *, by: Any, reason: str) -> str:
    told = {"fields": values, "roles": []}
    return str(two_people.prepare(stored, AccountActKind.GIVE, told, by=by, reason=reason))


def _waiting(stored: User) -> list[tuple[str, str]]:
    waiting = two_people.waiting_on(stored)
    if waiting is None:
        return []
    address = reverse("admin:account_act", args=[waiting.uid])
    return [(f"Chờ duyệt: {waiting.get_kind_display().lower()}", address)]


holders[User.SUBJECT_KIND] = Holder(
    _held_names,
    _differences,
    _refusals,
    _prepare,
    _waiting,
    why="Ghi lý do: tài khoản này có quyền duyệt hoặc phụ trách tài khoản, hay sẽ có, nên điều bạn"
    " sửa phải được một người khác duyệt.",
    told="Ghi vào nhật ký cùng việc này. Sửa {} của tài khoản có quyền duyệt thì phải ghi lý do, và"
    " được một người khác duyệt rồi mới đổi.",
)


def manages(user: Any) -> bool:
    return bool(scope(user, "account.manage"))


def sees(user: Any) -> bool:
    return bool(scope(user, "view"))


admin.site.register_menu(
    "Văn phòng", "Tài khoản", "admin:accounts_user_changelist", order=90, allowed=manages
)
admin.site.register_menu(
    "Văn phòng", "Văn phòng tỉnh", "admin:accounts_office_changelist", order=92, allowed=sees
)
