"""The standing of certifications and products on every day around each boundary, and the stretches
cut from it."""

from dataclasses import dataclass
from datetime import date, timedelta

import pytest

from certifications.law import rules
from certifications.law.sentences import Facts, sentence
from certifications.register import stretches
from ocop_registry.known_days import NOTHING, KnownDay
from products.models.register import FIRST_DAY, LAST_DAY

S = rules.Standing
ONE_DAY = timedelta(days=1)


@dataclass(eq=False)
class Cert:
    """The dates of a certification without a database; equal only to itself, as two rows are."""

    issued_on: date | None = None
    issued_year: int | None = None
    issued_part: str = ""
    known_on: date | None = None
    in_force_from: date | None = None
    in_force_until: date | None = None
    possible_from: date | None = None
    possible_until: date | None = None
    extended_until: date | None = None
    ended_on: date | None = None
    ended_by: str = ""
    stars: int = 4
    source: str = "Báo"

    @property
    def issued(self) -> KnownDay:
        return KnownDay.of(self.issued_on, self.issued_year, self.issued_part, self.known_on)


def known(day: date, **values) -> Cert:
    period = rules.period_of(day, None)
    return Cert(issued_on=day, in_force_from=period.start, in_force_until=period.end, **values)


def vague(issued: KnownDay, **values) -> Cert:
    """One of which only a month, quarter or year is known."""
    period, cut = rules.period_within(issued), issued != issued.whole
    return Cert(
        issued_year=issued.year, issued_part=issued.part, known_on=issued.last if cut else None,
        in_force_from=period.start, in_force_until=period.end,
        possible_from=period.possible_start, possible_until=period.possible_end, **values,
    )  # fmt: skip


def of_year(year: int, **values) -> Cert:
    return vague(KnownDay.of(None, year), **values)


# --- one certification ----------------------------------------------------------------------------
EXACT = known(date(2026, 12, 1))
EXTENDED = known(date(2026, 12, 1), extended_until=date(2030, 5, 30))
REVOKED = known(date(2026, 12, 1), ended_on=date(2028, 3, 1), ended_by="revoked")
YEAR = of_year(2022)


@pytest.mark.parametrize(
    ("one", "day", "expected"),
    [
        (EXACT, date(2026, 11, 30), S.PARTICIPATING),
        (EXACT, date(2026, 12, 1), S.IN_FORCE),
        (EXACT, date(2029, 6, 3), S.IN_FORCE),
        (EXACT, date(2029, 6, 4), S.EXPIRING),
        (EXACT, date(2029, 12, 1), S.EXPIRING),
        (EXACT, date(2029, 12, 2), S.EXPIRED),
        (EXTENDED, date(2029, 12, 1), S.EXPIRING),
        (EXTENDED, date(2029, 12, 2), S.EXTENDED),
        (EXTENDED, date(2030, 5, 30), S.EXTENDED),
        (EXTENDED, date(2030, 5, 31), S.EXPIRED),
        (REVOKED, date(2028, 2, 29), S.IN_FORCE),
        (REVOKED, date(2028, 3, 1), S.REVOKED),
        (REVOKED, date(2035, 1, 1), S.REVOKED),
        (YEAR, date(2021, 12, 31), S.PARTICIPATING),
        (YEAR, date(2022, 1, 1), S.UNCLEAR),
        (YEAR, date(2022, 12, 30), S.UNCLEAR),
        (YEAR, date(2022, 12, 31), S.IN_FORCE),
        (YEAR, date(2024, 12, 31), S.EXPIRING),
        (YEAR, date(2025, 1, 1), S.UNCLEAR),
        (YEAR, date(2025, 12, 31), S.UNCLEAR),
        (YEAR, date(2026, 1, 1), S.EXPIRED),
        (Cert(), date(2020, 1, 1), S.UNVERIFIED),
        (Cert(), date(2040, 1, 1), S.UNVERIFIED),
    ],
)
def test_standing_on_each_side_of_each_boundary(one, day, expected):
    assert rules.standing(one, day) == expected


