"""Sheets: typed and never lost, closed whole, reopened with a reason, keyed by who may."""

from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from certifications.council.sheets import closing, drafts, second_keying
from certifications.council.sheets.content import BadContent, content_of, read_content
from certifications.models import Result, ScoreSheet, SheetHistory
from certifications.results.second_scoring import open_second_scoring
from certifications.rounds.access import Refused
from ocop_registry.journal.models import JournalEntry, JournalLine
from tests import factories as make
from tests.certifications.council import scored_round as made

pytestmark = pytest.mark.django_db


def entries():
    return list(JournalEntry.objects.order_by("seq").values_list("act", flat=True))


# --- drafts ---------------------------------------------------------------------------------------
def test_a_draft_is_kept_as_typed_with_its_faults_and_its_history_and_without_a_journal_entry():
    lan = make.staff()
    _, (application,), members = made.sitting(lan)
    before = entries()
    saved = drafts.save_draft(
        application, members[0], {"choices": {"1.1": "7x", "1.2": "99", "1.3": ""}}, 0, by=lan
    )
    assert (saved.outcome, saved.version) == ("saved", 1)
    assert saved.sheet.choices == {
        "1.1": {"typed": "7x", "case": None},
        "1.2": {"points": 99, "case": None},
    }
    assert "“7x” không phải số điểm" in saved.check.faults["1.1"]
    assert "không có mức 99 điểm" in saved.check.faults["1.2"]
    assert "1.3" in saved.check.missing
    assert "1.1" not in saved.check.missing
    again = drafts.save_draft(application, members[0], {"choices": {"1.1": 0}}, 1, by=lan)
    assert (again.version, again.sheet.choices) == (2, {"1.1": {"points": 0, "case": None}})
    assert "1.2" in again.check.missing  # emptied is unanswered, not 0
    kept = SheetHistory.objects.order_by("version")
    assert [row.content["choices"].get("1.2") for row in kept] == [
        {"points": 99, "case": None},
        None,
    ]
    assert entries() == before


def test_two_editors_the_second_sees_both_versions_and_writes_nothing():
    lan, hung = make.staff(), make.staff("hung")
    _, (application,), members = made.sitting(lan)
    drafts.save_draft(application, members[0], {"choices": {"1.1": 1}}, 0, by=lan)
    mine = drafts.save_draft(application, members[0], {"choices": {"1.1": 3}}, 0, by=hung)
    assert (mine.outcome, mine.version) == ("stale", 1)
    assert (mine.content.choices["1.1"]["points"], mine.stored.choices["1.1"]["points"]) == (3, 1)
    assert ScoreSheet.objects.get().choices["1.1"]["points"] == 1
    assert (
        drafts.save_draft(application, members[0], {"choices": {"1.1": 3}}, 1, by=hung).outcome
        == "saved"
    )
    assert SheetHistory.objects.count() == 2


def test_a_double_submission_is_one_save():
    lan = make.staff()
    _, (application,), members = made.sitting(lan)
    content = made.filled(application, 50)
    assert [
        drafts.save_draft(application, members[0], content, 0, by=lan).outcome for _ in range(2)
    ] == ["saved", "unchanged"]
    assert SheetHistory.objects.count() == 1


@pytest.mark.parametrize(
    "raw",
    [
        {"stars": 5}, {"mode": "x"}, {"choices": [1]}, {"choices": {"1.1": {"points": True}}}, {"choices": {"1" * 30: 1}},
        {"findings": {"1.1": "boom"}}, {"comment": 5}, {"comment": "x" * 5000}, {"comment": "a\0b"}, [],
    ],
)  # fmt: skip
def test_what_is_no_sheet_is_refused(raw):
    with pytest.raises(BadContent):
        read_content(raw)


def test_content_survives_storing():
    lan = make.staff()
    _, (application,), members = made.sitting(lan)
    for raw in (made.filled(application, 71, comment="Tốt"), made.totals("35,5", "20", "abc")):
        saved = made.draft(application, members[0], raw, lan)
        sheet = ScoreSheet.objects.get()
        assert content_of(sheet) == saved.content == read_content(saved.content.as_data())


