"""Two buttons of a waiting file: every near miss is a new one, or every one is the one that it can
be."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path
from django.views.decorators.http import require_POST

from certifications.imports.asked.all_at_once import ALL_NEW, SAME, answer_all, open_questions
from certifications.rounds.access import Refused
from certifications.staff.imports.scoped import import_or_404, rights, version_in
from ocop_registry.journal.acts import VersionConflict

MENDED_SINCE = "Tệp vừa được người khác sửa: xem lại rồi trả lời."


def urls() -> list:
    return [path("nhap-excel/<str:uid>/tat-ca/", answer_page, name="import_answer_all")]


@require_POST
def answer_page(request: HttpRequest, uid: str) -> HttpResponse:
    """Answer all open near misses, and show the file again."""
    imported = import_or_404(request.user, uid)
    if not rights(request.user, imported)["edit"]:
        raise PermissionDenied
    answer = request.POST.get("answer", "")
    if answer not in {ALL_NEW, SAME}:
        messages.error(request, "Chọn một cách trả lời.")
        return redirect("admin:import_page", uid)
    before = open_questions(imported)
    try:
        done = answer_all(imported, answer, by=request.user, version=version_in(request.POST))
    except VersionConflict:
        messages.warning(request, MENDED_SINCE)
    except Refused as refused:
        messages.error(request, " ".join(refused.reasons))
    else:
        left = open_questions(done)
        messages.success(request, f"Đã trả lời {before - left} câu hỏi về tên; còn {left}.")
    return redirect("admin:import_page", uid)
