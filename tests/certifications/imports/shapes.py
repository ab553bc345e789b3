"""Registers, annexes and lists as offices lay them out, each told with what is read from it.

`SHAPES`: name → (sheets, rows as read). A sheet is rows of values from A1 on, with merged ranges and
hidden columns; a row as read is column → value of what is filled, checked against the first rows.
Names of people and producers are invented; the places are real ones of before 01/07/2025.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from io import BytesIO
from typing import Any

from openpyxl import Workbook

D1, D2 = date(2023, 12, 15), date(2024, 3, 19)
Q1, Q2 = "2388/QĐ-UBND", "386/QĐ-UBND"


@dataclass(frozen=True)
class Page:
    """One sheet of a workbook."""

    rows: Sequence[Sequence[Any]]
    merged: Sequence[str] = ()
    name: str = "Sheet1"
    hidden: str = ""


@dataclass(frozen=True)
class Shape:
    """A layout, with the rows that it tells: of each the columns named here."""

    pages: Sequence[Page]
    read: Sequence[dict[str, Any]]
    said: Sequence[str] = field(default_factory=tuple)  # words of the notes about the file


def workbook(pages: Sequence[Page]) -> bytes:
    book = Workbook()
    book.remove(book.active)
    for page in pages:
        sheet = book.create_sheet(page.name)
        for row in page.rows:
            sheet.append(list(row))
        for merged in page.merged:
            sheet.merge_cells(merged)
        for letter in page.hidden:
            sheet.column_dimensions[letter].hidden = True
    kept = BytesIO()
    book.save(kept)
    return kept.getvalue()


def one(
    rows: Sequence[Sequence[Any]], read: Sequence[dict[str, Any]], *said: str, **more: Any
) -> Shape:
    return Shape([Page(rows, **more)], read, said)


_A = {"product": "Tép chua", "producer": "Tổ hợp tác Pác Ngòi"}
_B = {"product": "Bí xanh thơm", "producer": "HTX Bản Vèn Một"}

STARS = {
    "stars in columns, two header rows, merged": one(
        [
            ["TT", "Tên sản phẩm", "Chủ thể", "Xã", "Huyện", "Kết quả", None, None, "Số QĐ"],
            [None, None, None, None, None, "3 sao", "4 sao", "5 sao", None],
            [1, "Tép chua", "Tổ hợp tác Pác Ngòi", "Nam Mẫu", "Ba Bể", "X", None, None, Q1],
            [2, "Bí xanh thơm", "HTX Bản Vèn Một", "Côn Minh", "Na Rì", None, "✓", None, Q1],
        ],
        [
            {**_A, "stars": 3, "number": Q1, "commune": "Nam Mẫu"},
            {**_B, "stars": 4, "district": "Na Rì"},
        ],
        merged=["F1:H1", "A1:A2", "B1:B2", "C1:C2", "D1:D2", "E1:E2", "I1:I2"],
    ),
    "stars in columns, three header rows under titles": one(
        [
            ["UBND TỈNH BẮC KẠN"],
            ["DANH SÁCH SẢN PHẨM OCOP"],
            [],
            [
                "STT",
                "Sản phẩm",
                "Đơn vị sản xuất",
                "Địa bàn",
                None,
                "Kết quả phân hạng",
                None,
                None,
            ],
            [None, None, None, "Xã", "Huyện", "Hạng sao", None, None],
            [None, None, None, None, None, "★★★", "★★★★", "★★★★★"],
            [1, "Tép chua", "Tổ hợp tác Pác Ngòi", "Nam Mẫu", "Ba Bể", 1, None, None],
            [2, "Bí xanh thơm", "HTX Bản Vèn Một", "Côn Minh", "Na Rì", 0, 1, 0],
        ],
        [{**_A, "stars": 3}, {**_B, "stars": 4, "commune": "Côn Minh"}],
        merged=[
            "A1:H1",
            "A2:H2",
            "F4:H4",
            "F5:H5",
            "D4:E4",
            "A4:A6",
            "B4:B6",
            "C4:C6",
            "D5:D6",
            "E5:E6",
        ],
    ),
    "stars in columns, the year in place of a mark": one(
        [
            ["TT", "Tên sản phẩm", "Tên chủ thể", "Địa chỉ", "OCOP 3 sao", "OCOP 4 sao"],
            [1, "Tép chua", "Tổ hợp tác Pác Ngòi", "Nam Mẫu, Ba Bể", 2021, None],
            [2, "Bí xanh thơm", "HTX Bản Vèn Một", "Côn Minh, Na Rì", 2020, 2023],
        ],
        [
            {
                **_A,
                "stars": 3,
                "year": 2021,
                "commune": "Nam Mẫu, Ba Bể",
                "address": "Nam Mẫu, Ba Bể",
            },
            {**_B, "stars": 3, "year": 2020, "stars2": 4, "year2": 2023},
        ],
    ),
    "stars in columns without diacritics, ticks": one(
        [
            ["TT", "Ten san pham", "Chu the", "Xa", "Huyen", "Hang 3 sao", "Hang 4 sao"],
            [1, "Tép chua", "Tổ hợp tác Pác Ngòi", "Nam Mẫu", "Ba Bể", "√", "-"],
            [2, "Bí xanh thơm", "HTX Bản Vèn Một", "Côn Minh", "Na Rì", "-", "√"],
        ],
        [{**_A, "stars": 3}, {**_B, "stars": 4}],
    ),
    "stars in columns with the stars themselves": one(
        [
            ["TT", "Tên SP", "Cơ sở sản xuất", "Xã, huyện", "3*", "4*", "5*", "Năm"],
            [1, "Tép chua", "Tổ hợp tác Pác Ngòi", "Nam Mẫu, Ba Bể", 3, None, None, 2021],
            [2, "Bí xanh thơm", "HTX Bản Vèn Một", "Côn Minh, Na Rì", None, "4 sao", None, 2022],
        ],
        [{**_A, "stars": 3, "year": 2021}, {**_B, "stars": 4, "commune": "Côn Minh, Na Rì"}],
    ),
    "bare numbers under the stars": one(
        [
            ["TT", "Tên sản phẩm", "Chủ thể", "Xã", "Huyện", "Hạng sao", None, None],
            [None, None, None, None, None, 3, 4, 5],
            [1, "Tép chua", "Tổ hợp tác Pác Ngòi", "Nam Mẫu", "Ba Bể", "x", None, None],
            [2, "Bí xanh thơm", "HTX Bản Vèn Một", "Côn Minh", "Na Rì", None, "x", None],
        ],
        [{**_A, "stars": 3}, {**_B, "stars": 4}],
        merged=["F1:H1"],
    ),
    "stars as group rows": one(
        [
            ["TT", "Tên sản phẩm", "Chủ thể", "Xã", "Huyện", "Số quyết định", "Ngày ký"],
            ["A", "SẢN PHẨM ĐẠT 4 SAO", None, None, None, None, None],
            [1, "Bí xanh thơm", "HTX Bản Vèn Một", "Côn Minh", "Na Rì", Q1, D1],
            ["B", "SẢN PHẨM ĐẠT 3 SAO (1 sản phẩm)", None, None, None, None, None],
            [1, "Tép chua", "Tổ hợp tác Pác Ngòi", "Nam Mẫu", "Ba Bể", Q1, D1],
        ],
        [{**_B, "stars": "4", "day": D1}, {**_A, "stars": "3"}],
        "dòng đầu mục",
    ),
}
YEARS = {
    "years in columns under a group": one(
        [
            ["STT", "Sản phẩm", "Chủ thể", "Xã", "Huyện", "Kết quả xếp hạng theo năm", None, None],
            [None, None, None, None, None, "Năm 2019", "Năm 2021", "Năm 2022"],
            [1, "Tép chua", "Tổ hợp tác Pác Ngòi", "Nam Mẫu", "Ba Bể", "3 sao", None, "4 sao"],
            [2, "Bí xanh thơm", "HTX Bản Vèn Một", "Côn Minh", "Na Rì", None, 3, None],
        ],
        [
            {**_A, "stars": "3 sao", "year": 2019, "stars2": "4 sao", "year2": 2022},
            {**_B, "stars": 3, "year": 2021},
        ],
        merged=["F1:H1"],
    ),
    "three recognitions of one product": one(
        [
            ["TT", "Tên sản phẩm", "Chủ thể", "Xã", "Huyện", 2018, 2020, 2023],
            [1, "Tép chua", "Tổ hợp tác Pác Ngòi", "Nam Mẫu", "Ba Bể", 3, 3, 4],
        ],
        [
            {**_A, "stars": 3, "year": 2018, "stars2": 3, "year2": 2020},
            {**_A, "stars": 4, "year": 2023, "commune": "Nam Mẫu"},
        ],
    ),
    "years marked with x beside the stars": one(
        [
            ["TT", "Tên sản phẩm", "Chủ thể", "Xã", "Huyện", "Hạng sao", "2021", "2022"],
            [1, "Tép chua", "Tổ hợp tác Pác Ngòi", "Nam Mẫu", "Ba Bể", 3, "x", None],
            [2, "Bí xanh thơm", "HTX Bản Vèn Một", "Côn Minh", "Na Rì", 4, None, "x"],
        ],
        [{**_A, "stars": 3, "year": 2021}, {**_B, "stars": 4, "year": 2022}],
    ),
    "years as groups of stars and decision": one(
        [
            ["TT", "Tên sản phẩm", "Chủ thể", "Xã", "Huyện", "Năm 2020", None, "Năm 2023", None],
            [None, None, None, None, None, "Hạng sao", "Số QĐ", "Hạng sao", "Số QĐ"],
            [1, "Tép chua", "Tổ hợp tác Pác Ngòi", "Nam Mẫu", "Ba Bể", 3, "1/QĐ-UBND", 4, Q1],
        ],
        [
            {
                **_A,
                "stars": 3,
                "year": 2020,
                "number": "1/QĐ-UBND",
                "stars2": 4,
                "year2": 2023,
                "number2": Q1,
            }
        ],
        merged=["F1:G1", "H1:I1"],
    ),
    "years within the headings": one(
        [
            [
                "TT",
                "Tên sản phẩm",
                "Chủ thể",
                "Xã",
                "Huyện",
                "Hạng sao năm 2020",
                "Hạng sao năm 2023",
            ],
            [1, "Tép chua", "Tổ hợp tác Pác Ngòi", "Nam Mẫu", "Ba Bể", 3, 4],
        ],
        [{**_A, "stars": 3, "year": 2020, "stars2": 4, "year2": 2023}],
    ),
    "years as group rows": one(
        [
            ["TT", "Tên sản phẩm", "Chủ thể", "Xã", "Huyện", "Hạng sao"],
            ["I", "Năm 2020", None, None, None, None],
            [1, "Tép chua", "Tổ hợp tác Pác Ngòi", "Nam Mẫu", "Ba Bể", 3],
            ["II", "Năm 2021", None, None, None, None],
            [2, "Bí xanh thơm", "HTX Bản Vèn Một", "Côn Minh", "Na Rì", 4],
        ],
        [{**_A, "year": "2020"}, {**_B, "year": "2021"}],
        "dòng 2, 4 là dòng đầu mục",
    ),
}
PRODUCERS = {
    "merged producers and places": one(
        [
            ["TT", "Chủ thể", "Địa chỉ", "Sản phẩm", "Hạng"],
            [1, "HTX Bản Vèn Một", "Thôn 1, xã Côn Minh, huyện Na Rì", "Bí xanh thơm", 4],
            [None, None, None, "Măng ớt", 3],
            [2, "Tổ hợp tác Pác Ngòi", "Xã Nam Mẫu, huyện Ba Bể", "Tép chua", 3],
        ],
        [{**_B, "stars": 4}, {"product": "Măng ớt", "producer": "HTX Bản Vèn Một"}, _A],
        merged=["A2:A3", "B2:B3", "C2:C3"],
    ),
    "blank producers below, numbered by producer": one(
        [
            ["TT", "Chủ thể", "Xã", "Huyện", "Sản phẩm", "Hạng"],
            [1, "HTX Bản Vèn Một", "Côn Minh", "Na Rì", "Bí xanh thơm", 4],
            [None, None, None, None, "Măng ớt", 3],
            [2, "Tổ hợp tác Pác Ngòi", "Nam Mẫu", "Ba Bể", "Tép chua", 3],
        ],
        [_B, {"product": "Măng ớt", "producer": "HTX Bản Vèn Một", "commune": "Côn Minh"}, _A],
    ),
    "producers on rows of their own, in their own column": one(
        [
            ["STT", "Tên chủ thể", "Tên sản phẩm", "Xã", "Huyện", "Hạng sao", "Ngày công nhận"],
            ["I", "HTX Bản Vèn Một", None, "Côn Minh", "Na Rì", None, None],
            [1, None, "Bí xanh thơm", None, None, 4, D1],
            [2, None, "Măng ớt", None, None, 3, D1],
            ["II", "Tổ hợp tác Pác Ngòi", None, "Nam Mẫu", "Ba Bể", None, None],
            [1, None, "Tép chua", None, None, 3, D1],
        ],
        [
            {**_B, "commune": "Côn Minh", "stars": 4},
            {"product": "Măng ớt", "producer": "HTX Bản Vèn Một", "district": "Na Rì"},
            {**_A, "commune": "Nam Mẫu"},
        ],
        "dòng riêng của chủ thể",
    ),
    "producers above their products in the products' column": one(
        [
            ["TT", "Tên chủ thể / sản phẩm", "Địa chỉ", "Hạng sao", "QĐ số"],
            ["I", "HTX Bản Vèn Một", "Xã Côn Minh, huyện Na Rì", None, None],
            [1, "Bí xanh thơm", None, "4 sao", Q1],
            ["II", "Tổ hợp tác Pác Ngòi", "Xã Nam Mẫu, huyện Ba Bể", None, None],
            [1, "Tép chua", None, "3 sao", Q1],
        ],
        [
            {**_B, "commune": "Xã Côn Minh, huyện Na Rì", "stars": "4 sao"},
            {**_A, "commune": "Xã Nam Mẫu, huyện Ba Bể", "number": Q1},
        ],
    ),
    "producers above, products with dashes in one cell, a sum": one(
        [
            ["Chủ thể, sản phẩm", "Xã, huyện", "Hạng sao"],
            ["1. HTX Bản Vèn Một", "Côn Minh, Na Rì", None],
            ["- Bí xanh thơm", None, 4],
            ["2. Tổ hợp tác Pác Ngòi", "Nam Mẫu, Ba Bể", None],
            ["- Tép chua", None, 3],
            ["Tổng cộng: 2 sản phẩm", None, None],
        ],
        [{**_B, "commune": "Côn Minh, Na Rì"}, {**_A, "stars": 3}],
        "dòng tổng",
    ),
    "the same as above": one(
        [
            ["TT", "Tên sản phẩm", "Chủ thể", "Xã", "Huyện", "Hạng sao", "Số QĐ"],
            [1, "Bí xanh thơm", "HTX Bản Vèn Một", "Côn Minh", "Na Rì", 4, Q1],
            [2, "Măng ớt", "-nt-", "nt", "như trên", 3, '"'],
        ],
        [
            _B,
            {
                "product": "Măng ớt",
                "producer": "HTX Bản Vèn Một",
                "commune": "Côn Minh",
                "district": "Na Rì",
                "number": Q1,
            },
        ],
        "lấy theo dòng ngay trên",
    ),
    "producer and address in one cell": one(
        [
            ["TT", "Tên sản phẩm", "Tên, địa chỉ chủ thể", "Hạng sao", "Năm"],
            [1, "Bí xanh thơm", "HTX Bản Vèn Một\nXã Côn Minh, huyện Na Rì", 4, 2023],
            [2, "Tép chua", "Tổ hợp tác Pác Ngòi, xã Nam Mẫu, huyện Ba Bể", 3, 2023],
        ],
        [
            {**_B, "address": "Xã Côn Minh, huyện Na Rì"},
            {**_A, "commune": "xã Nam Mẫu, huyện Ba Bể"},
        ],
    ),
}
GROUPS = {
    "sectors between, unmerged, with counts": one(
        [
            ["TT", "Tên sản phẩm", "Chủ thể", "Xã", "Huyện", "Hạng sao"],
            ["I", "NGÀNH THỰC PHẨM (01 sản phẩm)", None, None, None, None],
            [1, "Tép chua", "Tổ hợp tác Pác Ngòi", "Nam Mẫu", "Ba Bể", 3],
            ["II", "NHÓM ĐỒ UỐNG", None, None, None, None],
            [1, "Bí xanh thơm", "HTX Bản Vèn Một", "Côn Minh", "Na Rì", 4],
        ],
        [{**_A, "group": "THỰC PHẨM"}, {**_B, "group": "ĐỒ UỐNG"}],
    ),
    "districts between, merged over the table": one(
        [
            ["TT", "Tên sản phẩm", "Chủ thể", "Xã", "Hạng sao", "Năm công nhận"],
            ["I. Huyện Ba Bể"],
            [1, "Tép chua", "Tổ hợp tác Pác Ngòi", "Nam Mẫu", 3, 2021],
            ["II. HUYỆN NA RÌ"],
            [2, "Bí xanh thơm", "HTX Bản Vèn Một", "Côn Minh", 4, 2022],
            ["Tổng cộng", None, None, None, 2, None],
        ],
        [{**_A, "district": "Huyện Ba Bể"}, {**_B, "district": "HUYỆN NA RÌ"}],
        "dòng đầu mục",
        "dòng tổng",
        merged=["A2:F2", "A4:F4"],
    ),
    "districts with counts under columns of stars": one(
        [
            ["TT", "Tên sản phẩm", "Chủ thể", "Xã", "3 sao", "4 sao"],
            ["I", "Huyện Ba Bể", None, None, 1, 0],
            [1, "Tép chua", "Tổ hợp tác Pác Ngòi", "Nam Mẫu", "x", None],
            ["II", "Huyện Na Rì", None, None, 0, 1],
            [1, "Bí xanh thơm", "HTX Bản Vèn Một", "Côn Minh", None, "x"],
            [None, "Cộng", None, None, 1, 1],
        ],
        [{**_A, "district": "Huyện Ba Bể", "stars": 3}, {**_B, "stars": 4}],
    ),
    "decisions between": one(
        [
            ["TT", "Tên sản phẩm", "Chủ thể", "Xã", "Huyện", "Hạng sao"],
            ["I", "Quyết định số 2388/QĐ-UBND ngày 15/12/2023", None, None, None, None],
            [1, "Tép chua", "Tổ hợp tác Pác Ngòi", "Nam Mẫu", "Ba Bể", 3],
            ["II", "Quyết định số 386/QĐ-UBND ngày 19/3/2024", None, None, None, None],
            [2, "Bí xanh thơm", "HTX Bản Vèn Một", "Côn Minh", "Na Rì", 4],
        ],
        [
            {**_A, "number": "Quyết định số 2388/QĐ-UBND ngày 15/12/2023"},
            {**_B, "number": "Quyết định số 386/QĐ-UBND ngày 19/3/2024"},
        ],
    ),
    "notes and signatures below, a header printed again": one(
        [
            ["TT", "Tên sản phẩm", "Chủ thể", "Xã", "Huyện", "Hạng sao"],
            [1, "Tép chua", "Tổ hợp tác Pác Ngòi", "Nam Mẫu", "Ba Bể", 3],
            ["TT", "Tên sản phẩm", "Chủ thể", "Xã", "Huyện", "Hạng sao"],
            [2, "Bí xanh thơm", "HTX Bản Vèn Một", "Côn Minh", "Na Rì", 4],
            [],
            [None, "Ghi chú: danh sách chưa gồm sản phẩm đang chờ."],
            [None, None, None, "Bắc Kạn, ngày 19 tháng 3 năm 2024"],
            [None, "NGƯỜI LẬP BIỂU", None, "KT. CHỦ TỊCH"],
            [None, "Nông Thị X", None, "Ma Văn Y"],
        ],
        [_A, _B],
        "tiêu đề lặp lại",
        "chữ ký dưới bảng",
    ),
}
AROUND = {
    "a district and year in the title": one(
        [
            ["ỦY BAN NHÂN DÂN HUYỆN NA RÌ"],
            ["DANH SÁCH SẢN PHẨM OCOP ĐƯỢC CÔNG NHẬN NĂM 2022"],
            ["TT", "Tên sản phẩm", "Chủ thể", "Xã", "Hạng sao"],
            [1, "Bí xanh thơm", "HTX Bản Vèn Một", "Côn Minh", 4],
        ],
        [{**_B, "district": "Huyện Na Rì", "year": "2022"}],
        "lấy từ ô A1",
        "lấy từ ô A2",
    ),
    "a decision in the title": one(
        [
            ["DANH SÁCH SẢN PHẨM"],
            ["(Kèm theo Quyết định số 386/QĐ-UBND ngày 19/3/2024 của UBND tỉnh Bắc Kạn)"],
            [],
            ["TT", "Tên sản phẩm", "Chủ thể", "Xã", "Huyện", "Xếp hạng"],
            [1, "Bí xanh thơm", "HTX Bản Vèn Một", "Côn Minh", "Na Rì", "4 sao"],
        ],
        [{**_B, "number": "Quyết định số 386/QĐ-UBND ngày 19/3/2024 của UBND tỉnh Bắc Kạn"}],
        "lấy từ ô A2",
    ),
    "a sheet per district": Shape(
        [
            Page(
                [
                    ["TT", "Sản phẩm", "Chủ thể", "Xã", "Sao"],
                    [1, "Bí xanh thơm", "HTX Bản Vèn Một", "Côn Minh", 4],
                ],
                name="Na Rì",
            ),
            Page(
                [
                    ["TT", "Sản phẩm", "Chủ thể", "Xã", "Sao"],
                    [1, "Tép chua", "Tổ hợp tác Pác Ngòi", "Nam Mẫu", 3],
                ],
                name="Huyện Ba Bể",
            ),
        ],
        [{**_B, "district": "Huyện Na Rì"}, {**_A, "district": "Huyện Ba Bể"}],
        ("lấy từ tên trang",),
    ),
    "a sheet per year": Shape(
        [
            Page(
                [
                    ["TT", "Sản phẩm", "Chủ thể", "Xã", "Huyện", "Sao"],
                    [1, "Bí xanh thơm", "HTX Bản Vèn Một", "Côn Minh", "Na Rì", 4],
                ],
                name="2021",
            ),
            Page(
                [
                    ["TT", "Sản phẩm", "Chủ thể", "Xã", "Huyện", "Sao"],
                    [1, "Tép chua", "Tổ hợp tác Pác Ngòi", "Nam Mẫu", "Ba Bể", 3],
                ],
                name="Năm 2022",
            ),
        ],
        [{**_B, "year": "2021"}, {**_A, "year": "2022"}],
    ),
    "hidden columns": one(
        [
            ["TT", "Tên sản phẩm", "Chủ thể", "Xã", "Huyện", "Hạng sao", "Năm"],
            [1, "Tép chua", "Tổ hợp tác Pác Ngòi", "Nam Mẫu", "Ba Bể", 3, 2021],
        ],
        [{**_A, "stars": 3, "year": 2021}],
        "cột đang ẩn (F)",
        hidden="F",
    ),
    "a period in the title is no year": one(
        [
            ["DANH SÁCH SẢN PHẨM OCOP GIAI ĐOẠN 2019-2021, tính đến năm 2022"],
            ["TT", "Tên sản phẩm", "Chủ thể", "Xã", "Huyện", "Hạng sao"],
            [1, "Tép chua", "Tổ hợp tác Pác Ngòi", "Nam Mẫu", "Ba Bể", 3],
        ],
        [{**_A, "stars": 3, "year": None}],
    ),
}
HEADINGS = {
    "everyday words": one(
        [
            [
                "Số TT",
                "Tên sản phẩm OCOP",
                "Tên đơn vị SX",
                "Địa chỉ sản xuất",
                "SĐT",
                "Đạt sao",
                "QĐ công nhận",
                "Ngày QĐ",
            ],
            [
                1,
                "Tép chua",
                "Tổ hợp tác Pác Ngòi",
                "Xã Nam Mẫu, huyện Ba Bể",
                "0900000000",
                "3 sao",
                Q1,
                D1,
            ],
        ],
        [
            {
                **_A,
                "address": "Xã Nam Mẫu, huyện Ba Bể",
                "phone": "0900000000",
                "number": Q1,
                "day": D1,
            }
        ],
    ),
    "without diacritics": one(
        [
            [
                "STT",
                "TEN SAN PHAM",
                "TEN CO SO/CHU THE",
                "XA, HUYEN",
                "XEP HANG",
                "SO QUYET DINH",
                "NGAY CAP",
            ],
            [1, "Tép chua", "Tổ hợp tác Pác Ngòi", "Xã Nam Mẫu, huyện Ba Bể", 3, Q1, D1],
        ],
        [{**_A, "commune": "Xã Nam Mẫu, huyện Ba Bể", "stars": 3, "day": D1}],
    ),
    "the unit is a place": one(
        [
            ["TT", "Đơn vị", "Tên sản phẩm", "Chủ thể", "Xếp loại"],
            [1, "Xã Nam Mẫu", "Tép chua", "Tổ hợp tác Pác Ngòi", 3],
            [2, "Xã Côn Minh", "Bí xanh thơm", "HTX Bản Vèn Một", 4],
        ],
        [{**_A, "commune": "Xã Nam Mẫu"}, {**_B, "commune": "Xã Côn Minh"}],
    ),
    "the unit is a producer": one(
        [
            ["TT", "Địa phương", "Tên sản phẩm", "Đơn vị", "Kết quả"],
            [1, "Huyện Ba Bể", "Tép chua", "Tổ hợp tác Pác Ngòi", "3 sao"],
            [2, "Huyện Na Rì", "Bí xanh thơm", "HTX Bản Vèn Một", "4 sao"],
        ],
        [{**_A, "commune": "Huyện Ba Bể"}, {**_B, "stars": "4 sao"}],
    ),
    "points under the result": one(
        [
            ["TT", "Tên sản phẩm", "Chủ thể", "Xã", "Huyện", "Kết quả", "Hạng sao"],
            [1, "Tép chua", "Tổ hợp tác Pác Ngòi", "Nam Mẫu", "Ba Bể", "62,5", 3],
            [2, "Bí xanh thơm", "HTX Bản Vèn Một", "Côn Minh", "Na Rì", 81.2, 4],
        ],
        [{**_A, "stars": 3, "score": "62,5"}, {**_B, "stars": 4}],
    ),
    "a time of validity": one(
        [
            [
                "TT",
                "Tên sản phẩm",
                "Chủ thể",
                "Xã",
                "Huyện",
                "Hạng",
                "Thời hạn (từ ngày - đến ngày)",
            ],
            [
                1,
                "Tép chua",
                "Tổ hợp tác Pác Ngòi",
                "Nam Mẫu",
                "Ba Bể",
                3,
                "15/12/2023 đến 14/12/2026",
            ],
        ],
        [{**_A, "day": "15/12/2023", "expires": "14/12/2026"}],
    ),
    "day, month and year apart": one(
        [
            [
                "TT",
                "Tên sản phẩm",
                "Chủ thể",
                "Xã",
                "Huyện",
                "Hạng",
                "Số QĐ",
                "Người đại diện, điện thoại",
            ],
            [
                1,
                "Tép chua",
                "Tổ hợp tác Pác Ngòi",
                "Nam Mẫu",
                "Ba Bể",
                3,
                Q1,
                "Nông Thị X, 0900 000 000",
            ],
        ],
        [{**_A, "representative": "Nông Thị X", "phone": "0900 000 000"}],
    ),
}
SHAPES = {**STARS, **YEARS, **PRODUCERS, **GROUPS, **AROUND, **HEADINGS}
