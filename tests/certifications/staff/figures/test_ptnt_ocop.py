"""The ministry's table PTNT_OCOP: nine columns, one row per recognised product and year."""

import csv
from datetime import date
from io import StringIO
from typing import Any

import pytest
from django.urls import reverse

from ocop_registry.journal.acts import act
from products.models import YearlyFigure
from tests import factories as make

HEADINGS = [
    "MA_OCOP", "Ma_DonViHanhChinh", "Ma_ThoiGian", "Ma_SanPham", "TenSanPham", "XepHang", "ChuTheSXKD", "DoanhThuNam", "TrangThai"
]  # fmt: skip


def table(client: Any, **asked: str) -> list[list[str]]:
    answer = client.get(reverse("admin:ptnt_ocop"), {**asked, "xuat": "csv"})
    assert answer.status_code == 200
    rows = list(csv.reader(StringIO(b"".join(answer.streaming_content).decode("utf-8-sig"))))
    assert rows[0] == HEADINGS
    return rows[1:]


def earned(product: Any, year: int, revenue: int | None, **more: Any) -> None:
    with act("yearly_figure.create", by=None, province=product.province) as deed:
        deed.create(YearlyFigure(product=product, year=year, revenue=revenue, **more))


@pytest.fixture
def people(db: None) -> dict[str, Any]:
    return {
        "lan": make.staff("lan"),
        "minh": make.approver("minh"),
        "hoa": make.staff("hoa", "24"),
        "bo": make.ministry(),
    }


def test_a_row_holds_what_the_document_says(people: dict, as_user: Any) -> None:
    maker = make.producer("HTX Tài Hoan", place=make.commune("19", 3))
    noodles, candidate = make.product("Miến dong", of=maker), make.product("Mật ong", of=maker)
    make.certified(people["lan"], people["minh"], [noodles])
    earned(noodles, 2026, 1_600_000_000)
    earned(noodles, 2025, 5)
    earned(candidate, 2026, 7)
    code = noodles.certifications.get().code
    assert table(as_user(people["lan"])) == [
        [
            code or noodles.uid,
            maker.place.code,
            "2026",
            noodles.uid,
            "Miến dong",
            "4",
            "HTX Tài Hoan",
            "1600000000",
            "Còn hiệu lực",
        ]
    ]
    assert table(as_user(people["lan"]), nam="2025") == []


def test_the_standing_is_that_of_the_last_day_of_the_year(
    people: dict, as_user: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    product = make.product("Miến dong")
    make.certified(people["lan"], people["minh"], [product], signed_on=date(2026, 11, 2))
    earned(product, 2027, None, output=3, output_unit="tấn")
    earned(product, 2028, 0)
    monkeypatch.setattr("ocop_registry.clock.today", lambda: date(2029, 11, 2))
    client = as_user(people["lan"])
    told = {year: table(client, nam=year)[0][5:] for year in ("2026", "2027", "2028", "2029")}
    assert told == {
        "2026": ["4", "HTX Nà Pò", "", "Còn hiệu lực"],
        "2027": ["4", "HTX Nà Pò", "", "Còn hiệu lực"],
        "2028": ["4", "HTX Nà Pò", "0", "Còn hiệu lực"],
        "2029": ["4", "HTX Nà Pò", "", "Sắp hết hạn"],
    }
    monkeypatch.setattr("ocop_registry.clock.today", lambda: date(2029, 11, 3))
    assert table(client, nam="2029")[0][-1] == "Hết hiệu lực"


def test_a_province_sees_its_own_and_the_ministry_all(people: dict, as_user: Any) -> None:
    vai = make.product("Vải", of=make.producer("HTX Lục Ngạn", place=make.commune("24")))
    make.certified(people["lan"], people["minh"], [make.product("Miến dong")])
    make.certified(
        people["hoa"], make.approver("thao", "24"), [vai], number="9/QĐ-UBND", province_code="24"
    )
    earned(vai, 2026, 9)
    names = {who: [row[4] for row in table(as_user(people[who]))] for who in ("lan", "hoa", "bo")}
    assert names == {"lan": ["Miến dong"], "hoa": ["Vải"], "bo": ["Miến dong", "Vải"]}
    assert [(row[4], row[7]) for row in table(as_user(people["bo"]), tinh="24")] == [("Vải", "9")]
    refused = as_user(people["lan"]).get(reverse("admin:ptnt_ocop"), {"nam": "2017", "xuat": "csv"})
    assert refused.status_code == 400
    assert "Chọn một năm trong danh sách, ví dụ 2025." in refused.content.decode()


def test_the_number_of_queries_does_not_grow(
    people: dict, as_user: Any, django_assert_max_num_queries: Any
) -> None:
    client, heads = as_user(people["bo"]), {"19": people["minh"], "24": make.approver("thao", "24")}
    for code, by, names in (
        ("19", "lan", ["Miến dong"]),
        ("24", "hoa", ["Vải", "Mỳ Chũ", "Gà đồi"]),
    ):
        maker = make.producer(f"HTX {code}", place=make.commune(code))
        wanted = [make.product(name, of=maker) for name in names]
        make.certified(
            people[by], heads[code], wanted, number=f"{code}/QĐ-UBND", province_code=code
        )
        with django_assert_max_num_queries(6):
            assert len(table(client)) == (1 if code == "19" else 4)
