"""What staff lists may be asked: every parameter, every value that means nothing, and every name
that nobody knows, on every list."""

from html import unescape
from typing import Any

import pytest
from django.contrib import admin
from django.http import HttpRequest
from django.test import Client, RequestFactory
from django.urls import reverse

from certifications.models import ImportRow
from certifications.staff.certificates.gaps import GapFilters
from certifications.staff.figures.page import FigureFilters
from certifications.staff.figures.ptnt_ocop import TableFilters
from certifications.staff.imports.lists import ImportFilters
from certifications.staff.imports.row_filters import RowFilters
from certifications.staff.rounds.lists import RoundFilters
from ocop_registry.accounts.models import User
from ocop_registry.staff.job_pages import JobFilters
from ocop_registry.staff.lists.changelists import ChangelistFilters
from producers.models import Producer

pytestmark = pytest.mark.django_db
LONG = "x" * 201
AXES = ("sao", "tinh-trang", "loai-hinh", "nganh", "bo", "xa", "huyen", "minh-hoa")

# Address of an own list → its filters, and of each a value that means nothing; "": any text means
# something, if only that there is nothing of the kind.
OWN: dict[str, tuple[Any, dict[str, str]]] = {
    "round_list": (
        RoundFilters,
        {"q": LONG, "year": "năm nay", "status": "xong", "province": "99", "sort": "-pk"},
    ),
    "import_list": (ImportFilters, {"q": LONG, "loai": "khác", "trang-thai": "xong"}),
    "job_list": (JobFilters, {"q": LONG, "loai": "khác", "trang-thai": "xong"}),
    "incomplete_list": (GapFilters, {"q": LONG, "thieu": "tên", "noi": "99999", "sort": "pk"}),
    "ptnt_ocop": (TableFilters, {"nam": "1999", "tinh": "99"}),
    "figure_list": (FigureFilters, {"dem": "x", **dict.fromkeys(AXES, "")}),
}
VALUES = [
    (name, key, value) for name, (_, wrong) in OWN.items() for key, value in wrong.items() if value
]
CHANGELISTS = {
    f"{model._meta.app_label}_{model._meta.model_name}_changelist": one
    for model, one in admin.site._registry.items()
}
LISTS = [*OWN, "figures", *CHANGELISTS]


def asked(client: Client, name: str, **query: str) -> tuple[int, str]:
    response = client.get(reverse(f"admin:{name}"), query)
    return response.status_code, unescape(response.content.decode())


@pytest.fixture
def visitors(clients: dict[str, Client]) -> dict[str, Client]:
    """Who sees a list: accounts and offices the administrator, everything else the ministry."""
    accounts = {name: clients["admin"] for name in CHANGELISTS if name.startswith("accounts_")}
    return dict.fromkeys(LISTS, clients["ministry"]) | accounts


def test_every_filter_has_its_value_that_means_nothing() -> None:
    for filters, wrong in OWN.values():
        assert set(filters.base_filters) == set(wrong), filters


@pytest.mark.parametrize("name", LISTS)
def test_an_unknown_name_is_said_with_the_known_ones_and_no_file_is_made(
    visitors: dict[str, Client], name: str
) -> None:
    client = visitors[name]
    assert asked(client, name)[0] == 200
    for form in ({}, {"xuat": "csv"}, {"xuat": "xlsx"}):
        status, page = asked(client, name, mau="đỏ", **form)
        assert status == 400, form
        assert "Không có bộ lọc “mau”. Các bộ lọc: " in page
        assert "xuat" in page


@pytest.mark.parametrize(("name", "key", "value"), VALUES)
def test_a_value_that_means_nothing_is_said_and_no_row_shown(
    visitors: dict[str, Client], name: str, key: str, value: str
) -> None:
    status, page = asked(visitors[name], name, **{key: value})
    assert status == 400
    assert f"<strong>{key}</strong>: " in page
    assert asked(visitors[name], name, **{key: ""})[0] == 200, "an empty value is no filter"


@pytest.mark.parametrize("axis", AXES)
def test_an_axis_of_the_figures_takes_any_text(clients: dict[str, Client], axis: str) -> None:
    status, page = asked(clients["ministry"], "figure_list", **{axis: "x"})
    assert (status, "<h1>0 sản phẩm" in page) == (200, True)


def test_all_problems_of_an_address_are_told_at_once(clients: dict[str, Client]) -> None:
    page = asked(clients["ministry"], "round_list", status="xong", mau="đỏ", year="nay")[1]
    assert [page.count(f"<strong>{name}</strong>: ") for name in ("status", "mau", "year")] == [
        1
    ] * 3


