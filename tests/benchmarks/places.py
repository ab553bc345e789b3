"""Every commune of before 01/07/2025, written as officers write it: found right, asked, refused, or
taken for another unit without a word.

    .venv/bin/python -m tests.benchmarks.places               all 10,035 of them
    .venv/bin/python -m tests.benchmarks.places --every 20    one in twenty

Each is asked by its bare name, by kind and name, with its district, with its province, with both,
in the spellings of `old_units`, on a day of its time, of a day not known, and without any; within
its province's file and within the whole country. Goal: none is taken for another; as few as
possible are asked. On a database of its own, on the engine that DATABASE_URL names (default:
SQLite).
"""

import sys
import time
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import TYPE_CHECKING

from tests.benchmarks.old_units import SHAPES, Commune, communes, texts

if TYPE_CHECKING:
    from certifications.identity.places import Named, Places
    from ocop_registry.places.models import Place

MODULE = "tests.benchmarks.places"
THEN = date(2022, 12, 31)
TIMES = ("on a day then", "day not known", "no day")
SCOPES = ("its province", "the country")
# What may come of a text. `became`: what the commune is today, under its own name; `wider`: the
# district or province of its name in which it lies.
OUTCOMES = ("right", "became", "wider", "asked", "refused", "wrong")
Key = tuple[str, str, str, str]  # scope, time, shape, spelling
Strange = tuple[Key, str, str, str]
_SHOWN = 8


def main(every: int) -> None:
    """Make a scratch database and measure on it in a process of its own."""
    from tests.support.databases import Run

    run = Run.current()
    try:
        database = run.copy("reference")
        sys.stdout.write(database.run_python(MODULE, "measure", every, timeout=7200).stdout)
    finally:
        run.remove()


class Measure:
    """Asks every commune in every way; `counts` by key and outcome; `wrong` and `refused`: which they
    were, as (key, text, wanted, taken)."""

    def __init__(self) -> None:
        from certifications.identity.places import Places

        self._country = Places(None)
        self._own: dict[str, Places] = {}
        self._old = {one.code: one for one in self._country.units.values() if _is_last(one)}
        self.counts: dict[Key, Counter[str]] = defaultdict(Counter)
        self.wrong: list[Strange] = []
        self.refused: list[Strange] = []

    def ask(self, commune: Commune, times: Iterable[str] = TIMES) -> None:
        unit = self._old[commune.code]
        for shape, spelling, text in texts(commune):
            for scope, places in zip(SCOPES, (self._of(commune), self._country), strict=True):
                for when in times:
                    on = THEN if when == TIMES[0] else None
                    named = places.named(text, on, undated=when == TIMES[1])
                    self._count((scope, when, shape, spelling), text, unit, named)

    def _of(self, commune: Commune) -> "Places":
        from certifications.identity.places import Places
        from ocop_registry.places.models import Place

        if commune.today not in self._own:
            province = Place.objects.current().provinces().get(code=commune.today)
            self._own[commune.today] = Places(province)
        return self._own[commune.today]

    def _count(self, key: Key, text: str, unit: "Place", named: "Named") -> None:
        outcome = self._outcome(unit, named)
        self.counts[key][outcome] += 1
        if outcome in {"refused", "wrong"}:
            taken = named.unit.path() if named.unit else named.problem
            those = self.wrong if outcome == "wrong" else self.refused
            those.append((key, text, unit.path(), taken))

    def _outcome(self, unit: "Place", named: "Named") -> str:
        if named.unit is None:
            found = any(self._country.compatible(one, unit) for one in named.candidates)
            return "asked" if found else "refused"
        if named.unit.pk == unit.pk:
            return "right"
        if named.unit.pk in {unit.province_id, *(one.pk for one in unit.ancestors())}:
            return "wider"
        return "became" if self._country.compatible(named.unit, unit) else "wrong"


def _is_last(unit: "Place") -> bool:
    return (
        unit.level == "commune"
        and unit.dates_exact
        and unit.valid_until is not None
        and unit.valid_until.year == 2025
    )


def measure(every: int) -> None:
    asked, started = Measure(), time.perf_counter()
    chosen = list(communes())[::every]
    for commune in chosen:
        asked.ask(commune)
    seconds = time.perf_counter() - started
    total = sum(one.total() for one in asked.counts.values())
    sys.stdout.write(f"{len(chosen):,} communes, {total:,} texts, {seconds:.0f} s\n")
    for scope in SCOPES:
        for when in TIMES:
            sys.stdout.write(f"\nWithin {scope}, {when}\n")
            sys.stdout.writelines(f"{line}\n" for line in table(asked.counts, scope, when))
    for key, text, wanted, taken in [*asked.wrong, *asked.refused[:_SHOWN]]:
        sys.stdout.write(f"{' / '.join(key)}: {text} ({wanted}): {taken}\n")


def table(counts: Mapping[Key, Counter[str]], scope: str, when: str) -> Iterator[str]:
    """A line for each shape and spelling; the spellings of a shape that came out alike are one."""
    yield (
        f"| {'shape':14} | {'spelling':52} | " + " | ".join(f"{one:>7}" for one in OUTCOMES) + " |"
    )
    yield "|---|---|" + "---:|" * len(OUTCOMES)
    for shape in SHAPES:
        alike: dict[tuple[int, ...], list[str]] = defaultdict(list)
        for key, found in counts.items():
            if key[:3] == (scope, when, shape):
                alike[tuple(found[one] for one in OUTCOMES)].append(key[3])
        for figures, spellings in alike.items():
            told = " | ".join(f"{one:7,}" for one in figures)
            yield f"| {shape:14} | {', '.join(spellings):52} | {told} |"


if __name__ == "__main__":
    arguments = sys.argv[1:]
    if arguments[:1] == ["measure"]:
        import django

        django.setup()
        measure(int(arguments[1]))
    else:
        main(int(arguments[arguments.index("--every") + 1]) if "--every" in arguments else 1)
