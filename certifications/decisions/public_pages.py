"""The signed decision, for everybody: only the file that an officer has confirmed to show nothing
private."""

from django.http import FileResponse, Http404, HttpRequest
from django.views.decorators.http import require_safe

from certifications.decisions.signed_copies import public_file
from certifications.models import Decision
from ocop_registry import uids


@require_safe
def decision_file(request: HttpRequest, uid: str) -> FileResponse:
    found = uids.normalise(uid)
    decision = Decision.objects.filter(uid=found).first() if found else None
    file = public_file(decision) if decision else None
    if file is None:
        raise Http404("no public file of this decision")
    response = FileResponse(
        file.open("rb"), content_type="application/pdf", filename=f"quyet-dinh-{found}.pdf"
    )
    # Kept by nobody: an officer may withdraw it.
    response.headers["Cache-Control"] = "no-store"
    return response
