"""Entries per second of the journal, one writer, each act its own committed transaction. Goal: 500.

    python -m tests.benchmarks.journal [seconds per measure]

On a database of its own, made for this and dropped again, on the engine that DATABASE_URL names
(default: SQLite).
"""

import os
import sys
import time
from collections.abc import Callable

from tests.support.databases import Run, create


def main() -> None:
    seconds = float(sys.argv[1]) if len(sys.argv) > 1 else 3.0
    run = Run.current()
    database = run.database("benchmark")
    run.folder.mkdir(exist_ok=True)
    try:
        create(database)
        database.manage("migrate")
        os.environ.update(database.env)
        import django

        django.setup()
        _measure(seconds)
    finally:
        run.remove()


def _measure(seconds: float) -> None:
    from django.db import connection

    from ocop_registry.accounts.models import User
    from ocop_registry.journal.acts import act
    from ocop_registry.journal.verification import Verification

    with act("account.create", by=None) as deed:
        users = [
            User(username=f"u{number}", full_name="Người ghi", password="!")
            for number in range(100)
        ]
        deed.create_many(users)

    def write(number: int) -> None:
        with act("account.edit", by=users[0], reason="đo tốc độ") as deed:
            deed.line("account", users[0].uid, {"full_name": "a"}, {"full_name": str(number)})

    def save(clean: bool) -> Callable[[int], None]:
        def once(number: int) -> None:
            user = users[number % len(users)]
            user.full_name = f"Người {number}"
            with act("account.edit", by=users[0]) as deed:
                deed.save(user, clean=clean)

        return once

    _say(connection.vendor)
    _say(f"{_rate(write, seconds):8.0f} entries/s  entry with one line")
    _say(f"{_rate(save(clean=False), seconds):8.0f} entries/s  one row saved")
    _say(f"{_rate(save(clean=True), seconds):8.0f} entries/s  one row validated and saved")
    _measure_many(users[0])
    started, verification = time.perf_counter(), Verification()
    found = list(verification.faults())
    took = time.perf_counter() - started
    _say(f"{verification.entries / took:8.0f} entries/s  verified, {len(found)} faults")
    connection.close()


def _measure_many(by: object, count: int = 5000) -> None:
    from ocop_registry.accounts.models import User
    from ocop_registry.journal.acts import act

    many = [
        User(
            username=f"m{number}",
            full_name="Người ghi",
            email=f"m{number}@example.vn",
            password="!",
        )
        for number in range(count)
    ]
    for name, work in (("account.create", "create_many"), ("account.edit", "save_many")):
        for user in many:
            user.full_name = f"{work} {user.username}"
        started = time.perf_counter()
        with act(name, by=by) as deed:
            getattr(deed, work)(many)
        _say(
            f"{count / (time.perf_counter() - started):8.0f} rows/s     {work} of {count} in one"
            " act, with a private value each"
        )


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")


def _rate(once: Callable[[int], None], seconds: float) -> float:
    done, started = 0, time.perf_counter()
    while time.perf_counter() - started < seconds:
        once(done)
        done += 1
    return done / (time.perf_counter() - started)


if __name__ == "__main__":
    main()
