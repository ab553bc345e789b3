"""The process that does jobs: django-tasks' database worker, with a pulse, and an eye on what other
workers left."""

import logging
import os
import threading
import time
from datetime import date
from typing import Any

from django.conf import settings
from django.db import OperationalError, close_old_connections, connection
from django_tasks_db.management.commands.db_worker import Worker as DatabaseWorker
from django_tasks_db.models import DBTaskResult
from django_tasks_db.utils import exclusive_transaction, is_locked_database_exception

from ocop_registry import clock
from ocop_registry.jobs import upkeep
from ocop_registry.jobs.board import board
from ocop_registry.jobs.running import pulse
from ocop_registry.jobs.work import Work

logger = logging.getLogger(__name__)

BEATS, LOOKS = 15, 6  # in one lease: beats, and looks for what other workers lost
PURGE = 3600.0


class Pulse(threading.Thread):
    """Beats while its worker lives, whatever the worker's work keeps locked; tells how far the work
    is and brings the wish to stop."""

    def __init__(self, name: str) -> None:
        super().__init__(name=name, daemon=True)
        self._over, self._guard = threading.Event(), threading.Lock()
        self._work: Work | None = None

    def begin(self, work: Work) -> None:
        with self._guard:
            self._work = work
        self._beat()

    def end(self) -> None:
        with self._guard:
            self._work = None

    def run(self) -> None:
        while not self._over.wait(settings.JOBS_LEASE / BEATS):
            self._beat()
        connection.close()

    def stop(self) -> None:
        self._over.set()
        self.join(timeout=5)
        board().forget_worker(self.name)

    def _beat(self) -> None:
        with self._guard:  # never a beat for work that has just ended
            work = self._work
            try:
                if work is None:
                    board().beat(self.name, None, 0, 0)
                    return
                board().beat(self.name, work.job, work.done, work.total)
                work.stop_asked = board().stop_asked(work.job)
            except (OperationalError, OSError):
                # the next beat may get through; silence is what the lease is for
                logger.warning("a beat of worker %s was lost", self.name, exc_info=True)
                if threading.current_thread() is self:
                    connection.close()


class Worker(DatabaseWorker):
    """Takes jobs from the queue until told to stop. `parent`: the process without which it ends."""

    def __init__(self, *, parent: int = 0, **options: Any) -> None:
        super().__init__(**options)
        self.parent = parent
        self._recovered = self._purged = -PURGE
        self._day: date | None = None  # the last one that it has begun

    def run(self) -> None:
        """Work until a signal, the parent's end, or (in a batch) an empty queue."""
        beating = Pulse(self.worker_id)
        token = pulse.set(beating)
        beating._beat()
        beating.start()
        try:
            while self.running and not self._left_alone():
                if not self._step():
                    break
        finally:
            pulse.reset(token)
            beating.stop()

    def _step(self) -> bool:
        """One look at the queue; False when a batch is done."""
        close_old_connections()
        self._look_after()
        task = self._take()
        if task is not None:
            self.run_task(task)
            return self.max_tasks is None or self._run_tasks < self.max_tasks
        if self.batch:
            return False
        time.sleep(self.interval)
        return True

    def _take(self) -> DBTaskResult | None:
        """The next task, claimed. Looked for without a lock first: an idle worker hinders nobody."""
        ready = DBTaskResult.objects.ready().filter(backend_name=self.backend_name)
        try:
            if not ready.exists():
                return None
            with exclusive_transaction(ready.db):
                task = ready.get_locked()
                if task is not None:
                    task.claim(self.worker_id)
        except OperationalError as error:
            if not is_locked_database_exception(error):
                raise
            return None
        return task

    def _look_after(self) -> None:
        now = time.monotonic()
        if now - self._recovered >= settings.JOBS_LEASE / LOOKS:
            self._recovered = now
            upkeep.recover()
            if self._day != (today := clock.today()) and upkeep.begin_day():
                self._day = today
        if now - self._purged >= PURGE:
            self._purged = now
            upkeep.purge()
            upkeep.publish_head()

    def _left_alone(self) -> bool:
        return bool(self.parent) and os.getppid() != self.parent
