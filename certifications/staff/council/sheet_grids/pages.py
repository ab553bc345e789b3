"""The office's grids of score sheets: typing, closing. The same address shows a grid and takes its
plain form."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import path, reverse

from certifications.council.attendance import standing_of
from certifications.council.sheets.closing import close_complete, close_sheet
from certifications.council.sheets.content import content_of
from certifications.law.points import format_points
from certifications.models import Application, CouncilMember, MarksMet, Round, ScoreSheet, SheetMode
from certifications.results import shapers
from certifications.rounds.access import (
    Refused,
    active_applications,
    may_in_round,
    require,
    some_of,
)
from certifications.rounds.contents import Content, closed_because, is_open
from certifications.staff.council.sheet_grids import tables
from certifications.staff.council.sheet_grids.saving import save_form, save_json
from certifications.staff.council.sheet_grids.units import Board, Line, board_of
from certifications.staff.list_columns import sheets
from certifications.staff.rounds.lists import crumbs_of
from certifications.staff.scoped import round_or_404
from ocop_registry.staff.lists.twins import twin
from ocop_registry.staff.pages import staff_page

MARKS = [(str(int(mark)), mark.label) for mark in MarksMet]


def urls() -> list:
    return [
        path("dot/<str:uid>/phieu/", round_grid, name="round_sheets"),
        path("dot/<str:uid>/phieu/luu/", save_json, name="round_sheets_save"),
        path(
            "dot/<str:uid>/phieu/ho-so/<str:application>/",
            application_grid,
            name="application_sheets",
        ),
        path("dot/<str:uid>/phieu/thanh-vien/<str:member>/", member_grid, name="member_sheets"),
    ]


# --- the pages ------------------------------------------------------------------------------------
def round_grid(request: HttpRequest, uid: str) -> HttpResponseBase:
    """Applications × members, three parts each; below each row what its closed sheets come to."""
    round_ = round_or_404(request.user, uid)
    return _grid(request, round_, SheetMode.TOTALS, _show_round, {})


def application_grid(request: HttpRequest, uid: str, application: str) -> HttpResponseBase:
    """One application: criteria × members."""
    round_ = round_or_404(request.user, uid)
    found = application_or_404(round_, application)
    return _grid(request, round_, SheetMode.CRITERIA, _show_application, {"applications": [found]})


def member_grid(request: HttpRequest, uid: str, member: str) -> HttpResponseBase:
    """One member's sheets: a table per product set."""
    round_ = round_or_404(request.user, uid)
    found = member_or_404(round_, member)
    return _grid(request, round_, SheetMode.CRITERIA, _show_member, {"members": [found]})


def application_or_404(round_: Round, uid: str) -> Application:
    """An active application of the round, with what the pages show of it."""
    rows = active_applications(round_).select_related(
        "product__producer", "product_set", "result", "draft", "round__place", "round__scheme"
    )
    found = rows.filter(uid=uid).first()
    if found is None:
        raise Http404
    return found


def member_or_404(round_: Round, uid: str) -> CouncilMember:
    found = round_.council.select_related("user").filter(uid=uid).first()
    if found is None or not found.scores:
        raise Http404
    return found


# --- one grid -------------------------------------------------------------------------------------
Show = Callable[[HttpRequest, Board, list[str], int], HttpResponseBase]


def _grid(
    request: HttpRequest, round_: Round, mode: str, show: Show, limits: dict[str, Any]
) -> HttpResponseBase:
    board = board_of(round_, request.user, mode, **limits)
    if request.method != "POST":
        return show(request, board, [], 200)
    require(request.user, "result.enter", round_)
    versions, problems = save_form(request.POST, board, request.user)
    closed = 0
    for key in request.POST.getlist("close"):
        closed += _close(board, key, versions.get(key, 0), request.user, problems)
    if "close_all" in request.POST or "close_next" in request.POST:
        closed += _close_all(board, versions, request.user, problems)
    if not problems:
        messages.success(request, f"Đã lưu{f' và khóa {closed} phiếu' if closed else ''}.")
        return redirect(_after_saving(request, round_, board))
    kept = {unit.key: unit for line in board.lines for unit in line.units if unit.typed is not None}
    fresh = board_of(round_, request.user, mode, **limits)
    for line in fresh.lines:
        for unit in line.units:
            if unit.key in kept:
                unit.typed, unit.theirs = kept[unit.key].typed, kept[unit.key].theirs
    return show(request, fresh, problems, 409)


def _after_saving(request: HttpRequest, round_: Round, board: Board) -> str:
    """Where to go on: to the next dossier when that was asked for and every sheet begun here is
    closed, else here."""
    wanted = request.POST.get("close_next", "")
    if not wanted or not active_applications(round_).filter(uid=wanted).exists():
        return request.path
    here = ScoreSheet.objects.filter(application__in=[one.application for one in board.lines])
    left = [str(one.member) for one in here.filter(closed_at=None) if not content_of(one).empty]
    if left:
        messages.warning(request, f"Chưa sang hồ sơ tiếp: phiếu chưa đủ của {some_of(left)}.")
        return request.path
    return reverse("admin:application_sheets", args=[round_.uid, wanted])


