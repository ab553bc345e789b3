"""The short way of anonymous readers: address, language and version are all that a public answer
follows from, so it needs neither session nor account, and none at all where it was given before.

Stands outside of all other middleware but the headers'. What goes wrong goes the long way, where
every refusal is told as it is to anybody.
"""

from collections.abc import Callable, Mapping
from typing import NamedTuple

from csp.utils import build_policy
from django.conf import settings
from django.core.cache import cache
from django.core.exceptions import DisallowedHost
from django.db import Error, connection
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase, HttpResponseNotModified
from django.middleware.security import SecurityMiddleware
from django.urls import Resolver404, ResolverMatch, resolve
from django.utils import translation
from django.utils.cache import get_conditional_response

from ocop_registry.language import language_of
from products.caching import FOLLOWED, LONGEST_SECONDS, etag_of, seconds_to_keep
from products.today.version import Version, at, version_now

SHORT = "short"  # how a public view is called on this way
LARGEST_KEPT = 512 * 1024  # bytes
NOT_PUBLIC = ("/quan-tri/", "/static/", "/media/")
_OF_CONTENT = ("Content-Length", "Content-Type")


class Kept(NamedTuple):
    content: bytes
    headers: Mapping[str, str]


class ShortWayMiddleware:
    """Answers anonymous readers of public pages and of the API: from what was answered before, else
    by the view alone.

    Only complete answers without cookies that name their version (an ETag) are kept; streams and
    refusals never. Off while tests write rows past the acts (KEEP_ANSWERS).
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response
        self._security = SecurityMiddleware(get_response)
        self._policy = build_policy()

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        view = _public_view(request) if _is_anonymous_read(request) else None
        if view is None:
            return self.get_response(request)
        try:
            response = self._answered(view, request)
        except Exception:  # noqa: BLE001 (told the long way, whatever it is)
            response = None
        return response or self.get_response(request)

    def _answered(self, view: ResolverMatch, request: HttpRequest) -> HttpResponseBase | None:
        """From what is kept, else by the view; None: the long way."""
        version, language = _checked_version(), language_of(request)
        tags = [etag_of(request, version, follows, language) for follows in FOLLOWED]
        if settings.KEEP_ANSWERS:
            for tag in tags:
                if (kept := cache.get(_key(request, tag))) is not None:
                    return _answer(request, tag, kept)
        response = self._by_view(view, request, version, language)
        if settings.KEEP_ANSWERS and response and response.headers.get("ETag") in tags:
            _keep(request, response)
        return response

    def _by_view(
        self, view: ResolverMatch, request: HttpRequest, version: Version, language: str
    ) -> HttpResponseBase | None:
        """The answer of a public view that answers plainly; None: all others."""
        with translation.override(language), at(version):
            request.LANGUAGE_CODE = language  # type: ignore[attr-defined]
            response = getattr(view.func, SHORT)(request, *view.args, **view.kwargs)
        if response.status_code not in {200, 304} or response.streaming:
            return None
        response.headers["Content-Language"] = language
        response.headers["Content-Security-Policy"] = self._policy
        if response.status_code == 200:
            response.headers["Content-Length"] = str(len(response.content))
        return self._security.process_response(request, response)


def _public_view(request: HttpRequest) -> ResolverMatch | None:
    """The view of the address, if it is public and nothing of the request has to be refused or
    sent on first."""
    try:
        request.get_host()
        view = resolve(request.path_info)
    except (DisallowedHost, Resolver404):
        return None
    if settings.SECURE_SSL_REDIRECT and not request.is_secure():
        return None
    request.resolver_match = view
    return view if hasattr(view.func, SHORT) else None


def _is_anonymous_read(request: HttpRequest) -> bool:
    return (
        request.method == "GET"
        and settings.SESSION_COOKIE_NAME not in request.COOKIES
        and "HTTP_AUTHORIZATION" not in request.META
        and not request.path.startswith(NOT_PUBLIC)
    )


def _checked_version() -> Version:
    """The version; its query tells as well whether a connection of before is still alive, so that
    no other has to ask."""
    connection.health_check_done = True  # type: ignore[attr-defined]
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
