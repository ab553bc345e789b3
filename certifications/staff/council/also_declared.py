"""After a declared conflict of interest: whether it is one for the other dossiers of the same people
too. Asked of whoever declared, the member himself or the office; nothing is declared unasked."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path, reverse

from certifications.council.conflicts import declare_also
from certifications.council.same_people import also_concerned
from certifications.council.sheets.access import own_seat
from certifications.models import Conflict
from certifications.rounds.access import Refused, may_in_round
from certifications.staff.scoped import round_or_404
from ocop_registry.staff.pages import staff_page


def urls() -> list:
    return [
        path("cham-diem/xung-dot/<str:conflict>/them/", own_page, name="own_also"),
        path(
            "dot/<str:uid>/hoi-dong/xung-dot/<str:conflict>/them/", office_page, name="council_also"
        ),
    ]


def own_page(request: HttpRequest, conflict: str) -> HttpResponse:
    """The member is asked about further dossiers."""
    found = _conflicts().filter(uid=conflict).first()
    if found is None or not own_seat(request.user, found.member):
        raise Http404
    return _ask(
        request,
        found,
        reverse("admin:own_sheets"),
        (("Chấm điểm của tôi", "/quan-tri/cham-diem/"),),
    )


def office_page(request: HttpRequest, uid: str, conflict: str) -> HttpResponse:
    """The office is asked about further dossiers of the member who declared."""
    round_ = round_or_404(request.user, uid)
    found = _conflicts().filter(uid=conflict, application__round=round_).first()
    if found is None:
        raise Http404
    if not may_in_round(request.user, "round.edit", round_):
        raise PermissionDenied
    back = reverse("admin:round_council", args=[uid])
    return _ask(request, found, back, (("Hội đồng", back),))


def _conflicts() -> QuerySet[Conflict]:
    return Conflict.objects.select_related(
        "member", "application__product__producer", "application__round__place"
    )


def _ask(
    request: HttpRequest, conflict: Conflict, back: str, crumbs: tuple[tuple[str, str], ...]
) -> HttpResponse:
    offered = also_concerned(conflict)
    problems: list[str] = []
    if request.method == "POST":
        chosen = [one for one, _ in offered if one.uid in request.POST.getlist("application")]
        try:
            declare_also(conflict, chosen, by=request.user)
        except Refused as refused:
            problems = refused.reasons
        else:
            messages.success(
                request, f"Đã khai thêm {len(chosen)} hồ sơ: {conflict.member.name} không chấm."
            )
            return redirect(back)
    elif not offered:
        return redirect(back)
    context = {"conflict": conflict, "offered": offered, "problems": problems, "back_url": back}
    return staff_page(
        request,
        "certifications/council/also_declared.html",
        context,
        title="Các hồ sơ khác của cùng chủ thể hoặc cùng người",
        crumbs=crumbs,
        status=409 if problems else 200,
    )
