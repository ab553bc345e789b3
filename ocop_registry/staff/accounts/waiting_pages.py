"""Acts on accounts that wait for another person: the list, the page, approving, taking back."""

from collections.abc import Iterable
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import path, reverse

from ocop_registry import uids
from ocop_registry.accounts import two_people
from ocop_registry.accounts.models import AccountAct, AccountActStatus
from ocop_registry.accounts.passwords import link_expires
from ocop_registry.accounts.permissions import Scope, scope
from ocop_registry.accounts.told import role_words
from ocop_registry.staff.accounts.account_pages import ReasonForm
from ocop_registry.staff.pages import staff_page

FIELD_LABELS = {
    "username": "Tên đăng nhập",
    "full_name": "Họ và tên",
    "is_superuser": "Quản trị hệ thống",
}
SETTLED_SHOWN = 50


def urls() -> list:
    return [
        path("tai-khoan/viec-cho-duyet/", list_page, name="account_acts"),
        path("tai-khoan/viec-cho-duyet/<str:uid>/", act_page, name="account_act"),
    ]


def may_see(user: Any) -> bool:
    return bool(scope(user, "account.approve")) or bool(scope(user, "account.manage"))


def seen_by(user: Any) -> QuerySet[AccountAct]:
    """The acts in the person's provinces, and those that he prepared."""
    found = AccountAct.objects.select_related("account", "province", "prepared_by", "settled_by")
    wanted = Q(prepared_by=user)
    for action in ("account.approve", "account.manage"):
        wanted |= _within(scope(user, action))
    return found.filter(wanted)


def _within(allowed: Scope) -> Q:
    return Q(pk__isnull=False) if allowed.everywhere else Q(province__in=allowed.provinces)


def queue(user: Any) -> Iterable[tuple[str, int, str]]:
    """(label, count, address) of what waits for this person's approval."""
    if not scope(user, "account.approve"):
        return
    waiting = seen_by(user).filter(status=AccountActStatus.WAITING).exclude(prepared_by=user)
    count = sum(1 for one in waiting if not two_people.why_not(one, user))
    yield "việc với tài khoản chờ bạn duyệt", count, reverse("admin:account_acts")


def list_page(request: HttpRequest) -> HttpResponse:
    """What waits, oldest first; then what was settled last."""
    if not may_see(request.user):
        raise PermissionDenied
    seen = seen_by(request.user)
    waiting = seen.filter(status=AccountActStatus.WAITING).order_by("prepared_at", "pk")
    settled = seen.exclude(status=AccountActStatus.WAITING).order_by("-settled_at", "-pk")
    context = {"waiting": waiting, "settled": settled[:SETTLED_SHOWN]}
    title = "Việc với tài khoản chờ duyệt"
    return staff_page(request, "staff/account_act_list.html", context, title=title)


def act_page(request: HttpRequest, uid: str) -> HttpResponse:
    """One act: what changes, why, and the buttons that this person may press. The link that an
    approval brings is shown once, to who approved."""
    found = seen_by(request.user)
    prepared = get_object_or_404(found, uid=uids.normalise(uid) or "")
    form = ReasonForm(request.POST if "reject" in request.POST else None)
    if request.method != "POST":
        return _show(request, prepared, form)
    if "reject" in request.POST and not form.is_valid():
        return _show(request, prepared, form, status=422)
    try:
        link = _settle(request, prepared, form)
    except ValidationError as problem:
        again = found.get(pk=prepared.pk)
        return _show(request, again, form, problems=problem.messages, status=409)
    if link:
        return _slip(request, prepared, link)
    messages.success(request, "Đã ghi.")
    return redirect("admin:account_act", prepared.uid)


def _settle(request: HttpRequest, prepared: AccountAct, form: ReasonForm) -> str:
    if "reject" in request.POST:
        two_people.reject(prepared, by=request.user, reason=form.cleaned_data["reason"])
        return ""
    if "approve" not in request.POST:
        raise ValidationError("Chọn duyệt hoặc không duyệt.")
    return two_people.approve(prepared, by=request.user)


def _slip(request: HttpRequest, prepared: AccountAct, link: str) -> HttpResponse:
    context = {
        "account": prepared.account,
        "link": request.build_absolute_uri(link),
        "expires": link_expires(),
    }
    title = "Đường dẫn đặt mật khẩu"
    return staff_page(
        request, "staff/account_link.html", context, title=title, crumbs=_crumbs(prepared)
    )


def _crumbs(prepared: AccountAct) -> tuple:
    return (
        ("Việc với tài khoản chờ duyệt", reverse("admin:account_acts")),
        (str(prepared), reverse("admin:account_act", args=[prepared.uid])),
    )


def _show(
    request: HttpRequest,
    prepared: AccountAct,
    form: ReasonForm,
    *,
    problems: list[str] | None = None,
    status: int = 200,
) -> HttpResponse:
    own = prepared.prepared_by_id == request.user.pk
    waits = prepared.status == AccountActStatus.WAITING
    why_not = two_people.why_not(prepared, request.user) if waits else ""
    context = {
        "prepared": prepared,
        "given": [role_words(one) for one in prepared.values.get("roles", [])],
        "fields": [
            (FIELD_LABELS[name], "có" if value is True else value)
            for name, value in prepared.values.get("fields", {}).items()
        ],
        "brings_link": waits and two_people.brings_link(prepared),
        "waits": waits,
        "own": own,
        "why_not": why_not,
        "may_approve": waits and not why_not,
        "may_reject": waits and (own or two_people.may_settle(prepared, request.user)),
        "form": form,
        "problems": problems or [],
    }
    return staff_page(
        request,
        "staff/account_act.html",
        context,
        title=str(prepared),
        crumbs=_crumbs(prepared)[:1],
        status=status,
    )
