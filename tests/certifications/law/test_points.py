"""Points are shown with two decimals, and with more where two would tell of another band."""

from decimal import ROUND_HALF_UP, Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook

from certifications.law import numbers
from certifications.law.points import (
    all_digits,
    format_points,
    hides_digits,
    parse_points,
    shown,
    shown_points,
)
from ocop_registry.excel import cells
from ocop_registry.excel.styled import put
from tests.certifications.law.test_rules import SLUGS, scheme_rules

FOUR = Decimal("0.0001")
EVERY = st.integers(0, 100 * 10**4).map(lambda number: number * FOUR)
NEAR_AN_EDGE = st.tuples(st.sampled_from(numbers.BAND_MINIMA), st.integers(-300, 300)).map(
    lambda pair: pair[0] + pair[1] * FOUR
)


@pytest.mark.parametrize(
    ("points", "text"),
    [
        ("0", "0,00"),
        ("86.4", "86,40"),
        ("86.4000", "86,40"),
        ("100", "100,00"),
        ("5E+1", "50,00"),
        ("76.1666", "76,17"),
        ("76.005", "76,01"),
        ("89.994", "89,99"),
        ("89.995", "89,995"),
        ("89.9999", "89,9999"),
        ("90.0049", "90,00"),
        ("69.996", "69,996"),
        ("49.9951", "49,995"),
        ("29.9950", "29,995"),
        ("76.996", "77,00"),
    ],
)
def test_two_decimals_unless_they_would_tell_of_another_band(points, text):
    assert format_points(Decimal(points)) == text


@pytest.mark.parametrize("slug", SLUGS)
def test_the_edges_are_those_of_every_scheme(slug):
    bands = scheme_rules(slug).bands
    assert [band.minimum for band in bands if band.minimum] == list(numbers.BAND_MINIMA)


@given(st.one_of(EVERY, NEAR_AN_EDGE))
def test_what_is_shown_read_back_falls_into_the_true_band(points):
    text = format_points(points)
    read = parse_points(text)
    assert all((read >= edge) == (points >= edge) for edge in numbers.BAND_MINIMA)
    places = len(text.partition(",")[2])
    assert places >= 2
    assert read == points.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)
    if places > 2:  # no digit more than it takes
        shorter = points.quantize(Decimal(1).scaleb(1 - places), ROUND_HALF_UP)
        assert any((shorter >= edge) != (points >= edge) for edge in numbers.BAND_MINIMA)


@given(EVERY)
def test_all_digits_are_all_of_it(points):
    assert parse_points(all_digits(points)) == points
    assert hides_digits(points) == (parse_points(format_points(points)) != points)


def test_a_mean_is_not_shown_as_the_mark_that_it_misses():
    assert format_points(Decimal("2.9999"), [Decimal(3)]) == "2,9999"
    assert shown_points(Decimal("2.857")) == Decimal("2.86")


@pytest.mark.parametrize(
    ("points", "text", "number_format"),
    [("76.1666", "76,17", "0.00"), ("89.995", "89,995", "0.000"), ("86.4", "86,40", "0.00")],
)
def test_a_file_keeps_the_number_and_shows_it_as_the_pages_do(points, text, number_format):
    cell = put(Workbook().active.cell(1, 1), shown(Decimal(points)))
    assert (cell.value, cell.number_format) == (Decimal(points), number_format)
    assert cells.text(shown(Decimal(points))) == text
    assert shown(None) is None
