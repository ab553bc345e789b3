"""Headers as provinces write them: found wherever they stand, their columns told apart, nothing
passed over in silence."""

from datetime import date
from typing import Any

import pytest

from ocop_registry.excel import headings, matching
from ocop_registry.excel.headings import Column, find
from ocop_registry.excel.reading import Sheet, read
from tests.excel.layouts import register_22

PRODUCT = Column("product", "Tên sản phẩm", also=("Sản phẩm",), required=True)
PRODUCER = Column("producer", "Tên chủ thể", also=("Chủ thể",), required=True)
STARS = Column("stars", "Hạng sao hiện tại", also=("Hạng sao", "Số sao"))
PLAIN = [PRODUCT, PRODUCER, STARS]
NUMBERS = [
    Column(f"{name}_decision", "Số quyết định", also=("Số QĐ", "QĐ số"), group=group)
    for name, group in (("first", "Lần 1"), ("second", "Lần 2"))
]
DAYS = [
    Column(f"{name}_day", "Ngày công nhận", also=("Ngày",), group=group)
    for name, group in (("first", "Lần 1"), ("second", "Lần 2"))
]
ALL = [*PLAIN, *NUMBERS, *DAYS, Column("note", "Ghi chú")]


def sheet(*rows: list[Any], merged: tuple[tuple[int, int, int, int], ...] = ()) -> Sheet:
    numbered = [
        (number, row)
        for number, row in enumerate(rows, start=1)
        if any(value is not None for value in row)
    ]
    return Sheet("S", rows=numbered, merged=list(merged))


DATA = [1, "Mật ong", "HTX Ong", 4]


@pytest.mark.parametrize(
    ("rows", "merged", "first", "last", "read_"),
    [
        pytest.param(
            [["Sản phẩm", "Chủ thể"], DATA], (), 1, 1, {1: "product", 2: "producer"}, id="one row"
        ),
        pytest.param(
            [["DANH SÁCH"], [], ["STT", "TÊN SẢN PHẨM ", "Chủ\nthể", "Số sao (*)"], DATA],
            ((1, 1, 1, 4),),
            *(3, 3, {2: "product", 3: "producer", 4: "stars"}),
            id="a title above, line breaks, capitals, a serial number",
        ),
        pytest.param(
            [["TT", "Tên sản phẩm", "Tên chủ thể", "Hạng sao"], ["(1)", "(2)", "(3)", "(4)"], DATA],
            (),
            *(1, 2, {2: "product", 3: "producer", 4: "stars"}),
            id="a row of column numbers",
        ),
        pytest.param(
            [["Tên sản phẩm", "Số QĐ", "Ngày", "Số QĐ", "Ngày"], DATA],
            (),
            *(
                1,
                1,
                {
                    1: "product",
                    2: "first_decision",
                    3: "first_day",
                    4: "second_decision",
                    5: "second_day",
                },
            ),
            id="the same headings twice without groups: by order",
        ),
        pytest.param(
            [
                ["Tên sản phẩm", "Công nhận lần 2", None, "Công nhận lần 1", None],
                [None, "Số QĐ", "Ngày", "Số QĐ", "Ngày"],
                DATA,
            ],
            ((1, 1, 2, 1), (1, 2, 1, 3), (1, 4, 1, 5)),
            *(
                1,
                2,
                {
                    1: "product",
                    2: "second_decision",
                    3: "second_day",
                    4: "first_decision",
                    5: "first_day",
                },
            ),
            id="merged groups, in another order",
        ),
        pytest.param(
            [
                ["Tên sản phẩm", "Lần 1", None, "Lần 2", None, "Ghi chú"],
                [None, "Số QĐ", "Ngày", "Số QĐ", "Ngày"],
                DATA,
            ],
            (),
            *(
                1,
                2,
                {
                    1: "product",
                    2: "first_decision",
                    3: "first_day",
                    4: "second_decision",
                    5: "second_day",
                    6: "note",
                },
            ),
            id="groups without merging, as in CSV",
        ),
        pytest.param(
            [
                ["Tên sản phẩm", "Kết quả năm 2019", None, "Kết quả năm 2022", None],
                [None, "Số QĐ", "Ngày", "Số QĐ", "Ngày"],
                DATA,
            ],
            ((1, 1, 2, 1), (1, 2, 1, 3), (1, 4, 1, 5)),
            *(
                1,
                1 + 1,
                {
                    1: "product",
                    2: "first_decision",
                    3: "first_day",
                    4: "second_decision",
                    5: "second_day",
                },
            ),
            id="groups that say something else: by order",
        ),
        pytest.param(
            [["Sản phẩm", "Chủ thể", "Số quyết định lần 1", "Lần 2 - Số QĐ"], DATA],
            (),
            *(1, 1, {1: "product", 2: "producer", 4: "second_decision"}),
            id="group and heading in one cell",
        ),
    ],
)
def test_a_header_is_found(
    rows: list[list[Any]], merged: Any, first: int, last: int, read_: dict[int, str]
) -> None:
    found = find(sheet(*rows, merged=merged), ALL)
    assert found
    assert (found.first_row, found.last_row, found.read) == (first, last, read_)


