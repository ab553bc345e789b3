"""Results of a round, in the three layouts that councils use; which one a sheet has is told by its
columns.

columns  what the columns are called · reading  the round, and which application a row means
totals   a total per application, or one per member · points  points per criterion and member
"""

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from certifications.council.members import council_of
from certifications.council.sheets import cell_text
from certifications.council.sheets.content import content_of
from certifications.imports.contract import Column, Context, Kind, Layout, Row
from certifications.imports.kinds.results import points, totals
from certifications.imports.kinds.results.columns import (
    CODE,
    CONCLUSION,
    CRITERION,
    IDENTITY,
    SHEET,
    STARS,
    SUM,
    TOTAL,
    criterion_columns,
    has_columns,
)
from certifications.imports.kinds.results.members import member_columns
from certifications.imports.kinds.results.reading import RoundRead, read_round
from certifications.law.points import PARTS, shown
from certifications.models import ApplicationStatus, ImportKind, MarksMet, Result, RowOutcome
from certifications.results.typed_row import typed_row
from certifications.rounds.access import Refused, lock
from certifications.rounds.contents import Content, closed_because
from ocop_registry.excel.reading import Sheet
from ocop_registry.journal.acts import Act


class Results(Kind):
    word: ClassVar[ImportKind] = ImportKind.RESULTS
    columns: ClassVar[tuple[Column, ...]] = (
        *IDENTITY, TOTAL, *CONCLUSION, SUM, STARS, SHEET, CODE,
    )  # fmt: skip
    permission: ClassVar[str] = "result.enter"
    apply_permission: ClassVar[str] = "result.enter"
    needs_round: ClassVar[bool] = True
    about: ClassVar[str] = (
        "Kết quả của một đợt đang đánh giá, theo một trong ba cách: tổng điểm của hội đồng (kèm"
        " điểm ba phần và dấu sao đạt); tổng điểm của từng thành viên, mỗi người một cột (điểm"
        " trung bình được tính); hoặc điểm từng tiêu chí của từng thành viên. Chỉ điền một trang."
        " Dòng để trống điểm giữ nguyên. Hạng sao do hệ thống tính, không nhập."
    )

    def columns_for(self, context: Context) -> tuple[Column, ...]:
        return self._columns(context)

    def columns_on(self, sheet: Sheet, context: Context) -> tuple[Column, ...]:
        return self._columns(context, sheet)

    def _columns(self, context: Context, sheet: Sheet | None = None) -> tuple[Column, ...]:
        if context.round is None:
            return self.columns
        return (
            *self.columns,
            *member_columns(council_of(context.round), sheet),
            *criterion_columns(context.round),
        )

    def check(self, rows: Sequence[Row], context: Context) -> None:
        read = read_round(context)
        if read is None:
            for row in rows:
                row.fault("product", "round", "Chọn đợt đánh giá mà tệp này thuộc về.")
                row.settle(RowOutcome.REFUSED)
            return
        totals.check([row for row in rows if not _of_points(row)], read)
        points.check([row for row in rows if _of_points(row)], read)

    def write(self, deed: Act, rows: Sequence[Row], context: Context) -> None:
        if context.by is None:
            raise Refused(
                "Kết quả phải có người nhập: nạp tệp bằng tài khoản, ở trang quản trị hoặc qua API."
            )
        if context.round is None:
            raise Refused("Chọn đợt đánh giá mà tệp này thuộc về.")
        locked = lock(context.round)
        whole = [row for row in rows if not _of_points(row)]
        sheets = [row for row in rows if _of_points(row)]
        if whole:
            totals.write(deed, locked, whole, context.by)
        if sheets:
            points.write(locked, sheets, context.by, context.imported)

    def before_undo(self, deed: Act, context: Context) -> None:
        if context.round is None:
            return
        locked = lock(context.round)
        if closed := closed_because(Content.RESULTS, locked):
            raise Refused(closed, "Muốn hoàn tác, hãy lùi đợt về bước đánh giá.")
        points.take_back(locked, context.imported, context.by)

    # --- the template -----------------------------------------------------------------------------
    def lists(self, context: Context) -> Mapping[str, Sequence[str]]:
        members = (
            [one.name for one in council_of(context.round).members if one.scores]
            if context.round
            else []
        )
        return {
            "marks_met": [str(int(mark)) for mark in MarksMet],
            "disqualified": ["có"],
            "member": members,
        }

    def examples(self, context: Context) -> Sequence[Mapping[str, Any]]:
        first = {column.name: column.example for column in (*IDENTITY, TOTAL, *CONCLUSION)}
        out = {
            "position": "2",
            "product": "Bí xanh thơm",
            "producer": "Hộ Nông Văn Quang",
            "disqualified": "có",
        }
        return [
            {**first, "missed_criteria": ""},
            {**out, "disqualified_reason": "Dùng nguyên liệu nhập khẩu toàn bộ"},
        ]

    def layouts(self, context: Context, *, filled: bool) -> Sequence[Layout]:
        """One sheet per layout, with the round's applications already named; a layout is offered
        when the round can take it."""
        own = (*IDENTITY, TOTAL, *CONCLUSION)
        read = read_round(context)
        if read is None:
            return [Layout("Tổng điểm", own, [])]
        found = [Layout("Tổng điểm", own, _totals(read, filled))]
        members, criteria = member_columns(read.council), criterion_columns(read.round)
        if members:
            found.append(
                Layout(
                    "Tổng điểm từng thành viên",
                    (*IDENTITY, *members, *CONCLUSION),
                    [_named(one) for one in _active(read)],
                )
            )
        if members and criteria:
            found.append(
                Layout("Điểm từng tiêu chí", (*IDENTITY, SHEET, *criteria), _points(read, filled))
            )
        return found

    def current(self, context: Context) -> Sequence[Mapping[str, Any]]:
        read = read_round(context)
        return _totals(read, filled=True) if read else []


