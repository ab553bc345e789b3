"""Which scheme an evaluation may use, day by day around each change."""

from datetime import date, timedelta

import pytest

from certifications.law.scheme_of_day import (
    SchemeDays,
    dossier_refusal,
    scheme_refusals,
    transition_of,
)

PENDING = {
    "transition_pending_first_or_upgrade_days": 60,
    "transition_pending_re_evaluation_days": 30,
}
SCHEMES = [
    SchemeDays("1048-2019", "1048/QĐ-TTg", date(2019, 8, 21), date(2023, 2, 23), {}),
    SchemeDays("148-2023", "148/QĐ-TTg", date(2023, 2, 24), date(2026, 7, 21), {}),
    SchemeDays("26-2026", "26/2026/QĐ-TTg", date(2026, 5, 22), None, PENDING),
]
NAMED = "26/2026/QĐ-TTg, điều khoản chuyển tiếp"


def refused(slug: str, day: date, basis: str = "") -> str:
    return " ".join(scheme_refusals(slug, SCHEMES, day, basis))


@pytest.mark.parametrize(
    ("slug", "first", "last"),
    [
        ("1048-2019", date(2019, 8, 21), date(2023, 2, 23)),
        ("148-2023", date(2023, 2, 24), date(2026, 5, 21)),
        ("26-2026", date(2026, 5, 22), date(2031, 1, 1)),
    ],
)
def test_a_scheme_is_used_from_its_first_day_until_the_next_one_begins(slug, first, last):
    assert refused(slug, first) == refused(slug, last) == ""
    assert "chỉ áp dụng từ" in refused(slug, first - timedelta(days=1), NAMED)
    if slug != "26-2026":
        assert refused(slug, last + timedelta(days=1)) != ""


@pytest.mark.parametrize("slug", ["148-2023", "1048-2019"])
@pytest.mark.parametrize("basis", ["", NAMED])
def test_a_lapsed_scheme_is_refused_whatever_is_named(slug, basis):
    told = refused(slug, date(2026, 11, 10), basis)
    assert "không dùng để đánh giá ngày 10/11/2026: dùng 26/2026/QĐ-TTg" in told


def test_under_the_scheme_before_only_with_the_transition_named_and_within_its_days():
    assert "Ghi căn cứ chuyển tiếp" in refused("148-2023", date(2026, 5, 22), "  ")
    assert refused("148-2023", date(2026, 5, 22), NAMED) == ""
    assert refused("148-2023", date(2026, 7, 21), NAMED) == ""
    assert "hết áp dụng" in refused("148-2023", date(2026, 7, 22), NAMED)
    assert "chỉ áp dụng từ 22/05/2026" in refused("26-2026", date(2026, 1, 15), NAMED)


@pytest.mark.parametrize(
    ("type_", "handed_in", "day", "why"),
    [
        ("first", date(2026, 5, 21), date(2026, 7, 21), ""),
        ("upgrade", date(2026, 5, 21), date(2026, 7, 21), ""),
        ("re_evaluation", date(2026, 5, 21), date(2026, 6, 21), ""),
        ("re_evaluation", date(2026, 5, 21), date(2026, 6, 22), "quá hạn chuyển tiếp"),
        ("first", date(2026, 5, 22), date(2026, 7, 1), "không trước 22/05/2026"),
        ("first", None, date(2026, 7, 1), "chưa ghi ngày nộp"),
    ],
)
def test_only_dossiers_handed_in_before_the_change_finish_under_it(type_, handed_in, day, why):
    transition = transition_of("148-2023", SCHEMES, day)
    assert transition is not None
    told = dossier_refusal(transition, type_, handed_in, day)
    assert (why in told) if why else told == ""


def test_no_evaluation_in_its_own_time_stands_in_a_transition():
    assert transition_of("148-2023", SCHEMES, date(2026, 5, 21)) is None
    assert transition_of("26-2026", SCHEMES, date(2026, 6, 1)) is None
    assert transition_of("1048-2019", SCHEMES, date(2026, 6, 1)) is None
    assert transition_of("1048-2019", SCHEMES, date(2019, 8, 20)) is None
