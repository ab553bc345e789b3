"""What is compared of a producer or a product when it may have been entered twice: its names, its
place, its numbers. No more of them is read."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.db.models import F, QuerySet
from django.db.models.functions import Coalesce

from certifications.identity.identifiers import (
    OF_CODES,
    codes_of,
    codes_on,
    gtin_key,
    registration_key,
    tax_key,
)
from certifications.models import Certification
from ocop_registry.accounts.permissions import Scope
from ocop_registry.staff.lists.pieces import by_key
from producers.models import Producer
from products.models import Product
from products.serving import code_key

SHORTEST_PHONE = 9


Number = tuple[str, str]  # what it is, in the words of a reason, and the number as compared


@dataclass(frozen=True, slots=True)
class Known:
    """What is compared of a producer or product. `maker`: the producer (id); `place`, `province`:
    ids of his place, and of its province today; `keys`: names folded, in both ways, to search in.
    """

    pk: int
    uid: str
    name: str
    keys: str
    order: bytes
    maker: int
    place: int
    province: int
    numbers: tuple[Number, ...]

    @property
    def folded(self) -> str:
        """The name folded loosely."""
        return self.keys.split("|", 2)[1]


# --- producers ------------------------------------------------------------------------------------
TAX, REGISTRATION, PHONE = "cùng mã số thuế", "cùng số đăng ký kinh doanh", "cùng điện thoại"
_OF_PRODUCER = ("tax_code", "registration_number", "phone")


def producers_known(producers: QuerySet[Producer]) -> list[Known]:
    """One query."""
    columns = ("pk", "uid", "name", "search_key", "sort_key", "place_id")
    found = producers.order_by("pk").values_list(*columns, _province("place"), *_OF_PRODUCER)
    return [
        Known(
            *(pk, uid, name, keys, bytes(order), pk, place, province),
            numbers=tuple(_numbers_of_producer(*numbers)),
        )
        for pk, uid, name, keys, order, place, province, *numbers in found
    ]


def numbers_of_producers(seen: Scope) -> Iterator[tuple[int, Number]]:
    """(id, number) of every producer within, piece by piece."""
    rows = seen.limit_units(Producer.objects.all(), "place")
    for pk, *own in by_key(rows.values_list("pk", *_OF_PRODUCER)):
        for one in _numbers_of_producer(*own):
            yield pk, one


def _numbers_of_producer(tax: str, registration: str, phone: str) -> Iterator[Number]:
    yield from _numbers(TAX, tax_key(tax or ""))
    yield from _numbers(REGISTRATION, registration_key(registration or ""))
    yield from _numbers(PHONE, *_phones(phone))


def _phones(text: str) -> list[str]:
    """The numbers in a field that may hold several: "0912 345 678; 0209.3871.234"."""
    numbers = [re.sub(r"\D", "", part) for part in re.split(r"[;,/\n]|\s-\s", text)]
    return [number for number in numbers if len(number) >= SHORTEST_PHONE]


def _numbers(what: str, *keys: str) -> Iterator[Number]:
    """What is nothing but zeros is no number."""
    return ((what, key) for key in keys if key.strip("0"))


# --- products -------------------------------------------------------------------------------------
CODE, GTIN = "cùng mã sản phẩm", "cùng mã GTIN"


def products_known(products: QuerySet[Product]) -> list[Known]:
    """Two queries."""
    codes = codes_on(Certification.objects.filter(product__in=products.order_by()))
    columns = ("pk", "uid", "name", "search_key", "producer__search_key", "sort_key")
    place = ("producer_id", "producer__place_id", _province("producer__place"))
    found = products.order_by("pk").values_list(*columns, *place, "gtin")
    return [
        Known(
            *(pk, uid, name, f"{keys}|{of_maker}", bytes(order), maker, place, province),
            numbers=(*_codes(codes.get(pk, ())), *_numbers(GTIN, gtin_key(gtin))),
        )
        for pk, uid, name, keys, of_maker, order, maker, place, province, gtin in found
    ]


def numbers_of_products(seen: Scope) -> Iterator[tuple[int, Number]]:
    """(id, number) of every product within, piece by piece."""
    on_paper = seen.limit_units(Certification.objects.all(), "product__producer__place")
    for _, product, code in by_key(
        on_paper.exclude(code="").values_list("pk", "product_id", "code")
    ):
        for one in _codes([code]):
            yield product, one
    corrected = on_paper.exclude(corrections=[])
    for _, product, code, notes in by_key(corrected.values_list("pk", *OF_CODES)):
        for one in _codes(codes_of(code, notes)):
            yield product, one
    rows = seen.limit_units(Product.objects.exclude(gtin=""), "producer__place")
    for pk, gtin in by_key(rows.values_list("pk", "gtin")):
        for one in _numbers(GTIN, gtin_key(gtin)):
            yield pk, one


def _codes(codes: Iterable[str]) -> Iterator[Number]:
    return _numbers(CODE, *sorted({code_key(code) for code in codes}))


def _province(place: str) -> Coalesce:
    """A province in force has none of its own."""
    return Coalesce(F(f"{place}__province_id"), F(f"{place}_id"))
