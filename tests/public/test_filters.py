"""Every filter of the list: which row it keeps and which it leaves out; what it says when it cannot
read a value."""

from collections import Counter
from datetime import date
from html import unescape
from typing import Any

import pytest
from django.db.models import Count
from django.test import Client

from ocop_registry.places.models import Place
from products.api.products import ProductFacets, ProductList
from products.queries.facets import counts, facets
from products.queries.filters.products import ORDERS, ProductFilters, ProductListFilters
from products.queries.filters.register import RELEVANCE
from products.serving import PRODUCT
from tests.public import register
from tests.public.register import TODAY, acted, product, uid

pytestmark = pytest.mark.django_db


def asked(params: dict[str, str], on: date = TODAY, **more: Any) -> ProductListFilters:
    return ProductListFilters(params, register.of_day(PRODUCT, on), **more)


def found(**params: str) -> list[str]:
    selection = asked(params)
    assert selection.problems == []
    return register.names(selection.rows())


def bac_kan() -> Place:
    return Place.objects.get(level="province", search_key="bac kan")


CASES: dict[str, tuple[str, dict[str, Any], dict[str, Any]]] = {
    "province": ("19", {}, {"province": "01"}),
    "commune": ("05443", {"commune_code": "05443"}, {}),
    "place": ("Bắc Kạn", {"places": ["bac kan"]}, {}),
    "stars": ("4", {"stars": 4}, {"stars": 3}),
    "stars__gte": ("4", {"stars": 5}, {"stars": 3}),
    "held_stars": ("4", {"stars": 4}, {"stars": 3}),
    "set": ("6", {"set_no": 6}, {"set_no": 1}),
    "sector": ("Thực phẩm", {"sector": "Thực phẩm"}, {"sector": "Đồ uống"}),
    "group": ("Cà phê, ca cao", {"group": "Cà phê, ca cao"}, {"group": "Chè"}),
    "producer": (uid(901), {"producer_uid": uid(901)}, {}),
    "producer_kind": ("farm", {"producer_kind": "farm"}, {}),
    "standing": ("expired", {"standing": "expired"}, {}),
    "q": ("mien na ri", {"producer": "HTX Na Rì"}, {}),
    "recognised_after": (
        "01/05/2024",
        {"recognised_on": date(2024, 5, 1)},
        {"recognised_on": date(2024, 4, 30)},
    ),
    "recognised_before": (
        "2024-05-01",
        {"recognised_on": date(2024, 5, 1)},
        {"recognised_on": date(2024, 5, 2)},
    ),
    "expires_before": (
        "2027-05-01",
        {"expires_on": date(2027, 5, 1)},
        {"expires_on": date(2027, 5, 2)},
    ),
    "updated_after": ("2026-11-02T09:00:00+07:00", {"number": 2}, {"number": 1}),
    "has_image": ("true", {"has_image": True}, {"has_image": False}),
}


def row(given: dict[str, Any], name: str, number: int) -> None:
    given = dict(given)
    if isinstance(given.get("province"), str):
        given["province"] = register.province(given["province"])
    if "places" in given:
        given["places"] = [bac_kan()]
    product(given.pop("number", number), name, **given)


def test_every_filter_has_a_case() -> None:
    """But for `certain`, which says how the others are meant."""
    assert set(CASES) == set(ProductFilters.base_filters) - {"certain"}


@pytest.mark.parametrize("name", CASES)
def test_a_filter_keeps_its_rows_and_no_other(name: str) -> None:
    value, kept, left = CASES[name]
    row(kept, "Miến giữ", 2)
    row(left, "Miến bỏ", 1)
    assert found(**{name: value}) == ["Miến giữ"]


def test_only_valid_products_are_shown_unless_asked() -> None:
    for number, standing in enumerate(
        ["in_force", "expiring", "extended", "unclear", "unverified", "expired", "revoked"], 1
    ):
        product(number, f"{number} {standing}", standing=standing)
    assert found() == ["1 in_force", "2 expiring", "3 extended"]
    assert found(standing="revoked,unclear") == ["4 unclear", "7 revoked"]
    assert len(found(standing="all")) == 7


def test_the_standing_is_that_of_the_day() -> None:
    product(
        stretches=[
            (date(1900, 1, 1), "participating", 3),
            (date(2024, 5, 1), "in_force", 3),
            (date(2027, 5, 2), "expired", 3),
        ]
    )
    selections = {
        day: asked({"standing": "all"}, day).rows().get()
        for day in (date(2024, 4, 30), TODAY, date(2027, 5, 2))
    }
    assert [state.standing for state in selections.values()] == [
        "participating",
        "in_force",
        "expired",
    ]
    assert [state.stars for state in selections.values()] == [0, 3, 0]


def test_stars_that_do_not_count_are_found_as_held_only() -> None:
    product(standing="expired", stars=4)
    assert found(standing="all", stars="4") == []
    assert found(standing="all", held_stars="4") == ["Miến dong"]


