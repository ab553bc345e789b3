"""The columns of a results file, of which those of the members and of the criteria depend on the
round."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence

from certifications.council.members import Council
from certifications.imports.contract import Column, Row
from certifications.models import CouncilMember, CouncilRole, Round, Scorecard
from ocop_registry.places.text import fold

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


def member_columns(council: Council) -> tuple[Column, ...]:
    """One column per member who may score, headed by the name; namesakes, and those whose names
    differ in their marks only, by number and name: headings are read without marks."""
    members = [one for one in council.members if one.scores]
    names = Counter(fold(one.name) for one in members)
    short = _short_names(members)
    return tuple(
        Column(
            MEMBER + one.uid,
            one.name if names[fold(one.name)] == 1 else f"{one.position}. {one.name}",
            also=(
                f"{one.position}. {one.name}",
                f"Thành viên {one.position}",
                f"TV{one.position}",
                *([f"Điểm {one.name}"] if names[fold(one.name)] == 1 else []),
                *short[one.uid],
            ),
            help="Điểm của thành viên này; để trống khi không chấm.",
        )
        for one in members
    )


# What papers call the seats of which a council has one; a vice-chair may be one of several.
_SEATS: Mapping[str, tuple[str, ...]] = {
    CouncilRole.CHAIR: ("Chủ tịch", "Chủ tịch hội đồng", "Chủ tịch HĐ", "CT", "CTHĐ", "CT HĐ"),
    CouncilRole.VICE: (
        "Phó chủ tịch", "Phó chủ tịch hội đồng", "Phó chủ tịch HĐ", "Phó CT", "PCT", "PCTHĐ", "P. Chủ tịch",
    ),
}  # fmt: skip
_TITLES = ("", "Ông ", "Bà ", "Đ/c ", "Đồng chí ", "Ủy viên ", "UV ", "TV ", "Điểm ")


def _short_names(members: Sequence[CouncilMember]) -> dict[str, list[str]]:
    """Uid → how papers shorten a member, by seat or name; what would mean two of them is left
    out, and asked on the page of the columns."""
    meant: dict[str, dict[str, str]] = {one.uid: {} for one in members}
    for one in members:
        for text in _shortened(one):
            meant[one.uid].setdefault(fold(text), text)
    times = Counter(key for texts in meant.values() for key in texts)
    whole = {fold(one.name): one.uid for one in members}
    return {
        uid: [
            text
            for key, text in texts.items()
            if times[key] == 1 and whole.get(key, uid) == uid and key
        ]
        for uid, texts in meant.items()
    }


def _shortened(member: CouncilMember) -> Iterator[str]:
    """ "Ma Văn Đức (minh họa)": "Ma Văn Đức", "Văn Đức", "Đức", "M. V. Đức", "Ông Đức"."""
    bare = re.sub(r"\([^)]*\)", " ", member.name).strip()
    words = bare.split()
    seats = _SEATS.get(member.role, ())
    yield from seats
    yield from (f"{seat} ({bare})" for seat in seats)
    yield from (f"{seat} {bare}" for seat in seats)
    initials = ". ".join(word[0] for word in words[:-1])
    texts = [bare, *([" ".join(words[-2:]), words[-1]] if len(words) > 1 else [])]
    for title in _TITLES:
        yield from (f"{title}{text}" for text in texts if not text.isdigit())
    if initials and not words[-1].isdigit():
        yield f"{initials}. {words[-1]}"


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
