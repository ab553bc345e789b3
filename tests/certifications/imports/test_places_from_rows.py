"""The place of a row from all that the row says: its columns, its address, the issuer, the code of
the product, what it says of today; through the real import of a register."""

import csv
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from certifications.imports import staging
from certifications.models import Certification
from producers.models import Producer
from tests.certifications.imports.registers import KIND, applied, looked, simple
from tests.certifications.imports.test_register_faults import good

pytestmark = pytest.mark.django_db
LISTS = Path(__file__).parents[1] / "identity" / "data" / "places_in_lists.csv"
HEADINGS = ("Tên sản phẩm", "Chủ thể", "Loại hình", "Xã, phường", "Hạng sao", "Ngày cấp")
NO_DAY = ("Tên sản phẩm", "Chủ thể", "Loại hình", "Địa chỉ", "Hạng sao", "Ngày cấp")
THEN = date(2021, 3, 19)
CON_MINH = "xã Côn Minh, huyện Na Rì, tỉnh Bắc Kạn"


def of_the_province() -> Iterator[dict[str, str]]:
    with LISTS.open(encoding="utf-8", newline="") as file:
        yield from (row for row in csv.DictReader(file) if row["province"] == "19")


def test_places_as_they_stand_in_lists_come_through_the_import(province, lan, minh) -> None:
    cases = list(of_the_province())
    assert len(cases) > 80
    rows = [
        (f"Miến {number}", f"HTX {number}", "HTX", one["text"], 4, date(2022, 12, 31))
        for number, one in enumerate(cases)
    ]
    content = simple(HEADINGS, *rows)
    staged = staging.stage(content, "so.xlsx", KIND, province=province, by=lan)
    asked = dict(enumerate(staged.rows.order_by("number")))
    applied(content, province, lan, minh, "lan hai.xlsx")
    written = {one.product_name: one for one in Certification.objects.select_related("place")}
    for number, one in enumerate(cases):
        if one["expected"] == "?":
            question = asked[number].options.get("place", {})
            labels = {option["value"]: option["label"] for option in question.get("options", ())}
            suggested = labels.get(question.get("suggested"), "")
            assert suggested.partition(" (đến")[0] == one["suggested"], one["text"]
        elif f"Miến {number}" in written:
            place = written[f"Miến {number}"].place
            day = date(2022, 12, 31)
            assert (
                place.path() == one["expected"]
                or not place.on(day)
                or one["expected"].count(",") == 1
            ), one["text"]
        else:  # what it is today is asked
            assert "place_now" in asked[number].options, one["text"]


def test_the_address_beside_it_chooses_among_seven_communes_of_one_name() -> None:
    addresses = {
        "Thôn 2, xã Hồng Thái, huyện Na Hang": "Na Hang",
        "Thôn Nà Mu, H. Bình Gia, tỉnh Lạng Sơn": "Bình Gia",
        "Văn Lãng, Lạng Sơn": "Văn Lãng",
        "Thôn 1, xã Hồng Thái, Kiến Xương, Thái Bình": "Kiến Xương",
        "Phú Xuyên - Hà Nội": "Phú Xuyên",
    }
    rows = [
        (f"Chè {n}", f"HTX {n}", "HTX", "Xã Hồng Thái", 4, THEN, address)
        for n, address in enumerate(addresses)
    ]
    read = looked(simple((*HEADINGS, "Địa chỉ"), *rows), None)
    for row, (address, district) in zip(read, addresses.items(), strict=True):
        assert any(f"huyện {district}" in note for note in row.notes), address
        assert "place" not in row.questions
    alone = looked(simple(HEADINGS, rows[0][:6]), None)
    assert len(alone[0].questions["place"].options) > 5


@pytest.mark.parametrize(
    ("more", "by"),
    [
        ([("Cơ quan ban hành", "UBND huyện Văn Lãng")], "cơ quan ban hành"),
        ([("Mã sản phẩm", "20-182-06154-3-2021")], "mã sản phẩm"),
    ],
)
def test_what_else_the_row_says_chooses(more, by) -> None:
    """Issuer and code of the product tell between namesakes, and it is said."""
    row = ("Chè", "HTX Sen", "HTX", "Xã Hồng Thái", 4, THEN, *(value for _, value in more))
    [read] = looked(simple((*HEADINGS, *(name for name, _ in more)), row), None)
    assert any(note.endswith(f"theo {by}.") for note in read.notes), read.notes
    assert "place" not in read.questions


