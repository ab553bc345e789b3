"""What the closed sheets of a council give: the values of one result with the sentence of its stars,
or every reason why there is none yet."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from certifications.council.attendance import quorum_for
from certifications.council.members import Council
from certifications.council.sheets.access import SECOND
from certifications.council.sheets.content import Check, content_of
from certifications.law.points import PARTS, all_digits
from certifications.law.rules import Conclusion, conclude, explain
from certifications.law.scorecards import Scorecard
from certifications.law.scoring import (
    CouncilResult,
    Exclusion,
    average,
    result_of_scores,
    spread_sentence,
)
from certifications.law.sheet_score import SheetScore
from certifications.models import MarksMet, Result, SheetMode
from certifications.results.scorings import Standing
from certifications.rounds.access import Refused

_STARS = ("stars_by_total", "stars_by_marks", "final_stars")


@dataclass(frozen=True)
class Typed:
    """What the council concluded beside the sheets: the marks where sheets give only parts, grounds
    against the dossier."""

    marks_met: int | None = None
    missed_criteria: str = ""
    grounds: tuple[str, ...] = ()


def stored_conclusion(result: Result | None, card: Scorecard | None) -> Typed:
    """What the council concluded beside the sheets, as the stored result has it: grounds that no
    sheet can have given."""
    if result is None:
        return Typed()
    if not result.disqualified:
        return Typed(result.marks_met, result.missed_criteria)
    ground = result.disqualified_reason
    for criterion in card.scored if card else ():
        if criterion.disqualifies:
            ground = ground.replace(f"tiêu chí {criterion.code}: {criterion.disqualifies}", "")
    ground = ground.strip("; ")
    return Typed(grounds=(ground,) if ground else ())


def outcome_of(
    standing: Standing, council: Council, typed: Typed, *, asks_quorum: bool = True
) -> tuple[dict[str, Any], str]:
    """The values of the result that the closed sheets give, and why. Raises Refused with every
    reason why there is none yet."""
    require_sheets(standing)
    short = quorum_for(council, standing.application).refusal if asks_quorum else ""
    if short:
        raise Refused(short)
    checks = [standing.checked(sheet) for sheet in standing.counted]
    faults = [reason for one in checks for reason in one.reasons()]
    if faults:
        raise Refused(*faults)
    if any(sheet.mode == SheetMode.TOTALS for sheet in standing.counted):
        return _from_totals(standing, checks, council, typed)
    found = _from_criteria(standing, [one.score for one in checks if one.score], council, typed)
    if isinstance(found, Exclusion):
        return _excluded("; ".join(found.reasons)), found.why
    if not found.within_spread:
        _too_far_apart(standing, spread_sentence(found, council.rules))
    return _scored(found), found.why


def _from_criteria(
    standing: Standing, scores: Sequence[SheetScore], council: Council, typed: Typed
) -> CouncilResult | Exclusion:
    if standing.card is None:
        raise Refused("Chưa chọn bộ sản phẩm cho hồ sơ.")
    choices = [content_of(sheet).sheet().choices for sheet in standing.counted]
    try:
        return result_of_scores(
            standing.card, choices, scores, standing.scheme, council.rules, typed.grounds
        )
    except ValueError as problem:
        # somebody found the product out and left the rest, but the council did not
        raise Refused(
            "Có thành viên đề nghị loại và chưa chấm hết phiếu, nhưng không quá nửa hội đồng cùng"
            " phát hiện: mở lại các phiếu đó để chấm tiếp, hoặc ghi kết luận loại của hội đồng."
        ) from problem


def require_sheets(standing: Standing) -> None:
    """Raise Refused while somebody who scores has not closed a sheet, or nobody scores."""
    if not standing.scorers:
        raise Refused(
            "Không có thành viên nào có mặt mà chấm được hồ sơ này: hãy điểm danh hội đồng."
        )
    # in writing, those who answered count
    if standing.lacking and not (standing.in_writing and standing.counted):
        raise Refused(f"Chưa khóa phiếu: {', '.join(member.name for member in standing.lacking)}.")


def _too_far_apart(standing: Standing, sentence: str) -> None:
    again = (
        " Lần chấm hai vẫn lệch: hội đồng thảo luận, mở lại phiếu cần sửa kèm lý do."
        if standing.scoring == SECOND
        else ""
    )
    raise Refused(sentence + again)


def _excluded(reason: str) -> dict[str, Any]:
    blank = dict.fromkeys(("total", *PARTS, "marks_met", *_STARS))
    return blank | {"missed_criteria": "", "disqualified": True, "disqualified_reason": reason}


def _scored(found: CouncilResult) -> dict[str, Any]:
    parts = {name: found.parts[part] for name, part in PARTS.items()}
    missed = ", ".join(found.missed.get(found.marks_met + 1, []))
    return _values(found.total, parts, found.marks_met, missed, found.conclusion)


def _values(
    total: Decimal, parts: dict[str, Decimal], marks: int, missed: str, conclusion: Conclusion
) -> dict[str, Any]:
    stars = {
        "stars_by_total": conclusion.by_total,
        "stars_by_marks": conclusion.by_marks,
        "final_stars": conclusion.final,
    }
    own = {"total": total, "marks_met": MarksMet(marks), "missed_criteria": missed}
    return own | parts | stars | {"disqualified": False, "disqualified_reason": ""}


def _from_totals(
    standing: Standing, checks: Sequence[Check], council: Council, typed: Typed
) -> tuple[dict[str, Any], str]:
    """Sheets that give only parts: average and spread come from them, the marks are what the
    council concluded."""
    if typed.grounds:
        return _excluded("; ".join(typed.grounds)), f"Hồ sơ bị loại: {'; '.join(typed.grounds)}."
    totals = [one.total for one in checks]
    spread = max(totals) - min(totals)
    if spread > council.rules.spread_limit:
        _too_far_apart(standing, _spread_words(spread, council))
    if typed.marks_met not in MarksMet.values:
        raise Refused(
            "Phiếu chỉ có điểm ba phần: ghi hạng sao cao nhất mà mọi dấu sao đều đạt, như hội đồng"
            " kết luận."
        )
    total = average(totals)
    conclusion = conclude(total, typed.marks_met, standing.scheme)
    if conclusion.lowered and not typed.missed_criteria:
        raise Refused(f"Ghi các tiêu chí chưa đạt dấu {typed.marks_met + 1} sao, ví dụ: 2.3, 6.1.")
    parts = {name: average([one.parts[part] for one in checks]) for name, part in PARTS.items()}
    values = _values(total, parts, typed.marks_met, typed.missed_criteria, conclusion)
    return values, explain(conclusion, total, typed.missed_criteria)


def _spread_words(spread: Decimal, council: Council) -> str:
    return (
        f"Điểm các thành viên lệch nhau {all_digits(spread)}, quá"
        f" {all_digits(council.rules.spread_limit)} điểm: hội đồng thảo luận và chấm lại; điểm"
        " lần đầu được giữ nguyên."
    )