def reread(one: Cert, day: date) -> S:
    """Domain §2 read a second time, as a list of questions in another order."""
    if one.ended_on is not None and day >= one.ended_on:
        return {"revoked": S.REVOKED, "superseded": S.SUPERSEDED}[one.ended_by]
    if one.issued_on is None and one.issued_year is None:
        return S.UNVERIFIED
    if one.issued_on is not None:
        last = rules.add_months(one.issued_on, 36)
        if day < one.issued_on:
            return S.PARTICIPATING
        if day <= last:
            return S.EXPIRING if day >= last - timedelta(days=180) else S.IN_FORCE
        return (
            S.EXTENDED
            if one.extended_until is not None and day <= one.extended_until
            else S.EXPIRED
        )
    year = one.issued_year
    if day.year < year:
        return S.PARTICIPATING
    if day < date(year, 12, 31) or day.year == year + 3:
        return S.UNCLEAR
    if day.year > year + 3:
        return S.EXPIRED
    return S.EXPIRING if (date(year + 2, 12, 31) - day).days <= 180 else S.IN_FORCE


@pytest.mark.parametrize(
    "one", [EXACT, EXTENDED, REVOKED, YEAR, known(date(2024, 2, 29)), of_year(2023), Cert()]
)
def test_every_day_of_fifteen_years_agrees_with_a_second_reading(one):
    days = [date(2019, 1, 1) + timedelta(days=n) for n in range(15 * 366)]
    assert [day for day in days if rules.standing(one, day) != reread(one, day)] == []


# --- products -------------------------------------------------------------------------------------
def test_a_product_without_certifications_takes_part():
    assert rules.product_standing([], date(2026, 1, 1)) == (S.PARTICIPATING, None)


def test_a_valid_recognition_speaks_first_whatever_else_there_is():
    valid, unverified, old = known(date(2026, 1, 1)), Cert(stars=5), of_year(2018)
    assert rules.product_standing([old, unverified, valid], date(2026, 6, 1)) == (S.IN_FORCE, valid)


def test_a_revocation_is_told_until_something_newer_answers_it():
    revoked = known(date(2020, 1, 1), ended_on=date(2021, 1, 1), ended_by="revoked")
    newer = known(date(2022, 1, 1))
    assert rules.product_standing([revoked], date(2030, 1, 1)) == (S.REVOKED, revoked)
    assert rules.product_standing([revoked, newer], date(2021, 6, 1)) == (S.REVOKED, revoked)
    assert rules.product_standing([revoked, newer], date(2023, 1, 1)) == (S.IN_FORCE, newer)
    assert rules.product_standing([revoked, newer], date(2026, 1, 1)) == (S.EXPIRED, newer)


def test_a_revocation_hides_older_unclear_and_unverified_stars():
    revoked = known(date(2024, 1, 1), ended_on=date(2024, 6, 1), ended_by="revoked")
    assert rules.product_standing([of_year(2021), revoked, Cert(stars=5)], date(2024, 7, 1)) == (
        S.REVOKED,
        revoked,
    )


def test_unclear_before_unverified_before_expired():
    expired, unclear, unverified = known(date(2015, 1, 1)), of_year(2022), Cert(stars=5)
    on = date(2025, 6, 1)
    assert rules.product_standing([expired, unclear, unverified], on) == (S.UNCLEAR, unclear)
    assert rules.product_standing([expired, unverified], on) == (S.UNVERIFIED, unverified)
    assert rules.product_standing([expired], on) == (S.EXPIRED, expired)


def test_a_renewal_speaks_from_its_first_day_and_the_old_one_until_the_day_before():
    old = known(date(2024, 1, 10), ended_on=date(2026, 11, 2), ended_by="superseded", stars=4)
    new = known(date(2026, 11, 2), stars=3)
    assert rules.product_standing([old, new], date(2026, 11, 1)) == (S.EXPIRING, old)
    assert rules.product_standing([old, new], date(2026, 11, 2)) == (S.IN_FORCE, new)


def test_unverified_stars_are_never_valid():
    assert all(
        rules.product_standing([Cert(stars=5)], date(year, 6, 1))[0] not in rules.VALID
        for year in range(2015, 2040)
    )


