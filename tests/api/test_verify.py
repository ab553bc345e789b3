"""The check: one word, its dates, one sentence; for one code or for a thousand."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.test import Client

from ocop_registry.accounts.models import Office
from tests.public import register
from tests.public.register import certification, product, province, uid

pytestmark = pytest.mark.django_db
Ask = Callable[..., Any]
CODE, LATER = "06-066-02158-1-2021", "19-02155-003-2026"


def one(api: Ask, **params: Any) -> dict[str, Any]:
    [item] = api("verify/", **params)["results"]
    return item


@pytest.fixture(autouse=True)
def _noodles() -> None:
    noodles = product(1, "Miến dong", codes=[CODE, LATER])
    certification(11, noodles, "superseded", stars=3, code=CODE, decision="12/QĐ-UBND")
    certification(12, noodles, "in_force", stars=4, code=LATER, decision="386/QĐ-UBND")


@pytest.mark.parametrize(
    "standing", ["in_force", "expiring", "extended", "unclear", "unverified", "expired", "revoked"]
)
def test_each_word_with_its_stars_only_while_they_count(api: Ask, standing: str) -> None:
    product(2, "Chè", standing=standing, stars=3, codes=["19-1-1-2026"], decision="")
    item = one(api, code="19-1-1-2026")
    assert item["standing"] == standing
    assert item["stars"] == (3 if standing in {"in_force", "expiring", "extended"} else None)
    assert item["certification"]["stars"] == 3
    assert item["product"]["name"] == "Chè"
    assert item["sentence"]


def test_a_superseded_certificate_says_so_and_what_holds_now(api: Ask) -> None:
    item = one(api, code=CODE)
    assert (item["standing"], item["stars"], item["certification"]["uid"]) == (
        "superseded",
        None,
        uid(11),
    )
    assert "hiện nay" in item["sentence"]


def test_taking_part_is_never_certification(api: Ask) -> None:
    product(2, "Chè", standing="participating", codes=["19-1-1-2026"], decision="")
    assert one(api, code="19-1-1-2026")["standing"] == "never_certified"


def test_on_another_day(api: Ask) -> None:
    days = [
        (date(1900, 1, 1), "participating", 4),
        (date(2024, 5, 1), "in_force", 4),
        (date(2027, 5, 2), "expired", 4),
    ]
    product(2, "Chè", stretches=days, codes=["19-1-1-2026"], decision="")
    told = {
        day: one(api, code="19-1-1-2026", on=day)["standing"]
        for day in ("2024-04-30", "2027-05-01", "2027-05-02")
    }
    assert told == {
        "2024-04-30": "never_certified",
        "2027-05-01": "in_force",
        "2027-05-02": "expired",
    }
    assert api("verify/", code="x", on="01/05/2024")["on"] == "2024-05-01"


def test_a_code_of_two_products_is_ambiguous_and_lists_them(api: Ask) -> None:
    for number, name in ((2, "Chè"), (3, "Bún")):
        product(number, name, codes=["19-1-1-2026"], decision="")
    item = one(api, code="19-1-1-2026")
    assert (item["standing"], item["stars"], item["product"]) == ("ambiguous", None, None)
    assert [each["product"]["name"] for each in item["candidates"]] == ["Bún", "Chè"]
    assert all(each["sentence"] for each in item["candidates"])


def test_a_code_kept_through_renewals_means_the_product(api: Ask) -> None:
    tea = product(2, "Chè", standing="in_force", stars=4, codes=["19-1-1-2026"], decision="")
    certification(21, tea, "superseded", stars=3, code="19-1-1-2026")
    certification(22, tea, "in_force", stars=4, code="19-1-1-2026")
    item = one(api, code="19-1-1-2026")
    assert (item["standing"], item["stars"], item["product"]["name"], item["candidates"]) == (
        "in_force",
        4,
        "Chè",
        [],
    )


def test_a_decision_answers_with_its_products(api: Ask) -> None:
    item = one(api, code="386/qd-ubnd")
    assert item["standing"] == "decision"
    assert [each["product"]["name"] for each in item["candidates"]] == ["Miến dong"]


def test_unknown_says_where_the_register_is_complete_and_until_when(api: Ask) -> None:
    Office.objects.create(
        place=province("19"), name="Văn phòng Thái Nguyên", complete_until=date(2026, 11, 1)
    )
    Office.objects.create(place=province("24"), name="Văn phòng Bắc Ninh")
    item = one(api, code="19-9-9-2026")
    assert item["standing"] == "unknown"
    assert [
        (each["province"]["code"], each["complete_until"]) for each in item["complete_registers"]
    ] == [("19", "2026-11-01")]
    assert "01/11/2026" in item["sentence"]
    assert one(api, code=LATER)["complete_registers"] == []


def test_sentences_speak_english(api: Ask) -> None:
    assert one(api, code=LATER, language="en")["sentence"] == "In force: 4 stars."


def test_a_batch_is_answered_in_its_order_and_costs_no_more(
    client: Client, django_assert_max_num_queries: Any
) -> None:
    codes = [LATER, "nothing", CODE, uid(1).lower(), "386/QĐ-UBND", LATER]
    register.ready()
    with django_assert_max_num_queries(5):
        answer = client.post(
            "/api/v1/verify/", data={"codes": codes}, content_type="application/json"
        )
    assert answer.status_code == 200
    results = answer.json()["results"]
    assert [item["code"] for item in results] == codes
    assert [item["standing"] for item in results] == [
        "in_force",
        "unknown",
        "superseded",
        "in_force",
        "decision",
        "in_force",
    ]
    assert answer.headers["Cache-Control"] == "no-store"
    register.ready()
    with django_assert_max_num_queries(5):
        thousand = client.post(
            "/api/v1/verify/",
            data={"codes": [f"19-1-{one}-2026" for one in range(999)] + [CODE]},
            content_type="application/json",
        )
    assert len(thousand.json()["results"]) == 1000


@pytest.mark.parametrize(
    ("body", "pointers"),
    [
        ([], ["#"]),
        ('"x"', ["#"]),
        ({}, ["#/codes"]),
        ({"codes": []}, ["#/codes"]),
        ({"codes": "19"}, ["#/codes"]),
        ({"codes": ["x"] * 1001}, ["#/codes"]),
        ({"codes": ["a", 1, "", "x" * 201]}, ["#/codes/1", "#/codes/2", "#/codes/3"]),
        ({"codes": ["a"], "on": "nay", "a/b": 1}, ["#/a~1b", "#/on"]),
        ({"codes": ["a"], "on": 20261120}, ["#/on"]),
    ],
)
def test_a_batch_that_cannot_be_read_is_refused_whole(
    client: Client, body: Any, pointers: list[str]
) -> None:
    answer = client.post("/api/v1/verify/", data=body, content_type="application/json")
    assert answer.status_code == 400, answer.content
    assert [fault["pointer"] for fault in answer.json()["errors"]] == pointers


def test_a_post_takes_nothing_from_its_address(client: Client) -> None:
    answer = client.post(
        "/api/v1/verify/?on=2024-01-01", data={"codes": ["x"]}, content_type="application/json"
    )
    assert answer.json()["errors"][0]["pointer"] == "?on"
