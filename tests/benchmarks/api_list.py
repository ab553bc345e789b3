"""The API's list against a plain Django REST framework list of the same products, in one run on the
same data.

    .venv/bin/python -m tests.benchmarks.api_list            20,000 products; DATABASE_URL chooses
    the engine
    .venv/bin/python -m tests.benchmarks.api_list 2000

Both answer page 1 of 50 of the products of Hà Nội with three stars, through the whole WSGI
stack in one process, with persistent connections. The plain list is what a careful developer
writes: nested ModelSerializers, select_related, prefetch of the certification in force, page
numbers.
"""

import statistics
import sys
import time
from collections.abc import Callable
from typing import Any

ROWS = 20_000
SECONDS = 4.0  # of each measurement
ROUNDS = 3
PLAIN = "/plain/?province=01&stars=3"
OURS = "/api/v1/products/?province=01&stars=3"


def main(rows: int) -> None:
    """Make a scratch database and measure on it in a process of its own."""
    from tests.support.databases import Run

    run = Run.current()
    try:
        database = run.copy("reference")
        sys.stdout.write(
            database.run_python("tests.benchmarks.api_list", "measure", rows, timeout=3600).stdout
        )
    finally:
        run.remove()


def measure(rows: int) -> None:
    import django

    django.setup()
    from django.db import connection

    from tests.benchmarks.fill import fill

    connection.settings_dict["CONN_MAX_AGE"] = None
    started = time.perf_counter()
    fill(rows, quiet=True)
    say(f"{connection.vendor}, {rows:,} products, filled in {time.perf_counter() - started:.0f} s")
    ask = asker()
    agree(ask)
    plain, *figures = interleaved(ask)
    say(f"plain DRF list                {plain:8,.0f} a second")
    for name, figure in zip(
        ("our list, made anew", "our list, kept answer", "our list, unchanged (304)"),
        figures,
        strict=True,
    ):
        say(f"{name:<30}{figure:8,.0f} a second   {figure / plain:6.1f} times")


def asker() -> Callable[..., tuple[str, dict[str, str], bytes]]:
    """Ask the site as a WSGI server does: (status, headers, body)."""
    from django.test import RequestFactory, override_settings

    from ocop_registry.wsgi import application

    override_settings(ROOT_URLCONF="tests.benchmarks.plain.beside").enable()
    factory = RequestFactory(SERVER_NAME="127.0.0.1")

    def ask(address: str, **headers: str) -> tuple[str, dict[str, str], bytes]:
        told: list[Any] = []
        response = application(
            factory.get(address, **headers).environ, lambda *given: told.extend(given)
        )
        body = b"".join(response)
        getattr(response, "close", lambda: None)()
        return told[0], dict(told[1]), body

    return ask


def agree(ask: Callable[..., Any]) -> None:
    """Both lists answer with the same products, else the comparison is worth nothing."""
    import json

    ours, plain = (json.loads(ask(address)[2])["results"] for address in (OURS, PLAIN))
    assert ours
    assert [row["uid"] for row in ours] == [row["uid"] for row in plain]


def interleaved(ask: Callable[..., Any]) -> list[float]:
    """Requests a second, the median of several rounds taken in turn, so that a busy machine slows
    all alike."""
    from django.test import override_settings

    def anew() -> None:
        with override_settings(KEEP_ANSWERS=False):
            ask(OURS)

    tag = ask(OURS)[1]["ETag"]
    works: list[Callable[[], Any]] = [
        lambda: ask(PLAIN),
        anew,
        lambda: ask(OURS),
        lambda: ask(OURS, HTTP_IF_NONE_MATCH=tag),
    ]
    rates: list[list[float]] = [[] for _ in works]
    for _ in range(ROUNDS):
        for work, found in zip(works, rates, strict=True):
            found.append(rate(work))
    return [statistics.median(found) for found in rates]


def rate(work: Callable[[], Any]) -> float:
    done, started = 0, time.perf_counter()
    while (spent := time.perf_counter() - started) < SECONDS:
        work()
        done += 1
    return done / spent


def say(line: str) -> None:
    sys.stdout.write(f"{line}\n")


if __name__ == "__main__":
    if sys.argv[1:2] == ["measure"]:
        measure(int(sys.argv[2]))
    else:
        main(int(sys.argv[1]) if len(sys.argv) > 1 else ROWS)
