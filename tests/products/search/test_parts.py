"""A search read in parts finds what its definition says, in that order, however its words are looked
for."""

import math
import random
from typing import Any

import pytest
from django.test import Client

from ocop_registry import clock
from products.models import ProducerToday, ProductToday
from products.queries.filters.producers import ProducerFilters
from products.queries.filters.products import ProductListFilters
from products.queries.search import closeness, frequency, parts, reading, vocabulary
from products.serving import PRODUCER, PRODUCT
from products.today import reading as today
from tests.public import register

pytestmark = pytest.mark.django_db
WORDS = [
    *("Trà", "tra", "trám", "Chè", "hoa", "vàng", "mật", "ong", "bông", "mỳ", "mì", "đông", "Đồng"),
    *("a", "A1", "12", "129", "ca", "cà", "phê", "ß", "Nậm", "H’Leo", "gạo"),
]
TYPED = [
    *("tra", "trà hoa", "hoa trà", "tra hoa vang", "ong", "mat ong", "ong mat", "mi", "mỳ", "dong"),
    *(
        "a",
        "12",
        "1",
        "29",
        "a1",
        "ca phe",
        "c phe",
        "hleo",
        "ß",
        "khong co",
        "tra tra",
        "gao ong",
        "ong ga",
    ),
    *("tai hoan", "htx", "hoan mat", "bac kan", "na", "T", "tra khong", "vang hoa tra", "e"),
]
BY = ["few, ranked at once", "by the index of words", "along the list"]


@pytest.fixture
def _filled() -> None:
    drawn = random.Random(20261130)
    makers = ["HTX Tài Hoan", "Công ty Mật Ong Trà", "Hộ A"]
    for number in range(1, 61):
        name = " ".join(drawn.sample(WORDS, drawn.randint(1, 4)))
        register.product(
            number, name, producer=drawn.choice(makers), standing=drawn.choice(_STANDINGS)
        )
    register.ready()


_STANDINGS = ("in_force", "in_force", "expired")


@pytest.fixture(params=BY)
def _looked_for(request: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    along = request.param == BY[2]
    monkeypatch.setattr(reading, "FEW", math.inf if request.param == BY[0] else -1)
    monkeypatch.setattr(frequency.Frequency, "many", lambda search, rows: along)
    monkeypatch.setattr(frequency, "MOST_ALTERNATIVES", 0 if along else 300)


def defined(text: str, standing: str) -> list[str]:
    """The names as the definition finds and orders them, on rows of whatever day."""
    rows = today.of_stretches(PRODUCT, clock.today())
    asked = ProductListFilters({"q": text, "standing": standing}, rows)
    assert asked.parts() is None
    return list(asked.rows().values_list("uid", flat=True))


@pytest.mark.usefixtures("_filled", "_looked_for")
@pytest.mark.parametrize("standing", ["valid", "all"])
def test_parts_are_the_definition(standing: str) -> None:
    found = 0
    for text in TYPED:
        rows = today.rows(PRODUCT, clock.today())
        assert rows.model is ProductToday
        read = ProductListFilters({"q": text, "standing": standing}, rows).parts()
        assert read is not None
        uids = [
            uid
            for one in read
            for uid in one.rows.order_by(*one.columns).values_list("uid", flat=True)
        ]
        assert uids == defined(text, standing), text
        found += len(uids)
    assert found > 100


@pytest.mark.usefixtures("_filled", "_looked_for")
def test_producers_are_found_as_they_are_defined() -> None:
    for number, name in enumerate(["HTX Trà Hoa", "Trà", "Công ty Hoa Trà", "Tràm Hoa"]):
        register.producer(900 + number, name)
    register.ready()
    for text in ["tra", "hoa tra", "tra hoa", "htx", "hoa", "bac kan", "tram hoa bac", "khong"]:
        rows = today.rows(PRODUCER, clock.today())
        assert rows.model is ProducerToday
        named = ProducerFilters({"q": text}, today.of_stretches(PRODUCER, clock.today()))
        defined = list(named.rows().values_list("uid", flat=True))
        read = ProducerFilters({"q": text}, rows).parts()
        assert read is not None
        ordered = (one.rows.order_by(*one.columns) for one in read)
        assert [row.uid for rows in ordered for row in rows] == defined, text


@pytest.mark.usefixtures("_filled", "_looked_for")
@pytest.mark.parametrize("text", ["tra", "mat ong", "o", "hoa tra", "htx"])
def test_pages_lead_through_all_parts_and_back(client: Client, text: str) -> None:
    pages, address = [], f"/api/v1/products/?q={text}&page_size=2&standing=all"
    while address:
        answer = client.get(address).json()
        pages.append([one["uid"] for one in answer["results"]])
        back, address = answer["previous"], answer["next"]
    assert [uid for page in pages for uid in page] == defined(text, "all")
    for page in reversed(pages[:-1]):
        answer = client.get(back).json()
        assert [one["uid"] for one in answer["results"]] == page
        back = answer["previous"]
    assert back is None


@pytest.mark.usefixtures("_filled")
def test_what_nobody_bears_is_not_looked_for(
    django_assert_max_num_queries: Any,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    rows = today.rows(PRODUCT, clock.today())
    for text in ("khongco tra", "tra khongco"):
        # the words, a sample, places, those side by side, and those that they may be slips of
        with django_assert_max_num_queries(5):
            assert list(parts.parts(rows, text)) == []
    monkeypatch.setattr(reading, "FEW", -1)
    with django_assert_max_num_queries(5):
        found = list(parts.parts(rows, "hoan htx"))
    assert closeness.PHRASE not in [one.rank for one in found]


@pytest.mark.usefixtures("_filled")
def test_words_are_counted_single_and_in_pairs() -> None:
    known = vocabulary.vocabulary(PRODUCT)
    assert known.total == 60
    together = known.together(["tai hoan", "hoan tai", "a 12"])
    assert "a 12" not in together
    assert known.rows["tai"] == together["tai hoan"] > 0 == together["hoan tai"]
    assert known.beginning("hl") == ["hleo"]
    assert known.beginning("tr") == ["tra", "tram"]
    assert "129" not in known.rows
