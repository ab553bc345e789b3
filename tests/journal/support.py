"""Lifting the database's guards, and small things to act on."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection

from ocop_registry.accounts.models import User
from ocop_registry.database import triggers
from ocop_registry.journal.models import JournalHead
from ocop_registry.journal.verification import Verification


@contextmanager
def lifted() -> Iterator[None]:
    """Within the block the database's triggers are gone: a hand that rewrites the journal."""
    # PostgreSQL does not touch triggers of a table with deferred checks pending
    connection.check_constraints()
    triggers.drop()
    try:
        yield
    finally:
        connection.check_constraints()
        triggers.install()


def account(username: str, **values) -> User:
    """An account not saved yet."""
    return User(
        **{"username": username, "full_name": f"Người {username}", "password": "!", **values}
    )


def last_seq() -> int:
    return JournalHead.objects.get(pk=1).seq


def faults(expect: tuple[int, str] | None = None) -> list[tuple[int, str]]:
    return [(fault.seq, fault.what) for fault in Verification(expect).faults()]
