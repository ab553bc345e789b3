"""Asking for a job, waiting a moment for it, and asking it to stop."""

import time
from typing import Any

from django.core.files.base import ContentFile
from django.db import IntegrityError, transaction

from ocop_registry import clock
from ocop_registry.accounts.models import User
from ocop_registry.jobs.board import board
from ocop_registry.jobs.kinds import kind_of
from ocop_registry.jobs.models import LIVE, Job, JobStatus
from ocop_registry.jobs.tasks import do_job
from ocop_registry.places.models import Place

MOMENT = 2.0  # seconds that a page waits: small work still feels immediate
LOOK = 0.05  # seconds between two looks


def start(
    word: str,
    title: str,
    *,
    by: User | None,
    province: Place | None = None,
    args: dict[str, Any] | None = None,
    key: str = "",
    page: str = "",
    file: bytes | None = None,
) -> Job:
    """Ask for work of a declared kind. The same `key` twice, as by a double click: the job that
    already waits or runs is given back."""
    kind_of(word)
    job = Job(kind=word, title=title[:300], by=by, province=province, key=key[:200])
    job.args, job.page = args or {}, page[:1000]
    if file is not None:
        job.input.save(f"{job.uid}.input", ContentFile(file), save=False)
    try:
        with transaction.atomic():
            job.save(force_insert=True)
    except IntegrityError:
        same = Job.objects.filter(key=job.key, status__in=LIVE).first() if key else None
        if job.input:
            job.input.delete(save=False)
        if same is None:
            raise
        return same
    queue(job)
    return job


def queue(job: Job) -> None:
    """Put a waiting job into the queue. Done twice, it still runs once."""
    result = do_job.enqueue(job.uid)
    Job.objects.filter(pk=job.pk).update(task=result.id)


def settled(job: Job, seconds: float = MOMENT) -> Job:
    """The job as it is when it ended or the moment is over; not waited for while no worker runs."""
    until = time.monotonic() + seconds
    while True:
        job.refresh_from_db()
        if not job.is_live or time.monotonic() >= until or not board().workers():
            return job
        time.sleep(LOOK)


def stop(job: Job) -> bool:
    """Stop a job: at once while it waits, before its point of no return while it runs. Answers
    whether it is stopped or was asked to; False when it has ended or got past that point."""
    job.refresh_from_db()
    if not job.is_live or job.sealed_at is not None:
        return False
    # the wish first: on SQLite nothing else can be written while an act is
    board().ask_stop(job)
    if job.status == JobStatus.WAITING and _cancelled(job) and job.input:
        job.input.delete()
    return True


def _cancelled(job: Job) -> bool:
    """Cancel a job that no worker has taken yet; False when one has, who will see the wish."""
    waiting = Job.objects.filter(pk=job.pk, status=JobStatus.WAITING)
    if not waiting.update(status=JobStatus.CANCELLED, finished_at=clock.now()):
        return False
    board().forget_job(job)
    job.refresh_from_db()
    return True
