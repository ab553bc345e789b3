"""What a conclusion may rest on only with a reason: results on paper, an absent or negative report,
missing evidence, code or commune; asked at concluding, read at approving, found when planted."""

import re
from datetime import date

import pytest
from django.urls import reverse

from certifications import workflow
from certifications.applications import dossier
from certifications.applications.dossier import CheckedKind, ReportData
from certifications.applications.particulars import remove
from certifications.applications.product_codes import save_codes
from certifications.council import attendance, conflicts
from certifications.council import members as council
from certifications.integrity import faults
from certifications.models import (
    Ground,
    GroundKind,
    Level,
    Result,
    Round,
    ScoreSheet,
)
from certifications.results import from_sheets, typed
from certifications.results.grounds import Answers, Unanswered, asks_of
from certifications.results.round_read import RoundRead
from certifications.rounds.access import Refused
from ocop_registry.journal.models import JournalEntry
from tests import factories as make
from tests.certifications.council import scored_round as sit
from tests.support.cast import signed_in

pytestmark = pytest.mark.django_db
CHECK = "conclusions_are_grounded"


def typed_round(lan, total="75,5", **fields):
    """A round whose only result was typed: no council, no attendance, no report, no evidence."""
    round_ = make.evaluating_round(lan, make.products(1), **fields)
    make.enter(round_, lan, make.scored(total))
    return round_, round_.applications.get()


def kinds_of(round_):
    return [one.kind for one in asks_of(RoundRead(round_))]


def checked():
    return {name for name, _ in faults()}


def text_of(address, person):
    return signed_in(person).get(address).content.decode()


def reported(application, lan, *, proposes=True, meets=True):
    topics = {one["code"]: {"meets": meets} for one in dossier.report_form()["topics"]}
    data = ReportData(date(2026, 9, 1), date(2026, 9, 8), "12/BC-UBND", topics, proposes)
    return dossier.save_report(application, data, by=lan, seen=0)


def with_evidence(application, lan):
    present = {kind.code: CheckedKind("present") for kind in dossier.checklist(application)}
    dossier.save_checklist(application, present, by=lan)


# --- nothing goes on without a word ---------------------------------------------------------------
def test_a_paper_round_with_nothing_behind_it_is_not_concluded_without_reasons(lan):
    round_, _ = typed_round(lan)
    with pytest.raises(Unanswered) as refused:
        workflow.move(round_, "conclude", by=lan)
    said = " ".join(refused.value.reasons)
    for words in ("ghi từ giấy", "Báo cáo của cấp xã", "Thiếu minh chứng", "Chưa có mã"):
        assert words in said
    assert Round.objects.get().status == "evaluating"
    assert not Ground.objects.exists()


def test_one_reason_for_all_of_a_kind_serves_and_a_dossier_may_have_its_own(lan):
    round_ = make.evaluating_round(lan, make.products(2))
    make.enter(round_, lan, make.scored())
    first, second = round_.applications.order_by("position")
    reasons = make.REASONS | {("report", second.uid): "Xã báo cáo miệng tại cuộc họp"}
    workflow.move(round_, "conclude", by=lan, answers=Answers(reasons))
    given = {(one.application, one.kind): one for one in Ground.objects.all()}
    assert len(given) == 8
    assert given[first, "report"].reason == "Theo biên bản họp của hội đồng"
    assert given[second, "report"].reason == "Xã báo cáo miệng tại cuộc họp"
    assert {(one.given_by, one.confirmed_by) for one in given.values()} == {(lan, None)}
    lines = JournalEntry.objects.get(act="round.conclude").lines.filter(kind="ground")
    assert lines.count() == 8


def test_results_are_approved_only_by_another_who_says_that_every_reason_was_read(lan, minh):
    round_, _ = typed_round(lan)
    make.moved(round_, "conclude", by=lan)
    with pytest.raises(Unanswered, match="đánh dấu đã đọc: Thiếu minh chứng"):
        workflow.move(round_, "approve", by=minh, answers=Answers(read=["paper", "report", "code"]))
    assert Round.objects.get().status == "concluded"
    round_ = make.moved(round_, "approve", by=minh)
    assert {one.confirmed_by for one in Ground.objects.all()} == {minh}
    workflow.step_back(round_, by=minh, reason="Xem lại")
    assert {one.confirmed_by for one in Ground.objects.all()} == {None}


