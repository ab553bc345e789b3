"""One act that brings in thousands of rows, as applying an import does: seconds, processor time and
memory of each stage.

    .venv/bin/python -m tests.benchmarks.bulk                5,000 rows; DATABASE_URL chooses the
    engine
    .venv/bin/python -m tests.benchmarks.bulk 5000 20000     both, each in a process and database of
    its own, and their ratio

A row is a new product with its historic certification; every 25 rows bring 14 new producers (5,000
rows: 2,800), a decision covers about 83. Goal (design): 5,000 rows applied in 8 s, 20,000 in four
times that at most, memory nearly flat.
"""

import json
import resource
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

ROWS = 5000
ROWS_OF_A_DECISION = 83
_FIRST = (
    "Miến dong",
    "Chè Shan tuyết",
    "Gạo nếp",
    "Mật ong",
    "Bún khô",
    "Rượu men lá",
    "Tinh bột nghệ",
    "Trà hoa vàng",
)
_SECOND = (
    "Nà Pò",
    "Bản Thi",
    "Đồng Tâm",
    "Hoàng Su",
    "Khe Mo",
    "Tân Cương",
    "Yên Lạc",
    "Thượng Nung",
    "La Hiên",
    "Ba Bể",
)


def main(counts: list[int]) -> None:
    """Measure each count on a scratch database in a process of its own, so that memory peaks do not
    mix."""
    from tests.support.databases import Run

    run = Run.current()
    figures = []
    try:
        for count in counts:
            database = run.copy("reference")
            output = database.run_python(
                "tests.benchmarks.bulk", "measure", count, timeout=3600
            ).stdout
            shown, _, told = output.rstrip().rpartition("\n")
            sys.stdout.write(f"{shown}\n")
            figures.append(json.loads(told))
            database.drop()
    finally:
        run.remove()
    for other in figures[1:]:
        _say_ratio(figures[0], other)


def _say_ratio(one: dict[str, Any], other: dict[str, Any]) -> None:
    sys.stdout.write(
        f"{other['rows']:,} rows against {one['rows']:,} ({other['rows'] / one['rows']:.1f} times"
        f" as many): {other['wall'] / one['wall']:.2f} times the time,"
        f" {other['cpu'] / one['cpu']:.2f} times the processor time, {other['growth']:.0f} MiB of"
        f" memory against {one['growth']:.0f}\n"
    )


# --- the measuring process ------------------------------------------------------------------------
@dataclass
class Clock:
    """Wall and processor seconds by stage."""

    stages: dict[str, tuple[float, float]] = field(default_factory=dict)

    @contextmanager
    def stage(self, name: str) -> Iterator[None]:
        started, busy = time.perf_counter(), time.process_time()
        try:
            yield
        finally:
            wall, cpu = self.stages.get(name, (0.0, 0.0))
            self.stages[name] = (
                wall + time.perf_counter() - started,
                cpu + time.process_time() - busy,
            )

    def rest(self, name: str, whole: str, *parts: str) -> None:
        """What of the whole no part explains."""
        self.stages[name] = tuple(  # type: ignore[assignment]
            self.stages[whole][side] - sum(self.stages[part][side] for part in parts)
            for side in (0, 1)
        )


def measure(rows: int) -> None:
    """One act of that many rows; the last line written is JSON for `main`."""
    import django

    django.setup()
    from django.db import connection

    from certifications.register import compare
    from ocop_registry.journal.acts import act
    from ocop_registry.journal.writing import projections

    connection.ensure_connection()
    clock, memory = Clock(), _memory()
    projections[:] = [_timed(one, clock) for one in projections]
    with clock.stage("total"):
        with clock.stage("objects made in memory"):
            made = Made(rows)
        objects = _memory()
        started = clock.stage("rows inserted (create_many)")
        with (
            clock.stage("act"),
            act("historic.record", by=None, reason="đo tốc độ") as deed,
            started,
        ):
            made.store(deed)
    peak = _memory()
    clock.rest(
        "journal (lines, hashes, entry, commit)",
        "act",
        "rows inserted (create_many)",
        "public register (projection)",
    )
    _say(f"{connection.vendor}: {rows:,} rows, {len(deed.lines):,} lines of the journal")
    for name in (
        "objects made in memory", "rows inserted (create_many)", "public register (projection)",
        "journal (lines, hashes, entry, commit)", "total",
    ):  # fmt: skip
        wall, cpu = clock.stages[name]
        _say(f"  {name:<42}{wall:8.2f} s {cpu:8.2f} s of one processor")
    _say(
        f"  memory at most {peak:.0f} MiB; {memory:.0f} at first, {objects:.0f} with the objects in"
        " memory"
    )
    with clock.stage("compare"):
        differences = sum(1 for _ in compare())
    _say(
        f"  {'rebuild_register --check afterwards':<42}{clock.stages['compare'][0]:8.2f} s,"
        f" {differences} differences"
    )
    wall, cpu = clock.stages["total"]
    _say(json.dumps({"rows": rows, "wall": wall, "cpu": cpu, "growth": peak - memory}))


