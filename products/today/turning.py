"""From one day to the next: the rows whose stretch ended are made anew, in one short transaction.

The worker does it at midnight in Việt Nam, or the first reader that finds the day past. An act
writes its rows for the day that is held and looks once more before it ends: so the rows always tell
of the one day that `RegisterDay` names, whoever was first.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date

from django.db import OperationalError, connection, transaction
from django.db.models import Q

from ocop_registry import clock
from ocop_registry.journal.batches import batches
from products.models.register import FIRST_DAY, PublicEntry, PublicState
from products.models.today import PublicCode, RegisterDay
from products.today.rows import TABLES, Told, names_of, write, write_codes
from products.today.version import current
from products.today.words import count_all

PATIENCE = 1000  # milliseconds that a reader waits for an act that writes just then


def held() -> date:
    """The day that the rows of today tell of; FIRST_DAY: they were not made yet."""
    version = current()
    return version.day if version else RegisterDay.objects.values_list("day", flat=True).get(pk=1)


def holds(on: date) -> bool:
    """Whether the rows of today may be read for that day. Finds them stale: turns them.

    Not for another day than today, nor while an act that writes keeps the reader waiting: then the
    stretches are read, with the same answer.
    """
    day = made()
    if day == on:
        return True
    if on != clock.today():
        return False
    try:
        with _impatient():
            turn(on)
    except OperationalError:  # another writes just now
        return False
    return True


def made() -> date:
    """See to it that there are rows of today and codes at all, however long it takes; answers the
    day held."""
    day = held()
    if day == FIRST_DAY:
        day = clock.today()
        turn(day)
    return day


def turn(to: date) -> int:
    """Make the rows tell of that day; answers how many were made anew. Whoever comes second finds
    it done."""
    with transaction.atomic():
        day = lock()
        if day == to:
            return 0
        count = sum(len(piece) for piece in _rewritten(to, everything=day == FIRST_DAY))
        if day == FIRST_DAY:
            count_all()
        RegisterDay.objects.filter(pk=1).update(day=to)
    return count


def turn_to_today() -> int:
    """The same for the day it is in Việt Nam."""
    return turn(clock.today())


def lock() -> date:
    """The day held, which stays until this transaction ends."""
    return RegisterDay.objects.select_for_update().values_list("day", flat=True).get(pk=1)


def catch_up(day: date) -> None:
    """Before an act that wrote its rows for `day` ends: another may have turned the day meanwhile,
    without seeing them. Or has made all rows while this act had none to write: then all are made
    once more."""
    now = lock()
    if day == FIRST_DAY != now:
        forget()
    elif day != now:
        for _piece in _rewritten(now, everything=False):
            pass


def forget() -> None:
    """Whoever reads next makes all rows anew."""
    RegisterDay.objects.filter(pk=1).update(day=FIRST_DAY)


# --- making rows ----------------------------------------------------------------------------------
def _rewritten(to: date, *, everything: bool) -> Iterator[list[int]]:
    """Make rows for that day, batch by batch: all of them, or those whose stretch does not hold
    it."""
    for kind, table in TABLES.items():
        if everything:
            keys = list(PublicEntry.objects.filter(kind=kind).values_list("pk", flat=True))
        else:
            stale = table._default_manager.filter(Q(last_day__lt=to) | Q(first_day__gt=to))
            keys = list(stale.values_list("pk", flat=True))
        for piece in batches(keys):
            _make(kind, piece, to, codes=everything)
            yield piece


def _make(kind: str, keys: list[int], day: date, *, codes: bool) -> None:
    found = as_of(kind, keys, day)
    write(found)
    if codes:
        PublicCode.objects.filter(entry__in=keys).delete()
        write_codes(found)


def as_of(kind: str, keys: list[int], day: date) -> list[Told]:
    """These entries with their stretches of a day. Two queries."""
    wanted = {"id", "kind", "card", "codes", "name_key", *names_of(TABLES[kind])} & _ENTRY
    entries = list(PublicEntry.objects.filter(pk__in=keys).values(*sorted(wanted)))
    of_day = PublicState.objects.filter(entry__in=keys, first_day__lte=day, last_day__gte=day)
    states = {one["entry_id"]: one for one in of_day.values("entry_id", *sorted(_STATE))}
    return [Told(entry, states.get(entry["id"])) for entry in entries]


_ENTRY = {field.name for field in PublicEntry._meta.concrete_fields}
_STATE = {field.name for field in PublicState._meta.concrete_fields} - {
    "entry",
    "sentence",
    "sentence_en",
}


@contextmanager
def _impatient() -> Iterator[None]:
    """A reader would rather read the stretches than wait for a long act."""
    if connection.vendor == "sqlite":
        usual = int(connection.settings_dict["OPTIONS"].get("timeout", 5) * 1000)
        with _busy_timeout(PATIENCE, usual), transaction.atomic():
            yield
    else:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"SET LOCAL lock_timeout = {PATIENCE}")
            yield


@contextmanager
def _busy_timeout(now: int, usual: int) -> Iterator[None]:
    with connection.cursor() as cursor:
        cursor.execute(f"PRAGMA busy_timeout = {now}")
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute(f"PRAGMA busy_timeout = {usual}")
