"""Large lists as files, made by a worker: the job asks for the same address as the person did, with
the person's rights of that moment, and keeps the answer.
"""

import hashlib
import re
from collections.abc import Iterable, Iterator
from io import BytesIO
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.core.handlers.wsgi import WSGIRequest
from django.db.models import QuerySet
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import resolve

from ocop_registry.accounts.permissions import scope
from ocop_registry.jobs.kinds import JobFailed, JobKind, Outcome, declare
from ocop_registry.jobs.starting import start
from ocop_registry.jobs.work import Work
from ocop_registry.places.models import Place
from ocop_registry.staff.jobs.answers import answer_job
from ocop_registry.staff.lists.pieces import Pieces, RowsOf

KIND = "list.export"
LARGE = 5000  # rows from which a list is written by a worker
STEP = 500  # rows between two words on how far it is
_NAMED = re.compile(r'filename="([^"]+)"')


def is_large(rows: Iterable[Any]) -> bool:
    """Whether a list is more than a page should write by itself."""
    if isinstance(rows, QuerySet | Pieces):
        return rows.count() > LARGE
    return isinstance(rows, list | tuple) and len(rows) > LARGE


def in_pieces(rows: Iterable[Any]) -> Iterable[Any]:
    """The same rows, never all of them at once."""
    return RowsOf(rows) if isinstance(rows, QuerySet) else rows


def work_of(request: HttpRequest) -> Work | None:
    """The job that asks for this address; None for a person."""
    return getattr(request, "asked_by_job", None)


def told(rows: Iterable[Any], work: Work) -> Iterator[Any]:
    """The rows, piece by piece, while the job says how far it is."""
    rows = in_pieces(rows)
    total = rows.count() if isinstance(rows, Pieces) else len(list(rows))
    for number, row in enumerate(rows):
        if number % STEP == 0:
            work.progress(number, total)
        yield row
    work.progress(total, total)


def export_by_job(request: HttpRequest, name: str, form: str) -> HttpResponseBase:
    """Have the list at this address written by a worker; twice at once it is written once."""
    where = request.get_full_path()
    mark = hashlib.sha256(where.encode()).hexdigest()[:32]
    seen = scope(request.user, "view")
    only = len(seen.provinces) == 1 and not seen.everywhere
    job = start(
        KIND,
        f"Xuất {form.upper()}: {name}",
        by=request.user,
        province=Place.objects.get(pk=next(iter(seen.provinces))) if only else None,
        args={"address": where},
        key=f"{KIND}:{request.user.pk}:{mark}",
        page=request.path,
    )
    return answer_job(request, job, refused=lambda reasons: redirect("admin:job_page", job.uid))


def _write(work: Work) -> Outcome:
    request = _request(work)
    match = resolve(request.path)
    try:
        answer = match.func(request, *match.args, **match.kwargs)
    except (PermissionDenied, Http404) as gone:
        raise JobFailed("Bạn không còn quyền xem danh sách này, nên tệp không được làm.") from gone
    named = _NAMED.search(answer.get("Content-Disposition", ""))
    if answer.status_code != 200 or named is None:
        raise JobFailed("Danh sách này không xuất được nữa: mở lại danh sách rồi xuất lại.")
    content = b"".join(answer.streaming_content) if answer.streaming else answer.content
    return Outcome([f"Đã làm xong tệp {named[1]}."], file=content, name=named[1])


def _request(work: Work) -> HttpRequest:
    asked, site = urlsplit(work.args["address"]), urlsplit(settings.PUBLIC_URL)
    request: Any = WSGIRequest(
        {
            "REQUEST_METHOD": "GET",
            "PATH_INFO": asked.path,
            "QUERY_STRING": asked.query,
            "SERVER_NAME": site.hostname or "localhost",
            "SERVER_PORT": str(site.port or 80),
            "HTTP_HOST": site.netloc,
            "wsgi.url_scheme": site.scheme,
            "wsgi.input": BytesIO(),
        }
    )
    request.user, request.asked_by_job = work.by, work
    request.resolver_match = resolve(asked.path)
    return request


declare(JobKind(KIND, "Xuất danh sách", _write))
