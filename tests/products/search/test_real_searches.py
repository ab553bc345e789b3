"""Searches as people type them find what was meant: `tests.benchmarks.searches` prints the table by
kind."""

from collections import Counter

import pytest
from django.test import Client

from tests.products.search.asked import asked_all
from tests.products.search.typed_queries import KINDS, OF_EACH_KIND, fill

pytestmark = pytest.mark.django_db
AMONG_FIVE, FIRST = 0.95, 0.85


def test_two_hundred_searches_find_what_was_meant() -> None:
    results = asked_all(5)
    counted = Counter(one.query.kind for one in results)
    assert counted == dict.fromkeys(KINDS, OF_EACH_KIND)
    missed = [f"{one.query.kind}: {one.query.typed}" for one in results if not one.place]
    assert 1 - len(missed) / len(results) >= AMONG_FIVE, missed
    second = [f"{one.query.kind}: {one.query.typed}" for one in results if one.place != 1]
    assert 1 - len(second) / len(results) >= FIRST, second


# What is typed, and what its first hits are called; and whether nothing else is found.
CASES = [
    # two letters swapped, one too few, too many, another
    ("mien dogn", "Miến dong", False), ("mein dong", "Miến dong", False),
    ("mienn dong", "Miến dong", False), ("mien dog", "Miến dong", False),
    ("miên dông tài hoan", "Miến dong", False), ("mieens dong", "Miến dong", False),
    ("curcumn", "Trịnh Năng Curcumin", False), ("ngoc tria akoya", "Ngọc trai Akoya", True),
    # written together or apart
    ("miendong", "Miến dong", False), ("mat ongphucthanh", "Mật ong Phúc Thành", False),
    ("lapsuon", "Lạp sườn", False), ("vi cumax nano", "Vi-cumax Nano curcumin", False),
    ("vi cumax limited", "Vicumax Limited nano curcumin", False),
    # words of two regions
    ("trà đinh tân cương", "Chè Đinh Tân Cương", False), ("mì gạo lục ngạn", "Mỳ Gạo Lục Ngạn", False),
    ("đậu phộng đỏ lục khu", "Lạc đỏ Lục Khu", False), ("rượu bắp bình long", "Rượu ngô Bình Long", False),
    ("lạp xưởng heo đen", "Lạp sườn lợn đen", False), ("dầu mè đen cường nhung", "Dầu vừng đen Cường Nhung", False),
    # words about the programme
    ("trà đinh đạt phát ocop 4 sao", "Trà đinh Đạt Phát", False), ("sản phẩm ocop miến việt cường", "Miến Việt Cường", False),
    ("ngọc trai tahiti đạt 5 sao", "Ngọc trai Tahiti", True), ("ocop trà hích", "Trà Hích", False),
]  # fmt: skip
OF_MAKERS = [
    ("hop tac xa tai hoan", "HTX Tài Hoan"), ("htx tài hoan", "HTX Tài Hoan"),
    ("cty cp nông sản bắc kạn", "Công ty cổ phần nông sản Bắc Kạn"),
    ("ctcp nong san bac can", "Công ty cổ phần nông sản Bắc Kạn"),
    ("công ty cổ phần dược liệu pù mát", "Công ty CP Dược liệu Pù Mát"),
    ("cty tnhh kolia", "Công ty TNHH Kolia"), ("tht quân hà", "Tổ hợp tác Quân Hà"),
    ("dntn 668 bảo lâm", "Doanh nghiệp tư nhân 668 Bảo Lâm"),
    ("cssx trúc mai", "Cơ sở sản xuất Trúc Mai"),
]  # fmt: skip


@pytest.fixture
def _real() -> None:
    fill()


def hits(client: Client, text: str) -> list[dict]:
    return client.get("/api/v1/products/", {"q": text, "page_size": 20}).json()["results"]


@pytest.mark.usefixtures("_real")
def test_each_case_finds_its_product_first(client: Client) -> None:
    wrong = {}
    for typed, name, alone in CASES:
        found = [one["name"] for one in hits(client, typed)]
        if found[:1] != [name] or (alone and len(found) > 1):
            wrong[typed] = found[:3]
    assert wrong == {}


@pytest.mark.usefixtures("_real")
def test_kinds_of_producers_are_the_same_however_they_are_written(client: Client) -> None:
    wrong = {}
    for typed, maker in OF_MAKERS:
        found = [one["producer"]["name"] for one in hits(client, typed)]
        if found[:1] != [maker]:
            wrong[typed] = found[:3]
    assert wrong == {}


@pytest.mark.usefixtures("_real")
def test_places_old_and_new_are_found_and_parts_of_words_are_not(client: Client) -> None:
    of_na_ri = hits(client, "na ri")
    assert {one["name"] for one in of_na_ri} == {"Miến dong", "Trà Cà gai leo"}
    assert {one["match"]["fields"][0] for one in of_na_ri} == {"place"}
    assert "Giấm chuối Mạnh Minh" not in [one["name"] for one in hits(client, "my chu")]
    bac_can, bac_kan = (hits(client, text) for text in ("bac can", "bắc kạn"))
    assert {one["uid"] for one in bac_can} == {one["uid"] for one in bac_kan} != set()


@pytest.mark.usefixtures("_real")
def test_stars_in_the_text_are_a_filter(client: Client) -> None:
    of_five = hits(client, "ocop 5 sao")
    assert {one["stars"] for one in of_five} == {5}
    assert len(of_five) > 5
    assert {one["stars"] for one in hits(client, "chè từ 4 sao trở lên")} == {4, 5}


@pytest.mark.usefixtures("_real")
def test_each_hit_says_why_it_was_found(client: Client) -> None:
    said = {
        typed: hits(client, typed)[0]["match"]["sentence"]
        for typed in ("mien dogn", "bo dau phong", "htx tai hoan", "lac do", "đậu phộng đỏ lục khu")
        if hits(client, typed)
    }
    assert said["mien dogn"] == "khớp: tên gần giống “dong”"
    assert said["htx tai hoan"] == "khớp: chủ thể"
    assert said["lac do"] == "khớp: tên"
    assert said["đậu phộng đỏ lục khu"] == "khớp: tên (dau phong = lạc)"
    page = client.get("/san-pham/", {"q": "mien dogn"}).content.decode()
    assert "khớp: tên gần giống “dong”" in page
    page = client.get("/tra-cuu/", {"q": "mien dogn"}).content.decode()
    assert "khớp: tên gần giống “dong”" in page
