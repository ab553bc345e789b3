"""Points → stars → validity, at every boundary and against a second reading of the law."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from certifications.law import rules
from certifications.law.rules import SchemeRules
from certifications.schemes import loading
from ocop_registry.known_days import KnownDay

SLUGS = ("1048-2019", "148-2023", "26-2026")


def scheme_rules(slug: str = "26-2026") -> SchemeRules:
    import json

    return SchemeRules.from_data(
        slug, json.loads((loading.FOLDER / f"{slug}.json").read_text(encoding="utf-8"))
    )


# --- bands ----------------------------------------------------------------------------------------
@pytest.mark.parametrize("slug", SLUGS)
@pytest.mark.parametrize(
    ("total", "stars"),
    [
        ("0", 1), ("29.9999", 1), ("30", 2), ("49.99", 2), ("49.9999", 2), ("50", 3), ("69.99", 3), ("69.9999", 3),
        ("70", 4), ("89.99", 4), ("89.9999", 4), ("90", 5), ("90.0001", 5), ("100", 5),
    ],
)  # fmt: skip
def test_bands_are_half_open_and_nothing_is_rounded(slug, total, stars):
    assert rules.stars_by_total(Decimal(total), scheme_rules(slug)) == stars


@pytest.mark.parametrize(
    ("slug", "maxima"),
    [("1048-2019", (35, 25, 40)), ("148-2023", (40, 25, 35)), ("26-2026", (40, 25, 35))],
)
def test_part_maxima_of_each_scheme(slug, maxima):
    assert scheme_rules(slug).part_maxima == dict(zip("ABC", map(Decimal, maxima), strict=True))


@pytest.mark.parametrize(
    ("slug", "on", "authorities"),
    [
        ("1048-2019", date(2021, 3, 19), ("central", "province", "province", None, None)),
        ("148-2023", date(2025, 7, 5), ("central", "province", "district", None, None)),
        ("148-2023", date(2025, 7, 6), ("central", "province", "province", None, None)),
        ("26-2026", date(2026, 5, 22), ("central", "province", "province", None, None)),
    ],
)
def test_who_recognises_and_since_when(slug, on, authorities):
    assert (
        tuple(scheme_rules(slug).authority(stars, on) for stars in (5, 4, 3, 2, 1)) == authorities
    )


# --- final stars ----------------------------------------------------------------------------------
def stars_read_from_the_law(hundredths_of_hundredths: int, marks_met: int) -> int:
    """26/2026/QĐ-TTg again, written from the text alone: walk down from 5★, stop at the first star
    that both allow.

    Points in ten-thousandths, so that no comparison can round.
    """
    for star, least in ((5, 900_000), (4, 700_000), (3, 500_000), (2, 300_000)):
        if hundredths_of_hundredths >= least and marks_met >= star:
            return star
    return 1


def test_ten_thousand_sheets_give_the_stars_that_the_law_gives():
    scheme, differing, seen = scheme_rules(), [], set()
    for number in range(10_000):
        # spread over 0–100, four decimals
        points = (number * 7_919 + number // 3 * 104_729) % 1_000_001
        if number % 5 == 0:  # one in five within two ten-thousandths of a boundary
            points = (300_000, 500_000, 700_000, 900_000)[number // 5 % 4] + number // 20 % 5 - 2
        marks = 2 + number % 4
        final = rules.conclude(Decimal(points) / 10_000, marks, scheme).final
        seen.add(final)
        if final != stars_read_from_the_law(points, marks):
            differing.append((points, marks, final))
    assert differing == []
    assert seen == {1, 2, 3, 4, 5}


@settings(max_examples=500)
@given(st.integers(0, 1_000_000), st.integers(2, 5))
def test_stars_never_exceed_points_or_marks(points, marks):
    conclusion = rules.conclude(Decimal(points) / 10_000, marks, scheme_rules())
    assert conclusion.final == min(conclusion.by_total, marks)
    assert conclusion.lowered == (marks < conclusion.by_total)


@pytest.mark.parametrize(
    ("total", "marks", "missed", "sentence"),
    [
        ("86.4", 5, "", "86,40 điểm thuộc khung 4 sao: 4 sao."),
        (
            "86.4",
            3,
            "2.3",
            "86,40 điểm thuộc khung 4 sao, nhưng tiêu chí 2.3 chưa đạt dấu 4 sao: còn 3 sao.",
        ),
        (
            "95",
            3,
            "2.3, 6.1",
            "95,00 điểm thuộc khung 5 sao, nhưng tiêu chí 2.3, 6.1 chưa đạt dấu 4 sao: còn 3 sao.",
        ),
        ("89.9999", 5, "", "89,9999 điểm thuộc khung 4 sao: 4 sao."),
        (
            "100",
            2,
            "",
            "100,00 điểm thuộc khung 5 sao, nhưng có tiêu chí chưa đạt dấu 3 sao: còn 2 sao.",
        ),
        ("12", 2, "", "12,00 điểm thuộc khung 1 sao: 1 sao."),
    ],
)
def test_the_sentence_says_points_band_and_what_lowered(total, marks, missed, sentence):
    points = Decimal(total)
    assert rules.explain(rules.conclude(points, marks, scheme_rules()), points, missed) == sentence


def test_the_gap_between_total_and_parts_is_exact():
    parts = [Decimal("34.40"), Decimal("22.00"), Decimal("30.00")]
    assert rules.parts_gap(Decimal("86.42"), parts) == rules.PARTS_TOLERANCE
    assert rules.parts_gap(Decimal("86.4201"), parts) > rules.PARTS_TOLERANCE
    assert rules.parts_gap(Decimal("86.38"), parts) == rules.PARTS_TOLERANCE


# --- validity -------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("issued", "last"),
    [
        (date(2026, 12, 1), date(2029, 12, 1)),
        (date(2024, 2, 29), date(2027, 2, 28)),
        (date(2025, 2, 28), date(2028, 2, 28)),
        (date(2026, 8, 31), date(2029, 8, 31)),
        (date(2026, 12, 31), date(2029, 12, 31)),
        (date(2026, 1, 1), date(2029, 1, 1)),
    ],
)
def test_a_certificate_is_in_force_through_the_same_day_36_months_later(issued, last):
    assert rules.period_of(issued, None) == rules.Period(issued, last)


@pytest.mark.parametrize(
    ("day", "months", "result"),
    [
        (date(2026, 8, 31), 1, date(2026, 9, 30)),
        (date(2026, 8, 31), 6, date(2027, 2, 28)),
        (date(2026, 12, 15), 1, date(2027, 1, 15)),
        (date(2024, 2, 29), 48, date(2028, 2, 29)),
        (date(2026, 1, 31), -2, date(2025, 11, 30)),
    ],
)
def test_months_end_with_the_month(day, months, result):
    assert rules.add_months(day, months) == result


def test_a_year_alone_is_certain_in_the_middle_and_possible_around():
    period = rules.period_of(None, 2022)
    assert (period.start, period.end) == (date(2022, 12, 31), date(2024, 12, 31))
    assert (period.possible_start, period.possible_end) == (date(2022, 1, 1), date(2025, 12, 31))
    day = date(2022, 1, 1)
    # whatever the day was, what is certain is in force and what is impossible is not
    while day.year == 2022:
        exact = rules.period_of(day, None)
        assert exact.start <= period.start
        assert period.end <= exact.end
        assert period.possible_start <= exact.start
        assert exact.end <= period.possible_end
        day += timedelta(days=1)


def test_nothing_known_gives_no_period():
    assert rules.period_of(None, None) == rules.Period()


def test_a_known_day_wins_over_a_year():
    assert rules.period_of(date(2022, 5, 1), 2021) == rules.Period(
        date(2022, 5, 1), date(2025, 5, 1)
    )


def test_the_renewal_window_is_180_to_120_days_before_expiry():
    first, last = rules.renewal_window(date(2029, 12, 1))
    assert (first, last) == (date(2029, 6, 4), date(2029, 8, 3))
    assert (date(2029, 12, 1) - first).days == 180
    assert (date(2029, 12, 1) - last).days == 120


# --- which scheme ---------------------------------------------------------------------------------
class _Scheme:
    def __init__(self, slug, first, last):
        self.slug, self.effective_from, self.effective_until = slug, first, last


ALL = [
    _Scheme("1048-2019", date(2019, 8, 21), date(2023, 2, 23)),
    _Scheme("148-2023", date(2023, 2, 24), date(2026, 7, 21)),
    _Scheme("26-2026", date(2026, 5, 22), None),
]


@pytest.mark.parametrize(
    ("day", "slugs"),
    [
        (date(2019, 8, 20), []), (date(2019, 8, 21), ["1048-2019"]), (date(2023, 2, 23), ["1048-2019"]),
        (date(2023, 2, 24), ["148-2023"]), (date(2026, 5, 21), ["148-2023"]), (date(2026, 5, 22), ["148-2023", "26-2026"]),
        (date(2026, 7, 21), ["148-2023", "26-2026"]), (date(2026, 7, 22), ["26-2026"]),
    ],
)  # fmt: skip
def test_schemes_of_a_day(day, slugs):
    assert [scheme.slug for scheme in rules.schemes_of(ALL, KnownDay.of(day))] == slugs


@pytest.mark.parametrize(
    ("year", "slugs"),
    [
        (2018, []), (2019, []), (2020, ["1048-2019"]), (2022, ["1048-2019"]), (2023, ["1048-2019", "148-2023"]),
        (2024, ["148-2023"]), (2025, ["148-2023"]), (2026, ["148-2023", "26-2026"]), (2027, ["26-2026"]),
    ],
)  # fmt: skip
def test_schemes_of_a_year(year, slugs):
    assert [scheme.slug for scheme in rules.schemes_of(ALL, KnownDay.of(None, year))] == slugs
