"""Results as typed: what is read, what is refused with its reason, and that nothing typed is
lost."""

from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied

from certifications import workflow
from certifications.applications.participation import move_application
from certifications.integrity import faults
from certifications.law.points import BadPoints, parse_points
from certifications.models import Application, Result, ResultDraft, Round
from certifications.results import typed as results
from certifications.results.typed_row import FIELDS, check_row, typed_row
from certifications.rounds.access import Refused
from ocop_registry.journal.models import JournalEntry
from tests import factories as make
from tests.certifications.law.test_rules import scheme_rules


def check(**typed):
    return check_row(make.scored() | typed, scheme_rules())


# --- points as typed ------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("text", "points"),
    [
        ("86,4", "86.4"),
        ("86.4", "86.4"),
        (" 86,40 ", "86.40"),
        ("\u00a086,4\u00a0", "86.4"),
        ("0", "0"),
        ("100", "100"),
        ("89,9999", "89.9999"),
    ],
)
def test_points_with_comma_or_point_are_read_exactly(text, points):
    assert parse_points(text) == Decimal(points)


@pytest.mark.parametrize(
    "text",
    [
        "1.234,5", "1,234.5", "86,45678", "-5", "+5", "8 6,4", "8\u00a06,4", "86,", ",5", "1e2", "86,4 điểm", "NaN", "Infinity",
        "#REF!", "1000", "86,4,1", "٨٦", "86\n4",
    ],
)  # fmt: skip
def test_what_is_no_number_of_points_is_refused_and_named(text):
    with pytest.raises(BadPoints, match="không phải số điểm"):
        parse_points(text)


def test_a_row_is_read_with_its_stars_and_why():
    row = check()
    assert row.errors == {}
    assert (row.values["total"], row.conclusion.final) == (Decimal("75.5"), 4)
    assert row.why == "75,50 điểm thuộc khung 4 sao: 4 sao."


@pytest.mark.parametrize(
    ("part", "points"),
    [("part_a", "40,01"), ("part_b", "25,01"), ("part_c", "35,01"), ("total", "100,01")],
)
def test_points_above_the_maximum_of_total_or_part_are_refused(part, points):
    assert "điểm tối đa" in check(**{part: points}).errors[part]


def test_part_maxima_are_those_of_the_rounds_own_scheme():
    typed = {"total": "76", "part_a": "36", "part_b": "0", "part_c": "40", "marks_met": "5"}
    assert "part_c" in check_row(typed, scheme_rules("26-2026")).errors
    old = check_row(typed, scheme_rules("1048-2019")).errors
    assert "part_a" in old
    assert "part_c" not in old


@pytest.mark.parametrize(
    ("total", "right"),
    [("75,52", True), ("75,48", True), ("75,5201", False), ("75,4799", False), ("75,53", False)],
)
def test_total_and_parts_may_differ_by_two_hundredths_and_no_more(total, right):
    errors = check(total=total).errors
    assert (errors == {}) is right
    if not right:
        assert "không khớp A + B + C" in errors["total"]


@pytest.mark.parametrize(
    ("total", "part_c", "right"),
    [
        ("90", "24,98", False), ("90", "24,9999", False), ("90", "25", True), ("90,02", "25", True),
        ("89,99", "25", False), ("89,99", "24,98", True), ("89,99", "24,9999", True),
    ],
)  # fmt: skip
def test_a_total_in_another_band_than_its_parts_wants_the_unrounded_numbers(total, part_c, right):
    errors = check(total=total, part_a="40", part_b="25", part_c=part_c).errors
    assert (errors == {}) is right
    if not right:
        assert "ghi số chưa làm tròn" in errors["total"]


def test_both_bands_are_named():
    told = check(total="70", part_a="40", part_b="25", part_c="4,98").errors["total"]
    assert told.startswith("Tổng 70,00 thuộc khung 4 sao, nhưng A + B + C = 69,98 thuộc khung 3")


def test_a_total_lifted_over_a_band_is_kept_as_typed_and_goes_no_further(lan, minh):
    round_ = make.evaluating_round(lan, make.products(1))
    lifted = make.scored("70") | {"part_c": "4,98"}
    saved = make.enter(round_, lan, lifted)
    assert (saved[0].outcome, Result.objects.count()) == ("draft", 0)
    assert ResultDraft.objects.get().raw["part_c"] == "4,98"
    results.enter(round_, {saved[0].uid: make.scored("70")}, {saved[0].uid: 1}, by=lan)
    Result.objects.update(part_c=Decimal("4.98"))  # as stored before the rule
    with pytest.raises(Refused, match="ghi số chưa làm tròn"):
        make.moved(round_, "conclude", by=lan)
    assert any("chưa làm tròn" in sentence for _, sentence in faults())
    Round.objects.update(status="concluded")
    with pytest.raises(Refused, match="ghi số chưa làm tròn"):
        make.moved(Round.objects.get(), "approve", by=minh)


