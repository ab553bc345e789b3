"""Working days and calendar days, against dates counted by hand on a calendar."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from certifications.law import deadlines
from certifications.law.deadlines import (
    HOLIDAYS,
    Urgency,
    commune_deadline,
    read_calendar,
    result_deadline,
    window_deadline,
)

NUMBERS = {deadlines.COMMUNE_DAYS: 15, deadlines.RESULT_DAYS: 45}
WORKS = deadlines.work_calendar()


@pytest.mark.parametrize(
    ("received", "days", "last"),
    [
        (date(2026, 10, 1), 15, date(2026, 10, 22)),  # three plain weeks
        (date(2026, 2, 10), 15, date(2026, 3, 10)),  # Tết: 16–20/2 off
        (date(2026, 2, 13), 1, date(2026, 2, 23)),  # the Friday before nine days off
        (date(2026, 4, 24), 1, date(2026, 4, 28)),  # Giỗ Tổ on a Sunday, made up for on Monday
        (date(2026, 8, 21), 1, date(2026, 8, 22)),  # a Saturday worked for 31/8
        (date(2026, 8, 28), 1, date(2026, 9, 3)),  # 31/8 to 2/9 off
        (date(2026, 1, 9), 1, date(2026, 1, 10)),  # a Saturday worked for 2/1
        (date(2026, 10, 3), 1, date(2026, 10, 5)),  # received on a Saturday
        (date(2027, 2, 4), 1, date(2027, 2, 12)),  # Tết 2027 as planned
    ],
)
def test_working_days_skip_weekends_and_holidays(received, days, last):
    assert WORKS.after(received, days) == last


def test_the_list_of_holidays_is_consistent():
    assert not WORKS.off & WORKS.extra
    assert all(day.weekday() == 5 for day in WORKS.extra)
    assert WORKS.years == {2026, 2027}
    assert read_calendar(HOLIDAYS) == WORKS


@given(st.dates(date(2026, 1, 1), date(2028, 12, 31)), st.integers(1, 40))
def test_the_last_day_is_worked_and_as_many_worked_days_lie_before_it(start, days):
    last = WORKS.after(start, days)
    assert WORKS.works(last)
    assert WORKS.between(start, last) == days


@given(st.dates(date(2026, 3, 1), date(2027, 12, 31)))
def test_what_is_late_today_is_found_without_asking_each(today):
    edge = WORKS.latest_overdue(15, today)
    assert WORKS.after(edge, 15) < today
    assert WORKS.after(edge + timedelta(days=1), 15) >= today


def test_a_period_into_an_unknown_year_or_over_a_planned_holiday_says_so():
    assert WORKS.doubts(date(2026, 11, 20), date(2026, 12, 1)) == "có ngày nghỉ dự kiến: 24/11/2026"
    assert "2028" in WORKS.doubts(date(2027, 12, 20), date(2028, 1, 10))
    assert WORKS.doubts(date(2026, 10, 1), date(2026, 10, 22)) == ""


def test_the_commune_deadline_before_on_and_after_its_last_day():
    def told(today, reported=None):
        found = commune_deadline(NUMBERS, date(2026, 10, 1), reported, today)
        assert found
        assert found.last_day == date(2026, 10, 22)
        return found.urgency, found.text

    assert told(date(2026, 10, 5)) == (
        Urgency.AHEAD,
        (
            "nhận 01/10/2026, 15 ngày làm việc: đến hết 22/10/2026; chưa báo cáo, còn 13 ngày làm"
            " việc."
        ),
    )
    assert told(date(2026, 10, 20))[0] == Urgency.SOON
    assert told(date(2026, 10, 22))[1].endswith("hôm nay là ngày cuối.")
    assert told(date(2026, 10, 23)) == (
        Urgency.LATE,
        (
            "nhận 01/10/2026, 15 ngày làm việc: đến hết 22/10/2026; chưa báo cáo, quá hạn 1 ngày"
            " làm việc."
        ),
    )
    assert told(date(2026, 11, 20), date(2026, 10, 22))[1].endswith("báo cáo 22/10/2026, đúng hạn.")
    assert told(date(2026, 11, 20), date(2026, 10, 27))[1].endswith(
        "báo cáo 27/10/2026, muộn 3 ngày làm việc."
    )


def test_a_deadline_over_a_weekend_is_late_without_a_working_day_passed():
    found = commune_deadline(NUMBERS, date(2026, 10, 2), None, date(2026, 10, 24))
    assert found
    assert found.last_day == date(2026, 10, 23)
    assert found.text.endswith("chưa báo cáo, quá hạn.")


def test_no_deadline_without_its_day_or_without_its_number():
    assert commune_deadline(NUMBERS, None, None, date(2026, 10, 5)) is None
    assert commune_deadline({}, date(2026, 10, 1), None, date(2026, 10, 5)) is None
    assert result_deadline(NUMBERS, None, False, date(2026, 10, 5)) is None


def test_forty_five_calendar_days_to_the_result():
    last_day = result_deadline(NUMBERS, date(2026, 10, 1), False, date(2026, 11, 15))
    assert last_day
    assert (last_day.last_day, last_day.urgency) == (date(2026, 11, 15), Urgency.SOON)
    late = result_deadline(NUMBERS, date(2026, 10, 1), False, date(2026, 11, 16))
    assert late
    assert late.late
    assert late.text.endswith("chưa có kết quả, quá hạn 1 ngày.")
    done = result_deadline(NUMBERS, date(2026, 10, 1), True, date(2026, 11, 30))
    assert done
    assert not done.late


def test_the_renewal_window_of_180_to_120_days():
    until = date(2027, 6, 30)  # window 01/01/2027 – 02/03/2027
    assert window_deadline(until, None, date(2026, 12, 31)).urgency == Urgency.AHEAD
    assert window_deadline(until, None, date(2027, 1, 1)).urgency == Urgency.SOON
    assert window_deadline(until, None, date(2027, 3, 2)).text.endswith("còn 0 ngày.")
    assert window_deadline(until, None, date(2027, 3, 3)).late
    assert window_deadline(until, date(2027, 3, 3), date(2027, 4, 1)).text.endswith(
        "đã nộp 03/03/2027, muộn."
    )
    assert window_deadline(until, date(2027, 1, 5), date(2027, 4, 1)).text.endswith(
        "trong thời gian."
    )