# --- closing --------------------------------------------------------------------------------------
def test_closing_names_every_unanswered_criterion_and_every_fault():
    lan = make.staff()
    _, (application,), members = made.sitting(lan)
    content = made.filled(application, 60)
    del content["choices"]["1.2"], content["choices"]["2.1"]
    content["choices"]["1.1"] = {"points": 99}
    saved = made.draft(application, members[0], content, lan)
    with pytest.raises(Refused) as refused:
        closing.close_sheet(saved.sheet, saved.version, by=lan)
    assert "không có mức 99" in refused.value.reasons[0]
    assert refused.value.reasons[1] == "Chưa chấm 2 mục: 1.2, 2.1."
    assert not ScoreSheet.objects.get().closed


def test_closing_is_one_journalled_act_with_the_whole_sheet_and_closing_twice_changes_nothing():
    lan = make.staff()
    _, (application,), members = made.sitting(lan)
    sheet = made.closed(application, members[0], made.filled(application, 86), lan)
    assert closing.close_sheet(sheet, sheet.version, by=lan).version == sheet.version
    assert entries().count("sheet.close") == 1
    line = JournalLine.objects.get(kind="score_sheet")
    assert '"choices"' in line.text
    with pytest.raises(Refused, match="Phiếu đã khóa"):
        drafts.save_draft(application, members[0], {"choices": {}}, sheet.version, by=lan)
    sheet.refresh_from_db()
    assert content_of(sheet).choices == made.filled(application, 86)["choices"]


def test_a_sheet_that_changed_meanwhile_is_not_closed_unseen():
    lan = make.staff()
    _, (application,), members = made.sitting(lan)
    saved = made.draft(application, members[0], made.filled(application, 60), lan)
    made.draft(application, members[0], made.filled(application, 61), lan)
    with pytest.raises(Refused, match="vừa được người khác sửa"):
        closing.close_sheet(saved.sheet, 1, by=lan)


def test_reopening_needs_a_reason_and_takes_the_result_back():
    lan = make.staff()
    round_, (application,), members = made.sitting(lan)
    sheets = made.score_all(application, members, lan, 60)
    from certifications.results import from_sheets as concluding

    concluding.conclude_application(application, by=lan)
    with pytest.raises(ValidationError):
        closing.reopen_sheet(sheets[0], by=lan, reason=" ")
    assert Result.objects.count() == 1
    closing.reopen_sheet(sheets[0], by=lan, reason="Nhập nhầm tiêu chí 2.3")
    assert not Result.objects.exists()
    assert entries()[-1] == "sheet.reopen"
    assert made.draft(application, members[0], made.filled(application, 65), lan).outcome == "saved"


def test_totals_are_parts_as_printed_within_their_maxima():
    lan = make.staff()
    _, (application,), members = made.sitting(lan)
    saved = made.draft(application, members[0], made.totals("41", "", "abc"), lan)
    assert set(saved.check.faults) == {"part_a", "part_c"}
    assert saved.check.missing == ["B"]
    sheet = made.closed(application, members[0], made.totals("35,5", "20,25", "30"), lan)
    assert (sheet.part_a, sheet.part_b, sheet.part_c) == (
        Decimal("35.50"),
        Decimal("20.25"),
        Decimal("30.00"),
    )


def test_everything_is_frozen_once_the_round_is_concluded():
    lan = make.staff()
    round_, (application,), members = made.sitting(lan)
    sheets = made.score_all(application, members, lan, 60)
    from certifications.council import conflicts
    from certifications.results import from_sheets as concluding

    concluding.conclude_all(round_, by=lan)
    make.moved(round_, "conclude", by=lan)
    attempts = [
        lambda: drafts.save_draft(application, members[0], {}, 9, by=lan),
        lambda: closing.close_sheet(sheets[0], 2, by=lan),
        lambda: closing.reopen_sheet(sheets[0], by=lan, reason="x"),
        lambda: conflicts.declare_conflict(application, members[0], "family", by=lan),
        lambda: concluding.conclude_all(round_, by=lan),
        lambda: open_second_scoring(application, by=lan, reason="x"),
    ]
    before = entries()
    for attempt in attempts:
        with pytest.raises(Refused, match="Đợt đang ở trạng thái"):
            attempt()
    assert entries() == before


# --- who may --------------------------------------------------------------------------------------
def test_members_with_an_account_score_themselves_and_the_office_keys_the_paper_of_the_others():
    lan, hoa, ba = make.staff(), make.staff("hoa", "24"), made.member_account("ba")
    _, (application,), members = made.sitting(lan, users={2: ba})
    assert (
        drafts.save_draft(application, members[1], {"choices": {"1.1": 1}}, 0, by=ba).outcome
        == "saved"
    )
    for member, person in ((members[1], lan), (members[0], ba), (members[0], hoa)):
        with pytest.raises(PermissionDenied):
            drafts.save_draft(application, member, {"choices": {"1.1": 1}}, 0, by=person)
    assert (
        drafts.save_draft(application, members[0], {"choices": {"1.1": 1}}, 0, by=lan).outcome
        == "saved"
    )
    assert ScoreSheet.objects.count() == 2


