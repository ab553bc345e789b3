"""A council member's own pages: the applications to score with their progress, and one sheet with
its levels to choose from.

Nothing of anybody else's sheet is read here. An application with a declared conflict is answered as
if it did not exist.
"""

import json
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse, QueryDict
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import path
from django.utils import timezone
from django.views.decorators.http import require_POST

from certifications.applications.dossier import checklist
from certifications.council.conflicts import declare_conflict
from certifications.council.members import scores_for_a_living
from certifications.council.same_people import also_concerned
from certifications.council.sheets.access import SECOND, card_of, cards_of, scheme_of
from certifications.council.sheets.closing import close_sheet
from certifications.council.sheets.content import (
    BadContent,
    Check,
    Content,
    check,
    content_of,
    read_content,
)
from certifications.council.sheets.drafts import SavedDraft, current_scoring, save_draft
from certifications.law.points import format_points
from certifications.law.scorecards import DISQUALIFY, STOP, Criterion, Option, Scorecard
from certifications.law.sheet_score import is_closed
from certifications.models import (
    Application,
    ApplicationStatus,
    Conflict,
    ConflictKind,
    CouncilMember,
    RoundStatus,
    ScoreSheet,
)
from certifications.rounds.access import Refused
from certifications.staff.council.first_scoring import recall
from certifications.staff.council.sheet_grids.units import fingerprint
from certifications.staff.list_columns import OWN_SHEETS
from ocop_registry.staff.lists.twins import twin
from ocop_registry.staff.pages import staff_page
from ocop_registry.staff.site import QueueItem

COMMENT_MAX = 4000
FINDING_WORDS = {STOP: "Dừng chấm", DISQUALIFY: "Loại sản phẩm"}


def urls() -> list:
    return [
        path("cham-diem/", list_page, name="own_sheets"),
        path("cham-diem/<str:application>/", sheet_page, name="own_sheet"),
        path("cham-diem/<str:application>/luu/", save_page, name="own_sheet_save"),
        path("cham-diem/<str:application>/xung-dot/", conflict_page, name="own_conflict"),
    ]


def may_score(user: Any) -> bool:
    """Whether the menu offers the pages: the role of a council member is held today."""
    return scores_for_a_living(user)


# --- what is mine ---------------------------------------------------------------------------------
def own_applications(user: Any) -> list[tuple[Application, CouncilMember]]:
    """Applications that this account scores now, without those of a conflict: three queries."""
    if not scores_for_a_living(user):
        return []
    seats = {
        one.round_id: one
        for one in CouncilMember.objects.filter(user=user, round__status=RoundStatus.EVALUATING)
        if one.scores
    }
    closed_off = set(
        Conflict.objects.filter(member__user=user).values_list("application_id", flat=True)
    )
    rows = Application.objects.filter(round__in=seats, status=ApplicationStatus.ACTIVE).exclude(
        pk__in=closed_off
    )
    found = rows.select_related(
        "round__place", "round__scheme", "product__producer__place__province", "product_set"
    )
    return [(one, seats[one.round_id]) for one in found.order_by("round", "position")]


def own_or_404(user: Any, uid: str) -> tuple[Application, CouncilMember]:
    found = next(((one, seat) for one, seat in own_applications(user) if one.uid == uid), None)
    if found is None:
        raise Http404
    return found


def waiting(user: Any) -> list[QueueItem]:
    """For the home page: how many sheets of one's own are not closed."""
    left = sum(not item.closed for item in _items(user))
    return [QueueItem("phiếu chấm chưa khóa", left, "/quan-tri/cham-diem/")] if left else []


@dataclass
class Item:
    application: Application
    sheet: ScoreSheet | None
    scored: int
    wanted: int

    @property
    def closed(self) -> bool:
        return bool(self.sheet and self.sheet.closed)


def _items(user: Any) -> list[Item]:
    own = own_applications(user)
    members = {seat.pk for _, seat in own}
    sheets: dict[int, ScoreSheet] = {}
    for sheet in ScoreSheet.objects.filter(member__in=members).order_by("scoring"):
        sheets[sheet.application_id] = sheet  # the second scoring follows the first
    cards = cards_of([application for application, _ in own])
    items = []
    for application, _ in own:
        card, sheet = cards.get(application.product_set_id or 0), sheets.get(application.pk)
        found = check(content_of(sheet), card, scheme_of(application.round))
        wanted = len(card.scored) if card else 0
        items.append(Item(application, sheet, wanted - len(found.missing), wanted))
    return items


