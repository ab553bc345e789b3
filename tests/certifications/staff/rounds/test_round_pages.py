"""Rounds on the staff site: the list, making and mending one, its moves; what is refused and what
stays hidden."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from certifications import workflow
from certifications.models import Certification, Round, RoundStatus, Scheme
from ocop_registry.accounts.models import Role, RoleHeld
from tests import factories as make

pytestmark = pytest.mark.django_db

MOVES = ("open", "start", "conclude", "approve", "close", "cancel", "back")


def address(name, round_, *more):
    return reverse(f"admin:{name}", args=[round_.uid, *more])


def text_of(answer):
    return answer.content.decode()


def form_of(**changes):
    usual = {
        "place": make.province().pk, "scheme": Scheme.objects.get(slug="26-2026").pk, "year": 2026, "number": 1,
        "title": "Đợt 1 năm 2026", "council_decision": "1523/QĐ-UBND", "council_decided_on": "01/10/2026",
        "opened_on": "", "evaluated_on": "20/10/2026", "note": "",
    }  # fmt: skip
    return usual | changes


# --- who sees it ----------------------------------------------------------------------------------
def test_another_province_gets_the_same_answer_as_for_a_round_that_does_not_exist(
    as_user, lan, hoa
):
    round_ = make.open_round(lan)
    make.take_in(round_, make.products(1), lan)
    application = round_.applications.get()
    pages = [
        ("round_page",),
        ("round_edit",),
        ("round_history",),
        ("application_tick",),
        ("application_paste",),
    ]
    pages += [("round_move", name) for name in MOVES] + [("application_edit", application.uid)]
    pages += [
        ("application_move", application.uid, name)
        for name in ("withdraw", "hold", "resume", "remove")
    ]
    browser = as_user(hoa)
    missing = browser.get(reverse("admin:round_page", args=["0000000"]))
    for name, *more in pages:
        for answer in (
            browser.get(address(name, round_, *more)),
            browser.post(address(name, round_, *more), {"reason": "x"}),
        ):
            assert answer.status_code == 404, name
    assert text_of(browser.get(address("round_page", round_))).replace(round_.uid, "") == text_of(
        missing
    ).replace("0000000", "")
    assert "Đợt 1 năm 2026" not in text_of(browser.get(reverse("admin:round_list")))
    round_.refresh_from_db()
    assert (round_.status, round_.applications.count()) == ("open", 1)


def test_who_may_only_look_is_shown_no_button_and_may_not_act(as_user, lan, xem):
    round_ = make.draft_round()
    browser = as_user(xem)
    page = text_of(browser.get(address("round_page", round_)))
    assert "Đợt 1 năm 2026" in page
    assert address("round_move", round_, "open") not in page
    assert (
        browser.post(
            address("round_move", round_, "open"), {"row_version": round_.version}
        ).status_code
        == 403
    )
    assert browser.get(reverse("admin:round_add")).status_code == 403
    assert Round.objects.get().status == "draft"


def test_the_ministry_sees_every_province_and_makes_central_rounds_only(as_user, lan):
    make.draft_round()
    browser = as_user(make.ministry())
    assert "Đợt 1 năm 2026" in text_of(browser.get(reverse("admin:round_list")))
    answer = browser.post(
        reverse("admin:round_add"), form_of(place="", title="Đợt trung ương", number=7)
    )
    made = Round.objects.get(number=7)
    assert answer.url == address("round_page", made)
    assert (made.level, made.place) == ("central", None)
    browser.post(reverse("admin:round_add"), form_of(number=8))
    assert not Round.objects.filter(number=8).exists(), "a province's round belongs to its office"


# --- the list -------------------------------------------------------------------------------------
def test_the_list_narrows_by_words_year_and_status(as_user, lan):
    make.draft_round(number=1)
    make.open_round(lan, number=2)
    browser = as_user(lan)

    def titles(**query):
        return [
            one.title for one in browser.get(reverse("admin:round_list"), query).context["page"]
        ]

    assert titles() == ["Đợt 2 năm 2026", "Đợt 1 năm 2026"]
    assert titles(q="dot 1 thai nguyen") == ["Đợt 1 năm 2026"]
    assert titles(status="open") == ["Đợt 2 năm 2026"]
    assert titles(year="2026", status="decided") == []
    assert titles(status="không có") == [], "a wrong filter is said, never ignored"
    assert (
        browser.get(reverse("admin:round_list"), {"xuat": "xlsx"})
        .headers["Content-Type"]
        .startswith("application/vnd.openxmlformats")
    )


def questions(browser, page):
    with CaptureQueriesContext(connection) as asked:
        browser.get(page)
    return len(asked)


def test_the_list_asks_no_more_for_three_rounds_than_for_one(as_user, lan):
    browser, counts = as_user(lan), []
    for number in (1, 2, 3):
        round_ = make.open_round(lan, number=number)
        make.take_in(round_, make.products(2, of=make.producer(f"HTX {number}")), lan)
        counts.append(questions(browser, reverse("admin:round_list")))
    assert counts[0] == counts[2] <= 7


def test_a_round_asks_no_more_for_three_applications_than_for_one(as_user, lan):
    browser, counts = as_user(lan), []
    for count in (1, 3):
        round_ = make.evaluating_round(
            lan, make.products(count, of=make.producer(f"HTX {count}")), number=count
        )
        make.enter(round_, lan, make.scored())
        counts.append(questions(browser, address("round_page", round_)))
    assert counts[0] == counts[1] <= 20


# --- making and mending ---------------------------------------------------------------------------
def test_the_form_proposes_the_next_free_number_the_title_and_the_scheme_in_force(as_user, lan):
    make.draft_round(number=1)
    form = as_user(lan).get(reverse("admin:round_add")).context["form"]
    assert (form.initial["number"], form.initial["title"], form.initial["year"]) == (
        2,
        "Đợt 2 năm 2026",
        2026,
    )
    assert (form.initial["scheme"].slug, form.initial["place"]) == ("26-2026", make.province())


def test_a_round_already_held_is_made_with_its_past_days(as_user, lan):
    then = Scheme.objects.get(slug="148-2023").pk
    data = form_of(year=2025, scheme=then, evaluated_on="5/6/2025", council_decided_on="1/6/2025")
    as_user(lan).post(reverse("admin:round_add"), data)
    made = Round.objects.get(year=2025)
    assert (made.evaluated_on, made.status, made.place) == (
        date(2025, 6, 5),
        "draft",
        make.province(),
    )


def test_a_number_that_is_taken_is_refused_with_the_next_free_one_and_nothing_typed_is_lost(
    as_user, lan
):
    make.draft_round(number=1)
    answer = as_user(lan).post(
        reverse("admin:round_add"), form_of(title="Đợt đang gõ", evaluated_on="31/02/2026")
    )
    page = text_of(answer)
    assert "số còn trống tiếp theo là 2" in page
    assert "Ngày phải ghi dạng ngày/tháng/năm" in page
    assert 'value="Đợt đang gõ"' in page
    assert 'value="31/02/2026"' in page
    assert Round.objects.filter(number=1).count() == 1


def test_staff_cannot_make_a_round_for_another_province(as_user, lan):
    as_user(lan).post(reverse("admin:round_add"), form_of(place=make.province("24").pk))
    assert not Round.objects.filter(place__code="24").exists()


def test_a_stale_form_keeps_what_was_typed_and_shows_what_is_stored(as_user, lan):
    round_ = make.draft_round()
    data = form_of(row_version=round_.version, number=1)
    as_user(lan).post(address("round_edit", round_), data | {"title": "Tên của người nhanh hơn"})
    page = text_of(
        as_user(lan).post(address("round_edit", round_), data | {"title": "Tên của tôi"})
    )
    assert "Tên của người nhanh hơn" in page
    assert 'value="Tên của tôi"' in page
    assert "vừa được người khác sửa" in page
    assert Round.objects.get(pk=round_.pk).title == "Tên của người nhanh hơn"


def test_particulars_are_frozen_with_the_approval(as_user, lan, minh):
    round_ = make.approved_round(lan, minh, make.products(1))
    answer = as_user(lan).post(
        address("round_edit", round_), form_of(row_version=round_.version, title="Đổi tên")
    )
    assert "không sửa được nữa" in text_of(answer)
    round_.refresh_from_db()
    assert round_.title == "Đợt 1 năm 2026"


# --- moving ---------------------------------------------------------------------------------------
def test_a_round_is_led_through_its_steps_with_the_names_of_those_who_moved_it(as_user, lan, minh):
    round_ = make.draft_round()
    browser = as_user(lan)
    browser.post(address("round_move", round_, "open"), {"row_version": round_.version})
    round_.refresh_from_db()
    make.take_in(round_, make.products(2), lan)
    browser.post(address("round_move", round_, "start"), {"row_version": round_.version})
    round_.refresh_from_db()
    make.enter(round_, lan, make.scored("86,4"), make.scored("64"))
    answered = {"row_version": round_.version, **make.ANSWERED}
    browser.post(address("round_move", round_, "conclude"), answered)
    round_.refresh_from_db()

    approval = text_of(as_user(minh).get(address("round_move", round_, "approve")))
    assert "86,40 điểm thuộc khung 4 sao" in approval, (
        "the approver reads the results before approving"
    )
    answered = {"row_version": round_.version, **make.ANSWERED, "con-thieu": "2"}
    as_user(minh).post(address("round_move", round_, "approve"), answered)
    round_.refresh_from_db()
    assert round_.status == "approved"
    steps = as_user(lan).get(address("round_page", round_)).context["steps"]
    assert [(step.state, step.who) for step in steps[1:]] == [
        ("done", "Người lan"), ("done", "Người lan"), ("done", "Người lan"), ("current", "Người minh"), ("ahead", ""),
    ]  # fmt: skip
    assert Certification.objects.count() == 0


@pytest.mark.parametrize("name", MOVES)
def test_a_wrong_move_says_why_and_changes_nothing(as_user, minh, name):
    RoleHeld.objects.create(
        user=minh, role=Role.PROVINCE_STAFF, place=make.province(), since=date(2026, 1, 1)
    )
    status = {
        "open": "open",
        "start": "draft",
        "conclude": "open",
        "approve": "evaluating",
        "close": "concluded",
    }.get(name, "cancelled")
    round_ = make.draft_round()
    Round.objects.filter(pk=round_.pk).update(status=status)
    answer = as_user(minh).post(
        address("round_move", round_, name), {"row_version": round_.version, "reason": "thử"}
    )
    assert answer.status_code == 409
    assert "Đợt đang ở trạng thái" in text_of(answer)
    round_.refresh_from_db()
    assert round_.status == status


def test_what_is_missing_is_listed_with_what_to_do(as_user, lan):
    round_ = make.evaluating_round(lan, make.products(2), evaluated_on=None)
    page = text_of(as_user(lan).get(address("round_page", round_)))
    assert "Còn 2 hồ sơ chưa có kết quả" in page
    assert "Chưa ghi ngày hội đồng họp" in page
    assert address("round_move", round_, "conclude") not in page


def test_who_entered_results_is_told_why_he_cannot_approve(as_user, minh):
    RoleHeld.objects.create(
        user=minh, role=Role.PROVINCE_STAFF, place=make.province(), since=date(2026, 1, 1)
    )
    round_ = make.evaluating_round(minh, make.products(1))
    make.enter(round_, minh, make.scored())
    round_ = make.moved(round_, "conclude", by=minh)
    assert "Bạn đã nhập kết quả" in text_of(as_user(minh).get(address("round_page", round_)))
    answer = as_user(minh).post(
        address("round_move", round_, "approve"), {"row_version": round_.version}
    )
    assert answer.status_code == 409
    round_.refresh_from_db()
    assert round_.status == "concluded"


@pytest.mark.parametrize("name", ["back", "cancel"])
def test_going_back_and_cancelling_ask_for_a_reason(as_user, lan, name):
    round_ = make.open_round(lan)
    browser = as_user(lan)
    answer = browser.post(
        address("round_move", round_, name), {"row_version": round_.version, "reason": " "}
    )
    assert "Hãy ghi lý do" in text_of(answer)
    round_.refresh_from_db()
    assert round_.status == "open"
    browser.post(
        address("round_move", round_, name),
        {"row_version": round_.version, "reason": "Lập nhầm tỉnh"},
    )
    round_.refresh_from_db()
    assert round_.status == {"back": RoundStatus.DRAFT, "cancel": RoundStatus.CANCELLED}[name]
    assert "Lập nhầm tỉnh" in text_of(browser.get(address("round_history", round_)))


def test_a_round_that_was_moved_while_one_looked_is_not_moved_again(as_user, lan, minh):
    round_ = make.evaluating_round(lan, make.products(1))
    make.enter(round_, lan, make.scored())
    seen = make.moved(round_, "conclude", by=lan).version
    round_ = workflow.step_back(round_, by=lan, reason="Sửa điểm")
    round_ = make.moved(round_, "conclude", by=lan)
    answer = as_user(minh).post(address("round_move", round_, "approve"), {"row_version": seen})
    assert "vừa đổi trạng thái" in text_of(answer)
    round_.refresh_from_db()
    assert round_.status == "concluded"


# --- home and search ------------------------------------------------------------------------------
def test_the_home_page_counts_what_waits_in_ones_own_province(as_user, lan, minh, hoa):
    round_ = make.evaluating_round(lan, make.products(2))
    home = reverse("admin:index")

    def waiting(user):
        return {item.label: item.count for item in as_user(user).get(home).context["queue"]}

    assert waiting(lan) == {"đợt đang đánh giá": 1, "hồ sơ chờ kết quả": 2}
    assert waiting(hoa) == {}
    make.enter(round_, lan, make.scored())
    make.moved(round_, "conclude", by=lan)
    assert waiting(minh) == {"đợt chờ duyệt kết quả": 1}
    assert waiting(lan) == {}, "approving is not for staff"


def test_a_certification_about_to_expire_stands_in_the_queue_and_in_the_list_it_leads_to(
    as_user, lan, minh, monkeypatch
):
    make.certified(lan, minh, make.products(2))
    day = date(2029, 6, 1)  # expires on 02/11/2029: within the time for handing in
    monkeypatch.setattr("ocop_registry.clock.today", lambda: day)
    RoleHeld.objects.update(until=None)
    browser = as_user(lan)
    items = {item.label: item for item in browser.get(reverse("admin:index")).context["queue"]}
    due = items["sản phẩm trong thời gian nộp hồ sơ đánh giá lại"]
    assert due.count == 2
    assert browser.get(due.url).context["cl"].result_count == 2


@pytest.mark.parametrize("q", ["san pham 01", "HTX Na Po", "1523/QĐ-UBND", "1523", "thai nguyen"])
def test_the_search_box_reads_out_the_standing_of_the_day(as_user, lan, minh, hoa, q):
    make.certified(lan, minh, make.products(1))
    search = reverse("admin:search")
    page = text_of(as_user(lan).get(search, {"q": q}))
    assert "còn hiệu lực đến hết ngày 02/11/2029" in page
    assert reverse("admin:certificate_page", args=[Certification.objects.get().uid]) in page
    assert "Vào ngày 01/01/2030: Được công nhận 4 sao, hết hiệu lực sau ngày" in text_of(
        as_user(lan).get(search, {"q": q, "on": "01/01/2030"})
    )
    assert "Sản phẩm 01" not in text_of(as_user(hoa).get(search, {"q": q}))


def test_a_product_that_only_takes_part_is_found_with_its_round(as_user, lan):
    make.evaluating_round(lan, make.products(1))
    page = text_of(as_user(lan).get(reverse("admin:search"), {"q": "san pham"}))
    assert "đang tham gia Chương trình" in page
    assert "Đang ở Đợt 1 năm 2026" in page


def test_an_old_place_name_finds_the_product(as_user, lan):
    old = make.old_place("066")  # huyện Na Rì
    make.product("Miến dong", of=make.producer(place=old.today_units[0]))
    assert "Miến dong" in text_of(as_user(lan).get(reverse("admin:search"), {"q": "huyện Na Rì"}))


# --- lists to look things up in -------------------------------------------------------------------
def test_certifications_are_listed_within_ones_scope_filtered_and_never_edited(
    as_user, lan, minh, hoa
):
    make.certified(lan, minh, make.products(2))
    certification = Certification.objects.first()
    listed = reverse("admin:certifications_certification_changelist")

    def count(user, **query):
        return as_user(user).get(listed, query).context["cl"].result_count

    assert (count(lan), count(hoa)) == (2, 0)
    assert (count(lan, q="san pham 01"), count(lan, q="1523/QĐ-UBND")) == (1, 2)
    assert (count(lan, **{"tinh-trang": "in_force"}), count(lan, **{"tinh-trang": "expired"})) == (
        2,
        0,
    )
    assert count(lan, han="90") == 0
    change = reverse("admin:certifications_certification_change", args=[certification.pk])
    assert as_user(lan).get(change).url == reverse(
        "admin:certificate_page", args=[certification.uid]
    )
    assert as_user(hoa).get(change).status_code == 404
    assert (
        as_user(lan)
        .get(reverse("admin:certifications_certification_changelist"), {"xuat": "xlsx"})
        .status_code
        == 200
    )


def test_the_search_box_finds_a_decision_by_the_beginning_of_its_number(as_user, lan, minh, hoa):
    decision = make.decide(make.approved_round(lan, minh, make.products(1)), lan)
    search = reverse("admin:search")
    for typed in (decision.number, decision.number.split("/")[0]):
        page = text_of(as_user(lan).get(search, {"q": typed}))
        assert reverse("admin:decision_page", args=[decision.uid]) in page
        assert "1 chứng nhận theo quyết định của UBND tỉnh Thái Nguyên." in page
        assert decision.uid not in text_of(as_user(hoa).get(search, {"q": typed}))
