"""Registers as they are: every layout is read whole, what is read from where is said, and nothing
that is no product is taken for one."""

from decimal import Decimal
from typing import Any

import pytest

from certifications.imports import applying, staging
from certifications.imports.shape.layout import ChosenSheet
from certifications.imports.staging import DryRun, Mending
from certifications.models import Certification
from ocop_registry.excel.reading import Unreadable
from tests import factories as make
from tests.certifications.imports.files import xlsx
from tests.certifications.imports.layouts_told import D1, D2, Q1, Q2, Page, Shape, workbook
from tests.certifications.imports.shapes import SHAPES
from tests.excel.test_legacy import tcvn3, vni

pytestmark = pytest.mark.django_db
HEAD = ("TT", "Tên sản phẩm", "Chủ thể", "Xã", "Huyện", "Hạng sao", "Ngày cấp", "Số quyết định")


def looked(content: bytes, name: str = "so.xlsx", **chosen: ChosenSheet) -> DryRun:
    return staging.dry_run(
        content, name, "register", province=make.province(), by=None, chosen=chosen or None
    )


def listed(*days: Any, number: Any = Q1) -> bytes:
    """A register whose rows differ in their days only; `number`: of all of them, or of each."""
    names = ("Tép chua", "Măng ớt", "Dầu lạc ép", "Bí xanh thơm", "Hồng không hạt")
    numbers = number if isinstance(number, list) else [number] * len(days)
    return xlsx(
        HEAD,
        *(
            (at, f"{names[at % 5]} {at}", f"HTX Nà Mực {at}", "Côn Minh", "Na Rì", 3, day, number_)
            for at, (day, number_) in enumerate(zip(days, numbers, strict=True))
        ),
    )


# --- layouts --------------------------------------------------------------------------------------
@pytest.mark.parametrize("name", SHAPES)
def test_a_layout_is_read_as_an_officer_would(name: str) -> None:
    shape: Shape = SHAPES[name]
    run = looked(workbook(shape.pages))
    read = [
        {column: row.cells.get(column) for column in wanted}
        for row, wanted in zip(run.rows, shape.read, strict=True)
    ]
    assert read == list(shape.read)
    notes = " ".join(run.reading.notes)
    assert [words for words in shape.said if words not in notes] == []
    assert "chưa nhận ra" not in notes


MERGED = [
    ("HTX Bản Vèn Một", "Xã Côn Minh, Huyện Na Rì", "Miến dong sợi mảnh Bản Vèn", 3, D1, Q1),
    (None, None, "Tinh bột nghệ vàng", 4, D1, Q1),
    (None, None, "Chuối sấy dẻo", 3, D1, Q1),
    ("HTX Lạng San Xanh", "Xã Văn Lang, Huyện Na Rì", "Gạo nếp Khẩu Nua Lếch", 3, D2, Q2),
    (None, None, "Rượu men lá", 4, D2, Q2),
    ("Công ty TNHH Ba Bể Trà", "Xã Mỹ Phương, Huyện Ba Bể", "Chè Shan tuyết", 3, D1, Q1),
    (None, None, "Mật ong rừng", 4, D1, Q1),
]


def test_a_register_with_merged_producers_is_taken_in_whole(lan, minh):
    head = ("TT", "Chủ thể", "Xã, huyện", "Tên sản phẩm", "Hạng sao", "Ngày cấp", "Số quyết định")
    rows = [head, *((at, *row) for at, row in enumerate(MERGED, start=1))]
    merged = [f"{letter}{rows_}" for letter in "BC" for rows_ in ()]
    merged += ["B2:B4", "C2:C4", "B5:B6", "C5:C6", "B7:B8", "C7:C8"]
    staged = staging.stage(
        workbook([Page(rows, merged)]), "so.xlsx", "register", province=make.province(), by=lan
    )
    assert staged.counts == {"read": 7, "created": 7, "changed": 0, "unchanged": 0, "refused": 0}
    applying.apply(staged, by=minh)
    found = Certification.objects.values_list("producer_name", "place__full_name", "stars")
    assert ("HTX Bản Vèn Một", "Xã Côn Minh", 4) in found
    assert ("Công ty TNHH Ba Bể Trà", "Xã Mỹ Phương", 4) in found


