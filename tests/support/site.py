"""The real server, started for one test the way run.py starts it."""

import signal
import socket
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO

import run
from tests.support.databases import ROOT, Database
from tests.support.warm import Process

START_SECONDS = 40


@dataclass(frozen=True)
class Site:
    """A running site. `url` has no slash at its end; `database` is the one it works on."""

    url: str
    database: Database
    log: Path
    process: subprocess.Popen[bytes] | Process

    @property
    def accounts(self) -> str:
        """What load_demo wrote about the demo accounts."""
        return (self.database.var / "demo-accounts.txt").read_text(encoding="utf-8")

    def get(self, path: str) -> tuple[int, str]:
        """Status and text of one page, redirects followed."""
        try:
            with urllib.request.urlopen(self.url + path, timeout=20) as answer:
                return answer.status, answer.read().decode()
        except urllib.error.HTTPError as refused:
            return refused.code, refused.read().decode(errors="replace")


@contextmanager
def served(database: Database, **settings: str) -> Iterator[Site]:
    """Serve a database on a free port of this machine until the block ends. `settings`: of the
    server's environment, beside those of tests."""
    port = _free_port()
    url = f"http://127.0.0.1:{port}"
    log = database.var / "server.log"
    with log.open("wb") as output:
        process = (
            _started_anew(database, port, output, {"PUBLIC_URL": url, **settings})
            if settings
            else database.serve(f"127.0.0.1:{port}", url, output)
        )
    site = Site(url, database, log, process)
    try:
        _wait_until_it_answers(site)
        yield site
    finally:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(timeout=15)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _started_anew(
    database: Database, port: int, output: IO[bytes], settings: dict[str, str]
) -> subprocess.Popen[bytes]:
    """The server exactly as run.py starts it, in an environment of its own."""
    return subprocess.Popen(
        run.server_command("127.0.0.1", port),
        cwd=ROOT,
        env={**database.env, **settings},
        stdout=output,
        stderr=subprocess.STDOUT,
    )


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def _wait_until_it_answers(site: Site) -> None:
    until = time.monotonic() + START_SECONDS
    while time.monotonic() < until and site.process.poll() is None:
        try:
            site.get("/")
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise AssertionError(
        f"The server did not answer on {site.url}:\n{site.log.read_text(errors='replace')}"
    )
