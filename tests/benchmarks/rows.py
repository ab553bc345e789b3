"""Checking and taking in pasted rows of applications, against plain inserts of the same objects in
the same run.

    python -m tests.benchmarks.rows [rows]

71 rows by default, each a new product of a new producer, into a province that has 400 producers
already, half of them with names much alike. The plain inserts know no journal, no register, no
questions: `save()` of every object, no more. On a database of its own, on the engine that
DATABASE_URL names (default: SQLite).
"""

import statistics
import sys
import time
from collections.abc import Callable
from typing import Any

ROWS = 71
KNOWN = 400
ROUNDS = 5
_FIRST = (
    "Miến",
    "Chè Shan",
    "Gạo nếp",
    "Mật ong",
    "Bún khô",
    "Rượu men lá",
    "Tinh bột nghệ",
    "Trà hoa vàng",
    "Thịt trâu",
    "Măng",
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


def main(rows: int) -> None:
    """Make a scratch database and measure on it in a process of its own."""
    from tests.support.databases import Run

    run = Run.current()
    try:
        sys.stdout.write(
            run.copy("reference")
            .run_python("tests.benchmarks.rows", "measure", rows, timeout=3600)
            .stdout
        )
    finally:
        run.remove()


def measure(count: int) -> None:
    import django

    django.setup()
    from django.db import connection

    from tests import factories as make

    lan = make.staff()
    _fill()
    round_ = make.open_round(lan)
    typed = _settled(round_, [_typed(number) for number in range(count)])
    figures = [_once(round_, typed, lan) for _ in range(ROUNDS)]
    checked, taken, plain = (statistics.median(one) for one in zip(*figures, strict=True))
    _say(
        f"{connection.vendor}: {count} rows, {KNOWN} producers known; seconds of one processor, the"
        f" median of {ROUNDS}"
    )
    _say(f"  plain inserts of the same objects {plain:8.3f} s")
    _say(
        f"  checked                           {checked:8.3f} s {checked / plain:7.1f} times the"
        " inserts"
    )
    _say(
        f"  taken in, with the journal        {taken:8.3f} s {taken / plain:7.1f} times the inserts"
    )


def _once(round_: Any, typed: list[dict[str, str]], by: Any) -> tuple[float, float, float]:
    """Processor seconds of checking, of taking in, and of the plain inserts, each undone
    afterwards."""
    from certifications.applications import intake
    from certifications.applications.typed import rows

    checked = _busy(lambda: rows.check(round_, typed))
    entries = rows.entries(rows.check(round_, typed))
    taken = _busy(lambda: intake.take_in(round_, entries, by=by))
    entries = rows.entries(rows.check(round_, typed))
    return checked, taken, _busy(lambda: _plain_inserts(round_, entries))


def _busy(work: Callable[[], Any]) -> float:
    from django.db import transaction

    with transaction.atomic():
        started = time.process_time()
        work()
        spent = time.process_time() - started
        transaction.set_rollback(True)
    return spent


def _plain_inserts(round_: Any, entries: list[Any]) -> None:
    from certifications.models import Application

    for position, entry in enumerate(entries, start=1):
        product = entry.product
        if product.producer.pk is None:
            product.producer.save()
            product.producer = product.producer
        product.save()
        Application(
            round=round_,
            product=product,
            position=position,
            type=entry.type,
            product_set=entry.product_set,
        ).save()


def _fill() -> None:
    """The producers that the province has already, each with a product."""
    from ocop_registry.journal.acts import act
    from producers.models import Producer
    from products.models import Product
    from tests import factories as make

    place = make.commune(number=1)
    producers = [
        Producer(name=f"HTX {_name(number)} {number // 2}", kind="cooperative", place=place)
        for number in range(KNOWN)
    ]
    with act("historic.record", by=None, reason="đo tốc độ") as deed:
        deed.create_many(producers)
        deed.create_many(
            [Product(name=_name(number), producer=one) for number, one in enumerate(producers)]
        )


def _typed(number: int) -> dict[str, str]:
    from tests import factories as make

    names = {
        "product": f"{_name(number * 3)} {number}",
        "producer": f"Hợp tác xã {_name(number * 7)} số {number}",
    }
    return {
        **names,
        "kind": "Hợp tác xã",
        "place": make.commune().full_name,
        "set": str(number % 25 + 1),
        "type": "Lần đầu",
    }


def _settled(round_: Any, typed: list[dict[str, str]]) -> list[dict[str, str]]:
    """The rows as the officer leaves them: of whatever looks like a known one it is said that it is
    new."""
    from certifications.applications.typed import rows

    for row, raw in zip(rows.check(round_, typed), typed, strict=True):
        raw.update((choice, options[-1].value) for choice, options in row.options.items())
    faulty = {row.number: row.errors for row in rows.check(round_, typed) if not row.ready}
    if faulty:
        raise AssertionError(f"rows that cannot be taken in: {faulty}")
    return typed


def _name(number: int) -> str:
    return f"{_FIRST[number % len(_FIRST)]} {_SECOND[number // len(_FIRST) % len(_SECOND)]}"


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")


if __name__ == "__main__":
    if sys.argv[1:2] == ["measure"]:
        measure(int(sys.argv[2]))
    else:
        main(int(sys.argv[1]) if len(sys.argv) > 1 else ROWS)
