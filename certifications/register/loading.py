"""Reads what register rows are made of, batch by batch. Places, decisions and schemes, which recur,
are read once."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Q, QuerySet

from certifications.models import (
    IN_ORDER,
    Certification,
    Decision,
    PreparedAct,
    PreparedKind,
    PreparedStatus,
    Scheme,
)
from ocop_registry.journal.batches import batches
from ocop_registry.places.models import Place
from producers.models import Producer
from products.models import (
    PointOfSale,
    Product,
    ProductImage,
    ProductSet,
    ProductStandard,
    SalesChannel,
)


@dataclass(frozen=True)
class PublicProduct:
    """A product that is public (it has a certification), with everything that its rows say.
    `commune`: today's, if certain."""

    product: Product
    certifications: list[Certification]
    commune: Place | None
    images: list[ProductImage] = field(default_factory=list)
    standards: list[ProductStandard] = field(default_factory=list)
    channels: list[SalesChannel] = field(default_factory=list)
    points_of_sale: list[PointOfSale] = field(default_factory=list)
    changes: list[PreparedAct] = field(default_factory=list)  # made by two people, oldest first


def changes_of_products(products: Collection[Product]) -> dict[int, list[PreparedAct]]:
    """Product (id) → what two people changed of it and of its producer, oldest first. One query."""
    done = PreparedAct.objects.filter(kind=PreparedKind.CHANGE, status=PreparedStatus.DONE)
    own, producers = {one.pk: one for one in products}, {one.producer_id for one in products}
    of_products, of_producers = defaultdict(list), defaultdict(list)
    for change in done.filter(Q(product__in=own) | Q(producer__in=producers)).order_by(
        "settled_at", "pk"
    ):
        if change.product_id is not None:
            of_products[change.product_id].append(change)
        else:
            of_producers[change.producer_id].append(change)
    found: dict[int, list[PreparedAct]] = {}
    for pk, product in own.items():
        for change in of_products[pk]:
            change.product = product
        for change in of_producers[product.producer_id]:
            change.producer = product.producer
        found[pk] = [*of_products[pk], *of_producers[product.producer_id]]
    return found


def commune_today(place: Place) -> Place | None:
    """Today's commune of a place: only when it is certain; a split or larger unit has none."""
    units = [unit for unit in place.today_units if len(unit.code) == 5]
    return units[0] if len(units) == 1 else None