def list_page(request: HttpRequest) -> HttpResponseBase:
    items = _items(request.user)
    if file := twin(request, "Chấm điểm của tôi", OWN_SHEETS, items):
        return file
    context = {"items": items, "is_member": may_score(request.user)}
    return staff_page(
        request, "certifications/council/sheet_own_list.html", context, title="Chấm điểm của tôi"
    )


# --- one sheet ------------------------------------------------------------------------------------
@dataclass
class Level:
    """One level to choose; `value` is what the form sends: "points" or "case:points"."""

    option: Option
    value: str
    checked: bool


@dataclass
class Group:
    """The levels of one case, or all of a criterion."""

    title: str
    levels: list[Level]


@dataclass
class Question:
    """One criterion as the page asks it."""

    criterion: Criterion
    groups: list[Group]
    findings: list[tuple[str, str, str, bool]]
    error: str
    missing: bool
    closed: bool
    strange: str
    first: str = ""  # what was given at the first scoring, in a second one


def questions_of(
    card: Scorecard, content: Content, found: Check
) -> list[tuple[Any, list[Question]]]:
    """Section by section, as printed."""
    sections = []
    for section in card.sections:
        own = [
            one for one in card.scored if (one.part, one.section) == (section.part, section.code)
        ]
        sections.append((section, [_question(card, one, content, found) for one in own]))
    return sections


def _question(card: Scorecard, criterion: Criterion, content: Content, found: Check) -> Question:
    choice = content.choices.get(criterion.code, {})
    given = (choice.get("points"), choice.get("case"))
    groups, taken = [], False
    for case in criterion.cases or (None,):
        levels = []
        for one in criterion.options:
            if one.case not in (None, case.code if case else None):
                continue
            key = case.code if case else None
            hit = not taken and given == (one.points, key)
            taken = taken or hit
            levels.append(Level(one, f"{key}:{one.points}" if key else str(one.points), hit))
        groups.append(Group(case.name if case else "", levels))
    printed = {STOP: criterion.stops_scoring, DISQUALIFY: criterion.disqualifies}
    findings = [
        (
            kind,
            FINDING_WORDS[kind],
            str(printed[kind]),
            content.findings.get(criterion.code) == kind,
        )
        for kind in card.findings_of(criterion)
    ]
    strange = str(choice.get("typed", choice.get("points", ""))) if choice and not taken else ""
    started = not content.empty
    return Question(
        criterion, groups, findings, found.faults.get(criterion.code, "") if started else "",
        started and criterion.code in found.missing, is_closed(criterion, content.sheet().choices), strange,
    )  # fmt: skip


def sheet_page(request: HttpRequest, application: str) -> HttpResponse:
    """The member's own sheet: levels to choose from; POST saves it, and closes it when asked."""
    found, seat = own_or_404(request.user, application)
    card = card_of(found)
    if card is None:
        raise Http404
    sheet = _own_sheet(found, seat)
    if request.method != "POST":
        return _show(request, found, sheet, card, content_of(sheet), [])
    typed, version = _posted(request.POST, card), _number(request.POST.get("version"))
    try:
        saved = save_draft(found, seat, typed, version, by=request.user)
        if saved.outcome == "stale":
            return _show_stale(request, found, card, saved)
        if "close" in request.POST and saved.sheet:
            close_sheet(saved.sheet, saved.version, by=request.user)
            messages.success(request, f"Đã khóa phiếu: {found}.")
            return redirect("admin:own_sheets")
    except Refused as refused:
        return _show(
            request, found, _own_sheet(found, seat), card, read_content(typed), refused.reasons
        )
    except BadContent as problem:
        return _show(request, found, sheet, card, content_of(sheet), [str(problem)])
    messages.success(request, "Đã lưu phiếu.")
    return redirect("admin:own_sheet", application)


def _own_sheet(application: Application, seat: CouncilMember) -> ScoreSheet | None:
    return ScoreSheet.objects.filter(
        application=application, member=seat, scoring=current_scoring(application)
    ).first()


