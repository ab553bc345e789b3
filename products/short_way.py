"""The short way of an answer that was given before: address, language and version are all it follows
from, so it needs neither session nor account nor view.

Stands outside of all other middleware but the headers': what it keeps are whole answers, as every
other middleware left them.
"""

from collections.abc import Callable, Mapping
from typing import NamedTuple

from django.conf import settings
from django.core.cache import cache
from django.db import Error, connection
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase, HttpResponseNotModified
from django.utils.cache import get_conditional_response

from ocop_registry.language import language_of
from products.caching import FOLLOWED, LONGEST_SECONDS, etag_of, seconds_to_keep
from products.today.version import Version, version_now

LARGEST_KEPT = 512 * 1024  # bytes
NOT_PUBLIC = ("/quan-tri/", "/static/", "/media/")
_OF_CONTENT = ("Content-Length", "Content-Type")


class Kept(NamedTuple):
    content: bytes
    headers: Mapping[str, str]


class ShortWayMiddleware:
    """Answers anonymous readers of public pages and of the API from what was answered before.

    Only complete answers without cookies that name their version (an ETag) are kept; streams and
    refusals never. Off while tests write rows past the acts (KEEP_ANSWERS).
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if not _is_anonymous_read(request):
            return self.get_response(request)
        tags = _tags(request, _checked_version())
        for tag in tags:
            if (kept := cache.get(_key(request, tag))) is not None:
                return _answer(request, tag, kept)
        response = self.get_response(request)
        if response.headers.get("ETag") in tags:
            _keep(request, response)
        return response


def _is_anonymous_read(request: HttpRequest) -> bool:
    return (
        settings.KEEP_ANSWERS
        and request.method == "GET"
        and settings.SESSION_COOKIE_NAME not in request.COOKIES
        and "HTTP_AUTHORIZATION" not in request.META
        and not request.path.startswith(NOT_PUBLIC)
    )


def _tags(request: HttpRequest, version: Version) -> list[str]:
    """The tags that a public answer to this request may bear now."""
    language = language_of(request)
    return [etag_of(request, version, follows, language) for follows in FOLLOWED]


def _checked_version() -> Version:
    """The version; its query tells as well whether a connection of before is still alive, so that
    no other has to ask."""
    connection.health_check_done = True
    try:
        return version_now()
    except Error:
        connection.close()
        return version_now()


def _key(request: HttpRequest, tag: str) -> str:
    """Whoever asks by another name or not over https is refused or sent on by others."""
    return f"answer:{tag}:{request.scheme}:{request.META.get('HTTP_HOST', '')}"


def _keep(request: HttpRequest, response: HttpResponseBase) -> None:
    if (
        isinstance(response, HttpResponse)
        and response.status_code == 200
        and not response.cookies
        and len(response.content) <= LARGEST_KEPT
    ):
        kept = Kept(response.content, dict(response.headers))
        cache.set(_key(request, response.headers["ETag"]), kept, LONGEST_SECONDS)


def _answer(request: HttpRequest, tag: str, kept: Kept) -> HttpResponseBase:
    headers = {**kept.headers, "Cache-Control": f"public, max-age={seconds_to_keep()}"}
    if get_conditional_response(request, etag=tag) is None:
        return HttpResponse(kept.content, headers=headers)
    response = HttpResponseNotModified()
    for name, value in headers.items():
        if name not in _OF_CONTENT:
            response.headers[name] = value
    return response
