"""Measuring the works on the database of DATABASE_URL, round by round in turn, so that a busy
machine slows all alike."""

import statistics
import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, nullcontext, suppress
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings

from tests.benchmarks.reads import database, processes
from tests.benchmarks.reads.agreement import agree
from tests.benchmarks.reads.load import LONGEST, Load, Request, ask, load, long_enough
from tests.benchmarks.reads.parameters import drawn
from tests.benchmarks.reads.servers import OURS, PLAIN, Server, started
from tests.benchmarks.reads.tables import Figures, Spent
from tests.benchmarks.reads.works import Work, works

_WARMING = 1.0  # seconds before the rounds
_SAME = 20  # addresses that are asked again and again
SAME, UNCHANGED, STATIC = (
    "the same list again (200)",
    "the same list, unchanged (304)",
    "a static file of that size",
)


@dataclass(frozen=True)
class Way:
    """How one run measures. `program`: pgbench, `process`: of the database server; each where
    there is one."""

    rounds: int
    seconds: float
    program: str | None
    process: int | None


@dataclass(frozen=True)
class Round:
    """What one round gave. Processor time in seconds for one request."""

    ours: Load
    cpu: Spent
    plain: Load | None
    plain_cpu: Spent
    database: float | None


def measured(
    rounds: int, seconds: float, say: Callable[[str], None], *, beside: bool = True
) -> tuple[list[Figures], str]:
    """Every work, and a sentence on what searches find. `say` hears of each; `beside`: the plain
    project is asked as well. Raises Disagreement."""
    way = Way(rounds, seconds, database.pgbench(), database.server_process())
    figures: list[Figures] = []

    def measure(work: Work, ours: Server, plain: Server | None) -> None:
        say(work.name)
        figures.append(_figures(work, ours, plain, way))

    with tempfile.TemporaryDirectory(prefix="ocop-reads-") as name:
        logs = Path(name)
        with (
            started(logs, "anew", OURS, KEEP_ANSWERS="0") as anew,
            started(logs, "plain", PLAIN, PLAIN_PERSISTENT="1")
            if beside
            else nullcontext() as plain,
        ):
            chosen = works(anew.port, drawn())
            found = agree(anew, plain, chosen) if plain else ""
            for work in chosen:
                measure(work, anew, plain)
                if plain and work.name == "one product":
                    with started(logs, "reconnecting", PLAIN, PLAIN_PERSISTENT="0") as slower:
                        measure(_reconnecting(work), anew, slower)
            lists = chosen[0].ours[:_SAME], chosen[0].plain[:_SAME]
            largest = max((ask(anew.port, one)[0] for one in lists[0]), key=len)
            # the server finds static files when it starts
            with _static(largest) as file, started(logs, "kept", OURS, KEEP_ANSWERS="1") as kept:
                for work in _again(kept.port, *lists, file):
                    measure(work, kept, plain if work.plain else None)
    return figures, found


def _reconnecting(work: Work) -> Work:
    return Work(f"{work.name}, plain connecting each time", work.ours, work.plain, ())


def _again(
    port: int, ours: Sequence[Request], plain: Sequence[Request], file: Request
) -> Iterator[Work]:
    """The same few lists asked again and again: whole, with their ETag, and as fast as a file."""
    tags = [ask(port, one)[1]["ETag"] for one in ours]
    tagged = [Request(one.path, etag=tag) for one, tag in zip(ours, tags, strict=True)]
    yield Work(SAME, ours, plain, ())
    yield Work(UNCHANGED, tagged, plain, ())
    yield Work(STATIC, [file], (), ())


@contextmanager
def _static(content: bytes) -> Iterator[Request]:
    """A file of that content among the static files, for as long as the block lasts."""
    folder = Path(settings.STATIC_ROOT)
    made = not folder.exists()
    folder.mkdir(exist_ok=True)
    with tempfile.NamedTemporaryFile(dir=folder, prefix="benchmark-", suffix=".json") as file:
        file.write(content)
        file.flush()
        yield Request(f"{settings.STATIC_URL}{Path(file.name).name}")
    if made:
        with suppress(OSError):
            folder.rmdir()


# --- one work -------------------------------------------------------------------------------------
def _figures(work: Work, ours: Server, plain: Server | None, way: Way) -> Figures:
    lasting = [long_enough(ours.port, work.ours, way.seconds)]
    lasting.append(long_enough(plain.port, work.plain, way.seconds) if plain else 0)
    asks_database = bool(way.program and work.statements)
    lasting.append(
        database.long_enough(work.statements, way.seconds, LONGEST) if asks_database else 0
    )
    load(ours.port, work.ours, _WARMING)
    if plain:
        load(plain.port, work.plain, _WARMING)
    rounds = [_round(work, ours, plain, way, lasting) for _ in range(way.rounds)]
    each = work.each
    return Figures(
        work=work.name,
        ours=_median(one.ours.rate * each for one in rounds),
        plain=_median(one.plain and one.plain.rate * each for one in rounds),
        ratio=_median(one.plain and _over(one.ours.rate, one.plain.rate) for one in rounds),
        database=_median(one.database and one.database * each for one in rounds),
        share=_median(one.database and one.ours.rate / one.database for one in rounds),
        cpu=_of_one([one.cpu for one in rounds], each),
        plain_cpu=_of_one([one.plain_cpu for one in rounds], each),
        p95=_median(one.ours.p95 for one in rounds),
        plain_p95=_median(one.plain and one.plain.p95 for one in rounds),
        refused=(
            sum(one.ours.refused for one in rounds),
            sum(one.plain.refused for one in rounds if one.plain),
        ),
    )


def _round(
    work: Work, ours: Server, plain: Server | None, way: Way, lasting: Sequence[float]
) -> Round:
    """Ours, the plain project, the database, one after the other."""
    mine, cpu = _loaded(ours, work.ours, way, lasting[0])
    other, plain_cpu = (
        _loaded(plain, work.plain, way, lasting[1]) if plain else (None, (None, None))
    )
    asks_database = way.program and work.statements
    database.quiet()
    alone = database.alone(way.program, work.statements, lasting[2]) if asks_database else None
    return Round(mine, cpu, other, plain_cpu, alone)


def _loaded(
    server: Server, requests: Sequence[Request], way: Way, seconds: float
) -> tuple[Load, Spent]:
    """One measurement, and what one request cost the server and the database."""
    watched = (server.process, way.process)
    database.quiet()
    before = [processes.cpu_seconds(one) for one in watched]
    found = load(server.port, requests, seconds)
    after = [processes.cpu_seconds(one) for one in watched]
    own, of_database = (
        None if was is None or now is None or not found.requests else (now - was) / found.requests
        for was, now in zip(before, after, strict=True)
    )
    # SQLite works within the server's own processes
    return found, (own, of_database if database.is_server() else 0.0)


def _of_one(found: Sequence[Spent], each: int) -> Spent:
    """Medians for one answer."""
    own, of_database = (
        _median(one and one / each for one in side) for side in zip(*found, strict=True)
    )
    return own, of_database


def _over(one: float, other: float) -> float | None:
    return one / other if other else None


def _median(values: Iterable[float | None]) -> float | None:
    known = [value for value in values if value is not None]
    return statistics.median(known) if known else None