@pytest.mark.parametrize("typed", [None, 1, 3])
def test_who_approves_what_lacks_something_says_how_many_lack_it(lan, minh, typed):
    """Two of three dossiers lack papers, report and code; the third would not be certified."""
    round_ = make.evaluating_round(lan, make.products(3))
    make.enter(round_, lan, make.scored(), make.scored(), make.scored("45"))
    round_ = make.moved(round_, "conclude", by=lan)
    answers = Answers(read=GroundKind.values, lacking=typed)
    with pytest.raises(Unanswered, match="^Gõ số 2: 2 hồ sơ còn thiếu vẫn được duyệt.$"):
        workflow.move(round_, "approve", by=minh, answers=answers)
    assert Round.objects.get().status == "concluded"
    assert not Ground.objects.exclude(confirmed_by=None).exists()
    answers = Answers(read=GroundKind.values, lacking=2)
    assert workflow.move(round_, "approve", by=minh, answers=answers).status == "approved"


def test_where_nothing_is_lacking_no_number_is_asked(as_user, lan, minh):
    round_, _ = typed_round(lan, "45")
    round_ = make.moved(round_, "conclude", by=lan)
    approval = reverse("admin:round_move", args=[round_.uid, "approve"])
    assert 'name="con-thieu"' not in as_user(minh).get(approval).content.decode()
    read = Answers(read=["paper"])
    assert workflow.move(round_, "approve", by=minh, answers=read).status == "approved"


def test_who_gave_the_reasons_does_not_approve(lan, minh):
    round_, _ = typed_round(lan)
    make.moved(round_, "conclude", by=minh)
    with pytest.raises(Refused, match="lý do.*người khác"):
        make.moved(round_, "approve", by=minh)
    assert Round.objects.get().status == "concluded"


@pytest.mark.parametrize(
    ("proposes", "meets", "asked"),
    [(True, True, False), (False, True, True), (True, False, True)],
)
def test_a_report_that_says_no_wants_a_reason(lan, proposes, meets, asked):
    round_, application = typed_round(lan)
    reported(application, lan, proposes=proposes, meets=meets)
    assert ("report" in kinds_of(round_)) is asked


def test_what_is_missing_is_asked_only_of_what_would_be_certified(lan):
    round_, application = typed_round(lan, "45")
    assert kinds_of(round_) == ["paper"]
    round_, application = typed_round(lan, number=2)
    assert set(kinds_of(round_)) == {"paper", "report", "evidence", "code"}
    reported(application, lan)
    with_evidence(application, lan)
    application.refresh_from_db()
    application.product_code = "19-02155-003-2026"
    application.save()
    assert kinds_of(round_) == ["paper"]


def test_a_code_given_later_is_no_hindrance_and_a_reason_for_another_state_is(lan, minh):
    round_, application = typed_round(lan)
    make.moved(round_, "conclude", by=lan)
    application.refresh_from_db()
    codes = {application.uid: "19-02155-003-2026"}
    save_codes(round_, codes, by=lan, seen={application.uid: application.version})
    stored = Ground.objects.get(kind="evidence")
    Ground.objects.filter(pk=stored.pk).update(facts={"missing": ["x"], "of": 15})
    with pytest.raises(Refused, match="Thiếu minh chứng.*Lùi một bước"):
        make.moved(round_, "approve", by=minh)
    Ground.objects.filter(pk=stored.pk).update(facts=stored.facts)
    assert make.moved(round_, "approve", by=minh).status == "approved"


def test_an_application_with_old_reasons_is_still_removed(lan):
    round_, application = typed_round(lan)
    round_ = make.moved(round_, "conclude", by=lan)
    round_ = workflow.step_back(round_, by=lan, reason="Nhầm hồ sơ")
    typed.enter(round_, {application.uid: {}}, {application.uid: 1}, by=lan)
    round_ = workflow.step_back(round_, by=lan, reason="Nhầm hồ sơ")
    remove(application, by=lan, reason="Nhập nhầm")
    assert not Ground.objects.exists()


