"""Councils: who sits on them, who may be put on them, attendance and quorum."""

import pytest
from django.core.exceptions import PermissionDenied

from certifications.council import attendance
from certifications.council import members as council
from certifications.council.members import Seat
from certifications.models import CouncilMember, CouncilRole
from certifications.results import from_sheets
from certifications.rounds.access import Refused
from ocop_registry.journal.acts import VersionConflict
from ocop_registry.journal.models import JournalEntry
from tests import factories as make
from tests.certifications.council import scored_round as made

pytestmark = pytest.mark.django_db


def rows_of(members):
    return [
        Seat(
            one.name,
            one.role,
            one.agency,
            one.user,
            members.index(one.substitute_for) + 1 if one.substitute_for else None,
            one.uid,
            one.version,
        )
        for one in members
    ]


def names(round_):
    return [(one.name, one.role) for one in round_.council.order_by("position")]


# --- editing --------------------------------------------------------------------------------------
def test_a_council_is_set_edited_and_shortened_in_one_act_each():
    lan = make.staff()
    round_ = make.draft_round()
    first = council.set_council(round_, made.seats(3), by=lan)
    rows = rows_of(first)
    swapped = [
        Seat(rows[1].name, CouncilRole.CHAIR, uid=rows[1].uid, version=1),
        Seat(rows[0].name, CouncilRole.MEMBER, uid=rows[0].uid, version=1),
        Seat("Thư ký", CouncilRole.SECRETARY),
    ]
    council.set_council(round_, swapped, by=lan)
    assert names(round_) == [
        ("Ủy viên 2", "chair"),
        ("Ủy viên 1", "member"),
        ("Thư ký", "secretary"),
    ]
    assert JournalEntry.objects.filter(act="council.edit").count() == 2


def test_saving_the_same_council_writes_nothing():
    lan = make.staff()
    round_ = make.draft_round()
    members = council.set_council(round_, made.seats(3), by=lan)
    before = JournalEntry.objects.count()
    council.set_council(round_, rows_of(members), by=lan)
    assert JournalEntry.objects.count() == before


def test_every_fault_is_named_and_nothing_is_changed():
    lan = make.staff()
    round_ = make.draft_round()
    moi = made.member_account("moi")
    rows = [
        Seat("", CouncilRole.CHAIR),
        Seat("B", CouncilRole.CHAIR, user=lan),
        Seat("C", "boss"),
        Seat("D", user=moi),
        Seat("E", user=moi),
        Seat("F", substitute_for=6),
        Seat("G", CouncilRole.SECRETARY, substitute_for=4),
    ]
    with pytest.raises(Refused) as refused:
        council.set_council(round_, rows, by=lan)
    said = " ".join(refused.value.reasons)
    for part in (
        "Dòng 1: ghi họ và tên", "Có 2 chủ tịch", "lan không có vai trò", "lan xem được mọi phiếu", "“boss”",
        "moi đã chọn cho dòng 4", "Dòng 6: “thay cho”", "Dòng 7: thư ký",
    ):  # fmt: skip
        assert part in said
    assert names(round_) == []


def test_two_editors_of_one_council_the_second_is_told():
    lan = make.staff()
    round_ = make.draft_round()
    members = council.set_council(round_, made.seats(2), by=lan)
    seen = rows_of(members)
    council.set_council(
        round_, [Seat("Người khác", CouncilRole.CHAIR, uid=seen[0].uid, version=1), seen[1]], by=lan
    )
    with pytest.raises(VersionConflict):
        council.set_council(
            round_,
            [Seat("Của tôi", CouncilRole.CHAIR, uid=seen[0].uid, version=1), seen[1]],
            by=lan,
        )
    assert names(round_)[0] == ("Người khác", "chair")


def test_a_member_with_a_sheet_stays():
    lan = make.staff()
    round_, (application,), members = made.sitting(lan)
    made.draft(application, members[2], made.filled(application, 60), lan)
    with pytest.raises(Refused, match="Ủy viên 3 đã có phiếu chấm"):
        council.set_council(round_, rows_of(list(round_.council.all()))[:2], by=lan, reason="Bỏ")
    assert round_.council.count() == 3