def _of_points(row: Row) -> bool:
    """Whether the row's sheet holds points per criterion: it names a member or a criterion beside
    its points."""
    return (
        "criterion" in row.references or "member" in row.references and has_columns(row, CRITERION)
    )


def _active(read: RoundRead) -> list[Any]:
    return [one for one in read.applications if one.status == ApplicationStatus.ACTIVE]


def _named(application: Any) -> dict[str, Any]:
    return {
        "uid": application.uid,
        "position": application.position,
        "code": application.product_code,
        "product": application.product.name,
        "producer": application.product.producer.name,
    }


def _points_of(result: Result) -> dict[str, Any]:
    """A result's points as numbers: the file keeps every digit and shows them as the pages do."""
    return {name: shown(getattr(result, name)) for name in ("total", *PARTS)}


def _totals(read: RoundRead, filled: bool) -> list[dict[str, Any]]:
    rows = []
    for one in _active(read):
        result = getattr(one, "result", None)
        said = typed_row(result, None) | _points_of(result) if filled and result else {}
        if said:
            said["disqualified"] = "có" if said["disqualified"] else ""
        rows.append(_named(one) | said)
    return rows


def _points(read: RoundRead, filled: bool) -> list[dict[str, Any]]:
    """A row per active application and member who scores it."""
    rows = []
    for one in _active(read):
        card = read.cards.get(one.product_set_id or 0)
        for member in read.council.scorers(one) or [
            seat for seat in read.council.seats if not read.council.conflicted(seat, one)
        ]:
            row = _named(one) | {"member": member.name}
            sheet = read.sheets.get((one.pk, member.pk))
            if filled and card and sheet and read.may_read(member, sheet):
                values = cell_text.values_of(content_of(sheet), card)
                row |= {
                    CRITERION + code: text
                    for code, text in values.items()
                    if code not in cell_text.REMARKS
                }
            rows.append(row)
    return rows
