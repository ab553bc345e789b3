"""Products that a round may still take in: those of its province, with what is due first."""

from dataclasses import dataclass
from datetime import date

from certifications.law import rules
from certifications.models import Application, ApplicationStatus, Round
from certifications.rounds.contents import UNFINISHED
from ocop_registry.places.models import Place
from products.models import Product


@dataclass(frozen=True)
class Candidate:
    """An existing product that may be ticked; `expires_on` set when its stars run out (`certainly`
    not before, when only the month or year of issue is known), `in_window` when renewal is due."""

    product: Product
    standing: rules.Standing
    stars: int
    expires_on: date | None
    in_window: bool
    certainly: bool = False


def candidates(round_: Round, on: date) -> list[Candidate]:
    """Products of the province not yet in this or another unfinished round; those in their renewal
    window first, then by expiry."""
    busy = (
        Application.objects.filter(round__status__in=UNFINISHED)
        .exclude(status=ApplicationStatus.WITHDRAWN)
        .values("product")
    )
    taken = round_.applications.values("product")
    products = (
        Product.objects.exclude(pk__in=busy)
        .exclude(pk__in=taken)
        .filter(producer__place__in=places_of(round_.place))
        .select_related("producer__place", "product_set")
        .prefetch_related("certifications")
    )
    found = [_candidate(product, on) for product in products]
    return sorted(
        found, key=lambda c: (not c.in_window, c.expires_on or date.max, bytes(c.product.sort_key))
    )


def _candidate(product: Product, on: date) -> Candidate:
    standing, current = rules.product_standing(list(product.certifications.all()), on)
    until = current.in_force_until if current and standing in rules.VALID else None
    due = (
        bool(until and rules.renewal_window(until)[0] <= on) or standing == rules.Standing.EXTENDED
    )
    vague = bool(until and current and not current.issued.exact)
    return Candidate(product, standing, current.stars if current else 0, until, due, vague)


def places_of(province: Place | None):
    """Every unit, of today and of before, that belongs to a province of today (the province itself
    included)."""
    units = Place.objects.all()
    return units.filter(pk=province.pk) | units.filter(province=province) if province else units
