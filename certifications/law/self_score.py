"""The producer's own score (Mẫu 02) read by the set's sheet, and what is missing for each star.
Pure; it counts nowhere."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from certifications.law.rules import Conclusion, SchemeRules, conclude, explain
from certifications.law.scorecards import Criterion, Scorecard
from certifications.law.scoring import STARS, CouncilRules, highest_star, missed_marks
from certifications.law.sheet_score import Choice, SheetScore, score_sheet


@dataclass(frozen=True)
class Short:
    """One criterion below the mark of a star. `given`: None while not scored; `level`: what the
    mark asks for, as printed."""

    code: str
    name: str
    given: int | None
    wanted: int
    level: str


@dataclass(frozen=True)
class Target:
    """What is missing for that many stars. `points`: points below its band, 0 when reached;
    `short`: marks not met."""

    stars: int
    points: Decimal
    short: list[Short]

    @property
    def reached(self) -> bool:
        return not self.points and not self.short


@dataclass
class Assessment:
    """A self-score by its sheet. `conclusion`, `why`: None and "" until every criterion is scored
    without a fault."""

    score: SheetScore
    scored: int
    conclusion: Conclusion | None = None
    why: str = ""
    targets: list[Target] = field(default_factory=list)


def read_choices(stored: Mapping[str, Mapping[str, Any]]) -> dict[str, Choice]:
    """As the rules read it, from the stored form {"points", "case"}."""
    return {
        code: Choice(one["points"], one.get("case"))
        for code, one in stored.items()
        if "points" in one
    }


def assess(card: Scorecard, scheme: SchemeRules, choices: Mapping[str, Choice]) -> Assessment:
    """Sum the self-score, name its faults and say what is missing for three, four and five
    stars."""
    score = score_sheet(card, choices)
    found = Assessment(score, sum(one.code in choices for one in card.scored))
    missed = missed_marks(card, [choices], CouncilRules())
    if score.complete:
        found.conclusion = conclude(score.total, highest_star(missed), scheme)
        found.why = explain(
            found.conclusion, score.total, ", ".join(missed.get(found.conclusion.by_marks + 1, []))
        )
    for stars in STARS:
        band = next(band for band in scheme.bands if band.stars == stars)
        codes = {code for star in STARS if star <= stars for code in missed[star]}
        short = [_short(one, stars, choices) for one in card.scored if one.code in codes]
        found.targets.append(Target(stars, max(band.minimum - score.total, Decimal(0)), short))
    return found


def _short(criterion: Criterion, stars: int, choices: Mapping[str, Choice]) -> Short:
    wanted = max(points for star, points in criterion.marks().items() if star <= stars)
    level = next(one.label for one in criterion.options if one.points == wanted and one.stars)
    given = choices.get(criterion.code)
    return Short(criterion.code, criterion.name, given.points if given else None, wanted, level)


# --- the form -------------------------------------------------------------------------------------
@dataclass(frozen=True)
class Level:
    """One level to tick: the value of its radio button, its points, words, star mark, and its
    case's name ("" without)."""

    value: str
    points: int
    label: str
    stars: int | None
    case: str


def levels_of(criterion: Criterion) -> list[Level]:
    """The levels of a criterion, case by case. Levels that the sheet prints twice with the same
    points are one choice."""
    names = {case.code: case.name for case in criterion.cases}
    found: dict[str, Level] = {}
    for option in sorted(criterion.options, key=lambda one: _case_order(criterion, one.case)):
        value = f"{option.case or ''}:{option.points}"
        twin = found.get(value)
        label = f"{twin.label} / {option.label}" if twin else option.label
        marks = [one for one in (twin.stars if twin else None, option.stars) if one]
        found[value] = Level(
            value, option.points, label, min(marks, default=None), names.get(option.case or "", "")
        )
    return list(found.values())


def _case_order(criterion: Criterion, case: str | None) -> int:
    return -1 if case is None else [one.code for one in criterion.cases].index(case)


def value_of(choice: Choice | None) -> str:
    """The radio button of a choice; "" for one not scored."""
    return f"{choice.case or ''}:{choice.points}" if choice else ""


def typed_choices(card: Scorecard, typed: Mapping[str, str]) -> Iterator[tuple[str, Choice]]:
    """The choices that a form sent, criterion by criterion. Raises ValueError for a value that is
    no level of its criterion."""
    for criterion in card.scored:
        value = typed.get(criterion.code, "")
        if not value:
            continue
        if value not in {level.value for level in levels_of(criterion)}:
            raise ValueError(
                f"Tiêu chí {criterion.code}: mức đã chọn không có trên phiếu. Tải lại trang rồi"
                " chọn lại."
            )
        case, _, points = value.partition(":")
        yield criterion.code, Choice(int(points), case or None)
