"""Seconds to compare every table with the journal, on products made and half of them changed by acts.

    python -m tests.benchmarks.state [products]

On a database of its own, made for this and dropped again, on the engine that DATABASE_URL names
(default: SQLite).
"""

import os
import resource
import sys
import time

from tests.support.databases import Run, create


def main() -> None:
    products = int(sys.argv[1]) if len(sys.argv) > 1 else 20_000
    run = Run.current()
    database = run.database("benchmark")
    run.folder.mkdir(exist_ok=True)
    try:
        create(database)
        for command in ("migrate", "load_places", "load_schemes"):
            database.manage(command)
        os.environ.update(database.env)
        import django

        django.setup()
        _measure(products)
    finally:
        run.remove()


def _measure(products: int) -> None:
    from django.db import connection

    from ocop_registry.journal import writing
    from ocop_registry.journal.acts import act
    from ocop_registry.journal.proof.state import Comparison
    from producers.models import Producer, ProducerKind
    from products.models import Product
    from tests import factories as make

    writing.projections.clear()  # the public register is not what is measured
    place = make.commune()
    for start in range(0, products, 5000):
        count = min(5000, products - start)
        owners = [
            Producer(kind=ProducerKind.HOUSEHOLD, name=f"Hộ {start + n}", place=place, phone="0912")
            for n in range(count // 4)
        ]
        with act("producer.create", by=None) as deed:
            deed.create_many(owners)
        made = [
            Product(producer=owners[n % len(owners)], name=f"Miến dong {start + n}")
            for n in range(count)
        ]
        with act("product.create", by=None) as deed:
            deed.create_many(made)
        for one in made[::2]:
            one.story = "Một câu chuyện"
        with act("product.edit", by=None) as deed:
            deed.save_many(made[::2])
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    started, busy, comparison = time.perf_counter(), time.process_time(), Comparison()
    found = len(list(comparison.differences()))
    took, busy = time.perf_counter() - started, time.process_time() - busy
    grown = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024
    sys.stdout.write(
        f"{connection.vendor}: {comparison.subjects} subjects, {comparison.fields} fields in"
        f" {took:.1f} s ({busy:.1f} s of one processor), {found} differences, {grown:.0f} MiB more\n"
    )
    connection.close()


if __name__ == "__main__":
    main()
