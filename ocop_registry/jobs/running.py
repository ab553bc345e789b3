"""Doing a job: once, by one worker at a time, until its end or until it is to stop."""

import logging
from contextvars import ContextVar
from typing import Any, Protocol

from django.core.files.base import ContentFile
from django.db.models import F

from ocop_registry import clock
from ocop_registry.jobs.board import board
from ocop_registry.jobs.kinds import JobFailed, Outcome, kind_of
from ocop_registry.jobs.models import Job, JobStatus
from ocop_registry.jobs.work import LeaseLost, StopAsked, Work, _mine
from ocop_registry.journal.acts import Stopped
from ocop_registry.journal.models import JournalEntry
from ocop_registry.journal.origin import Origin, done_for

logger = logging.getLogger(__name__)

BROKEN = (
    "Máy chủ gặp lỗi nên không có gì được ghi; lỗi đã được ghi lại. Hãy thử lại, hoặc báo người quản"
    " trị."
)
STOPPED = "Đã dừng theo yêu cầu: không có gì được ghi."


class Pulse(Protocol):
    """What a worker's beating thread offers to the work. `name`: the worker's."""

    name: str

    def begin(self, work: "Work") -> None: ...

    def end(self) -> None: ...


# The pulse of the worker that this thread belongs to; None where work is done at once.
pulse: ContextVar[Pulse | None] = ContextVar("pulse", default=None)


def run(uid: str) -> None:
    """Take the job and do it; nothing happens when it is somebody else's, ended, or gone."""
    job = _taken(uid)
    if job is None:
        return
    work, beating = Work(job), pulse.get()
    if beating:
        beating.begin(work)
    try:
        _do(work)
    except LeaseLost:
        logger.warning("job %s was taken up by another worker meanwhile", uid)
    finally:
        if beating:
            beating.end()
    if not Job.objects.filter(pk=job.pk, status=JobStatus.RUNNING).exists():
        board().forget_job(job)


def _taken(uid: str) -> Job | None:
    """The waiting job, now this worker's; a conditional update decides between several."""
    beating = pulse.get()
    taken = Job.objects.filter(uid=uid, status=JobStatus.WAITING).update(
        status=JobStatus.RUNNING,
        attempt=F("attempt") + 1,
        started_at=clock.now(),
        beat_at=None,
        worker=beating.name if beating else "",
    )
    return Job.objects.select_related("by", "province").get(uid=uid) if taken else None


def _do(work: Work) -> None:
    job = work.job
    try:
        _finish(work, JobStatus.DONE, _outcome(work))
    except JobFailed as failed:
        _finish(work, JobStatus.FAILED, Outcome(failed.reasons, code=failed.code))
    except Stopped as why:
        _finish(work, JobStatus.FAILED, Outcome(why.messages, code="stopped"))
    except LeaseLost:
        raise
    except Exception as error:
        stopped = isinstance(error, StopAsked)
        if not stopped:
            logger.exception("job %s (%s) failed", job.uid, job.kind)
        entry = _entry(job)
        if entry is not None:  # the act was done, what broke or stopped came after it
            _finish(work, JobStatus.DONE, _found(job, entry))
        elif stopped:
            _finish(work, JobStatus.CANCELLED, Outcome([STOPPED]))
        else:
            _finish(work, JobStatus.FAILED, Outcome([BROKEN], code="broken"))


def _outcome(work: Work) -> Outcome:
    entry = _entry(work.job)
    if entry is not None:  # done before a worker was killed
        return _found(work.job, entry)
    if board().stop_asked(work.job):
        raise StopAsked
    with done_for(Origin(work.job.uid, work.seal)):
        return kind_of(work.job.kind).work(work)


def _entry(job: Job) -> JournalEntry | None:
    """The proof that the job's act is done."""
    return JournalEntry.objects.filter(job=job.uid).first()


def _found(job: Job, entry: JournalEntry) -> Outcome:
    tell = kind_of(job.kind).found
    return tell(job, entry) if tell else Outcome([f"Đã làm xong (mục nhật ký {entry.seq})."])


def _finish(work: Work, status: str, outcome: Outcome) -> None:
    """Write the end, unless the job is no longer this worker's. Raises LeaseLost then."""
    job = work.job
    changed: dict[str, Any] = {
        "status": status,
        "finished_at": clock.now(),
        "done": work.done,
        "total": work.total,
        "said": outcome.said,
        "where": outcome.where,
        "code": outcome.code,
    }
    if outcome.name:
        ending = outcome.name.rpartition(".")[2]
        job.output.save(f"{job.uid}-{job.attempt}.{ending}", ContentFile(outcome.file), save=False)
        changed |= {"output": job.output.name, "output_name": outcome.name}
    if not _mine(job).update(**changed, input=""):
        if outcome.name:
            job.output.delete(save=False)
        raise LeaseLost
    if job.input:  # read to its end; what is to be kept of it, the work has kept
        job.input.delete(save=False)
