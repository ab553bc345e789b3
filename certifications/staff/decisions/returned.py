"""Products that the centre returned: the list, and the province's decision that recognises them
from the centre's result."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import path, reverse

from certifications.decisions import returned_proposals as returned
from certifications.decisions.confirming import prepare_returned
from certifications.decisions.preview import rehearsed
from certifications.decisions.returned_proposals import Returned, State
from certifications.models import Proposal, ProposalStatus, Result
from certifications.rounds.access import Refused
from certifications.staff.decisions.forms import DecisionForm
from certifications.staff.decisions.pages import Preview, preview_of, sent_to_confirm
from certifications.staff.list_columns import RETURNED
from ocop_registry import uids
from ocop_registry.accounts.permissions import may, scope
from ocop_registry.places.models import Place
from ocop_registry.staff.lists.twins import twin
from ocop_registry.staff.pages import staff_page
from ocop_registry.staff.site import QueueItem


def urls() -> list:
    return [
        path("tra-ve/", list_page, name="returned_list"),
        path("tra-ve/<str:uid>/", recognise_page, name="returned_recognise"),
    ]


def queue(user: Any) -> Iterable[QueueItem]:
    """What the centre returned and this person's province may recognise; without that right there
    is nothing of the kind."""
    found = returned.returned_proposals(user, "decision.record")
    count = sum(one.state == State.RECOGNISABLE for one in found)
    yield QueueItem("sản phẩm trung ương trả về", count, reverse("admin:returned_list"))


# --- the list -------------------------------------------------------------------------------------
@dataclass(frozen=True)
class Row:
    """One returned product; `url`: where it is recognised, "" when it cannot be (by this
    person)."""

    returned: Returned
    url: str

    @property
    def sentence(self) -> str:
        return SENTENCES[self.returned.state]


SENTENCES = {
    State.RECOGNISABLE: "Tỉnh công nhận theo kết quả này, hoặc đánh giá lại ở một đợt của tỉnh.",
    State.KEPT: (
        "Không cao hơn hạng đang có: giấy chứng nhận đang có giữ nguyên. Muốn khác thì đánh giá"
        " lại."
    ),
    State.NOTHING: (
        "Không công nhận được theo kết quả này: chỉ có thể đánh giá lại ở một đợt của tỉnh."
    ),
}


def list_page(request: HttpRequest) -> HttpResponseBase:
    """Everything that came back to the person's provinces and was not settled since."""
    if not scope(request.user, "view"):
        raise PermissionDenied
    recording = scope(request.user, "decision.record")
    rows = [
        Row(
            one,
            (
                _url(one.proposal)
                if one.state == State.RECOGNISABLE and recording.covers(_place(one))
                else ""
            ),
        )
        for one in returned.returned_proposals(request.user)
    ]
    if file := twin(request, "Sản phẩm trung ương trả về", RETURNED, rows):
        return file
    return staff_page(
        request,
        "certifications/decisions/returned_list.html",
        {"rows": rows},
        title="Sản phẩm trung ương trả về",
    )


def _url(proposal: Proposal) -> str:
    return reverse("admin:returned_recognise", args=[proposal.uid])


def _place(one: Returned) -> Place:
    return returned.province_of(one.proposal)


# --- recognising ----------------------------------------------------------------------------------
def recognise_page(request: HttpRequest, uid: str) -> HttpResponse:
    """Form → preview → sent for confirmation, for everything that came back from the same central round to the
    same province."""
    proposal = _proposal_or_404(request.user, uid)
    place = returned.province_of(proposal)
    if not may(request.user, "decision.record", place):
        raise PermissionDenied("Bạn không có quyền ghi quyết định của tỉnh này.")
    page = _RecognisePage(request, proposal, place, _beside(request.user, proposal))
    if proposal.pk not in {one.pk for one in page.open}:
        return page.closed()
    form = page.form
    if request.method != "POST" or not form.is_valid():
        return page.show(status=200 if request.method == "GET" else 422)
    preview = page.preview()
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
        sent = prepare_returned(page.chosen(), form.decision(), by=request.user)
    except Refused as refused:
        return page.show(preview, problems=refused.reasons, status=409)
    messages.success(request, sent_to_confirm(preview))
    return redirect("admin:prepared_page", sent.uid)


