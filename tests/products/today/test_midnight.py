"""Midnight in Việt Nam crossed under load: readers in several threads turn the day while others
read; no answer tells the standing of another day."""

from concurrent.futures import Future, ThreadPoolExecutor
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test import Client

from ocop_registry import clock
from products.models import PublicState, RegisterDay
from tests.public.register import product
from tests.support.databases import Database

READERS, READS = 6, 4
DAY, ONE_DAY = date(2027, 5, 1), timedelta(days=1)
# on, and back: a clock is set right
STEPS = [1, 2, 3, 4, 3, 2, 1, 0, 4]


def test_no_reader_meets_the_standing_of_another_day(
    fresh_database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    today = [DAY]
    monkeypatch.setattr(clock, "today", lambda: today[0])
    with fresh_database.here():
        told = expected()
        assert len({tuple(one.items()) for one in told.values()}) == len(told)
        wrong = []
        with ThreadPoolExecutor(READERS) as readers:
            for step in STEPS:
                before, asked = today[0], []
                asked += [readers.submit(standings) for _ in range(READS)]
                today[0] = after = DAY + step * ONE_DAY
                asked += [readers.submit(standings) for _ in range(READS)]
                wrong += of_another_day(asked, told, before, after)
                assert asked[-1].result() == told[after]
        assert wrong == []
        assert RegisterDay.objects.get().day == today[0]


def expected() -> dict[date, dict[str, str]]:
    """The standing of every product on each day: on each of them some expire."""
    for number in range(1, 41):
        expires = DAY + (1 + number % 4) * ONE_DAY
        product(
            number,
            f"Miến {number}",
            stretches=[(date(1900, 1, 1), "in_force", 4), (expires, "expired", 4)],
        )
    days = [DAY + step * ONE_DAY for step in range(5)]
    rows = {day: PublicState.objects.filter(first_day__lte=day, last_day__gte=day) for day in days}
    return {day: dict(found.values_list("entry__uid", "standing")) for day, found in rows.items()}


def standings() -> dict[str, str]:
    try:
        answer = Client().get("/api/v1/products/?standing=all&page_size=200")
        return {row["uid"]: row["standing"] for row in answer.json()["results"]}
    finally:
        connection.close()


def of_another_day(
    asked: list[Future[dict[str, str]]],
    told: dict[date, dict[str, str]],
    before: date,
    after: date,
) -> list[dict[str, str]]:
    """Answers that are neither of the day before the clock moved nor of the one after."""
    return [one.result() for one in asked if one.result() not in (told[before], told[after])]
