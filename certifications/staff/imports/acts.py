"""Writing a staged file, taking it back, putting it aside: each asked for and confirmed; the first
two are jobs, whose bar the file's page shows."""

from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import path, reverse

from certifications.imports import applying, jobs, staging
from certifications.imports.kinds import kind_of
from certifications.models import Import
from certifications.rounds.access import Refused
from certifications.staff.fields import ReasonField
from certifications.staff.imports.row_filters import moved_since
from certifications.staff.imports.scoped import import_or_404, rights, version_in
from ocop_registry.staff.jobs.answers import answer_job
from ocop_registry.staff.pages import staff_page


def urls() -> list:
    return [
        path("nhap-excel/<str:uid>/ghi/", apply_page, name="import_apply"),
        path("nhap-excel/<str:uid>/hoan-tac/", undo_page, name="import_undo"),
        path("nhap-excel/<str:uid>/bo/", discard_page, name="import_discard"),
    ]


# --- writing --------------------------------------------------------------------------------------
def apply_page(request: HttpRequest, uid: str) -> HttpResponseBase:
    """What will be written, said once more; then all of it or nothing."""
    imported = import_or_404(request.user, uid)
    if not rights(request.user, imported)["apply"]:
        raise PermissionDenied
    if request.method != "POST":
        if (version_in(request.GET) or imported.version) != imported.version:
            messages.warning(request, applying.MENDED_SINCE)
            return redirect("admin:import_page", imported.uid)
        return _confirm(request, imported)

    job = jobs.start_applying(imported, by=request.user, version=version_in(request.POST))
    return answer_job(
        request,
        job,
        refused=lambda reasons: _confirm(request, imported, reasons),
        meanwhile=jobs.page_of(imported),
    )


def _confirm(
    request: HttpRequest, imported: Import, problems: list[str] | None = None
) -> HttpResponse:
    imported = import_or_404(request.user, imported.uid)
    context = {
        "imported": imported,
        "kind": kind_of(imported.kind),
        "version": str(imported.version),
        "problems": problems or [],
        **moved_since(imported),
    }
    return _page(
        request,
        imported,
        "certifications/imports/import_apply.html",
        context,
        "Ghi vào sổ đăng ký",
        bool(problems),
    )


# --- taking back ----------------------------------------------------------------------------------
class UndoForm(forms.Form):
    reason = ReasonField()


def undo_page(request: HttpRequest, uid: str) -> HttpResponseBase:
    """One person: with a reason at once. Two: the first proposes with a reason, the second takes it
    back."""
    imported = import_or_404(request.user, uid)
    may = rights(request.user, imported)
    if not (may["ask_undo"] or may["undo"]):
        raise PermissionDenied
    given = {"reason": imported.undo_reason} if imported.undo_reason else None
    form = UndoForm(request.POST or None, initial=given)
    if request.method != "POST" or not form.is_valid():
        return _undo_form(request, imported, form, may, [], request.method == "POST")
    reason = form.cleaned_data["reason"]
    if not may["undo"] or kind_of(imported.kind).two_people and imported.undo_asked_by_id is None:
        applying.ask_undo(imported, by=request.user, reason=reason)
        messages.success(
            request, "Đã đề nghị hoàn tác: một người khác có quyền duyệt sẽ xem và hoàn tác."
        )
        return redirect("admin:import_page", imported.uid)

    job = jobs.start_undoing(imported, by=request.user, reason=reason)
    return answer_job(
        request,
        job,
        refused=lambda reasons: _undo_form(request, imported, form, may, reasons, True),
        meanwhile=jobs.page_of(imported),
    )


def _undo_form(
    request: HttpRequest,
    imported: Import,
    form: UndoForm,
    may: dict[str, bool],
    problems: list[str],
    failed: bool,
) -> HttpResponse:
    context = {"imported": imported, "form": form, "asks": not may["undo"], "problems": problems}
    return _page(
        request,
        imported,
        "certifications/imports/import_undo.html",
        context,
        "Hoàn tác tệp đã ghi",
        failed,
    )


# --- putting aside --------------------------------------------------------------------------------
def discard_page(request: HttpRequest, uid: str) -> HttpResponse:
    imported = import_or_404(request.user, uid)
    if not rights(request.user, imported)["discard"]:
        raise PermissionDenied
    if request.method != "POST":
        return _page(
            request,
            imported,
            "certifications/imports/import_discard.html",
            {"imported": imported},
            "Bỏ tệp chưa ghi",
            False,
        )
    try:
        staging.discard(imported, by=request.user)
    except Refused as refused:
        messages.error(request, " ".join(refused.reasons))
        return redirect("admin:import_page", imported.uid)
    messages.success(request, "Đã bỏ tệp. Không có gì được ghi.")
    return redirect("admin:import_list")


# --- the frame --------------------------------------------------------------------------------------
def _page(
    request: HttpRequest,
    imported: Import,
    template: str,
    context: dict[str, Any],
    title: str,
    failed: bool,
) -> HttpResponse:
    crumbs = (
        ("Nhập từ Excel", reverse("admin:import_list")),
        (str(imported), reverse("admin:import_page", args=[imported.uid])),
    )
    return staff_page(
        request, template, context, title=title, crumbs=crumbs, status=409 if failed else 200
    )
