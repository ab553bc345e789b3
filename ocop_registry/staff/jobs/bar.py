"""What a page tells of one job, as HTML and as JSON: the same facts for both."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.urls import reverse

from ocop_registry import clock
from ocop_registry.jobs.access import jobs_seen, may_fetch, may_maintain
from ocop_registry.jobs.board import Beat, board, lacks_worker
from ocop_registry.jobs.kinds import label_of
from ocop_registry.jobs.models import Job, JobStatus

TOLD = timedelta(days=1)  # for so long a page still tells what its last job came to
NO_WORKER = (
    "Không có tiến trình xử lý nào đang chạy: việc vẫn được giữ và sẽ bắt đầu khi tiến trình được"
    " bật lại. Hãy báo người quản trị."
)
SILENT = "Tiến trình xử lý không còn trả lời; việc sẽ được làm lại từ đầu hoặc báo không làm được."
STOPPING = "Đang dừng: việc dừng lại trước khi ghi, hoặc chạy đến cùng nếu đã qua điểm đó."


@dataclass(frozen=True)
class Bar:
    """A job as shown. `percent`: None while nobody can tell; `note`: what hinders it."""

    job: Job
    live: bool
    percent: int | None
    done: int
    total: int
    note: str
    url: str
    progress_url: str
    stop_url: str
    file_url: str

    @property
    def label(self) -> str:
        return label_of(self.job.kind)

    @property
    def who(self) -> str:
        return self.job.by.get_full_name() if self.job.by else "Hệ thống"

    @property
    def state(self) -> str:
        """In one line: "Đang chạy, 45 %"."""
        told = str(self.job.get_status_display())
        if self.job.status == JobStatus.RUNNING and self.percent is not None:
            told += f", {self.percent} %"
        return told


def bars_of(jobs: Sequence[Job], user: Any) -> list[Bar]:
    """The bars of several jobs as that person sees them, their beats read at once."""
    running = [job for job in jobs if job.status == JobStatus.RUNNING]
    beats = board().of_jobs(running)
    lacking = any(job.is_live for job in jobs) and lacks_worker()
    maintains = may_maintain(user)
    return [_bar(job, user, beats.get(job.pk), lacking, maintains) for job in jobs]


def bar_of(job: Job, user: Any) -> Bar:
    return bars_of([job], user)[0]


def _bar(job: Job, user: Any, beat: Beat | None, lacking: bool, maintains: bool) -> Bar:
    done, total = (beat.done, beat.total) if beat else (job.done, job.total)
    at = [job.uid]
    stoppable = job.is_live and (job.by_id == user.pk or maintains)
    return Bar(
        job=job,
        live=job.is_live,
        percent=100 * min(done, total) // total if total else None,
        done=done,
        total=total,
        note=_note(job, beat, lacking),
        url=reverse("admin:job_page", args=at),
        progress_url=reverse("admin:job_progress", args=at),
        stop_url=reverse("admin:job_stop", args=at) if stoppable else "",
        file_url=reverse("admin:job_file", args=at) if may_fetch(user, job) else "",
    )


def _note(job: Job, beat: Beat | None, lacking: bool) -> str:
    if not job.is_live:
        return ""
    if beat and beat.stopping:
        return STOPPING
    if beat and beat.age > settings.JOBS_LEASE:
        return SILENT
    return NO_WORKER if lacking else ""


def bar_on(page: str, user: Any) -> Bar | None:
    """The bar of the latest job that was started from a page (an address), while it lives and, for
    a day, what came of it; None when there is none that the person sees."""
    latest = jobs_seen(user).filter(page=page).first()
    if latest is None or (latest.finished_at and latest.finished_at < clock.now() - TOLD):
        return None
    return bar_of(latest, user)


def as_json(bar: Bar) -> dict[str, Any]:
    """What the script asks for, once a second."""
    return {
        "live": bar.live,
        "status": bar.job.status,
        "state": bar.state,
        "done": bar.done,
        "total": bar.total,
        "percent": bar.percent,
        "note": bar.note,
        "where": bar.job.where,
    }
