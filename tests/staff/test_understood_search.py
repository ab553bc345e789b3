"""What is typed into a list of the staff site is understood as the public search understands it."""

import re
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from certifications.models import Certification
from tests import factories as make

pytestmark = pytest.mark.django_db
SAID = "Không thấy đúng các từ đã gõ"


def listed(client: Client, name: str, text: str) -> tuple[str, str]:
    """The table of a list as text, and the line above it."""
    page = client.get(reverse(f"admin:{name}_changelist"), {"q": text})
    assert page.status_code == 200
    content = page.content.decode()
    told = re.search(r'class="read-as"[^>]*>([^<]*)', content)
    rows = content.partition('id="result_list"')[2].partition("</table>")[0]
    return re.sub(r"<[^>]+>|\s+", " ", rows), told[1] if told else ""


@pytest.fixture
def _two(cast: dict[str, Any]) -> None:
    na_ri = make.old_place("066")
    maker = make.producer("HTX Tài Hoan", place=na_ri.today_units[0], tax_code="4700123456")
    make.product("Trà hoa vàng", of=maker, gtin="08936012345674")
    other = make.producer("Công ty cổ phần Bản Mộc", place=make.commune("19", 3))
    make.product("Lạp sườn lợn đen", of=other)


PRODUCTS = [
    ("chè hoa vàng", "Trà hoa vàng"),
    ("lạp xưởng heo", "Lạp sườn lợn đen"),
    ("hoa vàng tài hoan", "Trà hoa vàng"),
    ("hợp tác xã tài hoan", "Trà hoa vàng"),
    ("cty cp bản mộc", "Lạp sườn lợn đen"),
    ("Na Rì", "Trà hoa vàng"),
    ("trà na rì", "Trà hoa vàng"),
    ("893601234567 4", "Trà hoa vàng"),
    ("(01)08936012345674", "Trà hoa vàng"),
]


@pytest.mark.usefixtures("_two")
@pytest.mark.parametrize(("typed", "name"), PRODUCTS)
def test_a_product_is_found_in_other_words(
    clients: dict[str, Client], typed: str, name: str
) -> None:
    table, told = listed(clients["staff"], "products_product", typed)
    names = {one for one in ("Trà hoa vàng", "Lạp sườn lợn đen") if one in table}
    assert names == {name}
    assert told == ""


@pytest.mark.usefixtures("_two")
@pytest.mark.parametrize(
    ("name", "typed", "meant", "found"),
    [
        ("products_product", "tra hao vang", "“hao” là “hoa”", "Trà hoa vàng"),
        ("products_product", "lap suonn lon den", "“suonn” là “suon”", "Lạp sườn lợn đen"),
        ("producers_producer", "tai haon", "“haon” là “hoan”", "HTX Tài Hoan"),
    ],
)
def test_a_slip_is_set_right_and_said(
    clients: dict[str, Client], name: str, typed: str, meant: str, found: str
) -> None:
    table, told = listed(clients["staff"], name, typed)
    assert found in table
    assert told.startswith(SAID)
    assert meant in told


@pytest.mark.usefixtures("_two")
def test_producers_by_form_code_and_place(clients: dict[str, Client]) -> None:
    for typed in ("hợp tác xã tài hoan", "4700 123 456", "MST 4700123456", "na rì", "Bắc Cạn"):
        assert "HTX Tài Hoan" in listed(clients["staff"], "producers_producer", typed)[0], typed
    assert "Bản Mộc" in listed(clients["staff"], "producers_producer", "ctcp bản mộc")[0]


def test_certifications_by_decision_and_code(
    cast: dict[str, Any], clients: dict[str, Client]
) -> None:
    make.certified(cast["staff"], cast["head"], [make.product()])
    code = Certification.objects.get().code
    for typed in ("1523", "QĐ số 1523/QĐ-UBND", code, code.replace("-", " "), "mien na po"):
        table, _ = listed(clients["staff"], "certifications_certification", typed)
        assert "Miến dong Nà Pò" in table, typed
    assert "Miến dong" not in listed(clients["staff"], "certifications_certification", "152")[0]


def test_what_lies_elsewhere_is_not_found_by_any_word(
    cast: dict[str, Any], clients: dict[str, Client]
) -> None:
    there = make.producer("HTX Ở Xa", place=make.commune("24"), tax_code="2400123456")
    make.product("Trà xa", of=there)
    for typed in ("2400123456", "tra xa", "trà xaa", "o xa", there.uid):
        assert "HTX Ở Xa" not in listed(clients["staff"], "producers_producer", typed)[0]
        assert "Trà xa" not in listed(clients["staff"], "products_product", typed)[0]


def test_people_are_found_with_a_slip(clients: dict[str, Client], cast: dict[str, Any]) -> None:
    cast["staff"].full_name = "Nguyễn Thị Lan"
    cast["staff"].save()
    table, told = listed(clients["admin"], "accounts_user", "nguyen thi lann")
    assert "Nguyễn Thị Lan" in table
    assert "“lann” là “lan”" in told


def test_rounds_by_place_and_slip(clients: dict[str, Client], cast: dict[str, Any]) -> None:
    make.open_round(cast["staff"])
    for typed in ("thai nguyen", "thai nguyenn"):
        page = clients["staff"].get(reverse("admin:round_list"), {"q": typed}).content.decode()
        assert "/dot/" in page.partition("<table")[2], typed
