"""Pages of councils and score sheets: what the office and a member see, type, close, and what is
kept when it does not go through."""

import json
import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from certifications.council.sheets import cell_text
from certifications.council.sheets.access import card_of
from certifications.council.sheets.content import read_content
from certifications.models import Conflict, Result, ScoreSheet, SheetHistory
from certifications.results import from_sheets
from ocop_registry.journal.models import JournalEntry
from tests import factories as make
from tests.certifications.council import scored_round as made
from tests.support.cast import signed_in

pytestmark = pytest.mark.django_db


def url(name, *args):
    return reverse(f"admin:{name}", args=args)


def post_json(client, round_, rows, *, by="lan", mode="criteria"):
    body = {"by": by, "mode": mode, "rows": rows}
    return client.post(
        url("round_sheets_save", round_.uid), json.dumps(body), content_type="application/json"
    )


def fields_of(page: str) -> dict[str, list[str]]:
    """The fields of the grid's form as a browser would send them."""
    found: dict[str, list[str]] = {}
    for tag in re.findall(r"<input[^>]*>", page):
        name, value = re.search(r'name="([^"]*)"', tag), re.search(r'value="([^"]*)"', tag)
        if name and name[1].startswith(("u-", "unit")):
            found.setdefault(name[1], []).append(value[1] if value else "")
    return found


# --- cells ----------------------------------------------------------------------------------------
@pytest.mark.parametrize("set_no", [6, 16, 26])
def test_a_sheet_survives_its_cells(set_no):
    lan = make.staff()
    round_ = make.evaluating_round(lan, [make.product(set_no=set_no)])
    card = card_of(round_.applications.get())
    choices = made.choices_for(card, 55)
    findings = {one.code: card.findings_of(one)[0] for one in card.scored if card.findings_of(one)}
    choices["1.1"] = {"typed": "abc", "case": None}
    content = read_content({"choices": choices, "findings": findings, "comment": "Nên bổ sung"})
    assert (
        read_content(cell_text.content_data(cell_text.values_of(content, card), card, {}))
        == content
    )


# --- the council ----------------------------------------------------------------------------------
def test_the_council_is_edited_as_rows_and_refused_rows_stay_as_typed(clients):
    lan = clients["lan"]
    round_ = make.draft_round()
    rows = {
        "r-0-number": "2",
        "r-0-name": "Lê B",
        "r-0-role": "member",
        "r-1-number": "1",
        "r-1-name": "Trần A",
        "r-1-role": "chair",
    }
    assert lan.post(url("round_council", round_.uid), rows).status_code == 302
    assert [one.name for one in round_.council.all()] == ["Trần A", "Lê B"]
    bad = rows | {"r-0-role": "chair", "r-0-agency": "Sở Công Thương"}
    answer = lan.post(url("round_council", round_.uid), bad)
    assert answer.status_code == 409
    assert "Có 2 chủ tịch" in answer.content.decode()
    assert "Sở Công Thương" in answer.content.decode()
    assert [one.agency for one in round_.council.all()] == ["", ""]


def test_attendance_conflicts_and_lifting_through_the_page(clients, minh):
    lan = clients["lan"]
    round_, (application,), members = made.sitting(make.staff("khac"), present=False)
    sent = {"member": [one.uid for one in members], "present": [members[0].uid, members[1].uid]}
    lan.post(url("council_attendance", round_.uid), sent)
    assert list(round_.council.values_list("present", flat=True)) == [True, True, False]
    page = lan.get(url("round_council", round_.uid)).content.decode()
    assert "Có mặt 2/3 thành viên chấm điểm, có chủ tịch: chưa đủ" in page
    lan.post(
        url("council_conflict", round_.uid),
        {"member": members[1].uid, "application": application.uid, "kind": "family"},
    )
    conflict = Conflict.objects.get()
    lift = url("council_lift", round_.uid, conflict.uid)
    assert signed_in(make.user("doc", "read_only")).post(lift).status_code == 403
    assert clients["minh"].post(lift, {"reason": ""}).status_code == 409
    assert Conflict.objects.exists()
    assert clients["minh"].post(lift, {"reason": "Khai nhầm"}).status_code == 302
    assert not Conflict.objects.exists()


@pytest.fixture
def clients(lan, minh, hoa):
    return {one.username: signed_in(one) for one in (lan, minh, hoa)}


