"""At what version the public data are, asked once for each request, and what follows from a version
alone: kept in the process until the next one."""

from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, date, datetime
from threading import Lock
from typing import Any, NamedTuple, TypeVar

from django.conf import settings
from django.db import Error, connection
from django.utils.translation import get_language

from ocop_registry.journal.models import JournalHead
from products.models.today import RegisterDay
from products.today.prepared import Prepared

T = TypeVar("T")
MOST_KEPT = 4096


class Version(NamedTuple):
    """The last entry of the journal, the last one that changed the public register, the day that
    its rows of today tell of, and the instant of the last entry (None: there is none)."""

    seq: int
    public_seq: int
    day: date
    at: datetime | None


_SELECT = Prepared(
    "register_version",
    f"SELECT head.seq, head.public_seq, today.day, head.at FROM {JournalHead._meta.db_table} head"  # noqa: S608 (names of models)
    f" JOIN {RegisterDay._meta.db_table} today ON today.id = 1 WHERE head.id = 1",
    {},
)
_current: ContextVar[Version | None] = ContextVar("register_version", default=None)


def version_now() -> Version:
    """One query, written out: composing it would take longer than answering it."""
    [(seq, public_seq, day, at)] = _SELECT.ask({})
    if isinstance(day, str):  # SQLite answers days and instants as text
        day = date.fromisoformat(day)
        at = datetime.fromisoformat(at).replace(tzinfo=UTC) if at else None
    return Version(seq, public_seq, day, at)


def checked_version() -> Version:
    """The same at the beginning of a request: the query tells as well whether a connection of
    before is still alive, so that no other has to ask."""
    connection.health_check_done = True  # type: ignore[attr-defined]
    try:
        return version_now()
    except Error:
        connection.close()
        return version_now()


def current() -> Version | None:
    """The version that the request being answered has found; None outside of one."""
    return _current.get()


@contextmanager
def at(version: Version | None) -> Iterator[None]:
    """Within this, `current` is that version."""
    token = _current.set(version)
    try:
        yield
    finally:
        _current.reset(token)


# --- what follows from it -------------------------------------------------------------------------
_kept: OrderedDict[Hashable, Any] = OrderedDict()
_lock = Lock()


def kept(name: Hashable, on: date, make: Callable[[], T]) -> T:
    """What `make` answers for the current version on that day, in the reader's language: made once
    in this process, then kept. It must follow from the database alone and not be changed by its
    readers.

    It is made each time outside of a request, in tests that write rows past the acts, and while the
    rows of today tell of another day: whoever makes it turns them.
    """
    version = current()
    if version is None or version.day != on or not settings.KEEP_BY_VERSION:
        return make()
    maker = (make.__module__, make.__qualname__)  # two rooms may choose one name
    key = (maker, name, on, get_language(), version.seq)
    with _lock:
        if key in _kept:
            _kept.move_to_end(key)
            return _kept[key]
    made = make()
    with _lock:
        _kept[key] = made
        if len(_kept) > MOST_KEPT:
            _kept.popitem(last=False)
    return made
