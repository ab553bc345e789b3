"""The lifecycle table: every status with every move, one step back, cancelling, who may, and one
winner of two."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from certifications import workflow
from certifications.applications.participation import APPLICATION_MOVES, move_application
from certifications.decisions.plan import DecisionData
from certifications.models import Application, Result, Round, RoundStatus
from certifications.rounds.access import Refused, undecided_results
from ocop_registry.journal.models import JournalEntry, JournalLine
from tests import factories as make

pytestmark = pytest.mark.django_db
STATUSES = list(RoundStatus.values)
ALLOWED = {
    ("draft", "open"): "open",
    ("open", "start"): "evaluating",
    ("evaluating", "conclude"): "concluded",
    ("concluded", "approve"): "approved",
    ("approved", "close"): "decided",
    **{
        (status, "cancel"): "cancelled"
        for status in ("draft", "open", "evaluating", "concluded", "approved")
    },
}
BACK = {"open": "draft", "evaluating": "open", "concluded": "evaluating", "approved": "concluded"}


def round_in(status, lan, minh, *, row=None):
    """A round brought to that status by the acts themselves; its only result is 2★, so that nothing
    is left to decide."""
    row = row or make.scored("45", marks="2")
    if status == "draft":
        return make.draft_round()
    if status == "open":
        round_ = make.open_round(lan)
        make.take_in(round_, make.products(1), lan)
        return round_
    if status == "cancelled":
        return workflow.move(make.draft_round(), "cancel", by=lan, reason="Hoãn")
    round_ = make.evaluating_round(lan, make.products(1))
    make.enter(round_, lan, row)
    for name, by, reached in (
        ("conclude", lan, "concluded"),
        ("approve", minh, "approved"),
        ("close", lan, "decided"),
    ):
        if round_.status == status:
            break
        round_ = make.moved(round_, name, by=by)
        assert round_.status == reached
    return round_


def everything():
    return (
        JournalEntry.objects.count(),
        list(Round.objects.order_by("pk").values("status", "version")),
        list(Application.objects.order_by("pk").values("status", "version")),
        list(Result.objects.order_by("pk").values("approved_by", "version")),
    )


def test_the_table_itself_is_the_one_of_the_law():
    stated = {
        (str(source), t.name): str(t.target)
        for t in workflow.TRANSITIONS.values()
        for source in t.sources
    }
    assert stated == ALLOWED
    assert {str(a): str(b) for a, b in workflow.BACK.items()} == BACK


@pytest.mark.parametrize("name", list(workflow.TRANSITIONS))
@pytest.mark.parametrize("status", STATUSES)
def test_every_move_from_every_status(status, name, lan, minh):
    round_ = round_in(status, lan, minh)
    by = minh if name == "approve" else lan
    before = everything()
    if (status, name) in ALLOWED:
        moved = make.moved(round_, name, by=by, reason="Hoãn")
        assert moved.status == ALLOWED[status, name]
        assert Round.objects.get().status == ALLOWED[status, name]
        assert JournalEntry.objects.count() == before[0] + 1
        entry = JournalEntry.objects.first()
        assert (entry.act, entry.actor, entry.province_code) == (f"round.{name}", by, "19")
        assert JournalLine.objects.filter(entry=entry, kind="round", uid=round_.uid).count() == 1
    else:
        with pytest.raises(Refused, match="không thể"):
            make.moved(round_, name, by=by, reason="Hoãn")
        assert everything() == before


@pytest.mark.parametrize("status", STATUSES)
def test_one_step_back_from_every_status(status, lan, minh):
    round_ = round_in(status, lan, minh)
    before = everything()
    if status in BACK:
        assert workflow.step_back(round_, by=minh, reason="Nhập nhầm").status == BACK[status]
        assert JournalEntry.objects.count() == before[0] + 1
        assert JournalEntry.objects.first().reason == "Nhập nhầm"
        assert set(Result.objects.values_list("approved_by", flat=True)) <= {None}
    else:
        with pytest.raises(Refused, match="không lùi được"):
            workflow.step_back(round_, by=minh, reason="Nhập nhầm")
        assert everything() == before


@pytest.mark.parametrize("reason", ["", "   "])
def test_cancelling_and_stepping_back_want_a_reason(reason, lan, minh):
    round_ = round_in("evaluating", lan, minh)
    before = everything()
    with pytest.raises(ValidationError, match="lý do"):
        workflow.move(round_, "cancel", by=lan, reason=reason)
    with pytest.raises(ValidationError, match="lý do"):
        workflow.step_back(round_, by=lan, reason=reason)
    assert everything() == before


# --- what must hold -------------------------------------------------------------------------------
def test_a_round_without_applications_does_not_start(lan):
    round_ = make.open_round(lan)
    with pytest.raises(Refused, match="chưa có hồ sơ"):
        workflow.move(round_, "start", by=lan)
    application = make.take_in(round_, make.products(1), lan)[0]
    move_application(application, "withdraw", by=lan, reason="Chủ thể xin rút")
    with pytest.raises(Refused, match="chưa có hồ sơ"):
        workflow.move(round_, "start", by=lan)


def test_concluding_names_everything_that_is_missing(lan):
    products = [*make.products(2), make.product("Chè", set_no=None)]
    round_ = make.evaluating_round(lan, products, evaluated_on=None)
    first = round_.applications.order_by("position").first()
    from certifications.results import typed

    typed.enter(round_, {first.uid: make.scored(marks="")}, {}, by=lan)
    with pytest.raises(Refused) as refused:
        make.moved(round_, "conclude", by=lan)
    text = " ".join(refused.value.reasons)
    assert "Còn 3 hồ sơ chưa có kết quả" in text, "a half-typed row is no result"
    assert "ngày hội đồng họp" in text
    assert "Chưa chọn bộ sản phẩm cho: 3. Chè" in text
    assert Round.objects.get().status == "evaluating"


def test_withdrawn_and_held_back_applications_do_not_stop_the_rest(lan, minh):
    round_ = make.evaluating_round(lan, make.products(3))
    one, two, three = round_.applications.order_by("position")
    move_application(one, "withdraw", by=lan, reason="Chủ thể xin rút")
    move_application(two, "hold", by=lan, reason="Chờ giấy an toàn thực phẩm")
    make.enter(round_, lan, make.scored())
    make.moved(round_, "conclude", by=lan)
    make.moved(round_, "approve", by=minh)
    assert [item.result.application for item in make.decide(round_, lan).items.all()] == [three]


def test_a_round_with_undecided_stars_is_not_closed(lan, minh):
    round_ = make.approved_round(lan, minh, make.products(1))
    with pytest.raises(Refused, match="chưa có quyết định"):
        workflow.move(round_, "close", by=lan)


def test_after_a_first_decision_there_is_no_way_back(lan, minh):

    round_ = make.approved_round(lan, minh, make.products(2))
    data = DecisionData("1/QĐ-UBND", make.SIGNED_ON, "UBND tỉnh Thái Nguyên", make.SIGNED_ON)
    make.recorded(round_, data, [undecided_results(round_)[0].application.uid], by=lan)
    before = everything()
    for going_back in (
        lambda: workflow.step_back(round_, by=minh, reason="Nhầm"),
        lambda: workflow.move(round_, "cancel", by=lan, reason="Nhầm"),
    ):
        with pytest.raises(Refused, match="đã có quyết định"):
            going_back()
    assert everything() == before


# --- who ------------------------------------------------------------------------------------------
@pytest.mark.parametrize("name", list(workflow.TRANSITIONS))
def test_another_province_and_weaker_roles_may_not_move_a_round(name, lan, minh):
    round_ = round_in("concluded", lan, minh)
    before = everything()
    people = [
        make.approver("khac", "24"),
        make.user("doc", "read_only"),
        make.user("xa", "commune_officer"),
        make.user("khong", ""),
    ]
    for person in people if name == "approve" else [*people, make.staff("khac2", "24")]:
        with pytest.raises(PermissionDenied):
            make.moved(round_, name, by=person, reason="x")
    assert everything() == before


def test_staff_do_not_approve(lan, minh):
    round_ = round_in("concluded", lan, minh)
    with pytest.raises(PermissionDenied):
        make.moved(round_, "approve", by=make.staff("hoa"))
    assert Result.objects.get().approved_by is None


def test_staff_do_not_undo_an_approval_even_from_a_page_opened_before_it(lan, minh):
    round_ = round_in("concluded", lan, minh)
    stale = Round.objects.get()
    make.moved(round_, "approve", by=minh)
    before = everything()
    for seen in (stale, Round.objects.get()):
        with pytest.raises(PermissionDenied):
            workflow.step_back(seen, by=lan, reason="Sửa điểm")
    assert everything() == before


def test_two_approvers_one_wins(lan, minh):
    round_, dung = round_in("concluded", lan, minh), make.approver("dung")
    seen_by_dung = Round.objects.get()
    make.moved(round_, "approve", by=minh)
    before = everything()
    with pytest.raises(Refused, match="không thể"):
        make.moved(seen_by_dung, "approve", by=dung)
    assert everything() == before
    assert Result.objects.get().approved_by == minh


def test_an_approved_result_cannot_be_changed_behind_the_acts(lan, minh):
    from django.db import IntegrityError, transaction

    round_in("approved", lan, minh)
    with pytest.raises(IntegrityError, match="result_frozen"), transaction.atomic():
        Result.objects.update(total=95)
    with pytest.raises(IntegrityError, match="result_frozen"), transaction.atomic():
        Result.objects.all().delete()


# --- applications ---------------------------------------------------------------------------------
APPLICATION_ALLOWED = {
    ("active", "withdraw"): "withdrawn",
    ("held_back", "withdraw"): "withdrawn",
    ("returned", "withdraw"): "withdrawn",
    ("active", "hold"): "held_back",
    ("held_back", "resume"): "active",
    ("active", "return"): "returned",
    ("held_back", "return"): "returned",
    ("returned", "take_again"): "active",
}


def application_in(status, lan):
    round_ = make.evaluating_round(lan, make.products(1))
    application = round_.applications.get()
    steps = {
        "active": [],
        "held_back": ["hold"],
        "returned": ["return"],
        "withdrawn": ["withdraw"],
    }[status]
    for name in steps:
        application = move_application(application, name, by=lan, reason="Vì sao")
    return application


@pytest.mark.parametrize("name", list(APPLICATION_MOVES))
@pytest.mark.parametrize("status", ["active", "held_back", "returned", "withdrawn"])
def test_every_move_of_an_application(status, name, lan):
    application = application_in(status, lan)
    before = everything()
    if (status, name) in APPLICATION_ALLOWED:
        moved = move_application(application, name, by=lan, reason="Lý do mới")
        assert moved.status == APPLICATION_ALLOWED[status, name]
        assert moved.status_reason == ("" if moved.status == "active" else "Lý do mới")
        assert JournalEntry.objects.count() == before[0] + 1
        assert JournalEntry.objects.first().reason == "Lý do mới"
    else:
        with pytest.raises(Refused, match="không làm được việc này"):
            move_application(application, name, by=lan, reason="Lý do mới")
        assert everything() == before


@pytest.mark.parametrize("name", list(APPLICATION_MOVES))
def test_moves_of_an_application_want_a_reason_and_the_right_person(name, lan):
    application = application_in(
        {"resume": "held_back", "take_again": "returned"}.get(name, "active"), lan
    )
    before = everything()
    with pytest.raises(ValidationError, match="lý do"):
        move_application(application, name, by=lan, reason=" ")
    with pytest.raises(PermissionDenied):
        move_application(application, name, by=make.staff("khac", "24"), reason="x")
    assert everything() == before


@pytest.mark.parametrize("status", ["concluded", "approved", "decided"])
def test_applications_stay_as_they_are_once_the_evaluation_is_concluded(status, lan, minh):
    application = round_in(status, lan, minh).applications.get()
    before = everything()
    with pytest.raises(Refused, match="không đổi được nữa"):
        move_application(application, "withdraw", by=lan, reason="x")
    assert everything() == before
