"""A register of recognised products from Excel into the registry: reading and checking it (dry
run), and applying it.

    .venv/bin/python -m tests.benchmarks.import_register [rows]            5,000 rows; DATABASE_URL
    chooses the engine
    .venv/bin/python -m tests.benchmarks.import_register 5000 --growth     … and four times as many,
    with their ratio

The file is a country-wide list over real communes: every 25 rows have 14 producers, a decision
covers about 83 rows, one row in five has two recognitions, one in ten knows only the year. Goal
(design): 5,000 rows: dry run 2 s, apply 8 s.
"""

import json
import resource
import sys
import time
from collections.abc import Callable
from datetime import date, timedelta
from io import BytesIO
from typing import Any

from tests.benchmarks.vietnamese import PLACE_WORDS, PRODUCT_WORDS, producer_name

ROWS = 5000
ROWS_OF_A_DECISION = 83
HEADINGS = (
    "TT", "Tên sản phẩm", "Bộ sản phẩm", "Loại hình", "Chủ thể", "Xã, phường", "Tỉnh", "Địa chỉ", "Đại diện", "SĐT",
    "Ngày hết hạn", "Hạng sao", "Ngày cấp", "Năm", "Số quyết định", "Cơ quan ban hành", "Hạng sao", "Ngày cấp", "Năm",
    "Số quyết định", "Cơ quan ban hành", "Ghi chú",
)  # fmt: skip
GROUPS = {12: "Công nhận lần 1", 17: "Công nhận lần 2"}


def main(arguments: list[str]) -> None:
    from tests.support.databases import Run

    rows = next((int(one) for one in arguments if one.isdigit()), ROWS)
    run, figures = Run.current(), []
    try:
        for count in [rows, 4 * rows] if "--growth" in arguments else [rows]:
            database = run.copy("reference")
            output = database.run_python(
                "tests.benchmarks.import_register", "measure", count, timeout=3600
            ).stdout
            shown, _, told = output.rstrip().rpartition("\n")
            sys.stdout.write(f"{shown}\n")
            figures.append(json.loads(told))
            database.drop()
    finally:
        run.remove()
    for name in figures[0] if len(figures) > 1 else ():
        sys.stdout.write(f"{name}: {figures[1][name] / figures[0][name]:.2f} times\n")


# --- the measuring process ------------------------------------------------------------------------
def measure(count: int) -> None:
    """Dry run and apply of one file; the last line written is JSON for `main`."""
    import django

    django.setup()
    from django.db import connection

    from certifications.imports import applying, staging

    connection.ensure_connection()
    content = workbook(count)
    figures: dict[str, float] = {}
    _say(f"{connection.vendor}: {count:,} rows, a file of {len(content) / 1024:,.0f} KiB")
    found = _timed(
        "dry run",
        figures,
        lambda: staging.dry_run(content, "so.xlsx", "register", province=None, by=None),
    )
    _say(f"  {found.counts}")
    for row in [row for row in found.rows if row.faults][:5]:
        _say(
            f"  {row.number}:"
            f" {'; '.join(f'{fault.reference} {fault.detail}' for fault in row.faults)}"
        )
    del found
    imported = _timed(
        "stage",
        figures,
        lambda: staging.stage(content, "so.xlsx", "register", province=None, by=None),
    )
    applied = _timed("apply", figures, lambda: applying.apply(imported, by=None))
    _say(f"  {applied.counts}")
    again = _timed(
        "dry run of the same again",
        figures,
        lambda: staging.dry_run(content, "so.xlsx", "register", province=None, by=None),
    )
    _say(f"  {again.counts}")
    figures["memory"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    _say(f"  memory at most {figures['memory']:.0f} MiB")
    _say(json.dumps(figures))


def _timed(name: str, figures: dict[str, float], work: Callable[[], Any]) -> Any:
    wall, cpu = time.perf_counter(), time.process_time()
    result = work()
    wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
    figures[name] = cpu
    _say(f"  {name:<28}{wall:8.2f} s {cpu:8.2f} s of one processor")
    return result


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")


# --- the file -------------------------------------------------------------------------------------
def workbook(count: int) -> bytes:
    """A file of the usual layout: a title, two rows of headings with groups, the data from row
    5."""
    import openpyxl

    from ocop_registry.places.models import Place
    from products.models import ProductSet

    communes = list(Place.objects.current().communes().select_related("province").order_by("code"))
    sets = [str(one) for one in ProductSet.objects.filter(scheme="26-2026")]
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet("Sổ")
    sheet.append(["SỔ SẢN PHẨM OCOP"])
    sheet.append([])
    sheet.append(
        [
            GROUPS.get(column, "" if column >= 12 else heading)
            for column, heading in enumerate(HEADINGS, start=1)
        ]
    )
    sheet.append(
        [heading if 12 <= column < 22 else "" for column, heading in enumerate(HEADINGS, start=1)]
    )
    for number in range(count):
        sheet.append(_row(number, communes, sets))
    file = BytesIO()
    book.save(file)
    return file.getvalue()


def _row(number: int, communes: list[Any], sets: list[str]) -> list[Any]:
    group, within = divmod(number, 25)
    maker = group * 14 + within % 14
    commune = communes[maker * 7919 % len(communes)]
    first, second = (
        PRODUCT_WORDS[within % len(PRODUCT_WORDS)],
        PLACE_WORDS[number // 25 % len(PLACE_WORDS)],
    )
    decision = number // ROWS_OF_A_DECISION
    day = date(2025, 7, 2) + timedelta(days=decision % 300)
    year_only = number % 10 == 3
    cells = [
        "" if year_only else day,
        day.year,
        "" if year_only else f"{100 + decision}/QĐ-UBND",
        f"UBND {commune.province.full_name[0].lower()}{commune.province.full_name[1:]}",
    ]
    recognised = [3 + number % 2, *cells]
    later = (
        [4, day + timedelta(days=200), "", f"{5000 + decision}/QĐ-UBND", cells[3]]
        if number % 5 == 0 and not year_only
        else [""] * 5
    )
    name, kind = producer_name(maker)
    return [
        number + 1, f"{first} {second}", sets[number % len(sets)], kind, name, commune.full_name, commune.province.full_name,
        f"Thôn {number % 20 + 1}", f"Nguyễn Văn {maker}", f"09{maker:08d}", "", *recognised, *later, "",
    ]  # fmt: skip


if __name__ == "__main__":
    if sys.argv[1:2] == ["measure"]:
        measure(int(sys.argv[2]))
    else:
        main(sys.argv[1:])