# --- stretches equal the standing of every single day ---------------------------------------------
def histories():
    """Many histories: every combination of two or three recognitions of eight kinds, the earlier
    ended by the later as acts do."""
    kinds = [
        lambda year: known(date(year, 3, 19)),
        lambda year: known(
            date(year, 8, 31),
            extended_until=rules.add_months(date(year, 8, 31), 36) + timedelta(days=180),
        ),
        lambda year: known(date(year, 2, 28), ended_on=date(year + 1, 7, 1), ended_by="revoked"),
        lambda year: of_year(year),
        lambda year: vague(KnownDay.of(None, year, "Q3")),
        lambda year: of_year(year, ended_on=date(year + 1, 5, 5), ended_by="revoked"),
        lambda year: Cert(stars=5),
        lambda year: known(date(year + 8, 12, 1)),
    ]
    for first in kinds:
        yield [first(2018)]
        for second in kinds:
            for gap in (0, 1, 2, 3, 5):
                yield _ended([first(2018), second(2018 + gap)])
            yield _ended([first(2017), second(2019), kinds[0](2021)])


def _ended(held: list[Cert]) -> list[Cert]:
    begun = sorted((one for one in held if one.in_force_from), key=lambda one: one.in_force_from)
    for earlier, later in zip(begun, begun[1:], strict=False):
        if earlier.ended_on is None or earlier.ended_on > later.in_force_from:
            earlier.ended_on, earlier.ended_by = later.in_force_from, "superseded"
    return held


def test_stretches_say_for_every_day_what_the_rules_say():
    for held in histories():
        cut = stretches.of_product(held)
        assert (cut[0].first, cut[-1].last) == (FIRST_DAY, LAST_DAY)
        assert all(
            one.last + ONE_DAY == other.first for one, other in zip(cut, cut[1:], strict=False)
        )
        days = rules.turning_days(held) or [date(2020, 1, 1)]
        day, last = min(days) - timedelta(days=40), max(days) + timedelta(days=40)
        number = 0
        while day <= last:
            while cut[number].last < day:
                number += 1
            state, certification = rules.product_standing(held, day)
            assert cut[number].standing == state, (held, day)
            if state != S.PARTICIPATING:
                assert cut[number].certification is certification, (held, day)
            assert cut[number].stars == (certification.stars if state in rules.VALID else 0)
            day += ONE_DAY


def test_stretches_of_one_certification_are_its_standing():
    for one in (EXACT, EXTENDED, REVOKED, YEAR, Cert()):
        for cut in stretches.of_certification(one):
            for day in (cut.first, cut.last):
                assert rules.standing(one, day) == cut.standing


# --- sentences ------------------------------------------------------------------------------------
def told(held: list[Cert], day: date, language: str = "vi") -> str:
    return next(cut for cut in stretches.of_product(held) if cut.first <= day <= cut.last).sentence(
        language
    )


@pytest.mark.parametrize(
    ("held", "day", "expected"),
    [
        ([EXACT], date(2027, 1, 1), "Được công nhận 4 sao, còn hiệu lực đến hết ngày 01/12/2029."),
        (
            [EXACT],
            date(2029, 12, 2),
            "Được công nhận 4 sao, hết hiệu lực sau ngày 01/12/2029.",
        ),
        (
            [EXTENDED],
            date(2030, 6, 1),
            "Được công nhận 4 sao, hết hiệu lực sau ngày 30/05/2030.",
        ),
        (
            [YEAR],
            date(2025, 3, 1),
            "Được công nhận 4 sao năm 2022; chưa rõ ngày cấp, có thể đã hết hạn.",
        ),
        (
            [REVOKED],
            date(2028, 3, 1),
            "Hạng 4 sao đã bị thu hồi từ ngày 01/03/2028.",
        ),
        (
            [Cert(stars=5)],
            date(2026, 1, 1),
            "5 sao theo nguồn Báo, chưa xác minh: không được coi là còn hiệu lực.",
        ),
    ],
)
def test_the_sentence_to_read_out(held, day, expected):
    assert told(held, day) == expected


