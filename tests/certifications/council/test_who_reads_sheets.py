"""Single members' sheets: read by the chair, the secretary and who keys them; everybody else of the
office, read-only accounts and the Ministry read what closed ones come to, and of drafts nothing."""

import pytest
from django.urls import reverse

from certifications.council import attendance
from certifications.council import members as council
from certifications.council.members import council_of
from certifications.council.sheets.access import reader_of
from certifications.imports.contract import Context
from certifications.imports.kinds.results import Results
from certifications.imports.kinds.results.columns import CRITERION
from certifications.models import CouncilRole
from certifications.papers.facts import facts_of
from ocop_registry import clock
from ocop_registry.accounts.models import Role
from tests import factories as make
from tests.certifications.council import scored_round as made
from tests.support.cast import signed_in

pytestmark = pytest.mark.django_db
REMARK = "Nhận xét riêng của ủy viên"
DRAFT_REMARK = "Nháp chưa xong của ủy viên"


@pytest.fixture
def scene():
    """Chair Ba with an account, member 2 on paper, member 3 Tư with an account. Ba closed a sheet,
    the office closed member 2's, Tư has a draft."""
    lan, ba, tu = make.staff(), made.member_account("ba"), made.member_account("tu")
    round_, [one], members = made.sitting(lan, users={1: ba, 3: tu})
    made.closed(one, members[0], made.filled(one, 71) | {"comment": REMARK}, ba)
    made.closed(one, members[1], made.filled(one, 83), lan)
    made.draft(one, members[2], made.filled(one, 92) | {"comment": DRAFT_REMARK}, tu)
    return lan, ba, tu, round_, one, members


def readers(lan):
    return {
        "office": lan,
        "approver": make.approver(),
        "read only": make.user("doc", Role.READ_ONLY),
        "ministry": make.ministry(),
    }


def pages(round_, one, members):
    return [
        reverse("admin:round_sheets", args=[round_.uid]),
        reverse("admin:application_sheets", args=[round_.uid, one.uid]),
        *(reverse("admin:member_sheets", args=[round_.uid, seat.uid]) for seat in members),
    ]


@pytest.mark.parametrize("who", ["office", "approver", "read only", "ministry"])
def test_pages_and_files_tell_of_closed_sheets_their_sum_and_of_drafts_nothing(scene, who):
    lan, _, _, round_, one, members = scene
    client = signed_in(readers(lan)[who])
    texts = {path: client.get(path).content.decode() for path in pages(round_, one, members)}
    assert all(REMARK not in text and DRAFT_REMARK not in text for text in texts.values())
    assert all("92,00" not in text for text in texts.values())
    whole = texts[reverse("admin:round_sheets", args=[round_.uid])]
    assert "71,00" in whole
    assert "83,00" in whole
    file = client.get(reverse("admin:round_sheets", args=[round_.uid]) + "?xuat=csv")
    text = (b"".join(file.streaming_content) if file.streaming else file.content).decode()
    assert "71,00" in text
    assert "92,00" not in text


def test_criteria_of_a_sheet_are_shown_to_who_keys_it_only(scene):
    lan, _, _, round_, one, members = scene
    people = readers(lan)

    def shown(who, seat):
        path = reverse("admin:member_sheets", args=[round_.uid, seat.uid])
        text = signed_in(people[who]).get(path).content.decode()
        cells = text.split('class="cell part')[1:]
        return sum('<span class="fixed"></span>' not in cell for cell in cells)

    assert shown("office", members[0]) == 0
    assert shown("office", members[1]) > 20
    assert shown("read only", members[1]) == 0
    assert shown("ministry", members[1]) == 0


def test_slips_and_the_workbook_of_criteria_go_to_few(scene):
    lan, ba, _, round_, one, members = scene
    people = readers(lan)

    def slips(by):
        return {slip.member for slip in facts_of(round_, by).slips if slip.sheet}

    assert slips(lan) == {members[1]}
    assert slips(people["read only"]) == set()
    assert slips(people["ministry"]) == set()
    assert slips(ba) == {members[0], members[1]}  # the chair, of closed ones
    page = reverse("admin:round_paper", args=[round_.uid, f"phieu-{members[0].uid}-{one.uid}"])
    assert signed_in(people["read only"]).get(page).status_code == 404

    def in_workbook(by):
        context = Context(round_.place, round_, by, clock.today())
        rows = Results().layouts(context, filled=True)[-1].rows
        return {row["member"] for row in rows if any(key.startswith(CRITERION) for key in row)}

    assert in_workbook(lan) == {"Ủy viên 2"}
    assert in_workbook(people["approver"]) == {"Ủy viên 2"}
    assert in_workbook(None) == {"Ủy viên 1", "Ủy viên 2", "Ủy viên 3"}  # the command line
    for who in ("read only", "ministry"):
        assert in_workbook(people[who]) == set()


def test_the_chair_and_the_secretary_read_what_is_closed_and_nobodys_draft(scene):
    lan, ba, tu, round_, one, members = scene
    thu = made.member_account("thu")
    seats = [
        council.Seat(
            seat.name, seat.role, seat.agency, seat.user, uid=seat.uid, version=seat.version
        )
        for seat in council_of(round_).members
    ]
    told = {"reason": "Bổ sung thư ký"}
    secretary = council.Seat("Thư ký", CouncilRole.SECRETARY, "Văn phòng", thu)
    council.set_council(round_, [*seats, secretary], by=lan, **told)
    attendance.take_attendance(
        round_, {seat.uid: True for seat in council_of(round_).members}, by=lan
    )
    now = council_of(round_)
    for person in (ba, thu):
        reader = reader_of(person, now, round_)
        assert reader.may_read(members[1], closed=True)
        assert not reader.may_read(members[2], closed=False)
    assert reader_of(tu, now, round_).may_read(members[2], closed=False)
    assert not reader_of(tu, now, round_).may_read(members[0], closed=True)


def test_a_second_keying_is_not_shown_to_who_may_not_key(scene):
    lan, _, _, round_, one, members = scene
    round_.rules = {"double_keying": True}
    round_.save()
    sheet = one.sheets.get(member=members[1])
    page = reverse("admin:sheet_key_again", args=[round_.uid, sheet.uid])
    people = readers(lan)
    assert signed_in(people["read only"]).get(page).status_code == 403
    assert signed_in(people["ministry"]).get(page).status_code == 403
    assert signed_in(make.staff("phu")).get(page).status_code == 200
