"""Pages of the list of products by number: each holds the rows that stand there in the order, however
it is found."""

import re
from collections.abc import Sequence
from random import Random
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from products.models.today import ProductToday
from products.queries import starts
from products.queries.filters.products import ORDERS
from products.queries.starts import Starts
from products.views.sheets import listed
from tests.products.today.test_plans import explained, scans, sorts
from tests.public import register
from tests.public.register import acted, product, uid

pytestmark = pytest.mark.django_db
NAMES = ("Miến dong", "Miến dong", "Chè", "Đường phèn", "Bún khô")  # some rows differ by uid alone
MANY = 29


@pytest.fixture(autouse=True)
def _small(monkeypatch: pytest.MonkeyPatch, keeping_by_version: None) -> None:
    monkeypatch.setattr(listed, "PAGE_SIZE", 3)
    monkeypatch.setattr(starts, "APART", 6)


@pytest.fixture
def _filled() -> None:
    for number in range(1, MANY + 1):
        product(number, NAMES[number % len(NAMES)], stars=3 + number % 3)
    register.ready()
    acted()


def in_order(*columns: str) -> list[str]:
    return list(
        ProductToday.objects.filter(valid=1).order_by(*columns).values_list("uid", flat=True)
    )


def uids_on(client: Client, page: int, query: str = "") -> list[str]:
    answer = client.get(f"/san-pham/?{query}&page={page}" if query else f"/san-pham/?page={page}")
    assert answer.status_code == 200
    return re.findall(r'<h3><a href="/san-pham/(\w{7})-', answer.content.decode())


def pieces(rows: Sequence[str]) -> dict[int, list[str]]:
    return {at // 3 + 1: list(rows[at : at + 3]) for at in range(0, len(rows), 3)}


@pytest.mark.usefixtures("_filled")
@pytest.mark.parametrize("order", [name for name in ORDERS if name != "relevance"])
def test_every_page_holds_the_rows_of_its_number(client: Client, order: str) -> None:
    wanted = pieces(in_order(*ORDERS[order]))
    pages = [*wanted, *wanted]  # found, and known already
    Random(order).shuffle(pages)
    assert {page: uids_on(client, page, f"ordering={order}") for page in pages} == wanted


@pytest.mark.usefixtures("_filled")
def test_so_does_every_page_after_a_change(client: Client) -> None:
    before = pieces(in_order("sort_key", "uid"))
    assert {page: uids_on(client, page) for page in before} == before
    product(MANY + 1, "An xoa")  # stands before all others
    register.ready()
    acted()
    after = pieces(in_order("sort_key", "uid"))
    assert after[1][0] == uid(MANY + 1)
    assert {page: uids_on(client, page) for page in reversed(after)} == after


@pytest.mark.usefixtures("_filled")
@pytest.mark.parametrize(
    ("query", "kept"),
    [
        ("q=mien", {"called": b"mien dong"}),
        ("standing=in_force,expired", {}),
        ("held_stars=4", {"held_stars": 4}),
        ("province=19&standing=all", {}),
    ],
)
def test_pages_of_what_a_filter_keeps(client: Client, query: str, kept: dict[str, Any]) -> None:
    found = ProductToday.objects.filter(**kept).order_by("sort_key", "uid")
    wanted = pieces(found.values_list("uid", flat=True))
    assert len(wanted) > 3
    assert {page: uids_on(client, page, query) for page in wanted} == wanted


def test_a_beginning_is_found_behind_any_number_of_rows_in_any_turn() -> None:
    for number in range(1, MANY + 1):
        product(number, NAMES[number % len(NAMES)])
    register.ready()
    rows, columns = ProductToday.objects.all(), ("sort_key", "uid")
    stand = [(bytes(key), one) for key, one in rows.order_by(*columns).values_list(*columns)]
    for turn in range(5):
        numbers = list(range(1, MANY + 1))
        Random(turn).shuffle(numbers)
        of = Starts(rows, columns, MANY)
        found = {number: of.beyond(number) for number in numbers}
        assert {number: at and at.values for number, at in found.items()} == {
            number: stand[number - 1] for number in numbers
        }
    assert Starts(rows, columns, MANY).beyond(0) is None


def test_fewer_rows_than_were_counted_are_told() -> None:
    product()
    register.ready()
    of = Starts(ProductToday.objects.all(), ("sort_key", "uid"), 100)
    assert [of.beyond(number) for number in (2, 7, 6, 60, 98)] == [None] * 5


@pytest.mark.usefixtures("_filled")
def test_a_page_far_behind_reads_no_card_that_it_does_not_show(client: Client) -> None:
    for page in (6, 8):
        first = sqls(client, f"/san-pham/?page={page}")
        again = sqls(client, f"/san-pham/?page={page}")
        assert len(again) == 2, "the version, and the page"
        assert "OFFSET" not in again[-1]
        assert [sql for sql in first if "OFFSET" in sql and "publiccard" in sql] == []
        plans = explained([sql for sql in first if "producttoday" in sql and "COUNT" not in sql])
        assert [plan for plan in plans if scans(plan)] == []
        assert [plan for plan in plans[-1:] if sorts(plan)] == []


def sqls(client: Client, path: str) -> list[str]:
    with CaptureQueriesContext(connection) as captured:
        assert client.get(path).status_code == 200
    return [one["sql"] for one in captured]