@pytest.mark.parametrize(
    ("one", "day", "vietnamese", "english"),
    [
        (
            EXACT,
            date(2029, 12, 2),
            "Được công nhận 4 sao; lần công nhận này hết hiệu lực sau ngày 01/12/2029.",
            "Recognised with 4 stars; this recognition was last in force on 01/12/2029.",
        ),
        (
            REVOKED,
            date(2028, 3, 1),
            "Hạng 4 sao của lần công nhận này đã bị thu hồi từ ngày 01/03/2028.",
            "The 4 stars of this recognition were revoked as of 01/03/2028.",
        ),
        (
            EXACT,
            date(2015, 1, 1),
            ("Lần công nhận 4 sao này có hiệu lực từ ngày 01/12/2026; trước đó chưa có hiệu lực."),
            (
                "This recognition with 4 stars takes effect on 01/12/2026; before that it does not"
                " count."
            ),
        ),
    ],
)
def test_a_sentence_about_one_recognition_speaks_of_that_recognition(one, day, vietnamese, english):
    cut = next(cut for cut in stretches.of_certification(one) if cut.first <= day <= cut.last)
    assert (cut.sentence("vi"), cut.sentence("en")) == (vietnamese, english)


def test_what_replaced_it_in_a_known_year_gives_no_day_of_end():
    old, new = known(date(2022, 5, 1)), of_year(2024)
    held = _ended([old, new])
    assert old.ended_on == date(2024, 12, 31), "reckoned, not known"
    cut = stretches.of_certification(old, held)[-1]
    assert cut.sentence("vi") == (
        "Giấy chứng nhận 4 sao này đã được thay thế bằng lần công nhận năm 2024 (chưa rõ ngày)."
    )
    assert cut.sentence("en") == (
        "This 4-star certificate was superseded by a recognition of 2024 (day not known)."
    )
    exact = _ended([known(date(2022, 5, 1)), known(date(2024, 5, 5))])
    assert "từ ngày 05/05/2024" in stretches.of_certification(exact[0], exact)[-1].sentence("vi")


def test_no_stored_sentence_says_today_or_that_a_product_holds_no_stars():
    """Only whoever knows the day that is asked and how complete a register is may say that."""
    held = [EXACT, EXTENDED, REVOKED, YEAR, Cert()]
    cuts = [cut for one in held for cut in stretches.of_product([one])]
    cuts += [cut for one in held for cut in stretches.of_certification(one)]
    for cut in cuts:
        said = f"{cut.sentence('vi')} {cut.sentence('en')}".lower()
        for claim in ("nay ", "không còn hạng", "chưa có hạng", "today", "no stars"):
            assert claim not in said.replace("này ", ""), said


def test_no_day_is_invented_for_a_recognition_of_which_only_the_year_is_known():
    """Neither 31/12 as a first day, nor that stars may have run out in the year in which they were
    given."""
    for language in ("vi", "en"):
        assert "31/12/2022" not in told([YEAR], date(2021, 6, 1), language)
        early = told([YEAR], date(2022, 6, 1), language)
        assert "2022" in early
        assert "hết hạn" not in early
        assert "expired" not in early


def test_a_day_before_the_first_recognition_does_not_claim_that_it_was_decided_already():
    assert "Đã có quyết định" not in told([EXACT], date(2015, 1, 1))
    assert "01/12/2026" in told([EXACT], date(2026, 11, 21))


def test_every_standing_has_a_sentence_in_both_languages():
    days = {
        "until": date(2026, 1, 1),
        "extended_until": date(2026, 3, 1),
        "ended_on": date(2026, 2, 1),
    }
    for state in S:
        facts = Facts(
            stars=4,
            issued=KnownDay.of(None, 2023) if state == S.UNCLEAR else NOTHING,
            source="Báo",
            **days,
        )
        vietnamese, english = sentence(state, facts), sentence(state, facts, "en")
        assert vietnamese.endswith(".")
        assert english.endswith(".")
        assert vietnamese != english
        assert "?" not in vietnamese + english
        assert "None" not in vietnamese + english
