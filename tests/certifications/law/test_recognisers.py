"""Who recognises how many stars, by scheme and day: the tables of the schemes' own data."""

import json
from datetime import date, timedelta
from pathlib import Path

import pytest

import certifications
from certifications.law.scheme_of_day import Recognisers

SCHEMES = Path(certifications.__file__).parent / "data" / "schemes"
ONE_DAY = timedelta(days=1)


def day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


@pytest.fixture(scope="module")
def table() -> Recognisers:
    found = [json.loads(path.read_text("utf-8")) for path in sorted(SCHEMES.glob("*.json"))]
    return Recognisers.of(
        (one["code"], one["code"], day(one["effective_from"]), day(one["effective_until"]), one["validity_months"], one["bands"])
        for one in found
    )  # fmt: skip


LAST = date(2025, 6, 30)  # of the districts


@pytest.mark.parametrize(
    ("level", "stars", "on", "code", "why"),
    [
        ("district", 3, date(2023, 2, 24), "", ""),
        ("district", 3, LAST, "", ""),
        ("district", 3, LAST + ONE_DAY, "", "không còn từ 01/07/2025"),
        ("district", 3, date(2025, 7, 6), "", "không còn từ 01/07/2025"),
        ("district", 4, date(2024, 3, 1), "", "4 sao ngày 01/03/2024 do cấp tỉnh"),
        ("district", 3, date(2021, 3, 19), "", "do cấp tỉnh công nhận (1048/QĐ-TTg)"),
        ("district", 4, date(2018, 12, 1), "", ""),  # before there was a scheme
        ("province", 3, date(2024, 3, 1), "", ""),  # above the one of the table
        ("province", 5, date(2026, 6, 1), "", "do trung ương công nhận"),
        ("central", 4, date(2024, 3, 1), "", "không phải trung ương"),
        ("central", 4, date(2026, 6, 1), "26/2026/QĐ-TTg", "không phải trung ương"),
        ("central", 5, date(2026, 6, 1), "148/QĐ-TTg", ""),
        ("unknown", 3, date(2025, 8, 1), "", ""),
    ],
)
def test_a_level_recognises_what_the_table_of_the_day_gives_it(
    table: Recognisers, level: str, stars: int, on: date, code: str, why: str
) -> None:
    told = table.problem(level, stars, (on, on), code)
    assert why in told
    assert bool(told) is bool(why)


def test_what_is_known_by_year_only_is_wrong_when_it_is_on_every_day(table: Recognisers) -> None:
    year = lambda y: (date(y, 1, 1), date(y, 12, 31))  # noqa: E731
    assert table.problem("district", 3, year(2025)) == "", "it may be of its first half"
    assert "không còn" in table.problem("district", 3, year(2026))
    assert "do cấp tỉnh" in table.problem("district", 4, year(2023)), "under both schemes"
    assert table.problem("district", 3, year(2023)) == "", "from 24/02/2023 on it was theirs"
    assert table.problem("district", 4, year(2019)) == "", "it may be before the first scheme"
    assert table.problem("district", 4, None) == "", "nothing is known of the day"
