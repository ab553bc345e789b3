"""Statements prepared on a connection answer as the same ones sent as they are."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext

from products.today.prepared import Prepared

pytestmark = pytest.mark.usefixtures("fresh_database")
TWICE = Prepared("twice", "SELECT %(number)s + %(number)s", {"number": "int"})


@pytest.fixture(autouse=True)
def _anew(fresh_database: Any) -> Iterator[None]:
    """Closed before and after, so that nothing is prepared."""
    connection.close()
    yield
    connection.close()


def sent(numbers: list[int]) -> tuple[list[Any], list[str]]:
    with CaptureQueriesContext(connection) as captured:
        answers = [TWICE.ask({"number": number})[0][0] for number in numbers]
    return answers, [one["sql"].split()[0] for one in captured]


@pytest.mark.skipif(connection.vendor != "postgresql", reason="only PostgreSQL keeps them")
def test_it_is_prepared_once_for_each_connection() -> None:
    assert sent([1, 2]) == ([2, 4], ["PREPARE", "EXECUTE", "EXECUTE"])
    connection.close()
    assert sent([3]) == ([6], ["PREPARE", "EXECUTE"])


@pytest.mark.skipif(connection.vendor != "postgresql", reason="only PostgreSQL keeps them")
def test_a_connection_that_forgot_it_answers_all_the_same() -> None:
    sent([1])
    with connection.cursor() as cursor:
        cursor.execute("DEALLOCATE ALL")
    answers, words = sent([2, 3])
    assert answers == [4, 6]
    assert [word for word in words if word != "EXECUTE"] == ["SELECT", "SELECT"]


def test_within_a_transaction_it_is_sent_as_it_is() -> None:
    with transaction.atomic():
        assert sent([1]) == ([2], ["SELECT"])


def test_what_else_goes_wrong_is_told() -> None:
    with pytest.raises(DatabaseError):
        Prepared("nothing", "SELECT * FROM nowhere", {"number": "int"}).ask({"number": 1})
