"""Lists tell a day as exactly as they know it: a month, a quarter or a year is taken as that, goes
out as it came in, and is sharpened by what says more."""

from datetime import date
from io import BytesIO
from typing import Any

import openpyxl
import pytest

from certifications import integrity
from certifications.imports import staging
from certifications.imports.contract import Context
from certifications.imports.kinds import kind_of
from certifications.imports.templates import current_workbook
from certifications.models import Certification
from certifications.register import compare
from ocop_registry import clock
from ocop_registry.accounts.models import Office
from ocop_registry.excel.reading import read
from ocop_registry.journal.acts import act
from ocop_registry.known_days import NOTHING, KnownDay
from tests.certifications.imports.registers import KIND, applied, looked, one_fault, simple
from tests.certifications.imports.test_register_faults import HEADINGS

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("on_20_november")]
MONTH, QUARTER = KnownDay.of(None, 2021, "3"), KnownDay.of(None, 2021, "Q1")
YEAR, DAY = KnownDay.of(None, 2021), KnownDay.of(date(2021, 3, 19))


def row(
    day: Any, year: Any = None, name: str = "Miến dong", number: str | None = None
) -> list[Any]:
    place = ["HTX", "Xã Côn Minh", "Huyện Na Rì"]
    return [name, "HTX Tài Hoan", *place, 4, day, year, number, "UBND tỉnh Bắc Kạn"]


def listed(*rows: list[Any]) -> bytes:
    return simple(HEADINGS, *rows)


@pytest.mark.parametrize(
    ("day", "year", "meant"),
    [
        *[(text, None, MONTH) for text in ("3/2021", "T3/2021", "tháng 3 năm 2021", "03/2021")],
        *[(text, None, QUARTER) for text in ("Quý I/2021", "Q1/2021", "quý 1 năm 2021")],
        *[(text, None, YEAR) for text in ("2021", 2021, "năm 2021")],
        *[(None, text, MONTH) for text in ("03/2021", "Tháng 3/2021")],
        (None, "quý I/2021", QUARTER),
        (None, 2021, YEAR),
        ("03/2021", 2021, MONTH),
        ("quý I/2021", "3/2021", MONTH),
        ("2021", "Q1/2021", QUARTER),
        (date(2021, 3, 19), "3/2021", DAY),
        (None, None, NOTHING),
    ],
)
def test_a_row_is_read_as_exactly_as_it_tells(
    lan: Any, minh: Any, province: Any, day: Any, year: Any, meant: KnownDay
) -> None:
    assert applied(listed(row(day, year)), province, lan, minh).counts["created"] == 1
    assert Certification.objects.get().issued == meant


@pytest.mark.parametrize(
    ("day", "year", "cell", "code"),
    [
        ("03/2021", 2022, "H2", "year_date"),
        ("quý II/2021", "3/2021", "H2", "year_date"),
        (date(2021, 3, 19), "4/2021", "H2", "year_date"),
        ("12/2026", None, "G2", "future"),
        (None, "quý I/2027", "H2", "future"),
        ("12/2012", None, "G2", "too_early"),
        ("13/2021", None, "G2", "bad_day"),
        (None, "13/2021", "H2", "bad_year"),
    ],
)
def test_what_contradicts_itself_or_cannot_be_is_refused_at_its_cell(
    province: Any, day: Any, year: Any, cell: str, code: str
) -> None:
    fault = one_fault(looked(listed(row(day, year)), province))
    assert (fault.reference, fault.code) == (cell, code), fault.detail


def test_a_bare_year_before_the_day_is_that_of_the_evaluation(province: Any) -> None:
    [read] = looked(listed(row(date(2022, 1, 27), 2021)), province)
    assert not read.faults
    assert any("năm đánh giá" in note for note in read.notes)
    for year in (2020, 2023, "12/2021"):
        [read] = looked(listed(row(date(2022, 1, 27), year)), province)
        assert [fault.code for fault in read.faults] == ["year_date"]


def test_excel_keeps_a_month_as_its_first_day_and_shows_the_month(
    lan: Any, minh: Any, province: Any
) -> None:
    """Whoever types 3/2021 into a cell gets 01/03/2021, shown as a month: no day was meant."""
    for name, shown, value, meant in (
        ("Miến dong", "mm/yyyy", date(2021, 3, 1), MONTH),
        ("Chè Shan", "mmm-yy", date(2021, 3, 1), MONTH),
        ("Mật ong", "yyyy", date(2021, 1, 1), YEAR),
        ("Gạo nếp", "mm/yyyy", date(2021, 3, 19), DAY),
        ("Rượu men lá", "dd/mm/yyyy", date(2021, 3, 1), KnownDay.of(date(2021, 3, 1))),
    ):
        book = openpyxl.load_workbook(BytesIO(listed(row(value, name=name))))
        book.active["G2"].number_format = shown
        book.save(content := BytesIO())
        applied(content.getvalue(), province, lan, minh, name=f"{name}.xlsx")
        assert Certification.objects.get(product_name=name).issued == meant


