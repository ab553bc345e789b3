"""Whole answers kept at the door: the same bytes again for one query, never an answer of before an
act or of another day, and never to somebody else."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import OperationalError
from pytest_django import DjangoAssertNumQueries

from ocop_registry import clock
from products import door as door_module
from products import short_way
from tests import factories as make
from tests.support.door import AtTheDoor

pytestmark = pytest.mark.django_db
ADDRESSES = ("/san-pham/?q=mien+dong", "/api/v1/products/?q=mien+dong")
LIST = "/api/v1/products/"


def certified() -> None:
    make.certified(make.staff(), make.approver(), [make.product()])


@pytest.mark.parametrize("address", ADDRESSES)
def test_the_same_answer_again_costs_one_query(
    address: str, door: AtTheDoor, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    certified()
    first = door.get(address)
    with django_assert_num_queries(1):
        again = door.get(address)
    assert door.made == 1
    assert again.content == first.content
    assert "Miến dong Nà Pò" in again.content.decode()
    assert sorted(again.headers.items()) == sorted(first.headers.items())


@pytest.mark.parametrize("address", [*ADDRESSES, "/", LIST, "/api/v1/verify/?code=1"])
def test_it_is_the_answer_of_the_site(
    address: str, door: AtTheDoor, monkeypatch: pytest.MonkeyPatch
) -> None:
    certified()
    door.get(address)
    kept, site = door.get(address), AtTheDoor()
    assert (door.made, door.let_in) == (1, 0)
    monkeypatch.setattr(short_way, "_is_anonymous_read", lambda request: False)
    made = site.get(address)
    assert site.let_in == 1
    assert (kept.content, sorted(kept.headers.items())) == (
        made.content,
        sorted(made.headers.items()),
    )


@pytest.mark.parametrize("address", ADDRESSES)
def test_an_act_shows_at_once(address: str, door: AtTheDoor) -> None:
    lan, minh = make.staff(), make.approver()
    products = [make.product()]
    assert "Miến dong Nà Pò" not in door.get(address).content.decode()
    make.certified(lan, minh, products)
    assert "Miến dong Nà Pò" in door.get(address).content.decode()


def test_another_day_is_answered_anew(door: AtTheDoor, monkeypatch: pytest.MonkeyPatch) -> None:
    certified()
    today = clock.today()
    door.get(LIST)
    monkeypatch.setattr(clock, "today", lambda: today + timedelta(days=1))
    door.get(LIST)
    assert door.made == 2


def test_languages_and_refusals_are_told_apart(door: AtTheDoor) -> None:
    certified()
    vietnamese = door.get("/san-pham/").content
    for _ in range(2):
        english = door.get("/san-pham/", "django_language=en").content
        assert english != vietnamese
        assert door.get("/san-pham/", "csrftoken=x").content == vietnamese
        assert door.get(LIST, headers={"accept-language": "en"}).headers["Content-Language"] == "en"
        assert door.get(f"{LIST}?khong_co=1").status_code == 400


@pytest.mark.parametrize(
    "other",
    [
        {"headers": {"authorization": "Api-Key A.B"}},
        {"headers": {"if-match": '"x"'}},
        {"cookies": "sessionid=x"},
        {"headers": {"host": "evil.example"}},
        {"secure": True},
        {"headers": {"x-forwarded-proto": "https"}},
        {"headers": {"x-forwarded-host": "evil.example"}},
    ],
)
def test_somebody_elses_question_goes_on_into_the_site(
    door: AtTheDoor, other: dict[str, Any]
) -> None:
    certified()
    door.get(LIST)
    door.get(LIST, **other)
    assert door.made == 2


def test_an_unchanged_answer_is_not_sent_again(door: AtTheDoor) -> None:
    first = door.get("/san-pham/")
    tag = first.headers["ETag"]
    for given in (tag, f"W/{tag}", f'"x", {tag}', "*"):
        again = door.get("/san-pham/", headers={"if-none-match": given})
        assert (again.status_code, again.content) == (304, b"")
        assert "Content-Length" not in again.headers
        for name in ("ETag", "Vary", "Cache-Control", "Content-Security-Policy"):
            assert again.headers[name] == first.headers[name]
    assert door.get("/san-pham/", headers={"if-none-match": '"x"'}).content == first.content
    assert door.made == 1


@pytest.mark.usefixtures("door")
def test_what_was_asked_for_least_lately_goes_first() -> None:
    one = AtTheDoor().get(LIST)
    size = len(one.content) + sum(len(name) + len(value) for name, value in one.headers.items())
    small = AtTheDoor(most=3 * size + 500)
    pages = [f"{LIST}?page_size={number}" for number in range(1, 5)]
    for path in pages:
        small.get(path)
    assert small.made == 4
    small.get(pages[-1])
    assert small.made == 4
    small.get(pages[0])
    assert small.made == 5


def test_files_and_large_answers_are_not_kept(
    door: AtTheDoor, monkeypatch: pytest.MonkeyPatch
) -> None:
    certified()
    monkeypatch.setattr(door_module, "LARGEST_KEPT", 100)
    for path in ("/san-pham/xuat.csv", LIST, "/khong-co/", "/quan-tri/"):
        before = door.made
        door.get(path)
        door.get(path)
        assert door.made == before + 2


def test_a_database_that_is_away_is_told_by_the_site(
    door: AtTheDoor, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away() -> None:
        raise OperationalError("away")

    door.get(LIST)
    monkeypatch.setattr(door_module, "checked_version", away)
    assert door.get(LIST).status_code == 200
    assert door.made == 2


def test_what_was_tried_shortly_is_not_tried_again(
    door: AtTheDoor, monkeypatch: pytest.MonkeyPatch
) -> None:
    tried: list[str] = []
    usual = short_way._public_view
    monkeypatch.setattr(
        short_way, "_public_view", lambda request: tried.append(request.path) or usual(request)
    )
    assert door.get("/api/v1/products/?sao=4").status_code == 400
    assert tried == ["/api/v1/products/"]
