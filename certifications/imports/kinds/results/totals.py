"""Rows of results as printed: the council's total, or the total of each member, with the parts and
the marks that are met.

What is written is what the results grid writes: only whole and right rows, and never over sheets
that were scored.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from certifications.imports.contract import Change, Row
from certifications.imports.fields import called
from certifications.imports.kinds.results import reported
from certifications.imports.kinds.results.columns import CONCLUSION, MEMBER, TOTAL, filled
from certifications.imports.kinds.results.reading import RoundRead, points_text
from certifications.law.points import PARTS, BadPoints, all_digits, format_points, parse_points
from certifications.law.scoring import average
from certifications.models import Application, CouncilMember, Result, Round, RowOutcome
from certifications.results import typed
from certifications.results.typed_row import (
    FIELDS,
    CheckedRow,
    check_row,
    columns_of,
    row_version,
    says_what_stands,
    typed_row,
)
from certifications.rounds.access import Refused
from ocop_registry.accounts.models import User
from ocop_registry.journal.acts import Act

# a total printed beside the members' points may differ from their mean by its own rounding
ROUNDED = Decimal("0.01")
NO_PARTS = "Tệp không ghi điểm ba phần: chỉ lưu tổng điểm và dấu sao."
_LABELS = {column.name: column.heading for column in (TOTAL, *CONCLUSION)}


@dataclass(frozen=True)
class Plan:
    """A row to write: the application's uid, the row as the results grid takes it, the version it
    was compared with."""

    uid: str
    raw: Mapping[str, str]
    version: int


def check(rows: Sequence[Row], read: RoundRead) -> None:
    seen: dict[str, Row] = {}
    for row in rows:
        _check(row, read, seen)
        created = isinstance(row.plan, Plan) and row.plan.version == 0
        row.settle(
            RowOutcome.CREATED
            if created
            else RowOutcome.CHANGED
            if row.plan
            else RowOutcome.UNCHANGED
        )


def _check(row: Row, read: RoundRead, seen: dict[str, Row]) -> None:
    application = read.application(row)
    members = filled(row, MEMBER)
    if application is None or not (members or any(row.has(name) for name in FIELDS)):
        return  # a row that names an application and says nothing of it leaves it as it is
    first = seen.setdefault(application.uid, row)
    if first is not row:
        row.fault(
            "product", "duplicate", f"Trùng với {called(first, row)}: mỗi hồ sơ chỉ ghi một dòng."
        )
        return
    raw = _raw(row)
    if members:
        raw["total"] = _mean(row, members, application, read)
        if row.faults:
            return
    told = reported.stars(row)
    reported.fill_marks(row, raw, told)
    checked = check_row(raw, read.scheme, parts_optional=True)
    for name, sentence in checked.errors.items():
        row.fault(name, "invalid", sentence)
    reported.compare(row, checked, told)
    reported.understood(row, checked, len(members))
    if not row.faults:
        _compare(row, application, checked, read)


def _raw(row: Row) -> dict[str, str]:
    """The row as the grid takes it. A reason alone says that the dossier is out, where the file has
    no column for that."""
    raw = {
        name: points_text(row, name) if name in {"total", *PARTS} else row.text(name)
        for name in FIELDS
    }
    if raw["disqualified_reason"] and "disqualified" not in row.references:
        raw["disqualified"] = "có"
    return raw


def _compare(row: Row, application: Application, checked: CheckedRow, read: RoundRead) -> None:
    result, draft = getattr(application, "result", None), getattr(application, "draft", None)
    if says_what_stands(checked, result) and draft is None:
        return
    read.refuse(row, application, "product")
    if application.pk in read.on_sheets:
        row.fault(
            "product",
            "sheets",
            "Kết quả hồ sơ này tính từ phiếu chấm, không ghi từ tệp được: muốn đổi, mở lại phiếu"
            " kèm lý do.",
        )
    if short := read.short.get(application.pk):
        row.fault("product", "quorum", short)
    if row.faults:
        return
    if draft is not None:
        row.notes.append("Bảng kết quả đang giữ một bản gõ dở của hồ sơ này: dòng này thay bản đó.")
    if checked.why:
        row.notes.append(checked.why)
    if not checked.raw["disqualified"] and not any(checked.raw[name] for name in PARTS):
        row.notes.append(NO_PARTS)
    row.plan = Plan(application.uid, checked.raw, row_version(result, draft))
    before, after = typed_row(result, draft), typed_row(Result(**columns_of(checked)), None)
    if result or draft:
        row.changes = [
            Change(str(application), _LABELS[name], before[name], after[name])
            for name in FIELDS
            if before[name] != after[name]
        ]


# --- the members' totals --------------------------------------------------------------------------
def _mean(row: Row, columns: Sequence[str], application: Application, read: RoundRead) -> str:
    """The mean of the members' totals, as the council's total. What is wrong with one of them is
    said at its cell."""
    highest = sum(read.scheme.part_maxima.values(), Decimal(0))
    scorers = read.council.scorers(application)
    given: dict[int, Decimal] = {}
    for column in columns:
        member = read.member_of(row, column)
        if member is None:
            continue
        refusal = _refusal(member, application, scorers, read)
        points = _points(row, column, highest)
        if refusal:
            # of a council as a whole: said once a row
            if not any(fault.detail == refusal for fault in row.faults):
                row.fault(column, "no_scorer", refusal)
        elif points is not None:
            given[member.pk] = points
    lacking = [one for one in scorers if one.pk not in given]
    in_writing = application.pk in read.council.written.applications
    if not row.faults and lacking and not (in_writing and given):
        for one in lacking:
            row.fault(MEMBER + one.uid, "required", f"Chưa có điểm của {one.name}.")
    if row.faults or not given:
        return ""
    return _concluded(row, list(given.values()), read)


def _refusal(
    member: CouncilMember,
    application: Application,
    scorers: Sequence[CouncilMember],
    read: RoundRead,
) -> str:
    """Why this member's points do not count for this application; "" when they do."""
    if read.council.conflicted(member, application):
        return f"{member.name} đã khai xung đột lợi ích với hồ sơ này: xóa điểm ở ô này."
    if not scorers:
        return "Chưa điểm danh hội đồng: điểm danh ở trang của đợt rồi kiểm tra lại."
    if member not in scorers:
        return (
            f"{member.name} không chấm hồ sơ này (vắng mặt, hoặc đã có người khác chấm thay): xóa"
            " điểm ở ô này hoặc điểm danh lại."
        )
    return ""


