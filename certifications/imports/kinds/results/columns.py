"""The columns of a results file, of which those of the members and of the criteria depend on the
round."""

from collections.abc import Iterable

from certifications.imports.contract import Column, Row
from certifications.models import CouncilMember, Round, Scorecard

MEMBER, CRITERION = "m-", "c-"  # before the uid of a member, the code of a criterion

IDENTITY = (
    Column(
        "uid",
        "Mã hồ sơ",
        also=("Mã định danh hồ sơ",),
        help="Mã 7 ký tự của hệ thống; có mã này là đủ.",
    ),
    Column(
        "position",
        "TT hồ sơ",
        also=("Số hồ sơ", "Hồ sơ số"),
        help="Số thứ tự của hồ sơ trong đợt.",
        example="1",
    ),
    Column("code", "Mã sản phẩm", also=("Mã sản phẩm OCOP",), help="Nếu hồ sơ đã có mã."),
    Column(
        "product",
        "Tên sản phẩm",
        also=("Sản phẩm", "Tên SP"),
        required=True,
        help="Như trong đợt.",
        example="Miến dong",
    ),
    Column(
        "producer",
        "Chủ thể",
        also=("Tên chủ thể", "Đơn vị sản xuất"),
        help="Cần khi hai hồ sơ trùng tên.",
        example="HTX Tài Hoan",
    ),
)
TOTAL = Column(
    "total",
    "Tổng điểm",
    also=(
        "Tổng điểm TB",
        "Tổng điểm trung bình",
        "Điểm trung bình",
        "Điểm TB",
        "Điểm",
        "Tổng",
        "Tổng cộng",
        "Điểm tổng hợp",
        "Điểm bình quân",
        "Bình quân",
        "Trung bình",
        "Trung bình cộng",
        "Điểm trung bình cộng",
        "ĐTB",
        "TB",
        "TBC",
        "Điểm TBC",
        "Điểm trung bình của hội đồng",
        "Điểm TB của hội đồng",
        "Điểm TB HĐ",
    ),
    help="Điểm trung bình của hội đồng, dấu phẩy thập phân.",
    example="86,4",
)
CONCLUSION = (
    Column(
        "part_a",
        "Phần A",
        also=("Điểm phần A", "A"),
        help="Điểm trung bình phần A.",
        example="33,2",
    ),
    Column(
        "part_b",
        "Phần B",
        also=("Điểm phần B", "B"),
        help="Điểm trung bình phần B.",
        example="21,6",
    ),
    Column(
        "part_c",
        "Phần C",
        also=("Điểm phần C", "C"),
        help="Điểm trung bình phần C.",
        example="31,6",
    ),
    Column(
        "marks_met",
        "Dấu sao đạt",
        also=("Hạng sao đạt dấu", "Hạng cao nhất đạt mọi dấu sao", "Dấu sao", "Đạt dấu sao"),
        help=(
            "Hạng cao nhất mà mọi dấu sao đều đạt: 5, 4, 3, hoặc 2 khi chưa đạt dấu 3 sao. Hạng sao"
            " do hệ thống tính."
        ),
        example="4",
    ),
    Column(
        "missed_criteria",
        "Tiêu chí chưa đạt dấu",
        also=("Tiêu chí chưa đạt", "Tiêu chí chưa đạt dấu sao"),
        help="Khi dấu sao làm hạ hạng: số của các tiêu chí.",
        example="2.3, 6.1",
    ),
    Column(
        "disqualified",
        "Bị loại",
        also=("Loại",),
        help="có khi hồ sơ bị loại; khi đó không ghi điểm.",
        example="",
    ),
    Column(
        "disqualified_reason",
        "Lý do loại",
        also=("Lý do bị loại", "Lý do hồ sơ bị loại"),
        help="Bắt buộc khi bị loại.",
    ),
)
SUM = Column(
    "sum",
    "Tổng các thành viên",
    also=("Cộng các thành viên", "Tổng điểm các thành viên"),
    help="Tổng điểm mọi thành viên: chỉ để so với điểm từng người.",
)
STARS = Column(
    "stars",
    "Hạng sao",
    also=(
        "Xếp hạng",
        "Hạng",
        "Sao",
        "Số sao",
        "Phân hạng",
        "Kết quả",
        "Kết quả xếp hạng",
        "Đạt hạng",
    ),
    help="Hạng như biên bản ghi: so với hạng tính từ điểm, và thay cho cột dấu sao đạt.",
)
SHEET = Column(
    "member",
    "Thành viên",
    also=("Thành viên hội đồng", "Người chấm", "Họ tên thành viên"),
    help="Mỗi dòng là phiếu của một thành viên.",
)
CODE = Column(
    "criterion",
    "Tiêu chí",
    also=("Mã tiêu chí", "Số tiêu chí", "Tiêu chí số"),
    help="Số của tiêu chí: mỗi dòng một tiêu chí.",
)


def criterion_columns(round_: Round) -> tuple[Column, ...]:
    """One column per criterion that some sheet of the round's product sets scores, in the order of
    the numbers. One query."""
    wanted = round_.applications.exclude(product_set=None).values("product_set")
    cards = Scorecard.objects.select_related("scheme").filter(product_set__in=wanted)
    codes = {criterion.code for card in cards for criterion in card.card.scored}
    return tuple(
        Column(
            CRITERION + code,
            code,
            also=(f"Tiêu chí {code}", f"TC {code}"),
            help=f"Điểm tiêu chí {code}: một mức của phiếu.",
        )
        for code in sorted(codes, key=in_order)
    )


def in_order(code: str) -> list[int]:
    return [int(part) if part.isdigit() else 99 for part in code.split(".")]


# --- which layout a row is of ---------------------------------------------------------------------
def filled(row: Row, before: str) -> list[str]:
    """The columns of that kind in which the row says something; a dash says nothing."""
    return [
        name
        for name in row.cells
        if name.startswith(before) and row.has(name) and row.cells[name] not in ("-", "–")
    ]


def has_columns(row: Row, before: str) -> bool:
    return any(name.startswith(before) for name in row.references)


def member_of(column: str, members: Iterable[CouncilMember]) -> CouncilMember | None:
    return next((one for one in members if MEMBER + one.uid == column), None)
