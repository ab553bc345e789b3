"""One round: where it stands, its applications and results, and the moves of its lifecycle, each
confirmed on a page."""

from collections import Counter
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Prefetch, QuerySet, prefetch_related_objects
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import path, reverse

from certifications import workflow
from certifications.applications.participation import APPLICATION_MOVES
from certifications.law.rules import Conclusion, explain
from certifications.models import Application, ApplicationStatus, Decision, Round, RoundStatus
from certifications.results.grounds import Answers, Unanswered
from certifications.results.round_read import RoundRead
from certifications.rounds.access import (
    Refused,
    may_in_round,
    require,
)
from certifications.rounds.contents import Content, is_open, reached
from certifications.staff.list_columns import APPLICATIONS, CONCLUDED
from certifications.staff.rounds.forms import MoveForm
from certifications.staff.rounds.grounds import (
    answers_of,
    groups_for,
    lacking_for,
    told_by_application,
)
from certifications.staff.rounds.lists import crumbs_of, may_edit
from certifications.staff.rounds.steps import steps_of
from certifications.staff.scoped import round_or_404
from certifications.workflow import BACK, TRANSITIONS
from ocop_registry.staff.acts.history_pages import show_history
from ocop_registry.staff.lists.twins import twin
from ocop_registry.staff.pages import staff_page

# What each move means, said before it is made.
CONSEQUENCES = {
    "open": "Văn phòng nhận hồ sơ vào đợt. Hồ sơ chỉ nhận được khi đợt đang mở.",
    "start": (
        "Đợt thôi nhận hồ sơ mới và bắt đầu nhập kết quả. Hồ sơ đang tham gia vẫn có thể rút hoặc"
        " tạm dừng kèm lý do."
    ),
    "conclude": (
        "Kết quả được trình người duyệt và không sửa được nữa, trừ khi đợt được lùi một bước kèm"
        " lý do."
    ),
    "approve": (
        "Kết quả dưới đây được chốt với tên của bạn. Sau đó văn phòng in bảng kết quả và phụ lục để"
        " ký, rồi ghi quyết định. Chưa có gì công khai cho đến khi ghi quyết định."
    ),
    "close": "Đợt kết thúc. Sản phẩm của đợt trung ương chưa được công nhận trở về tỉnh.",
    "cancel": (
        "Đợt bị hủy và không mở lại được; hồ sơ của đợt được giải phóng để vào đợt khác. Số đợt"
        " dùng lại được."
    ),
    "back": "Đợt trở về bước trước để sửa sai sót. Việc này và lý do được ghi vào nhật ký.",
}


def urls() -> list:
    return [
        path("dot/<str:uid>/", page, name="round_page"),
        path("dot/<str:uid>/chuyen/<str:name>/", move_page, name="round_move"),
        path("dot/<str:uid>/lich-su/", history_page, name="round_history"),
    ]


# What has happened and what comes next, said after it is made.
DONE = {
    "open": (
        "Đợt đang nhận hồ sơ. Việc tiếp theo: bấm “Nhận hồ sơ” để chọn sản phẩm đã có hoặc dán danh"
        " sách từ Excel."
    ),
    "start": "Đợt đang đánh giá. Việc tiếp theo: bấm “Nhập kết quả” để ghi kết quả của hội đồng.",
    "conclude": (
        "Kết quả đã trình người duyệt. Việc tiếp theo: người duyệt (không phải người nhập) đăng"
        " nhập, xem và duyệt."
    ),
    "approve": (
        "Kết quả đã được duyệt. Việc tiếp theo: in bảng kết quả và phụ lục để ký; ký xong thì ghi"
        " quyết định."
    ),
    "close": "Đợt đã kết thúc.",
    "cancel": "Đợt đã hủy. Hồ sơ của đợt có thể vào đợt khác.",
    "back": "Đợt đã trở về bước trước; lý do được ghi vào nhật ký.",
}


