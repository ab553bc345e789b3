"""Số liệu đến ngày …: every number is the length of its list, the tables agree with each other, on
any day."""

import csv
import re
from datetime import date
from html import unescape
from io import BytesIO, StringIO

import pytest
from openpyxl import load_workbook

from certifications.staff.figures.tables import share, tables
from ocop_registry.places.former import FormerDistricts
from ocop_registry.places.models import Place
from producers.models import ProducerKind
from products.queries import figures
from tests import factories as make
from tests.certifications.certificates.history import recognised

pytestmark = pytest.mark.django_db
PAGE, LIST = "/quan-tri/so-lieu/", "/quan-tri/so-lieu/danh-sach/"
DAY = "20/11/2026"


@pytest.fixture
def clients(lan, as_user):
    return {
        "staff": as_user(lan),
        "ministry": as_user(make.ministry()),
        "nobody": as_user(make.user("moi", "")),
    }


@pytest.fixture
def register(db):
    """Thái Nguyên: one cooperative with three products, a company of old Na Rì, one known only to
    the province. Bắc Ninh: one."""
    na_ri = make.old_place("066")
    coop = make.producer("HTX Nà Pò", place=make.commune("19", 3))
    noodles, tea, wine = (make.product(name, of=coop) for name in ("Miến dong", "Chè", "Rượu"))
    recognised(noodles, 3, on=date(2021, 5, 1))
    recognised(noodles, 4, on=date(2025, 3, 1))
    recognised(tea, 5, on=date(2024, 12, 1))
    recognised(wine, 3, year=2022)
    firm = make.producer("Công ty Na Rì", place=na_ri, kind=ProducerKind.SME)
    recognised(make.product("Tinh bột nghệ", of=firm, set_no=None), 3, on=date(2021, 3, 19))
    vague = make.producer("Cơ sở Ba Bể", place=make.province("19"), kind=ProducerKind.UNKNOWN)
    recognised(make.product("Mơ", of=vague, set_no=11), 4, place=na_ri)
    other = make.producer("HTX Yên Thế", place=make.commune("24"))
    recognised(make.product("Gà đồi", of=other, set_no=2), 4, on=date(2026, 1, 5))


def links(page: str) -> list[tuple[str, int]]:
    found = re.findall(r'<a href="(/quan-tri/so-lieu/danh-sach/[^"]*)"><?(?:strong>)?(\d+)', page)
    return [(unescape(url), int(count)) for url, count in found]


def read(client, url: str) -> str:
    response = client.get(url)
    assert response.status_code == 200, (url, response.status_code)
    return (
        b"".join(response.streaming_content).decode("utf-8-sig")
        if response.streaming
        else response.content.decode()
    )


@pytest.mark.parametrize(("who", "place"), [("staff", "19"), ("ministry", "")])
def test_every_number_is_the_length_of_its_list(clients, register, who, place, full):
    for start, day in enumerate(("01/06/2023", DAY, "01/01/2029")):
        numbers = dict(links(read(clients[who], f"{PAGE}?ngay={day}&tinh={place}")))
        # each third number of each day, another third on the next one
        for url, count in list(numbers.items())[0 if full else start :: 1 if full else 3]:
            listed = read(clients[who], url)
            assert f"<h1>{count} " in listed, (day, url)
            assert listed.count("<tr>") - 1 == count, (day, url)
            assert (
                len(list(csv.reader(StringIO(read(clients[who], f"{url}&xuat=csv"))))) - 1 == count
            ), (day, url)
        assert numbers


@pytest.mark.parametrize("code", ["19", "24", ""])
def test_all_tables_end_in_the_same_total_and_lines_add_up(register, code):
    listed = figures.Listed(date(2026, 11, 20), code)
    made = tables(figures.count(listed.on, code), make.province(code) if code else None)
    for table in made:
        *lines, total = table.lines
        whole = [
            figure.count
            for figure in total.figures
            if figure.of == "products" and not figure.choice
        ]
        assert whole == [listed.number()], table.title
        leaves = [line for line in lines if line.kind != "group"] if table.axis != "Ngành, bộ sản phẩm" else [
            line for line in lines if line.kind == "group"
        ]  # fmt: skip
        for index, figure in enumerate(total.figures):
            assert sum(line.figures[index].count for line in leaves) == figure.count, (
                table.title,
                index,
            )
        for line in table.lines:
            for figure in line.figures:
                kept = listed.matching(figure.choice)
                assert kept.number(figure.of) == figure.count, (
                    table.title,
                    line.label,
                    figure.choice,
                )


