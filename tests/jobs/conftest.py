"""A queue of the test's own with real workers; and, for what needs none, jobs done at once."""

import os
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from subprocess import Popen
from typing import Any

import pytest
from django.core.files.storage import storages

from ocop_registry.jobs.models import Job
from tests.jobs import work  # noqa: F401  (declares the kinds)
from tests.support.databases import Database
from tests.support.warm import Process

LEASE = 3.0  # seconds; a killed worker's job is taken up again after them


# What `manage.py run_jobs` is, with the kinds that tests declare.
WORKER = """
import sys
from django.core.management import call_command
from tests.jobs import work
call_command("run_jobs", *sys.argv[1:])
"""


@dataclass
class Queue:
    """A database with a queue, and the workers that a test starts on it."""

    database: Database
    workers: list[Process | Popen[str]] = field(default_factory=list)

    @property
    def env(self) -> dict[str, str]:
        return {**self.database.env, "JOBS": "database", "JOBS_LEASE": str(LEASE)}

    def worker(self, *options: str, lease: float = LEASE) -> Process:
        """A real worker in a process of its own; its log lies beside the database."""
        queued = {"BACKEND": "django_tasks_db.DatabaseBackend"}
        with (self.database.var / "worker.log").open("a") as log:
            started = self.database.logged(
                WORKER,
                *options,
                log=log,
                JOBS="database",
                JOBS_LEASE=lease,
                TASKS={"default": queued},
            )
        self.workers.append(started)
        return started

    @property
    def log(self) -> str:
        return (self.database.var / "worker.log").read_text()

    def wait(self, job: Job, until: Callable[[Job], bool], seconds: float = 60) -> Job:
        """Look at a job until that holds; fails with the workers' log."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            job.refresh_from_db()
            if until(job):
                return job
            time.sleep(0.02)
        raise AssertionError(f"{job.status} after {seconds} s\n{self.log}")

    def ended(self, job: Job) -> Job:
        return self.wait(job, lambda now: not now.is_live)


@pytest.fixture
def queue(fresh_database: Database, settings: Any, monkeypatch: Any) -> Iterator[Queue]:
    """The queue in the database, as in production."""
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
    settings.JOBS, settings.JOBS_LEASE = "database", LEASE
    settings.VAR_DIR = fresh_database.var
    _private_files(settings, monkeypatch, fresh_database.var / "private")
    made = Queue(fresh_database)
    yield made
    for worker in made.workers:
        if worker.poll() is None:
            worker.kill()
        worker.wait()


def _private_files(settings: Any, monkeypatch: Any, folder: Path) -> None:
    private = storages["private"]
    settings.PRIVATE_ROOT = folder
    monkeypatch.setattr(private, "_location", folder)
    for cached in ("base_location", "location"):
        vars(private).pop(cached, None)


@pytest.fixture
def alive() -> Callable[[int], bool]:
    """Whether a process is there and not just waiting to be buried."""

    def look(pid: int) -> bool:
        try:
            os.kill(pid, 0)
        except ProcessLookupError:
            return False
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"

    return look
