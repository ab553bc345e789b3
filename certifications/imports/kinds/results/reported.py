"""What a paper prints beside the points, and what the registry finds out by itself: the stars, the
sum of the members' points. It is compared, and never taken in place of what is computed."""

import re
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from certifications.imports.contract import Row
from certifications.imports.kinds.results.reading import points_text
from certifications.law.points import PARTS, all_digits, format_points
from certifications.models import MarksMet
from certifications.results.typed_row import CheckedRow
from ocop_registry.written import stars as written
from ocop_registry.written.reading import Reading
from ocop_registry.written.stars import Stars

_SUM = re.compile(r"\d{1,4}(?:[.,]\d{1,4})?")
_POINTS = ("total", "sum", *PARTS)
NONE = int(min(MarksMet))  # as a mark: not even that of three stars
_MARK_TAKEN = "Dấu sao đạt lấy theo hạng sao mà tệp ghi: {}."


def stars(row: Row) -> int | None:
    """The stars that the paper prints: 3–5, less for "chưa đạt", "2 sao"; None where it prints
    none. What is unclear is a fault or a question of the row."""
    if not row.has("stars"):
        return None
    told = row.understand("stars", _read, written.answered, code="bad_stars")
    if told is None or not (told.stars or told.takes_part):
        return None
    return told.stars or told.low or NONE


def _read(value: Any) -> Reading[Stars]:
    """A dash says nothing here: of a result it is the points that tell."""
    silent = isinstance(value, str) and not value.strip(" -–—.")
    return Reading() if silent else written.read(value)


def fill_marks(row: Row, raw: dict[str, str], told: int | None) -> None:
    """Papers that print the stars print no marks: those of the stars are met, and no higher ones
    are claimed."""
    out = raw["disqualified"] or raw["disqualified_reason"]
    if told is None or raw["marks_met"] or out or not any(raw[name] for name in ("total", *PARTS)):
        return
    raw["marks_met"] = str(max(told, NONE))
    said = f"{raw['marks_met']} sao" if told >= 3 else "chưa đạt dấu 3 sao"
    row.note("stars", _MARK_TAKEN.format(said))


def compare(row: Row, checked: CheckedRow, told: int | None) -> None:
    """Say so where the points come to other stars than the paper prints."""
    found = checked.conclusion
    if told is None or found is None:
        return
    computed = found.final
    if computed != told and not (told < 3 and computed < 3):
        row.fault(
            "stars",
            "stars",
            f"Tệp ghi {told} sao, nhưng điểm và dấu sao đạt cho {computed} sao: sửa ô sai, hoặc xóa"
            " trắng ô hạng sao.",
        )


def understood(row: Row, checked: CheckedRow, members: int) -> None:
    """Say what the row comes to, beside what it says."""
    if row.faults:
        return
    if checked.conclusion is None:
        row.understood("Kết quả", "bị loại", "disqualified", "disqualified_reason")
        return
    points = format_points(checked.values["total"])
    of = f" (trung bình {members} thành viên)" if members else ""
    row.understood("Điểm", f"{points}{of}", *(one for one in _POINTS if row.has(one)))
    stars_ = f"{checked.conclusion.final} sao"
    row.understood("Hạng", stars_, "stars", "marks_met", "missed_criteria")


def compare_sum(row: Row, points: Sequence[Decimal]) -> None:
    """Say so where the members' points do not come to their printed sum."""
    text = points_text(row, "sum")
    if not text:
        return
    total = sum(points, Decimal(0))
    if not _SUM.fullmatch(text) or Decimal(text.replace(",", ".")) != total:
        row.fault("sum", "sum", f"{text} không phải tổng {all_digits(total)} của các thành viên.")
