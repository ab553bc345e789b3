"""The small registry of `tests/support/world.py`, built once per run into a database of its own. A
test gets it within a transaction that is rolled back."""

import json
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings

from ocop_registry import clock
from ocop_registry.accounts.models import User
from tests.support import world
from tests.support.databases import Database, Run

TOLD = "world.json"
FILES = ("media", "private")


def build(mark: str = "", at: str = "") -> None:
    """Make the registry in the database of this process and note beside it what is in it. `at`: the
    instant at which all its acts happen; else now."""
    if at:
        instant = datetime.fromisoformat(at)
        clock.now = lambda: instant
    made = world.make(mark)
    told = {
        "people": {who: person.pk for who, person in made.people.items()},
        "own": asdict(made.own),
        "other": asdict(made.other),
    }
    (Path(settings.VAR_DIR) / TOLD).write_text(json.dumps(told), encoding="utf-8")


@contextmanager
def lent(label: str, blocker: Any) -> Iterator[world.World]:
    """The registry of that template within one transaction, which is undone at the end. Its files
    lie where this test keeps its own."""
    database = Run.current().shared(label)
    for name in FILES:
        shutil.copytree(database.var / name, Path(settings.VAR_DIR) / name, dirs_exist_ok=True)
    with database.undone(blocker):
        yield _read(database)


def _read(database: Database) -> world.World:
    told = json.loads((database.var / TOLD).read_text(encoding="utf-8"))
    people = User.objects.in_bulk(told["people"].values())
    return world.World(
        {who: people[pk] for who, pk in told["people"].items()},
        world.Side(**told["own"]),
        world.Side(**told["other"]),
    )
