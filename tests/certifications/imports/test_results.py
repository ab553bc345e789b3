"""Results of a round from a file, in its three layouts; never around the workflow, conflicts of
interest or closed sheets."""

from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied

from certifications.applications.participation import move_application
from certifications.council import members as council
from certifications.council.conflicts import declare_conflict
from certifications.council.sheets import cell_text, closing
from certifications.council.sheets.access import card_of
from certifications.imports import applying, staging
from certifications.imports.kinds import kind_of
from certifications.imports.templates import current_workbook, template
from certifications.models import Certification, Result, ResultDraft, ScoreSheet, SheetHistory
from certifications.rounds.access import Refused
from ocop_registry.excel.reading import read
from ocop_registry.journal.acts import act
from tests import factories as make
from tests.certifications.certificates import history
from tests.certifications.council import scored_round as sitting
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
TOTALS = (
    "TT",
    "Tên sản phẩm",
    "Tổng điểm TB",
    "Phần A",
    "Phần B",
    "Phần C",
    "Dấu sao đạt",
    "Tiêu chí chưa đạt dấu",
    "Lý do loại",
)


@pytest.fixture
def round_(lan):
    return make.evaluating_round(lan, make.products(4))


# --- totals of the council ------------------------------------------------------------------------
def test_totals_become_results_with_the_stars_that_follow(lan, round_):
    content = xlsx(
        TOTALS,
        (1, "Sản phẩm 01", 86.4, 33.2, "21,6", 31.6, "4*"),
        (2, "Sản phẩm 02", "92,5", 36, 23, 33.5, 4, "2.3"),
        (3, "Sản phẩm 03", None, None, None, None, None, None, "Nguyên liệu nhập khẩu toàn bộ"),
        (4, "Sản phẩm 04"),
    )
    imported = applied("results", content, lan, round_=round_)
    assert imported.counts == {"read": 4, "created": 3, "changed": 0, "unchanged": 1, "refused": 0}
    found = Result.objects.order_by("application__position").values_list(
        "total", "final_stars", "disqualified", "entered_by__username"
    )
    assert [(str(total and total.normalize()), *rest) for total, *rest in found] == [
        ("86.4", 4, False, "lan"),
        ("92.5", 4, False, "lan"),
        ("None", None, True, "lan"),
    ]
    assert dry("results", content, lan, round_=round_).counts["unchanged"] == 4
    changed = xlsx(TOTALS, (1, "Sản phẩm 01", 88, 34.8, 21.6, 31.6, 4))
    run = dry("results", changed, lan, round_=round_)
    assert [(one.label, one.before, one.after) for one in run.rows[0].changes] == [
        ("Tổng điểm", "86,40", "88,00"),
        ("Phần A", "33,20", "34,80"),
    ]
    second = applied("results", changed, lan, round_=round_)
    applying.undo(second, by=lan, reason="Nhầm phiếu")
    assert Result.objects.get(application__position=1).total == Decimal("86.4")
    with pytest.raises(Refused):
        applying.undo(imported, by=lan, reason="Nhầm đợt")  # one of its results was worked on since


def test_every_fault_of_totals_is_named_at_its_cell(lan, round_):
    apps = list(round_.applications.order_by("position"))
    move_application(apps[3], "hold", by=lan, reason="Chờ giấy")
    good = (86.4, 33.2, 21.6, 31.6, 4)
    content = xlsx(
        TOTALS,
        (1, "Sản phẩm 01", 186.4, "ba mươi", 26, None, "9", None, None),
        (2, "Sản phẩm 02", 86.4, 33.2, 21.6, 30, 4),
        (3, "Sản phẩm 03", 92.5, 36, 23, 33.5, 4),
        (4, "Sản phẩm 04", *good),
        (5, "Sản phẩm lạ", *good),
        (6, "Sản phẩm 01", *good),
        (7, "Sản phẩm", *good),
    )
    run = dry("results", content, lan, round_=round_)
    assert faults(run) == {
        "C2": "invalid", "D2": "invalid", "E2": "invalid", "F2": "invalid", "G2": "invalid", "C3": "invalid", "H4": "invalid",
        "B5": "idle", "B6": "unknown", "B7": "duplicate", "B8": "choose",
    }  # fmt: skip
    assert run.counts["refused"] == 7


