"""run.py: what a newcomer's machine may lack is said in one sentence with the command that mends
it."""

import ast
import os
import re
import socket
import stat
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import run

ROOT = Path(run.__file__).resolve().parent


@pytest.fixture
def taken_port() -> Iterator[int]:
    with socket.socket() as server:
        server.bind(("127.0.0.1", 0))
        server.listen()
        yield server.getsockname()[1]


@pytest.fixture
def elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """run.py pointed at a directory with requirements and an empty .venv, and no setting in the
    environment."""
    (tmp_path / "tests").mkdir()
    (tmp_path / ".venv" / "bin").mkdir(parents=True)
    (tmp_path / ".venv" / "bin" / "python").touch()
    (tmp_path / "ocop_registry").mkdir()
    (tmp_path / "ocop_registry" / "requirements.lock").write_text("django==5.2.19\n")
    (tmp_path / "tests" / "requirements.lock").write_text("pytest==9.2.0\n")
    names = {
        "ROOT": "",
        "VENV": ".venv",
        "PYTHON": ".venv/bin/python",
        "ENV_FILE": ".env",
        "REQUIREMENTS": "ocop_registry/requirements.lock",
    }
    for name, path in {**names, "TEST_REQUIREMENTS": "tests/requirements.lock"}.items():
        monkeypatch.setattr(run, name, tmp_path / path)
    monkeypatch.delenv("DATABASE_URL", raising=False)
    return tmp_path


@pytest.fixture
def calls(monkeypatch: pytest.MonkeyPatch) -> list[tuple[list[str], dict[str, Any]]]:
    """Commands that run.py would have started; each of them succeeds."""
    started: list[tuple[list[str], dict[str, Any]]] = []

    def start(command: list[str], **options: Any) -> int:
        started.append((command, options))
        return 0

    monkeypatch.setattr(subprocess, "call", start)
    monkeypatch.setattr(run.shutil, "which", lambda name: None)
    return started


def installs(calls: list[tuple[list[str], dict[str, Any]]]) -> list[str]:
    return [command[-1] for command, _ in calls if "install" in command]


