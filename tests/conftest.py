"""What every test stands on. Each process of the suite works on its own copy of one database that
holds the real places and schemes; a test in a transaction (`db`) sees that copy and leaves it as it
was."""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import hypothesis
import pytest
from django.test import Client

from tests.support import browser, pages, site
from tests.support.databases import ROOT, Database, Run, server_url
from tests.support.engines import same_on_every_engine

RUN = Run.current()
FLUSHING = {
    "transactional_db",
    "live_server",
    "django_db_reset_sequences",
    "django_db_serialized_rollback",
}
NO_FLUSH = (
    "This test would flush the database: that empties places and schemes, and the journal refuses"
    " it. Use `db`, or `fresh_database` where the test needs commits, threads, processes or a"
    " server."
)

pytest_plugins = ["tests.support.cast"]
# What walks through whole pages, files or texts: what it reaches of law, acts, accounts and journal is
# asked in their own rooms, and watching costs half of its time again. Coverage rests meanwhile.
COVERAGE_RESTS = (
    *("browser/", "excel/", "lists/", "places/", "public/", "security/", "test_authorisation.py"),
    *("certifications/papers/", "certifications/identity/", "certifications/historic/"),
    *("certifications/staff/figures/", "certifications/staff/papers/", "test_twins.py"),
    *("certifications/council/test_leaks.py", "test_structure.py", "test_static_files.py"),
    *("certifications/imports/test_uids.py", "certifications/imports/test_register_faults.py"),
    *(
        "certifications/oracle/",
        "certifications/test_state_machine.py",
        "test_live_site.py",
        "test_databases.py",
    ),
    "certifications/staff/results/test_grid_browser.py",
    "certifications/staff/council/test_sheet_browser.py",
)

hypothesis.settings.register_profile("suite", derandomize=True, deadline=None)
hypothesis.settings.load_profile("suite")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--full",
        action="store_true",
        help="the stated figures of every measure, not the reduced ones",
    )
    parser.addoption(
        "--every-test",
        action="store_true",
        help="on PostgreSQL, also the tests that say the same on every database",
    )


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    for item in items:
        if str(item.path.relative_to(ROOT / "tests")).startswith(COVERAGE_RESTS):
            item.add_marker(pytest.mark.no_cover)
    if config.getoption("--full"):
        return
    if server_url() is not None and not config.getoption("--every-test"):
        _leave_to_sqlite(config, items)
    for item in items:
        if item.get_closest_marker("full"):
            item.add_marker(pytest.mark.skip(reason="a stated figure: run with --full"))


