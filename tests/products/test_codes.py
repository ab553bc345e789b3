"""Codes as people write, paste and scan them."""

from datetime import date
from typing import Any

import pytest
from django.test import Client

from products.codes import bare_number, beginnings, keys_of, several
from products.queries.search.programme import asked
from products.queries.verify import check
from tests.public import register

GTIN, CODE = "8936012345674", "19-02155-003-2026"
OF_GTIN = [
    "8936012345674", "08936012345674", "893-6012-345674", "893 6012 345674", "893.6012.345674",
    "893–6012–345674", "8 936012 345674", "GTIN: 8936012345674", "mã vạch 8936012345674",
    "EAN-13 8936012345674", "https://id.gs1.org/01/08936012345674", "8936O12345674",
    "https://example.vn/01/08936012345674/10/ABC?17=271231", "(01)08936012345674(10)ABC",
    "(01) 08936012345674 (17) 271231", "]C10108936012345674\x1d10ABC", "010893601234567410ABC",
    "https://example.vn/tra-cuu/?q=8936012345674", "\u200b8936012345674 ",
]  # fmt: skip
OF_CODE = [
    "19-02155-003-2026", "19 02155 003 2026", "19-O2155-003-2026", "19–02155–003–2026",
    "19—02155—003—2026", "19.02155.003.2026", "19/02155/003/2026", "19021550032026", "l9-02155-003-2026",
    "Mã sản phẩm: 19-02155-003-2026", "19 - 02155 - 003 - 2026", "19_02155_003_2026",
]  # fmt: skip
OF_DECISION = [
    "386/QĐ-UBND", "QĐ số 386/QĐ-UBND", "Quyết định 386/QĐ-UBND", "Quyết định số: 386/QĐ-UBND",
    "386/QĐUBND", "386 QĐ-UBND", "386/QĐ–UBND", "386/qd-ubnd", "386 / QĐ - UBND",
    "386/QĐ-UBND ngày 12/3/2026 của UBND tỉnh", "Theo QĐ 386/QĐ-UBND",
]  # fmt: skip


@pytest.mark.parametrize(
    ("typed", "key"),
    [
        *((one, GTIN) for one in OF_GTIN),
        *((one, CODE) for one in OF_CODE),
        *((one, "386/QD-UBND") for one in OF_DECISION),
        ("96385074", "0000096385074"), ("0000096385074", "96385074"), ("012345678905", "0012345678905"),
        ("4600312345-001", "4600312345-001"), ("4600312345 - 001", "4600312345-001"),
        ("MST 4600312345", "4600312345"), ("06-066-02158-1-2021", "06-066-02158-1-2021"),
        ("http://127.0.0.1:8000/san-pham/7K3QX9M-mien-dong/", "7K3QX9M"), ("/san-pham/7K3QX9M-x/", "7K3QX9M"),
        ("ocop.example.vn/api/v1/products/7K3QX9M/", "7K3QX9M"), ("7k3-qx9m", "7K3-QX9M"),
        ("26/2026/QĐ-TTg", "26/2026/QD-TTG"),
        ("5/QĐ-UBND", "05/QD-UBND"), ("05/QĐ-UBND", "5/QD-UBND"), ("QĐ số 05/QĐ-UBND", "5/QD-UBND"),
    ],
)  # fmt: skip
def test_a_code_is_the_same_however_it_is_written(typed: str, key: str) -> None:
    assert key in keys_of(typed)


@pytest.mark.parametrize(
    ("typed", "begun"),
    [("386", ("386/",)), ("386/QĐ", ("386/QĐ",)), ("5", ("5/", "05/")), ("QĐ số 05", ("05/", "5/")),
     ("05/QĐ-UBND", ("05/QĐ-UBND", "5/QĐ-UBND")), ("50", ("50/",)), ("mật ong", ()), ("386 trà", ())],
)  # fmt: skip
def test_a_number_below_ten_begins_with_and_without_its_nought(
    typed: str, begun: tuple[str, ...]
) -> None:
    assert beginnings(typed) == begun


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        (f"{GTIN}\n{CODE}", [GTIN, CODE]),
        (f"{GTIN}; {CODE}", [GTIN, CODE]),
        (f"{GTIN} 8936012345681", [GTIN, "8936012345681"]),
        ("386/QĐ-UBND, 12/QĐ-UBND", ["386/QĐ-UBND", "12/QĐ-UBND"]),
        ("19 02155 003 2026", []),
        ("mật ong; miến dong", []),
        ("Công ty A, xã B", []),
        ("", []),
    ],
)
def test_several_codes_are_parted(text: str, codes: list[str]) -> None:
    assert several(text) == codes