def test_a_register_with_producers_on_rows_of_their_own_is_taken_in_whole():
    rows: list[tuple[Any, ...]] = [
        ("TT", "Chủ thể/Sản phẩm", "Xã, huyện", "Hạng sao", "Ngày cấp", "Số QĐ")
    ]
    for producer, place, product, *rest in MERGED:
        if producer:
            rows.append((len(rows), producer, place, None, None, None))
        rows.append(("-", product, None, *rest))
    run = looked(xlsx(*rows))
    assert (run.counts["read"], run.counts["created"]) == (7, 7)
    assert [row.references["producer"] for row in run.rows][:4] == ["B2", "B2", "B2", "B6"]


def test_years_give_recognitions_and_a_third_one_a_part_of_the_row(lan, minh):
    content = xlsx(
        ("TT", "Tên sản phẩm", "Chủ thể", "Xã", "Huyện", "2018", "2020", "2023"),
        (1, "Tép chua", "Tổ hợp tác Pác Ngòi", "Nam Mẫu", "Ba Bể", 3, 3, 4),
    )
    staged = staging.stage(content, "so.xlsx", "register", province=make.province(), by=lan)
    assert [(row.number, row.part) for row in staged.rows.all()] == [(2, 0), (2, 1)]
    applying.apply(staged, by=minh)
    found = Certification.objects.order_by("issued_year").values_list("issued_year", "stars")
    assert list(found) == [(2018, 3), (2020, 3), (2023, 4)]


def test_two_decisions_in_a_cell_are_two_recognitions_and_the_earlier_stars_are_asked(lan):
    content = xlsx(
        ("STT", "Tên sản phẩm", "Chủ thể", "Địa chỉ", "Hạng sao", "Số QĐ, ngày công nhận"),
        (1, "Khô ếch", "HTX Nà Mực", "Xã Côn Minh, Na Rì", "3 sao",
         "386/QĐ-UBND ngày 19/3/2021;\n1512/QĐ-UBND ngày 20/8/2024"),
    )  # fmt: skip
    staged = staging.stage(content, "so.xlsx", "register", province=make.province(), by=lan)
    row = staged.rows.get()
    assert list(row.options) == ["number.before"]
    staging.mend(staged, {row.pk: Mending(choices={"number.before": "3"})}, by=lan)
    staged.refresh_from_db()
    assert staged.counts["created"] == 1


def test_points_beside_the_stars_are_compared_and_kept_in_the_row():
    run = looked(
        xlsx(
            (
                "STT",
                "Tên sản phẩm",
                "Tên chủ thể",
                "Xã",
                "Huyện",
                "Điểm trung bình",
                "Kết quả xếp hạng",
            ),
            (1, "Khô ếch", "HTX A Một", "Xã Côn Minh", "Huyện Na Rì", 72.5, "4 sao"),
            (2, "Khô cá", "HTX B Hai", "Xã Côn Minh", "Huyện Na Rì", "66,3", "4 sao"),
            (3, "Khô mực", "HTX C Ba", "Xã Côn Minh", "Huyện Na Rì", "71", "3 sao"),
        )
    )
    first, second, third = run.rows
    assert (first.outcome, first.cells["score"]) == ("created", Decimal("72.5"))
    assert [fault.code for fault in second.faults] == ["points_stars"]
    assert third.outcome == "created"
    assert "chưa đạt dấu sao" in " ".join(third.notes)


def test_two_marks_under_different_stars_are_refused_in_the_cell():
    run = looked(
        xlsx(
            ("TT", "Tên sản phẩm", "Chủ thể", "Xã", "Huyện", "3 sao", "4 sao"),
            (1, "Tép chua", "Tổ hợp tác Pác Ngòi", "Nam Mẫu", "Ba Bể", "x", "x"),
            (2, "Măng ớt", "Tổ hợp tác Pác Ngòi", "Nam Mẫu", "Ba Bể", "hỏi lại", None),
        )
    )
    codes = [fault.code for row in run.rows for fault in row.faults]
    assert codes == ["cell_two_stars", "cell_odd_mark"]


# --- a header that is not understood --------------------------------------------------------------
def test_without_its_page_a_file_not_understood_is_refused_with_what_to_do():
    odd = xlsx(("Cột A", "Cột B", "Cột C"), ("Tép chua", "HTX Nà Mực", 3))
    with pytest.raises(Unreadable, match="--header và --columns"):
        looked(odd)
    told = ChosenSheet({"A": "product", "B": "producer", "C": "stars"}, (1, 1))
    assert [row.cells["producer"] for row in looked(odd, Trang1=told).rows] == ["HTX Nà Mực"]


