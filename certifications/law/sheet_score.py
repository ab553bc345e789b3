"""One member's score sheet, summed: points by part, what is missing, what is wrong. Pure, in
Decimal.

What a finding on a sheet means is said in `scoring.py`.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from types import MappingProxyType

from certifications.law.scorecards import DISQUALIFY, STOP, Criterion, Scorecard

PARTS = ("A", "B", "C")


@dataclass(frozen=True)
class Choice:
    """What a member gave on one criterion: points of one level, and the case where the criterion
    has two."""

    points: int
    case: str | None = None


Choices = Mapping[str, Choice]
Findings = Mapping[str, str]
NO_FINDINGS: Findings = MappingProxyType({})


@dataclass(frozen=True)
class Sheet:
    """One member's sheet: criterion → choice (absent: not yet scored, never 0), criterion → "stop"
    or "disqualify"."""

    choices: Choices
    findings: Findings = field(default_factory=dict)


@dataclass
class SheetScore:
    """One member's sheet, summed.

    `missing`: criteria not yet scored, in the order of the sheet; on a stopped sheet they count 0.
    `faults`: code → what is wrong. `stopped_at`, `disqualified_at`: the criteria where scoring
    stops, where the member found the product out.
    """

    parts: dict[str, Decimal] = field(default_factory=dict)
    missing: list[str] = field(default_factory=list)
    faults: dict[str, str] = field(default_factory=dict)
    stopped_at: list[str] = field(default_factory=list)
    disqualified_at: list[str] = field(default_factory=list)

    @property
    def total(self) -> Decimal:
        return sum(self.parts.values(), Decimal(0))

    @property
    def counts(self) -> bool:
        """Whether the points may enter an average: right, and scored to the end or stopped."""
        return not self.faults and (not self.missing or bool(self.stopped_at))

    @property
    def complete(self) -> bool:
        """Whether the member may close it; who found the product out need not score the rest."""
        return not self.faults and (self.counts or bool(self.disqualified_at))


def score_sheet(card: Scorecard, choices: Choices, findings: Findings = NO_FINDINGS) -> SheetScore:
    """Sum one sheet. Score of a criterion = the points of exactly one level; a closed criterion
    counts 0 and may not be scored."""
    score = SheetScore(parts={part: Decimal(0) for part in PARTS})
    for code in sorted((choices.keys() | findings.keys()) - {one.code for one in card.scored}):
        score.faults[code] = f"Phiếu này không chấm tiêu chí {code}."
    for criterion in card.scored:  # findings first: a stop decides what the rest of the sheet means
        choice, finding = choices.get(criterion.code), findings.get(criterion.code)
        if finding:
            _read_finding(card, criterion, finding, choice, score)
        if choice and choice.points == 0 and criterion.code in card.stop_at_zero:
            score.stopped_at.append(criterion.code)
    for criterion in card.scored:
        if findings.get(criterion.code) != STOP:
            _score_one(criterion, choices, score)
    return score


def _read_finding(
    card: Scorecard, criterion: Criterion, finding: str, choice: Choice | None, score: SheetScore
) -> None:
    code = criterion.code
    if finding not in card.findings_of(criterion):
        words = {STOP: "dừng chấm", DISQUALIFY: "loại sản phẩm"}
        score.faults[code] = (
            f"Phiếu này không ghi “{words.get(finding, finding)}” ở tiêu chí {code}."
        )
    elif finding == DISQUALIFY:
        score.disqualified_at.append(code)
    else:
        score.stopped_at.append(code)
        if choice and choice.points:
            score.faults[code] = (
                f"Tiêu chí {code} đã ghi dừng chấm: chỉ được 0 điểm. Xóa điểm, hoặc bỏ ghi dừng"
                " chấm."
            )


def _score_one(criterion: Criterion, choices: Choices, score: SheetScore) -> None:
    choice = choices.get(criterion.code)
    if is_closed(criterion, choices, stopped=bool(score.stopped_at)):
        if choice and choice.points:
            score.faults[criterion.code] = (
                f"Tiêu chí {criterion.code} đóng vì {_condition_text(criterion)} chưa đạt: chỉ được"
                " 0 điểm."
            )
    elif choice is None:
        score.missing.append(criterion.code)
    elif criterion.option(choice.points, choice.case) is None:
        score.faults[criterion.code] = _no_such_level(criterion, choice)
    else:
        score.parts[criterion.part] += choice.points


def is_closed(criterion: Criterion, choices: Choices, *, stopped: bool = False) -> bool:
    """Whether the sheet's condition closes it: 5.2 applies only if 5.1 > 0. Not yet scored leaves
    it open, unless scoring stopped."""
    if criterion.applies_if is None:
        return False
    code, more_than = criterion.applies_if
    other = choices.get(code)
    return stopped if other is None else other.points <= more_than


def _condition_text(criterion: Criterion) -> str:
    code, more_than = criterion.applies_if or ("", 0)
    return f"điều kiện {code} > {more_than}"


def _no_such_level(criterion: Criterion, choice: Choice) -> str:
    codes = {case.code for case in criterion.cases}
    if choice.case is not None and choice.case not in codes and not codes:
        return f"Tiêu chí {criterion.code} không chia trường hợp: bỏ trường hợp đã chọn."
    if codes and choice.case not in codes:
        names = " hoặc ".join(case.name for case in criterion.cases)
        return f"Tiêu chí {criterion.code}: chọn trường hợp trước ({names})."
    levels = ", ".join(
        str(points)
        for points in sorted(
            {one.points for one in criterion.options if one.case in (None, choice.case)}
        )
    )
    return f"Tiêu chí {criterion.code} không có mức {choice.points} điểm: chỉ có {levels}."
