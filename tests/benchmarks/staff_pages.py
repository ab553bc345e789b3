"""The pages of the staff site over a full register: seconds, queries and memory of each.

    .venv/bin/python -m tests.benchmarks.staff_pages             20,000 products; DATABASE_URL
    chooses the engine
    .venv/bin/python -m tests.benchmarks.staff_pages 200000
    .venv/bin/python -m tests.benchmarks.staff_pages 20000 so-lieu con-thieu    these alone

Every page is asked by somebody who sees the whole country, in a process of its own that is forked
once the site is warm: seconds of the quickest of three answers, how many of them this
process worked (SQLite within, PostgreSQL without), queries, and what the process grew
by. On PostgreSQL also what the server put into temporary files, in which a cursor that is held past
its transaction keeps every row. One product in fifty is written to lack something, one producer in
forty to stand beside another of the same name or number.
"""

import os
import resource
import sys
import time
from collections.abc import Callable
from typing import Any

ROWS = 20_000
HEAD = f"{'page':<52}{'seconds':>9}{'own':>7}{'queries':>9}{'MiB':>7}"


def main(rows: int, *wanted: str) -> None:
    """Make a scratch database and measure on it in a process of its own."""
    from tests.support.databases import Run

    run = Run.current()
    try:
        database = run.copy("reference")
        for asked in (("fill", rows), ("measure", *wanted)):
            done = database.run_python("tests.benchmarks.staff_pages", *asked, timeout=7200)
            sys.stdout.write(done.stdout)
    finally:
        run.remove()


def fill(rows: int) -> None:
    """The products, one person who sees them all and works in one province, and some flaws."""
    import django

    django.setup()
    from ocop_registry.accounts.models import Role, RoleHeld
    from tests import factories
    from tests.benchmarks import fill as register

    register.fill(rows, quiet=True)
    flaw()
    person = factories.ministry("bo")
    since = factories.EVALUATED_ON.replace(month=1)
    for role in (Role.PROVINCE_STAFF, Role.APPROVER):
        RoleHeld.objects.create(user=person, role=role, place=factories.province("19"), since=since)


def measure(*wanted: str) -> None:
    import logging

    import django

    django.setup()
    from django.db import connection

    from ocop_registry.accounts.models import User
    from products.models import Product

    logging.disable()
    client = signed_in(User.objects.get(username="bo"))
    client.get("/quan-tri/dot/")  # imports, templates and settings are read
    say(f"{connection.vendor}, {Product.objects.count():,} products")
    say(HEAD + ("  temp MiB" if connection.vendor == "postgresql" else ""))
    for address in addresses():
        if not wanted or any(word in address for word in wanted):
            say(f"{address[:51]:<52}{_in_a_process(lambda at=address: asked(client, at))}")


def signed_in(user: Any) -> Any:
    from django.test import Client

    client = Client(SERVER_NAME="127.0.0.1")
    client.force_login(user)
    return client


def flaw() -> None:
    """Let some lack something and some look as if they were entered twice."""
    from django.db.models import F

    from certifications.models import Certification
    from ocop_registry.places.models import Place
    from producers.models import Producer
    from products.models import Product

    some = Product.objects.annotate(part=F("pk") % 150)
    some.filter(part=0).update(product_set=None)
    some = Certification.objects.annotate(part=F("pk") % 150).exclude(stars=5)  # the centre gives 5
    some.filter(part=1).update(level="unknown")
    producers = Producer.objects.annotate(part=F("pk") % 150)
    producers.filter(part=2).update(place=Place.objects.current().provinces().get(code="19"))
    for one in producers.filter(part=3):
        other = Producer.objects.get(pk=one.pk + 1)
        other.name, other.place_id, other.phone = one.name, one.place_id, "0912 345 678"
        other.set_keys()
        other.save()
    for at in (5, 6):
        for one in producers.filter(part=at):
            number = f"4600{one.pk // 150:06d}"
            Producer.objects.filter(pk=one.pk).update(registration_number=number)


