"""Whole answers kept by their ETag: the same bytes again for one query, and never an answer of
before an act."""

import pytest
from django.core.cache import cache
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from tests import factories as make

pytestmark = pytest.mark.django_db
ADDRESSES = ("/san-pham/?q=mien+dong", "/api/v1/products/?q=mien+dong")


@pytest.fixture(autouse=True)
def _keeping(settings):
    settings.KEEP_ANSWERS = True
    cache.clear()
    yield
    cache.clear()


@pytest.mark.parametrize("address", ADDRESSES)
def test_the_same_answer_again_costs_one_query(
    address: str, client: Client, django_assert_num_queries: DjangoAssertNumQueries
):
    make.certified(make.staff(), make.approver(), [make.product()])
    first = client.get(address)
    with django_assert_num_queries(1):
        again = client.get(address)
    assert again.content == first.content
    assert "Miến dong Nà Pò" in again.content.decode()
    compared = ("ETag", "Cache-Control", "Content-Type", "Vary")
    assert {name: again.headers[name] for name in compared} == {
        name: first.headers[name] for name in compared
    }


@pytest.mark.parametrize("address", ADDRESSES)
def test_an_act_shows_at_once(address: str, client: Client):
    lan, minh = make.staff(), make.approver()
    products = [make.product()]
    assert "Miến dong Nà Pò" not in client.get(address).content.decode()
    make.certified(lan, minh, products)
    assert "Miến dong Nà Pò" in client.get(address).content.decode()


def test_languages_and_refusals_are_told_apart(client: Client):
    make.certified(make.staff(), make.approver(), [make.product()])
    vietnamese = client.get("/san-pham/").content
    client.cookies["django_language"] = "en"
    assert client.get("/san-pham/").content != vietnamese
    for _ in range(2):
        assert client.get("/api/v1/products/?khong_co=1").status_code == 400
