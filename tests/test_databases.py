"""The fixtures that other tests rely on do what they promise."""

import threading

import pytest
from django.contrib.auth.models import Group
from django.db import connection

from tests.support.databases import Database, server_url

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


def test_a_failing_process_shows_what_it_wrote(fresh_database: Database) -> None:
    with pytest.raises(AssertionError, match="no such thing"):
        fresh_database.run_python("raise SystemExit('no such thing')")


def test_the_engine_is_the_one_asked_for(db: None) -> None:
    assert connection.vendor == ("postgresql" if server_url() else "sqlite")


@pytest.mark.parametrize("fixture", ["transactional_db", "live_server"])
def test_a_flush_is_refused(fixture: str, request: pytest.FixtureRequest) -> None:
    with pytest.raises(pytest.fail.Exception, match="would flush the database"):
        request.getfixturevalue(fixture)