# --- typed totals do not go round the council -----------------------------------------------------
def test_a_total_is_not_typed_over_open_sheets(lan):
    """Four open sheets 36 points apart."""
    round_, (application,), members = sit.sitting(lan, members=4)
    for member, points in zip(members, (50, 60, 70, 86), strict=True):
        sit.draft(application, member, sit.filled(application, points), lan)
    with pytest.raises(Refused, match="từ phiếu chấm.*xóa trắng"):
        make.enter(round_, lan, make.scored("92"))
    assert not Result.objects.exists()
    for sheet in ScoreSheet.objects.all():
        sit.draft(application, sheet.member, {"comment": ""}, lan)
    assert make.enter(round_, lan, make.scored("72"))[0].outcome == "saved"


def test_sheets_begun_after_a_total_was_typed_stop_the_round(lan):
    round_, (application,), members = sit.sitting(lan)
    make.enter(round_, lan, make.scored("92"))
    sit.draft(application, members[0], sit.filled(application, 50), lan)
    with pytest.raises(Refused, match="từ phiếu chấm"):
        make.moved(round_, "conclude", by=lan)
    emptied = typed.enter(round_, {application.uid: {}}, {application.uid: 1}, by=lan)
    assert [one.outcome for one in emptied] == ["cleared"]


def test_a_total_is_not_typed_where_attendance_says_no_quorum(lan):
    """One of four present, and no chair."""
    round_, (application,), members = sit.sitting(lan, members=4, present=False)
    present = {one.uid: at == 3 for at, one in enumerate(members)}
    attendance.take_attendance(round_, present, by=lan)
    with pytest.raises(Refused, match="không đủ mức họp.*1/4.*không có chủ tịch"):
        make.enter(round_, lan, make.scored("92"))
    assert not Result.objects.exists()
    page = reverse("admin:dossier_page", args=[application.uid])
    assert "không đủ mức họp" in text_of(page, lan)


def test_attendance_taken_after_the_total_stops_the_round(lan):
    round_, _ = typed_round(lan)
    members = council.set_council(round_, sit.seats(4), by=lan)
    attendance.take_attendance(round_, {one.uid: False for one in members}, by=lan)
    with pytest.raises(Refused, match="không đủ mức họp"):
        make.moved(round_, "conclude", by=lan)


def test_a_central_round_obeys_the_same(lan, bo):
    product = make.product()
    round_ = make.evaluating_round(lan, [product])
    Round.objects.filter(pk=round_.pk).update(level=Level.CENTRAL, place=None)
    round_.refresh_from_db()
    make.enter(round_, bo, make.scored("95"))
    with pytest.raises(Unanswered, match="ghi từ giấy"):
        workflow.move(round_, "conclude", by=bo)


# --- the quorum of each dossier -------------------------------------------------------------------
def conflicted(lan, *, left, rules=None, substitute=False):
    """A council of four whose chair and others declared a conflict: `left` sheets remain."""
    round_, (application,), members = sit.sitting(lan, members=4, rules=rules or {})
    sit.score_all(application, members[4 - left :], lan, 92)
    for member in members[: 4 - left]:
        conflicts.declare_conflict(application, member, "family", by=lan)
    return round_, application, members


def test_one_sheet_left_of_four_decides_nothing(lan):
    round_, application, _ = conflicted(lan, left=1)
    with pytest.raises(Refused, match="không đủ mức họp.*1/4.*không có chủ tịch"):
        from_sheets.conclude_application(application, by=lan)
    assert not Result.objects.exists()
    page = reverse("admin:round_page", args=[round_.uid])
    assert "không đủ mức họp cho hồ sơ này" in text_of(page, lan)