def test_what_is_counted_on_a_day(register):
    """Read by hand: Nà Pò holds 4 and 5 stars on that day; its wine, of 2022 only by year, and Ba
    Bể's are no longer sure."""
    rows = figures.Listed(date(2026, 11, 20), "19")
    stars = _tables()[0]
    table = {
        line.label: dict(zip(stars.headings, [one.count for one in line.figures], strict=True))
        for line in stars.lines
    }
    assert {name: count for name, count in table["Tổng"].items() if count} == {
        "Còn hiệu lực": 2, "Sản phẩm còn giá trị": 2, "Chưa xác minh": 1, "Hết hiệu lực": 2, "Tất cả sản phẩm": 5,
    }  # fmt: skip
    assert table["4 sao"]["Sản phẩm còn giá trị"] == table["5 sao"]["Sản phẩm còn giá trị"] == 1
    assert rows.number("producers") == 3
    assert rows.matching({"standing": "valid"}).number("producers") == 1, (
        "a producer of two counts once"
    )
    earlier = figures.Listed(date(2022, 6, 1), "19", {"standing": "valid"})
    assert [state.held_stars for state in earlier.by_name()] == [3, 3]
    assert figures.Listed(date(2020, 12, 31), "19").by_name()[0].standing == "unverified", (
        "of no known day: told as reported on every day"
    )


def test_the_former_district_is_told_only_where_it_is_certain(register):
    na_ri = make.old_place("066").public_code
    there = figures.Listed(date(2026, 11, 20), "19", {"district": na_ri})
    found = [state.entry.name for state in there.by_name()]
    assert found == ["Chè", "Miến dong", "Mơ", "Tinh bột nghệ"], (
        "by the producer's place, and by that of the recognition"
    )
    commune = (
        Place.objects.current()
        .communes()
        .filter(province__code="19", origins__isnull=False)
        .order_by("code")
    )
    told = FormerDistricts().of_communes([one.code for one in commune])
    assert 0 < len(told) < commune.distinct().count(), (
        "communes joined from two districts are left out"
    )
    for code, district in list(told.items())[:10]:
        olds = Place.objects.filter(
            successions__new__code=code, successions__new__valid_until=None, level="commune"
        )
        assert {old.parent.name for old in olds if old.parent.level == "district"} <= {
            district.name
        }


def test_communes_without_any_product_are_listed_too(clients, register):
    for code, zone in (("48", "Đặc khu Hoàng Sa"), ("56", "Đặc khu Trường Sa")):
        assert zone in read(clients["ministry"], f"{PAGE}?tinh={code}")


def test_the_files_hold_the_numbers_of_the_page(clients, register):
    page = f"{PAGE}?ngay={DAY}&tinh=19"
    book = load_workbook(BytesIO(clients["staff"].get(f"{page}&xuat=xlsx").content))
    assert len(book.worksheets) == 5
    sheet = book["Loại hình chủ thể"]
    assert [cell.value for cell in sheet[5]] == ["Hợp tác xã", 1, 1, 2, 3, "100,00 %"]
    assert sheet.freeze_panes == "B5"
    assert sheet.print_title_rows == "$4:$4"
    lines = list(csv.reader(StringIO(read(clients["staff"], f"{page}&xuat=csv"))))
    assert ["Loại hình chủ thể", "Hợp tác xã", "Tất cả sản phẩm", "3"] in lines
    assert len(lines) - 1 == sum(
        len(line.figures) + bool(line.share) for table in _tables() for line in table.lines
    )


def _tables():
    return tables(figures.count(date(2026, 11, 20), "19"), make.province("19"))


def test_a_share_has_two_places_and_a_decimal_comma():
    assert share(76, 97) == "78,35 %"  # printed as 87.35 % in a report of 2023
    assert (share(69, 180), share(1, 0)) == ("38,33 %", "–")


def test_who_sees_which_province(clients, register):
    assert "Tỉnh Thái Nguyên" in read(clients["staff"], PAGE)
    assert clients["staff"].get(f"{PAGE}?tinh=24").status_code == 404
    assert clients["staff"].get(f"{LIST}?tinh=24").status_code == 404
    assert clients["ministry"].get(f"{PAGE}?tinh=99").status_code == 404
    assert clients["nobody"].get(PAGE).status_code == clients["nobody"].get(LIST).status_code == 403
    assert "Gà đồi" not in read(clients["staff"], LIST)


def test_what_is_not_understood_is_said_never_ignored(clients, register):
    response = clients["staff"].get(f"{PAGE}?ngay=31/02/2026")
    assert response.status_code == 422
    assert "Ngày phải ghi dạng ngày/tháng/năm" in response.content.decode()
    assert "31/02/2026" in response.content.decode()
    assert (
        clients["staff"].get(f"{LIST}?hang=4").status_code
        == clients["staff"].get(f"{LIST}?dem=x").status_code
        == 400
    )
    assert "<h1>0 sản phẩm" in read(
        clients["staff"], f"{LIST}?sao=9&bo=99999999999&tinh-trang=x&loai-hinh=x&xa=x&huyen=x"
    )


def test_queries_do_not_grow_with_the_products(clients, register, django_assert_max_num_queries):
    for name in ("Măng", "Miến", "Mật ong"):
        recognised(
            make.product(name, of=make.producer(f"HTX {name}", place=make.commune("19", 5))),
            3,
            on=date(2025, 1, 1),
        )
    clients["ministry"].get(PAGE)
    with django_assert_max_num_queries(9):
        figures.count(date(2026, 11, 20))
    with django_assert_max_num_queries(18):
        clients["ministry"].get(PAGE)
    with django_assert_max_num_queries(18):
        clients["ministry"].get(LIST)
