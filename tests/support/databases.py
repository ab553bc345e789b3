"""Whole databases for tests: a template is built once per run, and every user gets a copy of it.

A run has one directory (`Run.folder`), shared by the processes of a parallel run. It holds the
templates, the copies (SQLite) and each copy's own VAR_DIR, and goes away with every database of the
run at the end.
"""

import fcntl
import functools
import itertools
import os
import secrets
import shutil
import subprocess
import sys
import tempfile
import textwrap
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any
from urllib.parse import urlsplit, urlunsplit

import psycopg2
from psycopg2 import sql

import run
from tests.support import warm

ROOT = Path(__file__).resolve().parents[2]
RUN_VARIABLE = "OCOP_TEST_RUN"
# Label of a template: the template it starts from, and what makes it: management commands, or code.
WORLD = "from tests.support.worlds import build; build({})"
TEMPLATES: dict[str, tuple[str | None, tuple[str, ...]]] = {
    "reference": (None, ("migrate", "load_places", "load_schemes")),
    "demo": ("reference", ("load_demo",)),
    "historic": ("reference", ("load_historic",)),
    "world": ("reference", (WORLD.format(""),)),
    # on the day of the tests about lists, every text beginning like a formula
    "world_of_formulas": ("reference", (WORLD.format("'=1+1', '2026-11-20T03:00:00+00:00'"),)),
}


@dataclass(frozen=True)
class Database:
    """One database that exists outside this process. `url`: its DATABASE_URL. `var`: its
    VAR_DIR."""

    name: str
    url: str
    var: Path

    @property
    def env(self) -> dict[str, str]:
        """The environment of a process that works on this database: demo mode, a test key, nothing
        from .env."""
        own = {
            **run.TEST_SETTINGS,
            "DATABASE_URL": self.url,
            "VAR_DIR": str(self.var),
            "DJANGO_SETTINGS_MODULE": "tests.settings",
            "PYTHONPATH": str(ROOT),
            "PYTHONUNBUFFERED": "1",
        }
        return {**os.environ, **own}

    def popen(self, code: str, *args: object, writes: bool = False) -> warm.Process:
        """Start Django code in a process of its own; `args` arrive in sys.argv[1:]. `writes`:
        whether the test writes to its standard input."""
        request = {"code": textwrap.dedent(code), "args": [str(one) for one in args]}
        return warm.python(self.request | request, self._stem_env, writes=writes)

    def logged(self, code: str, *args: object, log: IO[Any], **settings: Any) -> warm.Process:
        """As `popen`, writing to a log; `settings`: other than those of tests."""
        request = {"code": code, "args": [str(one) for one in args], "settings": settings}
        return warm.logged(self.request | request, self._stem_env, log)

    def serve(self, bind: str, url: str, log: IO[Any]) -> warm.Process:
        """Serve the site from a process of its own."""
        return warm.logged(
            self.request | {"serve": {"bind": bind, "url": url}}, self._stem_env, log
        )

    @property
    def request(self) -> dict[str, Any]:
        """What a warm process must know of this database (`tests/support/stem.py`)."""
        return {"database": self.name, "url": self.url, "var": str(self.var)}

    @property
    def _stem_env(self) -> dict[str, str]:
        """The environment of every process that is forked: the same for every database."""
        # the database that these settings name is never opened
        nowhere = (
            f"sqlite:///{Run.current().folder}/none"
            if server_url() is None
            else on_server("postgres")
        )
        return {**self.env, "DATABASE_URL": nowhere, "VAR_DIR": str(Run.current().folder)}

    def popen_anew(self, code: str, *args: object, **options: Any) -> subprocess.Popen[str]:
        """Start a module, by its dotted name, or code, from nothing and in an environment that may
        be another (`env`)."""
        defaults = {
            "env": self.env,
            "cwd": ROOT,
            "text": True,
            "stdout": subprocess.PIPE,
            "stderr": subprocess.PIPE,
        }
        return subprocess.Popen(_command(code, args), **{**defaults, **options})

    def run_python(
        self, code: str, *args: object, timeout: float = 120, check: bool = True
    ) -> subprocess.CompletedProcess[str]:
        """Run Django code (or a module) to its end; a failure shows what the process wrote."""
        return _finished(_command(code, args), self.env, timeout, check)

    def manage(
        self, *args: object, timeout: float = 300, check: bool = True
    ) -> subprocess.CompletedProcess[str]:
        """Run a management command."""
        return _finished(
            [sys.executable, str(ROOT / "manage.py"), *map(str, args)], self.env, timeout, check
        )

    @contextmanager
    def here(self) -> Iterator[None]:
        """Within the block, Django's ORM of this process and its threads works on this database,
        outside any transaction."""
        from django.db import connection

        if connection.in_atomic_block:
            raise RuntimeError(
                "This test already has a transaction on the session database: drop `db` and use"
                " `fresh_database` alone."
            )
        before = connection.settings_dict["NAME"]
        connection.close()
        connection.settings_dict["NAME"] = self.name
        try:
            yield
        finally:
            connection.close()
            connection.settings_dict["NAME"] = before

    @contextmanager
    def undone(self, blocker: Any) -> Iterator[None]:
        """As `here`, within one transaction that is rolled back at the end."""
        from django.db import connection, transaction

        with blocker.unblock(), self.here(), transaction.atomic():
            yield
            if not connection.needs_rollback:
                connection.check_constraints()  # what is deferred to a commit that never comes
            transaction.set_rollback(True)

    def drop(self) -> None:
        """Remove the database and its files, whoever is still connected."""
        if server_url() is not None:
            _drop_on_server(self.name)
        shutil.rmtree(self.var, ignore_errors=True)