def addresses() -> list[str]:
    """Lists, figures and searches by their plain address, then pages of one object."""
    from django.urls import reverse

    from certifications.models import Certification
    from producers.models import Producer
    from tests.support.crawl import starts

    plain = [one for one in starts() if one.startswith("/quan-tri/") and _is_read(one)]
    one = Certification.objects.select_related("product__producer").order_by("pk")[10]
    producer = Producer.objects.get(pk=one.product.producer_id)
    figures, listed = reverse("admin:figures"), reverse("admin:figure_list")
    return [
        *plain,
        *(f"{reverse('admin:duplicates')}?loai={query}" for query in ("san-pham", "chu-the&q=ba")),
        *(f"{reverse('admin:duplicates')}?loai={word}&tinh=79" for word in ("chu-the", "san-pham")),
        *(f"{reverse('admin:incomplete_list')}?{query}" for query in ("thieu=level", "q=bun", "sort=noi")),
        *(f"{figures}?tinh=19", f"{listed}?dem=chu-the", f"{listed}?sao=4&tinh-trang=valid"),
        f"{reverse('admin:search')}?q=mien+dong",
        f"{reverse('admin:producers_producer_changelist')}?q=na+po&o=-1",
        f"{reverse('admin:products_product_changelist')}?q=na+po",
        reverse("admin:merge_choose", args=["chu-the", producer.uid]),
        reverse("admin:merge_choose", args=["san-pham", one.product.uid]),
        reverse("admin:incomplete_product", args=[one.product.uid]),
        reverse("admin:certificate_page", args=[one.uid]),
        reverse("admin:producers_producer_change", args=[producer.pk]),
        *(f"{reverse(name)}?xuat=csv" for name in ("admin:duplicates", "admin:incomplete_list", "admin:figure_list")),
        f"{reverse('admin:products_product_changelist')}?xuat=csv",
    ]  # fmt: skip


def _is_read(address: str) -> bool:
    leaves = ("/add/", "logout", "login", "jsi18n", "autocomplete", "password", "mat-khau")
    return not any(word in address for word in leaves)


def asked(client: Any, address: str) -> tuple[int, float, float, int]:
    """(status, seconds, seconds of this process, queries) of an answer; the quickest of three."""
    from django.db import connection

    count = 0

    def counting(execute: Callable[..., Any], *args: Any) -> Any:
        nonlocal count
        count += 1
        return execute(*args)

    taken: list[float] = []
    own: list[float] = []
    with connection.execute_wrapper(counting):
        for _ in range(3):
            count, started, worked = 0, time.perf_counter(), time.process_time()
            status = _answer(client, address)
            taken.append(time.perf_counter() - started)
            own.append(time.process_time() - worked)
    return status, min(taken), min(own), count


def _answer(client: Any, address: str) -> int:
    from ocop_registry.staff.lists import large

    large.LARGE = 10**9  # files are made here, not by a worker
    answer = client.get(address)
    for _ in answer.streaming_content if answer.streaming else ():
        pass
    return int(answer.status_code)


def _in_a_process(work: Callable[[], tuple[int, float, float, int]]) -> str:
    """The figures of a piece of work as a line; done by a copy of this process."""
    from django.db import connection

    before, vendor = temporary(), connection.vendor
    connection.close()
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        rested = rss()
        try:
            status, seconds, own, queries = work()
            grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024 - rested
            told = f"{seconds:>9.2f}{own:>7.2f}{queries:>9}{grown:>7.0f}"
            told += "" if status == 200 else f"  status {status}"
            os.write(writing, told.encode())
        finally:
            os._exit(0)
    os.close(writing)
    with os.fdopen(reading) as pipe:
        told = pipe.read()
    os.waitpid(child, 0)
    return told + (f"{temporary() - before:>10.0f}" if vendor == "postgresql" else "")


def rss() -> float:
    with open("/proc/self/status", encoding="ascii") as lines:
        return next(int(line.split()[1]) for line in lines if line.startswith("VmRSS")) / 1024


def temporary() -> float:
    """MiB that this database's server has ever put into temporary files."""
    from django.db import connection

    if connection.vendor != "postgresql":
        return 0.0
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_stat_force_next_flush()")
        cursor.execute("SELECT temp_bytes FROM pg_stat_database WHERE datname = current_database()")
        return float(cursor.fetchone()[0]) / 2**20


def say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    if sys.argv[1:2] == ["fill"]:
        fill(int(sys.argv[2]))
    elif sys.argv[1:2] == ["measure"]:
        measure(*sys.argv[2:])
    else:
        main(int(sys.argv[1]) if len(sys.argv) > 1 else ROWS, *sys.argv[2:])
