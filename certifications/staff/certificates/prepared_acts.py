"""What one person prepared and another must approve: the list, the page, approving, rejecting,
taking back."""

from collections.abc import Iterable
from itertools import chain
from typing import Any

from django import forms
from django.contrib import messages
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import path, reverse

from certifications.certificates import prepared_acts
from certifications.models import (
    Certification,
    Level,
    PreparedAct,
    PreparedStatus,
    Round,
)
from certifications.rounds.access import Refused
from certifications.staff.certificates.changes_told import (
    NEXT,
    READINGS,
    changes_of,
)
from certifications.staff.fields import ReasonField
from certifications.staff.list_columns import PREPARED, holder_name
from certifications.staff.scoped import (
    permitted,
    prepared_or_404,
    prepared_seen,
    prepared_within,
)
from ocop_registry.accounts import hands
from ocop_registry.accounts.permissions import may, scope
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
    """Acts that wait for this person's approval: those of the centre for the Ministry's people."""
    allowed, central = scope(user, "certification.approve"), may(user, "central", None)
    if not allowed and not central:
        return
    waiting = PreparedAct.objects.filter(status=PreparedStatus.WAITING)
    preparers = waiting.order_by().values_list("prepared_by", flat=True).distinct()
    waiting = waiting.exclude(prepared_by__in=hands.counted_as(user, preparers))
    of_centre = waiting.filter(_OF_THE_CENTRE).distinct()
    count = of_centre.count() if central else 0
    if allowed:
        count += prepared_within(allowed, waiting.exclude(pk__in=of_centre.values("pk"))).count()
    yield QueueItem("việc chờ bạn duyệt", count, reverse("admin:prepared_list"), "soon", "chờ bạn")


_OF_THE_CENTRE = (
    Q(certification__level=Level.CENTRAL)
    | Q(product__certifications__level=Level.CENTRAL)
    | Q(producer__products__certifications__level=Level.CENTRAL)
    | Q(round__level=Level.CENTRAL)
)


def page_of(subject: Any) -> str:
    """The page of what a prepared act is on."""
    if isinstance(subject, Certification):
        return reverse("admin:certificate_page", args=[subject.uid])
    if isinstance(subject, Round):
        return reverse("admin:round_page", args=[subject.uid])
    options = subject._meta
    return reverse(f"admin:{options.app_label}_{options.model_name}_change", args=[subject.pk])


class RejectForm(forms.Form):
    reason = ReasonField()


def list_page(request: HttpRequest) -> HttpResponseBase:
    """What waits, oldest first; then what was settled last."""
    seen = prepared_seen(request.user)
    waiting = seen.filter(status=PreparedStatus.WAITING).order_by("prepared_at", "pk")
    settled = seen.exclude(status=PreparedStatus.WAITING).order_by("-prepared_at", "-pk")
    if file := twin(request, "Việc chờ duyệt", PREPARED, chain(waiting, settled)):
        return file
    context = {
        "waiting": [(one, holder_name(one.subject)) for one in waiting],
        "settled": [(one, holder_name(one.subject)) for one in settled[:SETTLED_SHOWN]],
    }
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
            else "Đã trả lại, mọi thứ giữ nguyên."
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
    alone = prepared_acts.why_alone(prepared, request.user) if waits and not own else ""
    work = prepared_acts.WORKS[prepared.kind]
    approves = permitted(work.require, request.user, "approve", prepared.subject, prepared.values)
    changes = changes_of(prepared)
    context = {
        "prepared": prepared,
        "kind": prepared.subject._meta.verbose_name,
        "address": page_of(prepared.subject),
        "holder": holder_name(prepared.subject),
        # what makes something new replaces nothing
        "before_told": any(change.before for change in changes),
        "readings": READINGS[prepared.kind](prepared)
        if waits and prepared.kind in READINGS
        else [],
        "next": NEXT[prepared.kind](prepared) if prepared.kind in NEXT else [],
        "changes": changes,
        "waits": waits,
        "own": own,
        "alone": alone if approves else "",
        "may_approve": waits and approves and not own and not alone,
        "may_reject": waits and (own or approves),
        "form": form,
        "problems": problems or [],
    }
    crumbs = (("Việc chờ duyệt", reverse("admin:prepared_list")),)
    title = str(prepared)
    return staff_page(
        request,
        "certifications/certificates/prepared_page.html",
        context,
        title=title,
        crumbs=crumbs,
        status=status,
    )
