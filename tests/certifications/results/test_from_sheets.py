"""From closed sheets to results: spread, a second scoring, marks, exclusion, and who may
approve."""

from collections import Counter
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from certifications.council import attendance
from certifications.council.sheets import closing, content, drafts
from certifications.council.sheets.access import card_of
from certifications.law import scoring
from certifications.law.sheet_score import NO_FINDINGS, score_sheet
from certifications.models import Result, ScoreSheet, SheetMode
from certifications.results import from_sheets, typed
from certifications.results.outcome import Typed
from certifications.results.round_read import RoundRead
from certifications.results.second_scoring import open_second_scoring
from certifications.rounds.access import Refused
from certifications.staff.council.sheet_grids import units
from ocop_registry.journal.models import JournalEntry
from tests import factories as make
from tests.certifications.council import scored_round as made

pytestmark = pytest.mark.django_db


def test_a_result_is_the_rules_applied_to_the_sheets():
    lan = make.staff()
    round_, (application,), members = made.sitting(lan)
    made.score_all(application, members, lan, 70, 75, 77)
    told = from_sheets.conclude_application(application, by=lan)
    result = Result.objects.get()
    assert told.outcome == "concluded"
    assert result.total == Decimal("74")
    assert sum((result.part_a, result.part_b, result.part_c)) == pytest.approx(
        Decimal("74"), abs=Decimal("0.001")
    )
    assert result.final_stars == min(result.stars_by_total, result.stars_by_marks)
    assert result.stars_by_total == 4
    assert result.entered_by == lan
    assert JournalEntry.objects.filter(act="scoring.conclude").count() == 1
    assert from_sheets.conclude_application(application, by=lan).outcome == "unchanged"
    assert JournalEntry.objects.filter(act="scoring.conclude").count() == 1


def test_nothing_is_concluded_while_somebody_present_has_not_closed():
    lan = make.staff()
    round_, (application,), members = made.sitting(lan, members=4)
    made.score_all(application, members[:3], lan, 70)
    made.draft(application, members[3], made.filled(application, 70), lan)
    with pytest.raises(Refused, match="Chưa khóa phiếu: Ủy viên 4"):
        from_sheets.conclude_application(application, by=lan)
    assert not Result.objects.exists()
    attendance.take_attendance(round_, {members[3].uid: False}, by=lan)
    assert from_sheets.conclude_application(application, by=lan).outcome == "concluded"


def test_without_attendance_nothing_is_concluded():
    lan = make.staff()
    _, (application,), members = made.sitting(lan, present=False)
    made.score_all(application, members, lan, 70)
    with pytest.raises(Refused, match="điểm danh"):
        from_sheets.conclude_application(application, by=lan)


@pytest.mark.parametrize(("points", "refused"), [((60, 70, 65), False), ((60, 71, 65), True)])
def test_ten_points_apart_is_within_the_limit_eleven_is_not(points, refused):
    lan = make.staff()
    _, (application,), members = made.sitting(lan)
    made.score_all(application, members, lan, *points)
    if refused:
        with pytest.raises(Refused, match="lệch nhau 11,00, quá 10,00 điểm"):
            from_sheets.conclude_application(application, by=lan)
        assert not Result.objects.exists()
    else:
        assert from_sheets.conclude_application(application, by=lan).outcome == "concluded"


def test_a_second_scoring_keeps_the_first_sheets_frozen_and_decides():
    lan = make.staff()
    _, (application,), members = made.sitting(lan)
    first = made.score_all(application, members, lan, 50, 80)
    opened = open_second_scoring(application, by=lan, reason="Lệch 30 điểm, hội đồng đã thảo luận")
    assert [sheet.scoring for sheet in opened] == [2, 2, 2]
    with pytest.raises(Refused, match="phiếu lần đầu được giữ nguyên"):
        closing.reopen_sheet(first[0], by=lan, reason="x")
    with pytest.raises(Refused, match="phiếu lần đầu được giữ nguyên"):
        drafts.save_draft(
            application, members[0], {"comment": "x"}, first[0].version, by=lan, scoring=1
        )
    with pytest.raises(Refused, match="Chưa khóa phiếu"):
        from_sheets.conclude_application(application, by=lan)
    made.score_all(application, members, lan, 72, 74)
    from_sheets.conclude_application(application, by=lan)
    assert Result.objects.get().total == Decimal("73.3333")
    stored = ScoreSheet.objects.filter(scoring=1).order_by("member")
    assert [sum(one["points"] for one in sheet.choices.values()) for sheet in stored] == [
        50,
        80,
        80,
    ]
    with pytest.raises(Refused, match="Đã mở chấm lần hai"):
        open_second_scoring(application, by=lan, reason="x")