@pytest.mark.parametrize("name", ["total", "part_a", "part_b", "part_c"])
def test_every_number_of_points_is_required(name):
    assert check(**{name: ""}).errors[name] == "Chưa nhập điểm."


def test_marks_have_no_default_and_no_other_values():
    assert "Chọn hạng sao" in check(marks_met="").errors["marks_met"]
    for typed in ("1", "6", "4,5", "bốn", "-3"):
        assert "chỉ nhận" in check(marks_met=typed).errors["marks_met"]
    for typed, expected in {"5": 5, "4 sao": 4, "3*": 3, "Không": 2, "2": 2}.items():
        assert check(marks_met=typed, missed_criteria="2.3").values["marks_met"] == expected


def test_criteria_that_cost_a_star_must_be_named():
    assert "dấu 4 sao" in check(marks_met="3").errors["missed_criteria"]
    lowered = check(marks_met="3", missed_criteria="2.3, 6.1")
    assert lowered.errors == {}
    assert (lowered.conclusion.by_total, lowered.conclusion.final) == (4, 3)
    assert check(marks_met="4").errors == {}, "a mark above the band costs nothing"


def test_missed_criteria_longer_than_can_be_kept_are_a_fault_of_the_row():
    assert "300" in check(marks_met="3", missed_criteria="2.3, " * 70).errors["missed_criteria"]


@pytest.mark.parametrize(
    "name", ["final_stars", "stars", "stars_by_total", "approved_by", "hạng sao"]
)
def test_stars_are_never_typed(name):
    assert "hạng sao do hệ thống tính" in check(**{name: "5"}).errors[name]


def test_disqualified_needs_a_reason_and_bears_no_points():
    blank = dict.fromkeys(FIELDS, "")
    assert (
        "lý do"
        in check_row(blank | {"disqualified": "1"}, scheme_rules()).errors["disqualified_reason"]
    )
    right = check_row(
        blank | {"disqualified": "Bị loại", "disqualified_reason": "Giấy tờ giả"}, scheme_rules()
    )
    assert (right.errors, right.conclusion) == ({}, None)
    with_points = check(disqualified="x", disqualified_reason="Giấy tờ giả")
    assert {"total", "part_a", "part_b", "part_c", "marks_met"} <= with_points.errors.keys()
    with_criteria = check_row(
        blank | {"disqualified": "1", "disqualified_reason": "Giả", "missed_criteria": "2.3"},
        scheme_rules(),
    )
    assert "missed_criteria" in with_criteria.errors, "what would not be kept is said, not dropped"


def test_a_reason_for_disqualification_without_the_mark_is_a_fault():
    assert "chưa đánh dấu" in check(disqualified_reason="Giả").errors["disqualified_reason"]


def test_an_unknown_word_for_disqualified_is_a_fault_not_a_no():
    assert "disqualified" in check(disqualified="bị loai").errors
    for typed in ("", "0", "không", "false", "Không"):
        assert check(disqualified=typed).errors == {}


# --- saving ---------------------------------------------------------------------------------------
@pytest.fixture
def round_(lan):
    return make.evaluating_round(lan, make.products(3))


def uids(round_):
    return [one.uid for one in round_.applications.order_by("position")]


def entries():
    return JournalEntry.objects.count()


def test_complete_rows_become_results_in_one_journal_entry(round_, lan):
    before = entries()
    saved = make.enter(
        round_,
        lan,
        make.scored("86,4"),
        make.scored("95", marks="3", missed="2.3"),
        make.scored("29,9999", marks="2"),
    )
    assert [row.outcome for row in saved] == ["saved"] * 3
    assert entries() == before + 1
    stored = [
        (r.total, r.stars_by_total, r.stars_by_marks, r.final_stars)
        for r in Result.objects.order_by("application__position")
    ]
    assert stored == [
        (Decimal("86.4000"), 4, 5, 4),
        (Decimal("95.0000"), 5, 3, 3),
        (Decimal("29.9999"), 1, 2, 1),
    ]
    assert set(Result.objects.values_list("entered_by", flat=True)) == {lan.pk}


