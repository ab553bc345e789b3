"""What the register still lacks of its recognitions and products: found in narrow rows, for lists
and counts.

A part that is lacking is a word of PARTS. Schemes begin on 21/08/2019: a recognition of before that
day lacks none.
Source: domain §2, "Incomplete history".
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet

from certifications.law import rules
from certifications.models import Certification, Level, StagedOutcome, StagedRow
from ocop_registry.accounts.permissions import Scope
from ocop_registry.known_days import NOTHING, KnownDay
from ocop_registry.places.models import PlaceLevel
from producers.models import ProducerKind
from products.models import Product

PARTS = {
    "number": "số quyết định",
    "day": "ngày cấp",
    "year": "năm cấp",
    "scheme": "bộ tiêu chí",
    "level": "cấp công nhận",
    "set": "bộ sản phẩm",
    "kind": "loại hình chủ thể",
    "place": "xã, phường của chủ thể",
}
# Number, day and year change what is in force: two people, by the act of correction. The rest is
# completed at once.
BY_TWO = frozenset({"number", "day", "year"})
_OF_PRODUCT = ("product_set_id", "producer__kind", "producer__place__level")
_SHOWN = (
    "name", "uid", "sort_key", "search_key", "producer__name", "producer__search_key",
    "producer__place__code", "producer__place__full_name", "producer__place__parent__full_name",
    "producer__place__parent__parent__full_name",
)  # fmt: skip
_OF_CERTIFICATION = (
    "uid", "stars", "issued_on", "issued_year", "issued_part", "known_on", "decision__number", "scheme_id", "level", "origin", "source",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Lacking:
    """A recognition (or, `certification` "", a product that has none) with the parts that it lacks,
    in the order of PARTS."""

    parts: tuple[str, ...]
    product: str
    product_name: str
    producer: str
    unit: str  # code of the producer's place, as recorded
    place: str
    keys: str  # folded names, to search in
    order: bytes
    certification: str = ""
    stars: int | None = None
    issued: KnownDay = NOTHING
    number: str = ""
    source: str = ""

    @property
    def told(self) -> str:
        """What is lacking, in words."""
        return ", ".join(PARTS[part] for part in self.parts)


def load(seen: Scope) -> list[Lacking]:
    """Everything that lacks something, of the products of these provinces, by the product's name.
    Two queries."""
    certified = seen.limit_units(Certification.objects.order_by("pk"), "product__producer__place")
    alone = seen.limit_units(
        Product.objects.filter(certifications=None).order_by("pk"), "producer__place"
    )
    found = [*_of_certifications(certified), *_of_products(alone)]
    return sorted(
        (one for one in found if one.parts),
        key=lambda one: (one.order, one.product, one.issued.first or date.max),
    )


def _of_certifications(rows: QuerySet[Certification]) -> Iterator[Lacking]:
    columns = (*_OF_PRODUCT, *_SHOWN)
    for values in rows.values_list(
        *(f"product__{name}" for name in columns), *_OF_CERTIFICATION
    ).iterator(chunk_size=2000):
        product = dict(zip(columns, values, strict=False))
        own = dict(zip(_OF_CERTIFICATION, values[len(columns) :], strict=True))
        parts = (*_parts_of_recognition(own), *_parts_of_product(product))
        yield Lacking(
            parts,
            *_told(product),
            certification=own["uid"],
            stars=own["stars"],
            issued=_issued(own),
            number=own["decision__number"],
            source=own["source"],
        )


def _of_products(rows: QuerySet[Product]) -> Iterator[Lacking]:
    columns = (*_OF_PRODUCT, *_SHOWN)
    for values in rows.values_list(*columns).iterator(chunk_size=2000):
        product = dict(zip(columns, values, strict=True))
        yield Lacking(_parts_of_product(product), *_told(product))


def _issued(own: dict) -> KnownDay:
    return KnownDay.of(own["issued_on"], own["issued_year"], own["issued_part"], own["known_on"])


def _parts_of_recognition(own: dict) -> tuple[str, ...]:
    issued = _issued(own)
    lacking = {
        "number": not own["decision__number"],
        "day": not issued.exact,
        "year": not issued,
        "scheme": own["scheme_id"] is None and scheme_applied(issued),
        "level": own["level"] == Level.UNKNOWN,
    }
    return tuple(part for part in PARTS if lacking.get(part))


def _parts_of_product(product: dict) -> tuple[str, ...]:
    lacking = {
        "set": product["product_set_id"] is None,
        "kind": product["producer__kind"] == ProducerKind.UNKNOWN,
        "place": product["producer__place__level"] != PlaceLevel.COMMUNE,
    }
    return tuple(part for part in PARTS if lacking.get(part))


def scheme_applied(issued: KnownDay) -> bool:
    """Whether a recognition of that time can have had a scheme at all (provinces used criteria of
    their own before 2019)."""
    return issued.last is None or issued.last >= rules.FIRST_SCHEME_DAY


def _told(product: dict) -> tuple[str, str, str, str, str, str, bytes]:
    above = (
        "producer__place__full_name",
        "producer__place__parent__full_name",
        "producer__place__parent__parent__full_name",
    )
    return (
        product["uid"],
        product["name"],
        product["producer__name"],
        product["producer__place__code"],
        ", ".join(product[name] for name in above if product[name]),
        f"{product['search_key']}|{product['producer__search_key']}",
        bytes(product["sort_key"]),
    )


def counts(rows: Collection[Lacking]) -> dict[str, int]:
    """How many lack each part, in the order of PARTS; parts that nothing lacks are left out."""
    found = {part: sum(part in one.parts for one in rows) for part in PARTS}
    return {part: count for part, count in found.items() if count}


def staged_rows(seen: Scope) -> int:
    """Rows of old lists that could not be recorded yet."""
    return seen.limit(StagedRow.objects.filter(outcome=StagedOutcome.STAGED), "province").count()
