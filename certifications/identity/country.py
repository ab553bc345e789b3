"""What is asked of the whole country while files and registers are looked at province by province:
whose identifiers are where, who was merged into whom, what became of the units.

Each is read when it is first asked for, and once, however many provinces follow.
"""

from collections.abc import Iterator
from functools import cached_property

from certifications.identity.identifiers import gtin_key, registration_key, tax_key
from certifications.models import Certification
from ocop_registry.journal.models import MergedSubject
from ocop_registry.places.overlap import Overlap
from producers.models import Producer
from products.models import Product
from products.serving import code_key

Homes = dict[str, tuple[int, ...]]  # an identifier as it is compared → today's provinces (ids)


class Country:
    """Identifiers of kind "producer" and "product" are uids; the others are "tax",
    "registration", "gtin" and "code", any product code ever borne."""

    @cached_property
    def overlap(self) -> Overlap:
        """What became of the units."""
        return Overlap()

    @cached_property
    def merged(self) -> dict[tuple[str, str], str]:
        """(kind, uid merged away) → the uid that answers for it."""
        rows = MergedSubject.objects.filter(
            kind__in=(Producer.SUBJECT_KIND, Product.SUBJECT_KIND)
        ).values_list("kind", "old_uid", "uid")
        return {(kind, old): uid for kind, old, uid in rows}

    def homes(self, kind: str, key: str) -> tuple[int, ...]:
        """The provinces of whom an identifier names in the register; that of one merged away is
        the other's."""
        known = self._identifiers[kind]
        return known.get(key) or known.get(self.merged.get((kind, key), ""), ())

    def is_elsewhere(self, kind: str, key: str, province: int) -> bool:
        """Whether an identifier names somebody of another province."""
        return any(home != province for home in self.homes(kind, key))

    @cached_property
    def _identifiers(self) -> "_Identifiers":
        return _Identifiers()


class _Identifiers(dict[str, Homes]):
    """Kind of identifier → where those whom it names are; the tables are read as they are needed."""

    def __missing__(self, kind: str) -> Homes:
        names, read = next(one for one in _READERS if kind in one[0])
        self.update((name, {}) for name in names)
        for name, key, home in read():
            known = self[name]
            before = known.get(key, ())
            if home not in before:
                known[key] = (*before, home)
        return self[kind]


def _of_producers() -> Iterator[tuple[str, str, int]]:
    rows = Producer.objects.order_by().values_list(
        "uid", "tax_code", "registration_number", "place", "place__province"
    )
    for uid, tax, registration, place, province in rows.iterator():
        home = province or place
        yield "producer", uid, home
        if tax:
            yield "tax", tax_key(tax), home
        if registration:
            yield "registration", registration_key(registration), home


def _of_products() -> Iterator[tuple[str, str, int]]:
    rows = Product.objects.order_by().values_list(
        "uid", "gtin", "producer__place", "producer__place__province"
    )
    for uid, gtin, place, province in rows.iterator():
        yield "product", uid, province or place
        if gtin:
            yield "gtin", gtin_key(gtin), province or place


def _of_codes() -> Iterator[tuple[str, str, int]]:
    rows = Certification.objects.exclude(code="", corrections=[]).order_by()
    for code, corrections, place, province in rows.values_list(
        "code", "corrections", "product__producer__place", "product__producer__place__province"
    ).iterator():
        old = (note["old"] for note in corrections if note["field"] == "code")
        for one in filter(None, (code, *old)):
            yield "code", code_key(one), province or place


_READERS = (
    (("producer", "tax", "registration"), _of_producers),
    (("product", "gtin"), _of_products),
    (("code",), _of_codes),
)