def test_the_place_within_the_address_alone(province, lan, minh) -> None:
    rows = [
        ("Khô ếch", "HTX Kiên", "HTX", "Thôn Bản Lài, xã Côn Minh, huyện Na Rì, tỉnh Bắc Kạn", 3, THEN),
        ("Khô cá", "HTX Lộc", "HTX", "Xã Côn Minh, Na Rì", 3, 2021),
        ("Khô mực", "HTX Mây", "HTX", "Côn Minh - Na Rì", 3, THEN),
        ("Khô nai", "HTX Na", "HTX", "Số 5, tổ 2, thôn Bản Lài - Xã Côn Minh - Na Rì - VN", 3, THEN),
        ("Khô gà", "HTX Ổi", "HTX", "Bản Lài, xã Côn Minh (nay là xã Côn Minh, Thái Nguyên)", 3, THEN),
    ]  # fmt: skip
    applied(simple(NO_DAY, *rows), province, lan, minh)
    found = Certification.objects.select_related("place", "product__producer__place")
    assert {one.place.path() for one in found} == {CON_MINH}
    assert len(found) == len(rows)
    assert {one.product.producer.place.path() for one in found} == {"xã Côn Minh, tỉnh Thái Nguyên"}


def test_an_address_misspelt_is_asked_with_a_suggestion_and_a_road_says_nothing(province) -> None:
    misspelt = ("Khô ếch", "HTX Kiên", "HTX", "Thôn 3, xã Côn Mình, huyện Na Rì", 3, THEN)
    road = ("Khô cá", "HTX Lộc", "HTX", "Số 12 đường Lê Lợi", 3, THEN)
    asked, silent = looked(simple(NO_DAY, misspelt, road), province)
    question = asked.questions["place"]
    labels = {option.value: option.label for option in question.options}
    assert labels[question.suggested].startswith(CON_MINH)
    assert "place" not in silent.questions


def test_an_address_tells_the_commune_of_a_district(province, lan, minh) -> None:
    address = [("Địa chỉ", "Thôn Bản Lài, xã Côn Minh")]
    applied(good(D=None, E="Huyện Na Rì", more=address), province, lan, minh)
    assert Certification.objects.get().place.path() == CON_MINH
    elsewhere = [("Địa chỉ", "xã Kim Lư, huyện Na Rì, tỉnh Bắc Kạn")]
    [read] = looked(good(D="Xã Văn Lang", more=elsewhere), province)
    assert any("cột địa bàn ghi" in note for note in read.notes)


def test_of_before_2025_the_district_may_be_all_that_is_known(province, lan, minh) -> None:
    content = good(D=None, E="Huyện Na Rì")
    [read] = looked(content, province)
    assert any(note.startswith("Chỉ biết đến huyện Na Rì") for note in read.notes)
    applied(content, province, lan, minh)
    assert Producer.objects.get().place.path() == "huyện Na Rì, tỉnh Bắc Kạn"
    assert Certification.objects.get().place.path() == "huyện Na Rì, tỉnh Bắc Kạn"


def test_since_then_the_commune_of_a_district_is_asked(province) -> None:
    [read] = looked(good(D=None, E="Huyện Na Rì", G=date(2026, 3, 19), J=None), province)
    assert len(read.questions["place_now"].options) == 6


def test_what_a_row_says_of_today_is_taken_and_noted_where_the_lists_differ(
    province, lan, minh
) -> None:
    stated = "xã Kim Lư, huyện Na Rì (nay là xã Ba Bể, tỉnh Thái Nguyên)"
    content = good(D=stated, E=None)
    [read] = looked(content, province)
    assert any("lấy theo tệp: nay là xã Ba Bể" in note for note in read.notes)
    applied(content, province, lan, minh)
    one = Certification.objects.get()
    assert one.place.path() == "xã Kim Lư, huyện Na Rì, tỉnh Bắc Kạn"
    assert one.product.producer.place.path() == "xã Ba Bể, tỉnh Thái Nguyên"
