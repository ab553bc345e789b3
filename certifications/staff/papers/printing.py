"""The results table and the decision's annex, to print and as Excel."""

from collections.abc import Callable
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path, reverse

from certifications import papers
from certifications.papers import Paper
from certifications.papers.content import COUNTRY, MOTTO
from certifications.rounds.access import Refused
from certifications.staff.scoped import decision_or_404, province_of, round_or_404
from ocop_registry.accounts.permissions import scope
from ocop_registry.places.slugs import file_name
from ocop_registry.staff.lists.export import CONTENT_TYPE
from ocop_registry.staff.pages import staff_page


def urls() -> list:
    return [
        path("dot/<str:uid>/bang-ket-qua/", results_paper, name="round_results_paper"),
        path("dot/<str:uid>/bang-ket-qua.xlsx", results_xlsx, name="round_results_xlsx"),
        path("dot/<str:uid>/phu-luc/", annex_paper, name="round_annex_paper"),
        path("dot/<str:uid>/phu-luc.xlsx", annex_xlsx, name="round_annex_xlsx"),
        path("quyet-dinh/<str:uid>/phu-luc/", decision_annex, name="decision_annex"),
        path("quyet-dinh/<str:uid>/phu-luc.xlsx", decision_annex_xlsx, name="decision_annex_xlsx"),
    ]


def results_paper(request: HttpRequest, uid: str) -> HttpResponse:
    round_ = round_or_404(request.user, uid)
    return _print(
        request, papers.results_table, round_, "admin:round_results_xlsx", "admin:round_page"
    )


def results_xlsx(request: HttpRequest, uid: str) -> HttpResponse:
    return _download(
        request, papers.results_table, round_or_404(request.user, uid), "admin:round_page"
    )


def annex_paper(request: HttpRequest, uid: str) -> HttpResponse:
    round_ = round_or_404(request.user, uid)
    return _print(
        request, papers.annex_of_round, round_, "admin:round_annex_xlsx", "admin:round_page"
    )


def annex_xlsx(request: HttpRequest, uid: str) -> HttpResponse:
    return _download(
        request, papers.annex_of_round, round_or_404(request.user, uid), "admin:round_page"
    )


def decision_annex(request: HttpRequest, uid: str) -> HttpResponse:
    decision = _own_decision(request, uid)
    return _print(
        request,
        papers.annex_of_decision,
        decision,
        "admin:decision_annex_xlsx",
        "admin:decision_page",
    )


def decision_annex_xlsx(request: HttpRequest, uid: str) -> HttpResponse:
    return _download(
        request, papers.annex_of_decision, _own_decision(request, uid), "admin:decision_page"
    )


def _own_decision(request: HttpRequest, uid: str) -> Any:
    """An annex names every product of the decision, so seeing one of them is not enough."""
    decision = decision_or_404(request.user, uid)
    if not scope(request.user, "view").covers(province_of(decision)):
        raise Http404
    return decision


def _print(
    request: HttpRequest, make: Callable[[Any], Paper], subject: Any, xlsx: str, back: str
) -> HttpResponse:
    try:
        paper = make(subject)
    except Refused as refused:
        return _not_yet(request, refused, subject, back)
    context = {
        "paper": paper,
        "country": COUNTRY,
        "motto": MOTTO,
        "xlsx": reverse(xlsx, args=[subject.uid]),
        "back": reverse(back, args=[subject.uid]),
    }
    return render(request, "certifications/papers/paper_print.html", context)


def _download(
    request: HttpRequest, make: Callable[[Any], Paper], subject: Any, back: str
) -> HttpResponse:
    try:
        paper = make(subject)
    except Refused as refused:
        return _not_yet(request, refused, subject, back)
    response = HttpResponse(papers.workbook(paper), content_type=CONTENT_TYPE)
    response["Content-Disposition"] = f'attachment; filename="{file_name(paper.name)}.xlsx"'
    return response


def _not_yet(request: HttpRequest, refused: Refused, subject: Any, back: str) -> HttpResponse:
    context = {"problems": refused.reasons, "back": reverse(back, args=[subject.uid])}
    return staff_page(
        request,
        "certifications/papers/paper_refused.html",
        context,
        title="Chưa có giấy tờ này",
        status=409,
    )
