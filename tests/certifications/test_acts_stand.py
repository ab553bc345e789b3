"""Every act asks for itself where things stand, on whatever way somebody comes to it: a round that
has moved on, a sheet that is closed, a version that is old, an act that was settled."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from certifications import workflow
from certifications.applications import evidence
from certifications.applications.participation import move_application
from certifications.certificates import erasing, held_back, prepared_acts
from certifications.council import attendance, members
from certifications.council.sheets import closing, drafts, second_keying
from certifications.decisions import compared_schemes, confirming, recording, returned_proposals
from certifications.decisions.plan import DecisionData
from certifications.models import Certification, Scorecard, ScoreSheet
from certifications.results import from_sheets
from certifications.results.second_scoring import open_second_scoring
from certifications.rounds import particulars
from certifications.rounds.access import Refused
from ocop_registry.journal.models import JournalEntry
from tests import factories as make
from tests.certifications.applications.test_evidence import PDF
from tests.certifications.council import scored_round as made

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("on_20_november")]
Acts = Mapping[str, tuple[Callable[[], Any], str]]
DATA = DecisionData("7/QĐ-UBND", make.SIGNED_ON, "UBND tỉnh Thái Nguyên", make.SIGNED_ON)


def refused(acts: Acts) -> None:
    """Each act is refused with words that hold these, and writes nothing."""
    written, told = JournalEntry.objects.count(), {}
    for name, (act, _) in acts.items():
        try:
            act()
            told[name] = "let through"
        except Refused as refusal:
            told[name] = str(refusal)
    unlike = {name: told[name] for name, (_, words) in acts.items() if words not in told[name]}
    assert unlike == {}
    assert JournalEntry.objects.count() == written


def pdf(content: bytes = PDF) -> SimpleUploadedFile:
    return SimpleUploadedFile("ban-ky.pdf", content)


# --- rounds and councils --------------------------------------------------------------------------
def test_nothing_is_scored_in_a_round_that_was_cancelled(lan):
    round_, (application, other), seated = made.sitting(lan, 2)
    content = made.filled(application, 70)
    made.score_all(application, seated, lan, 60, 75)
    shut = made.closed(other, seated[0], made.filled(other, 70), lan)
    open_ = made.draft(other, seated[1], made.filled(other, 70), lan)
    workflow.move(round_, "cancel", by=lan, reason="Lập nhầm")
    scored = "phiếu chấm chỉ nhập"
    refused(
        {
            "attendance": (
                lambda: attendance.take_attendance(round_, {seated[0].uid: False}, by=lan),
                "chỉ điểm danh",
            ),
            "draft": (lambda: drafts.save_draft(other, seated[2], content, 0, by=lan), scored),
            "close": (
                lambda: closing.close_sheet(open_.sheet, open_.version, by=lan),
                scored,
            ),
            "close many": (
                lambda: closing.close_complete(round_, {open_.sheet.uid: open_.version}, by=lan),
                scored,
            ),
            "reopen": (lambda: closing.reopen_sheet(shut, by=lan, reason="Nhầm"), scored),
            "second": (lambda: open_second_scoring(application, by=lan, reason="Lệch"), scored),
            "conclude": (lambda: from_sheets.conclude_all(round_, by=lan), scored),
            "edit": (lambda: particulars.edit(round_, by=lan), "thông tin đợt"),
        }
    )


def test_sheets_are_what_they_were_seen_to_be(lan):
    round_, (application, other), seated = made.sitting(lan, 2)
    content = made.filled(application, 70)
    made.score_all(application, seated, lan, 60, 75)
    open_ = made.draft(other, seated[1], made.filled(other, 70), lan)
    attendance.take_attendance(round_, {seated[1].uid: False}, by=lan)
    nothing = ScoreSheet(application=other, member=seated[2], scoring=1)
    refused(
        {
            "unknown member": (
                lambda: attendance.take_attendance(round_, {"ABCDEFG": True}, by=lan),
                "Không có thành viên",
            ),
            "absent, draft": (
                lambda: drafts.save_draft(other, seated[1], content, open_.version, by=lan),
                "điểm danh vắng mặt",
            ),
            "absent, close": (
                lambda: closing.close_sheet(open_.sheet, open_.version, by=lan),
                "điểm danh vắng mặt",
            ),
            "nothing keyed": (
                lambda: second_keying.key_again(nothing, content, by=lan),
                "Phiếu này không còn",
            ),
            "not far enough apart": (
                lambda: open_second_scoring(other, by=lan, reason="Lệch"),
                "Chưa khóa phiếu",
            ),
        }
    )
    closed, told = closing.close_complete(round_, {open_.sheet.uid: open_.version}, by=lan)
    assert closed == []
    assert "điểm danh vắng mặt" in told[0]
    attendance.take_attendance(round_, {seated[1].uid: True}, by=lan)
    refused(
        {
            "open already": (
                lambda: closing.reopen_sheet(open_.sheet, by=lan, reason="Nhầm"),
                "Phiếu đang mở",
            )
        }
    )
    first = ScoreSheet.objects.get(application=application, member=seated[0])
    open_second_scoring(application, by=lan, reason="Lệch nhau 15 điểm")
    refused(
        {
            "first scoring": (
                lambda: drafts.save_draft(
                    application, seated[0], content, first.version, by=lan, scoring=1
                ),
                "đã mở chấm lần hai",
            )
        }
    )


def test_a_member_and_an_application_of_two_rounds_have_no_sheet(lan):
    _, (application,), _ = made.sitting(lan)
    elsewhere = make.open_round(lan, number=7)
    [stranger, *_] = members.set_council(elsewhere, made.seats(), by=lan)
    refused(
        {
            "draft": (
                lambda: drafts.save_draft(application, stranger, {}, 0, by=lan),
                "không còn trong đợt",
            )
        }
    )


def test_what_was_withdrawn_is_not_concluded(lan):
    _, (application, _), seated = made.sitting(lan, 2)
    made.score_all(application, seated, lan, 60, 75)
    move_application(application, "withdraw", by=lan, reason="Xin rút")
    refused(
        {
            "conclude": (
                lambda: from_sheets.conclude_application(application, by=lan),
                "đã rút hoặc tạm dừng: không tổng hợp",
            ),
            "second": (
                lambda: open_second_scoring(application, by=lan, reason="Lệch"),
                "đã rút hoặc tạm dừng: không chấm",
            ),
        }
    )


# --- decisions and prepared acts ------------------------------------------------------------------
def test_a_decision_rests_on_results_that_wait_for_one(lan, minh, bo):
    round_ = make.approved_round(lan, minh, make.products(2))
    uids = [one.uid for one in round_.applications.all()]
    ahead = replace(DATA, signed_on=date(2026, 12, 1))
    refused(
        {
            "nothing": (lambda: recording.rehearse(round_, DATA, [], by=lan), "Chưa chọn kết quả"),
            "unknown": (
                lambda: recording.rehearse(round_, DATA, ["ABCDEFG"], by=lan),
                "không có kết quả đang chờ",
            ),
            "wrong day": (lambda: recording.rehearse(round_, ahead, uids, by=lan), "tương lai"),
            "prepare nothing": (
                lambda: confirming.prepare_returned([], DATA, by=lan),
                "Chưa chọn sản phẩm",
            ),
            "rehearse nothing": (
                lambda: returned_proposals.rehearse([], DATA, by=lan),
                "Chưa chọn sản phẩm",
            ),
            "no such act": (
                lambda: prepared_acts.prepare(round_, "praise", {}, by=lan, reason="Hay"),
                "Không có việc",
            ),
        }
    )


def test_what_was_settled_is_settled_once(lan, minh):
    make.certified(lan, minh, [make.product("Chè")])
    held = Certification.objects.get()
    values = {"ground": "a", "decision": "9/QĐ-UBND", "on": "2026-11-19"}
    turned_down = prepared_acts.prepare(held, "revoke", values, by=lan, reason="Theo văn bản")
    prepared_acts.reject(turned_down, by=minh, reason="Sai số")
    done = prepared_acts.prepare(held, "revoke", values, by=lan, reason="Theo văn bản")
    refused(
        {"again": (lambda: prepared_acts.approve(turned_down, by=minh), "đã được xử lý")},
    )
    prepared_acts.approve(done, by=minh)
    refused(
        {
            "approve": (lambda: prepared_acts.approve(done, by=minh), "đã được xử lý"),
            "reject": (
                lambda: prepared_acts.reject(done, by=minh, reason="Thôi"),
                "đã được xử lý",
            ),
        }
    )


def test_erasing_waits_for_what_waits_and_takes_only_what_is_a_persons_own(lan, minh):
    owner = make.producer("Hộ bà Pò", kind="household", phone="0912", tax_code="001234567890")
    make.certified(lan, minh, [make.product("Chè", of=owner)])
    changed = make.changed(owner, lan, minh, tax_code="009999999999")
    assert not erasing.needs_two(changed, []), "a former number that nobody was told"
    changed.consent = ["tax_code"]
    assert erasing.needs_two(changed, []), "a former number that the history tells"
    owner.refresh_from_db()
    found = held_back.differences(owner, {"name": "Hộ bà Nà Pò"})
    prepared_acts.prepare(owner, "change", found, by=lan, reason="Đổi tên")
    refused(
        {
            "one waits": (
                lambda: erasing.erase(owner, ["phone"], by=lan, reason="Đơn"),
                "đang có một việc chờ duyệt",
            ),
            "no data of a person": (
                lambda: erasing.erase(owner, ["search_key"], by=lan, reason="Đơn"),
                "không phải dữ liệu cá nhân",
            ),
        }
    )
    owner.refresh_from_db()
    assert owner.phone == "0912"


# --- files ----------------------------------------------------------------------------------------
def test_a_file_that_is_none_is_refused_also_where_it_replaces_one(lan):
    [application] = make.take_in(make.open_round(lan), [make.product()], lan)
    kept = evidence.add_file(application, "story", pdf(), by=lan)
    sheet = Scorecard.objects.filter(scheme__slug="26-2026").order_by("pk").first()
    nowhere = compared_schemes.Found("0.0", agrees=True, compared_on=date(2026, 11, 19))
    html = pdf(b"<html></html>")
    refused(
        {
            "replace": (
                lambda: evidence.replace_file(kept, html, by=lan, seen=kept.version),
                "không phải PDF",
            ),
            "compare": (
                lambda: compared_schemes.record(sheet, nowhere, html, by=lan),
                "Phiếu này không có chỗ",
            ),
        }
    )
