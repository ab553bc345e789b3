"""What a killed worker leaves is taken up again; what is old is forgotten."""

import logging
from collections.abc import Callable
from datetime import timedelta

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import OperationalError
from django.db.models import Q
from django_tasks_db.models import DBTaskResult

from ocop_registry import clock
from ocop_registry.jobs.board import board
from ocop_registry.jobs.models import KEPT, LIVE, Job, JobStatus
from ocop_registry.jobs.starting import queue
from ocop_registry.journal.acts import Stopped
from ocop_registry.journal.models import JournalEntry
from ocop_registry.journal.proof import heads

logger = logging.getLogger(__name__)

MOST_ATTEMPTS = 3
GIVEN_UP = (
    "Việc này đã ba lần bị ngắt giữa chừng (tiến trình xử lý bị dừng đột ngột), nên không thử lại"
    " nữa. Không có gì được ghi. Hãy báo người quản trị."
)
_ENDED_TASK = {"status": "FAILED", "exception_class_path": "", "traceback": "worker lost"}


# What is to be done when a day begins in Việt Nam, by each worker; done twice it is done once.
at_midnight: list[Callable[[], object]] = []


def begin_day() -> bool:
    """Do what a new day asks for; False: the database could not, to be tried again. Readers do
    without it, only the first of them more slowly."""
    try:
        for work in at_midnight:
            work()
    except OperationalError:
        logger.warning("the day could not be begun", exc_info=True)
        return False
    return True


def recover() -> list[Job]:
    """Take up lost jobs: running ones whose worker fell silent, waiting ones that the queue has
    lost. Answers them. Several workers may do this at once: conditional updates decide."""
    return [*_lost(), *_left_out()]


def _lost() -> list[Job]:
    found = []
    running = list(Job.objects.filter(status=JobStatus.RUNNING))
    beats = board().of_jobs(running)
    for job in running:
        if job.pk not in beats or beats[job.pk].age <= settings.JOBS_LEASE:
            continue
        row = Job.objects.filter(pk=job.pk, status=JobStatus.RUNNING, attempt=job.attempt)
        done = JournalEntry.objects.filter(job=job.uid).exists()
        if job.attempt >= MOST_ATTEMPTS and not done:
            ended = {"status": JobStatus.FAILED, "finished_at": clock.now(), "said": [GIVEN_UP]}
        else:
            ended = {"status": JobStatus.WAITING, "beat_at": None}
        if not row.update(**ended):
            continue
        logger.warning("job %s lost its worker %s: now %s", job.uid, job.worker, ended["status"])
        _end_task(job.task)
        if ended["status"] == JobStatus.WAITING:
            queue(job)
        found.append(job)
    return found


def _left_out() -> list[Job]:
    """Waiting jobs that no task of the queue will do: their task was claimed by a worker that was
    killed before it took the job, or never got into the queue."""
    before = clock.now() - timedelta(seconds=settings.JOBS_LEASE)
    found = []
    for job in Job.objects.filter(status=JobStatus.WAITING, asked_at__lt=before):
        tasks = (
            DBTaskResult.objects.filter(pk=job.task) if job.task else DBTaskResult.objects.none()
        )
        if tasks.filter(Q(status="READY") | Q(status="RUNNING", started_at__gte=before)).exists():
            continue
        _end_task(job.task)
        queue(job)
        found.append(job)
    return found


def _end_task(task: str) -> None:
    if task:
        rows = DBTaskResult.objects.filter(pk=task, status="RUNNING")
        rows.update(finished_at=clock.now(), **_ENDED_TASK)


def publish_head() -> None:
    """Publish today's signed head of the journal, if nobody did. A key that cannot be read, or a
    clock that jumped, must not keep work from being done: the log tells it, and the public page,
    which shows no new head."""
    try:
        heads.publish()
    except (ImproperlyConfigured, Stopped, OSError):
        logger.exception("the head of the journal could not be published")


def purge() -> int:
    """Forget what ended 30 days ago, with its files; answers how many jobs that were."""
    before = clock.now() - KEPT
    old = list(Job.objects.exclude(status__in=LIVE).filter(finished_at__lt=before))
    for job in old:
        for file in (job.input, job.output):
            if file:
                file.delete(save=False)
        job.delete()
    DBTaskResult.objects.filter(finished_at__lt=before).delete()
    board().tidy()
    return len(old)
