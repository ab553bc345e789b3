"""Taking applications in on the staff site: ticked, pasted, typed; mended, withdrawn; nothing typed
is ever lost."""

import pytest
from django.urls import reverse

from certifications import workflow
from certifications.applications.product_codes import next_code
from certifications.models import Application, Certification
from producers.models import Producer
from products.models import Product, ProductSet
from tests import factories as make
from tests.certifications.applications.test_typed_rows import seventy_one
from tests.certifications.certificates import history

pytestmark = pytest.mark.django_db


def address(name, round_, *more):
    return reverse(f"admin:{name}", args=[round_.uid, *more])


def text_of(answer):
    return answer.content.decode()


def table(*rows, **more):
    """The paste page's table as its form sends it."""
    columns = ("product", "producer", "kind", "place", "set", "type")
    data = {
        f"row-{index}-{name}": value
        for index, row in enumerate(rows)
        for name, value in zip(columns, row, strict=True)
    }
    return {"rows": str(len(rows) + 3), "action": "save", "pasted": ""} | data | more


def good(product="Trà sen", producer="HTX Sen Hồng"):
    return (product, producer, "HTX", make.commune().full_name, "11", "Lần đầu")


# --- ticking --------------------------------------------------------------------------------------
def test_products_are_ticked_with_type_and_set_and_taken_in_together(as_user, lan):
    first, second, third = make.products(3)
    history.recognised(third, year=2020)
    round_ = make.open_round(lan)
    data = {
        "product": [first.uid, third.uid], "action": "save",
        f"type-{first.uid}": "first", f"set-{first.uid}": "11", f"type-{third.uid}": "upgrade", f"set-{third.uid}": "",
    }  # fmt: skip
    answer = as_user(lan).post(address("application_tick", round_), data)
    assert answer.url == address("round_page", round_)
    found = {one.product: one for one in round_.applications.all()}
    assert found.keys() == {first, third}, f"{second} was not ticked"
    assert (found[first].type, found[first].product_set.no) == ("first", 11)
    assert (found[third].type, found[third].product_set.no) == (
        "upgrade",
        6,
    ), "left empty, the product's own set holds"
    assert found[third].warnings, "an unusual type is recorded, not refused"


def test_searching_keeps_the_ticks_and_a_wrong_set_keeps_everything(as_user, lan):
    tea, honey = make.product("Trà sen"), make.product("Mật ong", of=make.producer("HTX Ong"))
    round_ = make.open_round(lan)
    browser, page = as_user(lan), address("application_tick", round_)
    offers = browser.post(page, {"product": tea.uid, "q": "mat ong", "action": "search"}).context[
        "offers"
    ]
    assert [(offer.product, offer.ticked) for offer in offers] == [(tea, True), (honey, False)]
    answer = browser.post(
        page, {"product": [tea.uid, honey.uid], f"set-{tea.uid}": "bộ lạ", "action": "save"}
    )
    assert answer.status_code == 409
    assert "Không nhận ra bộ “bộ lạ”" in text_of(answer)
    assert [offer.ticked for offer in answer.context["offers"]] == [True, True]
    assert not Application.objects.exists()


def test_what_is_due_for_renewal_stands_first_and_what_another_round_has_is_not_offered(
    as_user, lan, minh, monkeypatch
):
    due, busy = (
        make.product("Zz sắp hết hạn"),
        make.product("Đang bận", of=make.producer("HTX Bận")),
    )
    make.product("Aa mới", of=make.producer("HTX Mới"))
    make.certified(lan, minh, [due])
    make.take_in(make.open_round(lan, number=3), [busy], lan)
    round_ = make.open_round(lan, number=4)
    monkeypatch.setattr("ocop_registry.clock.today", lambda: make.date(2029, 6, 1))
    offers = as_user(lan).get(address("application_tick", round_)).context["offers"]
    assert [(offer.product.name, offer.in_window, offer.type) for offer in offers] == [
        ("Zz sắp hết hạn", True, "re_evaluation"),
        ("Aa mới", False, "first"),
    ]


def test_a_product_of_another_province_cannot_be_ticked(as_user, lan):
    stranger = make.product(of=make.producer("HTX Quan Họ", place=make.commune("24")))
    round_ = make.open_round(lan)
    answer = as_user(lan).post(
        address("application_tick", round_), {"product": stranger.uid, "action": "save"}
    )
    assert answer.status_code == 409
    assert not round_.applications.exists()


