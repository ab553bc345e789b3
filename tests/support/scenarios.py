"""What one engine answers to the scenarios of `tests/equal_engines.py`: a file for each, everything
in it that could be told apart."""

import json
import logging
import random
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from io import StringIO
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from django.apps import apps
from django.conf import settings
from django.contrib.auth.models import update_last_login
from django.contrib.auth.signals import user_logged_in
from django.core.cache import cache
from django.core.management import call_command
from django.core.management.color import no_style
from django.db import connection, transaction
from django.test.utils import setup_test_environment
from django.urls import reverse
from django.utils import timezone

from ocop_registry import clock, uids
from ocop_registry.journal import writing
from ocop_registry.journal.models import JournalEntry
from products.models import PublicEntry
from tests.certifications.oracle.round_walk import START
from tests.certifications.oracle.walk import Walk
from tests.support.crawl import content, starts
from tests.support.lists import LISTS, TABLE
from tests.support.recording import client_of, text_of

STEPS = 60
BEFORE = datetime(START.year, START.month, START.day, 1, tzinfo=UTC)
TABLES = ("migrate", "load_places", "load_schemes")
API = (
    "/api/v1/products/?standing=all&sort=name",
    "/api/v1/products/?stars=3,4&sort=-expires_on",
)


def record_all(folder: str, seeds: Iterable[int]) -> None:
    """Make the reference data, play each scenario in a transaction of its own, write what it
    answers, take it back."""
    setup_test_environment(debug=False)
    logging.disable(logging.WARNING)  # refusals are part of the walks
    settings.SESSION_ENGINE = "django.contrib.sessions.backends.signed_cookies"
    user_logged_in.disconnect(update_last_login, dispatch_uid="update_last_login")
    seeded(0)
    clock.now = lambda: BEFORE
    timezone.now = lambda: clock.now()  # columns that Django fills by itself
    for command in TABLES:
        call_command(command, verbosity=0, stdout=StringIO())
    Path(folder).mkdir(parents=True, exist_ok=True)
    for seed in seeds:
        keys_anew()
        with transaction.atomic():
            seeded(seed)
            text = "\n".join(scenario(seed))
            connection.check_constraints()  # what waits for a commit that never comes
            transaction.set_rollback(True)
        file = Path(folder) / f"{seed:04d}.txt"
        file.write_text(text + "\n", encoding="utf-8", errors="surrogateescape")


def keys_anew() -> None:
    """PostgreSQL keeps counting keys that were taken back: start where the tables end."""
    with connection.cursor() as cursor:
        for line in connection.ops.sequence_reset_sql(no_style(), apps.get_models()):
            cursor.execute(line)


def seeded(seed: int) -> None:
    """Uids and salts from that seed, not from the system."""
    chance = random.Random(f"uids {seed}")
    uids.secrets = SimpleNamespace(randbits=chance.getrandbits)  # type: ignore[assignment]
    salts = SimpleNamespace(token_hex=lambda length: chance.randbytes(length).hex())
    writing.secrets = salts  # type: ignore[assignment]


def scenario(seed: int) -> Iterator[str]:
    """One walk, and everything that the registry says after it."""
    cache.clear()
    walk = Walk(seed)
    for _ in range(STEPS):
        walk.step()
    yield "══ acts"
    yield from walk.told
    yield "══ public register"
    yield from register()
    yield "══ journal"
    yield from journal()
    for who, paths in (("lan", staff_paths()), ("minh", staff_paths()), ("anonymous", starts())):
        client = client_of(who, walk.people)
        for path in [*paths, *(public_paths() if who == "anonymous" else ())]:
            answer = client.get(path)
            yield f"══ {who} {path}"
            yield text_of(path, answer, content(answer))


def register() -> Iterator[str]:
    """Every row of the public register but its keys."""
    for entry in PublicEntry.objects.order_by("kind", "uid"):
        yield plain(entry)
        yield from (plain(one) for one in entry.states.order_by("first_day"))
        yield " ".join(sorted(str(one.place) for one in entry.places.select_related("place")))


def plain(row: Any) -> str:
    left_out = {"id", "entry"}
    values = {
        field.name: bytes(value).hex() if isinstance(value, bytes | memoryview) else str(value)
        for field in row._meta.concrete_fields
        if field.name not in left_out
        for value in [getattr(row, field.attname)]
    }
    return json.dumps(values, ensure_ascii=False, sort_keys=True)


def journal() -> Iterator[str]:
    """Every entry with its hash, and its lines, in the order in which they stand."""
    for entry in JournalEntry.objects.order_by("seq").prefetch_related("lines", "public_changes"):
        yield f"{entry.seq} {entry.act} {entry.hash} {entry.previous_hash} {entry.text}"
        if entry.act in {"places.load", "taxonomy.load", "scheme.load"}:
            continue  # thousands of lines, the same before every scenario; the hash covers them
        yield from (f"  {one.kind} {one.uid} {one.text}" for one in entry.lines.order_by("pk"))
        changes = entry.public_changes.order_by("pk")
        yield from (f"  {one.op} {one.kind} {one.uid}" for one in changes)


def staff_paths() -> list[str]:
    """Every list that can be asked for without an object."""
    plain = [name for name in LISTS if TABLE[name].path is None]
    return [reverse(name) + LISTS[name] for name in plain]


def public_paths() -> list[str]:
    """What the public sees of each product."""
    return [
        *API,
        *(
            f"/api/v1/products/{uid}/"
            for uid in PublicEntry.objects.filter(kind="product")
            .order_by("uid")
            .values_list("uid", flat=True)
        ),
    ]
