"""Seconds for all papers of a round of 71 products and 7 members in one archive. Goal: under 10.

    python -m tests.benchmarks.papers [products]

On a database of its own, made for this and dropped again, on the engine that DATABASE_URL names
(default: SQLite).
"""

import os
import sys
import time
from io import BytesIO
from zipfile import ZipFile

from tests.support.databases import Run, create


def main() -> None:
    products = int(sys.argv[1]) if len(sys.argv) > 1 else 71
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

    from certifications.papers.archive import archive
    from certifications.papers.facts import facts_of
    from tests.benchmarks.scored_round import scored_round

    round_ = scored_round(products)
    started, busy = time.perf_counter(), time.process_time()
    content = archive(facts_of(round_))
    took, busy = time.perf_counter() - started, time.process_time() - busy
    files = ZipFile(BytesIO(content)).namelist()
    sys.stdout.write(
        f"{connection.vendor}: {products} products, {len(files)} files,"
        f" {len(content) / 1024 / 1024:.1f} MB in {took:.2f} s ({busy:.2f} s of one processor)\n"
    )
    connection.close()


if __name__ == "__main__":
    main()
