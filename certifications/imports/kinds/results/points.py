"""Rows of points per criterion: a member's sheet per row, or a criterion per row with a column per
member.

They become drafts of score sheets, as typed in the grids; closing them stays an act of the pages.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from certifications.council.sheets import cell_text
from certifications.council.sheets.access import (
    may_key,
    require_key,
    require_scorer,
    require_scoring,
)
from certifications.council.sheets.content import Content, content_of, read_content
from certifications.council.sheets.content import check as judged
from certifications.council.sheets.drafts import write_drafts
from certifications.imports.contract import Change, Row
from certifications.imports.fields import called
from certifications.imports.kinds.results.columns import CRITERION, MEMBER, filled
from certifications.imports.kinds.results.reading import RoundRead
from certifications.law.scorecards import Scorecard
from certifications.models import (
    Application,
    CouncilMember,
    Round,
    RowOutcome,
    ScoreSheet,
    SheetHistory,
    SheetMode,
)
from certifications.rounds.access import Refused
from ocop_registry.accounts.models import User

Key = tuple[int, int]  # application, member (ids)


@dataclass
class Unit:
    """One member's sheet of one application: what the rows of the file say of it, code → (text,
    row, column)."""

    application: Application
    member: CouncilMember
    given: dict[str, tuple[str, Row, str]] = field(default_factory=dict)


@dataclass(frozen=True)
class Said:
    """What one row says of one sheet, to be written: code → text. `version`: of the sheet it was
    compared with (0: none)."""

    application: Application
    member: CouncilMember
    scoring: int
    version: int
    values: Mapping[str, str]


# --- reading --------------------------------------------------------------------------------------
def check(rows: Sequence[Row], read: RoundRead) -> None:
    units: dict[Key, Unit] = {}
    for row in rows:
        row.plan = []
        application = read.application(row)
        if application is not None:
            for member, code, column in _cells(row, read):
                _take(units, application, member, code, column, row, read)
            _understood(row, read)
    created: set[int] = set()
    for unit in units.values():
        _judge(unit, read, created)
    for row in rows:
        outcome = RowOutcome.CREATED if id(row) in created else RowOutcome.CHANGED
        row.settle(outcome if row.plan else RowOutcome.UNCHANGED)


def _understood(row: Row, read: RoundRead) -> None:
    """Whose points the row gives, and how many of them."""
    points = filled(row, CRITERION)
    member = read.member(row) if points and not row.faults else None
    if member is not None:
        told = f"{member.name}, điểm {len(points)} tiêu chí"
        row.understood("Phiếu chấm", told, "member", state="known")


def _cells(row: Row, read: RoundRead) -> Iterator[tuple[CouncilMember, str, str]]:
    """(member, criterion, column) of every cell of the row that holds points."""
    if "criterion" in row.references:
        code = row.text("criterion").rstrip(".")
        columns = filled(row, MEMBER)
        if columns and not code:
            row.fault("criterion", "required", "Chưa ghi tiêu chí nào.")
        elif code:
            found = ((read.member_of(row, column), column) for column in columns)
            yield from ((member, code, column) for member, column in found if member)
        return
    columns = filled(row, CRITERION)
    member = read.member(row) if columns else None
    if member is not None:
        yield from ((member, column.removeprefix(CRITERION), column) for column in columns)


def _take(
    units: dict[Key, Unit],
    application: Application,
    member: CouncilMember,
    code: str,
    column: str,
    row: Row,
    read: RoundRead,
) -> None:
    unit = units.setdefault((application.pk, member.pk), Unit(application, member))
    text = "" if row.erases(column) else row.text(column)
    if code in unit.given:
        first = unit.given[code][1]
        row.fault(
            column,
            "duplicate",
            f"Trùng với {called(first, row)}: điểm tiêu chí {code} của {member.name} đã ghi ở đó.",
        )
    elif text or row.erases(column):
        unit.given[code] = (text, row, column)


# --- judging --------------------------------------------------------------------------------------
def _judge(unit: Unit, read: RoundRead, created: set[int]) -> None:
    """Refuse what the grids would refuse, each point at its cell; what differs from the stored
    sheet is planned."""
    sheet = read.sheets.get((unit.application.pk, unit.member.pk))
    card = read.cards.get(unit.application.product_set_id or 0)
    stored = content_of(sheet)
    known = {one.code for one in card.scored} if card else set()
    for code in [code for code in unit.given if card and code not in known]:
        _, row, column = unit.given.pop(code)
        row.fault(
            column, "unknown", f"Phiếu của hồ sơ này không chấm tiêu chí {code}: để trống ô này."
        )
    before = cell_text.values_of(stored, card)
    differing = {code: one for code, one in unit.given.items() if one[0] != before.get(code, "")}
    if not differing:
        return
    refusal = _refusal(unit, sheet, stored, card, read)
    if refusal or card is None:
        for _, row, column in differing.values():
            row.fault(column, "refused", refusal)
        return
    values = before | {code: text for code, (text, _, _) in unit.given.items()}
    found = judged(_content(values, card, stored), card, read.scheme)
    for code, (_, row, column) in differing.items():
        if code in found.faults:
            row.fault(column, "invalid", found.faults[code])
    for code in [code for code in found.faults if code not in differing]:
        for row in {id(row): row for _, row, _ in differing.values()}.values():
            row.fault("product", "invalid", f"{unit.member.name}: {found.faults[code]}")
    if found.missing:
        note = (
            f"{unit.member.name}: còn {len(found.missing)} tiêu chí chưa chấm; phiếu được giữ làm"
            " nháp."
        )
        for row in {id(row): row for _, row, _ in differing.values()}.values():
            row.notes.append(note)
    _plan(unit, sheet, before, differing, read, created)


def _plan(
    unit: Unit,
    sheet: ScoreSheet | None,
    before: Mapping[str, str],
    differing: Mapping[str, tuple[str, Row, str]],
    read: RoundRead,
    created: set[int],
) -> None:
    scoring, version = read.scoring(unit.application.pk), sheet.version if sheet else 0
    by_row: dict[int, dict[str, str]] = {}
    rows = {id(row): row for _, row, _ in differing.values()}
    for code, (text, row, _) in differing.items():
        by_row.setdefault(id(row), {})[code] = text
        if before.get(code):
            label = f"Tiêu chí {code}, {unit.member.name}"
            row.changes.append(Change(str(unit.application), label, before[code], text))
    for key, values in by_row.items():
        rows[key].plan.append(Said(unit.application, unit.member, scoring, version, values))
        if not rows[key].changes:
            created.add(key)
        else:
            created.discard(key)


def _refusal(
    unit: Unit, sheet: ScoreSheet | None, stored: Content, card: Scorecard | None, read: RoundRead
) -> str:
    """Why nothing may be written onto this sheet, "" when it may."""
    member = unit.member
    try:
        require_scoring(read.round)
        require_scorer(read.council, member, unit.application)
    except Refused as refused:
        return " ".join(refused.reasons)
    if read.by is not None and not may_key(read.by, member, read.round):
        return f"{member.name} có tài khoản và tự chấm: không nhập thay được."
    if sheet is not None and sheet.closed:
        return f"Phiếu của {member.name} đã khóa: muốn sửa, hãy mở lại kèm lý do."
    if card is None:
        return "Chưa chọn bộ sản phẩm cho hồ sơ: chưa có phiếu để chấm."
    if stored.mode == SheetMode.TOTALS and not stored.empty:
        return (
            f"Phiếu của {member.name} đang nhập điểm ba phần: xóa các điểm đó ở bảng ba phần trước."
        )
    return ""


def _content(values: Mapping[str, str], card: Scorecard, stored: Content) -> Content:
    return read_content(
        cell_text.content_data(
            values, card, {name: getattr(stored, name) for name in cell_text.REMARKS}
        )
    )


# --- writing --------------------------------------------------------------------------------------
def write(locked: Round, rows: Sequence[Row], by: User, imported: str) -> None:
    """Write the sheets' drafts with their history, which remembers the import. Raises Refused as
    the grids do."""
    said: dict[Key, list[Said]] = {}
    for row in rows:
        for one in row.plan:
            said.setdefault((one.application.pk, one.member.pk), []).append(one)
    read = RoundRead(locked, by)
    require_scoring(locked)
    stored = _locked_sheets(said, locked)
    applications = {one.pk: one for one in read.applications}
    members = {one.pk: one for one in read.council.members}
    typed: list[tuple[ScoreSheet, Content]] = []
    for key, ones in said.items():
        # as they are now: since the check somebody may have withdrawn, or gone home
        application, member, scoring = (
            applications.get(key[0]),
            members.get(key[1]),
            ones[0].scoring,
        )
        if application is None or member is None:
            raise Refused(
                f"Phiếu của {ones[0].member}, hồ sơ {ones[0].application}: hồ sơ hoặc thành viên"
                " không còn trong đợt, hãy kiểm tra lại tệp rồi mới ghi."
            )
        require_key(by, member, locked)
        require_scorer(read.council, member, application)
        sheet = stored.get((*key, scoring))
        if (
            (sheet.version if sheet else 0) != ones[0].version
            or read.scoring(key[0]) != scoring
            or (sheet and sheet.closed)
        ):
            raise Refused(
                f"Phiếu của {member}, hồ sơ {application}, vừa được người khác sửa: hãy kiểm tra"
                " lại tệp rồi mới ghi."
            )
        card, content = read.cards[application.product_set_id or 0], content_of(sheet)
        values = cell_text.values_of(content, card) | {
            code: text for one in ones for code, text in one.values.items()
        }
        new = sheet or ScoreSheet(application=application, member=member, scoring=scoring)
        typed.append((new, _content(values, card, content)))
    write_drafts(typed, by, **({"import": imported} if imported else {}))


def _locked_sheets(
    keys: Mapping[Key, object], locked: Round
) -> dict[tuple[int, int, int], ScoreSheet]:
    rows = (
        ScoreSheet.objects.select_for_update(of=("self",))
        .filter(application__round=locked)
        .order_by("pk")
    )
    found = {(one.application_id, one.member_id, one.scoring): one for one in rows}
    return {key: sheet for key, sheet in found.items() if key[:2] in keys}


# --- taking back ----------------------------------------------------------------------------------
def take_back(locked: Round, imported: str, by: User | None) -> None:
    """Give the sheets that an import wrote their content of before. Raises Refused when somebody
    worked on with one since.

    Drafts are no lines of the journal: their own history tells what they were.
    """
    written = SheetHistory.objects.filter(
        sheet__application__round=locked, content__import=imported
    )
    entries = list(
        written.select_related("sheet__application__product", "sheet__member").order_by("pk")
    )
    if not entries:
        return
    if by is None:
        raise Refused(
            "Phiếu chấm chỉ hoàn tác được bởi một người có tài khoản: dùng trang quản trị."
        )
    reasons = [
        f"Phiếu của {one.sheet.member}, hồ sơ {one.sheet.application}, đã được sửa tiếp hoặc đã"
        " khóa."
        for one in entries
        if one.sheet.closed or one.sheet.version != one.version
    ]
    if reasons:
        raise Refused(*reasons[:20])
    earlier: dict[int, dict] = {}
    ids = [one.sheet_id for one in entries]
    for entry in (
        SheetHistory.objects.filter(sheet__in=ids)
        .exclude(content__has_key="second_keying")
        .order_by("version")
    ):
        if entry.content.get("import") != imported:
            earlier[entry.sheet_id] = {
                name: value for name, value in entry.content.items() if name in _CONTENT
            }
    write_drafts(
        [(one.sheet, read_content(earlier.get(one.sheet_id, {}))) for one in entries],
        by,
        import_undone=imported,
    )


_CONTENT = frozenset(Content().as_data())
