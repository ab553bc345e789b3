"""The signed copy of a decision: attaching it, opening it to the public, and downloading it as an
officer."""

from typing import Any

from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path
from django.views.decorators.http import require_GET, require_POST

from certifications.decisions import signed_copies
from certifications.models import Decision
from certifications.rounds.access import Refused
from certifications.staff.decisions.forms import PublishForm, SignedCopyForm
from certifications.staff.decisions.pages import show_decision
from certifications.staff.scoped import decision_or_404


def urls() -> list:
    return [
        path("quyet-dinh/<str:uid>/ban-ky/", attach, name="decision_attach"),
        path("quyet-dinh/<str:uid>/cong-khai/", publish, name="decision_publish"),
        path("quyet-dinh/<str:uid>/ban-ky.pdf", download_signed, name="decision_signed_copy"),
        path("quyet-dinh/<str:uid>/ban-da-che.pdf", download_covered, name="decision_covered_copy"),
    ]


@require_POST
def attach(request: HttpRequest, uid: str) -> HttpResponse:
    """Keep the uploaded PDF as the signed copy, not public yet."""
    decision = decision_or_404(request.user, uid)
    signed_copies.require(request.user, decision)
    form = SignedCopyForm(request.POST, request.FILES)
    if not form.is_valid():
        return show_decision(request, decision, forms={"attach_form": form}, status=422)
    try:
        signed_copies.attach(decision, form.cleaned_data["file"], by=request.user)
    except Refused as refused:
        return show_decision(request, decision, problems=refused.reasons, status=422)
    messages.success(
        request,
        "Đã đính kèm bản ký. Bản này chưa công khai: hãy xem lại thông tin riêng tư rồi công khai.",
    )
    return redirect("admin:decision_page", decision.uid)


@require_POST
def publish(request: HttpRequest, uid: str) -> HttpResponse:
    """Open the signed copy, or a covered copy of it, to the public."""
    decision = decision_or_404(request.user, uid)
    signed_copies.require(request.user, decision)
    form = PublishForm(request.POST, request.FILES)
    if not form.is_valid():
        return show_decision(request, decision, forms={"publish_form": form}, status=422)
    covered, confirmed = form.cleaned_data["file"], form.cleaned_data["nothing_private"]
    try:
        signed_copies.publish(
            decision, by=request.user, nothing_private=confirmed, redacted=covered
        )
    except Refused as refused:
        return show_decision(
            request, decision, problems=refused.reasons, forms={"publish_form": form}, status=422
        )
    messages.success(
        request, "Bản đã che thông tin đã công khai." if covered else "Bản ký đã công khai."
    )
    return redirect("admin:decision_page", decision.uid)


@require_GET
def download_signed(request: HttpRequest, uid: str) -> HttpResponse:
    """The signed copy as uploaded, for officers of the province only."""
    decision = decision_or_404(request.user, uid)
    signed_copies.require(request.user, decision)
    return _download(decision, decision.file)


@require_GET
def download_covered(request: HttpRequest, uid: str) -> HttpResponse:
    decision = decision_or_404(request.user, uid)
    return _download(decision, decision.public_file)


def _download(decision: Decision, file: Any) -> HttpResponse:
    if not file or not file.storage.exists(file.name):
        raise Http404
    response = FileResponse(
        file.open("rb"),
        as_attachment=True,
        filename=signed_copies.download_name(decision),
        content_type="application/pdf",
    )
    response["X-Content-Type-Options"] = "nosniff"
    return response