def test_a_closed_round_takes_nothing_in_and_says_why(as_user, lan):
    product = make.product()
    round_ = make.draft_round()
    data = {"product": product.uid, f"type-{product.uid}": "first", "action": "save"}
    answer = as_user(lan).post(address("application_tick", round_), data)
    assert "chỉ nhận hồ sơ khi đợt đang mở" in text_of(answer)
    assert not round_.applications.exists()


def test_a_central_round_ticks_what_provinces_proposed(as_user, lan, minh):
    make.certified(lan, minh, make.products(1), make.scored("92"))
    bo = make.ministry()
    round_ = workflow.move(make.central_round(), "open", by=bo)
    browser = as_user(bo)
    (offer,) = browser.get(address("application_tick", round_)).context["offers"]
    browser.post(
        address("application_tick", round_),
        {"product": offer.uid, f"type-{offer.uid}": "first", "action": "save"},
    )
    assert round_.applications.get().proposal.status == "taken"
    assert browser.get(address("application_paste", round_)).status_code == 404


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_to_tick_asks_the_same_number_of_questions_for_one_product_and_for_three(
    as_user, lan, count, django_assert_max_num_queries
):
    make.products(count)
    round_ = make.open_round(lan)
    browser = as_user(lan)
    with django_assert_max_num_queries(9):
        browser.get(address("application_tick", round_))


# --- pasting --------------------------------------------------------------------------------------
def test_seventy_one_pasted_rows_are_shown_then_taken_in_by_one_act(as_user, lan):
    round_ = make.open_round(lan)
    browser, page = as_user(lan), address("application_paste", round_)
    shown = browser.post(page, {"rows": "3", "pasted": seventy_one(), "action": "save"})
    assert (shown.context["ready"], shown.context["wrong"]) == (71, 0)
    assert not round_.applications.exists(), "pasted rows are looked at before they are taken in"
    sent = {cell.name: cell.value for line in shown.context["lines"] for cell in line.cells}
    answer = browser.post(
        page, sent | {"rows": str(len(shown.context["lines"])), "pasted": "", "action": "save"}
    )
    assert answer.url == address("round_page", round_)
    assert round_.applications.count() == 71
    assert (
        len(
            {
                one.product.producer.place_id
                for one in round_.applications.select_related("product__producer")
            }
        )
        == 29
    )
    assert len(browser.get(address("round_page", round_)).context["rows"]) == 71


def test_rows_with_faults_come_back_as_typed_and_nothing_is_taken_in(as_user, lan):
    round_ = make.open_round(lan)
    bad = ("Bún khô", "HTX Bún", "Hợp tác lạ", "xã Không Có Thật", "bộ lạ", "loại lạ")
    answer = as_user(lan).post(address("application_paste", round_), table(good(), bad))
    page = text_of(answer)
    assert answer.status_code == 409
    assert "Còn 1 dòng phải xem lại (dòng 2)" in page
    assert all(f'value="{value}"' in page for value in (*good(), *bad))
    assert (Application.objects.count(), Product.objects.count(), Producer.objects.count()) == (
        0,
        0,
        0,
    )


def test_text_that_cannot_be_read_stays_in_its_box(as_user, lan):
    round_ = make.open_round(lan)
    text = "\t".join(f"ô {number}" for number in range(9))
    page = text_of(
        as_user(lan).post(
            address("application_paste", round_), {"rows": "3", "pasted": text, "action": "check"}
        )
    )
    assert "Dòng 1 có 9 cột" in page
    assert text in page


def test_a_lookalike_is_settled_on_the_page_and_the_row_dropped_is_left_out(as_user, lan):
    known = make.producer("HTX Sen Hồng")
    round_ = make.open_round(lan)
    browser, page = as_user(lan), address("application_paste", round_)
    rows = (good(producer="HTX Sen Hống"), good("Trà bỏ", "HTX Bỏ"))
    assert "Đã có chủ thể tên giống thế này" in text_of(browser.post(page, table(*rows)))
    browser.post(page, table(*rows, **{"row-0-producer_choice": known.uid, "row-1-drop": "1"}))
    assert [one.product.producer for one in round_.applications.all()] == [known]
    assert Producer.objects.count() == 1


def test_what_the_rules_refuse_is_listed_and_the_table_kept(as_user, lan):
    round_ = make.draft_round()
    page = text_of(as_user(lan).post(address("application_paste", round_), table(good())))
    assert "chỉ nhận hồ sơ khi đợt đang mở" in page
    assert 'value="Trà sen"' in page
    assert not Product.objects.exists()


