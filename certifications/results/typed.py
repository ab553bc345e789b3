"""What the council concluded on paper, row by row: read as typed, checked whole, computed, saved,
and never lost.

A row that is complete and right becomes a `Result` (an act, journalled). Any other row is kept as a
`ResultDraft` exactly as typed, with every fault named, until somebody mends it.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from certifications.council.sheets.closing import scored_on_sheets
from certifications.law.points import PARTS, BadPoints, parse_points
from certifications.law.rules import (
    PARTS_TOLERANCE,
    Conclusion,
    SchemeRules,
    conclude,
    explain,
    format_points,
    parts_gap,
)
from certifications.models import (
    Application,
    ApplicationStatus,
    MarksMet,
    Result,
    ResultDraft,
    Round,
)
from certifications.rounds.access import Refused, lock, require
from certifications.rounds.contents import Content, require_open
from ocop_registry.accounts.models import User
from ocop_registry.journal.acts import Act, act, retried

FIELDS = ("total", *PARTS, "marks_met", "missed_criteria", "disqualified", "disqualified_reason")
_TRUE = {"1", "true", "on", "x", "có", "loại", "bị loại"}
_FALSE = {"", "0", "false", "off", "không"}
_CRITERIA_MAX = 300  # characters; a longer text is no list of criteria
_MARKS = {"5": 5, "4": 4, "3": 3, "2": 2, "không": 2, "0": 2}


@dataclass
class CheckedRow:
    """One typed row: its clean values, every fault by field, and the stars that follow (None: not
    known yet, or out)."""

    raw: dict[str, str]
    values: dict[str, Any] = field(default_factory=dict)
    errors: dict[str, str] = field(default_factory=dict)
    conclusion: Conclusion | None = None
    why: str = ""

    @property
    def empty(self) -> bool:
        return not any(self.raw.values())

    @property
    def complete(self) -> bool:
        return not self.errors and not self.empty


def check_row(raw: Mapping[str, Any], scheme: SchemeRules) -> CheckedRow:
    """Read one typed row. Stars may not be typed: an unknown field is a fault, not ignored."""
    row = CheckedRow({name: str(raw.get(name) or "").strip() for name in FIELDS})
    for name in raw.keys() - set(FIELDS):
        row.errors[name] = (
            "Không nhập được trường này: hạng sao do hệ thống tính từ điểm và dấu sao."
        )
    if row.empty:
        return row
    if row.raw["disqualified"].lower() in _TRUE:
        _check_disqualified(row)
    elif row.raw["disqualified"].lower() not in _FALSE:
        row.errors["disqualified"] = (
            f"“{row.raw['disqualified']}”: ghi “có” khi hồ sơ bị loại, để trống khi không."
        )
    else:
        _check_scored(row, scheme)
    return row


def _check_disqualified(row: CheckedRow) -> None:
    if not row.raw["disqualified_reason"]:
        row.errors["disqualified_reason"] = "Ghi lý do hồ sơ bị loại."
    for name in ("total", *PARTS, "marks_met", "missed_criteria"):
        if row.raw[name]:
            row.errors[name] = (
                "Hồ sơ bị loại thì không có điểm: xóa ô này, hoặc bỏ đánh dấu “bị loại”."
            )
    row.values = {"disqualified": True, "disqualified_reason": row.raw["disqualified_reason"]}
    row.why = "Hồ sơ bị loại: không xếp hạng."


def _check_scored(row: CheckedRow, scheme: SchemeRules) -> None:
    maxima = {"total": sum(scheme.part_maxima.values(), Decimal(0))} | {
        n: scheme.part_maxima[p] for n, p in PARTS.items()
    }
    for name, maximum in maxima.items():
        _read_points(row, name, maximum)
    _read_marks(row)
    if row.raw["disqualified_reason"]:
        row.errors["disqualified_reason"] = "Có lý do loại nhưng chưa đánh dấu “bị loại”."
    _check_parts(row)
    total, marks = row.values.get("total"), row.values.get("marks_met")
    if total is None or marks is None:
        return
    row.conclusion = conclude(total, marks, scheme)
    row.values["missed_criteria"] = row.raw["missed_criteria"]
    row.why = explain(row.conclusion, total, row.raw["missed_criteria"])
    if row.conclusion.lowered and not row.raw["missed_criteria"]:
        row.errors["missed_criteria"] = (
            f"Ghi các tiêu chí chưa đạt dấu {marks + 1} sao, ví dụ: 2.3, 6.1."
        )
    elif len(row.raw["missed_criteria"]) > _CRITERIA_MAX:
        row.errors["missed_criteria"] = (
            f"Dài quá {_CRITERIA_MAX} ký tự: chỉ ghi số của các tiêu chí, ví dụ: 2.3, 6.1."
        )


def _read_points(row: CheckedRow, name: str, maximum: Decimal) -> None:
    if not row.raw[name]:
        row.errors[name] = "Chưa nhập điểm."
        return
    try:
        points = parse_points(row.raw[name])
    except BadPoints as problem:
        row.errors[name] = str(problem)
        return
    if points > maximum:
        row.errors[name] = f"{format_points(points)} lớn hơn điểm tối đa {format_points(maximum)}."
        return
    row.values[name] = points


def _read_marks(row: CheckedRow) -> None:
    typed = row.raw["marks_met"].lower().replace("sao", "").replace("*", "").strip()
    if not typed:
        row.errors["marks_met"] = "Chọn hạng sao cao nhất mà mọi dấu sao đều đạt."
    elif typed not in _MARKS:
        row.errors["marks_met"] = (
            f"“{row.raw['marks_met']}”: chỉ nhận 5, 4, 3 hoặc 2 (chưa đạt dấu 3 sao)."
        )
    else:
        row.values["marks_met"] = MarksMet(_MARKS[typed])


def _check_parts(row: CheckedRow) -> None:
    values = [row.values.get(name) for name in ("total", *PARTS)]
    if any(value is None for value in values):
        return
    total, *parts = (value for value in values if value is not None)
    if parts_gap(total, parts) > PARTS_TOLERANCE:
        row.errors["total"] = (
            f"Tổng {format_points(total)} không khớp A + B + C ="
            f" {format_points(sum(parts, Decimal(0)))} (chỉ cho phép lệch"
            f" {format_points(PARTS_TOLERANCE)} do làm tròn). Xem lại phiếu tổng hợp."
        )


@dataclass
class SavedRow:
    """What became of one row: "saved", "draft" (kept as typed, with errors), "cleared", "stale" or
    "unchanged"."""

    uid: str
    outcome: str
    row: CheckedRow
    version: int
    theirs: dict[str, str] | None = None


@retried
def enter(
    round_: Round, rows: Mapping[str, Mapping[str, Any]], versions: Mapping[str, int], *, by: User
) -> list[SavedRow]:
    """Save typed rows, keyed by application uid; `versions`: the row versions that the typist saw
    (0: nothing there).

    Raises Refused when the round takes no results now or a row names an application that is not
    active in it.
    """
    require(by, "result.enter", round_)
    with act("result.enter", by=by, province=round_.place) as deed:
        return enter_within(deed, lock(round_), rows, versions, by=by)


def enter_within(
    deed: Act,
    locked: Round,
    rows: Mapping[str, Mapping[str, Any]],
    versions: Mapping[str, int],
    *,
    by: User,
) -> list[SavedRow]:
    """`enter` within an open act, for a round that is locked already."""
    require_open(Content.RESULTS, locked)
    applications = _locked_applications(locked, rows)
    scheme = SchemeRules.from_data(locked.scheme.slug, locked.scheme.data)
    return [
        _save_row(deed, applications[uid], check_row(raw, scheme), versions.get(uid, 0), by)
        for uid, raw in rows.items()
    ]


def _locked_applications(round_: Round, rows: Mapping[str, Any]) -> dict[str, Application]:
    found = {
        application.uid: application
        for application in (
            Application.objects.select_for_update(of=("self",))
            .select_related("result", "draft__saved_by")
            .filter(round=round_, uid__in=rows.keys())
            .order_by("pk")
        )
    }
    unknown = [uid for uid in rows if uid not in found]
    if unknown:
        raise Refused(f"Không có hồ sơ {', '.join(unknown)} trong đợt này.")
    idle = [
        str(application)
        for application in found.values()
        if application.status != ApplicationStatus.ACTIVE
    ]
    if idle:
        raise Refused(f"Hồ sơ đã rút hoặc tạm dừng thì không nhập kết quả: {'; '.join(idle)}.")
    scored = scored_on_sheets([application.pk for application in found.values()])
    if scored:
        names = "; ".join(
            str(application) for application in found.values() if application.pk in scored
        )
        raise Refused(
            f"Kết quả tính từ phiếu chấm, không gõ được: {names}. Muốn đổi, hãy mở lại phiếu kèm"
            " lý do."
        )
    return found


def _save_row(
    deed: Any, application: Application, row: CheckedRow, seen: int, by: User
) -> SavedRow:
    result, draft = getattr(application, "result", None), getattr(application, "draft", None)
    version = row_version(result, draft)
    stored = typed_row(result, draft)
    if (
        row.raw == stored
        and not (draft and row.complete)
        or draft is None
        and says_what_stands(row, result)
    ):
        return SavedRow(application.uid, "unchanged", row, version)
    if seen != version:
        return SavedRow(application.uid, "stale", row, version, theirs=stored)
    if row.complete:
        version = _save_result(deed, application, row, result, version, by)
        if draft:
            draft.delete()
        return SavedRow(application.uid, "saved", row, version)
    return _keep_draft(deed, application, row, result, draft, by)


def says_what_stands(row: CheckedRow, result: Result | None) -> bool:
    """Whether a row says, in whatever notation ("86,4", "86,40"), what the stored result says: a
    repeated sending is no conflict."""
    return (
        result is not None
        and row.complete
        and all(getattr(result, name) == value for name, value in columns_of(row).items())
    )


def columns_of(row: CheckedRow) -> dict[str, Any]:
    """A complete row as the columns of its result."""
    blank = dict.fromkeys(("total", *PARTS, "marks_met"))
    return (
        blank
        | {"missed_criteria": "", "disqualified_reason": "", "disqualified": False}
        | row.values
    )


def _save_result(
    deed: Any,
    application: Application,
    row: CheckedRow,
    result: Result | None,
    version: int,
    by: User,
) -> int:
    subject = result or Result(application=application)
    for name, value in columns_of(row).items():
        setattr(subject, name, value)
    conclusion = row.conclusion
    subject.stars_by_total = conclusion.by_total if conclusion else None
    subject.stars_by_marks = conclusion.by_marks if conclusion else None
    subject.final_stars = conclusion.final if conclusion else None
    subject.entered_by = by
    if result:
        deed.save(subject)
    else:
        subject.version = version + 1
        deed.create(subject)
    return subject.version


def _keep_draft(
    deed: Any,
    application: Application,
    row: CheckedRow,
    result: Result | None,
    draft: ResultDraft | None,
    by: User,
) -> SavedRow:
    """Keep an unfinished (or emptied) row as typed. A result that it replaces is taken back, or an
    old conclusion would stand unseen."""
    version = row_version(result, draft) + 1
    if result:
        deed.delete(result)
    elif draft is None or draft.saved_by_id != by.pk:
        # Who typed a part of a result may not approve it, also when another completes the row: the
        # journal must know.
        typist = draft.saved_by.get_username() if draft else None
        deed.line(
            Result.SUBJECT_KIND,
            application.uid,
            {"typed_by": typist},
            {"typed_by": by.get_username()},
        )
    ResultDraft.objects.update_or_create(
        application=application, defaults={"raw": row.raw, "saved_by": by, "version": version}
    )
    return SavedRow(application.uid, "cleared" if row.empty else "draft", row, version)


def row_version(result: Result | None, draft: ResultDraft | None) -> int:
    """The version of a row as a typist sees it: it grows with every save; 0 when the row is
    empty."""
    if draft:
        return draft.version
    return result.version if result else 0


def typed_row(result: Result | None, draft: ResultDraft | None) -> dict[str, str]:
    """The row as text for the grid: as typed while unfinished, otherwise the stored values in
    Vietnamese notation."""
    if draft:
        return {name: draft.raw.get(name, "") for name in FIELDS}
    if result is None:
        return dict.fromkeys(FIELDS, "")
    return {
        **{
            name: "" if getattr(result, name) is None else format_points(getattr(result, name))
            for name in ("total", *PARTS)
        },
        "marks_met": str(int(result.marks_met)) if result.marks_met else "",
        "missed_criteria": result.missed_criteria,
        "disqualified": "1" if result.disqualified else "",
        "disqualified_reason": result.disqualified_reason,
    }
