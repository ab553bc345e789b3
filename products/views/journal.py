"""The published heads of the journal: the page, and per day the signed text, its signature and the
public key as files for `openssl pkeyutl -verify`."""

from datetime import date
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from ocop_registry.journal.models import PublishedHead
from ocop_registry.journal.proof.signing import key_id as id_of
from products.caching import public
from products.views.sheets.frame import page

SHOWN = 60  # days on the page; every day has its files


@require_safe
@public(follows="seq")
def heads(request: HttpRequest) -> HttpResponse:
    """What was published of the last days, and how anybody checks it."""
    days = [(one, id_of(one.public_key)) for one in PublishedHead.objects.all()[:SHOWN]]
    context = {"days": days, "newest": days[0] if days else None, "site": settings.PUBLIC_URL}
    return page(request, "public/journal.html", context)


@require_safe
def text(request: HttpRequest, day: str) -> HttpResponse:
    return _file(_of_day(day).text, "text/plain; charset=utf-8")


@require_safe
def signature(request: HttpRequest, day: str) -> HttpResponse:
    return _file(_of_day(day).signature_bytes, "application/octet-stream")


@require_safe
def public_key(request: HttpRequest, key_id: str) -> HttpResponse:
    """A key by its short name, also one of earlier years."""
    keys = PublishedHead.objects.order_by().values_list("public_key", flat=True).distinct()
    found = next((key for key in keys if id_of(key) == key_id), None)
    if found is None:
        raise Http404
    return _file(found, "application/x-pem-file")


def _of_day(day: str) -> PublishedHead:
    try:
        wanted = date.fromisoformat(day)
    except ValueError:
        raise Http404 from None
    return get_object_or_404(PublishedHead, day=wanted)


def _file(content: Any, content_type: str) -> HttpResponse:
    """Never changes once it is there."""
    response = HttpResponse(content, content_type=content_type)
    response.headers["Cache-Control"] = "public, max-age=86400"
    return response
