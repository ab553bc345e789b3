"""Recording the decision of an approved round, after an exact preview; and the page of a
decision."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import path

from certifications.certificates import prepared_acts
from certifications.decisions import confirming, signed_copies
from certifications.decisions.plan import DecisionData, PlannedLine, data_problems, plan
from certifications.decisions.preview import Shown, rehearse
from certifications.law.sentences import day
from certifications.models import Decision, FileState, Outcome, Result, Round, RoundStatus
from certifications.rounds.access import Refused, require, undecided_results
from certifications.rounds.contents import Content, is_open
from certifications.staff.decisions.forms import DecisionForm, PublishForm, SignedCopyForm
from certifications.staff.list_columns import ANNEX, OF_DECISION
from certifications.staff.results.grid import crumbs_of
from certifications.staff.scoped import (
    certifications_seen,
    decision_or_404,
    permitted,
    province_of,
    round_or_404,
)
from ocop_registry.accounts.permissions import scope
from ocop_registry.staff.acts.history import history_of
from ocop_registry.staff.lists.twins import asked_for, twin
from ocop_registry.staff.pages import staff_page


def urls() -> list:
    return [
        path("dot/<str:uid>/quyet-dinh/", decide_page, name="round_decide"),
        path("quyet-dinh/<str:uid>/", decision_page, name="decision_page"),
    ]


# --- recording ------------------------------------------------------------------------------------
@dataclass
class PreviewLine:
    """One line of the preview: what is planned, and the product as the public will see it (None:
    nothing becomes public)."""

    planned: PlannedLine
    shown: Shown | None

    @property
    def ended(self) -> list[str]:
        """The earlier certifications that it ends, in words."""
        return [
            f"{one.stars} sao ({one.decision.number or 'chưa rõ số quyết định'}) chấm dứt từ"
            f" {day(self.planned.period.start)}"
            for one in self.planned.ends
        ]

    def facts(self) -> list[Any]:
        """Everything that the reader of the preview agreed to."""
        line = self.planned
        ends = [one.uid for one in line.ends]
        said = self.shown.sentence if self.shown else ""
        return [
            line.application.uid,
            line.outcome,
            line.result.final_stars,
            line.application.product_code,
            line.period,
            ends,
            said,
        ]


@dataclass
class Preview:
    lines: list[PreviewLine]
    problems: list[str]
    seal: str

    def of(self, outcome: Outcome) -> list[PreviewLine]:
        return [line for line in self.lines if line.planned.outcome == outcome]

    @property
    def certified(self) -> list[PreviewLine]:
        return self.of(Outcome.CERTIFIED)

    @property
    def proposed(self) -> list[PreviewLine]:
        return self.of(Outcome.PROPOSED)

    @property
    def kept(self) -> list[PreviewLine]:
        return self.of(Outcome.KEPT)


def decide_page(request: HttpRequest, uid: str) -> HttpResponse:
    """Form → preview → sent for another person's confirmation, of the very preview that was shown:
    whatever moved since is shown anew."""
    round_ = round_or_404(request.user, uid)
    require(request.user, "decision.record", round_)
    open_results = list(undecided_results(round_))
    open_results.sort(key=lambda result: result.application.position)
    form = DecisionForm(request.POST or None, place=round_.place, open_results=open_results)
    page = _DecidePage(request, round_, form, open_results)
    if not is_open(Content.DECISION, round_):
        return page.closed()
    if request.method != "POST" or not form.is_valid():
        return page.show(status=200 if request.method == "GET" else 422)
    preview = _preview(round_, form, open_results, request.user)
    if "record" not in request.POST or preview.problems:
        return page.show(
            preview, problems=preview.problems, status=409 if preview.problems else 200
        )
    if request.POST.get("seal") != preview.seal:
        changed = (
            "Nội dung đã khác với bản xem trước mà bạn đã xem: hãy xem lại bản dưới đây rồi ghi."
        )
        return page.show(preview, problems=[changed], status=409)
    try:
        sent = confirming.prepare(
            round_, form.decision(), form.cleaned_data["results"], by=request.user
        )
    except Refused as refused:
        return page.show(preview, problems=refused.reasons, status=409)
    messages.success(request, sent_to_confirm(preview))
    return redirect("admin:prepared_page", sent.uid)


def sent_to_confirm(preview: Preview) -> str:
    """What becomes public, and when, for the message."""
    count = len(preview.certified)
    what = (
        f"{count} chứng nhận có trong sổ đăng ký và công khai" if count else "Quyết định được ghi"
    )
    return f"Đã gửi xác nhận. {what} khi một người khác có quyền duyệt so với bản ký rồi xác nhận."


def _preview(round_: Round, form: DecisionForm, open_results: list[Result], user: Any) -> Preview:
    data, chosen = form.decision(), set(form.cleaned_data["results"])
    planned = plan(
        round_, data, [result for result in open_results if result.application.uid in chosen]
    )
    problems = data_problems(round_, data, round_.place) + [
        problem for line in planned for problem in line.problems
    ]
    return preview_of(
        data, planned, problems, lambda: rehearse(round_, data, sorted(chosen), by=user)
    )


def preview_of(
    data: DecisionData,
    planned: list[PlannedLine],
    problems: list[str],
    rehearse: Callable[[], dict[str, Shown]],
) -> Preview:
    """The planned lines as the public will read them; `rehearse` is asked only when nothing stands
    in the way."""
    shown: dict[str, Shown] = {}
    if not problems:
        try:
            shown = rehearse()
        except Refused as refused:
            problems = refused.reasons
    lines = [PreviewLine(line, shown.get(line.product.uid)) for line in planned]
    seal = hashlib.sha256(repr([data, [line.facts() for line in lines]]).encode()).hexdigest()
    return Preview(lines, problems, seal)


@dataclass
class _DecidePage:
    request: HttpRequest
    round: Round
    form: DecisionForm
    open_results: list[Result]

    def show(
        self,
        preview: Preview | None = None,
        *,
        problems: list[str] | None = None,
        status: int = 200,
    ) -> HttpResponse:
        context = {
            "round": self.round,
            "form": self.form,
            "candidates": self.open_results,
            "without": _without_certificate(self.round),
            "preview": preview,
            "problems": problems or [],
            "already": self._already(),
            "waiting": prepared_acts.waiting_on(self.round),
            "may_record": preview is not None and not preview.problems,
        }
        return self._page(context, status)

    def closed(self) -> HttpResponse:
        """The round takes no decision now: say why, and where the decisions are."""
        posted = self.request.method == "POST"
        if self.round.status == RoundStatus.DECIDED:
            sentence = "Đợt đã có quyết định cho mọi kết quả: không ghi thêm được nữa."
        else:
            sentence = (
                f"Đợt đang ở trạng thái “{self.round.get_status_display()}”: chỉ ghi quyết định sau"
                " khi kết quả được duyệt."
            )
        already = self._already()
        if posted and already:
            sentence = (
                f"Quyết định {already.number} đã được ghi rồi (có thể do bấm hai lần): không ghi"
                " lần nữa."
            )
        context = {
            "round": self.round,
            "closed": sentence,
            "decisions": self.round.decisions.all(),
            "form": self.form,
        }
        return self._page(context, 409 if posted else 200)

    def _already(self) -> Decision | None:
        """A decision of this round with the number that was typed."""
        typed = (self.form["number"].value() or "").strip()
        return self.round.decisions.filter(number=typed).first() if typed else None

    def _page(self, context: dict, status: int) -> HttpResponse:
        crumbs = crumbs_of(self.round)
        return staff_page(
            self.request,
            "certifications/decisions/decision_record.html",
            context,
            title="Ghi quyết định",
            crumbs=crumbs,
            status=status,
        )


def _without_certificate(round_: Round) -> list[tuple[Result, str]]:
    """Active results on which no decision is needed, each with its reason."""
    least = 5 if round_.is_central else 3
    found = Result.objects.filter(
        application__round=round_, application__status="active", decision_item=None
    )
    found = found.select_related("application__product__producer").order_by("application__position")
    return [
        (result, _why_without(result, least))
        for result in found
        if (result.final_stars or 0) < least
    ]


def _why_without(result: Result, least: int) -> str:
    if result.disqualified:
        return f"Bị loại: {result.disqualified_reason}"
    if least == 5:
        return f"{result.final_stars} sao: trung ương chỉ công nhận 5 sao, kết quả trả về tỉnh."
    return f"{result.final_stars} sao: dưới 3 sao không cấp giấy chứng nhận."


# --- the decision's own page ----------------------------------------------------------------------
def decision_page(request: HttpRequest, uid: str) -> HttpResponseBase:
    decision = decision_or_404(request.user, uid)
    return _listed(request, decision) or show_decision(request, decision)


def _listed(request: HttpRequest, decision: Decision) -> HttpResponseBase | None:
    """The lines of the page as the file that was asked for."""
    if not asked_for(request):
        return None
    items, certifications = lines_of(decision, request.user)
    columns, rows = (ANNEX, items) if items else (OF_DECISION, certifications)
    return twin(request, f"Quyết định {decision}", columns, rows)


def lines_of(decision: Decision, user: Any) -> tuple[Any, Any]:
    """The lines of its annex, for whoever sees all of it (else none), and its certifications within
    the person's provinces."""
    seen = scope(user, "view")
    items = decision.items.select_related(
        "result__application__product__producer", "result__certification__place", "result__proposal"
    ).order_by("result__application__position")
    certifications = (
        certifications_seen(seen).filter(decision=decision).order_by("product_name", "pk")
    )
    return items if decision.round and seen.covers(province_of(decision)) else [], certifications


def show_decision(
    request: HttpRequest,
    decision: Decision,
    *,
    problems: list[str] | None = None,
    forms: dict | None = None,
    status: int = 200,
) -> HttpResponse:
    """The page; `forms`: those of the signed copy as they came back with errors."""
    seen = scope(request.user, "view")
    items, certifications = lines_of(decision, request.user)
    context = {
        "decision": decision,
        "items": items,
        "certifications": certifications,
        "may_open_round": decision.round is not None and seen.covers(decision.round.place),
        "may_attach": permitted(signed_copies.require, request.user, decision),
        "attach_form": SignedCopyForm(),
        "publish_form": PublishForm(),
        "may_publish": decision.file_state != FileState.NONE,
        "is_public": decision.file_state in signed_copies.PUBLIC,
        "problems": problems or [],
        "history": history_of(decision),
        **(forms or {}),
    }
    crumbs = crumbs_of(decision.round) if context["may_open_round"] else ()
    title = f"Quyết định {decision}"
    return staff_page(
        request,
        "certifications/decisions/decision_page.html",
        context,
        title=title,
        crumbs=crumbs,
        status=status,
    )
