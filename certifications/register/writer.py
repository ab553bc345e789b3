"""What an act changes in the register: its rows are made anew and written where they differ, batch
by batch."""

import functools
import operator
from datetime import datetime

from django.db.models import Q

from certifications.models import Certification
from certifications.register import participation, rows
from certifications.register.loading import Loading
from certifications.register.storing import Change, Storing, of_kind, of_products, stored
from ocop_registry.journal.acts import Act
from ocop_registry.journal.batches import batches
from producers.models import Producer
from products.models import Product, PublicEntry

_SHOPS_AT_ONCE = 50  # conditions of one query over the texts of all details


def project(act: Act) -> list[Change]:
    """Rewrite what the public sees of the subjects of an act; answer the public changes (kind, uid,
    op)."""
    assert act.at is not None, "the journal gives an act its instant before the projections run"
    changes = _Projection(act, act.at).run()
    if any(act.touched(kind) for kind in participation.SUBJECTS):
        changes += _participation(act.at, act.seq)
    return changes


class _Projection:
    """The rows of one act. What is kept over its batches is small: keys and changes, never rows."""

    def __init__(self, act: Act, at: datetime) -> None:
        self._act = act
        self._loading, self._storing = Loading(), Storing(at, act.seq)
        self._done = self._total = 0

    def run(self) -> list[Change]:
        products = _affected(self._act)
        producers = _owners(self._act, products)
        self._total = len(products) + len(producers)
        for batch in batches(sorted(products)):
            self._products(batch)
        for batch in batches(sorted(producers)):
            self._producers(batch)
        self._deleted()
        return self._storing.finish()

    def _products(self, batch: list[int]) -> None:
        fresh = rows.of_batch(self._loading.products(batch))
        present = stored(
            of_products(Product.objects.filter(pk__in=batch).values_list("uid", flat=True))
        )
        # A certification that another product had until this act still stands under that one.
        moved = [
            uid
            for kind, uid in (row.key for row in fresh)
            if kind == "certification" and (kind, uid) not in present
        ]
        for piece in batches(moved):
            present.update(stored(of_kind("certification", piece)))
        self._storing.write(fresh, present)
        self._tell(len(batch))

    def _producers(self, batch: list[int]) -> None:
        fresh = [rows.of_producer(producer) for producer in self._loading.producers(batch)]
        uids = Producer.objects.filter(pk__in=batch).values_list("uid", flat=True)
        self._storing.write(fresh, stored(of_kind("producer", uids)))
        self._tell(len(batch))

    def _deleted(self) -> None:
        """Subjects that the act deleted have no rows any more."""
        for batch in batches(sorted(self._act.touched("product"))):
            gone = set(batch).difference(
                Product.objects.filter(uid__in=batch).values_list("uid", flat=True)
            )
            self._storing.write([], stored(of_products(gone)))
        for batch in batches(sorted(self._act.touched("producer"))):
            gone = set(batch).difference(
                Producer.objects.filter(uid__in=batch).values_list("uid", flat=True)
            )
            self._storing.write([], stored(of_kind("producer", gone)))

    def _tell(self, count: int) -> None:
        self._done += count
        self._act.report(self._done, self._total)


def _participation(at: datetime, seq: int) -> list[Change]:
    storing = Storing(at, seq)
    storing.write(
        participation.all_rows(), stored(PublicEntry.objects.filter(kind=participation.KIND))
    )
    return storing.finish()


# --- what an act may have changed -----------------------------------------------------------------
def _affected(act: Act) -> set[int]:
    """Ids of the products whose rows may look different after this act."""
    touched = act.touched
    if touched("places"):
        return set(Certification.objects.order_by().values_list("product_id", flat=True).distinct())
    found = _sold_until_now(touched("point_of_sale"))
    for path, keys in (
        ("uid", touched("product") | _left(act, "certification", "product")),
        ("producer__uid", touched("producer")),
        ("certifications__uid", touched("certification")),
        ("certifications__decision__uid", touched("decision")),
        ("points_of_sale__uid", touched("point_of_sale")),
        ("product_set__scheme", touched("scheme")),  # cards name the set
    ):
        for batch in batches(sorted(keys)):
            found.update(
                Product.objects.filter(**{f"{path}__in": batch})
                .order_by()
                .values_list("pk", flat=True)
            )
    return found


def _owners(act: Act, products: set[int]) -> set[int]:
    """Ids of the producers of these products, and of those that the act touched or that a product
    left in it."""
    found: set[int] = set()
    for pks in batches(products):
        found.update(
            Product.objects.filter(pk__in=pks).order_by().values_list("producer_id", flat=True)
        )
    for uids in batches(sorted(act.touched("producer") | _left(act, "product", "producer"))):
        found.update(Producer.objects.filter(uid__in=uids).order_by().values_list("pk", flat=True))
    return found


def _left(act: Act, kind: str, reference: str) -> set[str]:
    """Uids that subjects of a kind referred to until this act: whom they left may have no public
    row any more."""
    before = (line.before or {} for line in act.changed(kind))
    return {state[reference] for state in before if state.get(reference)}


def _sold_until_now(shops: set[str]) -> set[int]:
    """Products whose details name one of these points of sale: also those that it no longer sells,
    or of a closed one."""
    found: set[int] = set()
    for batch in batches(sorted(shops), _SHOPS_AT_ONCE):
        named = functools.reduce(
            operator.or_, (Q(detail__contains=f'"uid":"{uid}"') for uid in batch)
        )
        selling = PublicEntry.objects.filter(named, kind="product").values("uid")
        found.update(
            Product.objects.filter(uid__in=selling).order_by().values_list("pk", flat=True)
        )
    return found
