"""What is kept of a version: once for each who makes it, and no longer than the version stands."""

from datetime import date
from typing import Any

import pytest

from products.today.version import Version, at, kept

DAY = date(2026, 11, 20)
NOW = Version(7, 7, DAY, None)


@pytest.fixture(autouse=True)
def _keeping(settings: Any) -> None:
    settings.KEEP_BY_VERSION = True


def test_it_is_made_once_a_version_and_day() -> None:
    made: list[int] = []

    def make() -> int:
        made.append(len(made))
        return made[-1]

    with at(NOW):
        assert [kept("figure", DAY, make), kept("figure", DAY, make)] == [0, 0]
        assert kept("figure", date(2026, 11, 21), make) == 1  # not the day held: made each time
    with at(NOW._replace(seq=8)):
        assert kept("figure", DAY, make) == 2
    assert kept("figure", DAY, make) == 3  # outside of a request


def test_two_makers_may_choose_one_name() -> None:
    with at(NOW):
        assert kept("offices", DAY, lambda: {"19": "Thái Nguyên"}) == {"19": "Thái Nguyên"}
        assert kept("offices", DAY, tuple_of_offices) == ("Thái Nguyên",)


def tuple_of_offices() -> tuple[str, ...]:
    return ("Thái Nguyên",)