# --- the page -------------------------------------------------------------------------------------
@dataclass
class Row:
    """One application with its result as the council concluded it, and what may be done with it
    now."""

    application: Application
    actions: list[tuple[str, str]]
    told: list[str] = field(default_factory=list)  # what its result rests on, with the reasons

    @property
    def stars(self) -> str:
        result = self.result
        if result is None:
            return "bản nháp" if getattr(self.application, "draft", None) else ""
        return "Bị loại" if result.disqualified else f"{result.final_stars} sao"

    @property
    def result(self) -> Any:
        return getattr(self.application, "result", None)

    @property
    def points(self) -> list[tuple[str, Decimal | None]]:
        """(heading, points) of the total and the three parts; None where there are none."""
        result = self.result
        values = (
            (result.total, result.part_a, result.part_b, result.part_c) if result else (None,) * 4
        )
        headings = ("Tổng điểm", "Phần A", "Phần B", "Phần C")
        return list(zip(headings, values, strict=True))

    @property
    def why(self) -> str:
        result = self.result
        if result is None:
            return ""
        if result.disqualified:
            return f"Bị loại: {result.disqualified_reason}"
        conclusion = Conclusion(result.stars_by_total, result.stars_by_marks, result.final_stars)
        return explain(conclusion, Decimal(result.total), result.missed_criteria)


def applications_of(round_: Round) -> QuerySet[Application]:
    return round_.applications.select_related(
        "product__producer__place", "product_set", "result__decision_item__decision", "draft"
    ).order_by("position", "pk")


def rows_of(read: RoundRead, user: Any) -> list[Row]:
    round_ = read.round
    may = may_in_round(user, "application.edit", round_)
    told = told_by_application(read)
    return [
        Row(
            application,
            application_actions(round_, application) if may else [],
            told.get(application.pk, []),
        )
        for application in applications_of(round_)
    ]


def application_actions(round_: Round, application: Application) -> list[tuple[str, str]]:
    """(label, address) of what may be done with one application now."""
    actions = [
        ("Trả lại", "return"), ("Nhận lại", "take_again"), ("Tạm dừng", "hold"), ("Tiếp tục", "resume"), ("Rút", "withdraw")
    ]  # fmt: skip
    if not is_open(Content.PARTICIPATION, round_):
        actions = []
    moves = APPLICATION_MOVES
    names = [(label, name) for label, name in actions if application.status in moves[name][0]]
    if is_open(Content.REMOVALS, round_):
        names.append(("Bỏ", "remove"))
    return [
        (label, reverse("admin:application_move", args=[round_.uid, application.uid, name]))
        for label, name in names
    ]


def page(request: HttpRequest, uid: str) -> HttpResponseBase:
    round_ = round_or_404(request.user, uid)
    read = RoundRead(round_)
    rows = rows_of(read, request.user)
    shows_results = round_.status in reached(RoundStatus.EVALUATING)
    shown = APPLICATIONS + CONCLUDED if shows_results else APPLICATIONS
    if file := twin(request, f"Hồ sơ {round_}", shown, rows):
        return file
    decisions = Decision.objects.order_by("signed_on", "pk")
    prefetch_related_objects([round_], Prefetch("decisions", decisions))
    context = {
        "round": round_,
        "steps": steps_of(round_),
        "rows": rows,
        "shows_results": shows_results,
        "active": sum(row.application.status == ApplicationStatus.ACTIVE for row in rows),
        "with_result": sum(
            row.application.status == ApplicationStatus.ACTIVE and row.result is not None
            for row in rows
        ),
        "moves": moves_of(read, request.user),
        "awaits_approver": (
            round_.status == RoundStatus.CONCLUDED
            and not may_in_round(request.user, "round.approve", round_)
        ),
        "may_edit": may_edit(request.user, round_),
        "may_take_in": (
            is_open(Content.APPLICATIONS, round_)
            and may_in_round(request.user, "application.edit", round_)
        ),
        "may_edit_applications": (
            is_open(Content.CODES, round_)
            and may_in_round(request.user, "application.edit", round_)
        ),
        "may_enter": (
            is_open(Content.RESULTS, round_) and may_in_round(request.user, "result.enter", round_)
        ),
        "has_papers": is_open(Content.PAPERS, round_),
        "may_decide": (
            is_open(Content.DECISION, round_)
            and may_in_round(request.user, "decision.record", round_)
        ),
        "decisions": round_.decisions.all(),
    }
    crumbs = (("Đợt đánh giá", reverse("admin:round_list")),)
    return staff_page(
        request, "certifications/rounds/round_page.html", context, title=str(round_), crumbs=crumbs
    )


@dataclass(frozen=True)
class Move:
    """A move that this person could make, with what still stands in its way."""

    name: str
    label: str
    reasons: list[str]
    quiet: bool = False


