"""Conflicts of interest: declared by whom, what they close, and that nothing of other members'
scores leaks to a member."""

from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse

from certifications.council import conflicts
from certifications.council.same_people import also_concerned, why_same
from certifications.models import Conflict, Result, ScoreSheet
from certifications.papers import official
from certifications.papers.facts import facts_of
from certifications.results import from_sheets, shapers
from certifications.rounds.access import Refused
from tests import factories as make
from tests.certifications.council import scored_round as made
from tests.support.cast import signed_in

pytestmark = pytest.mark.django_db


# --- the same people ------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("one", "other", "why"),
    [
        ({"representative_name": "Nông Thị X"}, {"representative_name": "nông thị x"}, "cùng người đại diện hoặc chủ hộ"),
        ({"representative_name": "Nông Thị X"}, {"name": "Hộ kinh doanh Nông Thị X"}, "cùng người đại diện hoặc chủ hộ"),
        ({"name": "HKD Nông Thị X"}, {"name": "Hộ bà Nông Thị X"}, "cùng người đại diện hoặc chủ hộ"),
        ({"phone": "0900 000 000"}, {"phone": "0900000000"}, "cùng số điện thoại"),
        ({"email": "A@example.vn"}, {"email": "a@example.vn"}, "cùng thư điện tử"),
        ({"tax_code": "4700123456"}, {"tax_code": "4700123456-001"}, "cùng mã số thuế của đơn vị chính"),
        ({"representative_name": "Nông Thị X"}, {"representative_name": "Nông Thị Ỵ"}, ""),
        ({"representative_name": "Thắm"}, {"representative_name": "Thắm"}, ""),
        ({}, {}, ""),
    ],
)  # fmt: skip
def test_behind_two_producers_stands_the_same_person(one, other, why):
    first = make.producer(**{"name": "HTX Một", **one})
    second = make.producer(**{"name": "HTX Hai", **other})
    assert why_same(first, second) == why_same(second, first) == why
    assert why_same(first, first) == "cùng chủ thể"


def test_who_declares_for_a_company_is_asked_about_its_other_dossiers():
    lan, ba, _, (first, second), members = made.sitting_with_an_account()
    conflict = conflicts.declare_conflict(first, members[1], "ownership", "góp vốn", by=ba)
    [(asked, why)] = also_concerned(conflict)
    assert (asked, why) == (second, "cùng chủ thể")
    [also] = conflicts.declare_also(conflict, [asked], by=ba)
    assert (also.kind, also.note, also.application) == ("ownership", "góp vốn", second)
    assert also_concerned(conflict) == []
    with pytest.raises(Refused, match="đã khai"):
        conflicts.declare_also(conflict, [asked], by=ba)
    with pytest.raises(Refused, match="Chọn ít nhất"):
        conflicts.declare_also(conflict, [], by=lan)
    with pytest.raises(PermissionDenied):
        conflicts.declare_also(conflict, [asked], by=make.staff("hoa", "24"))


# --- declaring and lifting ------------------------------------------------------------------------
def test_a_member_declares_for_himself_and_the_office_for_anybody():
    lan, ba, _, (first, second), members = made.sitting_with_an_account()
    conflicts.declare_conflict(first, members[1], "family", by=ba)
    conflicts.declare_conflict(second, members[0], "advice", by=lan)
    with pytest.raises(PermissionDenied):
        conflicts.declare_conflict(second, members[2], "family", by=ba)
    with pytest.raises(PermissionDenied):
        conflicts.declare_conflict(second, members[2], "family", by=make.staff("hoa", "24"))
    with pytest.raises(Refused, match="đã khai"):
        conflicts.declare_conflict(first, members[1], "supply", by=lan)
    with pytest.raises(Refused, match="hãy ghi rõ"):
        conflicts.declare_conflict(second, members[2], "other", by=lan)
    assert Conflict.objects.count() == 2


def test_a_conflicted_member_neither_types_nor_counts():
    lan, ba, _, (first, second), members = made.sitting_with_an_account()
    made.score_all(first, [members[0], members[2]], lan, 60)
    made.closed(first, members[1], made.filled(first, 70), ba)
    from_sheets.conclude_application(first, by=lan)
    assert Result.objects.get().total == Decimal("63.3333")
    conflicts.declare_conflict(first, members[1], "ownership", by=ba)
    assert not Result.objects.exists()  # it rested on the sheet
    from_sheets.conclude_application(first, by=lan)
    assert Result.objects.get().total == 60
    with pytest.raises(Refused, match="xung đột lợi ích"):
        made.draft(first, members[1], {"comment": "x"}, ba)
    assert ScoreSheet.objects.get(member=members[1]).closed  # kept as it was
    assert made.draft(second, members[1], {"comment": "x"}, ba).outcome == "saved"