def test_a_number_stands_without_the_words_around_it() -> None:
    assert bare_number("số 386") == "386"
    assert bare_number("QĐ-UBND số 386") == "386"
    for text in ("miến dong", "3 miền", "sơn tra", "7K3QX9M", "Số đỏ"):
        assert bare_number(text) == text


@pytest.mark.parametrize(
    ("typed", "rest", "stars"),
    [
        ("trà đinh đạt phát ocop 4 sao", "trà đinh đạt phát", (4,)), ("ocop 4 sao", "", (4,)),
        ("sản phẩm ocop", "", ()), ("đạt 5 sao", "", (5,)), ("mật ong ⭐⭐⭐⭐", "mật ong", (4,)),
        ("San pham OCOP 5 sao quốc gia", "", (5,)), ("miến dong 4*", "miến dong", (4,)),
        ("từ 4 sao trở lên", "", (4, 5)), ("chè 3, 4 sao", "chè", (3, 4)), ("ocop4 sao chè", "chè", (4,)),
        ("đạt chuẩn ocop ba sao chè", "chè", (3,)), ("chương trình OCOP", "", ()),
        ("mỗi xã một sản phẩm", "", ()), ("chè được công nhận 4 sao", "chè", (4,)),
        ("xã Ba Sao", "xã Ba Sao", ()), ("HTX 5 sao", "HTX 5 sao", ()), ("sản phẩm", "sản phẩm", ()),
        ("rượu 40 độ 3 sao", "rượu 40 độ", (3,)), ("miến dong", "miến dong", ()),
    ],
)  # fmt: skip
def test_words_about_the_programme_say_which_stars(
    typed: str, rest: str, stars: tuple[int, ...]
) -> None:
    assert (asked(typed).rest, asked(typed).stars) == (rest, stars)


@pytest.fixture
def coded(db: Any) -> Any:
    tea = register.product(1, "Miến dong", codes=[CODE, GTIN], detail={"gtin": GTIN})
    register.product(2, "Trà 893", codes=["19-02155-004-2026"])
    maker = register.producer(900, "HTX Tài Hoan")
    maker.codes = "|4600312345-001|"
    maker.save(update_fields=["codes"])
    register.ready()
    return tea


@pytest.mark.parametrize("typed", [*OF_GTIN, *OF_CODE])
def test_an_exact_code_finds_its_product_and_nothing_else(
    coded: Any, client: Client, typed: str
) -> None:
    answer = check(typed, date(2026, 11, 20))
    assert (answer.kind, [hit.product.uid for hit in answer.hits]) == ("one", [coded.uid])
    found = client.get("/api/v1/products/", {"q": typed.replace("\x1d", "")}).json()["results"]
    assert [one["uid"] for one in found] == [coded.uid]
    assert found[0]["match"]["fields"] == ["code"]


def test_own_addresses_decisions_and_tax_codes_are_looked_up(coded: Any, client: Client) -> None:
    on = date(2026, 11, 20)
    assert check(f"http://127.0.0.1:8000/san-pham/{coded.uid}-mien-dong/", on).kind == "one"
    assert check("4600312345-001", on).total == 2
    assert check("4600312345", on).kind == "none"
    for typed in OF_DECISION:
        assert check(typed, on).total == 2, typed
    several_at_once = check(f"{GTIN}\n19-02155-004-2026\n19-02155-009-2026", on)
    assert [one.kind for one in several_at_once.each] == ["one", "one", "none"]
    page = client.get("/tra-cuu/", {"q": f"{GTIN} {CODE}"}).content.decode()
    assert "Tra cứu 2 mã:" in page
