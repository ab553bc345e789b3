"""What one person prepared and another must approve: the list, the page, approving, rejecting,
taking back."""

from collections.abc import Iterable
from itertools import chain
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import path, reverse

from certifications.certificates import prepared_acts
from certifications.models import PreparedAct, PreparedStatus
from certifications.rounds.access import Refused
from certifications.staff.certificates.changes_told import changes_of
from certifications.staff.fields import ReasonField
from certifications.staff.list_columns import PREPARED
from certifications.staff.scoped import permitted, prepared_or_404, prepared_seen
from ocop_registry.accounts.permissions import scope
from ocop_registry.staff.lists.twins import twin
from ocop_registry.staff.pages import staff_page
from ocop_registry.staff.site import QueueItem

SETTLED_SHOWN = 50


def urls() -> list:
    return [
        path("viec-cho-duyet/", list_page, name="prepared_list"),
        path("viec-cho-duyet/<str:uid>/", prepared_page, name="prepared_page"),
    ]


def may_see(user: Any) -> bool:
    return bool(scope(user, "view"))


def queue(user: Any) -> Iterable[QueueItem]:
    """Acts on certifications that wait for this person's approval."""
    allowed = scope(user, "certification.approve")
    if not allowed:
        return
    waiting = PreparedAct.objects.filter(status=PreparedStatus.WAITING).exclude(prepared_by=user)
    count = allowed.limit_units(waiting, "certification__product__producer__place").count()
    yield QueueItem(
        "việc xử lý chứng nhận chờ bạn duyệt",
        count,
        reverse("admin:prepared_list"),
        "soon",
        "chờ bạn",
    )


class RejectForm(forms.Form):
    reason = ReasonField()


def list_page(request: HttpRequest) -> HttpResponseBase:
    """What waits, oldest first; then what was settled last."""
    seen = prepared_seen(request.user)
    waiting = seen.filter(status=PreparedStatus.WAITING).order_by("prepared_at", "pk")
    settled = seen.exclude(status=PreparedStatus.WAITING).order_by("-prepared_at", "-pk")
    if file := twin(request, "Việc chờ duyệt", PREPARED, chain(waiting, settled)):
        return file
    context = {"waiting": waiting, "settled": settled[:SETTLED_SHOWN]}
    return staff_page(
        request, "certifications/certificates/prepared_list.html", context, title="Việc chờ duyệt"
    )


def prepared_page(request: HttpRequest, uid: str) -> HttpResponse:
    """One prepared act: what changes, why, and the buttons that this person may press."""
    prepared = prepared_or_404(request.user, uid)
    form = RejectForm(request.POST if "reject" in request.POST else None)
    if request.method != "POST":
        return _show(request, prepared, form)
    if "reject" in request.POST and not form.is_valid():
        return _show(request, prepared, form, status=422)
    try:
        done = _settle(request, prepared, form)
    except Refused as refused:
        return _show(
            request, prepared_or_404(request.user, uid), form, problems=refused.reasons, status=409
        )
    messages.success(request, done)
    return redirect("admin:prepared_page", prepared.uid)


def _settle(request: HttpRequest, prepared: PreparedAct, form: RejectForm) -> str:
    if "reject" in request.POST:
        prepared_acts.reject(prepared, by=request.user, reason=form.cleaned_data["reason"])
        return (
            "Đã rút lại."
            if prepared.prepared_by_id == request.user.pk
            else "Đã trả lại, chứng nhận giữ nguyên."
        )
    if "approve" not in request.POST:
        raise Refused("Chọn duyệt hoặc không duyệt.")
    prepared_acts.approve(prepared, by=request.user)
    return f"Đã duyệt: {prepared.get_kind_display().lower()}. Sổ đăng ký công khai đã cập nhật."


def _show(
    request: HttpRequest,
    prepared: PreparedAct,
    form: RejectForm,
    *,
    problems: list[str] | None = None,
    status: int = 200,
) -> HttpResponse:
    own = prepared.prepared_by_id == request.user.pk
    waits = prepared.status == PreparedStatus.WAITING
    approves = permitted(
        prepared_acts.require, request.user, "certification.approve", prepared.certification
    )
    context = {
        "prepared": prepared,
        "changes": changes_of(prepared),
        "waits": waits,
        "own": own,
        "may_approve": waits and approves and not own,
        "may_reject": waits and (own or approves),
        "form": form,
        "problems": problems or [],
    }
    crumbs = (("Việc chờ duyệt", reverse("admin:prepared_list")),)
    title = f"{prepared.get_kind_display()}: {prepared.certification}"
    return staff_page(
        request,
        "certifications/certificates/prepared_page.html",
        context,
        title=title,
        crumbs=crumbs,
        status=status,
    )
