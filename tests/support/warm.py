"""Processes that start warm: forked from one that has loaded Django and the project already, which
takes some two seconds of processor time otherwise, once for every server and every victim of a kill.

One such *stem* lives beside each process of the suite, from the first time that one is needed. It
is asked over a socket; standard input, output and error of the new process arrive with the request.
"""

import contextlib
import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Sequence
from pathlib import Path
from typing import IO, Any

ROOT = Path(__file__).resolve().parents[2]
POLLING = 0.01  # seconds between two looks at whether a process has ended


class Process:
    """A warm process, with what tests use of `subprocess.Popen`."""

    def __init__(self, pid: int, status: int, pipes: Sequence[IO[str] | None]) -> None:
        self.pid, self.returncode = pid, None
        self.returncode: int | None
        self.stdin, self.stdout, self.stderr = pipes
        self._status = status
        os.set_blocking(status, False)

    def poll(self) -> int | None:
        """The exit status (negative: the signal that ended it), None while it runs."""
        if self.returncode is None:
            with contextlib.suppress(BlockingIOError):
                self.returncode = int(os.read(self._status, 16) or b"-9")
                os.close(self._status)
        return self.returncode

    def wait(self, timeout: float | None = None) -> int:
        until = None if timeout is None else time.monotonic() + timeout
        while (ended := self.poll()) is None:
            if until is not None and time.monotonic() > until:
                raise subprocess.TimeoutExpired(f"process {self.pid}", timeout or 0)
            time.sleep(POLLING)
        return ended

    def send_signal(self, number: int) -> None:
        if self.poll() is None:
            with contextlib.suppress(ProcessLookupError):
                os.kill(self.pid, number)

    def terminate(self) -> None:
        self.send_signal(signal.SIGTERM)

    def kill(self) -> None:
        self.send_signal(signal.SIGKILL)

    def communicate(self, timeout: float | None = None) -> tuple[str, str]:
        """What it still writes until it has ended, on both of its outputs."""
        if self.stdin is not None:
            self.stdin.close()
        told = ["", ""]

        def read(at: int, pipe: IO[str]) -> None:
            told[at] = pipe.read()
            pipe.close()

        pipes = ((0, self.stdout), (1, self.stderr))
        readers = [threading.Thread(target=read, args=(at, pipe)) for at, pipe in pipes if pipe]
        for reader in readers:
            reader.start()
        for reader in readers:
            reader.join(timeout)
        self.wait(timeout)
        return told[0], told[1]


class Stem:
    """The loaded process that others are forked from."""

    def __init__(self, env: dict[str, str]) -> None:
        self._line, theirs = socket.socketpair()
        with theirs:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "tests.support.stem", str(theirs.fileno())],
                env=env,
                cwd=ROOT,
                pass_fds=[theirs.fileno()],
            )

    def start(self, request: dict[str, Any], files: Sequence[int]) -> tuple[int, int]:
        """Start a process with these three files: its number, and a pipe that tells its status."""
        told, status = os.pipe()
        socket.send_fds(self._line, [json.dumps(request).encode() + b"\n"], [*files, status])
        os.close(status)
        return int(self._line.recv(32)), told


def python(request: dict[str, Any], env: dict[str, str], *, writes: bool) -> Process:
    """Run code of the project in a warm process. `writes`: whether the test writes to its standard
    input. `request`: see `tests/support/stem.py`. `env`: of the stem, if it has to be started."""
    pipes = [os.pipe() for _ in range(3)]
    theirs = [pipes[0][0], pipes[1][1], pipes[2][1]]
    pid, status = _stem(env).start(request, theirs)
    for one in theirs:
        os.close(one)
    stdin = os.fdopen(pipes[0][1], "w")
    if not writes:
        stdin.close()
    outputs = [os.fdopen(pipe[0], encoding="utf-8") for pipe in pipes[1:]]
    return Process(pid, status, [stdin if writes else None, *outputs])


def logged(request: dict[str, Any], env: dict[str, str], log: IO[Any]) -> Process:
    """Run code, or a server, in a warm process that writes to this log and reads nothing."""
    with open(os.devnull, "rb") as nothing:
        files = [nothing.fileno(), log.fileno(), log.fileno()]
        pid, status = _stem(env).start(request, files)
    return Process(pid, status, [None, None, None])


_stems: dict[int, Stem] = {}


def _stem(env: dict[str, str]) -> Stem:
    """The one that this process of the suite keeps."""
    suite = os.getpid()
    if suite not in _stems:
        _stems[suite] = Stem(env)
    return _stems[suite]
