"""Registers, annexes and lists as offices lay them out, each told with what is read from it: name →
(sheets, rows as read)."""

from tests.certifications.imports.layouts_told import D1, Q1, A, B, one
from tests.certifications.imports.shapes_between import AROUND, GROUPS, HEADINGS

STARS = {
    "stars in columns, two header rows, merged": one(
        [
            ["TT", "Tên sản phẩm", "Chủ thể", "Xã", "Huyện", "Kết quả", None, None, "Số QĐ"],
            [None, None, None, None, None, "3 sao", "4 sao", "5 sao", None],
            [1, "Tép chua", "Tổ hợp tác Pác Ngòi", "Nam Mẫu", "Ba Bể", "X", None, None, Q1],
            [2, "Bí xanh thơm", "HTX Bản Vèn Một", "Côn Minh", "Na Rì", None, "✓", None, Q1],
        ],
        [
            {**A, "stars": 3, "number": Q1, "commune": "Nam Mẫu"},
            {**B, "stars": 4, "district": "Na Rì"},
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
        [{**A, "stars": 3}, {**B, "stars": 4, "commune": "Côn Minh"}],
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
                **A,
                "stars": 3,
                "year": 2021,
                "commune": "Nam Mẫu, Ba Bể",
                "address": "Nam Mẫu, Ba Bể",
            },
            {**B, "stars": 3, "year": 2020, "stars2": 4, "year2": 2023},
        ],
    ),
    "stars in columns without diacritics, ticks": one(
        [
            ["TT", "Ten san pham", "Chu the", "Xa", "Huyen", "Hang 3 sao", "Hang 4 sao"],
            [1, "Tép chua", "Tổ hợp tác Pác Ngòi", "Nam Mẫu", "Ba Bể", "√", "-"],
            [2, "Bí xanh thơm", "HTX Bản Vèn Một", "Côn Minh", "Na Rì", "-", "√"],
        ],
        [{**A, "stars": 3}, {**B, "stars": 4}],
    ),
    "stars in columns with the stars themselves": one(
        [
            ["TT", "Tên SP", "Cơ sở sản xuất", "Xã, huyện", "3*", "4*", "5*", "Năm"],
            [1, "Tép chua", "Tổ hợp tác Pác Ngòi", "Nam Mẫu, Ba Bể", 3, None, None, 2021],
            [2, "Bí xanh thơm", "HTX Bản Vèn Một", "Côn Minh, Na Rì", None, "4 sao", None, 2022],
        ],
        [{**A, "stars": 3, "year": 2021}, {**B, "stars": 4, "commune": "Côn Minh, Na Rì"}],
    ),
    "bare numbers under the stars": one(
        [
            ["TT", "Tên sản phẩm", "Chủ thể", "Xã", "Huyện", "Hạng sao", None, None],
            [None, None, None, None, None, 3, 4, 5],
            [1, "Tép chua", "Tổ hợp tác Pác Ngòi", "Nam Mẫu", "Ba Bể", "x", None, None],
            [2, "Bí xanh thơm", "HTX Bản Vèn Một", "Côn Minh", "Na Rì", None, "x", None],
        ],
        [{**A, "stars": 3}, {**B, "stars": 4}],
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
        [{**B, "stars": "4", "day": D1}, {**A, "stars": "3"}],
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
            {**A, "stars": "3 sao", "year": 2019, "stars2": "4 sao", "year2": 2022},
            {**B, "stars": 3, "year": 2021},
        ],
        merged=["F1:H1"],
    ),
    "three recognitions of one product": one(
        [
            ["TT", "Tên sản phẩm", "Chủ thể", "Xã", "Huyện", 2018, 2020, 2023],
            [1, "Tép chua", "Tổ hợp tác Pác Ngòi", "Nam Mẫu", "Ba Bể", 3, 3, 4],
        ],
        [
            {**A, "stars": 3, "year": 2018, "stars2": 3, "year2": 2020},
            {**A, "stars": 4, "year": 2023, "commune": "Nam Mẫu"},
        ],
    ),
    "years marked with x beside the stars": one(
        [
            ["TT", "Tên sản phẩm", "Chủ thể", "Xã", "Huyện", "Hạng sao", "2021", "2022"],
            [1, "Tép chua", "Tổ hợp tác Pác Ngòi", "Nam Mẫu", "Ba Bể", 3, "x", None],
            [2, "Bí xanh thơm", "HTX Bản Vèn Một", "Côn Minh", "Na Rì", 4, None, "x"],
        ],
        [{**A, "stars": 3, "year": 2021}, {**B, "stars": 4, "year": 2022}],
    ),
    "years as groups of stars and decision": one(
        [
            ["TT", "Tên sản phẩm", "Chủ thể", "Xã", "Huyện", "Năm 2020", None, "Năm 2023", None],
            [None, None, None, None, None, "Hạng sao", "Số QĐ", "Hạng sao", "Số QĐ"],
            [1, "Tép chua", "Tổ hợp tác Pác Ngòi", "Nam Mẫu", "Ba Bể", 3, "1/QĐ-UBND", 4, Q1],
        ],
        [
            {
                **A,
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
        [{**A, "stars": 3, "year": 2020, "stars2": 4, "year2": 2023}],
    ),
    "years as group rows": one(
        [
            ["TT", "Tên sản phẩm", "Chủ thể", "Xã", "Huyện", "Hạng sao"],
            ["I", "Năm 2020", None, None, None, None],
            [1, "Tép chua", "Tổ hợp tác Pác Ngòi", "Nam Mẫu", "Ba Bể", 3],
            ["II", "Năm 2021", None, None, None, None],
            [2, "Bí xanh thơm", "HTX Bản Vèn Một", "Côn Minh", "Na Rì", 4],
        ],
        [{**A, "year": "2020"}, {**B, "year": "2021"}],
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
        [{**B, "stars": 4}, {"product": "Măng ớt", "producer": "HTX Bản Vèn Một"}, A],
        merged=["A2:A3", "B2:B3", "C2:C3"],
    ),
    "blank producers below, numbered by producer": one(
        [
            ["TT", "Chủ thể", "Xã", "Huyện", "Sản phẩm", "Hạng"],
            [1, "HTX Bản Vèn Một", "Côn Minh", "Na Rì", "Bí xanh thơm", 4],
            [None, None, None, None, "Măng ớt", 3],
            [2, "Tổ hợp tác Pác Ngòi", "Nam Mẫu", "Ba Bể", "Tép chua", 3],
        ],
        [B, {"product": "Măng ớt", "producer": "HTX Bản Vèn Một", "commune": "Côn Minh"}, A],
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
            {**B, "commune": "Côn Minh", "stars": 4},
            {"product": "Măng ớt", "producer": "HTX Bản Vèn Một", "district": "Na Rì"},
            {**A, "commune": "Nam Mẫu"},
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
            {**B, "commune": "Xã Côn Minh, huyện Na Rì", "stars": "4 sao"},
            {**A, "commune": "Xã Nam Mẫu, huyện Ba Bể", "number": Q1},
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
        [{**B, "commune": "Côn Minh, Na Rì"}, {**A, "stars": 3}],
        "dòng tổng",
    ),
    "the same as above": one(
        [
            ["TT", "Tên sản phẩm", "Chủ thể", "Xã", "Huyện", "Hạng sao", "Số QĐ"],
            [1, "Bí xanh thơm", "HTX Bản Vèn Một", "Côn Minh", "Na Rì", 4, Q1],
            [2, "Măng ớt", "-nt-", "nt", "như trên", 3, '"'],
        ],
        [
            B,
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
            {**B, "address": "Xã Côn Minh, huyện Na Rì"},
            {**A, "commune": "xã Nam Mẫu, huyện Ba Bể"},
        ],
    ),
}
SHAPES = {**STARS, **YEARS, **PRODUCERS, **GROUPS, **AROUND, **HEADINGS}
