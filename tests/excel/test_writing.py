"""What is written reads back equal, runs nowhere, and prints well; a marked copy shows each fault
where it lies."""

import csv
from datetime import UTC, date, datetime, time
from decimal import Decimal
from io import BytesIO, StringIO
from typing import Any
from zipfile import ZipFile

import pytest
from openpyxl import Workbook, load_workbook

from ocop_registry.excel.marking import FAULT_SHEET, Fault, mark
from ocop_registry.excel.reading import CellError, read
from ocop_registry.excel.writing import Field, Page, csv_lines, put, sheet_title, workbook
from tests.excel.layouts import register_22

TEXTS = [
    *(
        "=1+1",
        "+84 912",
        "-1",
        "@a",
        "\tthụt",
        "\rvề",
        "'=1",
        "''+1",
        "'quê",
        "#REF!",
        "#N/A",
        "=",
        "'",
        "0123",
        "00",
    ),
    *(
        "_x000D_",
        "_x0041_",
        "a\nb",
        " lề ",
        'ngoặc "kép"',
        "a;b,c",
        "2021-03-19",
        "có",
        "E5",
        "1.234",
        "Đắk Lắk",
        "🍯",
    ),
]
VALUES = [
    *(0, 2021, -5, 123_456_789_012_345, Decimal("86.4"), Decimal("0.1"), Decimal("-1234.5678")),
    *(
        date(2021, 3, 19),
        date(1900, 3, 1),
        date(1903, 12, 31),
        datetime(2021, 3, 19, 8, 30, 15),
        time(8, 30),
    ),
]


def written(*values: Any) -> list[Any]:
    """Values written into a column each below the other, as they read back."""
    [sheet] = read(workbook([Page("A", ["Cột"], [[value] for value in values])]), "a.xlsx").sheets
    return [row[0] for _, row in sheet.rows[1:]]


def test_what_is_written_reads_back_equal() -> None:
    found = written(*TEXTS, *VALUES)
    assert found == [*TEXTS, *VALUES]
    assert [type(value) for value in found] == [type(value) for value in [*TEXTS, *VALUES]]


@pytest.mark.parametrize(
    ("value", "found"),
    [
        ("Ma\u0323\u0302t ong", "Mật ong"),
        ("HTX\x0b", "HTX"),
        (True, "có"),
        (False, "không"),
        (date(1890, 5, 19), "19/05/1890"),
        (1234567890123456, "1234567890123456"),
        (Decimal("0.1234567890123456"), "0,1234567890123456"),
        (datetime(2026, 1, 1, 20, tzinfo=UTC), datetime(2026, 1, 2, 3)),
    ],
)
def test_what_excel_cannot_hold_is_written_as_near_as_can_be(value: Any, found: Any) -> None:
    assert written(value) == [found]


def test_csv_reads_back_equal_and_is_run_by_no_spreadsheet() -> None:
    shown = ["2021", "86,4", "19/03/2021", "", "có"]
    text = "".join(
        csv_lines(
            ["Chữ"],
            [
                *([one] for one in TEXTS),
                [2021],
                [Decimal("86.4")],
                [date(2021, 3, 19)],
                [None],
                [True],
            ],
        )
    )
    assert text.startswith("\ufeffChữ\r\n")
    [sheet] = read(text.encode(), "a.csv").sheets
    assert [row[0] for _, row in sheet.rows] == ["Chữ", *TEXTS, *[one for one in shown if one]]
    cells = [row[0] for row in csv.reader(StringIO(text[1:], newline="")) if row]
    assert not [cell for cell in cells if cell.startswith(("=", "+", "-", "@", "\t", "\r"))]


def test_nothing_written_is_a_formula() -> None:
    sheet = load_workbook(
        BytesIO(workbook([Page("A", ["=HYPERLINK(1)"], [[text] for text in TEXTS], above=["=1"])]))
    ).active
    cells = [cell for row in sheet.iter_rows() for cell in row if cell.value is not None]
    assert {cell.data_type for cell in cells} == {"s"}
    assert [
        cell.value for cell in cells if str(cell.value).startswith("=") and not cell.quotePrefix
    ] == []
    cell = put(Workbook().active["A1"], "=cmd()")
    assert (cell.data_type, cell.value, cell.quotePrefix) == ("s", "=cmd()", True)


