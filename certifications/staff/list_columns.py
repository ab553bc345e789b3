"""The columns of the lists' files: what each own list of the staff site says of a row, as real
numbers and days."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Any

from certifications.law.points import shown
from certifications.law.rules import standing
from certifications.models import Certification, Round
from ocop_registry import clock
from ocop_registry.known_days import certain_until
from ocop_registry.staff.lists.export import Columns
from products.standings import label

PART_NAMES = {"A": "phần A", "B": "phần B", "C": "phần C"}
# Column → heading, and the short one of a narrow screen.
HEADINGS = {
    "total": "Tổng điểm TB",
    "part_a": "Phần A",
    "part_b": "Phần B",
    "part_c": "Phần C",
    "marks_met": "Dấu sao đạt",
    "missed_criteria": "Tiêu chí chưa đạt dấu",
    "disqualified": "Bị loại",
    "disqualified_reason": "Lý do loại",
}


# --- rounds ---------------------------------------------------------------------------------------
def of_result(name: str) -> Any:
    """A column of the result of a row that has `result` (None: not there yet)."""
    return lambda row: getattr(row.result, name, None)


def points_of_result(name: str) -> Any:
    """A column of points of such a row, shown as on its page."""
    return lambda row: shown(getattr(row.result, name, None))


APPLICATIONS: Columns = [
    ("TT", lambda row: row.application.position),
    ("Sản phẩm", lambda row: row.application.product.name),
    ("Chủ thể", lambda row: row.application.product.producer.name),
    ("Xã, phường, đặc khu", lambda row: row.application.product.producer.place.full_name),
    ("Loại hồ sơ", lambda row: row.application.get_type_display()),
    ("Bộ sản phẩm", lambda row: row.application.product_set and str(row.application.product_set)),
    ("Mã sản phẩm", lambda row: row.application.product_code),
    ("Trạng thái", lambda row: row.application.get_status_display()),
    ("Lý do", lambda row: row.application.status_reason),
    ("Lưu ý", lambda row: "; ".join(row.application.warnings)),
]
CONCLUDED: Columns = [
    ("Tổng điểm", points_of_result("total")),
    ("Phần A", points_of_result("part_a")),
    ("Phần B", points_of_result("part_b")),
    ("Phần C", points_of_result("part_c")),
    ("Hạng sao", of_result("final_stars")),
    ("Kết quả", lambda row: row.stars),
    ("Diễn giải", lambda row: row.why),
]


def _typed(name: str) -> Any:
    """A cell of the results grid: the number that was read, or the text as it was typed."""

    def value(row: Any) -> Any:
        if name == "disqualified":
            return "có" if row.typed[name] else ""
        read = row.checked.values.get(name)
        return shown(read) if isinstance(read, Decimal) else row.typed[name]

    return value


RESULTS: Columns = [
    ("TT", lambda row: row.application.position),
    ("Sản phẩm", lambda row: row.application.product.name),
    ("Chủ thể", lambda row: row.application.product.producer.name),
    *((heading, _typed(name)) for name, heading in HEADINGS.items()),
    ("Hạng sao", lambda row: row.stars),
    ("Kết quả", lambda row: row.outcome),
    ("Diễn giải", lambda row: row.checked.why),
    ("Người nhập", lambda row: row.who),
    ("Người duyệt", lambda row: _approver(row.application)),
]


def _approver(application: Any) -> str:
    by = getattr(getattr(application, "result", None), "approved_by", None)
    return by.get_full_name() if by else ""


MEMBERS: Columns = [
    ("TT", lambda row: row[0]),
    ("Họ và tên", lambda row: row[1].name),
    ("Cơ quan, chức vụ", lambda row: row[1].agency),
    ("Vai trò", lambda row: row[1].get_role_display()),
    ("Thay cho", lambda row: row[1].substitute_for and row[1].substitute_for.name),
    (
        "Điểm danh",
        lambda row: {True: "có mặt", False: "vắng mặt", None: "chưa điểm danh"}[row[1].present],
    ),
]


def sheets(members: Iterable[Any]) -> Columns:
    """The score sheets of a round: per member the three parts and their sum, then what they come
    to."""
    columns: Columns = [
        ("TT", lambda line: line.application.position),
        ("Sản phẩm", lambda line: line.application.product.name),
        ("Chủ thể", lambda line: line.application.product.producer.name),
    ]
    for at, member in enumerate(members):
        columns += [
            (f"{member.name}: {name}", _part(at, part)) for part, name in PART_NAMES.items()
        ]
        columns.append((f"{member.name}: tổng", _total(at)))
    return [
        *columns,
        ("Trung bình", lambda line: shown(line.average_points)),
        ("Lệch", lambda line: shown(line.spread)),
        ("Kết luận", lambda line: line.stars),
        ("Diễn giải", lambda line: line.why or "; ".join(line.reasons)),
    ]


def _part(at: int, part: str) -> Any:
    return lambda line: shown(line.units[at].check.parts.get(part))


def _total(at: int) -> Any:
    return lambda line: shown(line.units[at].check.total) if line.units[at].total else None


# --- dossiers and sheets of one's own -------------------------------------------------------------
DOSSIERS: Columns = [  # rows: (application, its deadlines, its address)
    ("Sản phẩm", lambda row: row[0].product.name),
    ("Chủ thể", lambda row: row[0].product.producer.name),
    ("Xã, phường, đặc khu", lambda row: row[0].product.producer.place.full_name),
    ("Đợt", lambda row: row[0].round.title),
    ("Trạng thái", lambda row: row[0].get_status_display()),
    ("Lý do", lambda row: row[0].status_reason),
    ("Hạn gần nhất", lambda row: min((one.last_day for one in row[1]), default=None)),
    ("Thời hạn", lambda row: "; ".join(f"{one.name}: {one.text}" for one in row[1])),
]
OWN_SHEETS: Columns = [
    ("Sản phẩm", lambda item: item.application.product.name),
    ("Chủ thể", lambda item: item.application.product.producer.name),
    ("Đợt", lambda item: item.application.round.title),
    ("Tiêu chí đã chấm", lambda item: item.scored),
    ("Tiêu chí phải chấm", lambda item: item.wanted),
    ("Phiếu đã khóa", lambda item: item.closed),
]


# --- decisions and certifications -----------------------------------------------------------------
def until_cell(one: Certification) -> date | str | None:
    """The last day in force in a file; where the day of issue is not known what is certain."""
    if one.in_force_until is None or one.issued.exact:
        return one.in_force_until
    return certain_until(one.in_force_until)


ANNEX: Columns = [
    (
        "Sản phẩm",
        lambda item: _issued(item, "product_name") or item.result.application.product.name,
    ),
    (
        "Chủ thể",
        lambda item: (
            _issued(item, "producer_name") or item.result.application.product.producer.name
        ),
    ),
    ("Tổng điểm", lambda item: shown(item.result.total)),
    ("Hạng sao", lambda item: item.result.final_stars),
    ("Nội dung", lambda item: item.get_outcome_display()),
    ("Hiệu lực từ", lambda item: _issued(item, "in_force_from")),
    ("Hiệu lực đến hết", lambda item: _issued(item, "in_force_until")),
    ("Mã sản phẩm", lambda item: _issued(item, "code")),
]
OF_DECISION: Columns = [
    ("Mã định danh", lambda one: one.uid),
    ("Sản phẩm", lambda one: one.product_name),
    ("Chủ thể", lambda one: one.producer_name),
    ("Hạng sao", lambda one: one.stars),
    ("Ngày cấp", lambda one: one.issued.cell()),
    ("Năm cấp", lambda one: one.issued.year),
    ("Hiệu lực đến hết", until_cell),
    ("Tình trạng hôm nay", lambda one: label(standing(one, clock.today()))),
]


def _issued(item: Any, name: str) -> Any:
    return getattr(getattr(item.result, "certification", None), name, None)


def holder_name(subject: Any) -> str:
    """The producer's name beside what a prepared act is on, as a certificate bears it; of a round's
    decision, whose it is."""
    if isinstance(subject, Round):
        return str(subject.place or "Trung ương")
    named = getattr(subject, "producer_name", None) or getattr(subject, "producer", None)
    return str(named or subject.name)


PREPARED: Columns = [
    ("Việc", lambda one: one.get_kind_display()),
    ("Về", lambda one: str(one.subject)),
    ("Chủ thể", lambda one: holder_name(one.subject)),
    ("Lý do", lambda one: one.reason),
    ("Trạng thái", lambda one: one.get_status_display()),
    ("Người chuẩn bị", lambda one: one.prepared_by.get_full_name()),
    ("Chuẩn bị lúc", lambda one: one.prepared_at),
    ("Người xử lý", lambda one: one.settled_by and one.settled_by.get_full_name()),
]
ORDERS: Columns = [
    ("Chứng nhận", lambda one: str(one.certification)),
    ("Chủ thể", lambda one: one.certification.producer_name),
    ("Số văn bản", lambda one: one.number),
    ("Ngày văn bản", lambda one: one.ordered_on),
    ("Lý do", lambda one: one.reason),
    ("Trạng thái", lambda one: one.get_status_display()),
    ("Đánh giá lại ở", lambda one: one.answered_by and str(one.answered_by.round)),
    ("Lý do rút", lambda one: one.withdrawn_reason),
]
RETURNED: Columns = [
    ("Sản phẩm", lambda row: row.returned.proposal.application.product.name),
    ("Chủ thể", lambda row: row.returned.proposal.application.product.producer.name),
    ("Tỉnh", lambda row: row.returned.proposal.result.application.round.place.name),
    ("Đợt trung ương", lambda row: row.returned.proposal.application.round.title),
    ("Điểm", lambda row: shown(getattr(row.returned.result, "total", None))),
    ("Hạng sao", lambda row: getattr(row.returned.result, "final_stars", None)),
    ("Lý do loại", lambda row: getattr(row.returned.result, "disqualified_reason", "")),
    ("Việc của tỉnh", lambda row: row.sentence),
]