@dataclass(frozen=True)
class Run:
    """One run of the suite: its directory and the prefix of every database it makes."""

    key: str

    @classmethod
    def current(cls) -> "Run":
        """The run of this process; parallel workers inherit the one of the process that started
        them."""
        return cls(os.environ.setdefault(RUN_VARIABLE, secrets.token_hex(4)))

    @property
    def folder(self) -> Path:
        return Path(tempfile.gettempdir()) / f"ocop-test-{self.key}"

    @property
    def prefix(self) -> str:
        return f"ocop_test_{self.key}_"

    def database(self, label: str) -> Database:
        """The database of that label (which need not exist yet), on the engine that DATABASE_URL
        names."""
        var = self.folder / label
        if server_url() is None:
            path = str(var / "registry.sqlite3")
            return Database(path, f"sqlite:///{path}", var)
        name = f"{self.prefix}{label}"
        return Database(name, on_server(name), var)

    def template(self, label: str) -> Database:
        """The template of that label, built by the first process that asks for it."""
        base_label, commands = TEMPLATES[label]
        base = self.template(base_label) if base_label else None
        self.folder.mkdir(exist_ok=True)
        database, outcome = self.database(f"template_{label}"), self.folder / f"{label}.outcome"
        with (self.folder / f"{label}.lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            if not outcome.exists():
                outcome.write_text(_built(database, base, commands))
        if failure := outcome.read_text():
            raise AssertionError(f"The {label} database could not be made.\n{failure}")
        return database

    def copy(self, label: str) -> Database:
        """An independent copy of a template, with its files."""
        template, database = (
            self.template(label),
            self.database(f"copy_{os.getpid()}_{next(_numbers)}"),
        )
        create(database, template)
        return database

    def shared(self, label: str) -> Database:
        """The one copy of a template that this process keeps; whoever uses it leaves it as it
        was."""
        return _shared(self, label)

    def remove(self) -> None:
        """Drop every database and file of this run."""
        if server_url() is not None:
            for name in _query(
                "SELECT datname FROM pg_database WHERE datname LIKE %s",
                [self.prefix.replace("_", r"\_") + "%"],
            ):
                _drop_on_server(name)
        shutil.rmtree(self.folder, ignore_errors=True)


_numbers = itertools.count(1)


@functools.cache
def _shared(run_: Run, label: str) -> Database:
    return run_.copy(label)


def server_url() -> str | None:
    """DATABASE_URL when it names a PostgreSQL server, else None: SQLite files."""
    url = os.environ.get("DATABASE_URL", "")
    return None if not url or url.startswith("sqlite") else url


def create(database: Database, template: Database | None = None) -> None:
    """Make a database, empty or as a copy. Nobody may be connected to the template."""
    if template is not None:
        shutil.copytree(template.var, database.var)
    database.var.mkdir(parents=True, exist_ok=True)
    if server_url() is not None:
        statement = sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(
            sql.Identifier(database.name),
            sql.Identifier(template.name if template else "template1"),
        )
        _query(statement)


def _built(database: Database, base: Database | None, commands: Sequence[str]) -> str:
    """Make a template; what went wrong, or nothing. Told once for the whole run: every test would
    meet the same failure."""
    create(database, base)
    for command in commands:
        make = database.manage if command.isidentifier() else database.run_python
        done = make(command, check=False, timeout=300)
        if done.returncode:
            return f"{command} ended with {done.returncode}\n{done.stdout}\n{done.stderr}"
    return ""


def on_server(name: str) -> str:
    """The DATABASE_URL of a database of that name on the tests' server."""
    parts = urlsplit(server_url() or "")
    return urlunsplit(parts._replace(path=f"/{name}"))


def _drop_on_server(name: str) -> None:
    _query(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))


def _query(statement: Any, values: Sequence[object] | None = None) -> list[Any]:
    connection = psycopg2.connect(
        urlunsplit(urlsplit(on_server("postgres"))._replace(scheme="postgresql"))
    )
    try:
        connection.autocommit = True
        with connection.cursor() as cursor:
            cursor.execute(statement, values)
            return [row[0] for row in cursor.fetchall()] if cursor.description else []
    finally:
        connection.close()


def _command(code: str, args: Sequence[object]) -> list[str]:
    if all(part.isidentifier() for part in code.split(".")):
        start = ["-m", code]
    else:
        start = ["-c", "import django\ndjango.setup()\n" + textwrap.dedent(code)]
    return [sys.executable, *start, *map(str, args)]


def _finished(
    command: list[str], env: dict[str, str], timeout: float, check: bool
) -> subprocess.CompletedProcess[str]:
    done = subprocess.run(
        command, env=env, cwd=ROOT, text=True, capture_output=True, timeout=timeout, check=False
    )
    if check and done.returncode:
        raise AssertionError(
            f"{command[1:]} ended with {done.returncode}\n{done.stdout}\n{done.stderr}"
        )
    return done