def test_a_sheet_is_set_up_for_the_screen_and_the_printer() -> None:
    fields = [
        "Tên sản phẩm",
        Field("Ngày cấp", kind="day", comment="dd/mm/yyyy"),
        Field("Xã", choices="Xã", width=30),
    ]
    content = workbook(
        [Page("Sản phẩm: chè/trà", fields, [["Mật ong", date(2021, 3, 19)]], above=["DANH SÁCH"])],
        {"Xã": ["Như Cố", "=x"]},
    )
    book = load_workbook(BytesIO(content))
    sheet = book["Sản phẩm  chè trà"]
    assert [cell.value for cell in sheet[2]] == ["Tên sản phẩm", "Ngày cấp", "Xã"]
    assert all(cell.font.bold for cell in sheet[2])
    assert (sheet["B3"].value, sheet["B3"].number_format) == (datetime(2021, 3, 19), "dd/mm/yyyy")
    assert (sheet.freeze_panes, sheet.auto_filter.ref, sheet.print_title_rows) == (
        "A3",
        "A2:C3",
        "$2:$2",
    )
    assert (
        sheet.page_setup.orientation,
        sheet.page_setup.paperSize,
        sheet.page_setup.fitToWidth,
    ) == ("landscape", 9, 1)
    assert sheet.sheet_properties.pageSetUpPr.fitToPage
    assert (sheet.oddFooter.center.text, sheet["B2"].comment.text) == ("Trang &P/&N", "dd/mm/yyyy")
    assert (sheet.column_dimensions["C"].width, sheet.column_dimensions["B"].number_format) == (
        30,
        "dd/mm/yyyy",
    )
    [rule] = sheet.data_validations.dataValidation
    assert (str(rule.sqref), rule.type, rule.errorStyle) == ("C3:C1003", "list", "stop")
    assert book.defined_names[rule.formula1].attr_text == "'Danh mục chọn'!$A$2:$A$3"
    assert book["Danh mục chọn"].sheet_state == "hidden"
    assert [cell.value for cell in book["Danh mục chọn"]["A"]] == ["Xã", "Như Cố", "=x"]


def test_rows_are_taken_one_by_one() -> None:
    """However many rows, only the first few are held to measure them."""
    held: list[int] = []

    class Row(list[Any]):
        def __del__(self) -> None:
            held.remove(self[0])

    def rows() -> Any:
        for number in range(1000):
            held.append(number)
            assert len(held) <= 205
            yield Row([number])

    assert len(read(workbook([Page("A", ["Số"], rows())]), "a.xlsx").sheets[0].rows) == 1001


@pytest.mark.parametrize(
    ("name", "taken", "title"),
    [
        ("a/b:c", [], "a b c"),
        ("", [], "Trang"),
        ("x" * 40, ["X" * 31], "x" * 27 + " (2)"),
        ("'A'", ["A", "a (2)"], "A (3)"),
    ],
)
def test_sheets_have_names_that_excel_accepts(name: str, taken: list[str], title: str) -> None:
    assert sheet_title(name, taken) == title


def faulty() -> bytes:
    book = Workbook()
    page, hidden = book.active, book.create_sheet("Ẩn")
    page.title = "Danh 'sách"
    page.append(["Tên", "Ngày", "Số", None, True])
    page.append(["=1+1", date(2021, 3, 19), Decimal("86.4"), "#REF!"])
    page["A5"] = "Mật ong"
    page["A5"].data_type = "s"
    page.merge_cells("A1:A2")
    page.merge_cells("B7:C7")
    page.row_dimensions[2].hidden = page.row_dimensions[5].hidden = True
    page.column_dimensions["A"].width = 33
    hidden["B2"] = "+84"
    hidden.sheet_state = "hidden"
    content = BytesIO()
    book.save(content)
    return content.getvalue()


