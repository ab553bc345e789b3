"""The fixtures that other tests rely on do what they promise."""

import ast
import signal
import threading

import pytest
from django.contrib.auth.models import Group
from django.db import connection

from tests.support.databases import ROOT, Database, server_url
from tests.support.engines import LENDING, READ_ONLY, RULES, same_on_every_engine

ADD_GROUP = """
    import sys
    from django.contrib.auth.models import Group
    Group.objects.create(name=sys.argv[1])
"""


def group_names() -> list[str]:
    return sorted(Group.objects.values_list("name", flat=True))


def test_a_fresh_database_is_shared_by_processes_and_threads(fresh_database: Database) -> None:
    fresh_database.run_python(ADD_GROUP, "from a process")
    seen: list[str] = []

    def look() -> None:
        Group.objects.create(name="from a thread")
        seen.extend(group_names())
        connection.close()

    thread = threading.Thread(target=look)
    thread.start()
    thread.join()
    assert seen == ["from a process", "from a thread"]
    assert group_names() == seen


def test_nothing_of_it_reaches_the_session_database(db: None) -> None:
    assert group_names() == []


def test_what_a_killed_process_had_not_committed_is_gone(fresh_database: Database) -> None:
    process = fresh_database.popen("""
        import time
        from django.contrib.auth.models import Group
        from django.db import transaction
        Group.objects.create(name="committed")
        with transaction.atomic():
            Group.objects.create(name="not committed")
            print("ready", flush=True)
            time.sleep(60)
    """)
    assert process.stdout is not None
    assert process.stdout.readline() == "ready\n"
    process.kill()
    process.communicate()
    assert group_names() == ["committed"]


def test_a_warm_process_is_one_of_its_own(fresh_database: Database) -> None:
    process = fresh_database.popen(
        """
        import os, sys
        from django.conf import settings
        from django.core.files.base import ContentFile
        from certifications.models.decision import private_storage
        kept = private_storage().save("kept.txt", ContentFile(b"x"))
        print(os.getpid(), sys.argv[1:], settings.MEDIA_ROOT, sys.stdin.read())
        raise SystemExit("no such thing")
        """,
        "an argument",
        writes=True,
    )
    assert process.stdin is not None
    process.stdin.write("typed")
    told, complaint = process.communicate()
    var = fresh_database.var
    assert told == f"{process.pid} ['an argument'] {var}/media typed\n"
    assert (process.returncode, complaint) == (1, "no such thing\n")
    assert (var / "private" / "kept.txt").read_text() == "x"


def test_a_warm_process_ends_as_it_is_told_to(fresh_database: Database) -> None:
    ends = {"pass": 0, "raise SystemExit(3)": 3, "1 / 0": 1}
    for code, status in ends.items():
        assert fresh_database.popen(code).wait(timeout=20) == status, code
    sleeping = fresh_database.popen("import time\ntime.sleep(60)")
    assert sleeping.poll() is None
    sleeping.terminate()
    assert sleeping.wait(timeout=20) == -signal.SIGTERM


def test_a_failing_process_shows_what_it_wrote(fresh_database: Database) -> None:
    with pytest.raises(AssertionError, match="no such thing"):
        fresh_database.run_python("raise SystemExit('no such thing')")


def test_every_fixture_that_lends_a_database_is_known_as_one() -> None:
    """Else its tests would be taken for tests without a database, and left out on PostgreSQL."""
    lending, elsewhere = set(), []
    for path in sorted((ROOT / "tests").rglob("*.py")):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        for node in ast.walk(tree):
            if isinstance(node, ast.FunctionDef) and "django_db_blocker" in {
                argument.arg for argument in node.args.args
            }:
                lending.add(node.name)
                elsewhere += [str(path)] if path.name != "conftest.py" else []
    assert elsewhere == []
    assert lending - {"django_db_setup"} <= LENDING


@pytest.mark.parametrize(
    ("path", "fixtures", "marked", "same"),
    [
        ("tests/excel/test_cells.py", ["tmp_path"], False, True),
        ("tests/places/test_text.py", [], False, True),
        ("tests/places/test_load.py", ["db", "client"], False, False),
        ("tests/places/test_load.py", [], True, False),
        ("tests/certifications/papers/test_word.py", ["db"], True, True),
        ("tests/certifications/decisions/test_crash.py", ["fresh_database"], False, False),
    ],
)
def test_what_runs_on_one_engine_alone(
    path: str, fixtures: list[str], marked: bool, same: bool
) -> None:
    assert same_on_every_engine(path, fixtures, marked=marked) is same


def test_every_module_for_one_engine_exists() -> None:
    assert [name for name in (*READ_ONLY, *RULES) if not (ROOT / "tests" / name).exists()] == []


def test_the_engine_is_the_one_asked_for(db: None) -> None:
    assert connection.vendor == ("postgresql" if server_url() else "sqlite")


@pytest.mark.parametrize("fixture", ["transactional_db", "live_server"])
def test_a_flush_is_refused(fixture: str, request: pytest.FixtureRequest) -> None:
    with pytest.raises(pytest.fail.Exception, match="would flush the database"):
        request.getfixturevalue(fixture)