@pytest.mark.parametrize(
    "typed", ["mien dong", "MIẾN DONG", "dong mien", "hoàn miến", "mie", "  miến,dong "]
)
def test_words_are_found_however_they_are_typed(typed: str) -> None:
    product()
    product(2, "Chè Shan tuyết")
    assert found(q=typed) == ["Miến dong"]


def test_closest_names_come_first() -> None:
    for number, name in enumerate(
        ["Bánh miến dong", "Miến dong Na Rì", "Siêu miến dongg", "Miến dong", "An miến dong"], 1
    ):
        product(number, name)
    product(6, "Siêumiến dong")
    names = ["Miến dong", "Miến dong Na Rì", "An miến dong", "Bánh miến dong", "Siêu miến dongg"]
    assert found(q="mien dong") == names
    assert found(q="mien dong", ordering="name") == sorted(names)


def test_an_old_place_by_code_with_its_last_day() -> None:
    old = bac_kan()
    product(places=[old])
    product(2, "Chè")
    assert found(place=old.public_code) == ["Miến dong"]
    assert found(place="19") == ["Chè", "Miến dong"]


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("stars", "6", "3, 4, 5"),
        ("standing", "valids", "valid, all"),
        ("province", "06", "mã của một tỉnh"),
        ("commune", "x", "mã của một xã"),
        ("place", "Atlantis", "Atlantis"),
        ("set", "99", "26"),
        ("sector", "Sách", "Thực phẩm"),
        ("producer", "ABC", "7 ký tự"),
        ("recognised_after", "31/02/2026", "01/12/2026"),
        ("updated_after", "hôm qua", "hôm qua"),
        ("has_image", "có", "true"),
        ("q", "???", "không có chữ"),
        ("q", "a" * 201, "200"),
        ("producer_kind", "a\x00", "không hợp lệ"),
        ("ordering", "sort_key", "-recognised_on"),
        ("colour", "red", "expires_before"),
    ],
)
def test_what_cannot_be_read_is_named_with_what_would_be_right(
    name: str, value: str, said: str
) -> None:
    problems = asked({name: value}).problems
    assert [problem.name for problem in problems] == [name]
    assert said in problems[0].sentence


def test_all_problems_are_told_at_once_and_others_names_are_left_alone() -> None:
    selection = asked({"stars": "9", "colour": "red", "page": "2"}, also={"page"})
    assert [problem.name for problem in selection.problems] == ["stars", "colour"]


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("colour=red", "Không có bộ lọc “colour”. Các bộ lọc: q, province, "),
        ("stars=3&stars=4", "Tham số “stars” chỉ được ghi một lần."),
        ("standing=valids", "valid, all"),
        ("ordering=relevance", "-updated_at"),
    ],
)
def test_the_page_shows_no_rows_but_what_is_wrong_and_a_file_leads_to_it(
    client: Client, query: str, said: str
) -> None:
    product()
    page = client.get(f"/san-pham/?{query}")
    assert page.status_code == 400
    assert said in unescape(page.content.decode())
    assert "Miến dong" not in page.content.decode()
    for form in ("csv", "xlsx"):
        leads = client.get(f"/san-pham/xuat.{form}?{query}")
        assert (leads.status_code, leads.headers["Location"].partition("?")[0]) == (
            302,
            "/san-pham/",
        )


def test_page_file_list_and_counts_take_the_same_parameters() -> None:
    """The page's own is its number, the API's own are its fields and its position."""
    filters = [*ProductFilters.base_filters]
    assert [*ProductListFilters.base_filters] == [*filters, "ordering"]
    assert [one.name for one in ProductFacets.parameters] == filters
    assert [one.name for one in ProductList.parameters] == [
        *filters,
        *("ordering", "fields", "cursor", "page_size"),
    ]


@pytest.mark.parametrize("name", ["Na Rì", "Con Cuông", "Lục Ngạn", "Yên Thế", "Đồng Hỷ"])
def test_a_name_of_today_and_of_before_finds_what_is_under_either(
    client: Client, name: str
) -> None:
    """Each is a district of before and a commune of today that has only a part of it."""
    district = Place.objects.get(level="district", name=name, dates_exact=True)
    today = Place.objects.current().communes().get(name=name)
    product(1, "Của huyện cũ", places=[district])
    product(2, "Của xã nay", places=[today])
    product(3, "Của nơi khác")
    assert found(place=name) == ["Của huyện cũ", "Của xã nay"]
    assert found(place=f"huyện {name} cũ") == found(place=district.public_code) == ["Của huyện cũ"]
    assert found(place=today.public_code) == ["Của xã nay"]
    page = unescape(client.get("/san-pham/", {"place": name}).content.decode())
    for unit in (district, today):
        assert f"Chỉ {unit.path()}" in page
        assert f"place={unit.public_code.replace('@', '%40')}" in page
    assert "là tên của" in page
    rows = client.get("/api/v1/products/", {"place": name}).json()
    assert len(rows["results"]) == 2
    assert {district.public_code, today.code} <= {one["code"] for one in rows["places"]}
    alone = client.get("/api/v1/products/", {"place": today.public_code}).json()
    assert "places" not in alone
    exported = client.get("/san-pham/xuat.csv", {"place": name}).getvalue().decode("utf-8-sig")
    assert "Của huyện cũ" in exported
    assert "Của xã nay" in exported


