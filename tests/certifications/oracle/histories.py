"""Generated histories of one product, for the second reading (`days`) and as the registry keeps
them."""

import itertools
import random
from collections.abc import Iterator
from datetime import date, timedelta

from certifications.law import rules
from ocop_registry.known_days import NOTHING, KnownDay
from tests.certifications.law.test_standing import Cert
from tests.certifications.oracle import days
from tests.certifications.oracle.days import Issued, Recognition

PRECISIONS = ("day", "month", "quarter", "year", "nothing")


def history(chance: random.Random) -> list[Recognition]:
    """One to four recognitions, each known as well as chance has it, none before the one before it
    can have been issued."""
    held: list[Recognition] = []
    earliest = date(2019, chance.randint(1, 12), chance.randint(1, 28))
    for _ in range(chance.choice((1, 1, 2, 2, 3, 4))):
        issued = _issued(chance, chance.choice(PRECISIONS), earliest)
        one = Recognition(chance.choice((3, 4, 5)), issued)
        held.append(one)
        if issued.last is None:
            continue
        _later(one, chance)
        free = max(issued.last, one.revoked or issued.last) + days.ONE
        earliest = free + timedelta(days=chance.choice((0, 1, 40, 300, 700, 1090, 1100, 1500)))
    return held


def histories(count: int, seed: int = 36) -> Iterator[list[Recognition]]:
    chance = random.Random(seed)
    return (history(chance) for _ in range(count))


def _issued(chance: random.Random, precision: str, earliest: date) -> Issued:
    if precision == "nothing":
        return Issued()
    if precision == "day":
        # the last days of months are where 36 months are easily miscounted
        ends = days.after_months(earliest.replace(day=1), 1) - days.ONE
        return Issued.on(chance.choice((earliest, ends)))
    year, month = earliest.year, earliest.month
    if precision == "month":
        month, year = (month + 1, year) if month < 12 else (1, year + 1)
        part = str(month)
    elif precision == "quarter":
        quarter = (month + 2) // 3
        quarter, year = (quarter + 1, year) if quarter < 4 else (1, year + 1)
        part = f"Q{quarter}"
    else:
        year, part = year + 1, ""
    whole = Issued.within(year, part)
    assert whole.first is not None
    assert whole.last is not None
    if chance.random() < 0.3:  # told while the month, quarter or year still ran
        within = chance.randint(1, (whole.last - whole.first).days)
        return Issued.within(year, part, by=whole.first + timedelta(days=within))
    return whole


def _later(one: Recognition, chance: random.Random) -> None:
    """What may befall a recognition: an extension, where the day of expiry is known, or a
    revocation, when it had been issued for certain."""
    assert one.issued.first is not None
    assert one.issued.last is not None
    end = days.after_months(one.issued.first)
    if one.issued.exact and chance.random() < 0.4:
        one.extended = end + timedelta(days=chance.choice((1, 60, 179, days.LONGEST)))
    if chance.random() < 0.3:
        span = ((one.extended or end) - one.issued.last).days
        one.revoked = one.issued.last + timedelta(days=chance.randint(1, span))


def kept(held: list[Recognition]) -> list[Cert]:
    """The same as the registry keeps it: periods as it reckons them, each of known time ended by
    the next on the last day that can be the next one's first."""
    made = [_kept(one) for one in held]
    dated = [pair for pair in zip(held, made, strict=True) if pair[0].issued.last]
    for (_, earlier), (following, _) in itertools.pairwise(dated):
        begins = following.issued.last
        assert begins is not None
        if earlier.ended_on is None and _may_count(earlier, begins):
            earlier.ended_on, earlier.ended_by = begins, "superseded"
    return made


def _may_count(one: Cert, day: date) -> bool:
    last = max(filter(None, (one.in_force_until, one.possible_until, one.extended_until)))
    return last >= day


def _kept(one: Recognition) -> Cert:
    known = known_day(one.issued)
    period = rules.period_within(known)
    return Cert(
        issued_on=known.day,
        issued_year=one.issued.year,
        issued_part=one.issued.part,
        known_on=one.issued.by,
        in_force_from=period.start,
        in_force_until=period.end,
        possible_from=period.possible_start,
        possible_until=period.possible_end,
        extended_until=one.extended,
        ended_on=one.revoked,
        ended_by="revoked" if one.revoked else "",
        stars=one.stars,
    )


def known_day(issued: Issued) -> KnownDay:
    if issued.first is None:
        return NOTHING
    day = issued.first if issued.exact else None
    return KnownDay.of(day, issued.year, issued.part, issued.by)
