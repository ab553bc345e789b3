"""Pages by position: each row once, in both directions, whatever comes and goes meanwhile."""

from collections.abc import Callable
from typing import Any

import pytest
from django.core import signing

from products.models import PublicEntry
from tests.public.register import product, uid

pytestmark = pytest.mark.django_db
Ask = Callable[..., Any]


def uids(page: dict[str, Any]) -> list[str]:
    return [row["uid"] for row in page["results"]]


def walk(api: Ask, first: dict[str, Any], direction: str = "next") -> list[list[str]]:
    """The uids of every page from here on."""
    pages, page = [uids(first)], first
    while page[direction]:
        page = api(page[direction])
        pages.append(uids(page))
    return pages


@pytest.mark.parametrize(
    "ordering", ["name", "-stars", "-recognised_on", "expires_on", "-updated_at", ""]
)
def test_equal_sort_values_give_every_row_once_forwards_and_back(api: Ask, ordering: str) -> None:
    for number in range(1, 8):
        product(number, "Miến dong", updated_seq=1)
    whole = uids(api("products/", ordering=ordering))
    first = api("products/", ordering=ordering, page_size=3)
    pages = walk(api, first)
    assert [len(page) for page in pages] == [3, 3, 1]
    assert sum(pages, []) == whole == sorted(whole)
    assert first["previous"] is None

    last = first
    while last["next"]:
        last = api(last["next"])
    back = walk(api, last, "previous")
    assert sum(reversed(back), []) == whole


def test_orders_by_name_as_vietnamese_does_and_by_stars_downwards(api: Ask) -> None:
    product(1, "Chè", stars=3)
    product(2, "Cam", stars=5)
    product(3, "Chả", stars=4)
    product(4, "Ấm", stars=4)
    assert [row["name"] for row in api("products/")["results"]] == ["Ấm", "Cam", "Chả", "Chè"]
    first = api("products/", ordering="-stars", page_size=2)
    assert [row["name"] for row in first["results"]] == ["Cam", "Ấm"]
    assert [row["name"] for row in api(first["next"])["results"]] == ["Chả", "Chè"]


def test_the_closest_come_first_with_words_and_pages_keep_that_order(api: Ask) -> None:
    for number, name in enumerate(
        ["Bún miến dong", "Miến dong khô", "Miến dong", "Cao miến dongs"], 1
    ):
        product(number, name)
    names = [row["name"] for row in api("products/", q="mien dong")["results"]]
    assert names == ["Miến dong", "Miến dong khô", "Bún miến dong", "Cao miến dongs"]
    pages = walk(api, api("products/", q="mien dong", page_size=1))
    assert [page[0] for page in pages] == [uid(3), uid(2), uid(1), uid(4)]


def test_rows_that_come_and_go_before_the_position_shift_nothing(api: Ask) -> None:
    for number, name in enumerate(["B", "D", "F", "H"], 1):
        product(number, name)
    first = api("products/", page_size=2)
    product(10, "A")
    product(11, "C")
    product(12, "G")
    PublicEntry.objects.filter(name="B").delete()
    assert [row["name"] for row in api(first["next"])["results"]] == ["F", "G"]
    second = api(first["next"])
    assert [row["name"] for row in api(second["previous"])["results"]] == ["C", "D"]


def test_when_the_last_page_is_gone_the_way_back_still_holds_the_row_one_came_from(
    api: Ask,
) -> None:
    for number, name in enumerate(["A", "B", "C"], 1):
        product(number, name)
    first = api("products/", page_size=2)
    PublicEntry.objects.filter(name="C").delete()
    empty = api(first["next"])
    assert (empty["results"], empty["next"]) == ([], None)
    assert [row["name"] for row in api(empty["previous"])["results"]] == ["A", "B"]


@pytest.mark.parametrize(
    "forged",
    ["x", "e30:abc", ".eJw:abc", "W10", "é", "a" * 5000, ":", signing.Signer().sign_object([1])],
)
def test_a_cursor_that_is_not_ours_is_refused(api: Ask, forged: str) -> None:
    problem = api("products/", status=400, cursor=forged)
    assert [(one["pointer"], one["code"]) for one in problem["errors"]] == [("?cursor", "invalid")]


def test_one_changed_character_of_a_cursor_is_noticed(api: Ask) -> None:
    for number in (1, 2):
        product(number)
    address = api("products/", page_size=1)["next"]
    changed = address[:-1] + ("A" if address[-1] != "A" else "B")
    assert api(changed, status=400)["errors"][0]["pointer"] == "?cursor"


def test_a_cursor_belongs_to_its_list_and_order(api: Ask) -> None:
    for number in (1, 2):
        product(number)
    address = api("products/", page_size=1)["next"]
    assert api(f"{address}&ordering=-stars", status=400)["errors"][0]["code"] == "other_list"
    elsewhere = address.replace("/products/", "/producers/")
    assert api(elsewhere, status=400)["errors"][0]["code"] == "other_list"


def test_a_cursor_shows_no_row_id(api: Ask) -> None:
    entry = product(1, id=987654)
    product(2)
    assert entry.pk == 987654
    cursor = api("products/", page_size=1)["next"].split("cursor=")[1]
    assert "987654" not in str(
        signing.Signer(salt="api.cursor").unsign_object(cursor.replace("%3A", ":"))
    )


@pytest.mark.parametrize("size", ["0", "201", "-1", "1.5", "abc", "1e2", "٣"])
def test_page_size_is_from_1_to_200(api: Ask, size: str) -> None:
    assert api("products/", status=400, page_size=size)["errors"][0]["pointer"] == "?page_size"


def test_fifty_rows_by_default_and_two_hundred_at_most(api: Ask) -> None:
    for number in range(1, 53):
        product(number)
    assert len(api("products/")["results"]) == 50
    assert len(api("products/", page_size=200)["results"]) == 52