def _timed(project: Callable[..., Any], clock: Clock) -> Callable[..., Any]:
    def timed(deed: Any) -> Any:
        with clock.stage("public register (projection)"):
            return project(deed)

    return timed


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")


def _memory() -> float:
    """The most that this process has held so far, in MiB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


class Made:
    """The objects of an import, not stored yet: producers, products, decisions, certifications."""

    def __init__(self, rows: int) -> None:
        from certifications.models import Scheme
        from ocop_registry.places.models import Place
        from products.models import ProductSet

        self.communes = list(
            Place.objects.current()
            .in_force(date(2025, 7, 1))
            .communes()
            .select_related("province", "parent")
            .order_by("code")
        )
        self.sets = list(ProductSet.objects.filter(scheme="26-2026").order_by("no"))
        self.scheme = Scheme.objects.get(slug="148-2023")
        self.producers = [self._producer(number) for number in range(max(1, rows * 14 // 25))]
        self.products = [self._product(number) for number in range(rows)]
        self.decisions = [
            self._decision(number) for number in range(-(-rows // ROWS_OF_A_DECISION))
        ]
        self.certifications = [self._certification(number) for number in range(rows)]

    def store(self, deed: Any) -> None:
        deed.create_many(self.producers)
        for product in self.products:
            product.producer = product.producer  # the key that its producer has just got
        deed.create_many(self.products)
        deed.create_many(self.decisions)
        for one in self.certifications:
            one.product, one.decision = one.product, one.decision
        deed.create_many(self.certifications)

    def _producer(self, number: int) -> Any:
        from producers.models import Producer, ProducerKind

        return Producer(
            name=f"HTX {_name(number)}", kind=ProducerKind.COOPERATIVE if number % 3 else ProducerKind.HOUSEHOLD,
            place=self.communes[number * 7 % len(self.communes)], tax_code=f"{4_600_000_000 + number}",
            address=f"Thôn {number % 20 + 1}", phone=f"09{number:08d}", representative_name=f"Nguyễn Văn {number}",
        )  # fmt: skip

    def _product(self, number: int) -> Any:
        from products.models import Product

        owner = self.producers[number % len(self.producers)]
        return Product(
            name=_name(number), producer=owner, product_set=self.sets[number % len(self.sets)]
        )

    def _decision(self, number: int) -> Any:
        from certifications.models import Decision

        day, place = _day(number), self.communes[number * 7 % len(self.communes)].province
        return Decision(
            number=f"{number + 100}/QĐ-UBND", signed_on=day, certificates_issued_on=day, issuer=f"UBND {place}",
            issuer_place=place, origin="historic", source="đo tốc độ",
        )  # fmt: skip

    def _certification(self, number: int) -> Any:
        from certifications.law import rules
        from certifications.models import Certification

        product, decision = self.products[number], self.decisions[number // ROWS_OF_A_DECISION]
        period = rules.period_of(decision.signed_on, None, 36)
        return Certification(
            product=product, decision=decision, origin="historic", level="province", stars=3 + number % 2, scheme=self.scheme,
            product_set=None, product_name=product.name, producer_name=product.producer.name, place=product.producer.place,
            issued_on=decision.signed_on, in_force_from=period.start, in_force_until=period.end, source="đo tốc độ",
        )  # fmt: skip


def _name(number: int) -> str:
    first, second = _FIRST[number % len(_FIRST)], _SECOND[number // len(_FIRST) % len(_SECOND)]
    return f"{first} {second} {number}"


def _day(number: int) -> date:
    # after the communes of today began: a place that a recognition names existed then
    return date(2025, 7, 1) + timedelta(days=number * 11 % 500)


if __name__ == "__main__":
    if sys.argv[1:2] == ["measure"]:
        measure(int(sys.argv[2]))
    else:
        main([int(one) for one in sys.argv[1:]] or [ROWS])
