"""What a legal act is done for when a job does it: its entry names the job, and the job has the
last word before the entry is written.

A worker may be killed at any moment and its job taken up again. Because entry and act are one
transaction, the entry that names a job is the proof that its act is done; because a job is named
once at most (a constraint), the act is never done twice.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass


@dataclass(frozen=True)
class Origin:
    """A job: its uid, and `seal`, called within the act's transaction as the last thing before its
    entry is written. An exception of `seal` undoes the act."""

    job: str
    seal: Callable[[], None]


_origin: ContextVar[Origin | None] = ContextVar("origin_of_acts", default=None)


def origin() -> Origin | None:
    """The job that acts are done for here; None: a person's own request."""
    return _origin.get()


@contextmanager
def done_for(job: Origin) -> Iterator[None]:
    """Within the block, acts are that job's."""
    token = _origin.set(job)
    try:
        yield
    finally:
        _origin.reset(token)
