"""How long a recognition counts: its last day, and how far an extension may reach.

The same in queries: `CertificationQuerySet` and the trigger `certification_periods_overlap`; tests
hold all three against each other on every boundary day.
"""

from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from typing import Any

from certifications.law import numbers
from certifications.law.rules import Dates
from ocop_registry.known_days import NOTHING, KnownDay

ONE_DAY = timedelta(days=1)


def last_day(one: Dates) -> date:
    """The last day, inclusive, on which a recognition of known day counts: the later of validity
    and extension, but the day before `ended_on` at most.

    One without a known last day is never over (`date.max`). One that ended on or before its first
    day never counted: its last day lies before its first.
    """
    last = max(one.in_force_until or date.max, one.extended_until or date.min)
    return min(last, one.ended_on - ONE_DAY) if one.ended_on else last


def end_of(one: Any, siblings: Iterable[Any]) -> KnownDay:
    """When a certification ended, as far as that is known: where only the year (or month) of what
    replaced it is known, `ended_on` is a day of reckoning, which is told to nobody. `siblings`:
    the certifications of its product."""
    if one.ended_on is None:
        return NOTHING
    replaced_by = [
        other.issued
        for other in siblings
        if one.ended_by == "superseded" and other.in_force_from == one.ended_on and other != one
    ]
    if not replaced_by or any(issued.exact for issued in replaced_by):
        return KnownDay.of(one.ended_on)
    return replaced_by[0]


def issue_day_problems(
    issued_on: date, signed_on: date | None, today: date, *, words: str, late_reason: str
) -> Iterator[str]:
    """What is to be answered of a day of issue. `words`: what the decision itself says of a day
    that is later than today or than the usual days after signing; `late_reason`: why it is later
    than those, from whoever recorded it."""
    if issued_on > today and not words.strip():
        yield (
            f"Ngày cấp giấy chứng nhận {issued_on:%d/%m/%Y} ở tương lai: kiểm tra lại; nếu chính"
            " quyết định ghi như vậy thì chép nguyên văn câu đó."
        )
    days = numbers.ISSUED_WITHIN_DAYS
    late = signed_on is not None and issued_on > signed_on + timedelta(days=days)
    if late and signed_on and not words.strip() and not late_reason.strip():
        yield (
            f"Ngày cấp {issued_on:%d/%m/%Y} sau ngày ký {signed_on:%d/%m/%Y}"
            f" {(issued_on - signed_on).days} ngày, thường không quá {days} ngày: kiểm tra lại;"
            " nếu đúng thì ghi vì sao cấp muộn."
        )


def latest_extension(in_force_until: date) -> date:
    """The last day to which a certificate may be extended. Source: 26/2026/QĐ-TTg, chuyển tiếp."""
    return in_force_until + timedelta(days=numbers.EXTENSION_MAX_DAYS)


def transition_reach(begins: date) -> tuple[date, date]:
    """First and last day of expiry of the certificates that the transition to a scheme in force
    from `begins` lets extend: those still in force then, whose days of handing in a re-evaluation
    had begun before, so that their owners could not have all of them under the new scheme.

    Source: 26/2026/QĐ-TTg, chuyển tiếp: for owners who could not meet the 180 to 120 days before
    expiry. How far that reaches is not written out as days; this is the widest that its text bears.
    """
    return begins, begins + timedelta(days=numbers.EXPIRING_DAYS)


def may_extend(in_force_until: date, extended_until: date) -> bool:
    """Whether an extension to that day is after the expiry and no longer than allowed."""
    return in_force_until < extended_until <= latest_extension(in_force_until)


def renewal_due(on: date) -> tuple[date, date]:
    """First and last `in_force_until` of the certificates whose re-evaluation dossier is to be
    handed in on that day."""
    return (
        on + timedelta(days=numbers.RE_EVALUATION_LATEST_DAYS),
        on + timedelta(days=numbers.EXPIRING_DAYS),
    )
