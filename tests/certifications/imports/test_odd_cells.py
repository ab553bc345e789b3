"""Cells of a kind that nobody expects in their column are faults like any other: the file is told
whole."""

from datetime import date

import pytest

from tests import factories as make
from tests.certifications.imports.files import dry, faults, xlsx
from tests.certifications.imports.registers import MIEN, layout22, looked, told

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("place", [19, 10**18, 2.5, True, date(2026, 1, 1)])
def test_a_place_that_is_no_text(place):
    file = xlsx(
        ("Tỉnh, thành phố", "Chỉ tiêu", "Đến hết năm", "Mục tiêu"), (place, "products", 2030, 350)
    )
    run = dry("targets", file, make.staff())
    assert run.counts["refused"] + run.counts["created"] == 1
    assert set(faults(run)) <= {"A2"}


@pytest.mark.parametrize("day", [date(9999, 12, 31), date(9998, 1, 1), date(2101, 1, 1)])
def test_days_at_the_end_of_time(day):
    row = [*MIEN]
    row[10] = row[12] = row[17] = day
    assert {
        told(one)[cell]
        for one in looked(layout22(row), make.province())
        for cell in ("K5", "M5", "R5")
    } == {"bad_day"}
