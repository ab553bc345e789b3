"""“This producer holds stars for no other product”: said only where the province has declared its
register complete."""

from datetime import date
from typing import Any

import pytest
from django.test import Client

from ocop_registry.accounts.models import Office
from products.today import turning
from tests.public.register import producer, product, province, uid

pytestmark = pytest.mark.django_db
SENTENCE = (
    "Theo sổ đăng ký của Tỉnh Thái Nguyên, đã đủ các quyết định đến hết ngày 31/10/2026, chủ thể này"
    " không có sản phẩm nào khác đang giữ sao."
)
ENGLISH = (
    "By the register of Tỉnh Thái Nguyên, which holds every decision through 31/10/2026, this"
    " producer holds stars for no other product."
)


@pytest.fixture(autouse=True)
def noodles() -> None:
    producer(900)
    product(1)


def declared(until: date | None = date(2026, 10, 31)) -> None:
    Office.objects.update_or_create(
        place=province(), defaults={"name": "Văn phòng A", "complete_until": until}
    )


def pages(client: Client, **headers: Any) -> list[str]:
    """The product's page and its producer's."""
    paths = (f"/san-pham/{uid(1)}-mien-dong/", f"/chu-the/{uid(900)}-htx-tai-hoan/")
    return [client.get(path, headers=headers).content.decode() for path in paths]


def test_it_is_said_with_the_day_in_both_languages(client: Client) -> None:
    declared()
    assert all(SENTENCE in page for page in pages(client))
    client.cookies["django_language"] = "en"
    assert all(ENGLISH in page for page in pages(client))


@pytest.mark.parametrize("until", [None, "no office"])
def test_without_a_declaration_nothing_is_said(client: Client, until: Any) -> None:
    if until is None:
        declared(None)
    assert not any("sản phẩm nào khác đang giữ sao" in page for page in pages(client))


@pytest.mark.parametrize(
    ("standing", "said"),
    [("expired", True), ("revoked", True), ("unclear", False), ("unverified", False)],
)
def test_what_may_hold_stars_keeps_it_unsaid(client: Client, standing: str, said: bool) -> None:
    declared()
    product(2, "Chè", standing=standing)
    assert [SENTENCE in page for page in pages(client)] == [said, said]


def test_another_valid_product_is_another_product_on_the_products_page_and_listed_on_the_producers(
    client: Client,
) -> None:
    declared()
    product(2, "Chè", standing="extended")
    product(3, "Rượu", producer_uid=uid(901))
    assert [SENTENCE in page for page in pages(client)] == [False, True]


def test_it_costs_two_queries_and_none_where_nothing_is_declared(
    client: Client, django_assert_num_queries: Any
) -> None:
    from products.queries.others import no_other_product, office_of

    declared()
    office = office_of("19")
    turning.turn(date(2026, 11, 20))
    with django_assert_num_queries(2):  # the day held, the other products
        assert no_other_product(uid(900), office, date(2026, 11, 20), besides=uid(1))
    with django_assert_num_queries(0):
        assert no_other_product(uid(900), None, date(2026, 11, 20)) == ""
