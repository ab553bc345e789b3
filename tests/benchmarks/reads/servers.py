"""The servers that are measured: ours as `run.py` starts it, the plain project with as many
processes and threads."""

import os
import secrets
import socket
import subprocess
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import run
from tests.benchmarks.reads.load import Request, ask

OURS, PLAIN = "ocop_registry.wsgi:application", "tests.benchmarks.plain.wsgi:application"
_PATIENCE = 60.0  # seconds until a server answers


@dataclass(frozen=True)
class Server:
    """A server that answers on this port."""

    port: int
    process: int


@contextmanager
def started(folder: Path, name: str, application: str, **settings: str) -> Iterator[Server]:
    """A server with these settings, on the database of DATABASE_URL, until the block ends. It logs
    into the folder."""
    port, log = _free_port(), folder / f"{name}.log"
    command = [
        application if part == OURS else part for part in run.server_command("127.0.0.1", port)
    ]
    with log.open("w") as out:
        process = subprocess.Popen(
            command, env=_environment(port, settings), cwd=run.ROOT, stdout=out, stderr=out
        )
        try:
            _await(port, process, log)
            yield Server(port, process.pid)
        finally:
            run.end(process)


def _environment(port: int, settings: Mapping[str, str]) -> dict[str, str]:
    """That of a real server in demo mode, whatever this process was started with."""
    own = {
        "DEMO": "1",
        "SECRET_KEY": secrets.token_urlsafe(50),
        "ALLOWED_HOSTS": "127.0.0.1,localhost",
        "PUBLIC_URL": f"http://127.0.0.1:{port}",
        "SECURE_SSL_REDIRECT": "0",
        "BEHIND_PROXY": "0",
        **settings,
    }
    left_out = {"DJANGO_SETTINGS_MODULE"}
    return {name: value for name, value in os.environ.items() if name not in left_out} | own


def _await(port: int, process: subprocess.Popen[bytes], log: Path) -> None:
    until = time.monotonic() + _PATIENCE
    while time.monotonic() < until:
        try:
            ask(port, Request("/"))
        except OSError:
            if process.poll() is not None:
                break
            time.sleep(0.1)
        else:
            return
    raise SystemExit(f"The server did not start:\n{log.read_text()}")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]
