"""The public reading path against a plain Django REST framework project, against PostgreSQL alone
and against a static file, on registers of several sizes.

    .venv/bin/python -m tests.benchmarks.reading                 20,000 and 200,000 products
    .venv/bin/python -m tests.benchmarks.reading --large         and 2,000,000
    .venv/bin/python -m tests.benchmarks.reading 2000            another number, or several
    .venv/bin/python -m tests.benchmarks.reading --filled        the database of DATABASE_URL, as
                                                                 `tests.benchmarks.fill` filled it
    .venv/bin/python -m tests.benchmarks.reading --filled --ours    without the plain project

DATABASE_URL chooses the engine; a scratch database is made for each number of products and dropped
at the end. README.md beside this file says how to read the tables.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path

from tests.benchmarks.reads.tables import Figures, of_growth, of_one_size

SIZES, LARGE = (20_000, 200_000), 2_000_000
ROUNDS, SECONDS = 3, 3.0
_MEASURE = "import sys; from tests.benchmarks.reading import measure; measure(*sys.argv[1:])"


def main() -> None:
    options = _options()
    if options.filled:
        given = ("", options.rounds, options.seconds, *(["ours"] if options.ours else []))
        _process(_MEASURE, *given, env=os.environ)
        return
    sizes = options.sizes or list(SIZES)
    if options.large:
        sizes.append(LARGE)
    found = [_on_scratch(size, options) for size in sorted(set(sizes))]
    if len(found) > 1:
        say("\n## Growth of the time for one answer\n")
        say(of_growth(sorted(set(sizes)), found))


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(usage=__doc__)
    parser.add_argument("sizes", nargs="*", type=lambda text: int(text.replace(",", "")))
    parser.add_argument("--large", action="store_true")
    parser.add_argument("--filled", action="store_true")
    parser.add_argument("--ours", action="store_true")
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    parser.add_argument("--seconds", type=float, default=SECONDS)
    return parser.parse_args()


def _on_scratch(size: int, options: argparse.Namespace) -> list[Figures]:
    """Fill a database of its own with so many products and measure on it."""
    from tests.support.databases import Run

    run = Run.current()
    try:
        database = run.copy("reference")
        env = {**database.env, "DJANGO_SETTINGS_MODULE": "ocop_registry.settings"}
        _process("from tests.benchmarks.fill import main; main()", size, env=env)
        with tempfile.NamedTemporaryFile("r", encoding="utf-8") as file:
            _process(_MEASURE, file.name, options.rounds, options.seconds, env=env)
            return [Figures(**told) for told in json.load(file)]
    finally:
        run.remove()


def _process(code: str, *arguments: object, env: Mapping[str, str]) -> None:
    """Run code in a process of its own, which shows what it says; ends with it when it fails."""
    command = [sys.executable, "-c", code, *map(str, arguments)]
    done = subprocess.run(command, env=dict(env), cwd=Path(__file__).parents[2], check=False)
    if done.returncode:
        sys.exit(done.returncode)


def measure(results: str, rounds: str, seconds: str, alone: str = "") -> None:
    """Measure on the database of DATABASE_URL, `alone`: without the plain project; the figures go
    to the file `results` as well."""
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ocop_registry.settings")
    django.setup()
    from products.models import Product, ProductToday
    from tests.benchmarks.reads import database
    from tests.benchmarks.reads.load import CONNECTIONS, tool
    from tests.benchmarks.reads.measuring import measured

    figures, found = measured(int(rounds), float(seconds), _show, beside=not alone)
    counted = ProductToday if alone else Product
    count, vendor = counted.objects.count(), database.connection.vendor
    say(f"\n## {count:,} products, {vendor}\n")
    say(of_one_size(figures))
    say(
        f"\n{rounds} rounds of {seconds} s in turn, {CONNECTIONS} connections, by {tool()}. {found}"
    )
    if results:
        Path(results).write_text(json.dumps([one.told() for one in figures]), "utf-8")


def _show(work: str) -> None:
    """What is being measured, for whoever waits; not part of the tables."""
    sys.stderr.write(f"… {work}\n")
    sys.stderr.flush()


def say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
