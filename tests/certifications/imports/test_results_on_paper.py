"""Results as councils print them: members by their seat or short name, totals without parts."""

import pytest

from certifications.council import attendance
from certifications.council.members import Seat, set_council
from certifications.models import CouncilRole, Result
from tests import factories as make
from tests.certifications.imports.files import applied, dry, xlsx
from tests.certifications.imports.layouts_told import Page, workbook

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


# --- as offices lay them out ----------------------------------------------------------------------
NAMES = ["Chủ tịch", "Phó chủ tịch", "Ma Văn Đức", "Nông Thị Én", "Hoàng Thị Én", "Ủy viên 6"]
PAPERS = {
    "two header rows under a title, a mean beside": Page(
        [
            ["BẢNG TỔNG HỢP ĐIỂM"],
            ["TT", "Tên sản phẩm", "Chủ thể", "Điểm của thành viên", *[None] * 5, "Điểm TB", "Dấu sao đạt"],
            [None, None, None, *NAMES, None, None],
            [1, "Sản phẩm 01", None, *TOTALS, 81, 4],
        ],
        ["D2:I2", "A2:A3", "B2:B3", "C2:C3", "J2:J3", "K2:K3"],
    ),
    "three header rows, seats above names, stars in place of marks": Page(
        [
            ["TT", "Tên sản phẩm", "Điểm chấm", *[None] * 5, "Trung bình cộng", "Xếp hạng"],
            [None, None, "Lãnh đạo hội đồng", None, "Ủy viên", None, None, None, None, None],
            [None, None, "Chủ tịch", "PCT", "Ma Văn Đức", "Nông Thị Én", "Hoàng Thị Én", "Ủy viên 6"],
            [1, "Sản phẩm 01", *TOTALS, 81, "4 sao"],
        ],
        ["C1:H1", "C2:D2", "E2:H2", "A1:A3", "B1:B3", "I1:I3", "J1:J3"],
    ),
    "degrees before the names, agencies behind them": Page(
        [
            ["TT", "Tên sản phẩm", "Chủ tịch HĐ", "Phó CT", "Đ/c Ma Văn Đức", "ThS. Nông Thị Én",
             "Bà Hoàng Thị Én (Sở Y tế)", "Ủy viên 6 – Sở KHCN", "ĐTB", "Hạng sao"],
            [1, "Sản phẩm 01", *TOTALS, 81, 4],
        ]
    ),
    "units in the cells, a sum below, a note": Page(
        [
            ["STT", "Sản phẩm", "Đơn vị", *NAMES, "Tổng điểm TB", "Kết quả"],
            [1, "Sản phẩm 01", None, *[f"{one} điểm" for one in TOTALS], "81 điểm", "Đạt 4 sao"],
            [None, "Tổng cộng", *[None] * 9],
            ["Ghi chú: điểm trung bình của hội đồng"],
        ]
    ),
    "members by number, numbers of the columns below": Page(
        [
            ["STT", "Sản phẩm", *[f"TV {at}" for at in range(1, 7)], "TB", "Sao"],
            [f"({at})" for at in range(1, 11)],
            [1, "Sản phẩm 01", *TOTALS, 81, 4],
        ]
    ),
    "seats named, the others numbered from one": Page(
        [
            ["STT", "Sản phẩm", "Chủ tịch", "PCT", "TV1", "TV2", "TV3", "TV4", "Bình quân", "Hạng"],
            [1, "Sản phẩm 01", *TOTALS, "81,00", "IV sao"],
        ]
    ),
    "the sum of all beside the mean": Page(
        [
            ["STT", "Sản phẩm", *NAMES, "Tổng cộng", "Điểm trung bình", "Xếp loại"],
            [1, "Sản phẩm 01", *TOTALS, 486, 81, "4*"],
        ]
    ),
    "marks under columns of stars": Page(
        [
            ["STT", "Sản phẩm", *NAMES, "Điểm TB", "3 sao", "4 sao", "5 sao"],
            [1, "Sản phẩm 01", *TOTALS, 81, None, "x", None],
        ]
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", PAPERS)
def test_a_council_s_paper_is_read_as_it_is_laid_out(lan, round_, name):
    imported = applied("results", workbook([PAPERS[name]]), lan, round_=round_)
    row = imported.rows.get()
    assert (imported.counts["created"], row.faults) == (1, [])
    assert [one for one in imported.faults if "chưa nhận ra" in one] == []
    result = Result.objects.get()
    assert (str(result.total), result.final_stars) == ("81.0000", 4)
    facts = {label: value for label, value, *_ in row.understood["facts"]}
    assert facts["Điểm"] == "81,00 (trung bình 6 thành viên)"
    assert facts["Hạng"] == "4 sao"
    assert facts["Hồ sơ"].startswith("1. Sản phẩm 01, ")


def test_numbers_behind_named_seats_count_the_other_members(lan, round_):
    run = dry(
        "results",
        workbook([PAPERS["seats named, the others numbered from one"]]),
        lan,
        round_=round_,
    )
    read = next(iter(run.reading.columns.values()))["read"]
    seats = {f"m-{one.uid}": one.position for one in round_.council.all()}
    assert [seats[read[letter]] for letter in "CDEFGH"] == [1, 2, 3, 4, 5, 6]


@pytest.mark.parametrize(
    ("beside", "values", "wrong"),
    [
        (("Điểm TB", "Xếp hạng"), (81, "5 sao"), "stars"),
        (("Điểm TB", "Xếp hạng"), (81, "3 sao"), "missed_criteria"),
        (("Điểm TB", "Dấu sao đạt", "Kết quả"), (81, 4, "3 sao"), "stars"),
        (("Bình quân", "Dấu sao đạt"), (85, 4), "total"),
        (("Tổng cộng", "Điểm TB", "Xếp hạng"), (480, 81, "4 sao"), "sum"),
    ],
)  # fmt: skip
def test_what_a_paper_prints_is_compared_with_what_is_computed(lan, round_, beside, values, wrong):
    content = xlsx(("STT", "Sản phẩm", *NAMES, *beside), (1, "Sản phẩm 01", *TOTALS, *values))
    [row] = dry("results", content, lan, round_=round_).rows
    assert [fault.column for fault in row.faults] == [wrong]


def test_a_name_that_is_not_the_chair_s_is_asked_where_it_stands_under_his_seat(lan, round_):
    page = Page(
        [
            ["TT", "Tên sản phẩm", "Chủ tịch", "Phó chủ tịch", "Ủy viên", None, None, None, "Điểm TB"],
            [None, None, "Ông A", "Bà B", *NAMES[2:], None],
            [1, "Sản phẩm 01", *TOTALS, 81],
        ],
        ["E1:H1"],
    )  # fmt: skip
    run = dry("results", workbook([page]), lan, round_=round_)
    assert "C “Chủ tịch / Ông A”" in run.reading.notes[0]
    assert run.counts["refused"] == 1