def _proposal_or_404(user: Any, uid: str) -> Proposal:
    """A proposal of a province the person may see, that came back from the centre once."""
    known = uids.normalise(uid)
    back = Proposal.objects.filter(
        status__in=[ProposalStatus.RETURNED, ProposalStatus.RECOGNISED_BY_PROVINCE]
    )
    found = back.select_related(
        "result__application__round__place", "result__application__product", "application__round"
    )
    proposal = get_object_or_404(found, uid=known)
    if not scope(user, "view").covers(returned.province_of(proposal)):
        raise Http404
    return proposal


def _beside(user: Any, proposal: Proposal) -> list[Proposal]:
    """What may be recognised in the same decision as this one, itself included."""
    key = (proposal.application.round_id, returned.province_of(proposal).pk)
    return [
        one.proposal
        for one in returned.returned_proposals(user, "decision.record")
        if one.state == State.RECOGNISABLE
        and (one.proposal.application.round_id, _place(one).pk) == key
    ]


class _RecognisePage:
    """The page about one central round and one province. `open`: what may be recognised now."""

    def __init__(
        self, request: HttpRequest, proposal: Proposal, place: Place, open_: list[Proposal]
    ) -> None:
        self.request, self.proposal, self.open = request, proposal, open_
        self.results: list[Result] = [one.application.result for one in open_]
        self.form = DecisionForm(request.POST or None, place=place, open_results=self.results)

    def chosen(self) -> list[Proposal]:
        ticked = set(self.form.cleaned_data["results"])
        return [one for one in self.open if one.application.uid in ticked]

    def preview(self) -> Preview:
        data, chosen = self.form.decision(), self.chosen()
        lines, problems = returned.plan(chosen, data)
        return preview_of(
            data,
            lines,
            problems,
            lambda: rehearsed(lambda: returned.rehearse(chosen, data, by=self.request.user)),
        )

    def show(
        self,
        preview: Preview | None = None,
        *,
        problems: list[str] | None = None,
        status: int = 200,
    ) -> HttpResponse:
        context = {
            "round": self._basis(),
            "form": self.form,
            "candidates": self.results,
            "preview": preview,
            "problems": problems or [],
            "may_record": preview is not None and not preview.problems,
        }
        return self._page(context, status)

    def closed(self) -> HttpResponse:
        """This product is settled, or cannot be recognised from the centre's result: say why."""
        name, status = self.proposal.result.application.product.name, self.proposal.status
        if status == ProposalStatus.RECOGNISED_BY_PROVINCE:
            sentence = (
                f"{name}: tỉnh đã ghi quyết định công nhận rồi (có thể do bấm hai lần): không ghi"
                " lần nữa."
            )
        else:
            sentence = (
                f"{name}: không công nhận được theo kết quả trung ương, hoặc đang được tỉnh đánh"
                " giá lại."
            )
        item = getattr(getattr(self.proposal.application, "result", None), "decision_item", None)
        context = {
            "round": self._basis(),
            "closed": sentence,
            "decisions": [item.decision] if item else [],
            "back_url": reverse("admin:returned_list"),
        }
        return self._page(context, 409 if self.request.method == "POST" else 200)

    def _basis(self) -> str:
        return f"Theo kết quả của {self.proposal.application.round}, trả về tỉnh."

    def _page(self, context: dict, status: int) -> HttpResponse:
        crumbs = (("Sản phẩm trung ương trả về", reverse("admin:returned_list")),)
        title = "Ghi quyết định công nhận theo kết quả trung ương"
        return staff_page(
            self.request,
            "certifications/decisions/decision_record.html",
            context,
            title=title,
            crumbs=crumbs,
            status=status,
        )