def test_a_disqualified_row_is_a_result_without_stars(round_, lan):
    first = uids(round_)[0]
    results.enter(
        round_, {first: {"disqualified": "1", "disqualified_reason": "Giấy tờ giả"}}, {}, by=lan
    )
    result = Result.objects.get()
    assert (result.disqualified, result.total, result.final_stars, result.disqualified_reason) == (
        True,
        None,
        None,
        "Giấy tờ giả",
    )


def test_faulty_rows_are_kept_exactly_as_typed_and_the_right_ones_saved(round_, lan):
    first, second, _ = uids(round_)
    faulty = make.scored("75,5") | {"part_a": " 4o,00", "marks_met": ""}
    saved = results.enter(round_, {first: faulty, second: make.scored()}, {}, by=lan)
    assert [row.outcome for row in saved] == ["draft", "saved"]
    draft = ResultDraft.objects.get()
    assert draft.raw["part_a"] == "4o,00"
    assert typed_row(None, draft) == {name: faulty.get(name, "").strip() for name in FIELDS}
    assert set(saved[0].row.errors) == {"part_a", "marks_met"}
    assert list(Result.objects.values_list("application__uid", flat=True)) == [second]


def test_a_result_changed_for_the_worse_is_taken_back_to_a_draft_and_returns_under_the_same_story(
    round_, lan
):
    first = uids(round_)[0]
    results.enter(round_, {first: make.scored()}, {}, by=lan)
    assert (
        results.enter(round_, {first: make.scored(marks="")}, {first: 1}, by=lan)[0].outcome
        == "draft"
    )
    assert Result.objects.count() == 0, "an old conclusion must not stand unseen"
    again = results.enter(round_, {first: make.scored("60")}, {first: 2}, by=lan)[0]
    assert (again.outcome, again.version) == ("saved", 3)
    assert Result.objects.get().final_stars == 3
    assert ResultDraft.objects.count() == 0


def test_an_emptied_row_takes_its_result_back(round_, lan):
    first = uids(round_)[0]
    results.enter(round_, {first: make.scored()}, {}, by=lan)
    cleared = results.enter(round_, {first: dict.fromkeys(FIELDS, "")}, {first: 1}, by=lan)[0]
    assert (cleared.outcome, cleared.version) == ("cleared", 2)
    assert Result.objects.count() == 0


def test_a_stale_row_changes_nothing_and_shows_both(round_, lan):
    hoa, first = make.staff("hoa"), uids(round_)[0]
    results.enter(round_, {first: make.scored("60")}, {}, by=hoa)
    before = entries()
    stale = results.enter(round_, {first: make.scored("80")}, {first: 0}, by=lan)[0]
    assert (stale.outcome, stale.theirs["total"], stale.row.raw["total"]) == (
        "stale",
        "60,00",
        "80",
    )
    assert (Result.objects.get().total, entries()) == (Decimal(60), before)


def test_an_unchanged_row_writes_nothing(round_, lan):
    first = uids(round_)[0]
    results.enter(round_, {first: make.scored()}, {}, by=lan)
    typed, before = typed_row(Result.objects.get(), None), entries()
    assert results.enter(round_, {first: typed}, {first: 1}, by=lan)[0].outcome == "unchanged"
    assert (Result.objects.get().version, entries()) == (1, before)


def test_a_kept_row_that_lacked_nothing_but_a_forbidden_field_can_still_be_saved(round_, lan):
    first = uids(round_)[0]
    assert (
        results.enter(round_, {first: make.scored() | {"final_stars": "5"}}, {}, by=lan)[0].outcome
        == "draft"
    )
    assert Result.objects.count() == 0
    assert results.enter(round_, {first: make.scored()}, {first: 1}, by=lan)[0].outcome == "saved"


@pytest.mark.parametrize("uid", ["0000000", "", "foreign"])
def test_an_application_of_no_or_another_round_is_refused_whole(round_, lan, uid):
    other = make.evaluating_round(lan, [make.product("Chè xanh")], number=2)
    name = uids(other)[0] if uid == "foreign" else uid
    with pytest.raises(Refused, match="Không có hồ sơ"):
        results.enter(round_, {uids(round_)[0]: make.scored(), name: make.scored()}, {}, by=lan)
    assert Result.objects.count() == 0


@pytest.mark.parametrize("move", ["withdraw", "hold"])
def test_idle_applications_take_no_results(round_, lan, move):
    application = round_.applications.first()
    move_application(application, move, by=lan, reason="Chủ thể xin thôi")
    with pytest.raises(Refused, match="rút hoặc tạm dừng"):
        results.enter(round_, {application.uid: make.scored()}, {}, by=lan)
    assert Result.objects.count() == 0


