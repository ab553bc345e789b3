"""The law as pure functions: points → stars → validity → standing. No database, no clock: days are
arguments.

Source of every number: Decision 26/2026/QĐ-TTg and the schemes before it, loaded as data
(`SchemeRules`); constants that are the same in all schemes stand here beside their article.
"""

import calendar
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, Protocol, TypeVar

from certifications.law import numbers
from certifications.law.points import format_points
from ocop_registry.known_days import KnownDay
from products.standings import VALID, Standing

# three part averages, each rounded on paper, may miss the total by this much
PARTS_TOLERANCE = Decimal("0.02")
LOWEST_CERTIFIED = 3  # 1★ and 2★ get no decision and no certificate
FIRST_SCHEME_DAY = date(2019, 8, 21)  # before 1048/QĐ-TTg provinces used criteria of their own


# --- schemes --------------------------------------------------------------------------------------
@dataclass(frozen=True)
class Band:
    """Stars for an average total of at least `minimum` points; `authorities`: who recognises, since
    when (None: from the start)."""

    stars: int
    minimum: Decimal
    authorities: tuple[tuple[date | None, str | None], ...]


@dataclass(frozen=True)
class SchemeRules:
    """What the rules need of one scheme: the maxima of parts A, B, C, its bands from the highest
    down, its validity."""

    slug: str
    validity_months: int
    part_maxima: dict[str, Decimal]
    bands: tuple[Band, ...]

    @classmethod
    def from_data(cls, slug: str, data: dict[str, Any]) -> "SchemeRules":
        """Read a scheme's data file. Raises KeyError when a part of it is missing."""
        return cls(
            slug=slug,
            validity_months=data["validity_months"],
            part_maxima={part["code"]: Decimal(part["max_points"]) for part in data["parts"]},
            bands=bands_of(data["bands"]),
        )

    def band(self, stars: int) -> Band:
        return next(band for band in self.bands if band.stars == stars)

    def authority(self, stars: int, on: date) -> str | None:
        """Who recognises that many stars on that day: "district", "province", "central", or None
        (no certificate)."""
        changes = self.band(stars).authorities
        return [who for since, who in changes if since is None or since <= on][-1]


def bands_of(data: Iterable[dict[str, Any]]) -> tuple[Band, ...]:
    """The bands of a scheme's data, from the highest down."""
    return tuple(sorted((_band(band) for band in data), key=lambda band: -band.stars))


def _band(band: dict[str, Any]) -> Band:
    changes = [
        (date.fromisoformat(change["from"]), change["authority"])
        for change in band["authority_changes"]
    ]
    return Band(band["stars"], Decimal(band["min"]), ((None, band["authority"]), *changes))


# --- points → stars -------------------------------------------------------------------------------
def stars_by_total(total: Decimal, scheme: SchemeRules) -> int:
    """Stars of the band that holds the average total; bands are half-open, so 89.99 is 4★. Never
    rounds.

    >>> stars_by_total(Decimal("89.9999"), scheme)
    4
    """
    return next(band.stars for band in scheme.bands if total >= band.minimum)


@dataclass(frozen=True)
class Conclusion:
    """Stars by the total's band, by the star marks, and the final ones: the lower of both."""

    by_total: int
    by_marks: int
    final: int

    @property
    def lowered(self) -> bool:
        """Whether missed marks cost stars that the points alone would have given."""
        return self.final < self.by_total


def conclude(total: Decimal, marks_met: int, scheme: SchemeRules) -> Conclusion:
    """The stars of a scored dossier. `marks_met`: highest star (2–5) all of whose marks, and those
    below, are met.

    Source: 26/2026/QĐ-TTg, phiếu đánh giá; how far a missed mark lowers is not written out: the
    registry takes the highest star for which band and marks both hold.
    """
    by_total = stars_by_total(total, scheme)
    return Conclusion(by_total, marks_met, min(by_total, marks_met))


def explain(conclusion: Conclusion, total: Decimal, missed: str = "") -> str:
    """Why these stars, in one Vietnamese sentence for the officer."""
    points = f"{format_points(total)} điểm thuộc khung {conclusion.by_total} sao"
    if not conclusion.lowered:
        return f"{points}: {conclusion.final} sao."
    criteria = f"tiêu chí {missed} chưa đạt dấu" if missed else "có tiêu chí chưa đạt dấu"
    wanted = conclusion.by_marks + 1
    return f"{points}, nhưng {criteria} {wanted} sao: còn {conclusion.final} sao."


def parts_gap(total: Decimal, parts: Iterable[Decimal]) -> Decimal:
    """How far the parts' sum is from the total; more than PARTS_TOLERANCE is refused."""
    return abs(total - sum(parts, Decimal(0)))


def bands_apart(
    total: Decimal, parts: Iterable[Decimal], scheme: SchemeRules
) -> tuple[int, int] | None:
    """(stars of the total, stars of A + B + C) where rounding on paper put them into different
    bands; None where both agree."""
    by_total, by_parts = (
        stars_by_total(points, scheme) for points in (total, sum(parts, Decimal(0)))
    )
    return None if by_total == by_parts else (by_total, by_parts)