def test_one_column_feeds_several_fields_and_several_columns_one():
    content = xlsx(
        ("Tên sản phẩm", "Chủ thể", "Thôn xóm", "Nơi ở", "Hạng sao"),
        ("Tép chua", "HTX Nà Mực", "Thôn Một", "Xã Côn Minh, huyện Na Rì", 3),
    )
    told = ChosenSheet({"C": "address", "D": "address+commune"})
    [row] = looked(content, Trang1=told).rows
    assert row.cells["address"] == "Thôn Một, Xã Côn Minh, huyện Na Rì"
    assert row.cells["commune"] == "Xã Côn Minh, huyện Na Rì"


def test_columns_chosen_leave_the_header_where_it_is():
    content = xlsx(
        ("DANH SÁCH",), ("(kèm theo)",), (None, "TT", "Tên sản phẩm", "Chủ thể", "Hạng sao", "Nơi ở"),
        (None, "(1)", "(2)", "(3)", "(4)", "(5)"), (None, 1, "Tép chua", "HTX Nà Mực", 3, "Xã Côn Minh"),
    )  # fmt: skip
    every = {"B": "", "C": "product", "D": "producer", "E": "stars", "F": "address+commune"}
    for told in (ChosenSheet(every), ChosenSheet(every, (3, 4)), ChosenSheet({"F": "commune"})):
        run = looked(content, Trang1=told)
        assert [row.cells["commune"] for row in run.rows] == ["Xã Côn Minh"]
        assert run.reading.columns["Trang1"]["header"] == [3, 4]
        assert run.reading.columns["Trang1"]["headings"]["F"] == "Nơi ở"


def test_what_was_chosen_is_remembered_for_the_next_file_of_the_office(lan):
    content = xlsx(
        ("Tên sản phẩm", "Chủ thể", "Nơi làm ra", "Hạng sao"),
        ("Tép chua", "HTX Nà Mực", "Xã Côn Minh, huyện Na Rì", 3),
    )
    staged = staging.stage(content, "so.xlsx", "register", province=make.province(), by=lan)
    told = {"Trang1": ChosenSheet({"C": "address+commune"})}
    staging.name_columns(staged, told, by=lan)
    [row] = looked(content).rows
    assert row.cells["commune"] == row.cells["address"] == "Xã Côn Minh, huyện Na Rì"


# --- what a column says before a cell does --------------------------------------------------------
def asked(run: DryRun) -> list[str]:
    return [one["key"] for found in run.reading.columns.values() for one in found["questions"]]


def test_a_column_written_month_first_is_asked_once():
    content = listed("3/19/2021", "4/15/2021", "5/6/2021", number=None)
    run = looked(content)
    assert asked(run) == ["G.order"]
    assert [fault.code for row in run.rows for fault in row.faults] == ["cell_of_column"] * 3
    answered = looked(content, Trang1=ChosenSheet(answers={"G.order": "month"}))
    assert [row.cells["day"] for row in answered.rows] == ["19/3/2021", "15/4/2021", "6/5/2021"]
    assert answered.counts["created"] == 3


@pytest.mark.parametrize(
    ("days", "question"),
    [
        (["19/3/2021", D2.replace(2021, 4, 3), "25/4/2021", D2.replace(2021, 6, 5)], ["G.swapped"]),
        ([D2.replace(2021, 4, 3), "19/03/2021"], ["G.swapped"]),
        (["19/3/2021", "3/4/2021", "25/4/2021"], []),
        ([D1, D2, D2.replace(2021, 4, 3)], []),
        (["19/3/2021", D2.replace(2021, 4, 4)], []),
        ([D2.replace(2021, month, day) for month, day in zip(range(1, 9), range(2, 10), strict=True)],
         ["G.swapped"]),
    ],
)  # fmt: skip
def test_days_that_a_spreadsheet_turned_round_are_asked_once(days: list[Any], question: list[str]):
    numbers = [f"{at}00/QĐ-UBND" for at in range(1, len(days) + 1)]
    run = looked(listed(*days, number=numbers))
    assert asked(run) == question


def test_turned_days_are_turned_back_in_the_whole_column():
    content = listed("19/3/2021", D2.replace(2021, 4, 3), "25/4/2021", number=None)
    run = looked(content, Trang1=ChosenSheet(answers={"G.swapped": "swap"}))
    assert [row.cells["day"] for row in run.rows][1] == D2.replace(2021, 3, 4)