# --- the grids ------------------------------------------------------------------------------------
def test_a_grid_saved_as_typed_answers_sheet_by_sheet(lan, clients):
    round_, (application,), members = made.sitting(lan)
    card = card_of(application)
    values = cell_text.values_of(read_content(made.filled(application, 60)), card)
    key = f"{application.uid}-{members[0].uid}"
    rows = [
        {"uid": key, "version": 0, "scoring": 1, "values": values},
        {
            "uid": f"{application.uid}-{members[1].uid}",
            "version": 0,
            "scoring": 1,
            "values": {"1.1": "99"},
        },
        {"uid": f"XXXXXXX-{members[1].uid}", "version": 0, "scoring": 1, "values": {}},
        {
            "uid": f"{application.uid}-{members[2].uid}",
            "version": 0,
            "scoring": 1,
            "values": {"stars": "5"},
        },
    ]
    answers = post_json(clients["lan"], round_, rows).json()["rows"]
    assert [one["outcome"] for one in answers] == ["saved", "saved", "refused", "refused"]
    assert (answers[0]["complete"], answers[0]["missing"]) == (True, [])
    assert "đạt đến" in answers[0]["stars"]
    assert "không có mức 99" in answers[1]["errors"]["1.1"]
    assert "hạng sao" in answers[3]["problems"][0]
    assert ScoreSheet.objects.count() == 2
    again = post_json(clients["lan"], round_, rows[:1]).json()["rows"]
    assert again[0]["outcome"] == "unchanged"
    assert SheetHistory.objects.count() == 2


def test_the_second_editor_gets_both_versions(lan, clients):
    round_, (application,), members = made.sitting(lan)
    key = f"{application.uid}-{members[0].uid}"
    post_json(
        clients["lan"], round_, [{"uid": key, "version": 0, "scoring": 1, "values": {"1.1": "1"}}]
    )
    answer = post_json(
        clients["minh"],
        round_,
        [{"uid": key, "version": 0, "scoring": 1, "values": {"1.1": "3"}}],
        by="minh",
    ).json()["rows"][0]
    assert (answer["outcome"], answer["theirs"]["1.1"], answer["who"], answer["version"]) == (
        "stale",
        "1",
        "Người lan",
        1,
    )
    assert ScoreSheet.objects.get().choices["1.1"]["points"] == 1


def test_a_plain_form_keeps_what_was_typed_beside_the_other_version(lan, clients):
    round_, (application,), members = made.sitting(lan)
    address = url("application_sheets", round_.uid, application.uid)
    fields = fields_of(clients["lan"].get(address).content.decode())
    name = f"u-{application.uid}-{members[0].uid}-1.1"
    made.draft(application, members[0], {"choices": {"1.1": 1}}, lan)
    answer = clients["minh"].post(address, fields | {name: "3"})
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "người khác vừa sửa phiếu này" in page
    assert "họ: 1" in page
    assert fields_of(page)[name] == ["3"]
    assert ScoreSheet.objects.get().choices["1.1"]["points"] == 1
    # saved again: mine is kept
    assert clients["minh"].post(address, fields_of(page)).status_code == 302
    assert ScoreSheet.objects.get().choices["1.1"]["points"] == 3


def test_a_form_nobody_touched_saves_nothing(lan, clients):
    round_, (application,), members = made.sitting(lan)
    made.draft(application, members[0], made.filled(application, 40, comment="Dài\ndòng"), lan)
    address = url("application_sheets", round_.uid, application.uid)
    fields = fields_of(clients["lan"].get(address).content.decode())
    assert clients["lan"].post(address, fields).status_code == 302
    assert SheetHistory.objects.count() == 1


def test_a_sheet_is_typed_closed_and_reopened_through_the_pages(lan, clients):
    round_, (application,), members = made.sitting(lan)
    address = url("application_sheets", round_.uid, application.uid)
    fields = fields_of(clients["lan"].get(address).content.decode())
    key = f"{application.uid}-{members[0].uid}"
    values = cell_text.values_of(read_content(made.filled(application, 60)), card_of(application))
    fields |= {f"u-{key}-{name}": text for name, text in values.items() if name != "1.2"}
    answer = clients["lan"].post(address, fields | {"close": key})
    assert answer.status_code == 409
    assert "Chưa chấm 1 mục: 1.2." in answer.content.decode()
    fields = fields_of(answer.content.decode()) | {f"u-{key}-1.2": values["1.2"]}
    assert clients["lan"].post(address, fields | {"close": key}).status_code == 302
    sheet = ScoreSheet.objects.get()
    assert sheet.closed
    # sent twice: nothing more happens
    assert clients["lan"].post(address, fields | {"close": key}).status_code == 409
    assert JournalEntry.objects.filter(act="sheet.close").count() == 1
    reopen = url("sheet_reopen", round_.uid, sheet.uid)
    assert clients["lan"].post(reopen, {"reason": " "}).status_code == 409
    assert clients["lan"].post(reopen, {"reason": "Nhập nhầm"}).status_code == 302
    sheet.refresh_from_db()
    assert not sheet.closed