def test_the_province_is_a_filter_of_those_who_see_several(clients: dict[str, Client]) -> None:
    assert asked(clients["ministry"], "round_list", province="tw")[0] == 200
    status, page = asked(clients["staff"], "round_list", province="19")
    assert (status, "Không có bộ lọc “province”" in page) == (400, True)


def test_rows_of_a_file(rf: RequestFactory, cast: dict[str, User]) -> None:
    def problems(**query: str) -> list[str]:
        request: HttpRequest = rf.get("/", query)
        request.user = cast["staff"]
        filters = RowFilters(request, ImportRow.objects.all())
        assert filters.problems == [] or list(filters.rows()) == []
        return [one.name for one in filters.problems]

    assert problems(xem="refused", q="chè", page="2", xuat="csv") == []
    assert problems(xem="mới", q=LONG, mau="đỏ") == ["xem", "q", "mau"]


# --- Django's own lists ---------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("name", "key", "value"),
    [
        ("producers_producer_changelist", "kind__exact", "công ty"),
        ("producers_producer_changelist", "kind__in", "farm,công ty"),
        ("producers_producer_changelist", "woman_led__exact", "có"),
        ("producers_producer_changelist", "is_demo__isnull", "2"),
        ("producers_producer_changelist", "tinh", "99"),
        ("products_product_changelist", "product_set__id__exact", "chè"),
        ("products_yearlyfigure_changelist", "nam", "1999"),
        ("certifications_certification_changelist", "han", "91"),
        ("certifications_certification_changelist", "tinh-trang", "tốt"),
        ("certifications_certification_changelist", "stars", "năm"),
        ("certifications_stagedrow_changelist", "outcome__exact", "xong"),
        ("places_place_changelist", "hieu-luc", "không"),
        ("accounts_user_changelist", "tinh-trang", "khóa"),
        ("accounts_user_changelist", "password__startswith", "md5"),
    ],
)
def test_a_changelist_says_what_its_filters_do_not_know(
    visitors: dict[str, Client], name: str, key: str, value: str
) -> None:
    for form in ({}, {"xuat": "csv"}):
        status, page = asked(visitors[name], name, **{key: value}, **form)
        assert (status, f"<strong>{key}</strong>: " in page) == (400, True)


@pytest.mark.parametrize("name", CHANGELISTS)
def test_a_changelist_takes_every_address_that_it_links_itself(
    rf: RequestFactory, cast: dict[str, User], name: str
) -> None:
    """What Django writes beside the list, of every filter, and pages, orders and words."""
    request = rf.get("/", {"q": "chè", "o": "-1", "p": "2", "all": "", "_popup": "1"})
    request.user = cast["admin"]
    changes = CHANGELISTS[name].get_changelist_instance(rf_request(rf, cast["admin"]))
    linked = {key for spec in changes.filter_specs for key in spec.expected_parameters()}
    filters = ChangelistFilters(CHANGELISTS[name], request)
    assert filters.problems == []
    assert linked <= filters.filters.keys()


def rf_request(rf: RequestFactory, person: User) -> HttpRequest:
    request = rf.get("/")
    request.user = person
    return request


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("certifications_target_changelist", "nam"),
        ("producers_producer_changelist", "tinh"),
        ("producers_producer_changelist", "kind__exact"),
        ("producers_producer_changelist", "woman_led__exact"),
        ("products_product_changelist", "product_set__id__exact"),
    ],
)
@pytest.mark.parametrize("blank", ["", " "])
def test_a_blank_value_narrows_a_changelist_to_nothing_else(
    visitors: dict[str, Client], name: str, key: str, blank: str
) -> None:
    address = reverse(f"admin:{name}")
    whole, same = visitors[name].get(address), visitors[name].get(address, {key: blank})
    assert same.status_code == 200
    assert list(same.context["cl"].queryset) == list(whole.context["cl"].queryset)


def test_who_may_not_see_a_list_is_not_told_its_filters(clients: dict[str, Client]) -> None:
    status, page = asked(clients["nobody"], "producers_producer_changelist", mau="đỏ")
    assert status == 403
    assert "kind__exact" not in page


def test_a_filtered_changelist_asks_for_its_choices_once(
    clients: dict[str, Client], django_assert_max_num_queries: Any
) -> None:
    Producer.objects.all().delete()
    url = reverse("admin:producers_producer_changelist")
    clients["ministry"].get(url)
    with django_assert_max_num_queries(60) as plain:
        clients["ministry"].get(url)
    with django_assert_max_num_queries(len(plain.captured_queries) + 1):  # the province by its code
        assert clients["ministry"].get(url, {"tinh": "19"}).status_code == 200