def test_results_are_taken_only_while_the_round_is_evaluated(lan, db):
    round_ = make.open_round(lan)
    first = make.take_in(round_, make.products(1), lan)[0].uid
    with pytest.raises(Refused, match="khi đợt đang đánh giá"):
        results.enter(round_, {first: make.scored()}, {}, by=lan)
    workflow.move(round_, "start", by=lan)
    make.enter(round_, lan, make.scored())
    make.moved(round_, "conclude", by=lan)
    for _ in range(2):
        with pytest.raises(Refused, match="khi đợt đang đánh giá"):
            results.enter(round_, {first: make.scored("95")}, {first: 1}, by=lan)
        round_.refresh_from_db()
        if round_.status == "concluded":
            make.moved(round_, "approve", by=make.approver())
    assert Result.objects.get().total == Decimal("75.5")


@pytest.mark.parametrize("who", ["other province", "read only", "commune", "nobody"])
def test_others_may_not_enter_results(round_, who):
    person = {
        "other province": lambda: make.staff("xa", "24"),
        "read only": lambda: make.user("doc", "read_only"),
        "commune": lambda: make.user("xa_", "commune_officer"),
        "nobody": lambda: make.user("khong", ""),
    }[who]()
    with pytest.raises(PermissionDenied):
        make.enter(round_, person, make.scored())
    assert (Result.objects.count(), ResultDraft.objects.count()) == (0, 0)


# --- who typed may not approve --------------------------------------------------------------------
def conclude(round_, lan):
    make.enter(round_, lan, make.scored())
    return make.moved(round_, "conclude", by=lan)


def refused_approval(round_, person):
    before = entries()
    with pytest.raises(Refused, match="người duyệt phải là người khác"):
        make.moved(round_, "approve", by=person)
    round_.refresh_from_db()
    assert (round_.status, entries()) == ("concluded", before)


def test_an_approver_who_typed_a_result_that_another_replaced_is_refused(round_, lan):
    minh, first = make.approver(), uids(round_)[0]
    results.enter(round_, {first: make.scored("95")}, {}, by=minh)
    results.enter(round_, {first: make.scored("60")}, {first: 1}, by=lan)
    conclude(round_, lan)
    assert set(Result.objects.values_list("entered_by__username", flat=True)) == {"lan"}
    refused_approval(round_, minh)
    make.moved(round_, "approve", by=make.approver("dung"))


def test_an_approver_whose_result_was_emptied_and_entered_anew_by_another_may_approve(round_, lan):
    minh, first = make.approver(), uids(round_)[0]
    results.enter(round_, {first: make.scored("95")}, {}, by=minh)
    results.enter(round_, {first: dict.fromkeys(FIELDS, "")}, {first: 1}, by=minh)
    results.enter(round_, {first: make.scored("60")}, {first: 2}, by=lan)
    conclude(round_, lan)
    assert make.moved(round_, "approve", by=minh).status == "approved"


def test_an_approver_who_typed_only_the_points_and_left_the_last_cell_to_another_is_refused(
    round_, lan
):
    minh, first = make.approver(), uids(round_)[0]
    results.enter(round_, {first: make.scored("95", marks="")}, {}, by=minh)
    results.enter(round_, {first: make.scored("95", marks="5")}, {first: 1}, by=lan)
    refused_approval(conclude(round_, lan), minh)


def test_an_approver_who_typed_in_another_round_may_approve_this_one(round_, lan):
    minh = make.approver()
    other = make.evaluating_round(minh, [make.product("Chè xanh")], number=2)
    make.enter(other, minh, make.scored())
    conclude(round_, lan)
    assert make.moved(round_, "approve", by=minh).status == "approved"
    assert set(
        Result.objects.filter(application__round=round_).values_list("approved_by", flat=True)
    ) == {minh.pk}


def test_the_database_itself_refuses_an_approver_who_entered(round_, lan):
    from django.db import IntegrityError, transaction

    make.enter(round_, lan, make.scored())
    with (
        pytest.raises(IntegrityError, match="result_approver_is_not_enterer"),
        transaction.atomic(),
    ):
        Result.objects.update(approved_by=lan)


def test_the_database_itself_refuses_stars_above_points_or_marks(round_, lan):
    from django.db import IntegrityError, transaction

    make.enter(round_, lan, make.scored("60", marks="4"))
    with pytest.raises(IntegrityError, match="result_final_not_above"), transaction.atomic():
        Result.objects.update(final_stars=4)
    assert Application.objects.filter(result__final_stars=3).count() == 3
