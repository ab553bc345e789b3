"""Products, yearly figures and targets from files."""

from decimal import Decimal

import pytest
from django.contrib import admin
from django.core.exceptions import PermissionDenied

from certifications.imports import applying, staging
from certifications.imports.contract import NEW
from certifications.imports.kinds import kind_of
from certifications.imports.templates import current_workbook, template
from certifications.models import Indicator, Target
from ocop_registry.accounts.models import Role
from ocop_registry.excel.writing import Page, workbook
from ocop_registry.journal.acts import act
from producers.models import Producer
from products.models import Product, YearlyFigure
from tests import factories as make
from tests.certifications.imports.files import (
    answered,
    applied,
    context,
    dry,
    faults,
    same_queries,
    staged,
    xlsx,
)

pytestmark = pytest.mark.django_db
GTIN, OTHER_GTIN = "8938501234568", "8938501234575"


@pytest.fixture
def htx():
    return make.producer("HTX Tài Hoan", tax_code="4700123456")


def identity(kind, by, count):
    run = dry(kind, current_workbook(kind_of(kind), context(by)), by)
    assert run.counts == {
        "read": count,
        "created": 0,
        "changed": 0,
        "unchanged": count,
        "refused": 0,
    }, faults(run)


# --- products -------------------------------------------------------------------------------------
PRODUCTS = (
    "STT",
    "Tên SP",
    "Chủ thể",
    "MST chủ thể",
    "Bộ sản phẩm",
    "Mã vạch",
    "Mô tả",
    "Câu chuyện sản phẩm",
)


def test_products_are_added_changed_and_taken_back_and_the_same_file_changes_nothing(lan, htx):
    old = make.product("Gạo nếp", of=htx, set_no=None)
    content = xlsx(
        PRODUCTS,
        (1, "Miến dong", "HTX Tài Hoan", None, "Bộ 6", 8938501234568, "Dai.\nThơm.", None),
        (2, "Gạo nếp", None, "4700123456", 5, None, None, "Từ năm 1990"),
    )
    imported = applied("products", content, lan)
    assert (imported.counts["created"], imported.counts["changed"]) == (1, 1)
    made = Product.objects.get(name="Miến dong")
    assert (made.producer, made.product_set.no, made.gtin, made.description) == (
        htx,
        6,
        GTIN,
        "Dai.\nThơm.",
    )
    old.refresh_from_db()
    assert (old.product_set.no, old.story) == (5, "Từ năm 1990")
    assert dry("products", content, lan).counts["unchanged"] == 2
    applying.undo(imported, by=lan, reason="Nhầm tệp")
    old.refresh_from_db()
    assert (old.product_set, old.story) == (None, "")
    assert not Product.objects.filter(name="Miến dong").exists()


@pytest.mark.parametrize(
    ("written", "left_out"),
    [("HTX Tài Hoan (Chủ hộ: ông Nông Văn Minh Họa)", "người đại diện"),
     ("HTX Tài Hoan – Giám đốc: bà Lý Thị Minh Họa", "người đại diện"),
     ("HTX Tài Hoan, phường Đức Xuân", "đơn vị hành chính")],
)  # fmt: skip
def test_what_stands_behind_a_producers_name_is_taken_off(lan, htx, written, left_out):
    product = (1, "Miến dong", written, None, None, None, None, None)
    figure = ("Miến dong", written, 2025, 100)
    [row] = dry("products", xlsx(PRODUCTS, product), lan).rows
    assert (row.outcome, row.faults) == ("created", [])
    assert "HTX Tài Hoan" in " ".join(row.notes)
    assert left_out in " ".join(row.notes)
    make.product("Miến dong", of=htx)
    headings = ("Tên sản phẩm", "Chủ thể", "Năm", "Doanh thu (triệu đồng)")
    [told] = dry("figures", xlsx(headings, figure), lan).rows
    assert told.faults == []


