"""The whole register from the tables and the journal: compared with what is stored, or written
anew."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import Max

from certifications.models import Certification
from certifications.register import participation, rows
from certifications.register.loading import Loading
from certifications.register.rows import Row
from certifications.register.storing import Key, clear, insert, of_kind, stored
from ocop_registry.journal.acts import Progress
from ocop_registry.journal.batches import batches
from ocop_registry.journal.models import JournalEntry, PublicChange
from producers.models import Producer
from products.models import PublicEntry
from products.today import turning
from products.today.comparison import differences
from products.today.words import Words


@dataclass(frozen=True)
class Difference:
    """One row in which register and tables disagree: missing, superfluous, or other in the named
    columns."""

    kind: str
    uid: str
    what: str


def compare() -> Iterator[Difference]:
    """Every difference between the stored register and what the tables and the journal say. Changes
    nothing."""
    stamps = _stamps()
    seen: set[Key] = set()
    for fresh in _all_rows():
        seen.update(row.key for row in fresh)
        kinds = sorted({row.columns["kind"] for row in fresh})
        keys = {
            kind: [row.columns["uid"] for row in fresh if row.columns["kind"] == kind]
            for kind in kinds
        }
        present = stored(*(of_kind(kind, piece) for kind in kinds for piece in batches(keys[kind])))
        for row in fresh:
            entry = present.get(row.key)
            if entry is None:
                yield Difference(*row.key, "thiếu trong sổ công khai")
            elif differing := entry.differences(row):
                yield Difference(*row.key, "nội dung khác: " + ", ".join(differing))
            elif (entry.updated_at, entry.updated_seq) != stamps.get(row.key):
                yield Difference(*row.key, "thời điểm cập nhật khác nhật ký")
    for key in PublicEntry.objects.values_list("kind", "uid").order_by("kind", "uid").iterator():
        if key not in seen:
            yield Difference(*key, "thừa trong sổ công khai")
    yield from (Difference(*one) for one in differences())


@transaction.atomic
def rebuild(progress: Progress | None = None) -> int:
    """Write the whole register anew from the tables and the journal; answers the number of rows.
    Not an act: nothing changes. `progress` hears of rows written and rows there were."""
    stamps, count, before = _stamps(), 0, PublicEntry.objects.count()
    day = turning.lock()
    words = Words()
    clear()
    for fresh in _all_rows():
        insert(fresh, [stamps[row.key] for row in fresh], day, words)
        count += len(fresh)
        if progress is not None:
            progress(count, max(count, before))
    words.store()
    turning.turn_to_today()
    return count


def _all_rows() -> Iterator[list[Row]]:
    """Every row as it should be, batch by batch."""
    loading = Loading()
    products = (
        Certification.objects.order_by("product_id").values_list("product_id", flat=True).distinct()
    )
    for batch in batches(list(products)):
        yield rows.of_batch(loading.products(batch))
    producers = (
        Producer.objects.filter(products__certifications__isnull=False)
        .order_by("pk")
        .values_list("pk", flat=True)
        .distinct()
    )
    for batch in batches(list(producers)):
        yield [rows.of_producer(producer) for producer in loading.producers(batch)]
    yield participation.all_rows()


def _stamps() -> dict[Key, tuple[datetime, int]]:
    """For every public object the instant and the number of the last entry that changed its row.
    Source: the journal."""
    last = PublicChange.objects.order_by().values_list("kind", "uid").annotate(seq=Max("entry_id"))
    instants = dict(
        JournalEntry.objects.filter(public_changes__isnull=False)
        .order_by()
        .values_list("seq", "at")
        .distinct()
    )
    return {(kind, uid): (instants[seq], seq) for kind, uid, seq in last.iterator()}
