"""The rows of today: the same as the stretches say, on every day and whoever turns it."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import OperationalError
from django.db.models import QuerySet
from django.test import Client

from certifications.register import compare, rebuild
from ocop_registry import clock
from ocop_registry.jobs import upkeep
from ocop_registry.jobs.worker import PURGE, Worker
from ocop_registry.known_days import NOTHING, KnownDay
from products.models import ProductToday, PublicCard, PublicState, RegisterDay
from products.models.register import FIRST_DAY, LAST_DAY
from products.today import reading, turning
from products.today.comparison import differences
from products.today.rows import TABLES, names_of
from tests import factories as make
from tests.certifications.certificates.history import recognised

ONE_DAY = timedelta(days=1)
TODAY = date(2026, 11, 20)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("on_20_november")]


@pytest.fixture
def held() -> None:
    """Recognitions of every precision, and one that replaced another."""
    maker = make.producer("HTX Tài Hoan")
    for number, issued in enumerate(
        [
            KnownDay.of(date(2024, 12, 25)),
            KnownDay.of(None, 2024, "12"),
            KnownDay.of(None, 2024, "Q4"),
            KnownDay.of(None, 2024),
            KnownDay.of(None, 2026, by=TODAY),
            NOTHING,
        ]
    ):
        recognised(make.product(f"Miến {number}", of=maker), 3 + number % 2, issued=issued)
    twice = make.product("Chè", of=maker)
    recognised(twice, 3, on=date(2021, 3, 1))
    recognised(twice, 4, on=date(2025, 3, 1))


def _busy(to: date) -> int:
    raise OperationalError("database is locked")


def told(found: QuerySet[Any], kind: str) -> list[tuple[Any, ...]]:
    """What a list may read of these rows, each with its card."""
    names = [name for name in names_of(TABLES[kind]) if name not in {"listed", *_NOT_OF_ALL}]
    rows = found.order_by("uid")
    columns = [tuple(map(_plain, row)) for row in rows.values_list("listed_id", *names)]
    served = rows.values_list(*reading.served(found), named=True)
    return [(*row, reading.text_of(card)) for row, card in zip(columns, served, strict=True)]


_NOT_OF_ALL = {"first_day", "last_day"}  # a producer's one stretch has none stored


def _plain(value: Any) -> Any:
    return bytes(value) if isinstance(value, memoryview) else value


def first_turn() -> date:
    first = PublicState.objects.exclude(first_day=FIRST_DAY).order_by("first_day")[0]
    return first.first_day


def boundaries() -> list[date]:
    """Every day on which something begins, and the days beside it."""
    turns = set(PublicState.objects.values_list("first_day", flat=True)) - {FIRST_DAY}
    days = {turn + step * ONE_DAY for turn in turns for step in (-1, 0, 1)}
    return sorted(day for day in days if FIRST_DAY < day < LAST_DAY)


def test_rows_of_today_say_what_the_stretches_say_on_every_boundary(held: None) -> None:
    """There and back again: a clock may be set back."""
    days = boundaries()
    assert len(days) > 30
    for day in [*days, *reversed(days)]:
        turning.turn(day)
        assert RegisterDay.objects.get().day == day
        assert list(differences()) == [], day
        for kind in TABLES:
            today, stretches = reading.rows(kind, day), reading.of_stretches(kind, day)
            assert today.model is TABLES[kind]
            assert told(today, kind) == told(stretches, kind), (kind, day)


def test_few_rows_are_made_anew_when_a_day_has_passed(held: None) -> None:
    day = first_turn()
    turning.turn(day - ONE_DAY)
    before = dict(ProductToday.objects.values_list("pk", "last_day"))
    turned = turning.turn(day)
    stale = PublicState.objects.filter(
        last_day=day - ONE_DAY, entry__kind__in=["product", "certification"]
    )
    assert turned == stale.count()
    assert turned < len(before) + PublicCard.objects.count()
    assert turning.turn(day) == 0


def test_a_reader_finds_the_day_past_and_turns_it(
    held: None, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    day = boundaries()[-2]
    turning.turn(day - ONE_DAY)
    monkeypatch.setattr(clock, "today", lambda: day)
    answer = client.get("/api/v1/products/?standing=all&page_size=200").json()
    assert RegisterDay.objects.get().day == day
    standing = dict(
        PublicState.objects.filter(
            entry__kind="product", first_day__lte=day, last_day__gte=day
        ).values_list("entry__uid", "standing")
    )
    assert {row["uid"]: row["standing"] for row in answer["results"]} == standing


def test_a_worker_turns_the_day_before_any_reader(
    held: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    day = boundaries()[-2]
    turning.turn(day - ONE_DAY)
    monkeypatch.setattr(clock, "today", lambda: day)
    worker = Worker(
        queue_names=["*"], excluded_queue_names=[], interval=0, batch=True, backend_name="default",
        startup_delay=False, max_tasks=None, worker_id="one",
    )  # fmt: skip
    monkeypatch.setattr(turning, "turn", _busy)
    monkeypatch.setattr(upkeep, "at_midnight", [turning.turn_to_today])
    worker._look_after()
    assert RegisterDay.objects.get().day == day - ONE_DAY
    monkeypatch.undo()
    monkeypatch.setattr(clock, "today", lambda: day)
    worker._recovered = -PURGE
    worker._look_after()
    assert RegisterDay.objects.get().day == day
    assert list(differences()) == []


def test_while_the_day_cannot_be_turned_the_stretches_answer_the_same(
    held: None, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A long act writes just then."""
    day = boundaries()[-2]
    turning.turn(day)
    monkeypatch.setattr(clock, "today", lambda: day)
    addresses = [
        f"/api/v1/{path}"
        for path in ("products/?standing=all", "certifications/", "producers/", "products/facets/")
    ]
    addresses += [
        f"/api/v1/products/{uid}/" for uid in ProductToday.objects.values_list("uid", flat=True)
    ]
    before = [client.get(address).content for address in addresses]
    turning.turn(day - ONE_DAY)

    monkeypatch.setattr(turning, "turn", _busy)
    assert [client.get(address).content for address in addresses] == before
    assert RegisterDay.objects.get().day == day - ONE_DAY