def test_one_decision_with_two_days_in_a_year_is_asked_once():
    content = listed(D2, D2, D2, D2.replace(day=18))
    run = looked(content)
    assert asked(run) == ["G.days1"]
    assert run.counts["refused"] == 4
    right = looked(content, Trang1=ChosenSheet(answers={"G.days1": D2.isoformat()}))
    assert {row.cells["day"] for row in right.rows} == {D2}
    both = looked(content, Trang1=ChosenSheet(answers={"G.days1": "keep"}))
    assert [row.cells["day"] for row in both.rows][-1] == D2.replace(day=18)


def test_a_number_dragged_down_is_asked_once():
    numbers = [f"{at}/QĐ-UBND" for at in range(386, 391)]
    content = listed(*[D2] * 5, number=numbers)
    assert asked(looked(content)) == ["H.dragged"]
    told = ChosenSheet(answers={"H.dragged": "first"})
    assert {row.cells["number"] for row in looked(content, Trang1=told).rows} == {"386/QĐ-UBND"}


def test_one_tax_code_for_everybody_is_asked_once():
    head = (*HEAD[:6], "Mã số thuế")
    rows = [
        (at, f"Tép {at}", f"HTX Nà Mực {at}", "Côn Minh", "Na Rì", 3, "4600312345")
        for at in range(4)
    ]
    content = xlsx(head, *rows)
    assert asked(looked(content)) == ["G.same"]
    told = ChosenSheet(answers={"G.same": "drop"})
    assert {row.cells["tax_code"] for row in looked(content, Trang1=told).rows} == {None}


def test_words_left_in_a_column_of_numbers_are_asked_once():
    head = (*HEAD[:6], "Điểm")
    points = [72, "65,5", "81 (ước)", 66]
    stars = [4, 3, 4, 3]
    rows = [
        (at, f"Tép {at}", "HTX Nà Mực", "Côn Minh", "Na Rì", stars[at], points[at])
        for at in range(4)
    ]
    assert asked(looked(xlsx(head, *rows))) == ["G.leftover"]


def test_honest_columns_are_asked_nothing():
    assert asked(looked(listed(D1, D2, D1, number=[Q1, Q2, Q1]))) == []
    assert asked(looked(listed("15/12/2023", "19/3/2024", number=[Q1, Q2]))) == []


# --- texts of outdated code pages -----------------------------------------------------------------
CSV = "TT;Tên sản phẩm;Chủ thể;Xã;Huyện;Hạng sao;Số quyết định\n1;Chè lam nếp cẩm;HTX Yên Tre;Xã Côn Minh;Huyện Na Rì;3 sao;386/QĐ-UBND\n"


@pytest.mark.parametrize("write", [tcvn3, vni])
@pytest.mark.parametrize("as_csv", [True, False])
def test_a_register_in_old_fonts_is_read_and_this_is_said(write, as_csv):
    lines = [write(line).split(";") for line in CSV.splitlines()]
    content = write(CSV).encode("latin-1") if as_csv else xlsx(*lines)
    run = looked(content, "so.csv" if as_csv else "so.xlsx")
    [row] = run.rows
    assert (row.outcome, row.cells["product"]) == ("created", "Chè lam nếp cẩm")
    assert "đã được chuyển sang Unicode" in run.reading.notes[0]


def test_utf8_written_twice_with_a_letter_lost_is_read():
    twice = CSV.encode().decode("cp1252", errors="replace").encode()
    [row] = looked(twice, "so.csv").rows
    assert (row.cells["number"], row.cells["district"]) == ("386/QĐ-UBND", "Huyện Na Rì")


def test_who_wants_the_letters_as_they_stand_gets_them():
    lines = [tcvn3(line).split(";") for line in CSV.splitlines()]
    lines[0] = CSV.splitlines()[0].split(";")
    content = xlsx(*lines)
    assert [row.cells["product"] for row in looked(content).rows] == ["Chè lam nếp cẩm"]
    told = ChosenSheet(as_is=True)
    assert [row.cells["product"] for row in looked(content, Trang1=told).rows] == [lines[1][1]]


def test_letters_lost_for_good_are_refused_with_what_to_do():
    head = ("Tên sản phẩm", "Chủ thể", "Xã", "Huyện", "Hạng sao", "Ghi chú")
    run = looked(xlsx(head, ("Mi?n dong", "HTX Nà M?c", "Côn Minh", "Na Rì", 3, "xem l?i")))
    codes = {fault.reference: fault.code for row in run.rows for fault in row.faults}
    assert codes == {"A2": "cell_letters_lost", "B2": "cell_letters_lost"}
    with pytest.raises(Unreadable, match="không khôi phục được"):
        looked(xlsx(("Tên s?n ph?m", "Ch? th?", "H?ng sao"), ("Mi?n dong", "HTX", 3)))
