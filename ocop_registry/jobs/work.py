"""A job being done, as its kind sees it."""

from typing import Any

from ocop_registry import clock
from ocop_registry.jobs.board import board
from ocop_registry.jobs.models import Job, JobStatus


class StopAsked(Exception):
    """Somebody wished the job to stop, before its point of no return."""


class LeaseLost(Exception):
    """Another worker has taken the job up, or it was ended: this one must not write any more."""


class Work:
    """A job being done, as its kind sees it: `args`, `by`, `province`, the file that came with it,
    and where to say how far it is."""

    def __init__(self, job: Job) -> None:
        self.job, self.args = job, job.args
        self.by, self.province = job.by, job.province
        self.done = self.total = 0
        self.stop_asked = False  # set by the pulse

    def input(self) -> bytes:
        """The file that came with the job."""
        with self.job.input.open("rb") as file:
            return file.read()

    def progress(self, done: int, total: int) -> None:
        """So far it is. Raises StopAsked when somebody wishes it to stop."""
        self.done, self.total = done, total
        if self.stop_asked:
            raise StopAsked

    def seal(self) -> None:
        """The point of no return, within the act's transaction: whoever lost the job or was asked
        to stop gets no further, and from here on the job cannot be stopped."""
        if board().stop_asked(self.job):
            raise StopAsked
        if not _mine(self.job).update(sealed_at=clock.now()):
            raise LeaseLost


def _mine(job: Job) -> Any:
    """The job's row, while it is this attempt's."""
    return Job.objects.filter(pk=job.pk, status=JobStatus.RUNNING, attempt=job.attempt)