def test_every_fault_of_products_is_named_at_its_cell(lan, htx):
    make.product("Chè", of=make.producer("HTX Chè", place=make.commune(number=2)), gtin=GTIN)
    make.product("Miến dong Tài Hoan", of=htx)
    content = xlsx(
        PRODUCTS,
        (1, "A", "HTX Không Có", None, None, None, None, None),
        (2, "B", "HTX Tài Hoan", None, 99, None, None, None),
        (3, "C", "HTX Tài Hoan", None, None, "8938501234560", None, None),
        (4, "D", "HTX Tài Hoan", None, None, GTIN, None, None),
        (5, "E", None, None, None, None, None, None),
        (6, "Miến dong Tài Hoan 500g", "HTX Tài Hoan", None, None, None, None, None),
        (7, "G", "HTX Tài Hoan", None, None, OTHER_GTIN, None, None),
        (8, "g", "HTX Tài Hoan", None, None, None, None, None),
        (9, "H", "Hợp tác xã nông nghiệp Chè", None, None, None, None, None),
    )
    run = dry("products", content, lan)
    assert faults(run) == {
        "C2": "unknown", "E3": "unknown", "F4": "invalid", "B5": "choose", "C6": "required", "B7": "choose", "B9": "duplicate",
        "C10": "choose",
    }  # fmt: skip
    assert run.counts == {"read": 9, "created": 1, "changed": 0, "unchanged": 0, "refused": 8}
    assert "HTX Chè" in run.rows[3].faults[0].detail


def test_two_known_products_of_one_file_do_not_take_the_same_number(lan, htx):
    known = [make.product(name, of=htx) for name in ("Chè", "Miến")]
    rows = ((one.uid, one.name, GTIN) for one in known)
    run = dry("products", xlsx(("Mã định danh", "Tên SP", "Mã vạch"), *rows), lan)
    assert faults(run) == {"C3": "duplicate"}


def test_a_product_much_alike_is_settled_by_a_person(lan, htx):
    known = make.product("Miến dong Tài Hoan", of=htx)
    imported = staged(
        "products", xlsx(PRODUCTS, (1, "Miến dong Tài Hoan 500g", "HTX Tài Hoan")), lan
    )
    assert answered(imported, lan, {2: {"name": known.uid}}).counts["changed"] == 1
    assert answered(imported, lan, {2: {"name": NEW}}).counts["created"] == 1


def test_products_of_other_provinces_are_not_touched(lan):
    make.product("Vải thiều", of=make.producer("HTX Vải", place=make.commune("24")), gtin=GTIN)
    content = xlsx(PRODUCTS, (1, "Vải thiều", None, None, None, GTIN))
    assert faults(dry("products", content, lan)) == {"F2": "conflict"}
    for by in (make.staff("bac", "24"), make.user("xem", Role.READ_ONLY)):
        with pytest.raises(PermissionDenied):
            dry("products", content, by)


def test_exported_products_figures_and_targets_import_again_without_a_change(lan):
    minh = make.approver()
    product = make.product(gtin=GTIN, name_en="Vermicelli", story="Dòng một\nDòng hai")
    make.product("Không bộ", of=make.producer("HTX Khác", place=make.old_place("066")), set_no=None)
    make.certified(lan, minh, [product])
    figure(product, 2025, revenue=900_000, output=Decimal("12.5"), output_unit="tấn")
    figure(product, 2024, revenue=1_600_000_000)
    target(make.province(), 2030, Indicator.KEPT_SHARE, Decimal("87.5"), "12/KH")
    target(make.old_place("06"), 2025, Indicator.PRODUCTS, Decimal(350))
    identity("products", lan, 2)
    identity("figures", lan, 2)
    identity("targets", lan, 2)


@pytest.mark.parametrize(
    ("kind", "model", "made"),
    [
        (
            "producers",
            Producer,
            lambda: make.producer(
                "HTX Cũ", kind="unknown", place=make.old_place("066"), tax_code="0100109106"
            ),
        ),
        ("products", Product, lambda: make.product(gtin=GTIN)),
        (
            "figures",
            YearlyFigure,
            lambda: figure(
                make.product(), 2025, revenue=900_000, output=Decimal("12.5"), output_unit="tấn"
            ),
        ),
        (
            "targets",
            Target,
            lambda: target(make.old_place("06"), 2025, Indicator.KEPT_SHARE, Decimal("87.5")),
        ),
    ],
)
def test_the_lists_of_the_staff_site_are_read_back_too(lan, kind, model, made):
    made()
    columns = admin.site.get_model_admin(model).export_columns
    rows = [[value(one) for _, value in columns] for one in model.objects.all()]
    content = workbook([Page("Danh sách", [heading for heading, _ in columns], rows)])
    run = dry(kind, content, lan)
    assert run.counts["unchanged"] == len(rows) == 1, faults(run)


