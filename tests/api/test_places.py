"""Administrative units: periods, reused codes, what became of what."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.test import Client

from ocop_registry.places.models import Place

pytestmark = pytest.mark.django_db
Ask = Callable[..., Any]


def codes(page: dict[str, Any]) -> list[str]:
    return [row["code"] for row in page["results"]]


def test_the_34_provinces_in_alphabetical_order(api: Ask) -> None:
    page = api("places/", level="province")
    assert (len(page["results"]), page["next"]) == (34, None)
    assert [row["name"] for row in page["results"]][:3] == ["An Giang", "Bắc Ninh", "Cà Mau"]
    assert all(row["in_force"] and row["valid_until"] is None for row in page["results"])


def test_all_communes_can_be_walked(api: Ask) -> None:
    page, seen = api("places/", level="commune", page_size=200), set()
    while True:
        seen.update(codes(page))
        if not page["next"]:
            break
        page = api(page["next"])
    assert len(seen) == Place.objects.current().communes().count() == 3321


def test_an_earlier_bearer_of_a_code_has_its_last_day_in_its_code(api: Ask) -> None:
    today, before = api("places/19/"), api("places/19@2025-06-30/")
    assert (today["name"], today["valid_from"], today["in_force"]) == (
        "Thái Nguyên",
        "2025-07-01",
        True,
    )
    assert (before["valid_until"], before["in_force"]) == ("2025-06-30", False)
    assert before["successors"] == [
        {"code": "19", "name": "Thái Nguyên", "full_name": "Tỉnh Thái Nguyên", "extent": "all"}
    ]
    assert {one["code"] for one in today["predecessors"]} == {"06@2025-06-30", "19@2025-06-30"}


def test_bac_kan_leads_to_thai_nguyen(api: Ask) -> None:
    one = api("places/06@2025-06-30/")
    assert (one["name"], one["province"]["code"], [unit["code"] for unit in one["today"]]) == (
        "Bắc Kạn",
        "19",
        ["19"],
    )


@pytest.mark.parametrize(
    ("asked", "location"),
    [("06", "06@2025-06-30"), ("06@2020-01-01", "06@2025-06-30"), ("19@2026-01-01", "19")],
)
def test_a_code_leads_to_its_bearer(client: Client, asked: str, location: str) -> None:
    answer = client.get(f"/api/v1/places/{asked}/")
    assert (answer.status_code, answer.headers["Location"]) == (302, f"/api/v1/places/{location}/")


@pytest.mark.parametrize(
    "asked", ["00", "19@2025-13-40", "Thái Nguyên", "1", "999999", "19@", "١٩"]
)
def test_no_bearer_is_a_404_problem(api: Ask, asked: str) -> None:
    assert "mang mã" in api(f"places/{asked}/", status=404)["detail"]


def test_filters(api: Ask) -> None:
    [old] = api("places/", q="kim lu, na ri", in_force="false")["results"]
    assert (old["full_name"], old["parent"]["full_name"], old["province"]["code"]) == (
        "Xã Kim Lư",
        "Huyện Na Rì",
        "19",
    )
    assert codes(api("places/", q="Na Rì")) == ["02155"]
    assert codes(api("places/", level="province", on="2025-06-30"))[0].endswith("@2025-06-30")
    assert len(api("places/", level="province", on="2025-06-30")["results"]) == 50
    wards = api("places/", kind="phuong", province="19", page_size=200)["results"]
    assert {row["kind"] for row in wards} == {"phuong"}
    assert {row["province"]["code"] for row in wards} == {"19"}
    assert "19" in codes(api("places/", province="19", level="province", in_force="all"))
    assert codes(api("places/", province="19", level="province", in_force="false")) == [
        "06@2025-06-30",
        "19@2025-06-30",
    ]


def test_whole_names_before_beginnings_before_parts(api: Ask) -> None:
    names = [
        row["name"] for row in api("places/", q="yen", level="commune", page_size=200)["results"]
    ]
    ranks = [0 if name == "Yên" else 1 if name.startswith("Yên") else 2 for name in names]
    assert ranks == sorted(ranks)
    assert {1, 2} <= set(ranks)


def test_what_existed_on_a_day(api: Ask) -> None:
    before = api("places/", q="19", level="province", on="2025-06-30")["results"]
    assert [(row["code"], row["valid_until"]) for row in before] == [
        ("19@2025-06-30", "2025-06-30")
    ]
    after = api("places/", q="19", level="province", on="2025-07-01")["results"]
    assert [row["code"] for row in after] == ["19"]
    assert date.fromisoformat(after[0]["valid_from"]) == date(2025, 7, 1)
