"""Readers of the environment that fail with a sentence, never with a wrong default."""

from pathlib import Path

import environ
from django.core.exceptions import ImproperlyConfigured

BASE_DIR = Path(__file__).resolve().parent.parent
ENV_FILE = BASE_DIR / ".env"

env = environ.Env()
if ENV_FILE.exists():
    env.read_env(str(ENV_FILE))

# Everything this installation makes lies here: database, images, private papers, demo accounts.
VAR_DIR = Path(env.str("VAR_DIR", default=str(BASE_DIR / "var")))

DEMO_HOSTS = ("127.0.0.1", "localhost", "[::1]")


def secret_key() -> str:
    """The signing key. Raises ImproperlyConfigured with what to set when there is none."""
    key = env.str("SECRET_KEY", default="")
    if len(key) < 40:
        raise ImproperlyConfigured(
            "SECRET_KEY is missing or shorter than 40 characters. Put SECRET_KEY=… into .env (see"
            " .env.example), or run `python3 run.py`, which writes one for demo mode."
        )
    return key


def jobs(*, testing: bool) -> str:
    """Who does long work: "database" (workers) or "immediate" (whoever asks for it)."""
    chosen = env.str("JOBS", default="immediate" if testing else "database")
    if chosen not in ("database", "immediate"):
        raise ImproperlyConfigured(
            f"JOBS is {chosen!r}. Leave it out: workers do long work (`manage.py run_jobs`); or put"
            " JOBS=immediate into .env: it is done at once, within the request."
        )
    return chosen


def hosts(*, demo: bool) -> list[str]:
    """Host names the site answers to. Demo mode takes loopback names only: its passwords are
    printed on a screen."""
    names = env.list("ALLOWED_HOSTS", default=list(DEMO_HOSTS) if demo else [])
    if not names:
        raise ImproperlyConfigured(
            "ALLOWED_HOSTS is empty. Name the hosts of the site, for example"
            " ALLOWED_HOSTS=ocop.example.vn"
        )
    strangers = sorted(set(names) - set(DEMO_HOSTS))
    if demo and strangers:
        raise ImproperlyConfigured(
            f"DEMO=1 serves on this machine only, but ALLOWED_HOSTS names {', '.join(strangers)}."
            " Remove DEMO=1 or those hosts."
        )
    return names


def database() -> dict:
    """DATABASE_URL as Django's dictionary; without it SQLite under var/, set up for writers that
    wait their turn."""
    config = env.db_url("DATABASE_URL", default=f"sqlite:///{VAR_DIR / 'registry.sqlite3'}")
    if config["ENGINE"].endswith("sqlite3"):
        Path(config["NAME"]).parent.mkdir(parents=True, exist_ok=True)
        config["OPTIONS"] = {
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            # WAL lets readers go on while one writer works; IMMEDIATE makes writers queue instead
            # of failing half-way.
            "init_command": (
                "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA foreign_keys=ON;"
            ),
        }
    else:
        config["CONN_HEALTH_CHECKS"] = True
        config.setdefault("OPTIONS", {})["options"] = (
            # what is prepared is planned once, not once more for each value; compiling a
            # statement takes longer than any of ours saves by it
            "-c lock_timeout=15s -c statement_timeout=60s"
            " -c plan_cache_mode=force_generic_plan -c jit=off"
        )
    config["CONN_MAX_AGE"] = 60  # seconds: opening one takes longer than a public answer
    return config


def own_file(name: str) -> str:
    """A file of this installation that a setting names; "": none. Raises ImproperlyConfigured where
    it is not there."""
    path = env.str(name, default="")
    if path and not Path(path).is_file():
        raise ImproperlyConfigured(
            f"{name} names {path}, which is no file: mend it or leave it out."
        )
    return path