def test_a_name_much_alike_is_settled_by_a_person_and_the_number_in_the_round_is_enough(
    lan, round_
):
    first = round_.applications.get(position=1)
    imported = staged(
        "results", xlsx(TOTALS, (1, "Sản phẩm 1 01", 86.4, 33.2, 21.6, 31.6, 4)), lan, round_=round_
    )
    assert imported.counts["refused"] == 1
    assert answered(imported, lan, {2: {"product": first.uid}}).counts["created"] == 1
    numbered = xlsx(
        ("TT hồ sơ", *TOTALS[1:]),
        (1, None, 86.4, 33.2, 21.6, 31.6, 4),
        (2, "Khác hẳn", 86.4, 33.2, 21.6, 31.6, 4),
    )
    rows = planned("results", numbered, context(lan, round_=round_))
    assert rows[0].plan.uid == first.uid
    run = dry("results", numbered, lan, round_=round_)
    assert faults(run) == {"A3": "conflict"}


def test_names_of_other_marks_are_asked_and_a_maker_told_otherwise_as_well(lan):
    maker = make.producer("HTX Sen Hồng")
    coconut = make.product("Nước ép dừa", of=maker)
    tea = make.product("Trà sen", of=maker)
    round_ = make.evaluating_round(lan, [coconut, tea])
    good = (86.4, 33.2, 21.6, 31.6, 4)
    head = ("Tên sản phẩm", "Chủ thể", *TOTALS[2:])
    content = xlsx(
        head,
        ("NƯỚC ÉP DỪA", "Hợp tác xã Sen Hồng", *good),
        ("Nước ép dứa", "HTX Sen Hồng", *good),
        ("Trà sen", "HTX Sẽn Hồng", *good),
    )
    run = dry("results", content, lan, round_=round_)
    assert faults(run) == {"A3": "choose", "A4": "choose"}
    assert [row.outcome for row in run.rows] == ["created", "refused", "refused"]


def test_a_result_is_found_by_the_name_on_the_certification(lan):
    product = make.product("Miến dong Na Rì", of=make.producer("HTX Nà Pò"))
    history.recognised(product, on=date(2023, 12, 1))
    Certification.objects.update(product_name="Miến dong Nà Pò")
    round_ = make.evaluating_round(lan, [product], type="re_evaluation")
    content = xlsx(TOTALS, (1, "Miến dong Nà Pò", 86.4, 33.2, 21.6, 31.6, 4))
    [row] = planned("results", content, context(lan, round_=round_))
    assert (row.outcome, row.plan.uid) == ("created", round_.applications.get().uid)


def test_points_beyond_four_decimals_are_cut_and_never_lift_a_band(lan, round_):
    content = xlsx(TOTALS, (1, "Sản phẩm 01", 89.99999, 39.99999, 25, 25, 5))
    [row] = planned("results", content, context(lan, round_=round_))
    assert row.plan.raw["total"] == "89,9999"
    assert "4 sao" in " ".join(row.notes)


def test_a_total_in_another_band_than_its_parts_is_refused_at_its_cell(lan, round_):
    content = xlsx(TOTALS, (1, "Sản phẩm 01", 90, 40, 25, 24.98, 5))
    assert faults(dry("results", content, lan, round_=round_)) == {"C2": "invalid"}


def test_a_row_half_typed_in_the_grid_gives_way_and_this_is_said(lan, round_):
    make.enter(round_, lan, {"total": "86,4"})
    assert ResultDraft.objects.count() == 4
    content = xlsx(TOTALS, (1, "Sản phẩm 01", 86.4, 33.2, 21.6, 31.6, 4))
    assert "gõ dở" in dry("results", content, lan, round_=round_).rows[0].notes[0]
    applied("results", content, lan, round_=round_)
    assert (ResultDraft.objects.count(), Result.objects.count()) == (3, 1)


def test_results_enter_only_while_the_round_is_evaluated_and_are_taken_back_only_then(lan, round_):
    content = xlsx(
        TOTALS,
        *((number, f"Sản phẩm 0{number}", 86.4, 33.2, 21.6, 31.6, 4) for number in range(1, 5)),
    )
    imported = applied("results", content, lan, round_=round_)
    make.moved(round_, "conclude", by=lan)
    round_.refresh_from_db()
    assert dry("results", content, lan, round_=round_).counts["unchanged"] == 4
    other = xlsx(TOTALS, (1, "Sản phẩm 01", 87.4, 34.2, 21.6, 31.6, 4))
    assert faults(dry("results", other, lan, round_=round_)) == {"B2": "closed"}
    with pytest.raises(Refused, match="lùi đợt"):
        applying.undo(imported, by=lan, reason="Nhầm")
    minh = make.approver()
    assert make.moved(round_, "approve", by=minh).status == "approved"


