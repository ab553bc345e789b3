"""Recording that a doubtful place of a sheet was compared with the signed copy of the decision."""

from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path, re_path, reverse
from django.views.decorators.http import require_GET, require_POST

from certifications.decisions import compared_schemes
from certifications.models import Comparison
from certifications.rounds.access import Refused
from certifications.schemes.public_pages import sheet_of
from certifications.staff.schemes.pages import CompareForm, show_sheet
from ocop_registry import uids


def urls() -> list:
    return [
        re_path(
            r"^bo-tieu-chi/(?P<slug>[-\w]+)/(?P<no>[1-9]\d{0,2})/doi-chieu/$",
            compare,
            name="scheme_compare",
        ),
        path("bo-tieu-chi/doi-chieu/<str:uid>.pdf", download, name="scheme_compared_file"),
    ]


@require_POST
def compare(request: HttpRequest, slug: str, no: str) -> HttpResponse:
    """Keep day, person, finding and file; a place that agrees loses its mark everywhere."""
    compared_schemes.require(request.user)
    sheet = sheet_of(slug, no)
    if sheet is None:
        raise Http404
    form = CompareForm(request.POST, request.FILES, sheet=sheet)
    if not form.is_valid():
        return show_sheet(request, sheet, form=form, status=422)
    upload = form.cleaned_data["file"]
    try:
        compared_schemes.record(sheet, form.found(), upload, by=request.user)
    except Refused as refused:
        return show_sheet(request, sheet, form=form, problems=refused.reasons, status=422)
    messages.success(request, f"Đã ghi việc đối chiếu chỗ {form.found().at} với bản ký số.")
    return redirect(f"{reverse('admin:scheme_sheet', args=[slug, no])}#doi-chieu")


@require_GET
def download(request: HttpRequest, uid: str) -> FileResponse:
    """The copy that was compared, for those who may compare."""
    compared_schemes.require(request.user)
    found = Comparison.objects.filter(uid=uids.normalise(uid)).first()
    if found is None or not found.file.storage.exists(found.file.name):
        raise Http404
    return FileResponse(
        found.file.open("rb"),
        as_attachment=True,
        content_type="application/pdf",
        filename=f"ban-ky-so-{found.scheme.slug}-bo-{found.set_no}.pdf",
    )