def _leave_to_sqlite(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Take out what says the same on every database (`tests/support/engines.py`)."""
    left = [
        item
        for item in items
        if same_on_every_engine(
            str(item.path.relative_to(ROOT)),
            getattr(item, "fixturenames", ()),
            marked=item.get_closest_marker("django_db") is not None,
        )
    ]
    config.hook.pytest_deselected(items=left)
    gone = set(left)
    items[:] = [item for item in items if item not in gone]


def pytest_runtest_setup(item: pytest.Item) -> None:
    if _flushes(item):
        pytest.fail(NO_FLUSH, pytrace=False)


def pytest_unconfigure(config: pytest.Config) -> None:
    # the process that started the others, once they have ended
    if not hasattr(config, "workerinput"):
        RUN.remove()


def _flushes(item: pytest.Item) -> bool:
    from django.test import TestCase, TransactionTestCase

    marker = item.get_closest_marker("django_db")
    if marker and (
        marker.args[:1] == (True,)
        or any(marker.kwargs.get(name) for name in ("transaction", "reset_sequences"))
    ):
        return True
    case: Any = getattr(item, "cls", None)
    if case and issubclass(case, TransactionTestCase) and not issubclass(case, TestCase):
        return True
    return not FLUSHING.isdisjoint(getattr(item, "fixturenames", ()))


@pytest.fixture
def transactional_db() -> None:
    # reached by request.getfixturevalue(), which pytest_runtest_setup cannot see
    pytest.fail(NO_FLUSH, pytrace=False)


@pytest.fixture
def live_server() -> None:
    pytest.fail(NO_FLUSH, pytrace=False)


@pytest.fixture
def full(request: pytest.FixtureRequest) -> bool:
    """Whether this run is to reach the stated figures (--full) or the reduced ones."""
    return bool(request.config.getoption("--full"))


@pytest.fixture
def real_passwords(settings: Any) -> None:
    """The password hash of the real site: where signing in is what is tested."""
    settings.PASSWORD_HASHERS = settings.REAL_PASSWORD_HASHERS


@pytest.fixture(scope="session")
def django_db_setup(django_test_environment: None, django_db_blocker: Any) -> Iterator[None]:
    """The session's database: migrated, with places and schemes loaded."""
    database = RUN.copy("reference")
    with django_db_blocker.unblock():
        entered = database.here()
        entered.__enter__()
    yield
    with django_db_blocker.unblock():
        entered.__exit__(None, None, None)


@pytest.fixture(autouse=True)
def _pages_as_read(monkeypatch: pytest.MonkeyPatch) -> None:
    """Tests read the words of a page, whatever lines its template is written in."""
    monkeypatch.setattr(Client, "request", pages.reading(Client.request))


@pytest.fixture(autouse=True)
def _own_files(tmp_path: Path, settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever a test uploads or writes stays in its own directory."""
    from django.core.files.storage import storages

    settings.VAR_DIR = tmp_path
    settings.PUBLIC_URL = "http://127.0.0.1:8000"  # whatever a developer's .env says
    settings.MEDIA_ROOT = tmp_path / "media"
    settings.PRIVATE_ROOT = tmp_path / "private"
    private = storages["private"]
    monkeypatch.setattr(private, "_location", settings.PRIVATE_ROOT)
    for cached in ("base_location", "location"):
        vars(private).pop(cached, None)


@pytest.fixture
def fresh_database(django_test_environment: None, django_db_blocker: Any) -> Iterator[Database]:
    """A database of the test's own, with places and schemes, where commits are real and processes,
    threads and `kill -9` may work. The ORM of the test itself is on it too. Not together with
    `db`."""
    yield from _lent("reference", django_db_blocker)


@pytest.fixture
def demo_database(django_test_environment: None, django_db_blocker: Any) -> Iterator[Database]:
    """As `fresh_database`, with the demo data and accounts."""
    yield from _lent("demo", django_db_blocker)


@pytest.fixture
def registry(
    _own_files: None, django_test_environment: None, django_db_blocker: Any
) -> Iterator[Any]:
    """A small registry with one of everything in two provinces (`tests/support/world.py`), within a
    transaction. Not together with `db`."""
    from tests.support import worlds  # models can be imported only now

    with worlds.lent("world", django_db_blocker) as made:
        yield made


@pytest.fixture
def registry_of_formulas(
    _own_files: None, django_test_environment: None, django_db_blocker: Any
) -> Iterator[Any]:
    """As `registry`, every text in it beginning like a formula, all of it done on 20/11/2026."""
    from tests.support import worlds

    with worlds.lent("world_of_formulas", django_db_blocker) as made:
        yield made


@pytest.fixture
def historic(
    _own_files: None, django_test_environment: None, django_db_blocker: Any
) -> Iterator[None]:
    """The lists of before that the project carries, loaded, within a transaction. Not together with
    `db`."""
    with RUN.shared("historic").undone(django_db_blocker):
        yield


def _lent(template: str, blocker: Any) -> Iterator[Database]:
    database = RUN.copy(template)
    try:
        with blocker.unblock(), database.here():
            yield database
    finally:
        database.drop()


@pytest.fixture
def live_site(fresh_database: Database) -> Iterator[site.Site]:
    """The real server on a database of the test's own: what the test commits through the ORM, the
    site shows."""
    with site.served(fresh_database) as running:
        yield running


@pytest.fixture
def demo_site(demo_database: Database) -> Iterator[site.Site]:
    """The real server as a newcomer meets it: demo data, and demo accounts (`.accounts`)."""
    with site.served(demo_database) as running:
        yield running


@pytest.fixture(scope="session")
def _demo_server(django_test_environment: None) -> Iterator[site.Site]:
    with site.served(RUN.shared("demo")) as running:
        yield running


@pytest.fixture
def demo_tour(_demo_server: site.Site, django_db_blocker: Any) -> Iterator[site.Site]:
    """As `demo_site`, but one server for all tests that only look round."""
    with django_db_blocker.unblock(), _demo_server.database.here():
        yield _demo_server


@pytest.fixture
def expected_problems() -> list[str]:
    """Parts of console messages that a browser test provokes on purpose, such as the 404 it asks
    for."""
    return []


@pytest.fixture
def browser_page(expected_problems: list[str], monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    """A page of a real Chromium; the test fails on any CSP violation, console error or script
    error. Mark it `browser`."""
    from django.db import connection

    browser.require_chromium()
    # Playwright keeps an event loop in this thread; the ORM of the test is used between its steps,
    # never inside them.
    monkeypatch.setitem(os.environ, "DJANGO_ALLOW_ASYNC_UNSAFE", "1")
    problems: list[str] = []
    with browser.opened(problems) as page:
        yield page
        # Inside the loop Django holds a connection of its own, which would stay on this test's
        # database in the next one.
        connection.close()
    unexpected = [
        problem for problem in problems if not any(part in problem for part in expected_problems)
    ]
    assert unexpected == []
