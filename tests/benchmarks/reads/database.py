"""PostgreSQL alone, asked by pgbench: how many of a work's questions it answers by itself."""

import os
import re
import shutil
import subprocess
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from django.db import connection

from tests.benchmarks.reads import processes
from tests.benchmarks.reads.load import CONNECTIONS

MOST_SCRIPTS = 100  # pgbench takes 128
_TPS = re.compile(r"^tps = ([\d.]+)", re.MULTILINE)
_DEBIAN = Path("/usr/lib/postgresql")


def is_server() -> bool:
    return connection.vendor == "postgresql"


def pgbench() -> str | None:
    """The program, where it is installed and the database is PostgreSQL."""
    if not is_server():
        return None
    of_debian = sorted(_DEBIAN.glob("*/bin/pgbench"), reverse=True)
    return shutil.which("pgbench") or (str(of_debian[0]) if of_debian else None)


def server_process() -> int | None:
    """The database server's first process, when it runs on this machine."""
    if not is_server():
        return None
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        return processes.parent_of(cursor.fetchone()[0], "postgres")


def quiet(longest: float = 120) -> None:
    """Wait until nobody's question is worked on any more: those of a load that has ended go on, and
    would be counted as the next one's."""
    until = time.perf_counter() + longest
    while is_server() and _working() and time.perf_counter() < until:
        time.sleep(0.1)


def _working() -> int:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_stat_activity WHERE state = 'active' AND"
            " datname = current_database() AND pid <> pg_backend_pid()"
        )
        return cursor.fetchone()[0]


def alone(program: str, statements: Sequence[str], seconds: float) -> float:
    """Questions a second, prepared, over as many connections as our server has threads. Each
    question is a script of its own, with its values in it."""
    step = max(1, len(statements) // MOST_SCRIPTS)
    chosen = statements[::step][:MOST_SCRIPTS]
    with tempfile.TemporaryDirectory() as folder:
        files = []
        for number, text in enumerate(chosen):
            file = Path(folder) / f"{number}.sql"
            file.write_text(text + "\n", "utf-8")
            files += ["-f", str(file)]
        command = [
            *(program, "-n", "-M", "prepared", "-c", str(CONNECTIONS), "-j", "1"),
            *("-T", str(max(1, round(seconds))), *files),
        ]
        done = subprocess.run(
            command, env=os.environ | _connection(), capture_output=True, text=True, check=False
        )
    found = _TPS.search(done.stdout)
    if done.returncode or not found:
        raise SystemExit(f"pgbench failed:\n{done.stdout}\n{done.stderr}")
    return float(found[1])


def long_enough(statements: Sequence[str], seconds: float, longest: float) -> float:
    """So many seconds, more where one question takes long."""
    started = time.perf_counter()
    with connection.cursor() as cursor:
        for statement in statements[0].split(";\n"):
            cursor.execute(statement)
    return min(longest, max(seconds, (time.perf_counter() - started) * CONNECTIONS * 2))


def _connection() -> dict[str, str]:
    """How the libpq of pgbench finds the database."""
    settings = connection.settings_dict
    given = {
        "PGHOST": settings["HOST"],
        "PGPORT": settings["PORT"],
        "PGUSER": settings["USER"],
        "PGPASSWORD": settings["PASSWORD"],
        "PGDATABASE": settings["NAME"],
    }
    return {name: str(value) for name, value in given.items() if value}
