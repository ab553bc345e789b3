"""A list of the whole country: looked at province by province, and nothing read twice for it."""

from datetime import date

from django.db import connection
from django.test.utils import CaptureQueriesContext

from certifications.imports.kinds.register import parts
from certifications.models import Certification, RowOutcome
from ocop_registry.places.models import Place
from tests import factories as make
from tests.certifications.imports.registers import applied, looked, simple, told

HEADINGS = (
    "Tên sản phẩm", "Chủ thể", "Mã số thuế", "Xã", "Tỉnh", "Hạng sao", "Ngày cấp", "Số quyết định", "Cơ quan ban hành",
)  # fmt: skip
PROVINCES = ("19", "24", "31", "37", "40", "56")


def row(code: str, number: int = 0, tax: str = "", name: str = "HTX") -> list:
    commune = make.commune(code, number % 60)
    province = commune.current_province.full_name
    issuer = f"UBND {province[0].lower()}{province[1:]}"
    told_place = (commune.full_name, province)
    return ["Gạo", f"{name} {number}", tax, *told_place, 3, date(2025, 8, 1), "9/QĐ-UBND", issuer]


def queries(*rows: list) -> int:
    with CaptureQueriesContext(connection) as made:
        found = looked(simple(HEADINGS, *rows), None)
    assert [one.outcome for one in found] == [RowOutcome.CREATED] * len(rows)
    return len(made)


def test_a_further_province_costs_one_question_while_it_holds_nothing(db):
    few, many = (queries(*map(row, PROVINCES[:count])) for count in (2, 6))
    assert many - few == 4


def test_an_identifier_leads_to_the_province_that_knows_it(db):
    make.producer("HTX Tài Hoan 1", place=make.commune("24", 1), tax_code="2400109106")
    elsewhere = row("19", 1, "2400109106", "Hợp tác xã Tài Hoan")
    here, known, again = looked(
        simple(HEADINGS, row("19"), elsewhere, row("24", 1, "2400109106", "HTX Tài Hoan")), None
    )
    assert [here.outcome, known.outcome] == [RowOutcome.CREATED] * 2
    assert told(again) == {"A4": "duplicate"}, "both mean the one maker of that tax code"


def test_rows_that_lay_on_disk_are_written_as_those_that_did_not(db, monkeypatch):
    monkeypatch.setattr(parts, "_FEW", 1)
    rows = [row(code, number) for number in range(130) for code in PROVINCES[:2]]
    done = applied(simple(HEADINGS, *rows), None, None, None)
    assert done.counts["created"] == len(rows)
    found = Certification.objects.select_related("place", "product__producer__place")
    assert {(one.producer_name, one.product.producer.place_id) for one in found} == {
        (one[1], Place.objects.current().get(full_name=one[3], province__full_name=one[4]).pk)
        for one in rows
    }