def test_what_was_kept_of_a_day_is_not_told_of_another(
    held: None, client: Client, monkeypatch: pytest.MonkeyPatch, settings: Any
) -> None:
    """The clock goes on and is set back, while no act makes a new version."""
    settings.KEEP_BY_VERSION = True
    day = first_turn()
    address = "/api/v1/products/?standing=all&page_size=200"
    told: dict[date, set[bytes]] = {}
    for today in [day - ONE_DAY, day - ONE_DAY, day, day, day - ONE_DAY, day] * 2:
        monkeypatch.setattr(clock, "today", lambda today=today: today)
        for path in (address, "/api/v1/products/facets/?standing=all", "/"):
            told.setdefault(today, set()).add(client.get(path).content)
    assert {len(answers) for answers in told.values()} == {3}
    assert not told[day] & told[day - ONE_DAY]


def test_an_act_writes_its_rows_for_the_day_that_is_held() -> None:
    turning.turn(date(2030, 1, 1))
    one = recognised(make.product("Chè"), 4, on=date(2024, 12, 25))
    assert list(compare()) == []
    row = ProductToday.objects.get(uid=one.product.uid)
    assert (row.standing, row.stars, row.held_stars) == ("expired", 0, 4)


def test_what_an_act_wrote_for_a_day_that_was_turned_meanwhile_catches_up(held: None) -> None:
    day = first_turn()
    turning.turn(day - ONE_DAY)
    RegisterDay.objects.update(day=day)  # another has turned all rows that it saw
    assert list(differences()) != []
    turning.catch_up(day - ONE_DAY)
    assert list(differences()) == []


def test_rows_made_while_an_act_had_none_to_write_are_made_once_more() -> None:
    recognised(make.product("Chè"), 4, on=date(2024, 12, 25))
    turning.turn(TODAY)
    PublicCard.objects.all().delete()  # as if the act had committed after the first making
    turning.catch_up(FIRST_DAY)
    assert reading.rows("product", TODAY).count() == 1
    assert list(differences()) == []


@pytest.mark.parametrize("change", ["row", "card", "code", "gone"])
def test_a_row_that_says_otherwise_is_found_and_made_anew(held: None, change: str) -> None:
    turning.turn(TODAY)
    before = list(compare())
    row = ProductToday.objects.order_by("pk")[0]
    if change == "row":
        ProductToday.objects.filter(pk=row.pk).update(stars=5, standing="in_force")
    elif change == "card":
        PublicCard.objects.filter(pk=row.pk).update(text="{}")
    elif change == "code":
        row.listed.entry.keys.create(code="893")
    else:
        ProductToday.objects.filter(pk=row.pk).delete()
    found = [(one.kind, one.uid) for one in compare() if one not in before]
    assert found == [("product", row.uid)]
    rebuild()
    assert list(compare()) == []
