"""Applications of a round from a file: the same refusals as on the pages, taken in within the act
of the import."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied

from certifications import workflow
from certifications.applications import intake
from certifications.applications.participation import move_application
from certifications.imports import applying
from certifications.imports.kinds import kind_of
from certifications.imports.templates import current_workbook, template
from certifications.models import Application, Certification
from certifications.rounds.access import Refused
from producers.models import Producer
from products.models import Product
from tests import factories as make
from tests.certifications.certificates import history
from tests.certifications.imports.files import (
    answered,
    applied,
    context,
    dry,
    faults,
    planned,
    same_queries,
    staged,
    xlsx,
)

pytestmark = pytest.mark.django_db
HEAD = (
    "TT",
    "Sản phẩm đăng ký",
    "Tên chủ thể",
    "Loại hình",
    "Xã, phường",
    "Bộ sản phẩm",
    "Loại hồ sơ",
    "Lý do ngoài quy định",
)


@pytest.fixture
def round_(lan):
    return make.open_round(lan)


def row(product, producer="HTX Mới", kind="HTX", place=None, chosen=6, type_=None, reason=None):
    return (
        1,
        product,
        producer,
        kind,
        make.commune().full_name if place is None else place,
        chosen,
        type_,
        reason,
    )


def test_a_list_is_taken_in_with_its_new_producers_and_products_once(lan, round_):
    known = make.product("Chè", of=make.producer("HTX Chè"))
    content = xlsx(
        HEAD,
        row("Miến dong"),
        row("Miến sợi nhỏ"),
        row("Chè", "HTX Chè", None, "", None, "Lần đầu"),
    )
    imported = applied("applications", content, lan, round_=round_)
    assert imported.counts["created"] == 3
    taken = list(
        round_.applications.select_related("product__producer", "product_set").order_by("position")
    )
    assert [(one.position, one.product.name, one.type, one.product_set.no) for one in taken] == [
        (1, "Miến dong", "first", 6),
        (2, "Miến sợi nhỏ", "first", 6),
        (3, "Chè", "first", 6),
    ]
    assert (
        taken[0].product.producer
        == taken[1].product.producer
        == Producer.objects.get(name="HTX Mới")
    )
    assert taken[2].product == known
    assert {one.subject for one in imported.rows.all()} == {
        f"application/{one.uid}" for one in taken
    }
    again = dry("applications", content, lan, round_=round_)
    assert again.counts == {
        "read": 3,
        "created": 0,
        "changed": 0,
        "unchanged": 3,
        "refused": 0,
    }, faults(again)
    applying.undo(imported, by=lan, reason="Nhầm đợt")
    assert not Application.objects.exists()
    assert list(Product.objects.all()) == [known]
    assert not Producer.objects.filter(name="HTX Mới").exists()


def test_type_and_set_of_what_the_round_has_are_changed_by_the_file(lan, round_):
    product = make.product("Chè", of=make.producer("HTX Chè"), set_no=None)
    application = make.take_in(round_, [product], lan)[0]
    content = xlsx(HEAD, row("Chè", "HTX Chè", None, "", 5, "Nâng hạng"))
    run = dry("applications", content, lan, round_=round_)
    assert "chưa từng được công nhận" in run.rows[0].faults[0].detail
    history.recognised(product, year=2020)
    run = dry("applications", content, lan, round_=round_)
    assert [(one.label, one.before, one.after[:2]) for one in run.rows[0].changes] == [
        ("Loại hồ sơ", "Lần đầu", "Nâ"),
        ("Bộ sản phẩm", "", "5."),
    ]
    imported = applied("applications", content, lan, round_=round_)
    application.refresh_from_db()
    assert (application.type, application.product_set.no) == ("upgrade", 5)
    assert any("khác thường" in warning for warning in application.warnings)
    applying.undo(imported, by=lan, reason="Nhầm")
    application.refresh_from_db()
    assert (application.type, application.product_set) == ("first", None)


def test_a_re_evaluation_finds_the_name_on_the_certification_or_is_refused(lan, round_):
    product = make.product("Miến dong Na Rì", of=make.producer("HTX Nà Pò"))
    history.recognised(product, on=date(2023, 12, 1))
    Certification.objects.update(product_name="Miến dong Nà Pò")
    again = {"type_": "Đánh giá lại", "reason": "Chờ kết quả kiểm nghiệm"}
    new = row("Miến khoai", "HTX Nà Pò", **again)
    content = xlsx(HEAD, row("Miến dong Nà Pò", "HTX Nà Pò", **again), new)
    run = dry("applications", content, lan, round_=round_)
    assert [one.outcome for one in run.rows] == ["created", "refused"]
    assert planned("applications", content, context(lan, round_=round_))[0].plan.product == product
    assert "chưa từng được công nhận" in run.rows[1].faults[0].detail


def test_every_fault_is_named_at_its_cell_in_one_pass(lan, round_):
    busy = make.product("Đang ở đợt khác", of=make.producer("HTX Bận"))
    make.take_in(make.open_round(lan, number=2), [busy], lan)
    gone = make.take_in(round_, [make.product("Đã rút", of=make.producer("HTX Rút"))], lan)[0]
    move_application(gone, "withdraw", by=lan, reason="Xin rút")
    make.producer("HTX Tài Hoan")
    content = xlsx(
        HEAD,
        row("A", kind="Cơ sở lạ"),
        row("B", "HTX Hai", place="Xã Không Hề Có Đâu"),
        row("C", "HTX Ba", chosen=99),
        row("D", "HTX Bốn", type_="Lạ"),
        row("E", "HTX dịch vụ Tài Hoan"),
        row("Đang ở đợt khác", "HTX Bận", type_="Lần đầu"),
        row("Đã rút", "HTX Rút", type_="Lần đầu"),
        row("", "HTX Tám"),
        row("I", ""),
        row("K", "HTX Mười"),
        row("k", "HTX Mười"),
        row("Du lịch", "Hội Du lịch", kind="Hội"),
    )
    run = dry("applications", content, lan, round_=round_)
    assert faults(run) == {
        "D2": "choose", "E3": "choose", "F4": "invalid", "G5": "choose", "C6": "choose", "B7": "invalid", "B8": "refused",
        "B9": "invalid", "C10": "invalid", "B12": "invalid", "F13": "invalid",
    }  # fmt: skip
    assert run.counts == {"read": 12, "created": 1, "changed": 0, "unchanged": 0, "refused": 11}
    assert "dòng 11" in run.rows[10].faults[0].detail, "rows are named as the file numbers them"


def test_an_answer_settles_who_is_meant(lan, round_):
    known = make.producer("HTX Tài Hoan")
    imported = staged(
        "applications", xlsx(HEAD, row("Miến", "HTX dịch vụ Tài Hoan")), lan, round_=round_
    )
    applying.apply(answered(imported, lan, {2: {"producer_choice": known.uid}}), by=lan)
    assert Product.objects.get(name="Miến").producer == known


def test_a_round_that_takes_no_applications_refuses_every_new_row_and_taking_back(lan, round_):
    content = xlsx(HEAD, row("Miến dong"))
    imported = applied("applications", content, lan, round_=round_)
    workflow.move(round_, "start", by=lan)
    round_.refresh_from_db()
    assert dry("applications", content, lan, round_=round_).counts["unchanged"] == 1
    assert faults(dry("applications", xlsx(HEAD, row("Gạo")), lan, round_=round_)) == {
        "B2": "closed"
    }
    with pytest.raises(Refused, match="không hoàn tác được"):
        applying.undo(imported, by=lan, reason="Nhầm")


def test_a_round_closed_between_preview_and_writing_takes_nothing(lan, round_):
    imported = staged("applications", xlsx(HEAD, row("Miến dong")), lan, round_=round_)
    make.take_in(round_, [make.product("Khác", of=make.producer("HTX Khác"))], lan)
    workflow.move(round_, "start", by=lan)
    with pytest.raises(Refused):
        applying.apply(imported, by=lan)
    assert not Product.objects.filter(name="Miến dong").exists()


def test_what_is_exported_imports_again_without_a_change(lan, round_):
    wanted = [
        make.product("Chè", of=make.producer("Tên trùng", place=make.commune(number=number)))
        for number in (1, 2)
    ]
    make.take_in(
        round_,
        [
            *wanted,
            make.product(
                "Miến", of=make.producer("HTX Cũ", place=make.old_place("066")), set_no=None
            ),
        ],
        lan,
    )
    run = dry(
        "applications",
        current_workbook(kind_of("applications"), context(lan, round_=round_)),
        lan,
        round_=round_,
    )
    assert run.counts == {
        "read": 3,
        "created": 0,
        "changed": 0,
        "unchanged": 3,
        "refused": 0,
    }, faults(run)
    assert (
        dry(
            "applications",
            template(kind_of("applications"), context(lan, round_=round_)),
            lan,
            round_=round_,
        ).counts["read"]
        == 0
    )


def test_other_provinces_and_rounds_bring_nothing_in(lan, round_):
    with pytest.raises(PermissionDenied):
        dry("applications", xlsx(HEAD, row("Miến")), make.staff("bac", "24"), round_=round_)
    with pytest.raises(Refused, match="Chọn đợt đánh giá"):
        dry("applications", xlsx(HEAD, row("Miến")), lan)


def test_taking_in_asks_the_same_number_of_queries_for_more_rows(
    lan, round_, django_assert_max_num_queries
):
    few, many = (
        [
            row(f"Sản phẩm {number} loại {number}", f"HTX {number} Xóm {number}")
            for number in range(count)
        ]
        for count in (2, 30)
    )
    same_queries(lan, "applications", xlsx(HEAD, *few), xlsx(HEAD, *many), round_=round_)
    entries = [intake.NewApplication(one, "first", one.product_set) for one in make.products(20)]
    with django_assert_max_num_queries(60):
        intake.take_in(round_, entries, by=lan)
