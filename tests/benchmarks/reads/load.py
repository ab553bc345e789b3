"""Asking a server as fast as it answers: wrk where it is installed, else threads of Python."""

import json
import shutil
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Sequence
from dataclasses import dataclass
from email.message import Message
from pathlib import Path

CONNECTIONS = 8  # as many as the server has threads
LONGEST = 40.0  # seconds of one measurement
_LUA = Path(__file__).parent / "requests.lua"


@dataclass(frozen=True)
class Request:
    """One question: `etag` for If-None-Match, `body` JSON of a POST."""

    path: str
    method: str = "GET"
    etag: str = ""
    body: str = ""

    @property
    def line(self) -> str:
        return "\t".join((self.method, self.path, self.etag, self.body))


@dataclass(frozen=True)
class Load:
    """What came of one measurement. `requests`: those answered; `refused`: those that were not, as
    when the database takes too long; `p95`: seconds within which 95 of 100 were answered."""

    requests: int
    refused: int
    seconds: float
    p95: float

    @property
    def rate(self) -> float:
        return self.requests / self.seconds


def tool() -> str:
    return "wrk" if shutil.which("wrk") else "threads of Python (wrk is not installed)"


def load(port: int, requests: Sequence[Request], seconds: float) -> Load:
    """Ask these again and again over persistent connections."""
    with tempfile.NamedTemporaryFile("w", encoding="utf-8", suffix=".tsv") as file:
        file.write("\n".join(one.line for one in requests) + "\n")
        file.flush()
        done = subprocess.run(
            _command(file.name, port, seconds), capture_output=True, text=True, check=True
        )
    told = json.loads(done.stdout.strip().splitlines()[-1])
    refused = told["refused"]
    return Load(told["requests"] - refused, refused + told["lost"], told["seconds"], told["p95"])


def long_enough(port: int, requests: Sequence[Request], seconds: float) -> float:
    """So many seconds, more where one answer takes long: each connection gets several."""
    started = time.perf_counter()
    for one in requests[:2]:
        ask(port, one)
    alone = (time.perf_counter() - started) / min(2, len(requests))
    return min(LONGEST, max(seconds, alone * CONNECTIONS * 2))


def ask(port: int, asked: Request) -> tuple[bytes, Message]:
    """One answer: body and headers."""
    headers = {"Content-Type": "application/json"} if asked.body else {}
    request = urllib.request.Request(
        f"http://127.0.0.1:{port}{asked.path}", asked.body.encode() or None, headers
    )
    with urllib.request.urlopen(request, timeout=300) as answer:
        return answer.read(), answer.headers


def _command(file: str, port: int, seconds: float) -> list[str]:
    if wrk := shutil.which("wrk"):
        return [
            *(wrk, "--threads", "1", "--connections", str(CONNECTIONS)),
            *("--duration", f"{max(1, round(seconds))}s", "--timeout", "120s"),
            *("--script", str(_LUA), f"http://127.0.0.1:{port}", "--", file),
        ]
    module = "tests.benchmarks.reads.threads"
    return [sys.executable, "-m", module, file, str(port), str(CONNECTIONS), str(seconds)]
