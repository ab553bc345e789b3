"""`python -m tests.support.stem SOCKET`: a process that has loaded the project and forks others from
itself, as `tests/support/warm.py` asks it to. It ends when the other end of the socket is closed.

A request is a line of JSON with the name of the `database`, its `var` directory, `settings` that
are other than those of tests, and either `code` and `args`, or `serve`: the `bind` address and `url`
of a server.
"""

import gc
import json
import os
import selectors
import signal
import socket
import sys
import traceback
from itertools import pairwise
from pathlib import Path
from typing import Any

import django
from gunicorn.app.base import BaseApplication

import run


def main(number: int) -> None:
    # the site as it is served: everything that answers a request is loaded
    from django.urls import get_resolver

    from ocop_registry.wsgi import application

    len(get_resolver().url_patterns)
    gc.freeze()  # so that no collection in a child copies the pages they share
    with socket.socket(fileno=number) as line:
        _serve_requests(line, application)


def _serve_requests(line: socket.socket, application: Any) -> None:
    woken, waker = os.pipe()
    os.set_blocking(waker, False)
    signal.set_wakeup_fd(waker)
    signal.signal(signal.SIGCHLD, lambda *_: None)
    living: dict[int, int] = {}
    with selectors.DefaultSelector() as events:
        events.register(line, selectors.EVENT_READ)
        events.register(woken, selectors.EVENT_READ)
        while True:
            for key, _ in events.select():
                if key.fileobj == woken:
                    os.read(woken, 512)
                    _tell_who_ended(living)
                    continue
                said, files, _, _ = socket.recv_fds(line, 65536, 4)
                if not said:
                    return
                while not said.endswith(b"\n"):
                    said += line.recv(65536)
                pid = _forked(json.loads(said), files, application)
                living[pid] = files[3]
                for one in files[:3]:
                    os.close(one)
                line.send(str(pid).encode())


def _tell_who_ended(living: dict[int, int]) -> None:
    while True:
        try:
            pid, status = os.waitpid(-1, os.WNOHANG)
        except ChildProcessError:
            return
        if not pid:
            return
        told = living.pop(pid)
        os.write(told, str(os.waitstatus_to_exitcode(status)).encode())
        os.close(told)


def _forked(request: dict[str, Any], files: list[int], application: Any) -> int:
    pid = os.fork()
    if pid:
        return pid
    status = 1
    try:
        _become(request, files)
        if serve := request.get("serve"):
            _Server(application, serve["bind"]).run()
        else:
            _run(request["code"], request["args"])
        status = 0
    except SystemExit as ended:
        status = _status(ended)
    except BaseException:  # noqa: BLE001 (the child's own end, as an interpreter would end)
        traceback.print_exc()
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(status)


def _status(ended: SystemExit) -> int:
    if ended.code is None or isinstance(ended.code, int):
        return ended.code or 0
    sys.stderr.write(f"{ended.code}\n")
    return 1


def _become(request: dict[str, Any], files: list[int]) -> None:
    """Take over the files, signals, database and directories of the new process."""
    from django.conf import settings
    from django.core.files.storage import storages
    from django.db import connection
    from django.test.utils import override_settings

    signal.set_wakeup_fd(-1)
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    for at, one in enumerate(files[:3]):
        os.dup2(one, at)
    os.closerange(3, max(files) + 1)
    var = Path(request["var"])
    connection.settings_dict["NAME"] = request["database"]
    settings.VAR_DIR, settings.MEDIA_ROOT = var, var / "media"
    settings.PRIVATE_ROOT = var / "private"
    storages["private"]._location = settings.PRIVATE_ROOT
    for storage in (storages["default"], storages["private"]):
        for cached in ("base_location", "location"):
            vars(storage).pop(cached, None)
    if serve := request.get("serve"):
        settings.PUBLIC_URL = serve["url"]
    override_settings(**request.get("settings", {})).enable()
    os.environ |= {"DATABASE_URL": request["url"], "VAR_DIR": str(var)}


def _run(code: str, args: list[str]) -> None:
    sys.argv = ["-c", *args]
    exec(compile(code, "<code of a test>", "exec"), {"__name__": "__main__"})  # noqa: S102 (the test's own)


class _Server(BaseApplication):
    """As many processes and threads as the server of run.py has, which have nothing left to load.
    Another server, since that one cannot take over a project that is loaded: what it does itself
    is asked of one started as run.py does (`site.py`)."""

    def __init__(self, application: Any, bind: str) -> None:
        self.application, self.bind = application, bind
        super().__init__()

    def load_config(self) -> None:
        command = run.server_command(*self.bind.rsplit(":", 1))
        told = dict(pairwise(command))
        options = {
            "bind": self.bind,
            "worker_class": "gthread",
            "workers": int(told["--workers"]),
            "threads": int(told["--blocking-threads"]),
            "control_socket_disable": True,
            "loglevel": told["--log-level"],
        }
        for name, value in options.items():
            self.cfg.set(name, value)

    def load(self) -> Any:
        return self.application


if __name__ == "__main__":
    django.setup()
    main(int(sys.argv[1]))
