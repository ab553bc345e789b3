"""Validity, standing and sentences for every precision of the day of issue, against the standing
that each day which it can have been would give."""

from collections.abc import Iterator
from datetime import date, timedelta

import pytest

from certifications.law import rules, validity
from certifications.law.rules import Standing
from certifications.register import stretches
from ocop_registry.known_days import NOTHING, KnownDay
from tests.certifications.law.test_standing import Cert, _ended, known, of_year, vague

ONE_DAY = timedelta(days=1)
CUT = KnownDay.of(None, 2026, by=date(2026, 11, 21))
VAGUE = [
    KnownDay.of(None, 2020, "12"),
    KnownDay.of(None, 2021, "2"),
    KnownDay.of(None, 2024, "2"),
    KnownDay.of(None, 2020, "Q4"),
    KnownDay.of(None, 2021, "Q1"),
    KnownDay.of(None, 2022),
    CUT,
    CUT.whole,
    KnownDay.of(None, 2026, "11", by=date(2026, 11, 21)),
]
IDS = [f"{one.iso}{'' if one == one.whole else ' by ' + str(one.last)}" for one in VAGUE]


def days(first: date, last: date) -> Iterator[date]:
    while first <= last:
        yield first
        first += ONE_DAY


def reckoned(issued: KnownDay, day: date) -> Standing:
    """Domain §2 from the other end: what the standings of all possible days of issue have in
    common. On the very day on which 36 months of the first possible day end all of them still
    count; the domain lets the certainty of a year end the day before, and so does the law here."""
    assert issued.first is not None
    assert issued.last is not None
    told = {rules.standing(known(one), day) for one in days(issued.first, issued.last)}
    if told <= rules.VALID:
        first_end = rules.add_months(issued.first, 36)
        if day == first_end:
            return Standing.UNCLEAR
        left = (first_end - ONE_DAY - day).days
        return Standing.EXPIRING if left <= 180 else Standing.IN_FORCE
    return told.pop() if len(told) == 1 else Standing.UNCLEAR


@pytest.mark.parametrize("issued", VAGUE, ids=IDS)
def test_the_standing_is_what_every_possible_day_of_issue_would_give(issued: KnownDay) -> None:
    one = vague(issued)
    turns = rules.turning_days([one])
    for turn in turns:
        for day in days(turn - 2 * ONE_DAY, turn + 2 * ONE_DAY):
            assert rules.standing(one, day) == reckoned(issued, day), day
    for cut in stretches.of_certification(one):
        for day in (cut.first, cut.last):
            assert cut.standing == rules.standing(one, day)


@pytest.mark.parametrize(
    ("issued", "certain", "possible"),
    [
        (
            KnownDay.of(None, 2020, "12"),
            (date(2020, 12, 31), date(2023, 11, 30)),
            (date(2020, 12, 1), date(2023, 12, 31)),
        ),
        (
            KnownDay.of(None, 2020, "Q4"),
            (date(2020, 12, 31), date(2023, 9, 30)),
            (date(2020, 10, 1), date(2023, 12, 31)),
        ),
        (
            KnownDay.of(None, 2022),
            (date(2022, 12, 31), date(2024, 12, 31)),
            (date(2022, 1, 1), date(2025, 12, 31)),
        ),
        (
            CUT,
            (date(2026, 11, 21), date(2028, 12, 31)),
            (date(2026, 1, 1), date(2029, 11, 21)),
        ),
    ],
)
def test_the_period_of_each_precision(
    issued: KnownDay, certain: tuple[date, date], possible: tuple[date, date]
) -> None:
    assert rules.period_within(issued) == rules.Period(*certain, *possible)


def test_a_day_and_nothing_are_the_two_ends_of_the_same_rule() -> None:
    day = date(2024, 2, 29)
    assert rules.period_within(KnownDay.of(day)) == rules.period_of(day, None)
    assert rules.period_within(NOTHING) == rules.Period()


# --- said -----------------------------------------------------------------------------------------
def told(one: Cert, day: date, language: str = "vi") -> str:
    found = stretches.of_certification(one)
    return next(cut for cut in found if cut.first <= day <= cut.last).sentence(language)


@pytest.mark.parametrize(
    ("issued", "day", "vietnamese", "english"),
    [
        (
            KnownDay.of(None, 2020, "12"),
            date(2022, 1, 1),
            (
                "Được công nhận 4 sao tháng 12/2020 (chưa rõ ngày cấp), chắc chắn còn hiệu lực đến"
                " hết ngày 30/11/2023."
            ),
            (
                "Recognised with 4 stars in December 2020 (day not known), certainly in force"
                " through 30/11/2023."
            ),
        ),
        (
            KnownDay.of(None, 2020, "Q4"),
            date(2023, 11, 1),
            "Được công nhận 4 sao quý IV/2020; chưa rõ ngày cấp, có thể đã hết hạn.",
            "Recognised with 4 stars in Q4 2020; the day of issue is not known, it may have expired.",
        ),
        (
            KnownDay.of(None, 2020, "12"),
            date(2024, 1, 1),
            (
                "Được công nhận 4 sao; lần công nhận này hết hiệu lực, chậm nhất là sau ngày"
                " 31/12/2023 (cấp tháng 12/2020, chưa rõ ngày)."
            ),
            (
                "Recognised with 4 stars; this recognition was last in force on 31/12/2023 at the"
                " latest (issued in December 2020, day not known)."
            ),
        ),
    ],
)
def test_a_sentence_tells_as_much_of_the_day_as_is_known(
    issued: KnownDay, day: date, vietnamese: str, english: str
) -> None:
    one = vague(issued)
    assert (told(one, day), told(one, day, "en")) == (vietnamese, english)


def test_what_was_recorded_this_year_is_recognised_already_today() -> None:
    """ "Năm 2026", recorded on 21/11/2026: from then on it counts; nobody says "maybe not yet"."""
    one, today = vague(CUT), date(2026, 11, 21)
    assert [rules.standing(one, day) for day in (today - ONE_DAY, today)] == [
        Standing.UNCLEAR,
        Standing.IN_FORCE,
    ]
    assert told(one, today) == (
        "Được công nhận 4 sao năm 2026 (chưa rõ ngày cấp), chắc chắn còn hiệu lực đến hết ngày"
        " 31/12/2028."
    )
    assert "chưa được công nhận" in told(vague(CUT.whole), today)


@pytest.mark.parametrize("issued", VAGUE, ids=IDS)
def test_no_day_is_told_of_an_end_that_follows_from_a_month_or_year(issued: KnownDay) -> None:
    old = known(rules.add_months(issued.first, -20))
    new = vague(issued)
    held = _ended([old, new])
    assert old.ended_on == issued.last, "reckoned, not known"
    assert validity.end_of(old, held) == issued
    cut = stretches.of_certification(old, held)[-1]
    for language in ("vi", "en"):
        assert issued.named(language) in cut.sentence(language)
        assert f"{old.ended_on:%d/%m/%Y}" not in cut.sentence(language)
    exact = _ended([known(date(2022, 5, 1)), known(date(2024, 5, 5)), of_year(2026)])
    assert validity.end_of(exact[0], exact) == KnownDay.of(date(2024, 5, 5))
    assert validity.end_of(exact[2], exact) == NOTHING
