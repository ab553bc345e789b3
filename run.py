#!/usr/bin/env python3
"""Start the registry, test it, or manage it; needs nothing but Python 3.11 or later on Linux or
macOS.

python3 run.py [--host 127.0.0.1] [--port 8000]    install, prepare the database, serve
python3 run.py test [--full] [pytest arguments]    install, run the tests
python3 run.py manage <command> [arguments]        pass on to manage.py, for example: manage
verify_journal
"""

from __future__ import annotations

import argparse
import errno
import hashlib
import importlib.util
import os
import secrets
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
ENV_FILE = ROOT / ".env"
OLDEST_PYTHON = (3, 11)
# What requirements.txt and tests/requirements.txt come to, every file by its hash.
REQUIREMENTS = ROOT / "ocop_registry" / "requirements.lock"
TEST_REQUIREMENTS = ROOT / "tests" / "requirements.lock"
KEEPING = 1.0  # seconds between two looks at the worker
PATIENCE = 10.0  # seconds that a worker has to finish when the server ends
LOOPBACK = ("127.0.0.1", "localhost", "::1")
# Tests depend on nothing that this installation has set; DATABASE_URL alone is taken over, to
# choose the engine.
TEST_SETTINGS = {
    "DEMO": "1",
    "SECRET_KEY": "test-only-" + "0123456789" * 4,
    "ALLOWED_HOSTS": "127.0.0.1,localhost",
    "PUBLIC_URL": "http://127.0.0.1:8000",
    "SECURE_SSL_REDIRECT": "0",
    "BEHIND_PROXY": "0",
    "JOBS": "immediate",
}


class Refused(Exception):
    """Why it cannot go on: one sentence, with the command that mends it."""


