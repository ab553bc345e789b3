"""Any number of products with a producer and a certification in force, in the tables and in the
public register."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from certifications.law import rules
from certifications.models import Certification, Decision, Scheme
from certifications.register import rows
from certifications.register.loading import PublicProduct
from ocop_registry import clock
from ocop_registry.journal.models import JournalHead
from ocop_registry.places.models import Place
from ocop_registry.uids import check_character
from producers.models import Producer
from products.models import Product, ProductSet, PublicEntry, PublicPlace, PublicState

BATCH = 1000
_FIRST = (
    "Miến dong",
    "Chè Shan tuyết",
    "Gạo nếp",
    "Mật ong",
    "Bún khô",
    "Rượu men lá",
    "Tinh bột nghệ",
    "Trà hoa vàng",
)
_SECOND = (
    "Nà Pò",
    "Bản Thi",
    "Đồng Tâm",
    "Hoàng Su",
    "Khe Mo",
    "Tân Cương",
    "Yên Lạc",
    "Thượng Nung",
    "La Hiên",
    "Ba Bể",
)


def fill(count: int) -> None:
    """Two products a producer, spread over all communes."""
    communes = list(
        Place.objects.current().communes().select_related("province", "parent").order_by("code")
    )
    products = list(_products(count, _producers(count // 2 + 1, communes)))
    certifications = _certifications(products)
    head = JournalHead.objects.get(pk=1)
    for start in range(0, count, BATCH):
        chunk = zip(
            products[start : start + BATCH], certifications[start : start + BATCH], strict=True
        )
        _publish([row for product, one in chunk for row in _rows(product, one)], head)
    _analyse()


def _rows(product: Product, certification: Certification) -> Iterator[rows.Row]:
    place = product.producer.place
    place.today_units = [place]  # as the register's writer fills it in
    public = PublicProduct(product, [certification], place)
    yield from rows.of_batch([public])


def _publish(found: list[rows.Row], head: JournalHead) -> None:
    stamps = {"updated_at": head.at, "updated_seq": head.seq}
    entries = PublicEntry.objects.bulk_create(
        [PublicEntry(**row.columns, **stamps) for row in found]
    )
    both = list(zip(entries, found, strict=True))
    PublicState.objects.bulk_create(
        [PublicState(entry=entry, **state) for entry, row in both for state in row.states]
    )
    PublicPlace.objects.bulk_create(
        [PublicPlace(entry=entry, place_id=place) for entry, row in both for place in row.places]
    )


def _producers(count: int, communes: list[Place]) -> list[Producer]:
    made = [
        Producer(
            uid=_uid(number),
            name=f"HTX {_name(number)}",
            kind="cooperative",
            place=communes[number * 7 % len(communes)],
        )
        for number in range(count)
    ]
    return _stored(Producer, made)


def _products(count: int, producers: list[Producer]) -> Iterator[Product]:
    sets = list(ProductSet.objects.filter(scheme="26-2026").order_by("no"))
    made = [
        Product(
            uid=_uid(number),
            name=_name(number),
            producer=producers[number // 2],
            product_set=sets[number % len(sets)],
        )
        for number in range(count)
    ]
    yield from _stored(Product, made)


def _certifications(products: list[Product]) -> list[Certification]:
    scheme, issued = Scheme.objects.get(slug="26-2026"), clock.today() - timedelta(days=100)
    decision = Decision.objects.create(
        uid=_uid(0), number="386/QĐ-UBND", signed_on=issued, certificates_issued_on=issued, issuer="UBND tỉnh", origin="historic",
        source="benchmark",
    )  # fmt: skip
    made = [
        Certification(
            uid=_uid(number), product=product, decision=decision, origin="historic", level="province", stars=3 + number % 2,
            scheme=scheme, product_name=product.name, producer_name=product.producer.name, place=product.producer.place,
            code=f"19-02155-{number}-2026", issued_on=issued, in_force_from=issued,
            in_force_until=rules.add_months(issued, scheme.validity_months), source="benchmark",
        )
        for number, product in enumerate(products)
    ]  # fmt: skip
    return Certification.objects.bulk_create(made, batch_size=BATCH)


def _stored(model: Any, made: list[Any]) -> list[Any]:
    for one in made:
        one.set_keys()
    return model.objects.bulk_create(made, batch_size=BATCH)


def _name(number: int) -> str:
    first, second = _FIRST[number % len(_FIRST)], _SECOND[number // len(_FIRST) % len(_SECOND)]
    return f"{first} {second} {number}"


def _uid(number: int) -> str:
    body = f"{number:06d}"
    return body + check_character(body)


def _analyse() -> None:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
