"""A decision, for everybody: its page, and its file when an officer has confirmed that it shows
nothing private."""

from django.http import FileResponse, Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.views.decorators.http import require_safe

from certifications.decisions.signed_copies import public_file
from certifications.models import Decision
from ocop_registry import uids
from products.views import decisions as pages


@require_safe
def decision_page(request: HttpRequest, uid: str) -> HttpResponseBase:
    """The page. Of a decision that made no recognition (all results kept or proposed) there is only
    its file, which this address served before there was a page."""
    try:
        return pages.decision(request, uid)
    except Http404:
        decision = _decision(uid)
        if decision is None or public_file(decision) is None:
            raise
        return redirect("decision_file", uid=decision.uid)


@require_safe
def decision_file(request: HttpRequest, uid: str) -> FileResponse:
    decision = _decision(uid)
    file = public_file(decision) if decision else None
    if file is None or decision is None:
        raise Http404("no public file of this decision")
    response = FileResponse(
        file.open("rb"), content_type="application/pdf", filename=f"quyet-dinh-{decision.uid}.pdf"
    )
    # Kept by nobody: an officer may withdraw it.
    response.headers["Cache-Control"] = "no-store"
    return response


def _decision(uid: str) -> Decision | None:
    found = uids.normalise(uid)
    return Decision.objects.filter(uid=found).first() if found else None
