"""Numbers and days of decisions as they are typed into forms."""

from datetime import date

import pytest
from django import forms

from certifications.staff.fields import DayField, NumberField


@pytest.mark.parametrize(
    "typed",
    ["386/QĐ-UBND", " QĐ số 386/QĐ-UBND. ", "386/qđ-ubnd", "386/QD-UBND", "386/QÐ–UBND", "Số: 386 /QĐ-UBND", "386-QĐ/UBND"],
)  # fmt: skip
def test_a_number_is_kept_as_papers_write_it(typed: str) -> None:
    assert NumberField("Số quyết định").clean(typed) == "386/QĐ-UBND"


def test_what_else_stands_in_the_cell_of_a_number_is_never_lost() -> None:
    with pytest.raises(forms.ValidationError, match="386/QĐ-UBND. Ngày và cơ quan"):
        NumberField("Số quyết định").clean("386/QĐ-UBND ngày 19/3/2021")


@pytest.mark.parametrize(
    "typed", ["19/03/2021", "19.3.2021", "2021-03-19", "ngày 19 tháng 3 năm 2021", "19-Mar-2021"]
)
def test_a_day_is_taken_as_lists_write_it(typed: str) -> None:
    assert DayField("Ngày").clean(typed) == date(2021, 3, 19)


@pytest.mark.parametrize(
    "typed", ["19/3/21", "3/19/2021", "12/2020", "2021", "19/3/2021 (QĐ 386)", "hôm qua"]
)
def test_a_day_that_is_not_certain_is_refused(typed: str) -> None:
    with pytest.raises(forms.ValidationError):
        DayField("Ngày").clean(typed)
