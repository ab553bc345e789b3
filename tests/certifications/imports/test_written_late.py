"""Between checking a file and writing it the registry may move on: what is written asks again, and
so does taking back. And who may mend what a colleague brought."""

from dataclasses import replace
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied

from certifications import workflow
from certifications.council import attendance
from certifications.council.members import set_council
from certifications.imports import applying, staging
from certifications.models import ScoreSheet
from certifications.rounds.access import Refused
from producers.models import Producer
from tests import factories as make
from tests.certifications.council import scored_round as sitting
from tests.certifications.imports import files
from tests.certifications.imports.registers import simple
from tests.certifications.imports.test_applications import HEAD
from tests.certifications.imports.test_applications import row as application_row
from tests.certifications.imports.test_results import codes, sheet_row, written_late
from tests.certifications.test_acts_stand import refused

pytestmark = pytest.mark.django_db


@pytest.fixture
def points(lan: Any) -> Any:
    """A round, its members, and a file with one member's points, as checked."""
    round_, [application], members = sitting.sitting(lan)
    head = ["Sản phẩm", "Thành viên", *codes(application)]
    content = files.xlsx(head, sheet_row(application, members[1], 80))
    ours = files.context(lan, round_=round_)
    return round_, members, content, ours, files.planned("results", content, ours)


def test_points_are_not_written_into_a_round_that_moved_on(points, lan):
    round_, _, content, ours, rows = points
    workflow.move(round_, "cancel", by=lan, reason="Lập nhầm")
    with pytest.raises(Refused, match="phiếu chấm chỉ nhập"):
        written_late("results", rows, ours)
    round_.refresh_from_db()
    [checked] = files.dry("results", content, lan, round_=round_).rows
    assert {fault.code for fault in checked.faults} == {"refused"}
    assert not ScoreSheet.objects.exists()


def test_points_are_not_written_for_who_went_home_nor_by_who_may_not(points, lan, hoa):
    round_, members, _, ours, rows = points
    with pytest.raises(PermissionDenied):
        written_late("results", rows, replace(ours, by=hoa))
    attendance.take_attendance(round_, {members[1].uid: False}, by=lan)
    with pytest.raises(Refused, match="điểm danh vắng mặt"):
        written_late("results", rows, ours)
    assert not ScoreSheet.objects.exists()


def test_points_are_not_written_for_who_left_the_council(points, lan):
    round_, _, _, ours, rows = points
    set_council(round_, sitting.seats(3), by=lan, reason="Thay hội đồng")
    with pytest.raises(Refused, match="hồ sơ hoặc thành viên không còn trong đợt"):
        written_late("results", rows, ours)
    assert not ScoreSheet.objects.exists()


def test_points_are_taken_back_by_somebody(points, lan):
    round_, _, content, _, _ = points
    imported = files.applied("results", content, lan, round_=round_)
    with pytest.raises(Refused, match="một người có tài khoản"):
        applying.undo(imported, by=None, reason="Nhầm")
    assert ScoreSheet.objects.get().choices


def test_an_application_is_not_changed_in_a_round_that_moved_on(lan):
    round_ = make.open_round(lan)
    product = make.product("Miến dong")
    [application] = make.take_in(round_, [product], lan)
    told = application_row("Miến dong", product.producer.name, chosen=7, type_="Lần đầu")
    ours = files.context(lan, round_=round_)
    [row] = files.planned("applications", files.xlsx(HEAD, told), ours)
    assert row.outcome == "changed"
    workflow.move(round_, "cancel", by=lan, reason="Lập nhầm")
    with pytest.raises(Refused, match="không sửa được nữa"):
        written_late("applications", [row], ours)
    application.refresh_from_db()
    assert application.product_set.no == 6


# --- where a file stands --------------------------------------------------------------------------
PRODUCERS = ("Tên chủ thể", "Loại hình", "Xã, phường", "Điện thoại")


def producer_row(name: str) -> tuple[str, ...]:
    return (name, "HTX", make.commune().full_name, "0912345678")


def test_a_file_is_written_and_taken_back_only_from_where_it_stands(lan):
    place, other = make.province(), make.draft_round(province_code="24")
    nothing = files.staged("producers", files.xlsx(PRODUCERS), lan)
    gone = staging.discard(
        files.staged("producers", files.xlsx(PRODUCERS, producer_row("HTX Hai")), lan), by=lan
    )
    waiting = files.staged("producers", files.xlsx(PRODUCERS, producer_row("HTX Một")), lan)
    written = applying.apply(
        files.staged("producers", files.xlsx(PRODUCERS, producer_row("HTX Ba")), lan), by=lan
    )
    list_ = files.xlsx(("Sản phẩm đăng ký", "Tên chủ thể"), ("Chè", "HTX Một"))
    refused(
        {
            "nothing to write": (lambda: applying.apply(nothing, by=lan), "Không có dòng nào"),
            "written twice": (lambda: applying.apply(written, by=lan), "ở trạng thái"),
            "written though discarded": (lambda: applying.apply(gone, by=lan), "ở trạng thái"),
            "mended though written": (
                lambda: staging.mend(written, {}, by=lan),
                "không sửa được nữa",
            ),
            "discarded though written": (lambda: staging.discard(written, by=lan), "ở trạng thái"),
            "taken back though never written": (
                lambda: applying.undo(waiting, by=lan, reason="Nhầm"),
                "không có gì để hoàn tác",
            ),
            "asked for though never written": (
                lambda: applying.ask_undo(waiting, by=lan, reason="Nhầm"),
                "không có gì để hoàn tác",
            ),
            "without a round": (
                lambda: staging.stage(list_, "a.xlsx", "applications", province=place, by=lan),
                "Chọn đợt",
            ),
            "a round of another province": (
                lambda: staging.stage(
                    list_, "a.xlsx", "applications", province=place, by=lan, round_=other
                ),
                "không thuộc tỉnh",
            ),
        }
    )


# --- two people -----------------------------------------------------------------------------------
@pytest.fixture
def register(lan: Any) -> Any:
    """A province's register as lan brought it."""
    commune = make.commune().full_name
    content = simple(
        ("Tên sản phẩm", "Chủ thể", "Xã", "Hạng sao", "Ngày cấp"),
        ("Chè", "HTX Một", commune, 3, "01/08/2025"),
    )
    return files.staged("register", content, lan)


def test_who_is_to_write_a_colleagues_file_does_not_mend_it_but_another_officer_does(
    register, minh
):
    [row] = register.rows.all()
    typed = {row.pk: staging.Mending(cells={"product": "Chè Shan"})}
    with pytest.raises(PermissionDenied):
        staging.mend(register, typed, by=minh)
    with pytest.raises(PermissionDenied):
        staging.name_columns(register, {}, by=minh)
    officer = make.staff("lam")
    staging.mend(register, typed, by=officer)
    assert list(register.mended_by.all()) == [officer]


def test_a_register_is_taken_back_by_another_than_who_asked(register, lan, minh):
    applying.apply(register, by=minh, version=register.version)
    with pytest.raises(Refused, match="cần hai người"):
        applying.undo(register, by=minh, reason="Nhầm tệp")
    applying.ask_undo(register, by=minh, reason="Nhầm tệp")
    with pytest.raises(PermissionDenied):
        applying.undo(register, by=minh)
    assert Producer.objects.filter(name="HTX Một").exists()
    applying.undo(register, by=make.approver("hai"))
    assert not Producer.objects.filter(name="HTX Một").exists()
