"""Products with recognitions of chosen periods, saved without the checks of an act: the database
alone decides."""

from datetime import date

from certifications.models import Certification, Decision, Level, Origin
from ocop_registry.places.models import Place, PlaceKind, PlaceLevel
from producers.models import Producer, ProducerKind
from products.models import Product


def a_place() -> Place:
    """A province that the real data does not know."""
    return Place.objects.create(
        code="T9", level=PlaceLevel.PROVINCE, kind=PlaceKind.PROVINCE, name="Thử", full_name="Tỉnh Thử",
        valid_until=date(2000, 1, 1), search_key="thu", sort_key=b"thu",
    )  # fmt: skip


def a_producer(place: Place) -> Producer:
    producer = Producer(kind=ProducerKind.COOPERATIVE, name="HTX Thử", place=place)
    producer.set_keys()
    producer.save()
    return producer


def a_product(producer: Producer) -> Product:
    product = Product(producer=producer, name="Miến dong")
    product.set_keys()
    product.save()
    return product


def a_decision(place: Place) -> Decision:
    return Decision.objects.create(origin=Origin.HISTORIC, source="thử", issuer_place=place)


def certify(
    product: Product, decision: Decision, first: date | None, last: date | None = None, **values
) -> Certification:
    """A recognition from `first` through `last`."""
    return Certification.objects.create(
        product=product, decision=decision, origin=Origin.HISTORIC, level=Level.PROVINCE, stars=3, place=decision.issuer_place,
        product_name=product.name, producer_name="HTX Thử", issued_on=first, in_force_from=first, in_force_until=last, **values,
    )  # fmt: skip
