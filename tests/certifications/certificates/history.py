"""Recognitions of before the registry, through the act that records them: as much known of each as
a test says."""

from datetime import date
from typing import Any

from certifications.law import rules
from certifications.models import Certification, Decision, Level, Origin
from ocop_registry.journal.acts import act
from ocop_registry.places.models import Place
from products.models import Product


def decided(
    number: str = "",
    signed_on: date | None = None,
    issuer: str = "UBND tỉnh Bắc Kạn",
    source: str = "Danh sách cũ",
) -> Decision:
    made = Decision(
        origin=Origin.HISTORIC,
        number=number,
        signed_on=signed_on,
        certificates_issued_on=signed_on,
        issuer=issuer,
        source=source,
    )
    with act("historic.record", by=None) as deed:
        deed.create(made)
    return made


def recognised(
    product: Product,
    stars: int = 3,
    *,
    on: date | None = None,
    year: int | None = None,
    place: Place | None = None,
    decision: Decision | None = None,
    **fields: Any,
) -> Certification:
    """`on`: the day of issue, or only a `year`, or neither. The decision is one of its own unless
    given."""
    rests_on = decision or decided("386/QĐ-UBND" if on else "", on)
    period = rules.period_of(on, year)
    made = Certification(
        product=product, decision=rests_on, origin=Origin.HISTORIC, stars=stars, product_name=product.name,
        level=fields.pop("level", Level.CENTRAL if stars == 5 else Level.PROVINCE), producer_name=product.producer.name,
        place=place or product.producer.place, issued_on=on, issued_year=None if on else year, source="Danh sách cũ",
        in_force_from=period.start, in_force_until=period.end, possible_from=period.possible_start,
        possible_until=period.possible_end, **fields,
    )  # fmt: skip
    with act("historic.record", by=None) as deed:
        deed.create(made)
    return made