FAULTS = [
    Fault("Danh 'sách", "B2", "Năm 2021 khác năm của ngày", "Sửa năm"),
    Fault("Danh 'sách", "B2", "=thêm một lỗi"),
    Fault("Danh 'sách", "A5", "Không có xã này: \x0b", "Chọn xã"),
    Fault("Danh 'sách", "C5", "Thiếu số quyết định", "Ghi số"),
    Fault("Danh 'sách", "", "Thiếu cột Chủ thể"),
]


def test_a_marked_copy_shows_each_fault_where_it_lies() -> None:
    book = load_workbook(BytesIO(mark(faulty(), FAULTS)))
    assert book.sheetnames == [FAULT_SHEET, "Danh 'sách", "Ẩn"]
    front, page, hidden = book.worksheets
    assert [cell.value for cell in front[2]] == [
        "Danh 'sách",
        "B2",
        "Năm 2021 khác năm của ngày",
        "Sửa năm",
    ]
    assert front["B2"].hyperlink.location == "'Danh ''sách'!B2"
    assert (front["C3"].value, front["C3"].data_type) == ("=thêm một lỗi", "s")
    assert front["B6"].hyperlink is None
    assert front.max_row == len(FAULTS) + 1
    red = {
        cell.coordinate
        for row in page.iter_rows()
        for cell in row
        if cell.fill.fgColor.rgb == "00FFC7CE"
    }
    assert red == {"B2", "A5", "C5"}
    assert page["B2"].comment.text == "Năm 2021 khác năm của ngày\n→ Sửa năm\n=thêm một lỗi"
    assert page["C5"].comment.text == "Thiếu số quyết định\n→ Ghi số"
    assert {str(one) for one in page.merged_cells.ranges} == {"A1:A2", "B7:C7"}
    assert page.column_dimensions["A"].width == 33
    assert [page.row_dimensions[row].hidden for row in (2, 5)] == [
        False,
        False,
    ], "a fault must be seen"
    assert hidden.sheet_state == "hidden"


def test_a_marked_copy_holds_the_same_values_and_marks_again() -> None:
    content = register_22(
        [
            {
                "product": "=1+1",
                "stars": "4*",
                "first_day": date(2021, 3, 19),
                "phone": "0912",
                "note": "'x",
            }
        ]
    )
    again = mark(mark(content, [Fault("Danh sách", "J5", "Hạng sao", "")]), [])
    before, after = read(content, "").sheets, read(again, "").sheets
    assert [sheet.name for sheet in after] == [FAULT_SHEET, "Danh sách"]
    assert [
        (cell.reference, cell.value)
        for cell in before[0].cells()
        if not isinstance(cell.value, CellError)
    ] == [
        (cell.reference, cell.value)
        for cell in after[1].cells()
        if not isinstance(cell.value, CellError)
    ]
    assert b"<f>" not in again
    errors = [
        [
            (cell.reference, cell.value)
            for cell in sheet.cells()
            if isinstance(cell.value, CellError)
        ]
        for sheet in (before[0], after[1])
    ]
    assert errors == [
        [("B5", CellError.not_calculated())],
        [("B5", CellError("#N/A"))],
    ], "still refused until mended"


def test_a_cell_at_the_end_of_a_sheet_costs_no_million_empty_rows():
    book = Workbook()
    book.active.append(["Tên"])
    book.active.cell(1_048_576, 2, "xa")
    file = BytesIO()
    book.save(file)
    marked = mark(file.getvalue(), [Fault("Sheet", "B1048576", "Sai.")], "a.xlsx")
    with ZipFile(BytesIO(marked)) as package:
        assert package.read("xl/worksheets/sheet2.xml").count(b"<row") == 2
    copy = load_workbook(BytesIO(marked))["Sheet"]
    assert (copy["A1"].value, copy["B1048576"].value, copy["B1048576"].comment.text) == (
        "Tên",
        "xa",
        "Sai.",
    )
