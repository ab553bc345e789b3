"""One sheet as a grid shows it, for every member and application of a round: a fixed number of
queries."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from certifications.council.members import Council, council_of
from certifications.council.sheets import cell_text
from certifications.council.sheets.access import Reader, reader_of, scheme_of
from certifications.council.sheets.content import PARTS, Check, Content, check, content_of
from certifications.law.points import format_points
from certifications.law.rules import SchemeRules
from certifications.law.scorecards import Scorecard
from certifications.law.scoring import CouncilRules, average, highest_star, missed_marks
from certifications.models import Application, CouncilMember, Round, ScoreSheet, SheetMode
from certifications.results.outcome import outcome_of, stored_conclusion
from certifications.results.scorings import Standing, standings
from certifications.rounds import contents
from certifications.rounds.access import Refused

TOTALS, CRITERIA = SheetMode.TOTALS, SheetMode.CRITERIA
OF_ROUND = "đợt không nhận phiếu"  # why no sheet of the round is typed


@dataclass
class Unit:
    """One member's sheet of one application. `locked`: why nothing can be typed there, "" when it
    can.

    `typed`: values put back after a save that did not go through; `theirs`: what somebody else
    saved meanwhile. `concealed`: its points stand for nobody but the council's chair and secretary
    and who keys it; here only what the closed sheet comes to.
    """

    application: Application
    member: CouncilMember
    scoring: int
    sheet: ScoreSheet | None
    content: Content
    check: Check
    card: Scorecard | None
    mode: str
    locked: str
    first: ScoreSheet | None = None
    typed: dict[str, str] | None = None
    theirs: dict[str, str] | None = None
    concealed: bool = False

    @property
    def key(self) -> str:
        return f"{self.application.uid}-{self.member.uid}"

    @property
    def version(self) -> int:
        return self.sheet.version if self.sheet else 0

    @property
    def closed(self) -> bool:
        return bool(self.sheet and self.sheet.closed)

    @property
    def stored(self) -> dict[str, str]:
        return (
            cell_text.part_values(self.content)
            if self.mode == TOTALS
            else cell_text.values_of(self.content, self.card)
        )

    @property
    def values(self) -> dict[str, str]:
        if self.concealed:
            return cell_text.part_values(self.content)
        return self.stored if self.typed is None else self.stored | self.typed

    @property
    def first_values(self) -> dict[str, str]:
        """The cells of the first scoring, frozen, to be seen beside the second; none where they are
        not to be read, or were typed another way."""
        content = content_of(self.first)
        if self.first is None or self.concealed or str(content.mode) != self.mode:
            return {}
        if self.mode == TOTALS:
            return cell_text.part_values(content)
        return cell_text.values_of(content, self.card)

    @property
    def fingerprint(self) -> str:
        return fingerprint(self.stored)

    @property
    def ready(self) -> bool:
        """Whether it can be closed as it is stored."""
        return not self.locked and bool(self.sheet) and self.check.complete

    @property
    def parts(self) -> list[tuple[str, str]]:
        return [
            (part, format_points(self.check.parts[part]) if part in self.check.parts else "")
            for part in PARTS.values()
        ]

    @property
    def total(self) -> str:
        return (
            format_points(self.check.total) if self.check.parts and not self.content.empty else ""
        )

    @property
    def state(self) -> str:
        """Where the sheet stands, in a few words; "" where the page says of all that none is
        typed."""
        if self.locked:
            return "" if self.locked == OF_ROUND else self.locked
        if self.content.empty:
            return "trống"
        if self.check.faults:
            return f"{len(self.check.faults)} ô sai"
        return f"còn {len(self.check.missing)} mục" if not self.check.complete else "đủ, chưa khóa"

    @property
    def stars(self) -> str:
        if self.concealed:
            return ""
        return stars_words(self.content, self.check, self.card)


def stars_words(content: Content, checked: Check, card: Scorecard | None) -> str:
    """The marks that this one sheet misses, star by star, as far as it is filled in."""
    if card is None or content.mode == TOTALS or not checked.complete:
        return ""
    missed = missed_marks(card, [content.sheet().choices], CouncilRules())
    reached = highest_star(missed)
    lacking = ", ".join(missed.get(reached + 1, []))
    return f"dấu sao: đạt đến {reached} sao" + (
        f", thiếu dấu {reached + 1} sao ở {lacking}" if lacking else ""
    )


@dataclass
class Line:
    """One application with its units, in the order of the members, and what its closed sheets come
    to."""

    standing: Standing
    units: list[Unit]
    why: str = ""
    reasons: list[str] = field(default_factory=list)

    @property
    def application(self) -> Application:
        return self.standing.application

    @property
    def result(self) -> Any:
        return getattr(self.application, "result", None)

    @property
    def totals(self) -> list[Decimal]:
        scorers = {member.pk for member in self.standing.scorers}
        return [
            unit.check.total
            for unit in self.units
            if unit.check.complete and unit.member.pk in scorers and unit.sheet
        ]

    @property
    def average_points(self) -> Decimal | None:
        return average(self.totals) if self.totals else None

    @property
    def spread(self) -> Decimal | None:
        return max(self.totals) - min(self.totals) if self.totals else None

    @property
    def spread_text(self) -> str:
        return format_points(self.spread) if self.spread is not None else ""

    @property
    def wants_marks(self) -> bool:
        """Whether the council's marks must be typed: a counted sheet gives only its parts."""
        return any(sheet.mode == TOTALS for sheet in self.standing.counted)

    @property
    def stars(self) -> str:
        result = self.result
        if result is None:
            return ""
        return "Bị loại" if result.disqualified else f"{result.final_stars} sao"


