"""The register as rows of its own kind: what is exported, and imported again unchanged; examples
and drop-downs of the template."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from certifications.identity.register_index import Register
from certifications.imports.contract import Context
from certifications.imports.kinds.register.known_recognitions import load
from certifications.models import Certification, Level, Participation, Scheme
from ocop_registry.accounts.permissions import belongs_to
from ocop_registry.places.models import Place, PlaceLevel
from ocop_registry.places.text import sort_key
from producers.models import ProducerKind
from products.models import Product, ProductSet

_COLUMN_OF = {
    PlaceLevel.COMMUNE: "commune",
    PlaceLevel.DISTRICT: "district",
    PlaceLevel.PROVINCE: "province",
}


def current(context: Context) -> list[dict[str, Any]]:
    """One row per recognition, by product name and time, with every identifier; then products that
    take part without stars."""
    register = Register(context.province)
    places = (
        Place.objects.filter(belongs_to("", [context.province.pk]))
        if context.province
        else Place.objects.all()
    )
    units = {place.pk: place for place in places.select_related("parent__parent", "province")}
    sets = {one.pk: one for one in ProductSet.objects.all()}
    stored = load(register.products, units, list(Scheme.objects.all()), context.province)
    own = [one for those in stored.values() for one in those]
    own.sort(
        key=lambda one: (
            sort_key(one.product.name),
            one.product.uid,
            str(one.in_force_from or ""),
            one.pk,
        )
    )
    certified = {one.product_id for one in own}
    rows = [_row(one, sets) for one in own]
    return rows + [
        _without_stars(one, sets)
        for one in _participations(register, context)
        if one.product_id not in certified
    ]


def _participations(register: Register, context: Context) -> list[Participation]:
    """Those of the register's products, by name."""
    products = {product.pk: product for product in register.products}
    rows = Participation.objects.all()
    if context.province:
        rows = rows.filter(belongs_to("product__producer__place", [context.province.pk]))
    found = list(rows.order_by("pk"))
    for one in found:
        one.product = products[one.product_id]
    return sorted(found, key=lambda one: (sort_key(one.product.name), one.product.uid))


def _without_stars(one: Participation, sets: Mapping[int, ProductSet]) -> dict[str, Any]:
    """A product that takes part: the row tells nothing of a recognition."""
    units = _units(one.product.producer.place)
    return (
        _subjects(one.product, sets)
        | units
        | {
            "stars": one.reported or None,
            "year": one.year,
            "source": one.source,
        }
    )


def _row(one: Certification, sets: Mapping[int, ProductSet]) -> dict[str, Any]:
    decision = one.decision
    return (
        _subjects(one.product, sets)
        | _units(one.place)
        | {
            "expires": one.in_force_until if one.issued_on else None,
            "stars": one.stars,
            "day": one.issued.day or (one.issued.written if one.issued_part else None),
            "year": one.issued.year,
            "number": decision.number or None,
            "issuer": decision.issuer or None,
            "code": one.code or None,
            "scheme": one.scheme.code if one.scheme else None,
            "level": str(Level(one.level).label),
            "issued_product": one.product_name,
            "issued_producer": one.producer_name,
            "source": one.source or None,
            "certification_uid": one.uid,
        }
    )


def _units(place: Place) -> dict[str, Any]:
    return {
        _COLUMN_OF[PlaceLevel(unit.level)]: unit.full_name for unit in [place, *place.ancestors()]
    } | {"place_code": place.public_code}


def _subjects(product: Product, sets: Mapping[int, ProductSet]) -> dict[str, Any]:
    producer = product.producer
    chosen = sets.get(product.product_set_id) if product.product_set_id else None
    return {
        "product": product.name,
        "group": chosen.sector if chosen else None,
        "set": str(chosen) if chosen else None,
        "kind": producer.get_kind_display() if producer.kind != ProducerKind.UNKNOWN else None,
        "producer": producer.name,
        "address": producer.address or None,
        "representative": producer.representative_name or None,
        "phone": producer.phone or None,
        "tax_code": producer.tax_code or None,
        "registration_number": producer.registration_number or None,
        "gtin": product.gtin or None,
        "uid": product.uid,
        "producer_uid": producer.uid,
    }


def lists(context: Context) -> dict[str, Sequence[str]]:
    """Drop-down values by column."""
    communes = Place.objects.current().communes()
    if context.province is not None:
        communes = communes.filter(province=context.province)
    stars = ("3", "4", "5")
    return {
        "commune": [unit.full_name for unit in communes] if context.province else (),
        "set": [str(one) for one in Scheme.objects.sets_of_day(context.today)],
        "kind": [str(kind.label) for kind in ProducerKind if kind != ProducerKind.UNKNOWN],
        "stars": stars,
        "stars2": stars,
        "scheme": [one.code for one in Scheme.objects.all()],
        "level": [str(level.label) for level in Level],
    }


def examples(context: Context) -> list[dict[str, Any]]:
    """Two recognitions of one product in one row; and a row of which only the quarter is known."""
    return [
        {
            "product": "Miến dong Tài Hoan", "set": "6", "kind": "Hợp tác xã", "producer": "HTX Tài Hoan",
            "commune": "Xã Côn Minh", "district": "Huyện Na Rì", "province": "Tỉnh Bắc Kạn",
            "stars": 4, "day": date(2020, 12, 25), "number": "2390/QĐ-UBND", "issuer": "UBND tỉnh Bắc Kạn",
            "stars2": 5, "day2": date(2023, 11, 13), "number2": "4848/QĐ-BNN-VPĐP", "issuer2": "Bộ NN&PTNT",
        },
        {"product": "Chè Shan tuyết", "producer": "Hộ kinh doanh Hoàng Văn A", "kind": "Hộ gia đình có đăng ký kinh doanh",
         "commune": "Xã Bằng Phúc", "district": "Huyện Chợ Đồn", "stars": 3, "day": "Quý IV/2021"},
    ]  # fmt: skip