def _show(
    request: HttpRequest, application: Application, sheet: ScoreSheet | None, card: Scorecard, content: Content, problems: list[str],
    theirs: Content | None = None,
) -> HttpResponse:  # fmt: skip
    found = check(content, card, scheme_of(application.round))
    sections = questions_of(card, content, found)
    recall(sheet, [one for _, own in sections for one in own])
    context = {
        "application": application,
        "sheet": sheet,
        "content": content,
        "sections": sections,
        "check": found,
        "parts": [(part, format_points(points)) for part, points in found.parts.items()],
        "total": format_points(found.total),
        "second": bool(sheet and sheet.scoring == SECOND),
        "kinds": ConflictKind.choices,
        "evidence": [kind for kind in checklist(application) if kind.files],
        "problems": problems,
        "theirs": _differences(content, theirs, card) if theirs else [],
        "disqualifications": card.disqualifications,
        "unverified_grounds": card.unverified_grounds,
        "fingerprint": fingerprint(
            {"content": json.dumps(content.as_data(), sort_keys=True, default=str)}
        ),
    }
    crumbs = (("Chấm điểm của tôi", "/quan-tri/cham-diem/"),)
    status = 409 if problems else 200
    return staff_page(
        request,
        "certifications/council/sheet_own.html",
        context,
        title=str(application),
        crumbs=crumbs,
        status=status,
    )


def _show_stale(
    request: HttpRequest, application: Application, card: Scorecard, saved: SavedDraft
) -> HttpResponse:
    problem = (
        "Phiếu này vừa được lưu ở nơi khác (máy khác, thẻ khác hoặc văn phòng). Dưới đây là bản bạn"
        " vừa chọn; các chỗ khác với bản kia được liệt kê. Lưu lại để giữ bản này."
    )
    return _show(request, application, saved.sheet, card, saved.content, [problem], saved.stored)


def _differences(mine: Content, theirs: Content, card: Scorecard) -> list[str]:
    """Where the other version of one's own sheet says something else."""
    found = []
    for one in card.scored:
        given = theirs.choices.get(one.code, {})
        if given != mine.choices.get(one.code, {}):
            found.append(
                f"{one.code} {one.name}: {given.get('points', given.get('typed', 'chưa chấm'))}"
            )
    if theirs.comment != mine.comment:
        found.append(f"Nhận xét: {theirs.comment or 'trống'}")
    return found


def _posted(posted: QueryDict, card: Scorecard) -> dict[str, Any]:
    """The form's fields as a sheet's content."""
    choices, findings = {}, {}
    for one in card.scored:
        case, _, points = posted.get(f"c-{one.code}", "").rpartition(":")
        choices[one.code] = {"points": points, "case": case or None}
        findings[one.code] = posted.get(f"f-{one.code}", "")
    own = {
        name: posted.get(name, "")[:length].replace("\r\n", "\n")
        for name, length in (("comment", COMMENT_MAX), ("disqualified_reason", 300))
    }
    return {"choices": choices, "findings": findings} | own


def _number(text: str | None) -> int:
    return int(text) if text and text.isdecimal() and len(text) < 9 else 0


# --- saved as it is filled in ---------------------------------------------------------------------
@require_POST
def save_page(request: HttpRequest, application: str) -> JsonResponse:
    """The same form sent by the script: saved without leaving the page. Answers sums, gaps and
    faults of one's own sheet."""
    found, seat = own_or_404(request.user, application)
    card = card_of(found)
    if card is None:
        raise Http404
    try:
        saved = save_draft(
            found,
            seat,
            _posted(request.POST, card),
            _number(request.POST.get("version")),
            by=request.user,
        )
    except Refused as refused:
        return JsonResponse({"problems": refused.reasons}, status=409)
    except BadContent as problem:
        return JsonResponse({"problems": [str(problem)]}, status=400)
    if saved.outcome == "stale":
        told = "Phiếu này vừa được lưu ở nơi khác: bấm “Lưu” để xem hai bản và chọn."
        return JsonResponse({"problems": [told], "stale": True}, status=409)
    sums = {part: format_points(points) for part, points in saved.check.parts.items()}
    return JsonResponse(
        {
            "version": saved.version,
            "sums": sums | {"total": format_points(saved.check.total)},
            "missing": saved.check.missing,
            "errors": saved.check.faults,
            "complete": saved.check.complete,
            "saved_at": f"{timezone.localtime():%H:%M}",
        }
    )


# --- a conflict of one's own ----------------------------------------------------------------------
@require_POST
def conflict_page(request: HttpRequest, application: str) -> HttpResponse:
    """Declare one's own conflict of interest: from then on the application is closed to oneself."""
    found, seat = own_or_404(request.user, application)
    try:
        conflict = declare_conflict(
            found,
            seat,
            request.POST.get("kind", ""),
            request.POST.get("note", "")[:300],
            by=request.user,
        )
    except Refused as refused:
        messages.error(request, " ".join(refused.reasons))
        return redirect("admin:own_sheet", application)
    messages.success(request, f"Đã khai xung đột lợi ích: bạn không chấm {found.product.name}.")
    if also_concerned(conflict):
        return redirect("admin:own_also", conflict.uid)
    return redirect("admin:own_sheets")
