"""Who typed a row cannot approve the round, until another person has entered it anew."""

import pytest

from certifications.council.sheets import closing
from certifications.results import from_sheets, shapers, typed
from certifications.results.typed_row import FIELDS
from certifications.rounds.access import Refused
from tests import factories as make
from tests.certifications.council import scored_round as made

pytestmark = pytest.mark.django_db
EMPTY = dict.fromkeys(FIELDS, "")


@pytest.fixture
def round_(lan):
    return make.evaluating_round(lan, make.products(2))


def row_of(round_, index=0):
    return round_.applications.order_by("position")[index].uid


def enter(round_, uid, row, by):
    [saved] = typed.enter(round_, {uid: row}, versions(round_), by=by)
    assert saved.outcome in {"saved", "draft", "cleared"}, saved
    return saved


def versions(round_):
    found = {}
    for one in round_.applications.select_related("result", "draft"):
        result, draft = getattr(one, "result", None), getattr(one, "draft", None)
        found[one.uid] = draft.version if draft else result.version if result else 0
    return found


def refusals(round_, user):
    return " ".join(shapers.refusals(round_, user))


def test_emptied_and_entered_anew_by_another_the_row_is_no_longer_his(round_, lan, minh):
    uid = row_of(round_)
    enter(round_, uid, make.scored("95"), minh)
    assert str(round_.applications.get(uid=uid)) in refusals(round_, minh)
    enter(round_, uid, make.scored("60"), lan)  # written over: part A is still his
    assert "xóa trắng" in refusals(round_, minh)
    enter(round_, uid, EMPTY, lan)
    enter(round_, uid, make.scored("95"), lan)
    assert refusals(round_, minh) == ""
    make.enter(round_, lan, make.scored("95"))
    make.moved(round_, "conclude", by=lan)
    assert make.moved(round_, "approve", by=minh).status == "approved"


def test_a_row_of_which_a_part_is_left_stays_his(round_, lan, minh):
    uid, whole = row_of(round_), make.scored("95")
    enter(round_, uid, whole, minh)
    enter(round_, uid, whole | {"total": ""}, lan)  # the result becomes a draft of what is left
    enter(round_, uid, whole, lan)
    assert refusals(round_, minh) != ""


def test_what_he_half_typed_stays_his_until_it_is_emptied(round_, lan, minh):
    uid, whole = row_of(round_), make.scored("95")
    enter(round_, uid, whole | {"marks_met": ""}, minh)
    enter(round_, uid, whole, lan)
    assert refusals(round_, minh) != ""
    enter(round_, uid, EMPTY, lan)
    assert refusals(round_, minh) == ""
    enter(round_, uid, whole | {"marks_met": ""}, minh)  # and his again
    assert refusals(round_, minh) != ""


def test_another_row_of_his_still_stands_against_him(round_, lan, minh):
    first, second = row_of(round_), row_of(round_, 1)
    enter(round_, first, make.scored("95"), minh)
    enter(round_, second, make.scored("95"), minh)
    enter(round_, first, EMPTY, lan)
    enter(round_, first, make.scored("60"), lan)
    told = refusals(round_, minh)
    names = [str(one) for one in round_.applications.order_by("position")]
    assert names[1] in told
    assert names[0] not in told


def test_a_sheet_emptied_and_typed_anew_by_another_is_no_longer_his(lan, minh):
    round_, [one], members = made.sitting(lan)
    made.draft(one, members[0], made.totals("30", "20", "20"), minh)
    made.draft(one, members[0], made.totals("31", "20", "20"), lan)
    assert "phiếu của Ủy viên 1" in refusals(round_, minh)
    made.draft(one, members[0], made.totals("", "", ""), lan)
    assert refusals(round_, minh) == ""
    made.draft(one, members[0], made.totals("30", "20", "20"), lan)
    assert refusals(round_, minh) == ""


def test_who_closed_a_sheet_last_or_concluded_does_not_approve(lan, minh):
    round_, [one], members = made.sitting(lan)
    [sheet, *_] = made.score_all(one, members, lan, 80)
    closing.reopen_sheet(sheet, by=minh, reason="Xem lại")
    assert "khóa phiếu" in refusals(round_, minh)
    sheet.refresh_from_db()
    closing.close_sheet(sheet, sheet.version, by=lan)
    assert refusals(round_, minh) == ""
    from_sheets.conclude_application(one, by=minh)
    assert "nhập kết quả" in refusals(round_, minh)
    closing.reopen_sheet(sheet, by=lan, reason="Xem lại")  # takes the result back
    sheet.refresh_from_db()
    closing.close_sheet(sheet, sheet.version, by=lan)
    from_sheets.conclude_application(one, by=lan)
    assert refusals(round_, minh) == ""


def test_his_other_account_counts_as_his_own(round_, lan, minh):
    minh.roles_held.update(manages_accounts=True)
    helper = make.staff("phu")
    uid = row_of(round_)
    enter(round_, uid, make.scored("95"), helper)
    assert refusals(round_, minh) == ""
    enter(round_, uid, EMPTY, minh)
    enter(round_, uid, make.scored("95"), lan)
    assert refusals(round_, minh) == ""
    enter(round_, row_of(round_, 1), make.scored("60"), minh)
    make.enter(round_, lan, make.scored("60"))
    make.moved(round_, "conclude", by=lan)
    with pytest.raises(Refused, match="người duyệt phải là người khác"):
        make.moved(round_, "approve", by=minh)


def test_a_possible_approver_is_warned_before_the_first_key(round_, lan, minh):
    assert shapers.warning(round_, lan) == ""
    assert shapers.warning(round_, minh).startswith("Nếu anh/chị gõ")
    enter(round_, row_of(round_), make.scored("95"), minh)
    assert shapers.warning(round_, minh).startswith("Anh/chị không phê duyệt được đợt này.")
