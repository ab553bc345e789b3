"""The three grids: one application (criteria × members), one member (applications × criteria), the
round (parts only)."""

from dataclasses import dataclass, field
from itertools import groupby

from certifications.council.sheets.cell_text import CASE_LETTERS, REMARKS
from certifications.council.sheets.content import PARTS
from certifications.law.points import format_points
from certifications.law.scorecards import UNVERIFIED, Criterion, Scorecard
from certifications.law.sheet_score import PARTS as PART_CODES
from certifications.models import SheetMode
from certifications.staff.council.sheet_grids.units import Board, Line, Unit

REMARK_LABELS = {"disqualified_reason": "Đề nghị loại hồ sơ vì", "comment": "Nhận xét"}


@dataclass(frozen=True)
class Cell:
    """One cell: the field of a sheet. `hint`: which points there are, as printed."""

    unit: Unit
    name: str
    label: str
    part: str = ""
    hint: str = ""
    wide: bool = False
    levels: str = ""  # the points that there are, where points alone say the level

    @property
    def id(self) -> str:
        return f"u-{self.unit.key}-{self.name}"

    @property
    def value(self) -> str:
        # summed from the criteria, not typed
        if self.name in PARTS and self.unit.mode == SheetMode.CRITERIA:
            return dict(self.unit.parts)[PARTS[self.name]] if self.unit.sheet else ""
        return self.unit.values.get(self.name, "")

    @property
    def first(self) -> str:
        """What stood there at the first scoring; "" in a first one."""
        return self.unit.first_values.get(self.name, "")

    @property
    def error(self) -> str:
        return "" if self.unit.content.empty else self.unit.check.faults.get(self.name, "")

    @property
    def missing(self) -> bool:
        return (
            not self.value and not self.unit.content.empty and self.name in self.unit.check.missing
        )

    @property
    def theirs(self) -> str | None:
        """What somebody else saved there, where it differs from what is typed here."""
        if self.unit.theirs is None or self.unit.theirs.get(self.name, "") == self.value:
            return None
        return self.unit.theirs.get(self.name, "") or "trống"


@dataclass
class Row:
    """One row of a table: cells, or a heading over the rows that follow."""

    label: str
    cells: list[Cell] = field(default_factory=list)
    code: str = ""
    note: str = ""
    line: Line | None = None


@dataclass
class Table:
    title: str
    columns: list[tuple[str, str]]
    rows: list[Row]


def hint_of(criterion: Criterion) -> str:
    """The levels that a criterion has, as they may be typed."""
    parts = []
    for at, case in enumerate(criterion.cases):
        levels = sorted({one.points for one in criterion.options if one.case in (None, case.code)})
        parts.append(f"{CASE_LETTERS[at]} ({case.name}): {_numbers(levels)}")
    if not parts:
        parts.append(_numbers(sorted({one.points for one in criterion.options})))
    if criterion.unverified:
        parts.append(UNVERIFIED)
    if criterion.stops_scoring:
        parts.append("D: dừng chấm")
    if criterion.disqualifies:
        parts.append("L: loại")
    if criterion.applies_if:
        parts.append(f"chỉ chấm khi {criterion.applies_if[0]} > {criterion.applies_if[1]}")
    return "; ".join(parts)


def levels_of(criterion: Criterion) -> str:
    """The levels of a criterion as a script reads them: "0 1 3"; "" where a letter must say the
    case too."""
    if criterion.cases:
        return ""
    return " ".join(str(one) for one in sorted({one.points for one in criterion.options}))


def _numbers(levels: list[int]) -> str:
    return "/".join(str(one) for one in levels)


def marks_of(criterion: Criterion) -> str:
    """The points that each star asks for, in words."""
    return ", ".join(f"{star} sao: {points}" for star, points in sorted(criterion.marks().items()))


def application_table(line: Line, card: Scorecard) -> Table:
    """Criteria × members, section by section."""
    rows: list[Row] = []
    for section in card.sections:
        rows.append(Row(f"{section.part}.{section.code} {section.name} ({section.max_points})"))
        for criterion in card.scored:
            if (criterion.part, criterion.section) == (section.part, section.code):
                rows.append(_criterion_row(line, criterion))
    rows.append(Row("Ghi thêm"))
    for name in REMARKS:
        label = REMARK_LABELS[name]
        rows.append(
            Row(label, [Cell(unit, name, label, wide=True) for unit in line.units], note="")
        )
    return Table("", [(unit.member.name, "") for unit in line.units], rows)


def _criterion_row(line: Line, criterion: Criterion) -> Row:
    hint, label = hint_of(criterion), f"{criterion.code} {criterion.name}"
    marks = marks_of(criterion)
    made = [
        Cell(unit, criterion.code, label, criterion.part, hint, levels=levels_of(criterion))
        for unit in line.units
    ]
    return Row(criterion.name, made, criterion.code, f"{hint}{' · ' if marks else ''}{marks}")


def member_tables(board: Board) -> list[Table]:
    """Applications × criteria of one member, a table per product set, since criteria differ."""
    found = [(line.standing.card, line) for line in board.lines if line.standing.card]
    found.sort(key=lambda pair: (pair[0].no, pair[1].application.position))
    tables = []
    for _, group in groupby(found, key=lambda pair: pair[0].no):
        same = list(group)
        card = same[0][0]
        columns = [(one.code, f"{one.name}: {hint_of(one)}") for one in card.scored]
        tables.append(
            Table(
                f"Bộ {card.no}. {card.name}", columns, [_member_row(line, card) for _, line in same]
            )
        )
    return tables


def _member_row(line: Line, card: Scorecard) -> Row:
    unit = line.units[0]
    made = [
        Cell(
            unit, one.code, f"{one.code} {one.name}", one.part, hint_of(one), levels=levels_of(one)
        )
        for one in card.scored
    ]
    return Row(line.application.product.name, made, str(line.application.position), line=line)


def round_table(board: Board) -> Table:
    """Applications × members, three parts each."""
    columns = [(member.name, "") for member in board.members]
    return Table("", columns, [_round_row(board, line) for line in board.lines])


def _round_row(board: Board, line: Line) -> Row:
    made = [
        Cell(
            unit,
            name,
            f"{unit.member.name}: phần {part}",
            part,
            f"0–{format_points(board.scheme.part_maxima[part])}",
        )
        for unit in line.units
        for name, part in zip(PARTS, PART_CODES, strict=True)
    ]
    return Row(line.application.product.name, made, str(line.application.position), line=line)