def test_what_is_known_by_month_goes_out_as_it_came_in(lan: Any, minh: Any, province: Any) -> None:
    told = {"A": "03/2021", "B": "Quý I/2021", "C": 2021, "D": date(2021, 3, 19), "E": None}
    rows = [row(day, name=f"Miến {name}") for name, day in told.items()]
    applied(listed(*rows), province, lan, minh)
    assert list(compare()) == []
    assert list(integrity.faults()) == []
    content = current_workbook(kind_of(KIND), Context(province, lan, None, clock.today()))
    again = staging.dry_run(content, "sổ.xlsx", KIND, province=province, by=lan).rows
    assert [(one.outcome, one.faults, one.changes) for one in again] == [("unchanged", [], [])] * 5
    sheet = read(content, "sổ.xlsx").sheets[0]
    written = {value for _, values in sheet.rows for value in values}
    assert {"03/2021", "Quý I/2021", 2021, date(2021, 3, 19)} <= written


def test_what_says_more_fills_in_and_what_says_less_changes_nothing(
    lan: Any, minh: Any, province: Any
) -> None:
    for day, meant in ((2021, YEAR), ("Q1/2021", QUARTER), ("3/2021", MONTH), (DAY.day, DAY)):
        applied(listed(row(day)), province, lan, minh, name=f"{meant.iso}.xlsx")
        assert Certification.objects.get().issued == meant
        for less in (one for one in (YEAR, QUARTER, MONTH) if not one.sharpens(meant)):
            [found] = looked(listed(row(less.written)), province)
            assert found.outcome == "unchanged", less
    assert Certification.objects.get().corrections == []


def test_another_month_under_the_same_number_corrects_and_leaves_its_trace(
    lan: Any, minh: Any, province: Any
) -> None:
    applied(listed(row("3/2021", number="386/QĐ-UBND")), province, lan, minh)
    applied(listed(row("4/2021", number="386/QĐ-UBND")), province, lan, minh, name="hai.xlsx")
    one = Certification.objects.get()
    assert one.issued == KnownDay.of(None, 2021, "4")
    assert [(note["field"], note["old"], note["new"]) for note in one.corrections] == [
        ("issued_year", "03/2021", "04/2021")
    ]
    assert list(integrity.faults()) == []


def test_a_year_that_still_runs_had_come_by_the_day_of_recording(
    lan: Any, minh: Any, province: Any
) -> None:
    rows = row(2026), row("11/2026", name="Chè")
    applied(
        listed(*([*one[:4], None, *one[5:-1], "UBND tỉnh Thái Nguyên"] for one in rows)),
        province,
        lan,
        minh,
    )
    for one in Certification.objects.all():
        assert (one.known_on, one.in_force_from) == (date(2026, 11, 20), date(2026, 11, 20))
    assert list(integrity.faults()) == []
    content = current_workbook(kind_of(KIND), Context(province, lan, None, clock.today()))
    again = staging.dry_run(content, "sổ.xlsx", KIND, province=province, by=lan).rows
    assert [one.outcome for one in again] == ["unchanged"] * 2


def test_a_file_that_ends_an_earlier_recognition_tells_no_invented_day(
    lan: Any, minh: Any, province: Any
) -> None:
    applied(listed(row(date(2021, 3, 19), number="386/QĐ-UBND")), province, lan, minh)
    [found] = looked(listed(row("quý IV/2023", number="900/QĐ-UBND")), province)
    assert [(change.label, change.before, change.after) for change in found.changes] == [
        ("Chấm dứt từ", "", "quý IV/2023")
    ]


def test_the_expiry_of_a_row_may_be_a_month_too(province: Any) -> None:
    headings = (*HEADINGS, "Ngày hết hạn")
    for expires, fits in (("3/2024", True), ("03/2025", False), ("2024", True), ("2022", False)):
        [found] = looked(simple(headings, [*row(date(2021, 3, 19)), expires]), province)
        assert [fault.code for fault in found.faults] == ([] if fits else ["expiry"]), expires


def test_the_day_of_going_live_is_asked_of_what_may_lie_after_it(lan: Any, province: Any) -> None:
    with act("office.create", by=None, province=province) as deed:
        deed.create(Office(place=province, name="Văn phòng", live_since=date(2021, 3, 15)))
    told = {"2/2021": None, "3/2021": "chưa biết là trước hay sau", "4/2021": "phải qua đợt"}
    for day, words in told.items():
        [found] = looked(listed(row(day)), province)
        assert (found.faults == []) if words is None else (words in found.faults[0].detail), day