def test_the_council_is_frozen_after_the_evaluation_and_edited_by_its_own_office_only():
    lan, hoa = make.staff(), make.staff("hoa", "24")
    round_ = make.evaluating_round(lan, make.products(1))
    with pytest.raises(PermissionDenied):
        council.set_council(round_, made.seats(), by=hoa)
    make.enter(round_, lan, make.scored())
    make.moved(round_, "conclude", by=lan)
    with pytest.raises(Refused, match="không sửa được nữa"):
        council.set_council(round_, made.seats(), by=lan)
    assert not CouncilMember.objects.exists()


# --- attendance and quorum ------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("members", "present", "reached"),
    [
        (7, [1, 2, 3, 4, 5, 6], True),  # 6 of 7 ≥ 5.25
        (7, [1, 2, 3, 4, 5], False),  # 5 < 5.25
        (7, [2, 3, 4, 5, 6, 7], False),  # without the chair
        (4, [1, 2, 3], True),  # 3 = 3/4 exactly
        (4, [1, 2], False),
        (3, [], False),
    ],
)
def test_quorum_is_three_quarters_with_the_chair(members, present, reached):
    lan = make.staff()
    round_, _, seated = made.sitting(lan, members=members, present=False)
    assert attendance.quorum_of(council.council_of(round_)).sentence.startswith("Chưa điểm danh")
    after = attendance.take_attendance(
        round_, {one.uid: n in present for n, one in enumerate(seated, 1)}, by=lan
    )
    quorum = attendance.quorum_of(after)
    assert (quorum.reached, quorum.present, quorum.chair_present) == (
        reached,
        len(present),
        1 in present,
    )


def test_a_present_substitute_fills_the_seat_of_who_is_away_and_never_makes_two():
    lan = make.staff()
    round_ = make.evaluating_round(lan, make.products(1))
    rows = [
        *made.seats(4),
        Seat("Người thay", substitute_for=1),
        Seat("Thư ký", CouncilRole.SECRETARY),
    ]
    seated = council.set_council(round_, rows, by=lan)
    away = {one.uid: n != 0 for n, one in enumerate(seated)}
    found = attendance.take_attendance(round_, away, by=lan)
    assert [one.name for one in found.scorers(round_.applications.get())] == [
        "Người thay",
        "Ủy viên 2",
        "Ủy viên 3",
        "Ủy viên 4",
    ]
    assert attendance.quorum_of(found).chair_present
    found = attendance.take_attendance(round_, {seated[0].uid: True}, by=lan)
    assert [one.name for one in found.scorers(round_.applications.get())] == [
        f"Ủy viên {n}" for n in range(1, 5)
    ]


def test_the_rounds_own_rules_decide_the_quorum():
    lan = make.staff()
    round_, _, seated = made.sitting(
        lan, members=3, present=False, rules={"quorum": "0.5", "members": 5}
    )
    found = attendance.take_attendance(round_, {one.uid: True for one in seated}, by=lan)
    quorum = attendance.quorum_of(found)
    assert (quorum.members, quorum.needed, quorum.reached) == (5, 3, True)


def test_attendance_is_taken_while_the_round_is_evaluated():
    lan = make.staff()
    round_ = make.draft_round()
    members = council.set_council(round_, made.seats(), by=lan)
    with pytest.raises(Refused, match="đang đánh giá"):
        attendance.take_attendance(round_, {members[0].uid: True}, by=lan)


def test_without_quorum_a_round_with_sheets_is_not_concluded():
    lan = make.staff()
    round_, (application,), members = made.sitting(lan, members=4)
    made.score_all(application, members, lan, 60)
    from_sheets.conclude_application(application, by=lan)
    attendance.take_attendance(round_, {one.uid: n < 2 for n, one in enumerate(members)}, by=lan)
    with pytest.raises(Refused, match="không đủ mức họp.*2/4"):
        from_sheets.conclude_application(application, by=lan)
    with pytest.raises(Refused, match="không đủ mức họp.*2/4"):
        make.moved(round_, "conclude", by=lan)
    round_.refresh_from_db()
    assert round_.status == "evaluating"


def test_a_round_without_sheets_needs_no_council():
    lan = make.staff()
    round_ = make.evaluating_round(lan, make.products(1))
    make.enter(round_, lan, make.scored())
    assert make.moved(round_, "conclude", by=lan).status == "concluded"