def test_where_nothing_is_found_the_unit_that_was_meant_is_told(client: Client) -> None:
    page = client.get("/san-pham/", {"place": "xã Kim Lư, huyện Na Rì"}).content.decode()
    assert "Đã tìm ở xã Kim Lư, huyện Na Rì, tỉnh Bắc Kạn (đến 30/06/2025)." in page


def test_an_ambiguous_place_offers_its_units() -> None:
    problem = asked({"place": "xã Tân Thành"}).problems[0]
    assert len(problem.choices) > 1


@pytest.mark.parametrize("order", ORDERS)
def test_every_order_is_total(order: str) -> None:
    for number in range(1, 8):
        product(number, f"Miến {number % 3}", stars=3 + number % 2)
    params = {"q": "mien"} if order == RELEVANCE else {"ordering": order}
    rows = asked(params).rows()
    keys = [tuple(_value(state, column.lstrip("-")) for column in ORDERS[order]) for state in rows]
    assert len(set(keys)) == len(keys) == 7


def _value(state: Any, column: str) -> Any:
    value = getattr(state, column)
    return bytes(value) if isinstance(value, memoryview) else value


def test_a_facet_counts_the_choices_beside_its_own() -> None:
    product(1, "A", stars=3)
    product(2, "B", stars=4)
    product(3, "C", stars=4, standing="expired")
    selection = asked({"held_stars": "4"})
    assert counts(selection, "standing", TODAY) == {"expired": 1, "in_force": 1}
    assert counts(selection, "held_stars", TODAY) == {3: 1, 4: 1}
    assert facets(selection, TODAY)["province"] == {"19": 1}


_BY = {"province": "province_code", "commune": "commune_code", "set": "set_no"}


@pytest.mark.parametrize("standing", ["", "all", "expired,revoked"])
@pytest.mark.parametrize("words", ["", "che"])
@pytest.mark.parametrize("stars", [{}, {"stars": "3,4"}, {"stars__gte": "4"}, {"held_stars": "5"}])
def test_counts_added_up_are_what_the_rows_count(
    standing: str, words: str, stars: dict[str, str]
) -> None:
    _varied()
    for place in ({}, {"province": "19"}, {"province": "19", "commune": "05503"}):
        for kinds in ({}, {"producer_kind": "sme"}, {"set": "6"}):
            asking = {"standing": standing, "q": words, **stars, **place, **kinds}
            selection = asked({name: text for name, text in asking.items() if text})
            assert selection.problems == []
            for facet, told in facets(selection, TODAY).items():
                assert told == _counted_by_row(selection, facet), (asking, facet)


def _varied() -> None:
    for number in range(1, 25):
        product(
            number,
            f"{('Chè', 'Miến')[number % 2]} {number}",
            province=register.province(("19", "24")[number % 3 == 0]),
            commune_code=("05503", "05542", "")[number % 3],
            stars=3 + number % 3,
            set_no=(6, 0)[number % 5 == 0],
            producer_kind=("cooperative", "sme", "household")[number % 4 % 3],
            standing=("in_force", "expired", "expiring", "revoked")[number % 4],
        )


def _counted_by_row(selection: ProductListFilters, facet: str) -> dict[Any, int]:
    together = {"stars", "stars__gte", "held_stars"}
    own = together if facet in together else {facet}
    rows = selection.matching(without=own)
    return dict(sorted(Counter(rows.values_list(_BY.get(facet, facet), flat=True)).items()))


def test_queries_do_not_grow_with_rows(django_assert_num_queries: Any) -> None:
    for number in (1, 2, 3):
        product(number, f"Miến {number}")
        if number in {1, 3}:
            rows = asked({"q": "mien"}).rows()
            with django_assert_num_queries(1):
                assert len(rows.values_list("listed__text")) == number


@pytest.mark.usefixtures("keeping_by_version")
def test_units_of_one_name_are_counted_apart(client: Client) -> None:
    same = Place.objects.current().communes().values("full_name").annotate(rows=Count("pk"))
    name = same.filter(rows__gt=1).order_by("full_name").first()["full_name"]
    here, there = Place.objects.current().filter(full_name=name).order_by("code")[:2]
    product(1, "Miến", places=[here])
    product(2, "Chè", places=[there])
    product(3, "Bún", places=[there])
    register.ready()
    acted()
    for place, total in ((here, 1), (there, 2)):
        page = client.get("/san-pham/", {"place": place.public_code}).content.decode()
        assert f"{total} sản phẩm" in page
        answer = client.get("/api/v1/products/facets/", {"place": place.public_code}).json()
        assert answer["facets"]["standing"] == {"in_force": total}
