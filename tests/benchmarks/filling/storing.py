"""Stores made objects: the tables, the public register by the project's own functions, and one
entry of the journal for each batch, whose chain holds. Its lines are left out: a benchmark's
journal says what the register shows and since when, not what the tables are made of."""

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from django.db import connection, transaction

from certifications.register import rows
from certifications.register.loading import PublicProduct, commune_today
from certifications.register.rows import Row
from certifications.register.storing import insert
from ocop_registry.journal import writing
from ocop_registry.journal.batches import insert_objects
from ocop_registry.journal.models import PublicChange
from ocop_registry.journal.open_act import Act
from products.today import turning
from products.today.words import Words
from tests.benchmarks.filling.subjects import Made

Changes = list[tuple[str, str, str]]  # kind, uid, what happened to the row
OF_AN_ENTRY = 2000  # products


@dataclass(frozen=True)
class Batch:
    """What one entry of the journal brings: objects, and their rows of the register."""

    made: Made
    rows: list[Row]


def store(decisions: Iterator[Made], told: Callable[[int], None]) -> None:
    """Store batch by batch, the next one being made while the database works on one; `told` hears
    how many products are there."""
    count = 0
    turning.turn_to_today()
    with ThreadPoolExecutor(1) as maker:
        coming = maker.submit(_next, decisions)
        while batch := coming.result():
            coming = maker.submit(_next, decisions)
            _store(batch)
            count += len(batch.made.products)
            told(count)


def _next(decisions: Iterator[Made]) -> Batch | None:
    """The next batch, made without asking the database; None at the end."""
    made = Made()
    for one in decisions:
        made.take(one)
        if len(made.products) >= OF_AN_ENTRY:
            break
    if not made.products:
        return None
    found = rows.of_batch(_public(made))
    return Batch(made, found + [rows.of_producer(one) for one in made.producers])


def _public(made: Made) -> Iterator[PublicProduct]:
    """The products with their recognitions in the order of time, as `loading` reads them."""
    again = {id(one.product): one for one in made.again}
    for product, first in zip(made.products, made.first, strict=True):
        later = again.get(id(product))
        recognitions = [first, later] if later else [first]
        yield PublicProduct(product, recognitions, commune_today(product.producer.place))


@transaction.atomic
def _store(batch: Batch) -> None:
    made = batch.made
    _insert(made.producers)
    _insert(made.products, "producer")
    _insert(made.decisions)
    _insert(made.first, "product", "decision")
    _insert(made.again, "product", "decision", "supersedes")
    with _projected_by(lambda deed: _publish(batch.rows, deed)):
        writing.write(Act("historic.record", None, "đo tốc độ", ""))


def _insert(objects: Sequence[Any], *references: str) -> None:
    for one in objects:
        for name in references:  # the keys that they have just got
            setattr(one, name, getattr(one, name))
    if objects:
        insert_objects(type(objects[0]), objects)


@contextmanager
def _projected_by(publish: Callable[[Act], Changes]) -> Iterator[None]:
    """Within the block an entry is written with these public changes: the register's own writer
    would read back what is in memory."""
    usual = writing.projections[:]
    writing.projections[:] = [publish]
    try:
        yield
    finally:
        writing.projections[:] = usual


def _publish(found: list[Row], deed: Act) -> Changes:
    assert deed.at is not None
    words = Words()
    insert(found, [(deed.at, deed.seq)] * len(found), turning.held(), words)
    words.store()
    return sorted((*row.key, PublicChange.CREATED) for row in found)


def settle() -> None:
    """What a database does by itself in time: statistics, and on PostgreSQL a clean visibility
    map."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET statement_timeout = 0")
            cursor.execute("VACUUM ANALYZE")
        else:
            cursor.execute("ANALYZE")
