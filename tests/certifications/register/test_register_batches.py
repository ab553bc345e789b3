"""The public register of long acts: written in batches, the same whatever their size, in few
queries, with progress told."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from certifications.law import rules
from certifications.models import Certification, Decision
from certifications.register import compare, rebuilding, writer
from ocop_registry.journal import batches as pieces
from ocop_registry.journal.acts import act
from ocop_registry.journal.models import JournalEntry
from producers.models import Producer
from products.models import Product, PublicEntry, PublicPlace, PublicState
from tests import factories as make

pytestmark = pytest.mark.django_db

ISSUED = date(2025, 3, 1)


@pytest.fixture
def batches_of_two(monkeypatch):
    for module in (writer, rebuilding):
        monkeypatch.setattr(module, "batches", lambda values, size=2: pieces.batches(values, 2))


def imported(count: int, name: str = "Chè", **options) -> list[Certification]:
    """So many producers, each with a product and its recognition, brought in by one act."""
    place, period = make.commune(), rules.period_of(ISSUED, None)
    seat = make.old_place("066")  # of then: communes of today begin later
    producers = [
        Producer(name=f"HTX {name} {number}", kind="cooperative", place=place)
        for number in range(count)
    ]
    decision = Decision(
        number="1/QĐ-UBND",
        signed_on=ISSUED,
        certificates_issued_on=ISSUED,
        origin="historic",
        source="sổ cũ",
    )
    with act("historic.record", by=None, reason="sổ cũ", **options) as deed:
        deed.create_many(producers)
        products = [
            Product(name=f"{name} {number}", producer=one) for number, one in enumerate(producers)
        ]
        deed.create_many(products)
        deed.create(decision)
        made = [
            Certification(
                product=one, decision=decision, origin="historic", level="province", stars=4, product_name=one.name, place=seat,
                producer_name=one.producer.name, issued_on=ISSUED, in_force_from=period.start, in_force_until=period.end,
                source="sổ cũ",
            )
            for one in products
        ]  # fmt: skip
        deed.create_many(made)
    return made


def changes() -> list[tuple[str, str, str]]:
    return list(JournalEntry.objects.first().public_changes.values_list("kind", "uid", "op"))


def test_a_long_act_asks_the_database_per_batch_not_per_row():
    def asked(count: int, name: str) -> int:
        with CaptureQueriesContext(connection) as queries:
            imported(count, name)
        return len(queries)

    few, many = asked(10, "Chè"), asked(70, "Gạo")
    assert (many - few) / 60 < 0.5, "an INSERT of a hundred rows may be cut in pieces, no more"
    assert PublicEntry.objects.count() == 3 * 80
    assert list(compare()) == []


def test_progress_is_told_once_per_batch_and_reaches_the_end(batches_of_two):
    told: list[tuple[int, int]] = []
    imported(5, progress=lambda done, total: told.append((done, total)))
    assert told == [(2, 10), (4, 10), (5, 10), (7, 10), (9, 10), (10, 10)]


def test_a_row_that_changes_keeps_nothing_of_what_it_was(batches_of_two):
    made = imported(5)
    for one in made[1:4]:
        one.stars = 3
    with act("certification.correct", by=None, reason="nhầm hạng") as deed:
        deed.save_many(made)
    changed = sorted((kind, uid) for kind, uid, op in changes() if op == "updated")
    assert changed == sorted(
        [
            *(("certification", one.uid) for one in made[1:4]),
            *(("product", one.product.uid) for one in made[1:4]),
        ]
    )
    assert list(compare()) == []


@pytest.mark.parametrize(("giver", "taker"), [(0, 4), (4, 0)])
def test_a_certification_that_moves_to_a_product_of_another_batch_is_updated_once(
    batches_of_two, giver, taker
):
    made = imported(5)
    moved, to = made[giver], made[taker].product
    left = moved.product
    moved.product = to
    moved.issued_on = moved.in_force_from = moved.in_force_until = None
    with act("product.edit", by=None, reason="là một") as deed:
        deed.save(moved)
    assert ("certification", moved.uid, "updated") in changes()
    assert ("product", left.uid, "removed") in changes()
    assert ("producer", left.producer.uid, "removed") in changes()
    assert len({(kind, uid) for kind, uid, _ in changes()}) == len(changes())
    assert list(compare()) == []


def test_what_an_act_deletes_leaves_the_register_whole(batches_of_two):
    made, kept = imported(5), imported(1, "Gạo")
    with act("historic.record", by=None, reason="thu hồi") as deed:
        for subjects in (
            made,
            [one.product for one in made],
            [one.product.producer for one in made],
        ):
            deed.delete_many(subjects)
    assert {(kind, op) for kind, _, op in changes()} == {
        (kind, "removed") for kind in ("certification", "product", "producer")
    }
    assert len(changes()) == 15
    assert set(PublicEntry.objects.values_list("product_uid", flat=True)) == {
        "",
        kept[0].product.uid,
    }
    assert list(compare()) == []


def test_rebuilding_in_batches_writes_everything(batches_of_two):
    imported(5)
    before = PublicEntry.objects.count(), PublicState.objects.count(), PublicPlace.objects.count()
    PublicState.objects.all().delete()
    assert len(list(compare())) == 10
    assert rebuilding.rebuild() == before[0]
    assert (
        PublicEntry.objects.count(),
        PublicState.objects.count(),
        PublicPlace.objects.count(),
    ) == before
    assert list(compare()) == []
