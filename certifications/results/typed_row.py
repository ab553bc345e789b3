"""One row of results as an officer types it: read, checked whole, and shown again in the same
notation."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from certifications.law.points import PARTS, BadPoints, all_digits, parse_points
from certifications.law.rules import (
    PARTS_TOLERANCE,
    Conclusion,
    SchemeRules,
    bands_apart,
    conclude,
    explain,
    parts_gap,
)
from certifications.models import (
    MarksMet,
    Result,
    ResultDraft,
)

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


def check_row(
    raw: Mapping[str, Any], scheme: SchemeRules, *, parts_optional: bool = False
) -> CheckedRow:
    """Read one typed row. Stars may not be typed: an unknown field is a fault, not ignored.
    `parts_optional`: whether a total may stand alone, as on papers that print no parts."""
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
        bare = parts_optional and not any(row.raw[name] for name in PARTS)
        _check_scored(row, scheme, () if bare else tuple(PARTS))
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


def _check_scored(row: CheckedRow, scheme: SchemeRules, parts: Sequence[str]) -> None:
    maxima = {"total": sum(scheme.part_maxima.values(), Decimal(0))} | {
        name: scheme.part_maxima[PARTS[name]] for name in parts
    }
    for name, maximum in maxima.items():
        _read_points(row, name, maximum)
    _read_marks(row)
    if row.raw["disqualified_reason"]:
        row.errors["disqualified_reason"] = "Có lý do loại nhưng chưa đánh dấu “bị loại”."
    _check_parts(row, scheme)
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
        row.errors[name] = f"{all_digits(points)} lớn hơn điểm tối đa {all_digits(maximum)}."
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


def _check_parts(row: CheckedRow, scheme: SchemeRules) -> None:
    values = [row.values.get(name) for name in ("total", *PARTS)]
    if any(value is None for value in values):
        return
    total, *parts = (value for value in values if value is not None)
    if parts_gap(total, parts) > PARTS_TOLERANCE:
        row.errors["total"] = (
            f"Tổng {all_digits(total)} không khớp A + B + C ="
            f" {all_digits(sum(parts, Decimal(0)))} (chỉ cho phép lệch"
            f" {all_digits(PARTS_TOLERANCE)} do làm tròn). Xem lại phiếu tổng hợp."
        )
    elif sentence := band_sentence(total, parts, scheme):
        row.errors["total"] = sentence


def band_sentence(total: Decimal, parts: Sequence[Decimal], scheme: SchemeRules) -> str:
    """Why a paper total cannot be taken: rounding put it into another band than its parts; ""
    where both say the same stars."""
    apart = bands_apart(total, parts, scheme)
    if apart is None:
        return ""
    by_total, by_parts = apart
    return (
        f"Tổng {all_digits(total)} thuộc khung {by_total} sao, nhưng A + B + C ="
        f" {all_digits(sum(parts, Decimal(0)))} thuộc khung {by_parts} sao: ghi số chưa làm tròn"
        " (đến 4 số lẻ) của tổng và ba phần."
    )


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
            name: "" if getattr(result, name) is None else all_digits(getattr(result, name))
            for name in ("total", *PARTS)
        },
        "marks_met": str(int(result.marks_met)) if result.marks_met else "",
        "missed_criteria": result.missed_criteria,
        "disqualified": "1" if result.disqualified else "",
        "disqualified_reason": result.disqualified_reason,
    }
