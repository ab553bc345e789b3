"""From the dates of certifications to stretches of days with one standing each, gapless from 1900
to 9999."""

import functools
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from certifications.law import rules
from certifications.law.sentences import Facts, sentence
from certifications.models import Certification, EndedBy
from products.models.register import FIRST_DAY, LAST_DAY

ONE_DAY = timedelta(days=1)
# the certifications of one decision differ in little
_sentence = functools.lru_cache(4096)(sentence)


@dataclass(frozen=True)
class Stretch:
    """Days `first` to `last` (both included) with one standing, resting on `certification` (None:
    only taking part). `own`: the standing of that certification itself, not of its product;
    `successor_year`: all that is known of when it was replaced."""

    first: date
    last: date
    standing: rules.Standing
    certification: Certification | None
    own: bool = False
    successor_year: int | None = None

    @property
    def held_stars(self) -> int:
        return self.certification.stars if self.certification else 0

    @property
    def stars(self) -> int:
        """The stars that count: none unless the standing is valid."""
        return self.held_stars if self.standing in rules.VALID else 0

    def sentence(self, language: str) -> str:
        facts = facts_of(self.certification, self.standing, self.last)
        return _sentence(
            self.standing,
            replace(facts, own=self.own, successor_year=self.successor_year),
            language,
        )


def of_product(certifications: Sequence[Certification]) -> list[Stretch]:
    """The stretches of a product, from all its certifications."""
    stretches = [
        Stretch(first, last, *rules.product_standing(certifications, first))
        for first, last in _cuts(rules.turning_days(certifications))
    ]
    upcoming = _before_first(certifications, stretches)
    return _merged(upcoming)


def of_certification(
    certification: Certification, siblings: Sequence[Certification] = ()
) -> list[Stretch]:
    """The stretches of one certification. `siblings`: those of its product, among which the one
    that replaced it is looked for."""
    year = year_of_successor(certification, siblings)
    return _merged(
        Stretch(first, last, rules.standing(certification, first), certification, True, year)
        for first, last in _cuts(rules.turning_days([certification]))
    )


def year_of_successor(
    certification: Certification, siblings: Iterable[Certification]
) -> int | None:
    """The year of what replaced it, when no more is known of that: the day on which it ended is
    then one of reckoning, and is told to nobody."""
    if certification.ended_by != EndedBy.SUPERSEDED:
        return None
    later = [one for one in siblings if one.in_force_from == certification.ended_on]
    vague = [one.issued_year for one in later if one is not certification and not one.issued_on]
    return vague[0] if vague else None


def _before_first(
    certifications: Sequence[Certification], stretches: list[Stretch]
) -> list[Stretch]:
    """A decision may be signed before its certificates take effect: until then the product rests on
    the coming one."""
    if not certifications:
        return stretches
    coming = min(certifications, key=lambda one: one.possible_from or one.in_force_from or LAST_DAY)
    return [
        replace(one, certification=coming) if one.standing == rules.Standing.PARTICIPATING else one
        for one in stretches
    ]


def _cuts(days: Iterable[date]) -> Iterable[tuple[date, date]]:
    starts = [FIRST_DAY, *(day for day in days if FIRST_DAY < day <= LAST_DAY)]
    ends = [*(day - ONE_DAY for day in starts[1:]), LAST_DAY]
    return zip(starts, ends, strict=True)


def _merged(stretches: Iterable[Stretch]) -> list[Stretch]:
    """Neighbours that say the same become one."""
    merged: list[Stretch] = []
    for stretch in stretches:
        if merged and (merged[-1].standing, merged[-1].certification) == (
            stretch.standing,
            stretch.certification,
        ):
            merged[-1] = replace(merged[-1], last=stretch.last)
        else:
            merged.append(stretch)
    return merged


def facts_of(certification: Certification | None, standing: str, last: date) -> Facts:
    """What the sentence of a standing needs to know of its certification, for a stretch of days
    that ends on `last`."""
    if certification is None:
        return Facts()
    exact = certification.issued_on is not None
    expired = standing == rules.Standing.EXPIRED
    return Facts(
        stars=certification.stars,
        starts=certification.in_force_from,
        until=(certification.possible_until if expired else None) or certification.in_force_until,
        extended_until=certification.extended_until,
        ended_on=certification.ended_on,
        year=None if exact else certification.issued_year,
        early=certification.in_force_from is not None and last < certification.in_force_from,
        source=certification.source,
    )
