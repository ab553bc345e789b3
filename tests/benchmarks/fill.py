"""A database with any number of products as the real register has them, for benchmarks.

    .venv/bin/python -m tests.benchmarks.fill 20000

Fills the database that DATABASE_URL names (migrated, with places and schemes, without products):
producers, products, decisions, certifications of eight years in every standing, their public
register and a journal that tells of it. The same on every run of a day. Memory does not grow with
the products.
"""

import resource
import sys
import time

SEED = 26
_SCALE = 1 if sys.platform == "darwin" else 1024  # of the system's figure of memory, in bytes


def fill(count: int, *, quiet: bool = False) -> None:
    """Fill the database with so many products. Raises SystemExit where there are some already."""
    from products.models import Product
    from tests.benchmarks.filling.storing import settle, store
    from tests.benchmarks.filling.subjects import Maker

    if Product.objects.exists():
        sys.exit("This database has products already: name an empty one in DATABASE_URL.")
    started = time.perf_counter()

    def told(done: int) -> None:
        if not quiet and (done == count or done % 20_000 < 2000):
            spent = time.perf_counter() - started
            _say(f"{done:>9,} products, {spent:6.0f} s, {_memory():.0f} MiB")

    store(Maker(SEED).decisions(count), told)
    settle()
    if not quiet:
        _say(f"settled after {time.perf_counter() - started:.0f} s, {_memory():.0f} MiB at most")


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def _memory() -> float:
    """The most that this process has held so far, in MiB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * _SCALE / 2**20


def main() -> None:
    import os

    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ocop_registry.settings")
    django.setup()
    fill(int(sys.argv[1].replace(",", "").replace("_", "")))


if __name__ == "__main__":
    main()
