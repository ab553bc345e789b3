"""Taking applications in: all or none, warnings kept beside them, and what is refused."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from certifications import workflow
from certifications.applications import intake, particulars
from certifications.applications.candidates import candidates
from certifications.applications.intake import NewApplication
from certifications.applications.participation import move_application
from certifications.applications.particulars import Particulars
from certifications.models import Application, Certification, Result
from certifications.rounds.access import Refused
from ocop_registry.journal.models import JournalEntry
from producers.models import Producer, ProducerKind
from products.models import Product, ProductSet
from tests import factories as make
from tests.certifications.certificates import history

pytestmark = pytest.mark.django_db


def counts():
    return (
        JournalEntry.objects.count(),
        Application.objects.count(),
        Product.objects.count(),
        Producer.objects.count(),
    )


def refused(round_, entries, by, match):
    before = counts()
    with pytest.raises(Refused, match=match) as problem:
        intake.take_in(round_, entries, by=by)
    assert counts() == before, "all or none"
    return problem.value.reasons


def entry(product, type="first"):
    return NewApplication(product, type, product.product_set)


def test_ticked_and_new_products_enter_in_one_act_in_the_order_given(lan):
    round_, known = make.open_round(lan), make.product("Chè")
    household = Producer(name="Hộ Mới", kind=ProducerKind.HOUSEHOLD, place=make.commune(number=3))
    chosen = ProductSet.objects.get(scheme="26-2026", no=5)
    new = [
        NewApplication(Product(producer=household, name=name), "first", chosen)
        for name in ("Mật ong", "Sáp ong")
    ]
    before = counts()
    taken = intake.take_in(round_, [new[0], entry(known), new[1]], by=lan)
    assert [(one.position, one.product.name) for one in taken] == [
        (1, "Mật ong"),
        (2, "Chè"),
        (3, "Sáp ong"),
    ]
    assert counts() == (
        before[0] + 1,
        before[1] + 3,
        before[2] + 2,
        before[3] + 1,
    ), "one entry, one producer for both"
    assert Product.objects.get(name="Mật ong").product_set == chosen
    later = make.take_in(round_, [make.product("Gạo")], lan)
    assert later[0].position == 4


@pytest.mark.parametrize(
    "status", ["draft", "evaluating", "concluded", "approved", "decided", "cancelled"]
)
def test_applications_enter_only_while_the_round_is_open(status, lan, minh):
    from tests.certifications.test_workflow import round_in

    refused(
        round_in(status, lan, minh),
        [entry(make.product("Gạo"))],
        lan,
        "chỉ nhận hồ sơ khi đợt đang mở",
    )


def test_busy_products_are_refused_wherever_they_are_busy(lan):
    made = make.products(2)
    first = make.open_round(lan)
    make.take_in(first, made[:1], lan)
    second = make.open_round(lan, number=2)
    reasons = refused(second, [entry(one) for one in made], lan, "chưa xong")
    assert reasons == [f"Sản phẩm 01: đang ở {first}, chưa xong."]
    refused(first, [entry(made[0])], lan, "chưa xong")


@pytest.mark.parametrize("how", ["withdraw", "cancel", "decide"])
def test_a_product_is_free_again_when_withdrawn_cancelled_or_decided(how, lan, minh):
    made = make.product()
    first = make.open_round(lan)
    application = make.take_in(first, [made], lan)[0]
    if how == "withdraw":
        move_application(application, "withdraw", by=lan, reason="Xin rút")
    elif how == "cancel":
        workflow.move(first, "cancel", by=lan, reason="Hoãn")
    else:
        workflow.move(first, "start", by=lan)
        make.enter(first, lan, make.scored())
        make.moved(first, "conclude", by=lan)
        make.decide(make.moved(first, "approve", by=minh), lan)
    type_ = "re_evaluation" if how == "decide" else "first"
    assert make.take_in(make.open_round(lan, number=2), [made], lan, type=type_)


def test_a_held_back_product_stays_busy(lan):
    made = make.product()
    application = make.take_in(make.open_round(lan), [made], lan)[0]
    move_application(application, "hold", by=lan, reason="Chờ giấy")
    refused(make.open_round(lan, number=2), [entry(made)], lan, "chưa xong")


def test_a_withdrawn_product_returns_to_its_round_only_after_its_application_is_removed(lan):
    made, round_ = make.product(), make.open_round(lan)
    application = make.take_in(round_, [made], lan)[0]
    move_application(application, "withdraw", by=lan, reason="Xin rút")
    refused(round_, [entry(made)], lan, "đã rút khỏi đợt này")
    particulars.remove(application, by=lan, reason="Chủ thể trở lại")
    assert make.take_in(round_, [made], lan)[0].status == "active"


def test_a_product_of_another_province_is_refused_and_old_places_belong_to_their_province_of_today(
    lan,
):
    round_ = make.open_round(lan)
    foreign = make.product("Vải thiều", of=make.producer("HTX Vải", place=make.commune("24")))
    refused(round_, [entry(foreign)], lan, "không phải")
    old = make.product("Miến", of=make.producer("HTX Na Rì", place=make.old_place("066")))
    assert make.take_in(round_, [old], lan)[0].product == old


def test_people_of_other_provinces_take_nothing_in(lan):
    round_, made = make.open_round(lan), make.product()
    before = counts()
    for person in (make.staff("khac", "24"), make.user("doc", "read_only"), make.ministry()):
        with pytest.raises(PermissionDenied):
            intake.take_in(round_, [entry(made)], by=person)
    assert counts()[:2] == before[:2]


def test_every_reason_is_told_at_once(lan):
    round_ = make.open_round(lan)
    wrong_set = ProductSet(scheme="1048-2019", no=3, name="x")
    tourism = make.product(
        "Tour", of=make.producer("Hội Du lịch", kind=ProducerKind.SOCIETY), set_no=6
    )
    known = make.product("Chè")
    reasons = refused(
        round_,
        [
            entry(tourism),
            NewApplication(known, "nâng", None),
            NewApplication(known, "first", wrong_set),
        ],
        lan,
        ".",
    )
    text = " ".join(reasons)
    for part in (
        "chỉ đăng ký sản phẩm du lịch",
        "chọn loại hồ sơ",
        "không thuộc bộ tiêu chí",
        "được ghi hai lần",
    ):
        assert part in text
    refused(round_, [], lan, "Chưa chọn")


# --- warnings -------------------------------------------------------------------------------------
def certified(lan, minh, made, *, stars="80"):
    make.certified(
        lan, minh, [made], make.scored(stars), number="1/QĐ-UBND", signed_on=date(2026, 10, 25)
    )


def test_an_unusual_type_warns_is_kept_and_never_refused(lan):
    made = make.product()
    history.recognised(made, year=2020)
    first = make.take_in(make.open_round(lan), [made], lan, type="upgrade")[0]
    assert "khác thường" in " ".join(first.warnings)
    assert Application.objects.get(pk=first.pk).warnings == first.warnings


def test_a_late_round_warns(lan):
    late = make.take_in(
        make.open_round(lan, evaluated_on=date(2026, 12, 31)), make.products(1), lan
    )[0]
    assert "sau hạn đánh giá" in " ".join(late.warnings)
    in_time = make.take_in(
        make.open_round(lan, number=2, evaluated_on=date(2026, 12, 29)), [make.product("Gạo")], lan
    )[0]
    assert in_time.warnings == []


def test_a_usual_first_application_has_no_warnings(lan):
    assert make.take_in(make.open_round(lan), make.products(1), lan)[0].warnings == []


# --- candidates -----------------------------------------------------------------------------------
def test_candidates_are_the_free_products_of_the_province_those_due_first(lan, minh):
    plain, due, busy, later = (
        make.product("A"),
        make.product("B"),
        make.product("C"),
        make.product("D"),
    )
    make.product("Z", of=make.producer("HTX Vải", place=make.commune("24")))
    certified(lan, minh, later)
    certified_on = Certification.objects.get()
    round_ = make.approved_round(lan, minh, [due], make.scored("80"), number=5)
    make.decide(round_, lan, number="5/QĐ-UBND", signed_on=date(2026, 10, 21))
    make.take_in(make.open_round(lan, number=6), [busy], lan)
    found = candidates(make.open_round(lan, number=7), date(2029, 4, 24))
    assert [(one.product.name, one.in_window) for one in found] == [
        ("B", True),
        ("D", False),
        ("A", False),
    ]
    assert (found[0].expires_on, found[1].expires_on) == (
        date(2029, 10, 21),
        certified_on.in_force_until,
    )
    assert plain in [one.product for one in found]


# --- removing -------------------------------------------------------------------------------------
def test_a_mistaken_application_is_removed_with_a_reason_while_the_round_is_open(lan):
    round_ = make.open_round(lan)
    application = make.take_in(round_, make.products(1), lan)[0]
    with pytest.raises(ValidationError, match="lý do"):
        particulars.remove(application, by=lan, reason="")
    with pytest.raises(PermissionDenied):
        particulars.remove(application, by=make.staff("khac", "24"), reason="x")
    particulars.remove(application, by=lan, reason="Nhập nhầm")
    assert Application.objects.count() == 0
    assert Product.objects.count() == 1, "the product stays"


def test_what_has_a_result_is_not_removed_even_after_a_step_back(lan):
    round_ = make.evaluating_round(lan, make.products(1))
    make.enter(round_, lan, make.scored())
    workflow.step_back(round_, by=lan, reason="Thêm hồ sơ")
    before = counts()
    with pytest.raises(Refused, match="đã có kết quả"):
        particulars.remove(round_.applications.get(), by=lan, reason="Nhầm")
    assert (counts(), Result.objects.count()) == (before, 1)


def test_after_the_round_has_started_nothing_is_removed(lan):
    round_ = make.evaluating_round(lan, make.products(1))
    with pytest.raises(Refused, match="khi đợt đang nhận hồ sơ"):
        particulars.remove(round_.applications.get(), by=lan, reason="Nhầm")


# --- product codes on applications ----------------------------------------------------------------
@pytest.mark.parametrize(
    ("code", "match"),
    [
        ("bậy", "không đúng dạng"),
        ("19-02155-001-2026", "đã cấp cho"),
        ("19-02155-002-2026", "đang ghi cho"),
    ],
)
def test_a_code_is_checked_when_it_is_typed(code, match, lan, minh):
    borne, waiting, mine = make.products(3)
    round_ = make.approved_round(lan, minh, [borne])
    Application.objects.update(product_code="19-02155-001-2026")
    make.decide(round_, lan)
    second = make.open_round(lan, number=2)
    one, two = make.take_in(second, [waiting, mine], lan)
    type_, chosen = one.type, one.product_set
    particulars.edit_application(
        one, Particulars(type_, chosen, "19-02155-002-2026"), by=lan, seen=one.version
    )
    with pytest.raises(Refused, match=match):
        particulars.edit_application(
            two, Particulars(type_, chosen, code), by=lan, seen=two.version
        )
    assert Application.objects.get(pk=two.pk).product_code == ""
