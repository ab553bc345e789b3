"""Results as councils print them: members by their seat or short name, totals without parts."""

import pytest

from certifications.council import attendance
from certifications.council.members import Seat, set_council
from certifications.models import CouncilRole, Result
from tests import factories as make
from tests.certifications.imports.files import applied, dry, xlsx

pytestmark = pytest.mark.django_db
SEATS = (
    ("Chủ tịch hội đồng (thử)", CouncilRole.CHAIR),
    ("Phó chủ tịch hội đồng (thử)", CouncilRole.VICE),
    ("Ma Văn Đức (thử)", CouncilRole.MEMBER),
    ("Nông Thị Én (thử)", CouncilRole.MEMBER),
    ("Hoàng Thị Én (thử)", CouncilRole.MEMBER),
    ("Ủy viên 6 (thử)", CouncilRole.MEMBER),
)
TOTALS = (82, 80, 81, 81, 79, 83)


@pytest.fixture
def round_(lan):
    found = make.evaluating_round(lan, make.products(2))
    seated = set_council(found, [Seat(name, role, "Sở") for name, role in SEATS], by=lan)
    attendance.take_attendance(found, {one.uid: True for one in seated}, by=lan)
    return found


def paper(*names: str) -> bytes:
    return xlsx(
        ("TT", "Tên sản phẩm", "Chủ thể", *names, "Dấu sao đạt"),
        (1, "Sản phẩm 01", None, *TOTALS[: len(names)], 4),
    )


@pytest.mark.parametrize(
    "names",
    [
        [name for name, _ in SEATS],
        ["Chủ tịch", "Phó chủ tịch", "Ma Văn Đức", "Nông Thị Én", "Hoàng Thị Én", "Ủy viên 6"],
        ["CTHĐ", "PCT", "Ông Đức", "Bà Nông Thị Én", "Bà Hoàng Thị Én", "TV6"],
        ["Chủ tịch HĐ", "Phó CT", "M. V. Đức", "N. T. Én", "H. T. Én", "UV Ủy viên 6"],
        ["Điểm Chủ tịch hội đồng", "P. Chủ tịch", "Văn Đức", "TV4", "Thành viên 5", "Ủy viên 6"],
    ],
)
def test_members_are_known_by_seat_and_short_name(lan, round_, names):
    run = dry("results", paper(*names), lan, round_=round_)
    [row] = run.rows
    assert (run.reading.notes, row.faults, row.outcome) == ([], [], "created")
    assert "Trung bình 81,00 của 6 thành viên" in " ".join(row.notes)


def test_a_short_name_of_two_members_is_asked_on_the_page_of_the_columns(lan, round_):
    names = ["Chủ tịch", "Phó chủ tịch", "Đức", "Thị Én", "Hoàng Thị Én", "Ủy viên 6"]
    run = dry("results", paper(*names), lan, round_=round_)
    assert "chưa nhận ra cột G “Thị Én”" in run.reading.notes[0]
    assert run.counts["refused"] == 1


def test_a_total_may_stand_without_its_parts(lan, round_):
    names = [name for name, _ in SEATS]
    imported = applied("results", paper(*names), lan, round_=round_)
    assert imported.counts["created"] == 1
    result = Result.objects.get()
    assert (str(result.total), result.part_a, result.final_stars) == ("81.0000", None, 4)
    assert "chỉ lưu tổng điểm" in " ".join(imported.rows.get().notes)
    assert dry("results", paper(*names), lan, round_=round_).counts["unchanged"] == 1


def test_a_part_alone_is_still_a_fault(lan, round_):
    content = xlsx(
        ("Tên sản phẩm", "Tổng điểm", "Phần A", "Phần B", "Phần C", "Dấu sao đạt"),
        ("Sản phẩm 01", 81, 30, None, None, 4),
        ("Sản phẩm 02", 81, None, None, None, 4),
    )
    run = dry("results", content, lan, round_=round_)
    assert [row.outcome for row in run.rows] == ["refused", "created"]