# --- mending --------------------------------------------------------------------------------------
def application_of(lan, count=1):
    round_ = make.open_round(lan)
    return make.take_in(round_, make.products(count), lan)[0]


def particulars(application, **changes):
    usual = {
        "type": application.type,
        "product_set": application.product_set_id,
        "product_code": application.product_code,
    }
    return usual | {"row_version": application.version} | changes


def test_the_next_code_of_the_commune_is_offered_and_taken(as_user, lan):
    application = application_of(lan)
    proposed = next_code(application, 2026)
    page = address("application_edit", application.round, application.uid)
    assert proposed in text_of(as_user(lan).get(page))
    as_user(lan).post(page, particulars(application, use_proposed="1"))
    application.refresh_from_db()
    assert application.product_code == proposed


@pytest.mark.parametrize(
    ("code", "reason"), [("19-1-1", "không đúng dạng"), ("19-05503-001-2026", "đang ghi cho")]
)
def test_a_wrong_or_taken_code_is_refused_and_stays_in_its_box(as_user, lan, code, reason):
    application = application_of(lan, count=2)
    Application.objects.exclude(pk=application.pk).update(product_code="19-05503-001-2026")
    answer = as_user(lan).post(
        address("application_edit", application.round, application.uid),
        particulars(application, product_code=code),
    )
    assert reason in text_of(answer)
    assert f'value="{code}"' in text_of(answer)
    application.refresh_from_db()
    assert application.product_code == ""


def test_after_the_evaluation_only_the_code_may_change_and_after_the_approval_nothing(
    as_user, lan, minh
):
    round_ = make.evaluating_round(lan, make.products(1))
    make.enter(round_, lan, make.scored())
    make.moved(round_, "conclude", by=lan)
    application = round_.applications.get()
    page, code = address("application_edit", round_, application.uid), "19-05503-001-2026"
    as_user(lan).post(page, particulars(application, type="upgrade", product_code=code))
    application.refresh_from_db()
    assert (application.type, application.product_code) == ("first", code)
    make.moved(round_, "approve", by=minh)
    answer = as_user(lan).post(page, particulars(application, product_code=""))
    assert "không sửa được nữa" in text_of(answer)
    application.refresh_from_db()
    assert application.product_code == code


def test_two_people_mending_one_application_do_not_overwrite_each_other(as_user, lan):
    application = application_of(lan)
    page = address("application_edit", application.round, application.uid)
    rice = ProductSet.objects.get(scheme="26-2026", no=3)
    as_user(lan).post(page, particulars(application, product_set=rice.pk))
    answer = as_user(lan).post(page, particulars(application, product_code="19-05503-009-2026"))
    assert "vừa được người khác sửa" in text_of(answer)
    assert 'value="19-05503-009-2026"' in text_of(answer)
    application.refresh_from_db()
    assert (application.product_set, application.product_code) == (rice, "")


@pytest.mark.parametrize(
    ("name", "left"), [("withdraw", "withdrawn"), ("hold", "held_back"), ("remove", None)]
)
def test_an_application_leaves_with_a_reason_and_the_rest_goes_on(as_user, lan, name, left):
    application = application_of(lan, count=2)
    page = address("application_move", application.round, application.uid, name)
    browser = as_user(lan)
    assert "Hãy ghi lý do" in text_of(
        browser.post(page, {"row_version": application.version, "reason": ""})
    )
    assert Application.objects.filter(status="active").count() == 2
    browser.post(page, {"row_version": application.version, "reason": "Chủ thể xin rút"})
    found = Application.objects.filter(pk=application.pk).values_list("status", flat=True).first()
    assert found == left
    assert Application.objects.filter(status="active").count() == 1


def test_an_application_cannot_leave_once_results_are_up_for_approval(as_user, lan):
    round_ = make.evaluating_round(lan, make.products(1))
    make.enter(round_, lan, make.scored())
    make.moved(round_, "conclude", by=lan)
    application = round_.applications.get()
    answer = as_user(lan).post(
        address("application_move", round_, application.uid, "withdraw"),
        {"row_version": application.version, "reason": "x"},
    )
    assert "hãy lùi một bước" in text_of(answer)
    application.refresh_from_db()
    assert application.status == "active"
    assert Certification.objects.count() == 0
