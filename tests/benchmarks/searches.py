"""Whether searches as people type them find what was meant.

    python -m tests.benchmarks.searches [--misses]

200 queries of ten kinds over a register of real recognised products: for each kind how many found
the product first, and among the first five. `--misses`: and those that did not. On a database of its
own, on the engine that DATABASE_URL names (default: SQLite).
"""

import sys

FIRST = 5


def main(options: list[str]) -> None:
    """Make a scratch database and measure on it in a process of its own."""
    from tests.support.databases import Run

    run = Run.current()
    try:
        done = run.copy("reference").run_python(
            "tests.benchmarks.searches", "measure", *options, timeout=3600
        )
        sys.stdout.write(done.stdout)
    finally:
        run.remove()


def measure(*, misses: bool) -> None:
    """The table, on the database of DATABASE_URL."""
    import django

    django.setup()
    from tests.products.search import asked

    results = asked.asked_all(FIRST)
    _say(f"{'kind':28} {'first':>7} {'top 5':>7}")
    for kind in dict.fromkeys(one.query.kind for one in results):
        of_kind = [one for one in results if one.query.kind == kind]
        _say(_line(kind, [one.place for one in of_kind]))
    _say(_line("all", [one.place for one in results]))
    slowest = sorted(one.seconds for one in results)[-len(results) // 20]
    _say(f"95 of 100 answered within {slowest * 1000:.1f} ms")
    for one in results if misses else ():
        if one.place != 1:
            _say(
                f"{one.place or '–'}  {one.query.kind}: {one.query.typed} (meant: {one.query.meant})"
            )


def _line(name: str, places: list[int]) -> str:
    first = sum(place == 1 for place in places)
    among = sum(0 < place <= FIRST for place in places)
    count = len(places)
    return f"{name:28} {first:3} {first / count:4.0%} {among:3} {among / count:4.0%}"


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")


if __name__ == "__main__":
    if sys.argv[1:2] == ["measure"]:
        measure(misses="--misses" in sys.argv)
    else:
        main(sys.argv[1:])
