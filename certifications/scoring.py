"""From the sheets of a council to one conclusion: sums, averages, marks, spread, quorum. Pure, everything in Decimal.

Source: 26/2026/QĐ-TTg (sheets, bands, marks); what the decision leaves to provinces is in `CouncilRules`.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from typing import Any

from certifications.rules import Conclusion, SchemeRules, conclude, explain, format_points
from certifications.scorecards import Criterion, Scorecard

STARS = (3, 4, 5)


@dataclass(frozen=True)
class CouncilRules:
    """A province's own rules (*quy chế*), kept on the round. Defaults as usual in provinces.

    `members`: how many score (None: all of the council). `quorum`: share of the members that must be present, with the
    chair. `spread_limit`: members more than this many points apart must score again. `marks`: "mean" (mean of the points
    ≥ the mark), "majority" (more than half of the members reach it) or "all".
    """

    members: int | None = None
    quorum: Decimal = Decimal("0.75")
    spread_limit: Decimal = Decimal(10)
    marks: str = "mean"

    @classmethod
    def from_data(cls, data: Mapping[str, Any]) -> "CouncilRules":
        """Read a round's settings; what they do not name keeps its default. Raises ValueError for an unknown way to meet marks."""
        way = data.get("marks", "mean")
        if way not in MEETING:
            raise ValueError(f"unknown way to meet marks: {way}")
        return cls(
            members=data.get("members"),
            quorum=Decimal(str(data.get("quorum", "0.75"))),
            spread_limit=Decimal(str(data.get("spread_limit", 10))),
            marks=way,
        )


@dataclass(frozen=True)
class Choice:
    """What a member gave on one criterion: points of one level, and the case where the criterion has two."""

    points: int
    case: str | None = None


@dataclass
class SheetScore:
    """One member's sheet, summed. `missing`: criteria not yet scored (null is not 0); `faults`: code → what is wrong."""

    parts: dict[str, Decimal] = field(default_factory=dict)
    missing: list[str] = field(default_factory=list)
    faults: dict[str, str] = field(default_factory=dict)
    stopped_at: list[str] = field(default_factory=list)

    @property
    def total(self) -> Decimal:
        return sum(self.parts.values(), Decimal(0))

    @property
    def complete(self) -> bool:
        return not self.faults and (not self.missing or bool(self.stopped_at))


def score_sheet(card: Scorecard, choices: Mapping[str, Choice]) -> SheetScore:
    """Sum one sheet. Score of a criterion = the points of exactly one level; a closed criterion counts 0 and may not be scored."""
    score = SheetScore(parts={part: Decimal(0) for part in ("A", "B", "C")})
    for code in choices.keys() - {one.code for one in card.scored}:
        score.faults[code] = f"Phiếu này không chấm tiêu chí {code}."
    for criterion in card.scored:
        _score_one(criterion, choices, score)
        choice = choices.get(criterion.code)
        if criterion.code in card.stop_at_zero and choice and choice.points == 0:
            score.stopped_at.append(criterion.code)
    return score


def _score_one(criterion: Criterion, choices: Mapping[str, Choice], score: SheetScore) -> None:
    choice = choices.get(criterion.code)
    if is_closed(criterion, choices):
        if choice and choice.points:
            score.faults[criterion.code] = (
                f"Tiêu chí {criterion.code} đóng vì {_condition_text(criterion)} chưa đạt: chỉ được 0 điểm."
            )
        return
    if choice is None:
        score.missing.append(criterion.code)
    elif criterion.option(choice.points, choice.case) is None:
        score.faults[criterion.code] = _no_such_level(criterion, choice)
    else:
        score.parts[criterion.part] += choice.points


def is_closed(criterion: Criterion, choices: Mapping[str, Choice]) -> bool:
    """Whether the sheet's condition closes it: 5.2 applies only if 5.1 > 0. Not yet scored leaves it open."""
    if criterion.applies_if is None:
        return False
    code, more_than = criterion.applies_if
    other = choices.get(code)
    return other is not None and other.points <= more_than


def _condition_text(criterion: Criterion) -> str:
    code, more_than = criterion.applies_if or ("", 0)
    return f"điều kiện {code} > {more_than}"