def main(arguments: list[str]) -> int:
    command, rest = (
        (arguments[0], arguments[1:])
        if arguments[:1] in (["test"], ["manage"], ["worker"])
        else ("serve", arguments)
    )
    try:
        require_this_python()
        return {"serve": serve, "test": test, "manage": manage, "worker": worker}[command](rest)
    except Refused as refusal:
        print(f"run.py: {refusal}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130


# --- the three commands ---------------------------------------------------------------------------
def serve(arguments: list[str]) -> int:
    """Install, prepare the database and serve until Ctrl-C."""
    options = serve_options(arguments)
    require_port(options.host, options.port)
    install(REQUIREMENTS)
    if not ENV_FILE.exists() and not os.environ.get("DATABASE_URL"):
        write_demo_env()
    demo = demo_mode()
    address = f"http://{bracketed(options.host)}:{options.port}"
    if demo:
        require_loopback(options.host)
        os.environ["PUBLIC_URL"] = address
    prepare(demo=demo)
    announce(address, demo=demo)
    os.chdir(ROOT)
    if setting("JOBS") == "database":
        start_worker()
    command = server_command(options.host, options.port)
    os.execv(command[0], command)


def test(arguments: list[str]) -> int:
    """Install what tests need and run them, on SQLite or on the PostgreSQL server that DATABASE_URL
    names."""
    install(REQUIREMENTS)
    install(TEST_REQUIREMENTS)
    with tempfile.TemporaryDirectory(prefix="ocop-var-") as var:
        chosen = {
            "DATABASE_URL": os.environ.get("DATABASE_URL") or f"sqlite:///{var}/unused.sqlite3",
            "VAR_DIR": var,
        }
        environment = {**os.environ, **TEST_SETTINGS, **chosen}
        return subprocess.call([str(PYTHON), "-m", "pytest", *arguments], cwd=ROOT, env=environment)


def manage(arguments: list[str]) -> int:
    """Pass on to manage.py."""
    install(REQUIREMENTS)
    return subprocess.call([str(PYTHON), str(ROOT / "manage.py"), *arguments])


# --- serving --------------------------------------------------------------------------------------
def serve_options(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(usage=__doc__, add_help=True)
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=8000)
    return parser.parse_args(arguments)


def server_command(host: str, port: int) -> list[str]:
    """The server as a command: two processes of four threads each, which share the listening
    socket. One that dies is started again."""
    granian = [
        str(PYTHON),
        "-m",
        "granian",
        "ocop_registry.wsgi:application",
        "--host",
        host,
        "--port",
        str(port),
    ]
    return [
        *granian,
        "--interface",
        "wsgi",
        "--http",
        "1",
        "--no-ws",
        "--workers",
        "2",
        "--blocking-threads",
        "4",
        "--respawn-failed-workers",
        "--workers-kill-timeout",
        "30",
        "--http1-buffer-size",
        "65536",
        "--http1-header-read-timeout",
        "15000",
        "--log-level",
        "warning",
    ]


def start_worker() -> None:
    """Start, beside this process and for as long as it lives, a keeper of a worker for long work.
    This process is about to become the server, so somebody else has to keep it."""
    subprocess.Popen([sys.executable, str(ROOT / "run.py"), "worker", str(os.getpid())])


def worker(arguments: list[str]) -> int:
    """Keep one worker running while the server, this process's parent, lives; for `start_worker`.

    A worker that dies is started again. When the server ends, its worker may finish what it does
    within a few seconds; what it cannot finish is taken up at the next start.
    """
    server = int(arguments[0])
    while os.getppid() == server:
        # a session of its own: Ctrl-C reaches the keeper, which ends it in order
        process = subprocess.Popen(
            [str(PYTHON), str(ROOT / "manage.py"), "run_jobs", "--with-parent"],
            start_new_session=True,
        )
        try:
            while process.poll() is None and os.getppid() == server:
                time.sleep(KEEPING)
        finally:
            end(process)
        if os.getppid() == server:
            print("The worker for long work ended; it is started again.", flush=True)
            time.sleep(KEEPING)
    return 0


def end(process: subprocess.Popen[bytes]) -> None:
    """Ask a process to end, and make it after a while."""
    if process.poll() is None:
        process.terminate()
    try:
        process.wait(timeout=PATIENCE)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def prepare(*, demo: bool) -> None:
    """Bring the database to this release; every step is quick when there is nothing to do."""
    # demo mode leaves it empty, but its absence would be warned of
    (ROOT / "staticfiles").mkdir(exist_ok=True)
    steps = [
        ("Database", ["migrate", "--verbosity", "0"]),
        ("Places", ["load_places"]),
        ("Schemes", ["load_schemes"]),
        ("Register of today", ["turn_register"]),
        (
            ("Demo data", ["load_demo"])
            if demo
            else ("Static files", ["collectstatic", "--noinput", "--verbosity", "0"])
        ),
    ]
    for title, command in steps:
        print(f"── {title}", flush=True)
        done = subprocess.call([str(PYTHON), str(ROOT / "manage.py"), *command])
        if done != 0:
            raise Refused(
                "this step failed, see above. Try it alone: python3 run.py manage"
                f" {' '.join(command)}"
            )


def announce(address: str, *, demo: bool) -> None:
    lines = [
        "",
        f"  Public site   {address}/",
        f"  Staff         {address}/quan-tri/",
        f"  API           {address}/api/v1/docs/",
    ]
    if demo:
        lines.append("  Accounts      printed by “Demo data” above, kept in var/demo-accounts.txt")
    print("\n".join([*lines, "", "Ctrl-C stops it."]), flush=True)


def write_demo_env() -> None:
    """Settings of a first start: demo mode and a key of its own, readable by nobody else."""
    with os.fdopen(
        os.open(ENV_FILE, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8"
    ) as file:
        file.write(f"DEMO=1\nSECRET_KEY={secrets.token_urlsafe(50)}\n")
    print(f"Wrote {ENV_FILE.name} for demo mode, with a key of its own.", flush=True)


def demo_mode() -> bool:
    """Whether the settings say demo mode."""
    return setting("DEMO") == "True"


def setting(name: str) -> str:
    """What a setting says; the settings know how .env and the environment are read."""
    question = f"from ocop_registry import settings; print(settings.{name})"
    answer = subprocess.run(
        [str(PYTHON), "-c", question], cwd=ROOT, stdout=subprocess.PIPE, text=True, check=False
    )
    if answer.returncode != 0:
        raise Refused(
            "the settings are not complete, see above. Every one of them is explained in"
            " .env.example."
        )
    return answer.stdout.strip()


def require_loopback(host: str) -> None:
    if host not in LOOPBACK:
        raise Refused(
            f"demo mode serves this machine only, since anyone may read its passwords, and {host}"
            " is not this machine: leave --host out, or set up a real installation (copy"
            " .env.example to .env)."
        )


def require_port(host: str, port: int) -> None:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise Refused(port_sentence(error, host, port)) from error
        except OverflowError as error:
            raise Refused(f"{port} is not a port: choose one between 1024 and 65535.") from error


def port_sentence(error: OSError, host: str, port: int) -> str:
    if error.errno == errno.EADDRINUSE:
        return (
            f"port {port} is taken by another program: python3 run.py --port"
            f" {port + 1 if port < 65535 else 8000}"
        )
    if error.errno == errno.EACCES:
        return f"port {port} is reserved for the system's administrator: python3 run.py --port 8000"
    return f"cannot listen on {host} ({error.strerror}): python3 run.py --host 127.0.0.1"


def bracketed(host: str) -> str:
    """The host as it stands in an address."""
    return f"[{host}]" if ":" in host else host


# --- installing -----------------------------------------------------------------------------------
def require_this_python() -> None:
    if os.name != "posix":
        raise Refused("this runs on Linux and macOS; on Windows use WSL: wsl --install")
    if sys.version_info < OLDEST_PYTHON:
        raise Refused(
            f"Python {sys.version_info[0]}.{sys.version_info[1]} is too old, 3.11 or later is"
            " needed: sudo apt install python3.11 python3.11-venv (Debian, Ubuntu) or brew install"
            " python (macOS), then python3.11 run.py"
        )


def install(requirements: Path) -> None:
    """Make .venv where it is missing and install a locked file of requirements once: a stamp
    remembers its content. A file whose hash is another is refused."""
    make_venv()
    stamp = VENV / f".installed-{requirements.parent.name}"
    wanted = hashlib.sha256(requirements.read_bytes()).hexdigest()
    if stamp.exists() and stamp.read_text() == wanted:
        return
    print(f"── Installing {requirements.relative_to(ROOT)} into .venv", flush=True)
    chosen = ["--require-hashes", "-r", str(requirements)]
    uv = shutil.which("uv")
    done = bool(uv) and succeeds(
        [str(uv), "pip", "install", "-q", "--python", str(PYTHON), *chosen]
    )
    if not done:
        pip = [str(PYTHON), "-m", "pip", "install", "-q", "--disable-pip-version-check"]
        done = succeeds([*pip, *chosen])
    if not done:
        raise Refused(
            "the requirements could not be installed, see above. Check the network, then again:"
            " python3 run.py"
        )
    stamp.write_text(wanted)


def succeeds(command: list[str]) -> bool:
    """Run a command to its end; whether it went well."""
    return subprocess.call(command) == 0


def make_venv() -> None:
    if (
        PYTHON.exists()
        and subprocess.call([str(PYTHON), "-c", "import sys; sys.exit(sys.version_info < (3, 11))"])
        == 0
    ):
        return
    print("── Making .venv", flush=True)
    uv = shutil.which("uv")
    if importlib.util.find_spec("venv") and importlib.util.find_spec("ensurepip"):
        command = [sys.executable, "-m", "venv", "--clear", str(VENV)]
    elif uv:
        command = [uv, "venv", "-q", "--clear", "--python", sys.executable, str(VENV)]
    else:
        version = f"{sys.version_info[0]}.{sys.version_info[1]}"
        raise Refused(
            f"this Python has no venv module: sudo apt install python{version}-venv (Debian,"
            " Ubuntu), then python3 run.py"
        )
    if subprocess.call(command) != 0:
        raise Refused(
            ".venv could not be made, see above. Remove what is there and start again: rm -rf"
            f" {VENV}"
        )


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
