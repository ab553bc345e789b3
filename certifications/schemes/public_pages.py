"""The criteria schemes in public: who recognises how many stars, and each set's sheet to read and
to print."""

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from certifications.models import Scheme, Scorecard
from certifications.schemes import shown
from ocop_registry import clock
from products.caching import public
from products.views.addresses import missing
from products.views.export import file_links, twin


@require_safe
@public(follows="seq")
def scheme_list(request: HttpRequest) -> HttpResponseBase:
    """All schemes, the latest first, with their validity and who recognises since when."""
    today = clock.today()
    in_force = set(Scheme.objects.in_force(today).values_list("pk", flat=True))
    schemes = [
        {"scheme": one, "in_force": one.pk in in_force, "bands": shown.bands(one)}
        for one in Scheme.objects.all()
    ]
    if file := twin(request, _("Bộ tiêu chí"), shown.scheme_columns(), schemes):
        return file
    return render(
        request, "public/scheme_list.html", {"schemes": schemes, "files": file_links(request)}
    )


@require_safe
@public(follows="seq")
def scheme(request: HttpRequest, slug: str) -> HttpResponseBase:
    """One scheme: its bands, its sets by sector and group, its grounds for revocation."""
    found = Scheme.objects.filter(slug=slug).first()
    if found is None:
        raise missing()
    if file := twin(
        request,
        f"{_('Bộ tiêu chí')} {found.code}",
        shown.set_columns(),
        shown.sets_of(found),
    ):
        return file
    context = {
        "scheme": found,
        "bands": shown.bands(found),
        "sectors": shown.sectors(found),
    }
    return render(request, "public/scheme_page.html", context | {"files": file_links(request)})


@require_safe
@public(follows="seq")
def sheet(request: HttpRequest, slug: str, no: str) -> HttpResponse:
    """The sheet of one set, whole."""
    found = sheet_of(slug, no)
    if found is None:
        raise missing()
    return render(request, "public/scheme_sheet.html", sheet_context(found))


def sheet_of(slug: str, no: str) -> Scorecard | None:
    """The sheet of a set of a scheme, as an address names it."""
    sheets = Scorecard.objects.select_related("scheme", "product_set")
    return sheets.filter(scheme__slug=slug, product_set__no=int(no)).first()


def sheet_context(found: Scorecard) -> dict:
    """What the page of a sheet shows, in public and to the staff."""
    card = found.card
    before, after = shown.neighbours(found)
    return {
        "scheme": found.scheme,
        "set": found.product_set,
        "card": card,
        "parts": shown.parts(card, found.scheme),
        "before": before,
        "after": after,
    }
