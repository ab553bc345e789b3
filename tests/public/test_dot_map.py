"""The dot map: every commune is one dot, lit where products hold stars."""

import gzip
import re

import pytest
from django.template.loader import render_to_string

from products.views import dot_map
from products.views.dot_map import communes
from products.views.dot_map.drawing import SIZES, size_of
from products.views.dot_map.frame import around

MOST_BYTES = 150_000  # of the country, packed (design figure)
AT_SEA = {"Hoàng Sa": "48", "Trường Sa": "56"}

pytestmark = pytest.mark.django_db


def drawn(drawing) -> str:
    return render_to_string("public/_map.html", {"map": drawing})


def dots(html: str) -> int:
    body = html.partition("<figcaption>")[0]
    return sum(data.count("M") for data in re.findall(r' d="([^"]*)"', body))


@pytest.fixture
def everywhere(db):
    """Products in every commune of the country: the largest map there can be."""
    return {one.code: number % 23 + 1 for number, one in enumerate(communes.spots())}


def test_every_commune_of_the_country_is_one_dot(everywhere):
    for counts in ({}, everywhere):
        drawing = dot_map.country(counts)
        assert dots(drawn(drawing)) == drawing.communes == 3321
        assert drawing.lit == len(counts)
        assert len(drawing.parts) == 34


def test_the_country_is_small_however_many_communes_are_lit(everywhere):
    page = drawn(dot_map.country(everywhere)).encode()
    assert len(gzip.compress(page)) < MOST_BYTES / 3


@pytest.mark.parametrize("name", AT_SEA)
def test_what_lies_far_out_at_sea_is_on_every_map_by_its_name(name):
    units = communes.provinces()
    country = dot_map.country({})
    assert [one.text for one in country.names if name in one.text] == [
        f"Đặc khu {name} ({units[AT_SEA[name]].name})"
    ]
    own = dot_map.province(AT_SEA[name], {})
    assert own is not None
    assert f"Đặc khu {name}" in [one.text for one in own.names]
    assert dots(drawn(own)) == own.communes
    assert own.field


def test_all_dots_and_names_lie_on_the_sheet(everywhere):
    for code in communes.provinces():
        drawing = dot_map.province(code, everywhere)
        assert drawing is not None
        for data in (path for part in drawing.parts for _, path in part.paths):
            for x, y in re.findall(r"M(-?\d+) (-?\d+)h0", data):
                assert 0 < int(x) < drawing.width
                assert 0 < int(y) < drawing.height
        assert drawing.names
        for name in drawing.names:  # in the letters of a phone
            reach = len(name.text) * 0.52 * 27
            begins = name.x - reach if name.anchor == "end" else name.x
            assert begins >= 0
            assert begins + reach <= drawing.width, name
        assert dots(drawn(drawing)) == drawing.communes


def test_a_commune_with_products_leads_to_its_page_and_says_how_many():
    code = next(one.code for one in communes.spots() if one.province == "19")
    drawing = dot_map.province("19", {code: 12}, code)
    assert drawing is not None
    [unlit, lit] = drawing.parts
    assert not unlit.address
    assert lit.address == f"/dia-danh/{code}/"
    assert "12 sản phẩm" in lit.label
    assert drawing.marked


def test_numbers_of_drawings_are_written_for_programs():
    assert 'viewBox="0 0 806 1000"' in drawn(dot_map.country({}))


def test_sizes_of_dots_grow_with_the_products():
    assert [size_of(one) for one in (0, 1, 2, 4, 5, 9, 10, 500)] == [0, 1, 2, 2, 3, 3, 4, 4]
    assert [words for _, words in dot_map.DotMap("", "country", 1, 1, (), (), 0, 0).key] == [
        "chưa có", "1", "2–4", "5–9", f"từ {SIZES[-1]} sản phẩm",
    ]  # fmt: skip


def test_one_spot_alone_stands_in_the_middle_of_its_sheet():
    frame = around([(21.0, 105.0)], 640, 24)
    assert frame.place((21.0, 105.0)) == (frame.width // 2, frame.height // 2)


def test_the_pages_show_it(client):
    assert 'class="dot-map country"' in client.get("/").content.decode()
    for address in ("/tinh/19-thai-nguyen/", "/dia-danh/02155/"):
        assert 'class="dot-map province"' in client.get(address).content.decode()
