"""The council's rules are frozen with the first score: a later change wants a reason, and is read
beside every result that it affects."""

from dataclasses import replace

import pytest
from django.urls import reverse

from certifications import workflow
from certifications.council import attendance
from certifications.council import members as council
from certifications.integrity import faults
from certifications.models import Ground, Result, Round
from certifications.results import from_sheets
from certifications.results.grounds import Answers, Unanswered
from certifications.rounds import particulars
from certifications.rounds.access import Refused
from ocop_registry.journal.models import JournalEntry
from tests import factories as make
from tests.certifications.council import scored_round as sit
from tests.support.cast import signed_in

pytestmark = pytest.mark.django_db
WIDE = {"spread_limit": "100"}
AFFECTED = "Theo quy chế khi bắt đầu chấm: Điểm các thành viên lệch nhau 36,00, quá 10,00 điểm"


def changed(round_, rules, by, reason=""):
    round_.refresh_from_db()
    round_.rules = rules
    return particulars.edit(round_, by=by, reason=reason)


def scored_apart(lan):
    """Two dossiers of three closed sheets each: 36 points apart, and all alike."""
    round_, (first, second), members = sit.sitting(lan, 2)
    sit.score_all(first, members, lan, 50, 86)
    sit.score_all(second, members, lan, 70)
    return round_, first, second


def test_before_the_first_score_rules_change_freely(lan):
    round_, _, _ = sit.sitting(lan, present=False)
    changed(round_, WIDE, lan)
    assert Round.objects.get().rules == WIDE
    assert not Ground.objects.exists()


@pytest.mark.parametrize("first", ["sheet", "attendance", "total"])
def test_after_the_first_score_a_change_without_a_reason_changes_nothing(lan, first):
    round_, (application,), members = sit.sitting(lan, present=first != "total")
    if first == "sheet":
        sit.closed(application, members[0], sit.filled(application, 60), lan)
    if first == "total":
        make.enter(round_, lan, make.scored())
    entries = JournalEntry.objects.count()
    with pytest.raises(Refused, match="ghi lý do đổi quy chế"):
        changed(round_, {"quorum": "0.01"}, lan)
    assert (Round.objects.get().rules, JournalEntry.objects.count()) == ({}, entries)


def test_the_approver_reads_the_change_beside_the_results_that_it_affects(lan, minh):
    round_, first, _ = scored_apart(lan)
    with pytest.raises(Refused, match="lệch nhau 36,00, quá 10,00"):
        from_sheets.conclude_application(first, by=lan)
    changed(round_, WIDE, lan, "Hội đồng thống nhất nới mức chênh lệch")
    assert JournalEntry.objects.first().reason == "Hội đồng thống nhất nới mức chênh lệch"
    from_sheets.conclude_all(round_, by=lan)
    make.moved(round_, "conclude", by=lan)

    page = reverse("admin:round_move", args=[round_.uid, "approve"])
    text = signed_in(minh).get(page).content.decode()
    assert "chênh lệch tối đa 10 → 100" in text
    assert "Hội đồng thống nhất nới mức chênh lệch" in text
    assert text.count(AFFECTED) == 1, "beside the one that it affects, not beside the other"
    history = signed_in(lan).get(reverse("admin:round_history", args=[round_.uid]))
    assert "Hội đồng thống nhất nới mức chênh lệch" in history.content.decode()
    but_not_that = [kind for kind, _ in make.REASONS if kind != "rules"]
    with pytest.raises(Unanswered, match="Quy chế hội đồng đổi"):
        workflow.move(round_, "approve", by=minh, answers=Answers(read=but_not_that))
    assert make.moved(round_, "approve", by=minh).status == "approved"
    assert Ground.objects.get(kind="rules").confirmed_by == minh
    assert [name for name, _ in faults()] == []


def test_who_changed_the_rules_does_not_approve(lan, minh):
    round_, _, _ = scored_apart(lan)
    changed(round_, WIDE, minh, "Nới mức")
    from_sheets.conclude_all(round_, by=lan)
    make.moved(round_, "conclude", by=lan)
    with pytest.raises(Refused, match="người duyệt đọc các lý do ấy phải là người khác"):
        make.moved(round_, "approve", by=minh)


def test_a_quorum_lowered_after_attendance_is_told_beside_the_total(lan):
    round_, (_,), members = sit.sitting(lan, members=4, present=False)
    present = {one.uid: at == 0 for at, one in enumerate(members)}
    attendance.take_attendance(round_, present, by=lan)
    changed(round_, {"quorum": "0.2"}, lan, "Theo quy chế mới của tỉnh")
    make.enter(round_, lan, make.scored())
    text = signed_in(lan).get(reverse("admin:round_page", args=[round_.uid])).content.decode()
    assert "Theo quy chế khi bắt đầu chấm: Hội đồng không đủ mức họp" in text


def test_the_form_asks_for_the_reason_once_something_was_scored(lan):
    round_, _, _ = scored_apart(lan)
    page = reverse("admin:round_edit", args=[round_.uid])
    form = signed_in(lan).get(page).context["form"]
    sent = {name: form[name].value() for name in form.fields}
    sent = {name: "" if value in (None, False) else value for name, value in sent.items()}
    sent |= {"evaluated_on": "20/10/2026", "spread_limit": "100"}
    refused = signed_in(lan).post(page, sent).content.decode()
    assert "ghi lý do đổi quy chế" in refused
    assert Round.objects.get().rules == {}
    signed_in(lan).post(page, sent | {"rules_reason": "Hội đồng thống nhất"})
    assert Round.objects.get().rules == WIDE
    assert Ground.objects.get().reason == "Hội đồng thống nhất"


def test_rules_written_past_the_acts_stop_the_round_and_are_found(lan, minh):
    round_, _, _ = scored_apart(lan)
    Round.objects.update(rules=WIDE)
    from_sheets.conclude_all(round_, by=lan)
    assert Result.objects.count() == 2
    with pytest.raises(Refused, match="khác với khi bắt đầu chấm"):
        make.moved(round_, "conclude", by=lan)
    Round.objects.update(status="approved")
    assert "conclusions_are_grounded" in {name for name, _ in faults()}


def test_seats_and_the_chair_change_after_the_first_score_only_with_a_reason(lan):
    """One of four present and no chair: no quorum is made by taking the others off."""
    round_, (_,), members = sit.sitting(lan, members=4, present=False)
    present = {one.uid: at == 3 for at, one in enumerate(members)}
    attendance.take_attendance(round_, present, by=lan)
    stored = list(round_.council.all())
    rows = [
        council.Seat(one.name, one.role, one.agency, uid=one.uid, version=one.version)
        for one in stored
    ]
    alone = [replace(rows[3], role="chair")]
    with pytest.raises(Refused, match="ghi lý do bỏ thành viên hoặc đổi chủ tịch"):
        council.set_council(round_, alone, by=lan)
    assert round_.council.count() == 4
    council.set_council(round_, alone, by=lan, reason="Quyết định 15 thay đổi hội đồng")
    told = Ground.objects.get(kind="council").told
    assert "bỏ Ủy viên 1" in told
    assert "Ủy viên 4: Ủy viên → Chủ tịch" in told
    make.enter(round_, lan, make.scored())
    make.moved(round_, "conclude", by=lan)
    page = reverse("admin:round_move", args=[round_.uid, "approve"])
    assert (
        "Quyết định 15 thay đổi hội đồng" in signed_in(make.approver()).get(page).content.decode()
    )