def test_it_needs_nothing_but_the_standard_library() -> None:
    tree = ast.parse(Path(run.__file__).read_text(encoding="utf-8"))
    plain = {
        alias.name
        for node in ast.walk(tree)
        if isinstance(node, ast.Import)
        for alias in node.names
    }
    froms = {node.module for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    assert {str(name).split(".")[0] for name in plain | froms} <= sys.stdlib_module_names


def test_a_taken_port_ends_it_before_anything_is_installed(taken_port: int) -> None:
    done = subprocess.run(
        [sys.executable, run.__file__, "--port", str(taken_port)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert done.stdout == ""
    assert (
        done.stderr
        == f"run.py: port {taken_port} is taken by another program: python3 run.py --port"
        f" {taken_port + 1}\n"
    )


def test_an_old_python_is_told_which_one_to_install(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "version_info", (3, 9, 2, "final", 0))
    assert run.main(["manage", "check"]) == 1
    said = capsys.readouterr().err
    assert "Python 3.9 is too old" in said
    assert "sudo apt install python3.11 python3.11-venv" in said


def test_a_missing_venv_module_names_the_package(
    elsewhere: Path,
    calls: list,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    (elsewhere / ".venv" / "bin" / "python").unlink()
    monkeypatch.setattr(run.importlib.util, "find_spec", lambda name: None)
    assert run.main(["manage", "check"]) == 1
    version = f"{sys.version_info[0]}.{sys.version_info[1]}"
    assert f"sudo apt install python{version}-venv" in capsys.readouterr().err
    assert calls == []


@pytest.mark.parametrize("host", ["0.0.0.0", "192.168.1.5", "::"])
def test_demo_mode_serves_this_machine_only(
    host: str, elsewhere: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(run, "require_port", lambda host, port: None)
    monkeypatch.setattr(run, "install", lambda requirements: None)
    monkeypatch.setattr(run, "demo_mode", lambda: True)
    monkeypatch.setattr(run, "prepare", lambda **options: pytest.fail("the database was touched"))
    assert run.main(["--host", host]) == 1
    assert f"{host} is not this machine" in capsys.readouterr().err


def test_the_first_start_writes_a_private_env_once(elsewhere: Path) -> None:
    run.write_demo_env()
    env = elsewhere / ".env"
    text = env.read_text()
    demo, key = text.splitlines()
    assert stat.S_IMODE(env.stat().st_mode) == 0o600
    assert demo == "DEMO=1"
    assert len(key.removeprefix("SECRET_KEY=")) >= 50
    with pytest.raises(FileExistsError):
        run.write_demo_env()
    assert env.read_text() == text


def test_with_a_database_url_no_env_is_written(
    elsewhere: Path, calls: list, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgres://ocop@127.0.0.1/ocop")
    monkeypatch.setattr(run, "require_port", lambda host, port: None)
    monkeypatch.setattr(run, "install", lambda requirements: None)
    monkeypatch.setattr(run, "demo_mode", lambda: False)
    monkeypatch.setattr(os, "chdir", lambda path: None)
    monkeypatch.setattr(os, "execv", lambda program, command: None)
    monkeypatch.setattr(run, "setting", lambda name: {"JOBS": "database"}[name])
    started: list[str] = []
    monkeypatch.setattr(run, "start_worker", lambda: started.append("worker"))
    run.serve([])
    assert started == ["worker"]
    assert not (elsewhere / ".env").exists()
    prepared = [command[2] for command, _ in calls]
    # and no demo data
    steps = ["migrate", "load_places", "load_schemes", "turn_register", "collectstatic"]
    assert prepared == steps


def test_requirements_are_installed_once_until_they_change(elsewhere: Path, calls: list) -> None:
    run.install(run.REQUIREMENTS)
    run.install(run.REQUIREMENTS)
    assert installs(calls) == [str(run.REQUIREMENTS)]
    run.REQUIREMENTS.write_text("django==5.2.20\n")
    run.install(run.REQUIREMENTS)
    assert installs(calls) == [str(run.REQUIREMENTS)] * 2


@pytest.mark.parametrize(
    ("asked", "locked"),
    [
        ("requirements.txt", "ocop_registry/requirements.lock"),
        ("tests/requirements.txt", "tests/requirements.lock"),
    ],
)
def test_what_is_asked_for_is_locked(asked: str, locked: str) -> None:
    pins = re.findall(r"^([\w.-]+==[\w.]+)", (ROOT / asked).read_text(), re.MULTILINE)
    lock = re.findall(r"^([\w.-]+==[\w.]+)", (ROOT / locked).read_text(), re.MULTILINE)
    names = [pin.partition("==")[0] for pin in lock]
    assert len(pins) > 5
    assert set(pins) <= set(lock), "uv pip compile: how, says the README"
    assert len(names) == len(set(names))
    assert (ROOT / locked).read_text().count("--hash=sha256:") >= len(lock)


def test_pip_takes_over_where_uv_fails(elsewhere: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    started: list[str] = []

    def start(command: list[str], **options: Any) -> int:
        started.append(command[0])
        return 2 if command[0] == "/usr/bin/uv" else 0

    monkeypatch.setattr(subprocess, "call", start)
    monkeypatch.setattr(run.shutil, "which", lambda name: "/usr/bin/uv")
    monkeypatch.setattr(run, "make_venv", lambda: None)
    run.install(run.REQUIREMENTS)
    assert started == ["/usr/bin/uv", str(run.PYTHON)]


def test_tests_depend_on_no_setting_of_the_installation(
    elsewhere: Path, calls: list, monkeypatch: pytest.MonkeyPatch
) -> None:
    (elsewhere / ".env").write_text("DEMO=0\nALLOWED_HOSTS=ocop.example.vn\n")
    monkeypatch.setenv("ALLOWED_HOSTS", "ocop.example.vn")
    assert run.main(["test", "--full", "tests/places"]) == 0
    command, options = calls[-1]
    assert command[1:] == ["-m", "pytest", "--full", "tests/places"]
    assert options["env"]["ALLOWED_HOSTS"] == "127.0.0.1,localhost"
    assert options["env"]["DATABASE_URL"].startswith("sqlite:///")
    assert not Path(options["env"]["VAR_DIR"]).exists()  # gone with the run
    assert installs(calls) == [str(run.REQUIREMENTS), str(run.TEST_REQUIREMENTS)]
    assert (elsewhere / ".env").read_text() == "DEMO=0\nALLOWED_HOSTS=ocop.example.vn\n"


def test_tests_take_over_the_engine_that_is_asked_for(
    elsewhere: Path, calls: list, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgres://ocop@127.0.0.1/postgres")
    run.main(["test"])
    assert calls[-1][1]["env"]["DATABASE_URL"] == "postgres://ocop@127.0.0.1/postgres"


def test_manage_passes_everything_on(elsewhere: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    started: list[list[str]] = []

    def start(command: list[str], **options: Any) -> int:
        started.append(command)
        return 3

    monkeypatch.setattr(subprocess, "call", start)
    monkeypatch.setattr(run, "install", lambda requirements: None)
    assert run.main(["manage", "rebuild_register", "--check"]) == 3
    assert started == [
        [str(run.PYTHON), str(elsewhere / "manage.py"), "rebuild_register", "--check"]
    ]
