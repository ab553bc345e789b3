"""How far a job is and whether its worker lives, told past the transaction that does the work.

A worker beats fifteen times a lease (`JOBS_LEASE`, 30 seconds). On PostgreSQL a beat is an update on a connection of its own. On
SQLite nobody can write while an act is being written, and a long import is one act: there, always
one machine, beats and wishes to stop are small files in VAR_DIR/jobs.
"""

import json
import time
from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Protocol

from django.conf import settings
from django.db import connection
from django.db.models.functions import Now

from ocop_registry.jobs.models import Job, JobStatus, JobWorker

WORKER_SEEN = 60.0  # seconds for which a worker that beat counts as running
LEFT = 24 * 3600  # seconds after which what a killed worker left is swept up


@dataclass(frozen=True)
class Beat:
    """A running job as last told. `age`: seconds since; `stopping`: it was asked to stop."""

    age: float
    done: int
    total: int
    stopping: bool


class Board(Protocol):
    def beat(self, worker: str, job: Job | None, done: int, total: int) -> None:
        """The worker lives, and so far is the job it does."""

    def of_jobs(self, jobs: Collection[Job]) -> dict[int, Beat]:
        """The last beat of each running job, by its key."""

    def ask_stop(self, job: Job) -> None:
        """Leave the wish that the job stop."""

    def stop_asked(self, job: Job) -> bool: ...

    def forget_job(self, job: Job) -> None:
        """Take away what is no longer needed when it ended or is taken up again."""

    def workers(self) -> int:
        """How many workers beat within the last minute."""

    def forget_worker(self, worker: str) -> None: ...

    def tidy(self) -> None:
        """Forget what workers left that were killed a day ago or earlier."""


class DatabaseBoard:
    """In columns of the job and a row per worker; the database's clock counts."""

    def beat(self, worker: str, job: Job | None, done: int, total: int) -> None:
        JobWorker.objects.update_or_create(name=worker, defaults={"beat_at": Now()})
        if job is not None:
            mine = Job.objects.filter(pk=job.pk, status=JobStatus.RUNNING, attempt=job.attempt)
            mine.update(beat_at=Now(), done=done, total=total)

    def of_jobs(self, jobs: Collection[Job]) -> dict[int, Beat]:
        if not jobs:
            return {}
        rows = Job.objects.filter(pk__in=[job.pk for job in jobs]).annotate(now=Now())
        return {
            job.pk: Beat(
                (job.now - (job.beat_at or job.started_at or job.now)).total_seconds(),
                job.done,
                job.total,
                job.stop_asked_at is not None,
            )
            for job in rows
        }

    def ask_stop(self, job: Job) -> None:
        Job.objects.filter(pk=job.pk, stop_asked_at=None).update(stop_asked_at=Now())

    def stop_asked(self, job: Job) -> bool:
        return Job.objects.filter(pk=job.pk).exclude(stop_asked_at=None).exists()

    def forget_job(self, job: Job) -> None:
        """Its columns are part of the job."""

    def workers(self) -> int:
        recent = Now() - timedelta(seconds=WORKER_SEEN)
        return JobWorker.objects.filter(beat_at__gte=recent).count()

    def forget_worker(self, worker: str) -> None:
        JobWorker.objects.filter(name=worker).delete()

    def tidy(self) -> None:
        JobWorker.objects.filter(beat_at__lt=Now() - timedelta(seconds=LEFT)).delete()


class FileBoard:
    """In files, for SQLite. A beat is a file written anew; its time is the beat's."""

    @property
    def _folder(self) -> Path:
        folder = Path(settings.VAR_DIR) / "jobs"
        folder.mkdir(parents=True, exist_ok=True)
        return folder

    def beat(self, worker: str, job: Job | None, done: int, total: int) -> None:
        (self._folder / f"{worker}.worker").touch()
        if job is not None:
            fresh = self._folder / f"{job.uid}.{worker}.new"
            fresh.write_text(json.dumps([job.attempt, done, total]))
            fresh.replace(self._folder / f"{job.uid}.beat")

    def of_jobs(self, jobs: Collection[Job]) -> dict[int, Beat]:
        return {job.pk: self._of(job) for job in jobs}

    def _of(self, job: Job) -> Beat:
        stopping = self.stop_asked(job)
        started = job.started_at or datetime.now(UTC)
        since_start = max(0.0, time.time() - started.timestamp())
        path = self._folder / f"{job.uid}.beat"
        try:
            attempt, done, total = json.loads(path.read_text())
            age = max(0.0, time.time() - path.stat().st_mtime)
        except FileNotFoundError:
            return Beat(since_start, job.done, job.total, stopping)
        if attempt != job.attempt:  # of the worker that was killed
            return Beat(since_start, 0, 0, stopping)
        return Beat(min(age, since_start), done, total, stopping)

    def ask_stop(self, job: Job) -> None:
        (self._folder / f"{job.uid}.stop").touch()

    def stop_asked(self, job: Job) -> bool:
        return (self._folder / f"{job.uid}.stop").exists()

    def forget_job(self, job: Job) -> None:
        for ending in ("beat", "stop"):
            (self._folder / f"{job.uid}.{ending}").unlink(missing_ok=True)

    def workers(self) -> int:
        now = time.time()
        return sum(
            1 for path in self._folder.glob("*.worker") if _time_of(path) > now - WORKER_SEEN
        )

    def forget_worker(self, worker: str) -> None:
        (self._folder / f"{worker}.worker").unlink(missing_ok=True)

    def tidy(self) -> None:
        for path in self._folder.iterdir():
            if _time_of(path) < time.time() - LEFT:
                path.unlink(missing_ok=True)


def _time_of(path: Path) -> float:
    """When it was written last; 0 when it has just gone."""
    try:
        return path.stat().st_mtime
    except FileNotFoundError:
        return 0.0


def lacks_worker() -> bool:
    """Whether work waits for a worker and none runs; where it is done at once none is needed."""
    return settings.JOBS == "database" and not board().workers()


def board() -> Board:
    """The board of the database in use."""
    return FileBoard() if connection.vendor == "sqlite" else DatabaseBoard()