def test_whoever_applied_the_file_may_not_approve_the_round(lan):
    minh = make.approver()
    round_ = make.evaluating_round(lan, make.products(1))
    staged_file = staged(
        "results", xlsx(TOTALS, (1, "Sản phẩm 01", 86.4, 33.2, 21.6, 31.6, 4)), minh, round_=round_
    )
    applying.apply(staged_file, by=minh)
    make.moved(round_, "conclude", by=lan)
    with pytest.raises(Refused, match="người duyệt phải là người khác"):
        make.moved(round_, "approve", by=minh)


# --- a total of each member -----------------------------------------------------------------------
MEMBERS = (
    "Tên sản phẩm",
    "Ủy viên 1",
    "Ủy viên 2",
    "Ủy viên 3",
    "Phần A",
    "Phần B",
    "Phần C",
    "Dấu sao đạt",
)


def test_totals_of_members_are_averaged(lan):
    round_, _, _ = sitting.sitting(lan, products=2)
    content = xlsx(
        MEMBERS, ("Sản phẩm 01", 86, "87,2", 86, 33.2, 21.6, 31.6, 4), ("Sản phẩm 02", None, "-")
    )
    imported = applied("results", content, lan, round_=round_)
    assert (imported.counts["created"], imported.counts["unchanged"]) == (1, 1)
    assert str(Result.objects.get().total) == "86.4000"
    assert "Trung bình 86,40 của 3 thành viên, lệch nhau 1,20." in imported.rows.get(number=2).notes
    assert dry("results", content, lan, round_=round_).counts["unchanged"] == 2


def test_a_council_whose_attendance_is_not_taken_is_said_once_a_row(lan):
    round_, _, _ = sitting.sitting(lan, present=False)
    run = dry(
        "results",
        xlsx(MEMBERS, ("Sản phẩm 01", 86, 87, 86, 33.2, 21.6, 31.6, 4)),
        lan,
        round_=round_,
    )
    assert [fault.detail.split(":")[0] for fault in run.rows[0].faults] == [
        "Chưa điểm danh hội đồng"
    ]


def test_members_who_do_not_score_and_points_that_cannot_be_are_refused(lan):
    round_, apps, members = sitting.sitting(lan, products=5, rules={"quorum": "0.5"})
    declare_conflict(apps[0], members[1], "family", by=lan)
    content = xlsx(
        (*MEMBERS, "Tổng điểm"),
        ("Sản phẩm 01", 86, 87, 86, 33.2, 21.6, 31.6, 4),
        ("Sản phẩm 02", 86, None, 86, 33.2, 21.6, 31.6, 4),
        ("Sản phẩm 03", 186, "x", 86, 33.2, 21.6, 31.6, 4),
        ("Sản phẩm 04", 60, 86, 86, 33.2, 21.6, 31.6, 4),
        ("Sản phẩm 05", 86, 87.2, 86, 33.2, 21.6, 31.6, 4, 85),
    )
    assert faults(dry("results", content, lan, round_=round_)) == {
        "C2": "no_scorer", "C3": "required", "B4": "too_high", "C4": "invalid", "A5": "spread", "I6": "mean",
    }  # fmt: skip
    without = xlsx(MEMBERS, ("Sản phẩm 01", 86, None, 87, 33.2, 21.6, 31.7, 4))
    assert dry("results", without, lan, round_=round_).counts["created"] == 1, (
        "who has a conflict is not missed"
    )
    declare_conflict(apps[0], members[0], "family", by=lan)
    alone = xlsx(MEMBERS, ("Sản phẩm 01", None, None, 87, 33.2, 21.6, 32.2, 4))
    assert faults(dry("results", alone, lan, round_=round_)) == {"A2": "quorum"}


def test_a_member_taken_off_the_council_since_the_file_was_read_is_named(lan):
    round_, _, members = sitting.sitting(lan)
    content = xlsx(MEMBERS, ("Sản phẩm 01", 86, 87, 86, 33.2, 21.6, 31.53, 4))
    imported = staged("results", content, lan, round_=round_)
    assert imported.counts["created"] == 1
    left = [
        council.Seat(one.name, one.role, uid=one.uid, version=one.version)
        for one in round_.council.order_by("position")[:2]
    ]
    council.set_council(round_, left, by=lan, reason="Quyết định thay đổi hội đồng")
    assert staging.recheck(imported, by=lan).counts["refused"] == 1
    assert [fault["reference"] for fault in imported.rows.get().faults] == ["D2"]


# --- points per criterion and member --------------------------------------------------------------
def sheet_row(application, member, total):
    card = card_of(application)
    chosen = sitting.choices_for(card, total)
    return [
        application.product.name,
        member.name,
        *(chosen[code]["points"] for code in codes(application)),
    ]


