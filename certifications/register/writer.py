"""Writes register rows: only those that differ, with the journal entry that changed them."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Max, Prefetch, Q

from certifications.models import IN_ORDER, Certification
from certifications.register import participation, rows
from certifications.register.rows import Row
from ocop_registry.journal.acts import Act
from ocop_registry.journal.models import JournalEntry, PublicChange
from ocop_registry.places.models import Place
from ocop_registry.places.succession import units_today
from producers.models import Producer
from products.models import PointOfSale, Product, PublicEntry, PublicPlace, PublicState

BATCH = 500
Key = tuple[str, str]


# --- one act ------------------------------------------------------------------------------------------------------
def project(act: Act) -> list[tuple[str, str, str]]:
    """Rewrite what the public sees of the subjects of an act; answer the public changes (kind, uid, op)."""
    assert act.at is not None, "the journal gives an act its instant before the projections run"
    products = _affected(act)
    producers = set(Producer.objects.filter(uid__in=act.touched("producer") | _left(act)).values_list("pk", flat=True))
    changes = _write(products, producers, act.at, act.seq) if products or producers else []
    if any(act.touched(kind) for kind in participation.SUBJECTS):
        changes += _write_participation(act.at, act.seq)
    return changes


def _left(act: Act) -> set[str]:
    """Uids of producers that a product left in this act: one without public products any more leaves the register."""
    before = (line.before or {} for line in act.lines if line.kind == "product")
    return {state["producer"] for state in before if state.get("producer")}


def _write_participation(at: datetime, seq: int) -> list[tuple[str, str, str]]:
    fresh = {row.key: row for row in participation.all_rows()}
    stored = PublicEntry.objects.filter(kind=participation.KIND).prefetch_related("states", "places")
    return _store(fresh, {(entry.kind, entry.uid): entry for entry in stored}, at, seq)


def _affected(act: Act) -> set[int]:
    """Ids of the products whose rows may look different after this act."""
    touched = act.touched
    if touched("places"):
        return set(Certification.objects.values_list("product_id", flat=True))
    found: set[int] = set()
    for condition, wanted in (
        (Q(uid__in=touched("product")), touched("product")),
        (Q(producer__uid__in=touched("producer")), touched("producer")),
        (Q(certifications__uid__in=touched("certification")), touched("certification")),
        (Q(certifications__decision__uid__in=touched("decision")), touched("decision")),
        (Q(points_of_sale__uid__in=touched("point_of_sale")), touched("point_of_sale")),
        (Q(product_set__scheme__in=touched("scheme")), touched("scheme")),  # cards name the set
    ):
        if wanted:
            found.update(Product.objects.filter(condition).values_list("pk", flat=True))
    for uid in touched("point_of_sale"):  # also the products that it sold until this act, and those of a closed one
        selling = PublicEntry.objects.filter(kind="product", detail__contains=f'"uid":"{uid}"').values("uid")
        found.update(Product.objects.filter(uid__in=selling).values_list("pk", flat=True))
    return found


def _write(product_ids: set[int], producer_ids: set[int], at: datetime, seq: int) -> list[tuple[str, str, str]]:
    fresh: dict[Key, Row] = {}
    producer_ids = set(producer_ids)
    for product in load_products(product_ids):
        producer_ids.add(product.producer_id)
        fresh.update((row.key, row) for row in _rows_of(product))
    fresh.update((row.key, row) for row in _producer_rows(producer_ids))
    return _store(fresh, _present(product_ids, producer_ids), at, seq)


def _present(product_ids: set[int], producer_ids: set[int]) -> dict[Key, PublicEntry]:
    """The rows that these products and producers have in the register now."""
    product_uids = list(Product.objects.filter(pk__in=product_ids).values_list("uid", flat=True))
    producer_uids = list(Producer.objects.filter(pk__in=producer_ids).values_list("uid", flat=True))
    found = PublicEntry.objects.filter(
        Q(kind__in=["product", "certification"], product_uid__in=product_uids) | Q(kind="producer", uid__in=producer_uids)
    ).prefetch_related("states", "places")
    return {(entry.kind, entry.uid): entry for entry in found}


def _store(fresh: dict[Key, Row], present: dict[Key, PublicEntry], at: datetime, seq: int) -> list[tuple[str, str, str]]:
    changes: list[tuple[str, str, str]] = []
    for key, row in sorted(fresh.items()):
        entry = present.get(key)
        if entry is None:
            changes.append((*key, PublicChange.CREATED))
        elif row.same_as(entry):
            continue
        else:
            changes.append((*key, PublicChange.UPDATED))
            entry.states.all().delete()
            entry.places.all().delete()
        _insert(row, entry, at, seq)
    for key in sorted(present.keys() - fresh.keys()):
        present[key].delete()
        changes.append((*key, PublicChange.REMOVED))
    return changes


def _insert(row: Row, entry: PublicEntry | None, at: datetime, seq: int) -> None:
    target = entry or PublicEntry()
    for name, value in row.columns.items():
        setattr(target, name, value)
    target.updated_at, target.updated_seq = at, seq
    target.save()
    PublicState.objects.bulk_create(PublicState(entry=target, **state) for state in row.states)
    PublicPlace.objects.bulk_create(PublicPlace(entry=target, place_id=place) for place in sorted(row.places))


# --- rows from tables ---------------------------------------------------------------------------------------------
def load_products(ids: Iterable[int]) -> Iterator[Product]:
    """Products that are public (they have a certification), with everything their rows need, in a constant number of queries."""
    wanted = sorted(ids)
    certifications = Certification.objects.select_related(
        "decision", "scheme", "product_set", "supersedes", "place__parent__parent", "place__province"
    ).order_by(IN_ORDER, "pk")
    for start in range(0, len(wanted), BATCH):
        batch = list(
            Product.objects.filter(pk__in=wanted[start : start + BATCH], certifications__isnull=False)
            .distinct()
            .select_related("producer__place__parent__parent", "producer__place__province", "product_set")
            .prefetch_related(
                Prefetch("certifications", queryset=certifications),
                "images",
                "standards",
                "channels",
                Prefetch("points_of_sale", queryset=PointOfSale.objects.select_related("place").order_by("name", "uid")),
            )
            .order_by("pk")
        )
        _know_units_of_today([product.producer.place for product in batch])
        yield from batch


def _know_units_of_today(places: list[Place]) -> None:
    """Fill `Place.today_units` for many places at once, which would otherwise ask the database for each."""
    units = units_today(places)
    for place in places:
        place.today_units = units[place.pk]


def _rows_of(product: Product) -> list[Row]:
    certifications = list(product.certifications.all())
    commune = rows.commune_today(product.producer.place)
    return [
        rows.of_product(product, certifications, commune),
        *(rows.of_certification(certification, product, commune) for certification in certifications),
    ]


def _producer_rows(ids: set[int]) -> list[Row]:
    public = Producer.objects.filter(pk__in=ids, products__certifications__isnull=False).distinct()
    found = list(public.select_related("place__parent__parent", "place__province").order_by("pk"))
    _know_units_of_today([producer.place for producer in found])
    return [rows.of_producer(producer, rows.commune_today(producer.place)) for producer in found]


# --- the whole register -------------------------------------------------------------------------------------------
@dataclass(frozen=True)
class Difference:
    """One row in which register and tables disagree: missing, superfluous, or other in the named columns."""

    kind: str
    uid: str
    what: str


def compare() -> Iterator[Difference]:
    """Every difference between the stored register and what the tables and the journal say. Changes nothing."""
    stamps = _stamps()
    seen: set[Key] = set()
    for row in _all_rows():
        seen.add(row.key)
        entry = PublicEntry.objects.filter(kind=row.key[0], uid=row.key[1]).prefetch_related("states", "places").first()
        if entry is None:
            yield Difference(*row.key, "thiếu trong sổ công khai")
        elif not row.same_as(entry):
            yield Difference(*row.key, "nội dung khác: " + ", ".join(row.different_columns(entry)))
        elif (entry.updated_seq, entry.updated_at) != stamps.get(row.key):
            yield Difference(*row.key, "thời điểm cập nhật khác nhật ký")
    for kind, uid in PublicEntry.objects.values_list("kind", "uid").order_by("kind", "uid"):
        if (kind, uid) not in seen:
            yield Difference(kind, uid, "thừa trong sổ công khai")


def rebuild() -> int:
    """Write the whole register anew from the tables and the journal; answers the number of rows. Not an act: nothing changes."""
    stamps = _stamps()
    with transaction.atomic():
        PublicEntry.objects.all().delete()
        count = 0
        for row in _all_rows():
            seq, at = stamps[row.key]
            _insert(row, None, at, seq)
            count += 1
    return count


def _all_rows() -> Iterator[Row]:
    ids = Certification.objects.values_list("product_id", flat=True).distinct()
    producers: set[int] = set()
    for product in load_products(ids):
        producers.add(product.producer_id)
        yield from _rows_of(product)
    yield from _producer_rows(producers)
    yield from participation.all_rows()


def _stamps() -> dict[Key, tuple[int, Any]]:
    """For every public object the last entry that changed its row: (seq, instant). Source: the journal."""
    last = PublicChange.objects.values("kind", "uid").annotate(seq=Max("entry_id"))
    instants = dict(JournalEntry.objects.filter(public_changes__isnull=False).values_list("seq", "at"))
    return {(row["kind"], row["uid"]): (row["seq"], instants[row["seq"]]) for row in last}