def test_where_the_rules_say_so_the_rest_decide_with_a_reason_but_never_one_alone(lan, minh):
    rules = {"below_quorum": "written"}
    round_, application, _ = conflicted(lan, left=2, rules=rules)
    assert from_sheets.conclude_application(application, by=lan).outcome == "concluded"
    assert "quorum" in kinds_of(round_)
    without = {key: why for key, why in make.REASONS.items() if key[0] != "quorum"}
    with pytest.raises(Unanswered, match="dưới mức họp"):
        workflow.move(round_, "conclude", by=lan, answers=Answers(without))
    make.moved(round_, "conclude", by=lan)
    ground = Ground.objects.get(kind="quorum")
    assert ground.facts == {"present": 2, "members": 4, "needed": 3, "chair": False}
    assert make.moved(round_, "approve", by=minh).status == "approved"
    assert checked() == set()


def test_one_alone_decides_nothing_whatever_the_rules_say(lan):
    _, application, _ = conflicted(lan, left=1, rules={"below_quorum": "written"})
    with pytest.raises(Refused, match="không đủ mức họp"):
        from_sheets.conclude_application(application, by=lan)


def test_conflicts_alone_leave_a_council_without_a_quorum_also_on_paper(lan):
    """The chair and two of four in conflict, attendance never taken, a total typed."""
    round_, (first, second), members = sit.sitting(lan, 2, members=4, present=False)
    for member in members[:3]:
        conflicts.declare_conflict(first, member, "family", by=lan)
    conflicts.declare_conflict(second, members[3], "family", by=lan)
    with pytest.raises(Refused, match="không đủ mức họp.*1/4"):
        typed.enter(round_, {first.uid: make.scored("92")}, {}, by=lan)
    saved = typed.enter(round_, {second.uid: make.scored("72")}, {}, by=lan)
    assert [one.outcome for one in saved] == ["saved"]


# --- the pages: at the fields themselves ------------------------------------------------------------
def inputs(answer):
    """The text fields of a page by their names, each with its attributes."""
    fields = re.findall(r'<input type="text"[^>]*>', answer.content.decode())
    found = [dict(re.findall(r'([\w-]+)="([^"]*)"', field)) for field in fields]
    return {one["name"]: one for one in found if "name" in one}


def said_at(answer, field):
    """What the page says at a field; "" where nothing is wrong with it."""
    where = field.get("aria-describedby", "")
    found = re.search(
        rf'<span class="cell-fault" id="{where}">(.*?)</span>', answer.content.decode()
    )
    return found[1] if where and found else ""


def test_a_missing_reason_is_marked_where_it_is_typed(as_user, lan):
    round_, _ = typed_round(lan)
    address = reverse("admin:round_move", args=[round_.uid, "conclude"])
    form = {"row_version": round_.version, "ly-do-paper": "Biên bản 12", "ly-do-code": " "}
    answer = as_user(lan).post(address, form)
    fields = {name: one for name, one in inputs(answer).items() if name.startswith("ly-do-")}
    marked = {name for name, one in fields.items() if one.get("aria-invalid") == "true"}
    assert set(fields) - marked == {"ly-do-paper"}
    assert {said_at(answer, fields[name]) for name in marked} == {"Ghi lý do vẫn trình duyệt."}
    assert said_at(answer, fields["ly-do-paper"]) == ""
    assert fields["ly-do-paper"]["value"] == "Biên bản 12"
    before = inputs(as_user(lan).get(address))
    assert not any("aria-invalid" in one for one in before.values()), "nothing was answered yet"


def test_a_dossier_without_a_reason_of_its_own_is_marked_beside_one_that_has_one(as_user, lan):
    round_ = make.evaluating_round(lan, make.products(2))
    make.enter(round_, lan, make.scored())
    first, second = round_.applications.order_by("position")
    address = reverse("admin:round_move", args=[round_.uid, "conclude"])
    form = {"row_version": round_.version, f"ly-do-code-{second.uid}": "Cấp mã sau"}
    answer = as_user(lan).post(address, form)
    fields = inputs(answer)
    assert fields[f"ly-do-code-{second.uid}"]["value"] == "Cấp mã sau"
    empty = ("ly-do-code", f"ly-do-code-{first.uid}")
    assert [fields[name].get("aria-invalid") for name in empty] == ["true", "true"]
    untouched = (f"ly-do-code-{second.uid}", f"ly-do-paper-{first.uid}")
    assert not any("aria-invalid" in fields[name] for name in untouched)
    assert fields["ly-do-paper"]["aria-invalid"] == "true", "one for all would do"


