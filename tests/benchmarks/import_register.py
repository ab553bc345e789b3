"""A register of recognised products from Excel into the registry: reading and checking it (dry
run), staging, applying, and checking the same file again.

    .venv/bin/python -m tests.benchmarks.import_register [rows …]      5,000 rows; DATABASE_URL
    chooses the engine
    .venv/bin/python -m tests.benchmarks.import_register --growth      5,000, 20,000 and 60,000 rows,
    as one table
    .venv/bin/python -m tests.benchmarks.import_register 20000 --province      all rows of one
    province

Every size has a database and a process of its own, which does nothing else: the file is made by
another one. The file is a country-wide list over real communes: every 25 rows have 14 producers, a
decision covers about 83 rows, one row in five has two recognitions, one in ten knows only the year.
Goals (design): 5,000 rows: dry run 2 s, apply 8 s; 20,000 and 60,000 rows: at most 300 MiB, time in
proportion to the rows.
"""

import json
import sys
import time
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from tests.benchmarks.vietnamese import PLACE_WORDS, PRODUCT_WORDS, producer_name

ROWS = 5000
GROWTH = (5000, 20_000, 60_000)
ONE_PROVINCE = "19"
MODULE = "tests.benchmarks.import_register"
ROWS_OF_A_DECISION = 83
HEADINGS = (
    "TT", "Tên sản phẩm", "Bộ sản phẩm", "Loại hình", "Chủ thể", "Xã, phường", "Tỉnh", "Địa chỉ", "Đại diện", "SĐT",
    "Ngày hết hạn", "Hạng sao", "Ngày cấp", "Năm", "Số quyết định", "Cơ quan ban hành", "Hạng sao", "Ngày cấp", "Năm",
    "Số quyết định", "Cơ quan ban hành", "Ghi chú",
)  # fmt: skip
GROUPS = {12: "Công nhận lần 1", 17: "Công nhận lần 2"}


def main(arguments: list[str]) -> None:
    from tests.support.databases import Run

    sizes = [int(one) for one in arguments if one.isdigit()] or [ROWS]
    if "--growth" in arguments:
        sizes = list(GROWTH)
    run, figures = Run.current(), []
    where = ONE_PROVINCE if "--province" in arguments else ""
    try:
        for count in sizes:
            database = run.copy("reference")
            path = database.var / "so.xlsx"
            database.run_python(MODULE, "make", count, path, where, timeout=3600)
            output = database.run_python(MODULE, "measure", path, where, timeout=3600).stdout
            shown, _, told = output.rstrip().rpartition("\n")
            sys.stdout.write(f"{count:,} rows. {shown}\n")
            figures.append(json.loads(told))
            database.drop()
    finally:
        run.remove()
    if len(sizes) > 1:
        _table(sizes, figures)


def _table(sizes: list[int], figures: list[dict[str, float]]) -> None:
    """Processor seconds, and what a row costs, so that growth shows at a glance."""
    sys.stdout.write(f"{'':<28}{''.join(f'{size:>18,}' for size in sizes)}\n")
    for name in figures[0]:
        cells = [
            f"{found[name]:.0f} MiB"
            if name == "memory"
            else f"{found[name]:.1f} s, {found[name] / size * 1e6:.0f} µs"
            for size, found in zip(sizes, figures, strict=True)
        ]
        sys.stdout.write(f"{name:<28}{''.join(f'{cell:>18}' for cell in cells)}\n")


# --- the measuring process ------------------------------------------------------------------------
def measure(path: Path, code: str) -> None:
    """Dry run, staging and applying of one file; the last line written is JSON for `main`."""
    import django

    django.setup()
    from django.db import connection

    from certifications.imports import applying, staging
    from ocop_registry.places.models import Place

    connection.ensure_connection()
    figures: dict[str, float] = {}
    content = path.read_bytes()
    province = Place.objects.current().provinces().get(code=code) if code else None
    given: dict[str, Any] = {"province": province, "by": None}
    _say(f"{connection.vendor}, a file of {len(content) / 1024:,.0f} KiB")
    found = _timed(
        "dry run", figures, lambda: staging.dry_run(content, "so.xlsx", "register", **given)
    )
    _say(f"  {found.counts}")
    for row in [row for row in found.rows[:1000] if row.faults][:5]:
        said = "; ".join(f"{fault.reference} {fault.detail}" for fault in row.faults)
        _say(f"  {row.number}: {said}")
    del found
    imported = _timed(
        "stage", figures, lambda: staging.stage(content, "so.xlsx", "register", **given)
    )
    applied = _timed(
        "apply", figures, lambda: applying.apply(imported, by=None, version=imported.version)
    )
    _say(f"  {applied.counts}")
    again = _timed(
        "dry run of the same again",
        figures,
        lambda: staging.dry_run(content, "so.xlsx", "register", **given),
    )
    _say(f"  {again.counts}")
    _say(json.dumps(figures))


def _timed(name: str, figures: dict[str, float], work: Callable[[], Any]) -> Any:
    wall, cpu = time.perf_counter(), time.process_time()
    result = work()
    wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
    figures[name], figures["memory"] = cpu, _memory()
    _say(
        f"  {name:<28}{wall:8.2f} s {cpu:8.2f} s of one processor, at most {_memory():.0f} MiB"
        " since the start"
    )
    return result


def _memory() -> float:
    """The most memory that this process ever had, in MiB. Not `getrusage`, which counts what the
    process that started it had."""
    [line] = [
        line
        for line in Path("/proc/self/status").read_text().splitlines()
        if line.startswith("VmHWM:")
    ]
    return int(line.split()[1]) / 1024


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")


# --- the file -------------------------------------------------------------------------------------
def make(count: int, path: Path, code: str) -> None:
    import django

    django.setup()
    workbook(count, path, code)


def workbook(count: int, path: Path, code: str = "") -> None:
    """A file of the usual layout: a title, two rows of headings with groups, the data from row
    5."""
    import openpyxl

    from ocop_registry.places.models import Place
    from products.models import ProductSet

    places = Place.objects.current().communes().select_related("province").order_by("code")
    communes = list(places.filter(province__code=code) if code else places)
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
    book.save(path)


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
        measure(Path(sys.argv[2]), sys.argv[3])
    elif sys.argv[1:2] == ["make"]:
        make(int(sys.argv[2]), Path(sys.argv[3]), sys.argv[4])
    else:
        main(sys.argv[1:])
