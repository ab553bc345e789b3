"""The checklist of evidence and its files. A file is only ever given as something to save, to those
who see the dossier."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import path
from django.views.decorators.http import require_GET, require_POST

from certifications.applications import dossier
from certifications.applications import evidence as evidence_files
from certifications.applications.dossier import CheckedKind
from certifications.models import Application, Evidence
from certifications.rounds.access import Refused
from certifications.staff.applications.dossier import show_dossier
from certifications.staff.posted import whole_number
from certifications.staff.scoped import dossier_or_404
from ocop_registry.journal.acts import VersionConflict

# Even where a browser opens it after all, nothing in the file may run or load.
FILE_POLICY = "default-src 'none'; frame-ancestors 'none'; sandbox"


def urls() -> list:
    return [
        path("ho-so/<str:uid>/minh-chung/", save, name="dossier_evidence"),
        path("ho-so/<str:uid>/minh-chung/<str:kind>/them-tep/", add, name="dossier_file_add"),
        path("ho-so/<str:uid>/tep/<str:file>/", download, name="dossier_file"),
        path("ho-so/<str:uid>/tep/<str:file>/doi/", change, name="dossier_file_change"),
    ]


@require_POST
def save(request: HttpRequest, uid: str) -> HttpResponse:
    """State and note of every kind on the form, in one act."""
    application = dossier_or_404(request.user, uid)
    typed = {
        kind.code: CheckedKind(
            request.POST.get(f"state-{kind.code}", ""),
            request.POST.get(f"note-{kind.code}", ""),
            _version(request, kind.code),
        )
        for kind in dossier.checklist(application)
        if f"state-{kind.code}" in request.POST
    }
    problems = _problems(lambda: _save_checklist(application, typed, request.user))
    if problems:
        return show_dossier(request, application, problems=problems, typed=typed, status=409)
    messages.success(request, "Đã lưu danh mục minh chứng.")
    return redirect("admin:dossier_page", application.uid)


@require_POST
def add(request: HttpRequest, uid: str, kind: str) -> HttpResponse:
    """Add one file to a kind of evidence."""
    application = dossier_or_404(request.user, uid)
    upload = request.FILES.get("file")
    if upload is None:
        return show_dossier(
            request,
            application,
            problems=["Chưa chọn tệp: bấm nút chọn tệp, rồi bấm Thêm tệp."],
            status=422,
        )
    problems = _problems(
        lambda: evidence_files.add_file(application, kind, upload, by=request.user)
    )
    if problems:
        return show_dossier(request, application, problems=problems, status=422)
    messages.success(request, f"Đã thêm tệp “{evidence_files.shown_name(upload.name)}”.")
    return redirect("admin:dossier_page", application.uid)


@require_POST
def change(request: HttpRequest, uid: str, file: str) -> HttpResponse:
    """Replace a file, or take it out of the dossier."""
    application = dossier_or_404(request.user, uid)
    evidence, upload, seen = (
        _file_or_404(application, file),
        request.FILES.get("file"),
        _version(request, "file"),
    )
    if request.POST.get("remove"):
        problems = _problems(
            lambda: evidence_files.remove_file(evidence, by=request.user, seen=seen)
        )
        told = f"Đã bỏ tệp “{evidence.file_name}”; nhật ký vẫn giữ tên tệp."
    elif upload is None:
        problems, told = ["Chưa chọn tệp mới để thay: bấm nút chọn tệp trước."], ""
    else:
        problems = _problems(
            lambda: evidence_files.replace_file(evidence, upload, by=request.user, seen=seen)
        )
        told = (
            f"Đã thay tệp “{evidence.file_name}” bằng “{evidence_files.shown_name(upload.name)}”."
        )
    if problems:
        return show_dossier(request, application, problems=problems, status=422)
    messages.success(request, told)
    return redirect("admin:dossier_page", application.uid)


@require_GET
def download(request: HttpRequest, uid: str, file: str) -> HttpResponse:
    """One file, to be saved: the browser neither guesses its type nor runs anything in it."""
    evidence = _file_or_404(dossier_or_404(request.user, uid), file)
    stored = evidence.file
    if not stored.storage.exists(stored.name):
        raise Http404
    response = FileResponse(
        stored.open("rb"),
        as_attachment=True,
        filename=evidence.file_name,
        content_type=evidence_files.content_type(evidence),
    )
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = FILE_POLICY
    return response


def _file_or_404(application: Application, uid: str) -> Evidence:
    found = Evidence.objects.filter(application=application).exclude(file="")
    return get_object_or_404(found, uid=uid)


def _version(request: HttpRequest, name: str) -> int:
    return whole_number(request.POST.get(f"version-{name}"))


def _save_checklist(application: Application, typed: dict[str, CheckedKind], by: Any) -> None:
    try:
        dossier.save_checklist(application, typed, by=by)
    except VersionConflict as conflict:
        raise Refused(_told(application, conflict)) from conflict


def _told(application: Application, conflict: VersionConflict) -> str:
    """What somebody else recorded meanwhile; the form is shown again over that version."""
    stored: Any = conflict.stored
    label = next(kind.label for kind in dossier.checklist(application) if kind.code == stored.kind)
    note = f", ghi chú “{stored.note}”" if stored.note else ""
    return (
        f"{label}: người khác vừa ghi “{stored.get_state_display()}”{note}. "
        "Những gì bạn gõ vẫn còn dưới đây, chưa lưu: xem lại rồi bấm Lưu lần nữa."
    )


def _problems(deed: Callable[[], Any]) -> list[str]:
    """Do it; what stands in the way, in sentences."""
    try:
        deed()
    except Refused as refused:
        return refused.reasons
    except ValidationError as problem:
        return problem.messages
    return []
