"""Work in a forked process: what it breaks, caches or leaves open ends with it."""

import json
import os
import shutil
import signal
import sys
import time
import traceback
from collections.abc import Callable
from pathlib import Path

from tests.support.databases import Run


def in_a_child(work: Callable[[], None], seconds: float) -> bool:
    """Do the work in a forked process; whether it came to its end in time."""
    sys.stdout.flush()
    child = os.fork()
    if child == 0:
        _work_and_leave(work)
    ended = _waited_for(child, seconds)
    if not ended:
        os.killpg(child, signal.SIGKILL)
        os.waitpid(child, 0)
    for left in Run.current().folder.glob(f"copy_{child}_*"):
        shutil.rmtree(left, ignore_errors=True)
    return ended


def _work_and_leave(work: Callable[[], None]) -> None:
    os.setsid()
    log = os.open(os.environ["OCOP_MUTATION_LOG"], os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    os.dup2(log, 1)
    os.dup2(log, 2)
    status = 0
    try:
        work()
    except BaseException:  # noqa: BLE001 (nothing of the child may go on in the parent's code)
        traceback.print_exc()
        status = 1
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(status)


def _waited_for(child: int, seconds: float) -> bool:
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        done, status = os.waitpid(child, os.WNOHANG)
        if done:
            if status:
                print(f"A trial ended with {status}; see the log.", flush=True)
            return True
        time.sleep(0.02)
    return False


def lines_of(path: Path) -> list[dict]:
    """What was noted in a file, a line each; nothing when nobody has written yet."""
    if not path.exists():
        return []
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