def test_a_second_scoring_is_opened_only_for_a_spread_above_the_limit():
    lan = make.staff()
    _, (application,), members = made.sitting(lan)
    made.score_all(application, members, lan, 60, 65)
    with pytest.raises(Refused, match="không cần chấm lần hai"):
        open_second_scoring(application, by=lan, reason="x")
    assert not ScoreSheet.objects.filter(scoring=2).exists()


def test_the_rounds_own_spread_limit_counts():
    lan = make.staff()
    _, (application,), members = made.sitting(lan, rules={"spread_limit": 4})
    made.score_all(application, members, lan, 60, 65)
    with pytest.raises(Refused, match="quá 4,00 điểm"):
        from_sheets.conclude_application(application, by=lan)


def test_sheets_of_parts_take_their_marks_from_the_council():
    lan = make.staff()
    _, (application,), members = made.sitting(lan)
    for member, parts in zip(
        members, (("35", "20", "30"), ("36", "21", "31,5"), ("34,5", "20", "30")), strict=True
    ):
        made.closed(application, member, made.totals(*parts), lan)
    with pytest.raises(Refused, match="ghi hạng sao cao nhất"):
        from_sheets.conclude_application(application, by=lan)
    with pytest.raises(Refused, match="Ghi các tiêu chí chưa đạt dấu 4 sao"):
        from_sheets.conclude_application(application, by=lan, typed=Typed(3))
    from_sheets.conclude_application(application, by=lan, typed=Typed(3, "2.3"))
    result = Result.objects.get()
    assert (result.total, result.part_a, result.final_stars) == (
        Decimal("86"),
        Decimal("35.1666"),
        3,
    )
    assert from_sheets.conclude_application(application, by=lan).outcome == "unchanged"


def test_more_than_half_of_the_council_excludes_and_less_does_not():
    lan = make.staff()
    _, (application,), members = made.sitting(lan)
    card = card_of(application)
    code = next(one.code for one in card.scored if one.disqualifies)
    content = made.filled(application, 60) | {"findings": {code: "disqualify"}}
    sheets = [made.closed(application, members[0], content, lan)]
    sheets += [
        made.closed(application, member, made.filled(application, 60), lan)
        for member in members[1:]
    ]
    from_sheets.conclude_application(application, by=lan)
    assert not Result.objects.get().disqualified
    closing.reopen_sheet(sheets[1], by=lan, reason="Hội đồng thống nhất")
    made.closed(application, members[1], content, lan)
    from_sheets.conclude_application(application, by=lan)
    result = Result.objects.get()
    assert (result.disqualified, result.final_stars, result.total) == (True, None, None)
    assert card.by_code[code].disqualifies in result.disqualified_reason
    assert from_sheets.conclude_application(application, by=lan).outcome == "unchanged"


def test_grounds_of_the_council_exclude_and_are_kept():
    lan = make.staff()
    round_, (application,), members = made.sitting(lan)
    made.score_all(application, members, lan, 60)
    from_sheets.conclude_application(application, by=lan, typed=Typed(grounds=("Giả mạo giấy tờ",)))
    assert Result.objects.get().disqualified_reason == "Giả mạo giấy tờ"
    assert from_sheets.conclude_all(round_, by=lan)[0].outcome == "unchanged"
    make.moved(round_, "conclude", by=lan)


# --- the whole round ------------------------------------------------------------------------------
def test_all_are_concluded_in_one_act_and_each_is_told():
    lan = make.staff()
    round_, applications, members = made.sitting(lan, products=3)
    made.score_all(applications[0], members, lan, 60)
    made.score_all(applications[1], members, lan, 40, 60)
    told = from_sheets.conclude_all(round_, by=lan)
    assert [one.outcome for one in told] == ["concluded", "refused", "refused"]
    assert "lệch nhau 20,00" in told[1].reasons[0]
    assert Result.objects.count() == 1
    assert JournalEntry.objects.filter(act="scoring.conclude").count() == 1