def codes(application):
    return [one.code for one in card_of(application).scored]


def test_points_become_drafts_of_sheets_that_are_closed_on_the_pages_and_taken_back_whole(lan):
    round_, apps, members = sitting.sitting(lan)
    head = ["Tên sản phẩm", "Thành viên", *codes(apps[0])]
    content = xlsx(head, *(sheet_row(apps[0], one, 80) for one in members))
    imported = applied("results", content, lan, round_=round_)
    assert imported.counts["created"] == 3
    sheets = list(ScoreSheet.objects.all())
    assert [(one.closed, one.keyed_by, one.version) for one in sheets] == [(False, lan, 1)] * 3
    assert dry("results", content, lan, round_=round_).counts["unchanged"] == 3
    other = xlsx(
        head[:3],
        [apps[0].product.name, "Ủy viên 2", 0 if sheets[1].choices[head[2]]["points"] else 1],
    )
    second = applied("results", other, lan, round_=round_)
    assert second.counts["changed"] == 1
    with pytest.raises(Refused, match="sửa tiếp"):
        applying.undo(imported, by=lan, reason="Nhầm")
    applying.undo(second, by=lan, reason="Nhầm")
    assert ScoreSheet.objects.get(member=members[1]).choices == sheets[1].choices
    closing.close_sheet(ScoreSheet.objects.get(member=members[0]), 1, by=lan)
    assert SheetHistory.objects.filter(saved_by=lan).count() == 5
    assert dry("results", content, lan, round_=round_).counts["unchanged"] == 3, (
        "what a closed sheet says already is no change"
    )


def test_taking_back_the_first_points_leaves_the_sheets_empty(lan):
    round_, apps, members = sitting.sitting(lan)
    imported = applied(
        "results",
        xlsx(["Sản phẩm", "Thành viên", *codes(apps[0])], sheet_row(apps[0], members[0], 70)),
        lan,
        round_=round_,
    )
    applying.undo(imported, by=lan, reason="Nhầm")
    assert ScoreSheet.objects.get().choices == {}
    assert imported.rows.get().outcome == "created"


def test_every_fault_of_points_is_named_at_its_cell(lan):
    mai = sitting.member_account("mai")
    round_, apps, members = sitting.sitting(lan, products=2, members=4, users={4: mai})
    declare_conflict(apps[0], members[1], "family", by=lan)
    closed = sitting.closed(apps[1], members[0], sitting.filled(apps[1], 80), lan)
    code = codes(apps[0])[0]
    content = xlsx(
        ["Tên sản phẩm", "Thành viên", code, "17"],
        ["Sản phẩm 01", "Ủy viên 1", 99],
        ["Sản phẩm 01", "Ủy viên 2", 1],
        ["Sản phẩm 01", "Người lạ", 1],
        ["Sản phẩm 01", "Ủy viên 4", 1],
        ["Sản phẩm 02", "Ủy viên 1", 0 if closed.choices[code]["points"] else 1],
        ["Sản phẩm 02", "Ủy viên 3", "nhiều"],
        ["Sản phẩm 01", "Ủy viên 3", 1],
        ["Sản phẩm 01", "Ủy viên 3", 1],
    )
    run = dry("results", content, lan, round_=round_)
    assert faults(run) == {
        "C2": "invalid", "C3": "refused", "B4": "unknown", "C5": "refused", "C6": "refused", "C7": "invalid", "C9": "duplicate",
    }  # fmt: skip
    assert run.counts["created"] == 1


def test_a_criterion_per_row_and_a_column_per_member_say_the_same(lan):
    round_, apps, members = sitting.sitting(lan)
    chosen = sitting.choices_for(card_of(apps[0]), 80)
    rows = [(apps[0].product.name, code, *[chosen[code]["points"]] * 3) for code in codes(apps[0])]
    content = xlsx(("Tên sản phẩm", "Tiêu chí", *(one.name for one in members)), *rows)
    imported = applied("results", content, lan, round_=round_)
    assert imported.counts["created"] == len(rows)
    values = cell_text.values_of(sitting_content(members[2]), card_of(apps[0]))
    assert {code: values[code].split()[0] for code in codes(apps[0])} == {
        code: str(one["points"]) for code, one in chosen.items()
    }
    assert dry("results", content, lan, round_=round_).counts["unchanged"] == len(rows)


def sitting_content(member):
    from certifications.council.sheets.content import content_of

    return content_of(ScoreSheet.objects.get(member=member))