def test_what_is_not_asked_for_is_named() -> None:
    found = find(
        sheet(
            ["TT", "Sản phẩm", "Tên sản phẩm", "Vùng trồng", None, "Công nhận lần 1", None],
            [None, None, None, None, None, "Số QĐ", "Người ký"],
            [1, "Mật ong", "Mật", "Hòa Bình", "chữ lạc", "12/QĐ", "A"],
            merged=((1, 1, 2, 1), (1, 2, 2, 2), (1, 3, 2, 3), (1, 4, 2, 4), (1, 6, 1, 7)),
        ),
        ALL,
    )
    assert found
    assert found.read == {2: "product", 6: "first_decision"}
    assert found.unread == {
        3: "Tên sản phẩm",
        4: "Vùng trồng",
        5: headings.NO_HEADING,
        7: "Công nhận lần 1 / Người ký",
    }
    assert found.missing == ["producer"]
    assert found.serial == 1


def test_a_number_of_another_matter_is_not_taken_for_the_second_recognition() -> None:
    found = find(
        sheet(
            ["Tên sản phẩm", "Lần 1", "Thu hồi"],
            [None, "Số QĐ", "Số QĐ"],
            merged=((1, 1, 2, 1),),
        ),
        ALL,
    )
    assert found
    assert found.read == {1: "product", 2: "first_decision"}
    assert found.unread == {3: "Thu hồi / Số QĐ"}


def test_a_unit_in_brackets_is_not_passed_over() -> None:
    columns = [PRODUCT, Column("revenue", "Doanh thu"), Column("day", "Ngày cấp")]
    found = find(sheet(["Sản phẩm", "Doanh thu (triệu đồng)", "Ngày cấp (dd/mm/yyyy)"]), columns)
    assert found
    assert found.read == {1: "product", 3: "day"}
    assert found.unread == {2: "Doanh thu (triệu đồng)"}


def test_what_an_officer_settled_is_remembered() -> None:
    rows = sheet(["Mặt hàng", "Chủ thể", "Số sao"])
    remembered = {
        matching.key("MẶT HÀNG"): "product",
        matching.key("Số sao"): "",
        matching.key("Chủ thể"): "no_longer_there",
    }
    found = find(rows, PLAIN, remembered)
    assert found
    assert found.read == {1: "product", 2: "producer"}
    assert found.unread == {3: "Số sao"}


@pytest.mark.parametrize(
    "rows",
    [
        [["Mật ong", "HTX Ong"]],
        [["Tên sản phẩm", "?"]],
        [[None]] * 3,
        [["x"]] * (headings.SEARCHED_ROWS + 2) + [["Sản phẩm", "Chủ thể"]],
    ],
)
def test_no_header_is_no_header(rows: list[list[Any]]) -> None:
    assert find(sheet(*rows), ALL) is None


def test_data_that_counts_is_not_taken_for_column_numbers() -> None:
    found = find(sheet(["Sản phẩm", "Chủ thể"], ["A", "C"], ["B", "D"]), PLAIN)
    assert found
    assert found.last_row == 1


def test_the_register_of_22_columns() -> None:
    content = register_22(
        [
            {
                "product": "Mật ong",
                "producer": "HTX Ong",
                "stars": "4*",
                "first_day": date(2021, 3, 19),
                "second_decision": "12/QĐ",
            }
        ]
    )
    [page] = read(content, "so-dang-ky.xlsx").sheets
    found = find(page, ALL)
    assert found
    assert (found.first_row, found.last_row, found.serial, found.missing) == (3, 4, 1, [])
    assert found.read == {
        **{2: "product", 5: "producer", 10: "stars"},
        **{
            13: "first_day",
            15: "first_decision",
            18: "second_day",
            20: "second_decision",
            22: "note",
        },
    }
    assert found.unread[4] == "Loại hình chủ thể"
    assert found.unread[12] == "Công nhận lần 1 / Hạng sao"
    [(number, values)] = found.rows(page)
    assert number == 5
    assert values["first_day"] == date(2021, 3, 19)
    assert values["first_decision"] is None
    assert values["second_decision"] == "12/QĐ"


def test_of_long_texts_above_a_table_only_the_beginning_is_compared(monkeypatch):
    longest: list[int] = []
    fold = matching.fold
    monkeypatch.setattr(matching, "fold", lambda text: longest.append(len(text)) or fold(text))
    column = Column("name", "Tên chủ thể", required=True)
    sheet = Sheet("A", rows=[(1, ["Tên " * 8000]), (2, ["Tên chủ thể"]), (3, ["HTX Nà Mực"])])
    found = find(sheet, [column])
    assert found is not None
    assert found.read == {1: "name"}
    assert max(longest) < 1000
