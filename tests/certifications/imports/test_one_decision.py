"""One decision is one record (number, day, issuer), whatever files it comes from; a row corrected
later mends the earlier one."""

import itertools
from datetime import date

import pytest

from certifications.imports import applying, staging
from certifications.models import Certification, Decision
from tests.certifications.imports.registers import KIND, applied, simple

pytestmark = pytest.mark.django_db
HEADINGS = ("Tên sản phẩm", "Chủ thể", "Loại hình", "Xã", "Huyện", "Hạng sao", "Ngày cấp", "Năm",
            "Số quyết định", "Cơ quan ban hành", "Nguồn")  # fmt: skip
DAY, ISSUER = date(2021, 3, 19), "UBND tỉnh Bắc Kạn"


def row(product="Miến dong", *, day=DAY, year=None, number="386/QĐ-UBND", issuer=ISSUER, stars=3,
        source=None, producer="HTX Tài Hoan", commune="Xã Côn Minh"):  # fmt: skip
    return [
        product,
        producer,
        "HTX",
        commune,
        "Huyện Na Rì",
        stars,
        day,
        year,
        number,
        issuer,
        source,
    ]


@pytest.fixture
def bring(lan, minh, province):
    numbers = itertools.count(1)

    def brought(*rows):
        name = f"tep-{next(numbers)}.xlsx"
        return applied(simple(HEADINGS, *rows), province, lan, minh, name)

    return brought


def decisions():
    return list(
        Decision.objects.order_by("number", "signed_on").values_list(
            "number", "signed_on", "issuer"
        )
    )


def test_nine_files_of_one_decision_leave_one_decision(bring):
    ways = ["386/QĐ-UBND", "QĐ số 386/QĐ-UBND", "386/QD-UBND", "386/qđ-ubnd", "386 /QĐ-UBND"]
    for at in range(9):
        bring(row(f"Sản phẩm thứ {at}", number=ways[at % len(ways)], source=f"danh sách {at}"))
    assert Certification.objects.count() == 9
    assert decisions() == [("386/QĐ-UBND", DAY, ISSUER)]


def test_a_number_below_ten_is_one_with_and_without_its_nought(bring):
    bring(row("Sản phẩm thứ 1", number="05/QĐ-UBND", source="danh sách A"))
    bring(row("Sản phẩm thứ 2", number="5/QĐ-UBND", source="danh sách B"))
    assert [number for number, _, _ in decisions()] == ["05/QĐ-UBND"]


@pytest.mark.parametrize(
    ("first", "second", "left"),
    [
        ({"issuer": None}, {}, [("386/QĐ-UBND", DAY, ISSUER)]),
        ({}, {"issuer": None}, [("386/QĐ-UBND", DAY, ISSUER)]),
        ({"issuer": "Ủy ban nhân dân tỉnh Bắc Kạn"}, {}, [("386/QĐ-UBND", DAY, "Ủy ban nhân dân tỉnh Bắc Kạn")]),
        ({"day": None, "year": 2021}, {}, [("386/QĐ-UBND", DAY, ISSUER)]),
        ({}, {"day": None, "year": 2021}, [("386/QĐ-UBND", DAY, ISSUER)]),
        ({"day": None, "year": 2021}, {"day": None, "year": 2021}, [("386/QĐ-UBND", None, ISSUER)]),
    ],
)  # fmt: skip
def test_what_one_list_leaves_out_is_taken_from_the_one_record(bring, first, second, left):
    bring(row("Miến dong", **first))
    bring(row("Gạo nếp", **second))
    assert decisions() == left


@pytest.mark.parametrize(
    "other",
    [
        {"number": "387/QĐ-UBND"},
        {"day": date(2022, 3, 19)},
        {"day": None, "year": 2021, "issuer": None},
        {"day": None, "year": 2020},
        {"day": "12/2021"},
        {"number": None},
    ],
)
def test_what_may_be_another_decision_stays_one(bring, other):
    bring(row("Miến dong"), row("Gạo nếp", **other))
    assert Decision.objects.count() == 2


def test_without_number_the_lists_keep_them_apart(bring):
    bring(row("Miến dong", number=None), row("Gạo nếp", number=None))
    bring(row("Chè Shan", number=None))
    assert Decision.objects.count() == 2


def test_of_two_records_none_is_taken_for_a_third(bring):
    """In 2023 districts recognised three stars."""
    day = date(2023, 8, 20)
    bring(row("Miến dong", day=day), row("Gạo nếp", day=day, issuer="UBND huyện Na Rì"))
    bring(row("Chè Shan", day=day, issuer=None))
    assert Decision.objects.count() == 3


# --- taking back ----------------------------------------------------------------------------------
def taken_back(imported, lan, minh):
    staging_ = applying.ask_undo(imported, by=lan, reason="Nhầm tệp")
    return applying.undo(staging_, by=minh)


def test_taking_the_first_file_back_leaves_the_decision_to_the_others(bring, lan, minh):
    first, second = bring(row("Miến dong")), bring(row("Gạo nếp", producer="HTX Mai Lan"))
    taken_back(first, lan, minh)
    assert [one.product_name for one in Certification.objects.all()] == ["Gạo nếp"]
    assert decisions() == [("386/QĐ-UBND", DAY, ISSUER)]
    taken_back(second, lan, minh)
    assert not Decision.objects.exists(), "nothing rests on it any more"


def test_taking_back_what_filled_a_gap_leaves_the_gap(bring, lan, minh):
    bring(row("Miến dong", issuer=None))
    second = bring(row("Gạo nếp"))
    taken_back(second, lan, minh)
    assert decisions() == [("386/QĐ-UBND", DAY, "")]


# --- a row corrected later ------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("before", "after"),
    [
        ({}, {"stars": 4}),
        ({}, {"number": "368/QĐ-UBND"}),
        ({}, {"day": date(2021, 3, 29)}),
        ({"day": date(2023, 8, 20)}, {"day": date(2023, 8, 20), "issuer": "UBND huyện Na Rì"}),
        ({"day": None, "year": 2021}, {}),
        ({"day": None, "year": 2021, "number": None}, {}),
        ({"day": "03/2021"}, {}),
    ],
)
def test_a_row_corrected_later_mends_the_earlier_one(bring, before, after):
    bring(row(**before))
    imported = bring(row(**after))
    assert imported.counts["changed"] == 1
    [one] = Certification.objects.all()
    assert (one.stars, one.issued_on) == (after.get("stars", 3), after.get("day", DAY))
    assert decisions() == [
        (after.get("number", "386/QĐ-UBND"), after.get("day", DAY), after.get("issuer", ISSUER))
    ]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ({"day": None, "year": 2021}, {"day": None, "year": 2021, "number": "368/QĐ-UBND"}),
        ({}, {"day": date(2021, 3, 29), "number": "368/QĐ-UBND"}),
        ({}, {"day": date(2020, 3, 19)}),
        ({}, {"commune": "Xã Văn Lang"}),
    ],
)
def test_what_may_be_a_correction_is_asked(bring, lan, province, before, after):
    bring(row(**before))
    staged = staging.stage(
        simple(HEADINGS, row(**after)), "sau.xlsx", KIND, province=province, by=lan
    )
    [stored] = staged.rows.all()
    assert [fault["code"] for fault in stored.faults] == ["choose"], stored.faults


def test_another_recognition_is_none(bring):
    bring(row())
    bring(row(day=date(2024, 5, 20), number="812/QĐ-UBND", stars=4))
    assert Certification.objects.count() == 2