@dataclass
class Board:
    """All of a round's scoring as somebody may type it now."""

    round: Round
    council: Council
    scheme: SchemeRules
    lines: list[Line]

    @property
    def members(self) -> list[CouncilMember]:
        return scoring_members(self.council)

    def too_far(self, line: Line) -> bool:
        return line.spread is not None and line.spread > self.council.rules.spread_limit


def scoring_members(council: Council) -> list[CouncilMember]:
    """Who may have a sheet: the seats, and substitutes that are not known to be away."""
    return [
        one
        for one in council.members
        if one.scores and (one.substitute_for_id is None or one.present)
    ]


def board_of(
    round_: Round,
    user: Any,
    mode: str,
    applications: Any = None,
    members: list[CouncilMember] | None = None,
) -> Board:
    """Read the round (or these applications, these members of it) with every sheet, as this person
    may type it."""
    council, scheme = council_of(round_), scheme_of(round_)
    board = Board(round_, council, scheme, [])
    open_ = contents.is_open(contents.Content.SHEETS, round_)
    reader = reader_of(user, council, round_)
    for standing in standings(round_, applications, council):
        shown = members if members is not None else board.members
        units = [
            unit_of(standing, member, council, scheme, mode, reader, frozen=not open_)
            for member in shown
        ]
        board.lines.append(_line(standing, units, council))
    return board


def unit_of(
    standing: Standing,
    member: CouncilMember,
    council: Council,
    scheme: SchemeRules,
    mode: str,
    reader: Reader,
    *,
    frozen: bool,
) -> Unit:
    sheet = standing.sheets.get(member.pk)
    content = content_of(sheet)
    readable = reader.may_read(member, bool(sheet and sheet.closed))
    if council.conflicted(member, standing.application) or not (readable or sheet and sheet.closed):
        sheet, content = None, Content()
    if content.empty:
        content = Content(mode=mode)
    stored = sheet is not None and not content.empty
    checked = standing.checked(sheet) if stored and sheet else check(content, standing.card, scheme)
    unit = Unit(
        standing.application, member, standing.scoring, sheet, content, checked, standing.card, str(content.mode),
        "", standing.first_sheets.get(member.pk), concealed=not readable,
    )  # fmt: skip
    unit.locked = _why_locked(unit, council, mode, member.pk in reader.keyed, frozen)
    return unit


def _why_locked(unit: Unit, council: Council, mode: str, may: bool, frozen: bool) -> str:
    if council.conflicted(unit.member, unit.application):
        return "xung đột lợi ích"
    if unit.closed:
        return "đã khóa"
    if unit.member.present is False and unit.application.pk not in council.written.applications:
        return "vắng mặt"
    if frozen:
        return OF_ROUND
    if not may:
        return "thành viên tự chấm" if unit.member.user_id else "chưa khóa"
    if unit.mode != mode:
        return "nhập từng tiêu chí" if mode == TOTALS else "nhập điểm ba phần"
    if mode == CRITERIA and unit.card is None:
        return "chưa chọn bộ sản phẩm"
    return ""


def _line(standing: Standing, units: list[Unit], council: Council) -> Line:
    line = Line(standing, units)
    try:
        _, line.why = outcome_of(standing, council, stored_conclusion(line.result, standing.card))
    except Refused as refused:
        line.reasons = refused.reasons
    return line


def fingerprint(values: Mapping[str, str]) -> str:
    """Says which stored sheet a form was filled from, so that sheets nobody touched are not sent
    on."""
    text = "\x1f".join(f"{name}={values[name]}" for name in sorted(values))
    return hashlib.sha256(text.encode()).hexdigest()[:16]
