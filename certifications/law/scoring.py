"""From the sheets of a council to one conclusion: sums, averages, marks, spread, quorum. Pure,
everything in Decimal.

Source: 26/2026/QĐ-TTg (sheets, bands, marks); what the decision leaves to provinces is in
`CouncilRules`.

What a person finds on a sheet (`Sheet.findings`), and what follows from it:

- **stop** ("dừng chấm"): the rest of *that member's sheet* is not evaluated. The criterion it was
found at has 0 points,
  what was scored stays as written, what was not scored counts 0 and is no longer missing. Which
  criteria a member scores first is not prescribed, so the registry strikes no points off. One
  member's stop shows as a spread above the limit, and the council talks; `CouncilResult.stopped`
  says how many stopped. In set 16 a 0 in 6.1–6.4 stops the sheet by itself.
- **disqualify** ("loại"): the product is out. Whose finding decides is not written: it is found *by
the council* when more
  than half of its members recorded it at the same criterion, or when the council concluded it
  (`grounds`, the only way for grounds against the whole dossier). Then the dossier is excluded with
  its reason and has no points. A finding of fewer members excludes nothing: it is told
  (`disputed`), and those members score their sheets to the end like the others.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from fractions import Fraction
from typing import Any

from certifications.law.points import all_digits
from certifications.law.rules import Conclusion, SchemeRules, conclude, explain
from certifications.law.scorecards import Criterion, Scorecard
from certifications.law.sheet_score import (
    PARTS,
    Choices,
    Sheet,
    SheetScore,
    is_closed,
    score_sheet,
)

STARS = (3, 4, 5)
# What becomes of a dossier whose council is, after conflicts of interest, below the quorum.
STOP, WRITTEN = "stop", "written"
FEWEST_OPINIONS = 2  # one sheet alone is no council's result, whatever the rules say


@dataclass(frozen=True)
class CouncilRules:
    """A province's own rules (*quy chế*), kept on the round. Defaults as usual in provinces.

    `members`: how many score (None: all of the council). `quorum`: share of the members that must
    be present, with the chair. `spread_limit`: members more than this many points apart must score
    again. `marks`: "mean" (mean of the points
    ≥ the mark), "majority" (more than half of the members reach it) or "all". `written_opinion`: on
    re-evaluations members answer by their closed sheets without meeting; they meet only where these
    differ by more than the limit. `below_quorum`: what becomes of a dossier for which, after
    conflicts of interest, too few are left: "stop", or "written" (the rest answer in writing, with
    a reason that the approver reads).
    """

    members: int | None = None
    quorum: Decimal = Decimal("0.75")
    spread_limit: Decimal = Decimal(10)
    marks: str = "mean"
    written_opinion: bool = False
    below_quorum: str = STOP

    @classmethod
    def from_data(cls, data: Mapping[str, Any]) -> "CouncilRules":
        """Read a round's settings; what they do not name keeps its default. Raises ValueError for
        what cannot be meant."""
        way = data.get("marks", cls.marks)
        if way not in MEETING:
            raise ValueError(f"unknown way to meet marks: {way}")
        quorum, limit = (
            _number(data, "quorum", cls.quorum),
            _number(data, "spread_limit", cls.spread_limit),
        )
        below = data.get("below_quorum", cls.below_quorum)
        if below not in (STOP, WRITTEN):
            raise ValueError(f"unknown decision below the quorum: {below}")
        if not 0 < quorum <= 1:
            raise ValueError(f"quorum is a share of the members above 0 and up to 1, not {quorum}")
        if limit < 0:
            raise ValueError(f"the spread limit cannot be {limit}")
        return cls(
            members=data.get("members"),
            quorum=quorum,
            spread_limit=limit,
            marks=way,
            written_opinion=data.get("written_opinion") is True,
            below_quorum=below,
        )


def _number(data: Mapping[str, Any], name: str, default: Decimal) -> Decimal:
    try:
        number = Decimal(str(data.get(name, default)))
    except InvalidOperation as problem:
        raise ValueError(f"{name} is not a number: {data[name]}") from problem
    if not number.is_finite():
        raise ValueError(f"{name} is not a number: {data[name]}")
    return number


@dataclass(frozen=True)
class Exclusion:
    """The council found the product out: no points, no stars. `reasons`: each one a text of the
    sheet or of the council."""

    reasons: tuple[str, ...]

    @property
    def why(self) -> str:
        return f"Hồ sơ bị loại: {'; '.join(self.reasons)}."


@dataclass
class CouncilResult:
    """What follows from a council's complete sheets. `marks_met`: highest star (2–5) whose marks
    are all met.

    `missed`: star → criteria whose mark the council did not meet. `stopped`, `disputed`: criterion
    → how many members stopped there, or found the product out without being more than half.
    """

    total: Decimal
    parts: dict[str, Decimal]
    spread: Decimal
    within_spread: bool
    marks_met: int
    missed: dict[int, list[str]]
    stopped: dict[str, int]
    disputed: dict[str, int]
    conclusion: Conclusion
    why: str


def average(values: Sequence[Decimal]) -> Decimal:
    """The mean, rounded down to four decimals as the registry stores it, so that rounding never
    lifts a product over a band.

    >>> average([Decimal(90), Decimal(90), Decimal("89.9999")])
    Decimal('89.9999')
    """
    exact = sum((Fraction(value) for value in values), Fraction(0)) / len(values)
    return Decimal(int(exact * 10_000)) / 10_000


def council_result(
    card: Scorecard,
    sheets: Sequence[Sheet],
    scheme: SchemeRules,
    council: CouncilRules,
    grounds: Sequence[str] = (),
) -> CouncilResult | Exclusion:
    """Average, marks and stars of a council's sheets, or its exclusion.

    `grounds`: what the council concluded against the dossier, in words. Raises ValueError when
    there is no sheet, when a sheet is faulty, or when one is not scored to the end: then there is
    no result yet.
    """
    scores = [score_sheet(card, sheet.choices, sheet.findings) for sheet in sheets]
    choices = [sheet.choices for sheet in sheets]
    return result_of_scores(card, choices, scores, scheme, council, grounds)


def result_of_scores(
    card: Scorecard,
    choices: Sequence[Choices],
    scores: Sequence[SheetScore],
    scheme: SchemeRules,
    council: CouncilRules,
    grounds: Sequence[str] = (),
) -> CouncilResult | Exclusion:
    """`council_result` of sheets that are summed already: `scores` are those of `choices`, in the
    same order."""
    if not all(score.complete for score in scores):
        raise ValueError("only complete sheets give a result")
    found = Counter(code for score in scores for code in score.disqualified_at)
    reasons = [*grounds, *(_ground(card, code) for code in _shared(found, len(scores)))]
    if reasons:
        return Exclusion(tuple(reasons))
    if not scores or not all(score.counts for score in scores):
        raise ValueError("only complete sheets give a result")
    return _averaged(card, choices, scores, scheme, council)


def _shared(found: Mapping[str, int], members: int) -> list[str]:
    """The criteria at which more than half of the members found the product out."""
    return [code for code, count in found.items() if count * 2 > members]


def _ground(card: Scorecard, code: str) -> str:
    return f"tiêu chí {code}: {card.by_code[code].disqualifies}"


def _averaged(
    card: Scorecard,
    sheets: Sequence[Choices],
    scores: Sequence[SheetScore],
    scheme: SchemeRules,
    council: CouncilRules,
) -> CouncilResult:
    totals = [score.total for score in scores]
    total, spread = average(totals), max(totals) - min(totals)
    missed = missed_marks(card, sheets, council)
    marks_met = highest_star(missed)
    conclusion = conclude(total, marks_met, scheme)
    missing = ", ".join(missed.get(marks_met + 1, []))
    stopped = Counter(code for score in scores for code in score.stopped_at)
    return CouncilResult(
        total=total,
        parts={part: average([score.parts[part] for score in scores]) for part in PARTS},
        spread=spread,
        within_spread=spread <= council.spread_limit,
        marks_met=marks_met,
        missed=missed,
        stopped=dict(stopped),
        disputed=dict(Counter(code for score in scores for code in score.disqualified_at)),
        conclusion=conclusion,
        why=" ".join([explain(conclusion, total, missing), *_stop_sentences(stopped, len(scores))]),
    )


def _stop_sentences(stopped: Mapping[str, int], members: int) -> list[str]:
    return [
        f"{count}/{members} phiếu dừng chấm ở tiêu chí {code}." for code, count in stopped.items()
    ]


def missed_marks(
    card: Scorecard, sheets: Sequence[Choices], council: CouncilRules
) -> dict[int, list[str]]:
    """Star → the criteria whose mark of that star the council did not meet. What a sheet leaves
    unscored has 0 points."""
    meets = MEETING[council.marks]
    missed: dict[int, list[str]] = {star: [] for star in STARS}
    for criterion in card.scored:
        given = [_points(criterion, sheet) for sheet in sheets]
        for star, wanted in criterion.marks().items():
            if not meets(given, wanted):
                missed[star].append(criterion.code)
    return missed


def highest_star(missed: Mapping[int, Sequence[str]]) -> int:
    """The highest star all of whose marks, and those of the stars below, are met; 2 when a
    three-star mark is missed."""
    reached = 2
    for star in STARS:
        if missed[star]:
            break
        reached = star
    return reached


def _points(criterion: Criterion, sheet: Choices) -> int:
    choice = sheet.get(criterion.code)
    return 0 if choice is None or is_closed(criterion, sheet) else choice.points


MEETING = {
    "mean": lambda given, wanted: Fraction(sum(given), len(given)) >= wanted,
    "majority": lambda given, wanted: sum(points >= wanted for points in given) * 2 > len(given),
    "all": lambda given, wanted: all(points >= wanted for points in given),
}


def quorum_reached(present: int, members: int, chair_present: bool, council: CouncilRules) -> bool:
    """Whether enough scoring members are present, with the chair. Source: provinces' rules (quy
    chế), default three quarters."""
    return chair_present and Decimal(present) >= council.quorum * members


def below_quorum(present: int, members: int, chair_present: bool, council: CouncilRules) -> str:
    """What becomes of one dossier with that many seats filled by people without a conflict of
    interest: "" (a quorum), "written" or "stop". Source: the round's rules (quy chế), default stop.

    >>> below_quorum(3, 4, True, CouncilRules()), below_quorum(2, 4, False, CouncilRules())
    ('', 'stop')
    """
    if quorum_reached(present, members, chair_present, council):
        return ""
    return council.below_quorum if present >= FEWEST_OPINIONS else STOP


def spread_sentence(result: CouncilResult, council: CouncilRules) -> str:
    """Why the round stops for a product whose members are too far apart."""
    return (
        f"Điểm các thành viên lệch nhau {all_digits(result.spread)}, quá"
        f" {all_digits(council.spread_limit)} điểm: hội đồng thảo luận và chấm lại; điểm lần đầu"
        " được giữ nguyên."
    )