def figure(product, year, **values):
    with act("yearly_figure.create", by=None, province=make.province()) as deed:
        deed.create(YearlyFigure(product=product, year=year, **values))


def target(province, year, indicator, value, plan=""):
    with act("target.create", by=None, province=make.province()) as deed:
        deed.create(
            Target(province=province, year=year, indicator=indicator, value=value, plan=plan)
        )


@pytest.mark.parametrize("kind", ["products", "figures", "targets"])
def test_empty_templates_hold_no_rows(lan, kind):
    assert dry(kind, template(kind_of(kind), context(lan)), lan).counts["read"] == 0


# --- yearly figures -------------------------------------------------------------------------------
FIGURES = ("Tên sản phẩm", "Chủ thể", "Năm", "Doanh thu", "Sản lượng", "ĐVT", "Nguồn")


def test_figures_are_recorded_in_dong_and_corrected_by_the_next_file(lan):
    product = make.product("Miến dong", of=make.producer("HTX A"))
    content = xlsx(
        FIGURES,
        ("Miến dong", "HTX A", 2024, 1600000000, "12,5", "tấn", "Báo cáo"),
        ("Miến dong", "HTX A", "năm 2025", "1,6 tỷ", None, None, None),
    )
    imported = applied("figures", content, lan)
    assert imported.counts["created"] == 2
    assert list(product.yearly_figures.values_list("year", "revenue", "output", "output_unit")) == [
        (2025, 1_600_000_000, None, ""),
        (2024, 1_600_000_000, Decimal("12.5"), "tấn"),
    ]
    assert dry("figures", content, lan).counts["unchanged"] == 2
    millions = xlsx(
        (*FIGURES[:3], "Doanh thu (triệu đồng)"), ("Miến dong", "HTX A", 2024, "1.750,5")
    )
    run = dry("figures", millions, lan)
    assert [(one.before, one.after) for one in run.rows[0].changes] == [
        ("1.600.000.000", "1.750.500.000")
    ]
    applying.undo(imported, by=lan, reason="Nhầm năm")
    assert not product.yearly_figures.exists()


def test_a_revenue_that_must_be_millions_is_asked_about(lan):
    make.product("Miến dong", of=make.producer("HTX A"))
    imported = staged("figures", xlsx(FIGURES, ("Miến dong", "HTX A", 2024, 1600)), lan)
    assert imported.counts["refused"] == 1
    applying.apply(answered(imported, lan, {2: {"revenue": "trieu"}}), by=lan)
    assert YearlyFigure.objects.get().revenue == 1_600_000_000


def test_every_fault_of_figures_is_named_at_its_cell(lan):
    make.product("Miến dong", of=make.producer("HTX A"))
    make.product("Vải", of=make.producer("HTX Vải", place=make.commune("24")))
    content = xlsx(
        FIGURES,
        ("Miến dong", "HTX A", None, "1 tỷ"),
        ("Miến dong", "HTX A", 1999, "1 tỷ"),
        ("Miến dong", "HTX A", 2020, "nhiều"),
        ("Miến dong", "HTX A", 2021, None, "12,5"),
        ("Miến dong", "HTX A", 2022, None, None, "tấn"),
        ("Miến dong", "HTX A", 2023, "1 tỷ", -2, "tấn"),
        ("Chè", "HTX A", 2023, "1 tỷ"),
        ("Vải", "HTX Vải", 2023, "1 tỷ"),
        ("Miến dong", "HTX A", 2024, "1 tỷ"),
        ("Miến dong", "HTX A", 2024, "2 tỷ"),
        ("Miến dong", "HTX A", 2025, -5000000),
    )
    run = dry("figures", content, lan)
    assert faults(run) == {
        "C2": "required", "C3": "year", "D4": "bad_money", "F5": "required", "D6": "required", "E7": "invalid", "A8": "unknown",
        "B9": "unknown", "A11": "duplicate", "D12": "invalid",
    }  # fmt: skip
    assert run.counts["created"] == 1