def test_what_the_sheets_gave_is_not_typed_over(lan):
    round_, apps, members = sitting.sitting(lan)
    sitting.closed(apps[0], members[0], sitting.filled(apps[0], 80), lan)
    assert faults(
        dry(
            "results",
            xlsx(TOTALS, (1, "Sản phẩm 01", 86.4, 33.2, 21.6, 31.6, 4)),
            lan,
            round_=round_,
        )
    ) == {"B2": "sheets"}


def written_late(kind, rows, ours):
    """Write rows that were checked before somebody else worked on."""
    with act("import.apply", by=ours.by, province=ours.province) as deed:
        kind_of(kind).write(deed, [row for row in rows if row.good], ours)


def test_what_somebody_saved_since_the_check_is_not_written_over(lan):
    round_, apps, members = sitting.sitting(lan, products=2)
    ours = context(lan, round_=round_)
    rows = planned("results", xlsx(TOTALS, (1, "Sản phẩm 01", 86.4, 33.2, 21.6, 31.6, 4)), ours)
    make.enter(round_, lan, make.scored("75,5"), {})
    with pytest.raises(Refused, match="vừa được người khác sửa"):
        written_late("results", rows, ours)
    assert str(Result.objects.get().total) == "75.5000"
    head = ["Tên sản phẩm", "Thành viên", *codes(apps[1])]
    rows = planned("results", xlsx(head, sheet_row(apps[1], members[0], 80)), ours)
    sitting.draft(apps[1], members[0], sitting.filled(apps[1], 70), lan)
    with pytest.raises(Refused, match="vừa được người khác sửa"):
        written_late("results", rows, ours)
    assert SheetHistory.objects.count() == 1
    made = make.producer("HTX Một", tax_code="4700123456")
    told = xlsx(("Mã số thuế", "Tên chủ thể", "Địa chỉ"), ("4700123456", "HTX Một", "Thôn Hai"))
    rows = planned("producers", told, context(lan))
    made.address = "Thôn Ba"
    with act("producer.edit", by=lan, province=make.province()) as deed:
        deed.save(made)
    with pytest.raises(Refused, match="vừa được người khác sửa"):
        written_late("producers", rows, context(lan))
    made.refresh_from_db()
    assert made.address == "Thôn Ba"


# --- templates, rights, measures ------------------------------------------------------------------
def test_the_template_has_a_sheet_per_layout_and_what_is_exported_imports_without_a_change(lan):
    round_, apps, members = sitting.sitting(lan, products=3)
    make.enter(
        round_,
        lan,
        make.scored("86,4", marks="4"),
        {"disqualified": "có", "disqualified_reason": "Giả mạo"},
        {},
    )
    sitting.draft(apps[2], members[0], sitting.filled(apps[2], 75), lan)
    ours = context(lan, round_=round_)
    for make_book in (template, current_workbook):
        content = make_book(kind_of("results"), ours)
        names = [sheet.name for sheet in read(content, "a.xlsx").sheets]
        assert names == [
            "Tổng điểm",
            "Tổng điểm từng thành viên",
            "Điểm từng tiêu chí",
            "Hướng dẫn",
            "Ví dụ",
            "Danh mục chọn",
        ]
        run = dry("results", content, lan, round_=round_)
        assert run.counts == {
            "read": 15,
            "created": 0,
            "changed": 0,
            "unchanged": 15,
            "refused": 0,
        }, faults(run)


def test_only_those_who_enter_results_there(lan, round_):
    content = xlsx(TOTALS, (1, "Sản phẩm 01", 86.4, 33.2, 21.6, 31.6, 4))
    for by in (make.staff("bac", "24"), sitting.member_account("mai"), make.ministry()):
        with pytest.raises(PermissionDenied):
            dry("results", content, by, round_=round_)
    unnamed = staged("results", content, None, round_=round_)
    with pytest.raises(Refused, match="người nhập"):
        applying.apply(unnamed, by=None)
    assert not Result.objects.exists()


def test_checking_asks_the_same_number_of_queries_for_more_rows(lan):
    round_, apps, members = sitting.sitting(lan, products=8)
    rows = [(1, one.product.name, 86.4, 33.2, 21.6, 31.6, 4) for one in apps]
    same_queries(lan, "results", xlsx(TOTALS, *rows[:2]), xlsx(TOTALS, *rows), round_=round_)
    head = ["Tên sản phẩm", "Thành viên", *codes(apps[0])]
    sheets = [sheet_row(one, member, 80) for one in apps[:4] for member in members]
    same_queries(lan, "results", xlsx(head, *sheets[:2]), xlsx(head, *sheets), round_=round_)