def test_lifting_needs_an_approver_and_a_reason_and_takes_the_result_back():
    lan, ba, _, (first, _), members = made.sitting_with_an_account()
    conflict = conflicts.declare_conflict(first, members[1], "supply", by=ba)
    made.score_all(first, [members[0], members[2]], lan, 60)
    from_sheets.conclude_application(first, by=lan)
    for person in (ba, lan):
        with pytest.raises(PermissionDenied):
            conflicts.lift_conflict(conflict, by=person, reason="Khai nhầm")
    minh = make.approver()
    with pytest.raises(ValidationError):
        conflicts.lift_conflict(conflict, by=minh, reason="")
    conflicts.lift_conflict(conflict, by=minh, reason="Khai nhầm sản phẩm")
    assert not Conflict.objects.exists()
    assert not Result.objects.exists()
    with pytest.raises(Refused, match="đã được bỏ"):
        conflicts.lift_conflict(conflict, by=minh, reason="x")
    with pytest.raises(Refused, match="Ủy viên 2"):
        from_sheets.conclude_application(first, by=lan)


def test_who_lifted_a_conflict_does_not_approve_the_round():
    _, ba, round_, (first, _), members = made.sitting_with_an_account()
    minh, dung = make.approver(), make.approver("dung")
    conflict = conflicts.declare_conflict(first, members[1], "supply", by=ba)
    conflicts.lift_conflict(conflict, by=minh, reason="Khai nhầm sản phẩm")
    told = " ".join(shapers.refusals(round_, minh))
    assert "ghi hoặc bỏ xung đột lợi ích của đợt này: người duyệt phải là người khác" in told
    assert list(shapers.refusals(round_, dung)) == []


def test_everybody_in_conflict_means_no_result():
    lan, ba, _, (first, _), members = made.sitting_with_an_account()
    for member in members:
        conflicts.declare_conflict(first, member, "advice", by=lan)
    with pytest.raises(Refused, match="Không có thành viên nào"):
        from_sheets.conclude_application(first, by=lan)


def test_the_office_account_that_sees_everything_cannot_be_put_on_a_council():
    """The other half of the wall: no account that sees the round may score in it."""
    from certifications.council import members as council

    lan = make.staff()
    round_ = make.draft_round()
    both = made.member_account("ca-hai")
    both.roles_held.create(role="read_only", place=make.province(), since="2026-01-01")
    with pytest.raises(Refused, match="xem được mọi phiếu"):
        council.set_council(round_, made.seats(2, {2: both}), by=lan)


def test_what_the_office_wrote_down_by_mistake_it_takes_back_with_a_reason_for_the_minutes():
    lan, ba, round_, (first, second), members = made.sitting_with_an_account()
    by_office = conflicts.declare_conflict(first, members[0], "family", by=lan)
    by_himself = conflicts.declare_conflict(second, members[1], "supply", by=ba)
    with pytest.raises(PermissionDenied, match="tự khai"):
        conflicts.lift_conflict(by_himself, by=lan, reason="Khai nhầm")
    with pytest.raises(PermissionDenied):
        conflicts.lift_conflict(by_office, by=ba, reason="Khai nhầm")
    with pytest.raises(ValidationError):
        conflicts.lift_conflict(by_office, by=lan, reason=" ")
    conflicts.lift_conflict(by_office, by=lan, reason="Ghi nhầm dòng")
    [lifted] = conflicts.lifted_conflicts(members, [first, second])
    assert (lifted.member, lifted.application, lifted.reason) == (
        members[0],
        first,
        "Ghi nhầm dòng",
    )
    rows = official.minutes_values(facts_of(round_))["conflicts"]
    assert any("đã bỏ ngày" in row["kind"] and "Ghi nhầm dòng" in row["kind"] for row in rows)
    page = signed_in(lan).get(reverse("admin:round_council", args=[round_.uid])).content.decode()
    assert "Đã bỏ khai ngày" in page
    assert "Ghi nhầm dòng" in page
    assert page.count(">Bỏ khai</a>") == 0  # what is left the member declared himself