# --- targets --------------------------------------------------------------------------------------
TARGETS = ("Chỉ tiêu", "Đến hết năm", "Mục tiêu", "Theo kế hoạch")


def test_targets_are_recorded_changed_and_taken_back(lan):
    first = applied(
        "targets", xlsx(TARGETS, ("Sản phẩm được công nhận (từ 3 sao)", 2030, 350, "12/KH")), lan
    )
    assert first.counts["created"] == 1
    second = applied(
        "targets",
        xlsx(
            TARGETS,
            ("san pham duoc cong nhan tu 3 sao", 2030, "400", None),
            ("Tỷ lệ chủ thể là hợp tác xã (%)", 2030, "40%", None),
        ),
        lan,
    )
    assert (second.counts["created"], second.counts["changed"]) == (1, 1)
    target = Target.objects.get(indicator=Indicator.PRODUCTS)
    assert (target.value, target.plan, target.province) == (400, "12/KH", make.province())
    applying.undo(second, by=lan, reason="Nhầm")
    target.refresh_from_db()
    assert target.value == 350
    assert Target.objects.count() == 1


def test_every_fault_of_targets_is_named_at_its_cell(lan):
    label = str(Indicator.PRODUCTS.label)
    content = xlsx(
        (*TARGETS, "Tỉnh"),
        ("Chỉ tiêu lạ", 2030, 1, None, None),
        (label, None, 1, None, None),
        (label, 30, 1, None, None),
        (label, 2026, None, None, None),
        (label, 2027, -1, None, None),
        (label, 2028, "1,5", None, None),
        ("Tỷ lệ chủ thể là hợp tác xã (%)", 2028, 140, None, None),
        (label, 2029, 1, None, "Bắc Ninh"),
        (label, 2030, 1, None, "Bắc Kạn"),
        (label, 2031, 1, None, None),
        (label, 2031, 2, None, "Thái Nguyên"),
        (label, 2032, "(xóa)", None, None),
    )
    run = dry("targets", content, lan)
    assert faults(run) == {
        "A2": "unknown", "B3": "required", "B4": "bad_year", "C5": "required", "C6": "invalid", "C7": "invalid", "C8": "invalid",
        "E9": "place", "A12": "duplicate", "C13": "required",
    }  # fmt: skip
    assert run.counts["created"] == 2
    with pytest.raises(PermissionDenied):
        dry("targets", content, make.user("xem", Role.READ_ONLY))
    assert (
        staging.dry_run(
            xlsx(TARGETS, (label, 2030, 1)), "a.xlsx", "targets", province=None, by=None
        ).counts["refused"]
        == 1
    )


# --- together -------------------------------------------------------------------------------------
def test_checking_asks_the_same_number_of_queries_for_more_rows(lan, htx):
    names = [f"Sản phẩm {number} loại {number}" for number in range(30)]
    few, many = (
        [(1, name, "HTX Tài Hoan", None, "6") for name in names[:count]] for count in (2, 30)
    )
    same_queries(lan, "products", xlsx(PRODUCTS, *few), xlsx(PRODUCTS, *many))
    applied("products", xlsx(PRODUCTS, *many), lan)
    few, many = (
        [(name, "HTX Tài Hoan", 2025, "1 tỷ") for name in names[:count]] for count in (2, 30)
    )
    same_queries(lan, "figures", xlsx(FIGURES, *few), xlsx(FIGURES, *many))
    label = str(Indicator.PRODUCTS.label)
    few, many = ([(label, 2020 + number, 5) for number in range(count)] for count in (2, 30))
    same_queries(lan, "targets", xlsx(TARGETS, *few), xlsx(TARGETS, *many))
