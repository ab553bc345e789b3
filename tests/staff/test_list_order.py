"""What is not known stands last in a list, whichever way it is sorted and on either database."""

from datetime import date

import pytest
from django.urls import reverse

from certifications.models import Certification
from certifications.staff.search import find_decisions
from ocop_registry.staff.lists.unknown_last import unknown_last
from products.models import Product
from tests import factories as make
from tests.certifications.certificates import history

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("on_20_november")]


@pytest.fixture
def three():
    """Three recognitions: of 2024, of nothing known, of 2025."""
    first, second, third = make.products(3)
    history.recognised(first, on=date(2024, 5, 1))
    history.recognised(second)
    history.recognised(third, on=date(2025, 5, 1))


@pytest.mark.parametrize(
    ("sorted_by", "expected"),
    [
        ("", ["Sản phẩm 01", "Sản phẩm 03", "Sản phẩm 02"]),
        ("?o=7", ["Sản phẩm 01", "Sản phẩm 03", "Sản phẩm 02"]),
        ("?o=-7", ["Sản phẩm 03", "Sản phẩm 01", "Sản phẩm 02"]),
        ("?o=-6", ["Sản phẩm 03", "Sản phẩm 01", "Sản phẩm 02"]),
    ],
)
def test_an_unknown_day_stands_last_on_the_page_and_in_its_file(
    as_user, lan, three, sorted_by, expected
):
    path = reverse("admin:certifications_certification_changelist") + sorted_by
    page = as_user(lan).get(path)
    assert [row.product_name for row in page.context["cl"].result_list] == expected
    answer = as_user(lan).get(path + ("&" if sorted_by else "?") + "xuat=csv")
    lines = b"".join(answer).decode().splitlines()[1:]
    assert [name for line in lines for name in expected if name in line] == expected


def test_a_decision_of_an_unknown_day_is_found_after_those_of_known_days(lan):
    for product, day in zip(
        make.products(3), (None, date(2024, 5, 1), date(2025, 5, 1)), strict=True
    ):
        decision = history.decided("386/QĐ-UBND", day)
        history.recognised(product, year=2024, decision=decision)
    titles = [hit.title for hit in find_decisions(lan, "386", None)]
    assert titles == [
        "Quyết định 386/QĐ-UBND ngày 01/05/2025",
        "Quyết định 386/QĐ-UBND ngày 01/05/2024",
        "Quyết định 386/QĐ-UBND",
    ]


def test_what_is_never_empty_keeps_the_order_that_an_index_serves():
    assert unknown_last(Product, "sort_key") == "sort_key"
    assert unknown_last(Product, "-pk") == "-pk"
    assert unknown_last(Product, "times_counted") == "times_counted", (
        "a column reckoned by the list"
    )
    known = unknown_last(Certification, "-decision__signed_on")
    assert (known.descending, known.nulls_last) == (True, True)
