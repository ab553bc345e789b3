"""Writing a staged file, taking it back, putting it aside: each asked for, confirmed, and told with
its progress."""

import logging
import threading
from collections.abc import Callable, Iterator
from queue import SimpleQueue
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.template.loader import render_to_string
from django.urls import path, reverse
from django.utils.html import format_html

from certifications.imports import applying, staging
from certifications.imports.checking import ChangedSincePreview
from certifications.imports.kinds import kind_of
from certifications.models import Import, ImportKind
from certifications.rounds.access import Refused
from certifications.staff.fields import ReasonField
from certifications.staff.imports.scoped import import_or_404, rights, version_in
from ocop_registry.staff.pages import staff_page

logger = logging.getLogger(__name__)

LONG = 1000  # rows from which the work is told as it goes
# what the public register shows of
SEEN_BY_ALL = frozenset({ImportKind.REGISTER, ImportKind.PRODUCERS, ImportKind.PRODUCTS})
Work = Callable[[applying.Progress | None], Any]


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

    def work(progress: applying.Progress | None) -> None:
        try:
            applying.apply(
                imported, by=request.user, version=version_in(request.POST), progress=progress
            )
        except ChangedSincePreview:
            staging.recheck(imported, by=request.user)
            raise

    counts = imported.counts
    done = f"Đã ghi {counts['created'] + counts['changed']} dòng vào sổ đăng ký."
    if counts["refused"]:
        done += f" {counts['refused']} dòng còn lỗi chưa được ghi."
    if imported.kind in SEEN_BY_ALL:
        done += " Sổ công khai đã cập nhật."
    return _run(
        request,
        imported,
        work,
        done,
        "Đang ghi vào sổ đăng ký",
        lambda reasons: _confirm(request, imported, reasons),
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

    def work(progress: applying.Progress | None) -> None:
        applying.undo(imported, by=request.user, reason=reason, progress=progress)

    done = "Đã hoàn tác: những gì tệp này ghi đã được lấy lại. Nhật ký giữ cả hai việc."
    refused = lambda reasons: _undo_form(request, imported, form, may, reasons, True)  # noqa: E731
    return _run(request, imported, work, done, "Đang hoàn tác", refused)


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


# --- long work ------------------------------------------------------------------------------------
def _run(
    request: HttpRequest,
    imported: Import,
    work: Work,
    done: str,
    title: str,
    refused: Callable[[list[str]], HttpResponse],
) -> HttpResponseBase:
    """Do it. A long file is worked on beside the answer, which tells how far it is; the work goes
    on when nobody listens."""
    if imported.counts["read"] >= LONG:
        return StreamingHttpResponse(
            _told(request, imported, work, done, title), content_type="text/html; charset=utf-8"
        )
    try:
        work(None)
    except Refused as error:
        return refused(error.reasons)
    except ValidationError as error:
        return refused(error.messages)
    messages.success(request, done)
    return redirect("admin:import_page", imported.uid)


def _told(
    request: HttpRequest, imported: Import, work: Work, done: str, title: str
) -> Iterator[str]:
    """A page that grows: its head, a word for every twentieth of the way, and the end with the way
    on."""
    events: SimpleQueue[tuple[str, Any]] = SimpleQueue()
    threading.Thread(target=_beside, args=(work, events), daemon=False).start()
    where = reverse("admin:import_page", args=[imported.uid])
    frame = {"title": title, "imported": imported, "where": where}
    yield render_to_string("certifications/imports/import_running_head.html", frame, request)
    told = -1
    while True:
        what, value = events.get()
        if what == "progress":
            share = 100 * value[0] // max(value[1], 1) // 5 * 5
            if share > told:
                told = share
                yield format_html("<li>{} %</li>\n", share)
            continue
        context = {
            **frame,
            "done": done if what == "done" else "",
            "reasons": value if what == "refused" else [],
        }
        yield render_to_string("certifications/imports/import_running_foot.html", context, request)
        return


def _beside(work: Work, events: "SimpleQueue[tuple[str, Any]]") -> None:
    try:
        work(lambda done, total: events.put(("progress", (done, total))))
        events.put(("done", None))
    except Refused as error:
        events.put(("refused", error.reasons))
    except ValidationError as error:
        events.put(("refused", error.messages))
    except Exception:
        logger.exception("an import failed beside its answer")
        events.put(
            (
                "refused",
                [
                    "Máy chủ gặp lỗi nên không có gì được ghi; lỗi đã được ghi lại. Hãy thử lại,"
                    " hoặc báo người quản trị."
                ],
            )
        )
    finally:
        connection.close()


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