def _no_such_level(criterion: Criterion, choice: Choice) -> str:
    if criterion.cases and choice.points and choice.case not in {case.code for case in criterion.cases}:
        names = " hoặc ".join(case.name for case in criterion.cases)
        return f"Tiêu chí {criterion.code}: chọn trường hợp trước ({names})."
    levels = ", ".join(str(one.points) for one in criterion.options if one.case in (None, choice.case))
    return f"Tiêu chí {criterion.code} không có mức {choice.points} điểm: chỉ có {levels}."


# --- the council --------------------------------------------------------------------------------------------------
@dataclass
class CouncilResult:
    """What follows from a council's complete sheets. `marks_met`: highest star (2–5) whose marks are all met."""

    total: Decimal
    parts: dict[str, Decimal]
    spread: Decimal
    within_spread: bool
    marks_met: int
    missed: dict[int, list[str]]
    conclusion: Conclusion
    why: str


def average(values: Sequence[Decimal]) -> Decimal:
    """The mean, rounded down to four decimals as the registry stores it, so that rounding never lifts a product over a band.

    >>> average([Decimal(90), Decimal(90), Decimal("89.9999")])
    Decimal('89.9999')
    """
    exact = sum((Fraction(value) for value in values), Fraction(0)) / len(values)
    return Decimal(int(exact * 10_000)) / 10_000


def council_result(
    card: Scorecard, sheets: Sequence[Mapping[str, Choice]], scheme: SchemeRules, council: CouncilRules
) -> CouncilResult:
    """Average, marks and stars of a council's sheets. Raises ValueError when there is none or one is not complete."""
    scores = [score_sheet(card, sheet) for sheet in sheets]
    if not scores or not all(score.complete for score in scores):
        raise ValueError("only complete sheets give a result")
    totals = [score.total for score in scores]
    total, spread = average(totals), max(totals) - min(totals)
    missed = missed_marks(card, sheets, council)
    marks_met = highest_star(missed)
    conclusion = conclude(total, marks_met, scheme)
    missing = ", ".join(missed.get(marks_met + 1, []))
    return CouncilResult(
        total=total,
        parts={part: average([score.parts[part] for score in scores]) for part in ("A", "B", "C")},
        spread=spread,
        within_spread=spread <= council.spread_limit,
        marks_met=marks_met,
        missed=missed,
        conclusion=conclusion,
        why=explain(conclusion, total, missing),
    )


def missed_marks(card: Scorecard, sheets: Sequence[Mapping[str, Choice]], council: CouncilRules) -> dict[int, list[str]]:
    """Star → the criteria whose mark of that star the council did not meet."""
    meets = MEETING[council.marks]
    missed: dict[int, list[str]] = {star: [] for star in STARS}
    for criterion in card.scored:
        given = [_points(criterion, sheet) for sheet in sheets]
        for star, wanted in criterion.marks().items():
            if not meets(given, wanted):
                missed[star].append(criterion.code)
    return missed


def highest_star(missed: Mapping[int, Sequence[str]]) -> int:
    """The highest star all of whose marks, and those of the stars below, are met; 2 when a three-star mark is missed."""
    reached = 2
    for star in STARS:
        if missed[star]:
            break
        reached = star
    return reached


def _points(criterion: Criterion, sheet: Mapping[str, Choice]) -> int:
    choice = sheet.get(criterion.code)
    return 0 if choice is None or is_closed(criterion, sheet) else choice.points


MEETING = {
    "mean": lambda given, wanted: Fraction(sum(given), len(given)) >= wanted,
    "majority": lambda given, wanted: sum(points >= wanted for points in given) * 2 > len(given),
    "all": lambda given, wanted: all(points >= wanted for points in given),
}


def quorum_reached(present: int, members: int, chair_present: bool, council: CouncilRules) -> bool:
    """Whether enough scoring members are present, with the chair. Source: provinces' rules (quy chế), default three quarters."""
    return chair_present and Decimal(present) >= council.quorum * members


def spread_sentence(result: CouncilResult, council: CouncilRules) -> str:
    """Why the round stops for a product whose members are too far apart."""
    return (
        f"Điểm các thành viên lệch nhau {format_points(result.spread)}, quá {format_points(council.spread_limit)} điểm: "
        "hội đồng thảo luận và chấm lại; điểm lần đầu được giữ nguyên."
    )