# --- validity -------------------------------------------------------------------------------------
def add_months(day: date, months: int) -> date:
    """The same day that many calendar months later; 29/02 and 31 fall back to the month's last
    day."""
    index = day.year * 12 + day.month - 1 + months
    year, month = divmod(index, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


@dataclass(frozen=True)
class Period:
    """When a recognition counts, all days inclusive: certainly from `start` to `end`, possibly
    within the wider pair."""

    start: date | None = None
    end: date | None = None
    possible_start: date | None = None
    possible_end: date | None = None


def period_of(issued_on: date | None, issued_year: int | None, months: int | None = None) -> Period:
    """`period_within` of a day, of a whole year, or of nothing."""
    return period_within(KnownDay.of(issued_on, issued_year), months)


def period_within(issued: KnownDay, months: int | None = None) -> Period:
    """The validity that follows from what is known of the day of issue. `months`: of its scheme;
    None: the scheme is not known.

    A day: in force from it *through* the same day 36 calendar months later (issued 01/12/2026 →
    through 01/12/2029). A month, quarter or year: certain from the last day that it can have been
    to the day before the first one comes again 36 months later, possible from the first to 36
    months after the last. So 12/2020: certain from 31/12/2020 to 30/11/2023, possible from
    01/12/2020 to 31/12/2023; only a year Y: certain from 31/12/Y to 31/12/Y+2, possible from
    01/01/Y to 31/12/Y+3. Nothing: an empty period.
    """
    if issued.first is None or issued.last is None:
        return Period()
    months = months or numbers.VALIDITY_MONTHS
    end, possible_end = add_months(issued.first, months), add_months(issued.last, months)
    if issued.exact:
        return Period(issued.first, end)
    return Period(issued.last, end - timedelta(days=1), issued.first, possible_end)


class Dates(Protocol):
    """The dates of a certification that decide its standing (see
    `certifications.models.Certification`)."""

    in_force_from: date | None
    in_force_until: date | None
    possible_from: date | None
    possible_until: date | None
    extended_until: date | None
    ended_on: date | None
    ended_by: str


def standing(certification: Dates, on: date) -> Standing:
    """The standing of one certification on a day. Source: 26/2026/QĐ-TTg (validity, transition,
    revocation); domain §2."""
    if certification.ended_on and on >= certification.ended_on:
        return Standing(certification.ended_by)
    if certification.in_force_from is None or certification.in_force_until is None:
        return Standing.UNVERIFIED
    if on < (certification.possible_from or certification.in_force_from):
        return Standing.PARTICIPATING
    if on < certification.in_force_from:
        return Standing.UNCLEAR
    if on <= certification.in_force_until:
        left = (certification.in_force_until - on).days
        return Standing.EXPIRING if left <= numbers.EXPIRING_DAYS else Standing.IN_FORCE
    if certification.extended_until and on <= certification.extended_until:
        return Standing.EXTENDED
    if certification.possible_until and on <= certification.possible_until:
        return Standing.UNCLEAR
    return Standing.EXPIRED


D = TypeVar("D", bound=Dates)


def product_standing(certifications: Sequence[D], on: date) -> tuple[Standing, D | None]:
    """The standing of a product on a day, and the certification that it rests on (None: it only
    takes part).

    A valid certification speaks first; then a revocation that nothing newer answers; then what is
    unclear, what is unverified, and last what has expired.
    """
    told = [(standing(one, on), one) for one in certifications]
    started = sorted(
        (pair for pair in told if pair[0] not in {Standing.PARTICIPATING, Standing.UNVERIFIED}),
        key=_start,
    )
    for state, one in reversed(started):
        if state in VALID:
            return state, one
    if started and started[-1][0] == Standing.REVOKED:
        return started[-1]
    for wanted in (Standing.UNCLEAR, Standing.UNVERIFIED):
        for state, one in reversed([*started, *told]):
            if state == wanted:
                return state, one
    return started[-1] if started else (Standing.PARTICIPATING, None)


def _start(pair: tuple[Standing, Dates]) -> date:
    return pair[1].in_force_from or date.min


def turning_days(certifications: Iterable[Dates]) -> list[date]:
    """Every day on which the standing may differ from the day before, in order: `standing` is
    constant in between."""
    days: set[date] = set()
    for one in certifications:
        days.update(day for day in (one.possible_from, one.in_force_from, one.ended_on) if day)
        days.update(
            day + timedelta(days=1)
            for day in (one.in_force_until, one.extended_until, one.possible_until)
            if day
        )
        if one.in_force_until:
            days.add(one.in_force_until - timedelta(days=numbers.EXPIRING_DAYS))
    return sorted(days)


def renewal_window(in_force_until: date) -> tuple[date, date]:
    """First and last day on which a re-evaluation dossier should be handed in before expiry."""
    return in_force_until - timedelta(days=numbers.EXPIRING_DAYS), in_force_until - timedelta(
        days=numbers.RE_EVALUATION_LATEST_DAYS
    )


# --- which application, which scheme --------------------------------------------------------------
def expected_application_type(certifications: Sequence[Dates], on: date) -> frozenset[str]:
    """Types one would expect that day: none held before → first; stars held or once held → upgrade
    or re-evaluation; revoked → first."""
    if not certifications:
        return frozenset({"first"})
    state, _ = product_standing(certifications, on)
    if state == Standing.REVOKED:
        return frozenset({"first"})
    return (
        frozenset({"re_evaluation", "upgrade"})
        if state in VALID | {Standing.UNCLEAR}
        else frozenset({"first", "re_evaluation"})
    )


def schemes_of(schemes: Iterable[Any], issued: KnownDay) -> list[Any]:
    """Schemes that may have been applied then: none before 21/08/2019 (or when it may have been
    before), two from 22/05/2026 to 21/07/2026, and for a year or month that straddles two."""
    first, last = issued.first, issued.last
    if first is None or last is None or first < FIRST_SCHEME_DAY:
        return []
    return [
        scheme
        for scheme in schemes
        if scheme.effective_from <= last
        and (scheme.effective_until is None or first <= scheme.effective_until)
    ]