def _next_of(application: Application) -> Application | None:
    """The dossier after this one in the round's order."""
    rest = active_applications(application.round).filter(position__gt=application.position)
    return rest.order_by("position").first()


def _close(board: Board, key: str, version: int, user: Any, problems: list[str]) -> bool:
    """Close one sheet of the board as it was left. What is not complete stays open, with its
    reasons."""
    unit = next((unit for line in board.lines for unit in line.units if unit.key == key), None)
    if unit is None:
        return False
    sheet = ScoreSheet.objects.filter(
        application=unit.application, member=unit.member, scoring=unit.scoring
    ).first()
    if sheet is None or not version:
        problems.append(f"{unit.application}, {unit.member}: chưa có gì để khóa.")
        return False
    try:
        close_sheet(sheet, version, by=user)
    except Refused as refused:
        problems += [f"{unit.application}, {unit.member}: {reason}" for reason in refused.reasons]
    except PermissionDenied as denied:
        problems.append(str(denied))
    else:
        return True
    return False


def _close_all(board: Board, versions: dict[str, int], user: Any, problems: list[str]) -> int:
    """Close every complete sheet of the board as it was left, in one act."""
    units = {
        (unit.application.pk, unit.member.pk, unit.scoring): unit.key
        for line in board.lines
        for unit in line.units
    }
    sheets = ScoreSheet.objects.filter(
        application__in={one[0] for one in units}, member__in={one[1] for one in units}
    )
    wanted = {}
    for sheet in sheets:
        version = versions.get(
            units.get((sheet.application_id, sheet.member_id, sheet.scoring), ""), 0
        )
        if version:
            wanted[sheet.uid] = version
    try:
        closed, told = close_complete(board.round, wanted, by=user)
    except Refused as refused:
        problems += refused.reasons
        return 0
    problems += told
    return len(closed)


def _context(request: HttpRequest, board: Board, problems: list[str], mode: str) -> dict[str, Any]:
    round_ = board.round
    open_ = is_open(Content.SHEETS, round_)
    return {
        "round": round_,
        "board": board,
        "members": board.members,
        "quorum": standing_of(board.council),
        "problems": problems,
        "mode": mode,
        "closed": closed_because(Content.SHEETS, round_),
        "editable": open_ and any(not unit.locked for line in board.lines for unit in line.units),
        "may_conclude": open_ and may_in_round(request.user, "result.enter", round_),
        "may_open_second": open_ and may_in_round(request.user, "round.edit", round_),
        "double_keying": bool(round_.rules.get("double_keying")),
        "marks": MARKS,
        "approver_warning": shapers.warning(round_, request.user) if open_ else "",
    }


def _show_round(
    request: HttpRequest, board: Board, problems: list[str], status: int
) -> HttpResponseBase:
    if file := twin(request, f"Phiếu chấm {board.round}", sheets(board.members), board.lines):
        return file
    context = _context(request, board, problems, SheetMode.TOTALS) | {
        "table": tables.round_table(board)
    }
    crumbs = crumbs_of(board.round)
    return staff_page(
        request,
        "certifications/council/sheet_round.html",
        context,
        title="Phiếu chấm",
        crumbs=crumbs,
        status=status,
    )


def _show_application(
    request: HttpRequest, board: Board, problems: list[str], status: int
) -> HttpResponse:
    line = board.lines[0]
    card = line.standing.card
    context = _context(request, board, problems, SheetMode.CRITERIA) | {
        "line": line,
        "card": card,
        "table": tables.application_table(line, card) if card else None,
        "first": _first_rows(line, board),
        "next": _next_of(line.application),
        "too_far": board.too_far(line) and not line.standing.lacking and line.standing.scoring == 1,
    }
    return staff_page(
        request, "certifications/council/sheet_application.html", context, title=str(line.application), crumbs=crumbs_below(board.round),
        status=status,
    )  # fmt: skip


def _first_rows(line: Line, board: Board) -> list[tuple[str, list[str]]]:
    """The frozen sheets of the first scoring once there is a second: member, points of A, B, C and
    in all."""
    rows = []
    for unit in line.units:
        if unit.first:
            found = line.standing.checked(unit.first)
            rows.append(
                (
                    unit.member.name,
                    [format_points(found.parts[part]) for part in found.parts]
                    + [format_points(found.total)],
                )
            )
    return rows


def _show_member(
    request: HttpRequest, board: Board, problems: list[str], status: int
) -> HttpResponse:
    unsorted_ = [line.application for line in board.lines if line.standing.card is None]
    member = board.lines[0].units[0].member if board.lines else None
    context = _context(request, board, problems, SheetMode.CRITERIA) | {
        "tables": tables.member_tables(board),
        "member": member,
        "without_set": unsorted_,
        "across": True,
    }
    title = f"Phiếu của {member}" if member else "Phiếu chấm"
    return staff_page(
        request,
        "certifications/council/sheet_member.html",
        context,
        title=title,
        crumbs=crumbs_below(board.round),
        status=status,
    )


def crumbs_below(round_: Round) -> tuple:
    return (*crumbs_of(round_), ("Phiếu chấm", reverse("admin:round_sheets", args=[round_.uid])))