def _points(row: Row, column: str, highest: Decimal) -> Decimal | None:
    text = points_text(row, column)
    if not text:
        return None  # an error of Excel in the cell: said already
    try:
        points = parse_points(text)
    except BadPoints as problem:
        row.fault(column, "invalid", str(problem))
        return None
    if points > highest:
        row.fault(
            column,
            "too_high",
            f"{all_digits(points)} lớn hơn điểm tối đa {all_digits(highest)}.",
        )
        return None
    return points


def _concluded(row: Row, totals: Sequence[Decimal], read: RoundRead) -> str:
    total, spread, limit = (
        average(totals),
        max(totals) - min(totals),
        read.council.rules.spread_limit,
    )
    row.notes.append(
        f"Trung bình {format_points(total)} của {len(totals)} thành viên, lệch nhau"
        f" {all_digits(spread)}."
    )
    if spread > limit:
        row.fault(
            "product",
            "spread",
            f"Điểm các thành viên lệch nhau {all_digits(spread)}, quá {all_digits(limit)}"
            " điểm: hội đồng thảo luận và chấm lại.",
        )
    reported.compare_sum(row, totals)
    text = points_text(row, "total")
    if text:
        try:
            if abs(parse_points(text) - total) > ROUNDED:
                row.fault(
                    "total",
                    "mean",
                    f"{text} không khớp trung bình {all_digits(total)} của các thành viên.",
                )
        except BadPoints as problem:
            row.fault("total", "invalid", str(problem))
    return all_digits(total)


# --- writing --------------------------------------------------------------------------------------
def write(deed: Act, locked: Round, rows: Sequence[Row], by: User) -> None:
    plans = {row.plan.uid: row.plan for row in rows}
    saved = typed.enter_within(
        deed,
        locked,
        {uid: plan.raw for uid, plan in plans.items()},
        {uid: plan.version for uid, plan in plans.items()},
        by=by,
        parts_optional=True,
    )
    stale = [one.uid for one in saved if one.outcome not in {"saved", "unchanged"}]
    if stale:
        raise Refused(
            f"Kết quả của {len(stale)} hồ sơ vừa được người khác sửa: hãy kiểm tra lại tệp rồi mới"
            " ghi."
        )
