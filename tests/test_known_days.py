"""What is known of a day: read as lists write it, told in both languages, always a first and a last
possible day."""

from datetime import date

import pytest

from ocop_registry import known_days
from ocop_registry.known_days import NOTHING, PARTS, KnownDay

DECEMBER, FOURTH = KnownDay.of(None, 2020, "12"), KnownDay.of(None, 2020, "Q4")
YEAR, DAY = KnownDay.of(None, 2020), KnownDay.of(date(2020, 12, 25))


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        *[
            (text, DECEMBER)
            for text in (
                *("12/2020", "12-2020", "12.2020", "T12/2020", "t12/2020", "Tháng 12/2020"),
                *("tháng 12 năm 2020", "Tháng 12, năm 2020", " 12 / 2020 "),
            )
        ],
        *[
            (text, FOURTH)
            for text in (
                *("quý IV/2020", "Quý IV năm 2020", "Quý 4/2020", "Q4/2020", "Q.IV/2020"),
                *("quý iv - 2020", "Quý IV, năm 2020", "Q4 2020"),
            )
        ],
        *[(text, YEAR) for text in ("2020", "năm 2020", "Năm 2020")],
        ("Quý I/2021", KnownDay.of(None, 2021, "Q1")),
        ("quý iii 2021", KnownDay.of(None, 2021, "Q3")),
        *[
            (text, None)
            for text in (
                *("", "13/2020", "0/2020", "Quý V/2020", "Q5/2020", "Q42020", "25/12/2020"),
                *("12/20", "năm", "1/2/3", "12/2020 và 1/2021", "19-03", "3020"),
            )
        ],
    ],
)
def test_a_month_quarter_or_year_is_read_as_people_write_it(
    text: str, meant: KnownDay | None
) -> None:
    assert known_days.read(text) == meant


def test_what_is_written_is_read_again_and_nothing_is_lost() -> None:
    for year in (2013, 2020, 2024):
        for part in PARTS:
            one = KnownDay.of(None, year, part)
            assert (one.year, one.part) == (year, part)
            assert known_days.read(one.written) == one
            assert known_days.read(one.named()) == one
            assert known_days.read_iso(one.iso) == one
            assert one.first is not None
            assert one.last is not None
            assert one.first.day == 1
            assert (one.last - one.first).days in {27, 28, 29, 30, *range(89, 92), 364, 365}
    assert known_days.read_iso(DAY.iso) == DAY
    assert known_days.read_iso(NOTHING.iso) == NOTHING == KnownDay.of(None)


@pytest.mark.parametrize(
    ("one", "vietnamese", "english"),
    [
        (DAY, "ngày 25/12/2020", "on 25/12/2020"),
        (DECEMBER, "tháng 12/2020", "in December 2020"),
        (FOURTH, "quý IV/2020", "in Q4 2020"),
        (YEAR, "năm 2020", "in 2020"),
        (NOTHING, "", ""),
    ],
)
def test_it_is_told_as_exactly_as_it_is_known(one: KnownDay, vietnamese: str, english: str) -> None:
    assert (one.told(), one.told("en")) == (vietnamese, english)
    assert one.cell() == (one.day or one.named() or None)


def test_two_of_them_can_be_one_day_and_one_may_say_more() -> None:
    known = [DAY, DECEMBER, FOURTH, YEAR, NOTHING]  # each within the next
    for at, one in enumerate(known):
        for other in known[at + 1 :]:
            assert one.can_be(other)
            assert other.can_be(one)
            assert one.sharpens(other)
            assert not other.sharpens(one)
        assert not one.sharpens(one)
    november, next_year = KnownDay.of(None, 2020, "11"), KnownDay.of(None, 2021)
    assert not november.can_be(DECEMBER)
    assert not november.sharpens(DECEMBER)
    assert november.sharpens(FOURTH)
    assert not DAY.can_be(next_year)


def test_what_was_spoken_of_had_come_by_then() -> None:
    """Its last possible day is the day of speaking while the month, quarter or year still runs."""
    today = date(2020, 12, 10)
    assert [one.by(today).last for one in (YEAR, FOURTH, DECEMBER)] == [today] * 3
    assert [one.by(today).whole for one in (YEAR, FOURTH, DECEMBER)] == [YEAR, FOURTH, DECEMBER]
    assert [one.by(date(2021, 3, 1)) for one in (YEAR, DECEMBER, DAY)] == [YEAR, DECEMBER, DAY]
    assert (YEAR.by(today).written, YEAR.by(today).told()) == ("2020", "năm 2020")