class Loading:
    """One run of reading, in a number of queries that grows with the batches only."""

    def __init__(self) -> None:
        self._places: dict[int, Place] = {}
        self._today: set[int] = set()  # places whose `today_units` are filled in
        self._decisions: dict[int, Decision] = {}
        self._schemes: dict[int, Scheme] = {}
        self._sets: dict[int, ProductSet] = {}

    def products(self, ids: Collection[int]) -> list[PublicProduct]:
        """Those of one batch of products that are public, in the order of their keys."""
        certifications = self._certifications(ids)
        products = list(Product.objects.filter(pk__in=certifications).order_by("pk"))
        producers = self._producers(
            Producer.objects.filter(pk__in={product.producer_id for product in products})
        )
        by_pk = {producer.pk: producer for producer in producers}
        self._fill(products, "product_set", self._sets, ProductSet.objects.all())
        images, standards, channels = (
            _by_product(model.objects.filter(product__in=certifications))
            for model in (ProductImage, ProductStandard, SalesChannel)
        )
        selling = self._points_of_sale(certifications)
        for product in products:
            _refer(product, "producer", by_pk[product.producer_id])
        changes = changes_of_products(products)
        found = []
        for product in products:
            pk = product.pk
            commune = commune_today(product.producer.place)
            particulars = (images[pk], standards[pk], channels[pk], selling[pk], changes[pk])
            found.append(PublicProduct(product, certifications[pk], commune, *particulars))
        return found

    def producers(self, ids: Collection[int]) -> list[Producer]:
        """Those of one batch of producers that have a public product, in the order of their
        keys."""
        # asked from the products, in two questions: as one, whatever the planner thinks of tables
        # that this act has just filled, each producer may have it read them whole
        owners = dict(
            Product.objects.filter(producer__in=ids).order_by().values_list("pk", "producer_id")
        )
        public = {
            owners[pk]
            for piece in batches(owners)
            for pk in Certification.objects.filter(product__in=piece)
            .order_by()
            .values_list("product_id", flat=True)
        }
        return self._producers(Producer.objects.filter(pk__in=public))

    def _producers(self, wanted: QuerySet[Producer]) -> list[Producer]:
        found = list(wanted.order_by("pk"))
        self._give_places(found)
        self._know_today(producer.place for producer in found)
        return found

    def _certifications(self, products: Collection[int]) -> dict[int, list[Certification]]:
        found = list(Certification.objects.filter(product__in=products).order_by(IN_ORDER, "pk"))
        self._give_places(found)
        self._fill(found, "decision", self._decisions, Decision.objects.all())
        # of which 26/2026 alone has 800 kB
        self._fill(found, "scheme", self._schemes, Scheme.objects.defer("data"))
        self._fill(found, "product_set", self._sets, ProductSet.objects.all())
        self._fill(found, "supersedes", {one.pk: one for one in found}, Certification.objects.all())
        return _by_product(found)

    def _points_of_sale(self, products: Collection[int]) -> dict[int, list[PointOfSale]]:
        links = list(PointOfSale.products.through.objects.filter(product__in=products))
        shops: dict[int, PointOfSale] = {}
        self._fill(links, "pointofsale", shops, PointOfSale.objects.all())
        self._give_places(shops.values())
        found: dict[int, list[PointOfSale]] = defaultdict(list)
        for link in sorted(links, key=lambda link: (link.pointofsale.name, link.pointofsale.uid)):
            found[link.product_id].append(link.pointofsale)
        return found

    # --- what recurs ------------------------------------------------------------------------------
    def _fill(
        self, subjects: Collection[Any], name: str, known: dict[int, Any], rows: QuerySet[Any]
    ) -> None:
        """Let the reference of that name point to the one object of each row, read when it is not
        known yet."""
        keys = [getattr(subject, f"{name}_id") for subject in subjects]
        for piece in batches(sorted({key for key in keys if key is not None} - known.keys())):
            known.update((row.pk, row) for row in rows.filter(pk__in=piece))
        for subject, key in zip(subjects, keys, strict=True):
            if key is not None:
                _refer(subject, name, known[key])

    def _give_places(self, subjects: Collection[Any]) -> None:
        """Let the subjects' places be the known ones, which know what is above them."""
        self._read_places({subject.place_id for subject in subjects})
        for subject in subjects:
            _refer(subject, "place", self._places[subject.place_id])

    def _read_places(self, ids: set[int]) -> None:
        new: list[Place] = []
        while missing := ids - self._places.keys():
            read = [
                place
                for piece in batches(sorted(missing))
                for place in Place.objects.filter(pk__in=piece)
            ]
            self._places.update((place.pk, place) for place in read)
            new.extend(read)
            ids = {
                pk
                for place in read
                for pk in (place.parent_id, place.province_id)
                if pk is not None
            }
        for place in new:
            for name, pk in (("parent", place.parent_id), ("province", place.province_id)):
                if pk is not None:
                    _refer(place, name, self._places[pk])

    def _know_today(self, places: Iterable[Place]) -> None:
        """Fill `Place.today_units`, which would otherwise ask the database for each."""
        new = {place.pk: place for place in places if place.pk not in self._today}
        self._today.update(new)
        ended = Place.objects.units_today([place for place in new.values() if not place.in_force])
        self._read_places({unit.pk for units in ended.values() for unit in units})
        for place in new.values():
            place.today_units = (
                [place] if place.in_force else [self._places[unit.pk] for unit in ended[place.pk]]
            )


def _refer(subject: Any, name: str, related: Any) -> None:
    """Let a reference point to the object whose key it holds already."""
    subject._state.fields_cache[name] = related


def _by_product(rows: Iterable[Any]) -> dict[int, list[Any]]:
    found: dict[int, list[Any]] = defaultdict(list)
    for row in rows:
        found[row.product_id].append(row)
    return found
