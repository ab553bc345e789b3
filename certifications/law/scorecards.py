"""Scorecards (*phiếu đánh giá*) as data: sections, criteria, options with points and star marks, as
the law prints them.

Pure: read from a scheme's data, no database. Source: 26/2026/QĐ-TTg, 26 sheets; how to read them
stands at each rule.
"""

from collections.abc import Collection
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property
from typing import Any

STOP, DISQUALIFY = "stop", "disqualify"  # what a member may find on a sheet
# Kinds of flags where the transcript is doubtful until somebody compared the cell with the signed
# copy; the others say how a sheet is read, not that it may be wrong.
DOUBTFUL = frozenset({"corrected", "assumed", "suspect", "odd", "parsed"})
GROUNDS = "disqualifications"  # where a flag stands that is about the grounds of a whole set
UNVERIFIED = "chưa đối chiếu bản ký số"


@dataclass(frozen=True)
class Option:
    """One level of a criterion. `stars`: the star mark it carries; `case`: of which case (set 26);
    `implied`: not printed."""

    points: int
    label: str
    stars: int | None = None
    case: str | None = None
    implied: bool = False


@dataclass(frozen=True)
class Case:
    """One of two cases of a criterion (set 26: 8, 9, 15): a member picks the case first, then one
    option in it."""

    code: str
    name: str
    name_en: str


@dataclass(frozen=True)
class Criterion:
    """One criterion. A group node (sets 11 and 13: 6.1, 6.2) has no options and only names its
    children: it is never scored.

    `applies_if` = (criterion, points): open only when that criterion has more points; closed it
    counts 0. `stops_scoring`, `disqualifies`: what the sheet prints when a person finds it; "" when
    it prints nothing. `unverified`: the transcript is doubtful here and nobody has compared it
    with the signed copy. `max_points` of a criterion with two cases is counted once: the cases are
    alternatives.
    """

    code: str
    part: str
    section: str
    parent: str | None
    name: str
    name_en: str
    max_points: int
    note: str
    stops_scoring: str
    disqualifies: str
    applies_if: tuple[str, int] | None
    cases: tuple[Case, ...]
    options: tuple[Option, ...]
    unverified: bool = False

    @property
    def doubt(self) -> str:
        """What is put beside its name while it is not compared; "" else."""
        return f"({UNVERIFIED})" if self.unverified else ""

    @property
    def is_group(self) -> bool:
        return not self.options

    def option(self, points: int, case: str | None = None) -> Option | None:
        """The level of these points (in that case); a 0 that is not printed belongs to every case
        and needs none.

        Two sheets print two levels of the same points (set 7: 3.1, set 23: 6.2): the first one
        answers for both.
        """
        if case is not None and case not in {one.code for one in self.cases}:
            return None
        fitting = (one for one in self.options if one.points == points and one.case in (None, case))
        return next(fitting, None)

    def marks(self) -> dict[int, int]:
        """Star → the points that its mark asks for. The mark stands on the smallest level required
        for that star."""
        found: dict[int, int] = {}
        for one in self.options:
            if one.stars:
                found[one.stars] = min(one.points, found.get(one.stars, one.points))
        return found


@dataclass(frozen=True)
class Section:
    part: str
    code: str
    name: str
    name_en: str
    max_points: int


@dataclass(frozen=True)
class Scorecard:
    """The sheet of one product set.

    `disqualifications`: grounds against the whole dossier, any one is enough. `stop_at_zero`:
    criteria where 0 points stops the sheet by itself (set 16). `flags`: where the data are
    corrected, assumed, suspect or odd (`at`, `kind`, `text`). `unverified`: where of these nobody
    has compared with the signed copy.
    """

    scheme: str
    no: int
    name: str
    name_en: str
    agencies: tuple[str, ...]
    disqualifications: tuple[str, ...]
    stop_at_zero: frozenset[str]
    flags: tuple[dict[str, str], ...]
    sections: tuple[Section, ...]
    criteria: tuple[Criterion, ...] = field(repr=False)
    unverified: frozenset[str] = frozenset()

    @classmethod
    def from_data(
        cls,
        scheme: str,
        data: dict[str, Any],
        implied_zero: dict[str, Any],
        compared: Collection[str] = (),
    ) -> "Scorecard":
        """Read one set of a scheme's file. `implied_zero`: the level to add where the sheet prints
        no 0. `compared`: where the doubtful was found to be as in the signed copy."""
        doubtful = {flag["at"] for flag in data["flags"] if flag["kind"] in DOUBTFUL}
        unverified = frozenset(doubtful - set(compared))
        return cls(
            scheme=scheme,
            no=data["no"],
            name=data["name"],
            name_en=data["name_en"],
            agencies=tuple(data["agencies"]),
            disqualifications=tuple(data["disqualifications"]),
            stop_at_zero=frozenset(data["stop_at_zero"]),
            flags=tuple(data["flags"]),
            sections=tuple(Section(**section) for section in data["sections"]),
            criteria=tuple(_criterion(one, implied_zero, unverified) for one in data["criteria"]),
            unverified=unverified,
        )

    @cached_property
    def scored(self) -> tuple[Criterion, ...]:
        """The criteria that a member scores, in the order of the sheet."""
        return tuple(one for one in self.criteria if not one.is_group)

    @property
    def unverified_grounds(self) -> bool:
        """Whether the words of the grounds against a whole dossier are doubtful."""
        return GROUNDS in self.unverified

    @property
    def doubt_of_grounds(self) -> str:
        return f" ({UNVERIFIED})" if self.unverified_grounds else ""

    @cached_property
    def by_code(self) -> dict[str, Criterion]:
        return {one.code: one for one in self.criteria}

    def findings_of(self, criterion: Criterion) -> tuple[str, ...]:
        """What a member may record on a criterion. Where 0 points stops the sheet by itself there
        is nothing to record."""
        stop = criterion.stops_scoring and criterion.code not in self.stop_at_zero
        return (*([STOP] if stop else []), *([DISQUALIFY] if criterion.disqualifies else []))

    def maximum(self, part: str | None = None) -> Decimal:
        """The highest total of a part (or of the sheet)."""
        return Decimal(sum(one.max_points for one in self.scored if part in (None, one.part)))


def _criterion(
    data: dict[str, Any], implied_zero: dict[str, Any], unverified: Collection[str]
) -> Criterion:
    return Criterion(
        code=data["code"],
        part=data["part"],
        section=data["section"],
        parent=data["parent"],
        name=data["name"],
        name_en=data["name_en"],
        max_points=data["max_points"],
        note=data["note"] or "",
        stops_scoring=data["stops_scoring"] or "",
        disqualifies=data["disqualifies"] or "",
        applies_if=_condition(data["applies_if"]),
        cases=tuple(Case(**case) for case in data["cases"]),
        options=_options(data["options"], implied_zero),
        # where section and criterion of part C bear one code, the flag is about both
        unverified=data["code"] in unverified,
    )


def _condition(text: str | None) -> tuple[str, int] | None:
    """ "5.1>0" → ("5.1", 0)."""
    if not text:
        return None
    code, _, points = text.partition(">")
    return code.strip(), int(points)


def _options(printed: list[dict[str, Any]], implied_zero: dict[str, Any]) -> tuple[Option, ...]:
    """The printed levels, and a 0 where none is printed: a member can always give 0. Group nodes
    stay without options."""
    options = [Option(one["points"], one["label"], one["stars"], one["case"]) for one in printed]
    if options and all(one.points for one in options):
        options.insert(0, Option(implied_zero["points"], implied_zero["label"], implied=True))
    return tuple(options)
