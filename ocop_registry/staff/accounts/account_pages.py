"""Pages about one account: the printed link, closing, reopening."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse

from ocop_registry.accounts.managing import close, manageable, reopen
from ocop_registry.accounts.models import AccountActKind, User
from ocop_registry.accounts.passwords import issue_link, link_expires
from ocop_registry.accounts.rights import weighty
from ocop_registry.accounts.two_people import prepare
from ocop_registry.staff.pages import staff_page


class ReasonForm(forms.Form):
    reason = forms.CharField(
        label="Lý do",
        max_length=500,
        widget=forms.TextInput(attrs={"class": "vTextField"}),
        error_messages={"required": "Hãy ghi lý do: việc này phải giải thích được về sau."},
    )


def actions_on(user: User) -> list[tuple[str, str]]:
    """What may be done with the account, as links on its page."""
    if not user.is_active:
        return [("Mở lại tài khoản", reverse("admin:account_reopen", args=[user.pk]))]
    return [
        ("Cấp đường dẫn đặt mật khẩu", reverse("admin:account_link", args=[user.pk])),
        ("Đóng tài khoản", reverse("admin:account_close", args=[user.pk])),
    ]


def link_page(request: HttpRequest, pk: int) -> HttpResponse:
    """Asks first; then shows the link once, as a slip to print. Of an account that may be the other
    person it is asked for with a reason, and another person approves and hands it over."""
    user = _managed(request, pk)
    title = "Đường dẫn đặt mật khẩu"
    if user.is_active and weighty(user):
        return _prepared(request, user, AccountActKind.LINK, title=title)
    context: dict[str, Any] = {"account": user}
    if request.method == "POST" and user.is_active:
        context["link"] = request.build_absolute_uri(issue_link(user, by=request.user))
        context["expires"] = link_expires()
    return staff_page(
        request, "staff/account_link.html", context, title=title, crumbs=crumbs_of(user)
    )


def close_page(request: HttpRequest, pk: int) -> HttpResponse:
    return _with_reason(request, pk, close, title="Đóng tài khoản", done="Đã đóng tài khoản {}.")


def reopen_page(request: HttpRequest, pk: int) -> HttpResponse:
    user, title = _managed(request, pk), "Mở lại tài khoản"
    if not user.is_active and weighty(user):
        return _prepared(request, user, AccountActKind.OPEN, title=title)
    return _with_reason(request, pk, reopen, title=title, done="Đã mở lại tài khoản {}.")


def _prepared(request: HttpRequest, user: User, kind: str, *, title: str) -> HttpResponse:
    """The same for an account that takes two people: sent for another person's approval."""
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            sent = prepare(user, kind, by=request.user, reason=form.cleaned_data["reason"])
        except ValidationError as problem:
            form.add_error(None, problem)
        else:
            messages.success(
                request, "Đã gửi duyệt: một người khác có quyền duyệt phải duyệt việc này."
            )
            return redirect("admin:account_act", sent.uid)
    context = {"form": form, "account": user, "two_people": kind, "button": "Gửi duyệt"}
    return staff_page(
        request, "staff/account_reason.html", context, title=title, crumbs=crumbs_of(user)
    )


def _with_reason(
    request: HttpRequest, pk: int, deed: Callable[..., None], *, title: str, done: str
) -> HttpResponse:
    user = _managed(request, pk)
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            deed(user, by=request.user, reason=form.cleaned_data["reason"])
        except ValidationError as problem:
            form.add_error(None, problem)
        else:
            messages.success(request, done.format(user.username))
            return redirect("admin:accounts_user_change", user.pk)
    context = {"form": form, "account": user, "closing": deed is close, "button": title}
    return staff_page(
        request, "staff/account_reason.html", context, title=title, crumbs=crumbs_of(user)
    )


def _managed(request: HttpRequest, pk: int) -> User:
    return get_object_or_404(manageable(request.user), pk=pk)


def crumbs_of(user: User) -> tuple:
    return (
        ("Tài khoản", reverse("admin:accounts_user_changelist")),
        (user.username, reverse("admin:accounts_user_change", args=[user.pk])),
    )