def test_a_result_of_sheets_is_not_typed_over():
    lan = make.staff()
    round_, (application,), members = made.sitting(lan)
    made.score_all(application, members, lan, 60)
    from_sheets.conclude_all(round_, by=lan)
    with pytest.raises(Refused, match="Kết quả tính từ phiếu chấm"):
        typed.enter(round_, {application.uid: make.scored("99")}, {application.uid: 1}, by=lan)
    assert Result.objects.get().total == 60


def test_a_result_that_its_sheets_no_longer_give_stops_the_round():
    lan = make.staff()
    round_, (application,), members = made.sitting(lan, members=4)
    made.score_all(application, members, lan, 60, 62, 64, 66)
    from_sheets.conclude_all(round_, by=lan)
    attendance.take_attendance(round_, {members[3].uid: False}, by=lan)
    with pytest.raises(Refused, match="không khớp phiếu chấm đã khóa.*Tổng hợp lại"):
        make.moved(round_, "conclude", by=lan)
    from_sheets.conclude_all(round_, by=lan)
    assert Result.objects.get().total == 62
    assert make.moved(round_, "conclude", by=lan).status == "concluded"


def test_who_typed_closed_or_concluded_may_not_approve():
    lan, minh, ha = make.staff(), make.approver(), make.approver("ha")
    round_, (application,), members = made.sitting(lan)
    made.draft(application, members[0], made.filled(application, 60), minh)
    made.score_all(application, members, lan, 60)
    from_sheets.conclude_all(round_, by=lan)
    make.moved(round_, "conclude", by=lan)
    with pytest.raises(Refused, match="Bạn đã nhập hoặc khóa phiếu chấm"):
        make.moved(round_, "approve", by=minh)
    assert make.moved(round_, "approve", by=ha).status == "approved"
    assert Result.objects.get().approved_by == ha


def test_who_concluded_may_not_approve():
    lan, minh = make.staff(), make.approver()
    round_, (application,), members = made.sitting(lan)
    made.score_all(application, members, lan, 60)
    from_sheets.conclude_all(round_, by=minh)
    from_sheets.conclude_all(round_, by=lan)
    make.moved(round_, "conclude", by=lan)
    with pytest.raises(Refused, match="Bạn đã nhập kết quả"):
        make.moved(round_, "approve", by=minh)


def queries_of(products, members):
    lan = make.staff(f"lan{products}{members}")
    round_, applications, seated = made.sitting(lan, products, members, number=products)
    for application in applications:
        made.score_all(application, seated, lan, 60)
    with CaptureQueriesContext(
        connection,
    ) as concluded:
        from_sheets.conclude_all(round_, by=lan)
    with CaptureQueriesContext(connection) as checked:
        assert from_sheets.sheet_problems(RoundRead(round_)) == []
    return len(concluded), len(checked)


def test_queries_do_not_grow_with_applications_and_members():
    few = queries_of(1, 2)
    assert queries_of(3, 4) == few
    assert few[1] <= 6


def test_each_sheet_is_summed_once_per_conclusion(monkeypatch):
    lan = make.staff()
    round_, applications, members = made.sitting(lan, 2, 3)
    for application in applications:
        made.score_all(application, members, lan, 80, 82, 84)
    counted = Counter()

    def counting(card, choices, findings=NO_FINDINGS):
        counted["sheets"] += 1
        return score_sheet(card, choices, findings)

    monkeypatch.setattr(content, "score_sheet", counting)
    monkeypatch.setattr(scoring, "score_sheet", counting)
    found = {}
    for name, act in {
        "conclude": lambda: from_sheets.conclude_all(round_, by=lan),
        "conclude one": lambda: from_sheets.conclude_application(applications[0], by=lan),
        "check the round": lambda: from_sheets.sheet_problems(RoundRead(round_)),
        "show the round": lambda: units.board_of(round_, lan, SheetMode.CRITERIA),
    }.items():
        counted.clear()
        act()
        found[name] = counted["sheets"]
    assert found == {"conclude": 6, "conclude one": 3, "check the round": 6, "show the round": 6}