def moves_of(read: RoundRead, user: Any) -> list[Move]:
    """The moves open to this person from here; the way back and cancelling stand last and only when
    they are possible."""
    found, round_ = [], read.round
    for transition in workflow.allowed(round_, user):
        reasons = workflow.refusals(round_, transition, user, read)
        quiet = transition.name == "cancel"
        if not (quiet and reasons):
            found.append(Move(transition.name, transition.label, reasons, quiet))
    if may_step_back(round_, user) and not round_.decisions.all():
        found.append(Move("back", "Lùi một bước", [], quiet=True))
    return sorted(found, key=lambda move: move.quiet)


def may_step_back(round_: Round, user: Any) -> bool:
    """Whether there is a step behind the round that this person may go back to."""
    if round_.status not in BACK:
        return False
    return may_in_round(
        user, "round.approve" if round_.status == RoundStatus.APPROVED else "round.edit", round_
    )


# --- moving ---------------------------------------------------------------------------------------
def move_page(request: HttpRequest, uid: str, name: str) -> HttpResponse:
    """Says what a move means and what stands in its way; makes it when it is confirmed."""
    round_ = round_or_404(request.user, uid)
    label, reasons = _ready(round_, name, request.user)
    form = MoveForm(request.POST or None, subject=round_, asks_reason=name in {"back", "cancel"})
    unanswered = Unanswered(at={})
    if request.method == "POST" and form.is_valid():
        reason = form.cleaned_data.get("reason", "")
        try:
            _make(round_, name, request.user, reason, answers_of(request))
        except Unanswered as missing:
            unanswered = missing
        except Refused as refused:
            reasons = refused.reasons
            round_.refresh_from_db()
        except ValidationError as problem:
            form.add_error(None, problem.messages)
        else:
            messages.success(request, DONE[name])
            return redirect("admin:round_page", uid)
    shown = name in {"conclude", "approve"}
    everyone = rows_of(RoundRead(round_), request.user) if shown else []
    rows = [row for row in everyone if _takes_part(row)]
    context = {
        "round": round_,
        "form": form,
        "label": label,
        "consequence": CONSEQUENCES[name],
        "problems": [*reasons, *unanswered.reasons],
        "grounds": groups_for(round_, name, request, unanswered.at) if shown else [],
        "lacking": lacking_for(round_, request, unanswered.at) if name == "approve" else None,
        "target": _target(round_, name),
        "rows": rows,
        "counts": sorted(Counter(row.stars for row in rows).items(), reverse=True),
        "left_out": [row for row in everyone if not _takes_part(row)] if shown else [],
        "refused": bool(reasons),
    }
    status = 409 if (reasons or unanswered.reasons) and request.method == "POST" else 200
    return staff_page(
        request,
        "certifications/rounds/round_move.html",
        context,
        title=label,
        crumbs=crumbs_of(round_),
        status=status,
    )


def _ready(round_: Round, name: str, user: Any) -> tuple[str, list[str]]:
    """The move's label and its refusals. Raises Http404 for no such move, PermissionDenied for the
    wrong person."""
    if name == "back":
        require(
            user, "round.approve" if round_.status == RoundStatus.APPROVED else "round.edit", round_
        )
        reasons = (
            []
            if round_.status in BACK
            else [f"Đợt đang ở trạng thái “{round_.get_status_display()}” nên không lùi được."]
        )
        if not reasons and round_.decisions.all():
            reasons = [
                "Đợt đã có quyết định: không lùi được nữa. Sai sót được sửa bằng đính chính hoặc"
                " thu hồi."
            ]
        return "Lùi một bước", reasons
    if name not in TRANSITIONS:
        raise Http404
    transition = TRANSITIONS[name]
    require(user, transition.permission, round_)
    return transition.label, workflow.refusals(round_, transition, user)


def _make(round_: Round, name: str, user: Any, reason: str, answers: Answers) -> None:
    if name == "back":
        workflow.step_back(round_, by=user, reason=reason)
    else:
        workflow.move(round_, name, by=user, reason=reason, answers=answers)


def _target(round_: Round, name: str) -> str:
    target = BACK.get(RoundStatus(round_.status)) if name == "back" else TRANSITIONS[name].target
    return target.label if target else ""


def _takes_part(row: Row) -> bool:
    return row.application.status == ApplicationStatus.ACTIVE


# --- history --------------------------------------------------------------------------------------
def history_page(request: HttpRequest, uid: str) -> HttpResponseBase:
    round_ = round_or_404(request.user, uid)
    return show_history(request, round_, crumbs_of(round_))
