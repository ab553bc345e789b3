"""All papers of a round: what there is at its stage, each to download, and everything in one
archive."""

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import path, reverse
from django.views.decorators.http import require_GET

from certifications.models import Round
from certifications.papers.catalogue import catalogue, entry_of
from certifications.papers.facts import facts_of
from certifications.papers.jobs import start_archive
from certifications.papers.word.language import BadTemplate
from certifications.staff.rounds.lists import crumbs_of
from certifications.staff.scoped import round_or_404
from ocop_registry.staff.jobs.answers import answer_job
from ocop_registry.staff.jobs.bar import bar_on
from ocop_registry.staff.pages import staff_page

TYPES = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


def urls() -> list:
    return [
        path("dot/<str:uid>/giay-to/", page, name="round_papers"),
        path("dot/<str:uid>/giay-to.zip", everything, name="round_papers_zip"),
        path("dot/<str:uid>/giay-to/<slug:key>/", paper, name="round_paper"),
    ]


@require_GET
def page(request: HttpRequest, uid: str) -> HttpResponse:
    round_ = round_or_404(request.user, uid)
    groups = catalogue(facts_of(round_, request.user))
    context = {
        "round": round_,
        "groups": groups,
        "any": any(group.entries for group in groups),
        "job_bar": bar_on(request.path, request.user),
    }
    return staff_page(
        request,
        "certifications/papers/papers_round.html",
        context,
        title="Giấy tờ của đợt",
        crumbs=crumbs_of(round_),
    )


@require_GET
def paper(request: HttpRequest, uid: str, key: str) -> HttpResponse:
    """One paper as a file. One that is not there yet is answered like one that never will be."""
    round_ = round_or_404(request.user, uid)
    entry = entry_of(facts_of(round_, request.user), key)
    if entry is None:
        raise Http404
    try:
        return download(entry.make(), entry.file)
    except BadTemplate as problem:
        return _refused(request, round_, problem.reasons)


@require_GET
def everything(request: HttpRequest, uid: str) -> HttpResponseBase:
    round_ = round_or_404(request.user, uid)
    facts = facts_of(round_, request.user)
    if not any(group.entries for group in catalogue(facts)):
        return _refused(request, round_, ["Đợt chưa có giấy tờ nào ở bước này."])
    here = reverse("admin:round_papers", args=[round_.uid])
    job = start_archive(round_, by=request.user, page=here)
    return answer_job(
        request, job, refused=lambda reasons: _refused(request, round_, reasons), meanwhile=here
    )


def _refused(request: HttpRequest, round_: Round, problems: list[str]) -> HttpResponse:
    """No paper yet, or the office's own template cannot be filled in: said on a page, since a file
    cannot say it."""
    context = {"problems": problems, "back": reverse("admin:round_papers", args=[round_.uid])}
    return staff_page(
        request,
        "certifications/papers/paper_refused.html",
        context,
        title="Chưa có giấy tờ",
        status=409,
    )


def download(content: bytes, file: str) -> HttpResponse:
    response = HttpResponse(content, content_type=TYPES[file.rsplit(".", 1)[-1]])
    response["Content-Disposition"] = f'attachment; filename="{file}"'
    return response