@pytest.mark.parametrize(
    ("staff_keys", "paper", "account"),
    [(None, True, False), (True, True, True), (False, False, False)],
)
def test_the_rounds_rules_say_what_the_office_may_key(staff_keys, paper, account):
    lan, ba = make.staff(), made.member_account("ba")
    rules = {} if staff_keys is None else {"staff_keys": staff_keys}
    _, (application,), members = made.sitting(lan, users={2: ba}, rules=rules)
    for member, allowed in ((members[0], paper), (members[1], account)):
        if allowed:
            assert made.draft(application, member, {"comment": "x"}, lan).outcome == "saved"
        else:
            with pytest.raises(PermissionDenied):
                made.draft(application, member, {"comment": "x"}, lan)


def test_a_member_whose_role_has_ended_scores_no_more():
    lan, ba = make.staff(), made.member_account("ba")
    _, (application,), members = made.sitting(lan, users={2: ba})
    ba.roles_held.all().delete()
    ba = type(ba).objects.get(pk=ba.pk)
    with pytest.raises(PermissionDenied):
        drafts.save_draft(application, members[1], {"comment": "x"}, 0, by=ba)
    assert not ScoreSheet.objects.exists()


# --- keyed twice ----------------------------------------------------------------------------------
def test_paper_keyed_twice_is_compared_and_closed_only_when_both_agree():
    lan, hung = make.staff(), make.staff("hung")
    _, (application,), members = made.sitting(lan, rules={"double_keying": True})
    content = made.filled(application, 60)
    saved = made.draft(application, members[0], content, lan)
    with pytest.raises(Refused, match="người thứ hai chưa nhập"):
        closing.close_sheet(saved.sheet, saved.version, by=lan)
    with pytest.raises(Refused, match="phải do người khác"):
        second_keying.key_again(saved.sheet, content, by=lan)
    wrong = {"choices": content["choices"] | {"1.1": {"points": 99}, "1.2": {}}}
    found = second_keying.key_again(saved.sheet, wrong, by=hung)
    assert [(one.where, one.second) for one in found] == [("1.1", "99"), ("1.2", "")]
    sheet = ScoreSheet.objects.get()
    with pytest.raises(Refused, match="1.1: lần một"):
        closing.close_sheet(sheet, sheet.version, by=lan)
    assert second_keying.key_again(sheet, content, by=hung) == []
    sheet.refresh_from_db()
    assert closing.close_sheet(sheet, sheet.version, by=lan).closed
    assert SheetHistory.objects.count() == 3


def test_who_scores_alone_is_not_keyed_twice():
    lan, ba = make.staff(), made.member_account("ba")
    _, (application,), members = made.sitting(lan, users={2: ba}, rules={"double_keying": True})
    assert made.closed(application, members[1], made.filled(application, 60), ba).closed


def test_every_complete_sheet_is_closed_in_one_act_and_the_others_stay():
    lan, ba = make.staff(), made.member_account("ba")
    round_, (first, second), members = made.sitting(lan, 2, users={2: ba})
    done = made.draft(first, members[0], made.filled(first, 60), lan).sheet
    half = made.draft(second, members[0], {"choices": {"1.1": 1}}, lan).sheet
    seen = made.draft(first, members[2], made.filled(first, 60), lan).sheet
    others = made.draft(first, members[1], made.filled(first, 60), ba).sheet
    versions = {done.uid: 1, half.uid: 1, seen.uid: 0, others.uid: 1}
    closed, told = closing.close_complete(round_, versions, by=lan)
    assert [sheet.uid for sheet in closed] == [done.uid]
    assert sorted(sentence.split(": ", 1)[0] for sentence in told) == [
        "1. Sản phẩm 01, Ủy viên 2",
        "1. Sản phẩm 01, Ủy viên 3",
    ]
    assert list(ScoreSheet.objects.filter(closed_at__isnull=False)) == [done]
    assert entries().count("sheet.close") == 1
    assert closing.close_complete(round_, versions, by=lan)[0] == []
    assert entries().count("sheet.close") == 1
