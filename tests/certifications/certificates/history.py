"""Recognitions of before the registry, through the act that records them: as much known of each as
a test says."""

from datetime import date
from typing import Any

from certifications.identity.known_facts import period_fields
from certifications.models import Certification, Decision, Level, Origin
from ocop_registry.journal.acts import act
from ocop_registry.known_days import NOTHING, KnownDay
from ocop_registry.places.models import Place
from products.models import Product
from tests import factories as make


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


def _seat(product: Product, on: date | None) -> Place:
    """Where the producer sat: its place, or before there was such a unit the district of then."""
    seat = product.producer.place
    return seat if on is None or seat.on(on) else make.old_place("066")


def recognised(
    product: Product,
    stars: int = 3,
    *,
    on: date | None = None,
    year: int | None = None,
    issued: KnownDay = NOTHING,
    place: Place | None = None,
    decision: Decision | None = None,
    **fields: Any,
) -> Certification:
    """`on`: the day of issue, or only a `year`, or what else is known of it (`issued`), or nothing.
    The decision is one of its own unless given."""
    issuer = "Bộ Nông nghiệp và PTNT" if stars == 5 else "UBND tỉnh Bắc Kạn"
    rests_on = decision or decided("386/QĐ-UBND" if on else "", on, issuer)
    issued = issued or KnownDay.of(on, year)
    made = Certification(
        product=product, decision=rests_on, origin=Origin.HISTORIC, stars=stars, product_name=product.name,
        level=fields.pop("level", Level.CENTRAL if stars == 5 else Level.PROVINCE), producer_name=product.producer.name,
        place=place or _seat(product, issued.day), source="Danh sách cũ", **period_fields(issued, None), **fields,
    )  # fmt: skip
    with act("historic.record", by=None) as deed:
        deed.create(made)
    return made
