"""Do the same on SQLite and on PostgreSQL, and compare every answer byte for byte.

    python -m tests.equal_engines [--scenarios 60] [--first 0]
        [--against postgres://ocop@127.0.0.1/postgres] [--keep FOLDER]

Each scenario is a seeded walk of acts (`tests/certifications/oracle/walk.py`) on a database that
holds places and schemes only. The clock stands still between its steps, and uids and salts come
from the seed, so that both databases must hold and answer the same: the public register, the
journal's entries and lines with their hashes, the lists of staff, public pages and the API. The
first difference is named; with `--keep` everything recorded stays for `diff -r`. `--against` is a
server on which databases may be created; the one made is dropped.
"""

import argparse
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import run
from tests.support import databases

ENGINES = ("sqlite", "postgresql")
START = """
import sys
import django
django.setup()
from tests.support.scenarios import record_all
record_all(sys.argv[1], range(int(sys.argv[2]), int(sys.argv[3])))
"""


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(
        prog="python -m tests.equal_engines",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--scenarios", type=int, default=60)
    parser.add_argument("--first", type=int, default=0, help="seed of the first scenario")
    own = os.environ.get("DATABASE_URL", "")
    parser.add_argument("--against", default=own, help="the server; absent: DATABASE_URL")
    parser.add_argument("--keep", type=Path, help="an empty folder for what is recorded")
    asked = parser.parse_args(arguments)
    if not asked.against.startswith("postgres"):
        parser.error("name the PostgreSQL server, in --against or DATABASE_URL")
    if asked.scenarios < 1:
        parser.error("--scenarios is at least 1")
    if asked.keep and asked.keep.exists() and any(asked.keep.iterdir()):
        parser.error(f"{asked.keep} is not empty")
    seeds = (asked.first, asked.first + asked.scenarios)
    with tempfile.TemporaryDirectory(prefix="ocop-equal-") as made:
        folder = (asked.keep or Path(made) / "recorded").resolve()
        for engine, server in zip(ENGINES, ("", asked.against), strict=True):
            if failed := recorded(folder / engine, server, Path(made) / engine, seeds):
                return failed
        return compared(*(folder / engine for engine in ENGINES), asked.scenarios)


def recorded(folder: Path, server: str, var: Path, seeds: tuple[int, int]) -> int:
    """Play the scenarios on a database of their own and write what it answers into the folder;
    "" as server: an SQLite file. Answers the exit code."""
    var.mkdir()
    os.environ["DATABASE_URL"] = server
    name = f"ocop_equal_{os.getpid()}"
    url = databases.on_server(name) if server else f"sqlite:///{var / 'registry.sqlite3'}"
    database = databases.Database(name, url, var)
    databases.create(database)
    try:
        return subprocess.call(
            [sys.executable, "-c", START, str(folder), *map(str, seeds)],
            cwd=databases.ROOT,
            env={**database.env, **run.TEST_SETTINGS, "DATABASE_URL": url, "PYTHONHASHSEED": "0"},
        )
    finally:
        database.drop()


def compared(one: Path, other: Path, scenarios: int) -> int:
    """Say how many scenarios are equal, and the first difference. Answers the exit code."""
    names = sorted({file.name for folder in (one, other) for file in folder.glob("*.txt")})
    unequal = [name for name in names if texts(one / name) != texts(other / name)]
    print(f"{len(names) - len(unequal)} of {scenarios} scenarios equal on both databases")  # noqa: T201
    for name in unequal[:1]:
        print(f"first difference, in {name}:")  # noqa: T201
        print("\n".join(first_difference(texts(one / name), texts(other / name))))  # noqa: T201
    return 0 if len(names) == scenarios and not unequal else 1


def texts(file: Path) -> str:
    return file.read_text(encoding="utf-8", errors="surrogateescape") if file.exists() else ""


def first_difference(one: str, other: str) -> Iterator[str]:
    """The part in which they differ first, and the two lines."""
    lines, others = one.splitlines(), other.splitlines()
    part = ""
    for at in range(max(len(lines), len(others))):
        pair = [text[at] if at < len(text) else "(nothing more)" for text in (lines, others)]
        if pair[0].startswith("══ "):
            part = pair[0]
        if pair[0] != pair[1]:
            yield f"  {part}, line {at + 1}"
            yield from (f"  {engine}: {line}" for engine, line in zip(ENGINES, pair, strict=True))
            return


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
