"""More layouts: what stands between the rows and around the list, headings in everyday words."""

from tests.certifications.imports.layouts_told import D1, Q1, A, B, Page, Shape, one

GROUPS = {
    "sectors between, unmerged, with counts": one(
        [
            ["TT", "Tên sản phẩm", "Chủ thể", "Xã", "Huyện", "Hạng sao"],
            ["I", "NGÀNH THỰC PHẨM (01 sản phẩm)", None, None, None, None],
            [1, "Tép chua", "Tổ hợp tác Pác Ngòi", "Nam Mẫu", "Ba Bể", 3],
            ["II", "NHÓM ĐỒ UỐNG", None, None, None, None],
            [1, "Bí xanh thơm", "HTX Bản Vèn Một", "Côn Minh", "Na Rì", 4],
        ],
        [{**A, "group": "THỰC PHẨM"}, {**B, "group": "ĐỒ UỐNG"}],
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
        [{**A, "district": "Huyện Ba Bể"}, {**B, "district": "HUYỆN NA RÌ"}],
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
        [{**A, "district": "Huyện Ba Bể", "stars": 3}, {**B, "stars": 4}],
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
            {**A, "number": "Quyết định số 2388/QĐ-UBND ngày 15/12/2023"},
            {**B, "number": "Quyết định số 386/QĐ-UBND ngày 19/3/2024"},
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
        [A, B],
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
        [{**B, "district": "Huyện Na Rì", "year": "2022"}],
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
        [{**B, "number": "Quyết định số 386/QĐ-UBND ngày 19/3/2024 của UBND tỉnh Bắc Kạn"}],
        "lấy từ ô A2",
    ),
    "the stars in the title": one(
        [
            ["DANH SÁCH SẢN PHẨM OCOP 4 SAO NĂM 2022"],
            ["TT", "Tên sản phẩm", "Chủ thể", "Xã", "Huyện"],
            [1, "Bí xanh thơm", "HTX Bản Vèn Một", "Côn Minh", "Na Rì"],
        ],
        [{**B, "stars": "4", "year": "2022"}],
    ),
    "stars in the title that not all hold": one(
        [
            ["DANH SÁCH SẢN PHẨM OCOP ĐẠT TỪ 3 SAO TRỞ LÊN"],
            ["TT", "Tên sản phẩm", "Chủ thể", "Xã", "Huyện", "Sao"],
            [1, "Bí xanh thơm", "HTX Bản Vèn Một", "Côn Minh", "Na Rì", 4],
        ],
        [{**B, "stars": 4}],
    ),
    "counts of a producer beside it": one(
        [
            ["TT", "Tên chủ thể, sản phẩm", "Địa chỉ", "Hạng sao"],
            ["A", "HUYỆN NA RÌ", None, None],
            ["I", "HTX Bản Vèn Một", "Xã Côn Minh", None],
            [1, "Bí xanh thơm", None, "4 sao"],
            ["B", "HUYỆN BA BỂ", None, None],
            ["I", "Tổ hợp tác Pác Ngòi", "Xã Nam Mẫu", None],
            [1, "Tép chua", None, "3 sao"],
            [None, "TỔNG CỘNG", None, None],
        ],
        [
            {**B, "commune": "Xã Côn Minh", "district": "HUYỆN NA RÌ"},
            {**A, "commune": "Xã Nam Mẫu", "district": "HUYỆN BA BỂ"},
        ],
        "dòng tổng",
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
        [{**B, "district": "Huyện Na Rì"}, {**A, "district": "Huyện Ba Bể"}],
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
        [{**B, "year": "2021"}, {**A, "year": "2022"}],
    ),
    "hidden columns": one(
        [
            ["TT", "Tên sản phẩm", "Chủ thể", "Xã", "Huyện", "Hạng sao", "Năm"],
            [1, "Tép chua", "Tổ hợp tác Pác Ngòi", "Nam Mẫu", "Ba Bể", 3, 2021],
        ],
        [{**A, "stars": 3, "year": 2021}],
        "cột đang ẩn (F)",
        hidden="F",
    ),
    "a period in the title is no year": one(
        [
            ["DANH SÁCH SẢN PHẨM OCOP GIAI ĐOẠN 2019-2021, tính đến năm 2022"],
            ["TT", "Tên sản phẩm", "Chủ thể", "Xã", "Huyện", "Hạng sao"],
            [1, "Tép chua", "Tổ hợp tác Pác Ngòi", "Nam Mẫu", "Ba Bể", 3],
        ],
        [{**A, "stars": 3, "year": None}],
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
                **A,
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
        [{**A, "commune": "Xã Nam Mẫu, huyện Ba Bể", "stars": 3, "day": D1}],
    ),
    "the unit is a place": one(
        [
            ["TT", "Đơn vị", "Tên sản phẩm", "Chủ thể", "Xếp loại"],
            [1, "Xã Nam Mẫu", "Tép chua", "Tổ hợp tác Pác Ngòi", 3],
            [2, "Xã Côn Minh", "Bí xanh thơm", "HTX Bản Vèn Một", 4],
        ],
        [{**A, "commune": "Xã Nam Mẫu"}, {**B, "commune": "Xã Côn Minh"}],
    ),
    "the unit is a producer": one(
        [
            ["TT", "Địa phương", "Tên sản phẩm", "Đơn vị", "Kết quả"],
            [1, "Huyện Ba Bể", "Tép chua", "Tổ hợp tác Pác Ngòi", "3 sao"],
            [2, "Huyện Na Rì", "Bí xanh thơm", "HTX Bản Vèn Một", "4 sao"],
        ],
        [{**A, "commune": "Huyện Ba Bể"}, {**B, "stars": "4 sao"}],
    ),
    "points under the result": one(
        [
            ["TT", "Tên sản phẩm", "Chủ thể", "Xã", "Huyện", "Kết quả", "Hạng sao"],
            [1, "Tép chua", "Tổ hợp tác Pác Ngòi", "Nam Mẫu", "Ba Bể", "62,5", 3],
            [2, "Bí xanh thơm", "HTX Bản Vèn Một", "Côn Minh", "Na Rì", 81.2, 4],
        ],
        [{**A, "stars": 3, "score": "62,5"}, {**B, "stars": 4}],
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
        [{**A, "day": "15/12/2023", "expires": "14/12/2026"}],
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
        [{**A, "representative": "Nông Thị X", "phone": "0900 000 000"}],
    ),
}
