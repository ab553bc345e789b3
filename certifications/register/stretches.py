"""From the dates of certifications to stretches of days with one standing each, gapless from 1900
to 9999."""

import functools
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from certifications.law import rules
from certifications.law.sentences import Facts, sentence
from certifications.law.validity import end_of
from certifications.models import Certification
from ocop_registry.known_days import NOTHING, KnownDay
from products.models.register import FIRST_DAY, LAST_DAY

ONE_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Stretch:
    """Days `first` to `last` (both included) with one standing, resting on `certification` (None:
    only taking part). `own`: the standing of that certification itself, not of its product;
    `ended`: what is known of when it was replaced or revoked."""

    first: date
    last: date
    standing: rules.Standing
    certification: Certification | None
    own: bool = False
    ended: KnownDay = NOTHING

    @property
    def held_stars(self) -> int:
        return self.certification.stars if self.certification else 0

    @property
    def stars(self) -> int:
        """The stars that count: none unless the standing is valid."""
        return self.held_stars if self.standing in rules.VALID else 0

    @property
    def sentences(self) -> tuple[str, str]:
        """What the standing says, in Vietnamese and in English."""
        facts = facts_of(self.certification, self.standing, self.last)
        return _sentences(self.standing, replace(facts, own=self.own, ended=self.ended))

    def sentence(self, language: str) -> str:
        vietnamese, english = self.sentences
        return english if language == "en" else vietnamese


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
    ended = end_of(certification, siblings)
    return _merged(
        Stretch(first, last, rules.standing(certification, first), certification, True, ended)
        for first, last in _cuts(rules.turning_days([certification]))
    )


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
    expired = standing == rules.Standing.EXPIRED
    return Facts(
        stars=certification.stars,
        starts=certification.in_force_from,
        until=(certification.possible_until if expired else None) or certification.in_force_until,
        extended_until=certification.extended_until,
        ended_on=certification.ended_on,
        issued=certification.issued,
        early=certification.in_force_from is not None and last < certification.in_force_from,
        source=certification.source,
    )


@functools.lru_cache(4096)  # the certifications of one decision differ in little
def _sentences(standing: rules.Standing, facts: Facts) -> tuple[str, str]:
    return sentence(standing, facts, "vi"), sentence(standing, facts, "en")
