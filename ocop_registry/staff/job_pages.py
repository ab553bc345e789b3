"""Việc đang chạy: what runs and ran, one job with its bar, stopping it, its file, and the work that
looks after the whole register."""

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import Case, Value, When
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import path, reverse
from django.views.decorators.http import require_GET, require_POST

from ocop_registry.jobs.access import jobs_seen, may_fetch, may_maintain, may_see_jobs, may_stop
from ocop_registry.jobs.board import lacks_worker
from ocop_registry.jobs.kinds import all_kinds, label_of
from ocop_registry.jobs.models import LIVE, Job, JobStatus
from ocop_registry.jobs.starting import start, stop
from ocop_registry.staff.jobs.answers import answer_job, job_file
from ocop_registry.staff.jobs.bar import NO_WORKER, as_json, bar_of, bar_on, bars_of
from ocop_registry.staff.lists.filtersets import Choice, ListFilters, Words
from ocop_registry.staff.lists.twins import twin
from ocop_registry.staff.pages import staff_page

PER_PAGE = 50
COLUMNS = [
    ("Việc", lambda job: job.title),
    ("Loại", lambda job: label_of(job.kind)),
    ("Tỉnh, thành phố", lambda job: str(job.province or "Cả nước")),
    ("Người giao", lambda job: job.by.get_full_name() if job.by else "Hệ thống"),
    ("Trạng thái", lambda job: job.get_status_display()),
    ("Giao lúc", lambda job: job.asked_at),
    ("Bắt đầu lúc", lambda job: job.started_at),
    ("Xong lúc", lambda job: job.finished_at),
    ("Kết quả", lambda job: " ".join(job.said)),
]
TOO_LATE = "Việc đã xong hoặc đã qua điểm không thể dừng: kết quả ở dưới."


@dataclass(frozen=True)
class Maintenance:
    """Work for the whole register that changes nothing it says. `kind`: of the job."""

    kind: str
    title: str
    about: str


# Filled by the apps above, whose work it is.
maintenance: dict[str, Maintenance] = {}


def urls() -> list:
    return [
        path("viec-dang-chay/", list_page, name="job_list"),
        path("viec-dang-chay/he-thong/<slug:word>/", maintenance_page, name="job_maintenance"),
        path("viec-dang-chay/<str:uid>/", page, name="job_page"),
        path("viec-dang-chay/<str:uid>/tien-do/", progress, name="job_progress"),
        path("viec-dang-chay/<str:uid>/dung/", stop_job, name="job_stop"),
        path("viec-dang-chay/<str:uid>/tep/", fetch_file, name="job_file"),
    ]


def _job_or_404(request: HttpRequest, uid: str) -> Job:
    return get_object_or_404(jobs_seen(request.user), uid=uid)


# --- the list -------------------------------------------------------------------------------------
class JobFilters(ListFilters):
    """Jobs by their words, kind and status."""

    q = Words(lambda found, text: found.filter(title__icontains=text), "Việc")
    loai = Choice("kind", label="Loại", empty_label="Mọi loại")
    trang_thai = Choice(
        "status", label="Trạng thái", choices=JobStatus.choices, empty_label="Mọi trạng thái"
    )

    def offer(self) -> None:
        self.choices("loai", [(kind.word, kind.label) for kind in all_kinds()])


def list_page(request: HttpRequest) -> HttpResponseBase:
    """What lives stands first, then what ended, the latest first."""
    if not may_see_jobs(request.user):
        raise PermissionDenied
    live_first = Case(When(status__in=LIVE, then=Value(0)), default=Value(1))
    asked = JobFilters(request, jobs_seen(request.user).order_by(live_first, "-asked_at", "-pk"))
    found = asked.rows()
    if not asked.problems and (file := twin(request, "Việc đang chạy", COLUMNS, found)):
        return file
    shown = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "asked": asked,
        "page": shown,
        "bars": bars_of(list(shown), request.user),
        "no_worker": NO_WORKER if lacks_worker() else "",
        "maintenance": maintenance.items() if may_maintain(request.user) else (),
    }
    return staff_page(
        request, "staff/job_list.html", context, title="Việc đang chạy", status=asked.status
    )


# --- one job --------------------------------------------------------------------------------------
@require_GET
def page(request: HttpRequest, uid: str) -> HttpResponse:
    job = _job_or_404(request, uid)
    context = {"job_bar": bar_of(job, request.user), "job": job, "own_page": True}
    crumbs = (("Việc đang chạy", reverse("admin:job_list")),)
    return staff_page(request, "staff/job_page.html", context, title=job.title, crumbs=crumbs)


@require_GET
def progress(request: HttpRequest, uid: str) -> JsonResponse:
    """What the bar's script asks for."""
    return JsonResponse(as_json(bar_of(_job_or_404(request, uid), request.user)))


@require_POST
def stop_job(request: HttpRequest, uid: str) -> HttpResponse:
    job = _job_or_404(request, uid)
    if not may_stop(request.user, job):
        raise PermissionDenied
    if not stop(job):
        messages.warning(request, TOO_LATE)
    return redirect("admin:job_page", job.uid)


@require_GET
def fetch_file(request: HttpRequest, uid: str) -> HttpResponseBase:
    job = _job_or_404(request, uid)
    if not may_fetch(request.user, job) or not job.output.storage.exists(job.output.name):
        raise Http404
    return job_file(job)


# --- looking after the register -------------------------------------------------------------------
def maintenance_page(request: HttpRequest, word: str) -> HttpResponseBase:
    """What the work does, and the button that starts it; twice at once it runs once."""
    if not may_maintain(request.user):
        raise PermissionDenied
    if word not in maintenance:
        raise Http404
    wanted, here = maintenance[word], request.path
    if request.method == "POST":
        job = start(wanted.kind, wanted.title, by=request.user, key=wanted.kind, page=here)
        return answer_job(
            request,
            job,
            refused=lambda reasons: _wanted(request, wanted, reasons),
            meanwhile=here,
        )
    return _wanted(request, wanted, [])


def _wanted(request: HttpRequest, wanted: Maintenance, problems: list[str]) -> HttpResponse:
    context: dict[str, Any] = {
        "wanted": wanted,
        "problems": problems,
        "job_bar": bar_on(request.path, request.user),
    }
    crumbs = (("Việc đang chạy", reverse("admin:job_list")),)
    return staff_page(
        request,
        "staff/job_maintenance.html",
        context,
        title=wanted.title,
        crumbs=crumbs,
        status=409 if problems else 200,
    )
