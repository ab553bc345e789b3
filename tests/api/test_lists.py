"""What each list and each address of one object finds, and that it costs the same at one row and at
three."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.test import Client

from ocop_registry import clock
from ocop_registry.places.models import Place
from products.api.certifications import CertificationList
from products.api.producers import ProducerList
from products.models import PublicEntry
from products.queries.filters.certifications import CertificationFilters
from products.queries.filters.producers import ProducerFilters
from tests.public import register
from tests.public.register import certification, producer, product, province, uid

pytestmark = pytest.mark.django_db
Ask = Callable[..., Any]
CODE = "06-066-02158-1-2021"


def names(page: dict[str, Any]) -> list[str]:
    return [row["name"] for row in page["results"]]


def certified(page: dict[str, Any]) -> list[str]:
    return [row["uid"] for row in page["results"]]


# --- costs ----------------------------------------------------------------------------------------
@pytest.mark.parametrize("rows", [1, 3])
@pytest.mark.parametrize(
    ("path", "queries"),
    [
        ("products/", 2),
        ("products/?q=mien&ordering=-stars&fields=name,stars", 4),
        ("products/?province=19&stars=4", 3),  # the version, the province, the rows
        ("producers/", 2),
        ("producers/?q=htx", 4),  # the version, the words as often as they are asked, the rows
        ("certifications/?standing=all", 2),
        ("places/?level=province", 2),
        ("schemes/", 2),
    ],
)
def test_a_list_costs_the_same_for_one_row_and_for_three(
    client: Client, django_assert_num_queries: Any, path: str, queries: int, rows: int
) -> None:
    for number in range(1, rows + 1):
        certification(10 + number, product(number), "in_force")
        producer(900 + number)
    register.ready()
    with django_assert_num_queries(queries):
        answer = client.get(f"/api/v1/{path}")
    assert len(answer.json()["results"]) >= rows


@pytest.mark.parametrize("rows", [1, 3])
def test_one_product_costs_two_queries_whatever_it_held(
    client: Client, django_assert_num_queries: Any, rows: int
) -> None:
    one = product(1)
    for number in range(rows):
        certification(11 + number, one, "superseded")
    register.ready()
    with django_assert_num_queries(2):
        answer = client.get(f"/api/v1/products/{uid(1)}/")
    assert len(answer.json()["certifications"]) == rows


def test_a_list_is_never_counted_and_reads_no_details(
    client: Client, django_assert_num_queries: Any
) -> None:
    product()
    register.ready()
    with django_assert_num_queries(2) as queries:
        client.get("/api/v1/products/")
    assert not any("COUNT(" in query["sql"] for query in queries)
    assert not any('"detail"' in query["sql"] for query in queries)


# --- products -------------------------------------------------------------------------------------
def test_only_what_is_valid_today_unless_asked(api: Ask) -> None:
    product(1, "A", standing="in_force", stars=4)
    product(2, "B", standing="expired", stars=4)
    assert names(api("products/")) == ["A"]
    both = api("products/", standing="all")["results"]
    assert [(row["stars"], row["certification"]["stars"], row["standing"]) for row in both] == [
        (4, 4, "in_force"),
        (None, 4, "expired"),
    ]


def test_a_lapse_at_midnight_needs_no_job(api: Ask, monkeypatch: pytest.MonkeyPatch) -> None:
    product(
        1, "A", stretches=[(date(1900, 1, 1), "in_force", 3), (date(2026, 11, 21), "expired", 3)]
    )
    assert names(api("products/")) == ["A"]
    monkeypatch.setattr(clock, "now", lambda: datetime(2026, 11, 20, 17, 0, tzinfo=UTC))
    assert names(api("products/")) == []


def test_fields_cuts_the_rows_and_nothing_else(api: Ask) -> None:
    product(1, "A")
    product(2, "B")
    page = api("products/", fields="stars, name", page_size=1)
    assert page["results"] == [{"stars": 4, "name": "A"}]
    assert api(page["next"])["results"] == [{"stars": 4, "name": "B"}]


def test_addresses_in_cards_are_whole(api: Ask, settings: Any) -> None:
    settings.PUBLIC_URL = "https://ocop.example.vn"
    product(1, "Miến dong")
    product(2, "Miến")
    page = api("products/", page_size=1)
    assert page["results"][0]["url"] == f"https://ocop.example.vn/san-pham/{uid(2)}-mien/"
    assert page["next"].startswith("https://ocop.example.vn/api/v1/products/?page_size=1&cursor=")


@pytest.mark.parametrize(
    "typed", [uid(1).replace("0", "O"), uid(1).replace("0", "o"), f"{uid(1)[:3]}-{uid(1)[3:]}"]
)
def test_a_mistyped_uid_leads_to_the_right_one(client: Client, typed: str) -> None:
    certification(11, product(1), "in_force")
    entry = PublicEntry.objects.get(kind="certification")
    answer = client.get(f"/api/v1/products/{typed}/")
    assert (answer.status_code, answer.headers["Location"]) == (301, f"/api/v1/products/{uid(1)}/")
    wrong = entry.uid.replace("0", "o")
    assert (
        client.get(f"/api/v1/certifications/{wrong}/").headers["Location"]
        == f"/api/v1/certifications/{uid(11)}/"
    )


@pytest.mark.parametrize(
    "code", [CODE, "06 - 066-02158-1-2021", "19-02155-003-2026", "8938501234568"]
)
def test_every_code_ever_borne_leads_to_the_product(client: Client, code: str) -> None:
    codes = [CODE, "19-02155-003-2026"]
    product(1, codes=codes, detail={"gtin": "8938501234568"})
    PublicEntry.objects.update(codes=f"|{'|'.join([*codes, '8938501234568', '386/QD-UBND'])}|")
    answer = client.get(f"/api/v1/products/{code}/")
    assert (answer.status_code, answer.headers["Location"]) == (302, f"/api/v1/products/{uid(1)}/")


@pytest.mark.parametrize(
    "code", ["AAAAAAA", "06-066-02158-1-9999", "386", "%7C", "%25", "%00", "x" * 300]
)
def test_what_nobody_bears_is_a_404_problem(client: Client, code: str) -> None:
    product(1, codes=[CODE])
    answer = client.get(f"/api/v1/products/{code}/")
    assert answer.status_code == 404
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert "ETag" not in answer.headers


def test_a_code_of_two_products_leads_to_neither(api: Ask) -> None:
    product(1, codes=[CODE])
    product(2, codes=[CODE])
    api(f"products/{CODE}/", status=404)


def test_facets_leave_out_their_own_choice(api: Ask) -> None:
    product(1, stars=4)
    product(2, stars=3)
    product(3, stars=3, set_no=1)
    facets = api("products/facets/", stars="4")["facets"]
    assert facets["stars"] == {"3": 2, "4": 1}
    assert facets["set"] == {"6": 1}


# --- producers ------------------------------------------------------------------------------------
PRODUCER_CASES = {
    "q": ("tai hoan", {"name": "HTX Tài Hoan"}, {"name": "HTX Bản Thi"}),
    "province": ("19", {}, {"province_code": "24"}),
    "commune": ("05443", {"commune_code": "05443"}, {}),
    "place": ("19", {}, {"elsewhere": True}),
    "kind": ("farm,sme", {"producer_kind": "farm"}, {}),
}


def producer_row(number: int, given: dict[str, Any]) -> str:
    entry = producer(number, given.get("name", f"Chủ thể {number}"))
    columns = {name: value for name, value in given.items() if name not in {"name", "elsewhere"}}
    PublicEntry.objects.filter(pk=entry.pk).update(**columns)
    if given.get("elsewhere"):
        entry.places.all().update(place=province("24"))
    return entry.uid


@pytest.mark.parametrize("name", PRODUCER_CASES)
def test_filters_of_producers(api: Ask, name: str) -> None:
    value, kept, left = PRODUCER_CASES[name]
    wanted = producer_row(901, kept)
    producer_row(902, left)
    assert certified(api("producers/", **{name: value})) == [wanted]


def test_every_filter_of_producers_and_certifications_is_documented_and_tried() -> None:
    own = {"ordering", "fields", "cursor", "page_size"}
    assert (
        {one.name for one in ProducerList.parameters} - own
        == set(ProducerFilters.base_filters) - own
        == set(PRODUCER_CASES)
    )
    assert (
        {one.name for one in CertificationList.parameters} - own
        == set(CertificationFilters.base_filters) - own
        == set(CERTIFICATION_CASES) | {"certain"}
    )


# --- certifications -------------------------------------------------------------------------------
CERTIFICATION_CASES: dict[str, tuple[str, dict[str, Any], dict[str, Any]]] = {
    "product": (uid(1), {}, {"product_uid": uid(2)}),
    "producer": (uid(900), {}, {"producer_uid": uid(901)}),
    "province": ("19", {}, {"province_code": "24"}),
    "place": ("Bắc Kạn", {"place": "bac kan"}, {}),
    "stars": ("4,5", {"stars": 4}, {}),
    "standing": ("superseded", {"standing": "superseded"}, {}),
    "scheme": ("26-2026", {"scheme": "26-2026"}, {"scheme": "148-2023"}),
    "decision": ("386 /qđ-ubnd", {"decision": "386/QĐ-UBND"}, {"decision": "1386/QĐ-UBND"}),
    "issued_after": (
        "2024-05-01",
        {"recognised_on": date(2024, 5, 1)},
        {"recognised_on": date(2024, 4, 30)},
    ),
    "issued_before": (
        "01/05/2024",
        {"recognised_on": date(2024, 5, 1)},
        {"recognised_on": date(1900, 1, 1)},
    ),
}


def certification_row(number: int, of: PublicEntry, given: dict[str, Any]) -> str:
    entry = certification(
        number,
        of,
        given.get("standing", "in_force"),
        stars=given.get("stars", 3),
        decision=given.get("decision", ""),
    )
    columns = {
        name: given[name]
        for name in ("product_uid", "producer_uid", "province_code", "scheme")
        if name in given
    }
    PublicEntry.objects.filter(pk=entry.pk).update(**columns)
    if day := given.get("recognised_on"):
        entry.states.update(recognised_on=day, recognised_last=given.get("recognised_last", day))
    if "place" in given:
        entry.places.create(place=Place.objects.get(level="province", search_key=given["place"]))
    return entry.uid


@pytest.mark.parametrize("name", CERTIFICATION_CASES)
def test_filters_of_certifications(api: Ask, name: str) -> None:
    value, kept, left = CERTIFICATION_CASES[name]
    of = product(1)
    wanted = certification_row(11, of, kept)
    certification_row(12, of, left)
    assert certified(api("certifications/", **{name: value})) == [wanted]


def test_a_scheme_written_into_a_name_is_not_taken_for_the_scheme(api: Ask) -> None:
    certification(11, product(1, '"scheme":"26-2026"'), "in_force")
    assert certified(api("certifications/", scheme="26-2026")) == []


def test_certifications_come_latest_first_and_those_of_unknown_day_last(api: Ask) -> None:
    of = product(1)
    for number, day in ((11, date(2021, 1, 1)), (12, date(1900, 1, 1)), (13, date(2026, 1, 1))):
        certification_row(number, of, {"recognised_on": day})
    assert certified(api("certifications/")) == [uid(13), uid(11), uid(12)]
    assert certified(api("certifications/", ordering="issued_on")) == [uid(12), uid(11), uid(13)]
