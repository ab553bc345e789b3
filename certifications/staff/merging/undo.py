"""The page on which a merge is taken back: what stands against it, or its reason; then it waits for
another person's approval."""

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path

from certifications.merging import merge, prepared, undo
from certifications.models import PreparedKind, PreparedStatus
from certifications.rounds.access import Refused
from certifications.staff.fields import ReasonField
from certifications.staff.merging.pages import crumbs_of
from certifications.staff.scoped import prepared_or_404
from ocop_registry.staff.pages import staff_page


def urls() -> list:
    return [path("hoan-tac-gop/<str:uid>/", undo_page, name="merge_undo")]


class UndoForm(forms.Form):
    reason = ReasonField()


def undo_page(request: HttpRequest, uid: str) -> HttpResponse:
    """Taking a merge back: what stands against it, or its reason; then for another's approval."""
    merged = prepared_or_404(request.user, uid)
    if merged.kind != PreparedKind.MERGE or merged.status != PreparedStatus.DONE:
        raise Http404
    subject = merged.subject
    merge.require(request.user, subject, subject)
    form = UndoForm(request.POST or None)
    problems = undo.refusals(subject, merged)
    if request.method == "POST" and form.is_valid() and not problems:
        try:
            reason = form.cleaned_data["reason"]
            sent = prepared.prepare_undo(merged, by=request.user, reason=reason)
        except Refused as refused:
            problems = refused.reasons
        else:
            messages.success(request, "Đã gửi duyệt: hai bên tách ra khi một người khác duyệt.")
            return redirect("admin:prepared_page", sent.uid)
    status = 200 if request.method != "POST" else 409 if problems else 422
    return staff_page(
        request,
        "certifications/merging/merge_undo.html",
        {"merged": merged, "subject": subject, "form": form, "problems": problems},
        title=f"Hoàn tác gộp: {subject}",
        crumbs=crumbs_of(subject),
        status=status,
    )