def test_the_round_grid_takes_parts_and_the_councils_marks(lan, clients):
    round_, (application,), members = made.sitting(lan)
    rows = [
        {
            "uid": f"{application.uid}-{one.uid}",
            "version": 0,
            "scoring": 1,
            "values": {"part_a": "35,5", "part_b": "20", "part_c": "30"},
        }
        for one in members
    ]
    answers = post_json(clients["lan"], round_, rows, mode="totals").json()["rows"]
    assert all(one["complete"] for one in answers)
    address = url("round_sheets", round_.uid)
    page = clients["lan"].get(address).content.decode()
    assert "85,50" in page
    assert clients["lan"].post(address, fields_of(page) | {"close_all": "1"}).status_code == 302
    assert ScoreSheet.objects.filter(closed_at__isnull=False).count() == 3
    assert JournalEntry.objects.filter(act="sheet.close").count() == 1
    conclude = url("round_sheets_conclude", round_.uid)
    clients["lan"].post(conclude, {})
    assert not Result.objects.exists()
    clients["lan"].post(conclude, {f"marks-{application.uid}": "5"})
    assert (Result.objects.get().total, Result.objects.get().final_stars) == (85.5, 4)


def test_a_second_scoring_and_its_conclusion_through_the_pages(lan, clients):
    round_, (application,), members = made.sitting(lan)
    made.score_all(application, members, lan, 50, 80)
    address = url("application_sheets", round_.uid, application.uid)
    assert "Mở chấm lần hai" in clients["lan"].get(address).content.decode()
    clients["lan"].post(url("application_conclude", round_.uid, application.uid), {})
    assert not Result.objects.exists()
    assert (
        clients["lan"]
        .post(url("application_second", round_.uid, application.uid), {"reason": "Lệch 30 điểm"})
        .status_code
        == 302
    )
    page = clients["lan"].get(address).content.decode()
    assert "Lần chấm thứ nhất (giữ nguyên)" in page
    assert "50,00" in page
    made.score_all(application, members, lan, 70)
    clients["lan"].post(url("application_conclude", round_.uid, application.uid), {})
    assert Result.objects.get().total == 70


def test_the_second_keying_page_lists_every_difference_and_does_not_show_the_first(lan, clients):
    round_, (application,), members = made.sitting(lan, rules={"double_keying": True})
    content = made.filled(application, 60)
    sheet = made.draft(application, members[0], content, lan).sheet
    address = url("sheet_key_again", round_.uid, sheet.uid)
    assert (
        'value="' + str(content["choices"]["1.1"]["points"]) + '"'
        not in clients["minh"].get(address).content.decode()
    )
    values = {
        f"c-{code}": text
        for code, text in cell_text.values_of(read_content(content), card_of(application)).items()
    }
    page = clients["minh"].post(address, values | {"c-1.1": "9"}).content.decode()
    assert "1.1: lần một" in page
    assert clients["minh"].post(address, values).status_code == 302
    assert clients["lan"].post(address, values).status_code == 409


@pytest.mark.parametrize("name", ["round_sheets", "round_council"])
def test_other_provinces_and_members_find_no_page(lan, clients, name):
    ba = made.member_account("ba")
    round_, (application,), members = made.sitting(lan, users={2: ba})
    sheet = made.draft(application, members[0], {"comment": "x"}, lan).sheet
    addresses = [
        url(name, round_.uid),
        url("application_sheets", round_.uid, application.uid),
        url("member_sheets", round_.uid, members[0].uid),
        url("sheet_reopen", round_.uid, sheet.uid),
    ]
    for client in (clients["hoa"], signed_in(ba)):
        assert [client.get(address).status_code for address in addresses] == [404] * 4
        assert post_json(client, round_, []).status_code == 404


def counted(client, *addresses):
    numbers = []
    for address in addresses:
        with CaptureQueriesContext(connection) as captured:
            assert client.get(address).status_code == 200
        numbers.append(len(captured))
    return numbers


def test_queries_do_not_grow_with_applications_and_members(lan, clients):
    def pages(products, members, number):
        round_, applications, seated = made.sitting(lan, products, members, number=number)
        for application in applications:
            made.score_all(application, seated, lan, 60)
        from_sheets.conclude_all(round_, by=lan)
        client = signed_in(lan)
        client.get(url("round_council", round_.uid))
        return counted(
            client,
            url("round_sheets", round_.uid),
            url("application_sheets", round_.uid, applications[0].uid),
            url("member_sheets", round_.uid, seated[0].uid),
            url("round_council", round_.uid),
        )

    few = pages(1, 2, 1)
    assert pages(3, 4, 2) == few
    assert max(few) <= 20