def test_a_reason_that_is_too_long_is_marked_and_kept(as_user, lan):
    round_, _ = typed_round(lan)
    address = reverse("admin:round_move", args=[round_.uid, "conclude"])
    form = {"row_version": round_.version, **make.ANSWERED, "ly-do-code": "ă" * 501}
    answer = as_user(lan).post(address, form)
    assert answer.status_code == 409
    box = inputs(answer)["ly-do-code"]
    assert said_at(answer, box) == "Lý do tối đa 500 ký tự."
    assert box["value"] == "ă" * 501
    assert Round.objects.get().status == "evaluating"


# --- the pages ------------------------------------------------------------------------------------
def test_the_pages_ask_for_the_reasons_and_show_them_to_who_approves(as_user, lan, minh):
    round_, application = typed_round(lan)
    address = reverse("admin:round_move", args=[round_.uid, "conclude"])
    shown = as_user(lan).get(address).content.decode()
    assert 'name="ly-do-paper"' in shown
    form = {"row_version": round_.version, "ly-do-paper": "Hội đồng họp ngày 20/10, biên bản 12"}
    answer = as_user(lan).post(address, form)
    assert answer.status_code == 409
    assert "biên bản 12" in answer.content.decode(), "what was typed stays"
    assert "Báo cáo của cấp xã" in answer.content.decode()
    form |= {f"ly-do-{kind}": "Bổ sung sau" for kind in ("report", "evidence", "code")}
    as_user(lan).post(address, form)
    round_.refresh_from_db()
    assert round_.status == "concluded"

    approval = reverse("admin:round_move", args=[round_.uid, "approve"])
    read = as_user(minh).get(approval).content.decode()
    assert "Hội đồng họp ngày 20/10, biên bản 12" in read
    assert "Thiếu 15/15 loại minh chứng" in read
    unread = as_user(minh).post(approval, {"row_version": round_.version, "da-doc": ["paper"]})
    assert unread.status_code == 409
    ticked = {"row_version": round_.version, "da-doc": ["paper", "report", "evidence", "code"]}
    uncounted = as_user(minh).post(approval, ticked | {"con-thieu": "không"})
    assert uncounted.status_code == 409
    box = inputs(uncounted)["con-thieu"]
    assert (box["value"], box["aria-invalid"]) == ("không", "true")
    assert "Gõ số 1: 1 hồ sơ" in said_at(uncounted, box)
    assert uncounted.content.decode().count('name="da-doc"') == 4
    as_user(minh).post(approval, ticked | {"con-thieu": "1"})
    round_.refresh_from_db()
    assert round_.status == "approved"
    dossier_ = text_of(reverse("admin:dossier_page", args=[application.uid]), lan)
    assert "biên bản 12 (Người lan, Người minh đã đọc)" in dossier_
    listed = text_of(reverse("admin:round_results", args=[round_.uid]), lan)
    assert "Kết quả ghi từ giấy" in listed


# --- planted --------------------------------------------------------------------------------------
def _no_grounds():
    Ground.objects.all().delete()


def _unread():
    Ground.objects.filter(kind="paper").update(confirmed_by=None, confirmed_at=None)


def _report_gone():
    Ground.objects.filter(kind="report").update(facts={"report": "topics"})


def _open_sheet():
    round_ = Round.objects.get()
    application = round_.applications.first()
    member = sit.council.CouncilMember.objects.create(round=round_, name="Chủ tịch", role="chair")
    ScoreSheet.objects.create(
        application=application,
        member=member,
        comment="x",
        keyed_by=Result.objects.get().entered_by,
    )


@pytest.mark.parametrize("plant", [_no_grounds, _unread, _report_gone, _open_sheet])
def test_an_approved_round_without_its_grounds_is_found(lan, minh, plant):
    make.certified(lan, minh, make.products(1))
    assert CHECK not in checked()
    plant()
    assert CHECK in checked()


def test_what_was_approved_before_reasons_were_asked_stays_as_it_is(lan, minh):
    make.certified(lan, minh, make.products(1))
    Ground.objects.all().delete()
    Round.objects.update(before_grounds=True)
    assert checked() == set()
