"""The short way of anonymous readers: address, language and version are all that a public answer
follows from, so it needs neither session nor account. `products.door` asks it first and keeps what
it answers.

What goes wrong goes the long way, where every refusal is told as it is to anybody.
"""

import functools
from collections.abc import Callable
from typing import NamedTuple

from csp.utils import build_policy
from django.conf import settings
from django.core.exceptions import DisallowedHost
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.middleware.security import SecurityMiddleware
from django.urls import Resolver404, ResolverMatch, get_urlconf, resolve
from django.utils import translation

from ocop_registry.headers import on_every_answer
from ocop_registry.language import language_of
from products.caching import FOLLOWED, Followed, etag_of
from products.today.version import Version, at, checked_version

SHORT = "short"  # how a public view is called on this way
TRIED = "ocop.tried_shortly"  # in a request that was not answered so
NOT_PUBLIC = ("/quan-tri/", "/static/", "/media/")


class Short(NamedTuple):
    """`followed`: what a whole answer follows from, so that it may be kept; None: it may not."""

    response: HttpResponse
    followed: Followed | None


class ShortWay:
    """Answers anonymous readers of public pages and of the API by the view alone.

    Only complete answers without cookies that name their version (an ETag) may be kept; streams and
    refusals never.
    """

    def __init__(self) -> None:
        self._security = SecurityMiddleware(_nobody)
        self._headers = {"Content-Security-Policy": build_policy(), **on_every_answer()}

    def answer(self, request: HttpRequest) -> Short | None:
        """None: the long way."""
        view = _public_view(request) if _is_anonymous_read(request) else None
        if view is None:
            return None
        try:
            version, language = checked_version(), language_of(request)
            response = self._by_view(view, request, version, language)
        except Exception:  # noqa: BLE001 (told the long way, whatever it is)
            return None
        if response is None:
            return None
        keeps = settings.KEEP_ANSWERS and response.status_code == 200
        return Short(response, _followed(request, response, version, language) if keeps else None)

    def _by_view(
        self, view: ResolverMatch, request: HttpRequest, version: Version, language: str
    ) -> HttpResponse | None:
        """The answer of a public view that answers plainly; None: all others."""
        with translation.override(language), at(version):
            request.LANGUAGE_CODE = language  # type: ignore[attr-defined]
            response = getattr(view.func, SHORT)(request, *view.args, **view.kwargs)
        if response.status_code not in {200, 304} or response.streaming:
            return None
        response.headers["Content-Language"] = language
        if response.status_code == 200:
            response.headers["Content-Length"] = str(len(response.content))
        self._security.process_response(request, response)
        for name, value in self._headers.items():
            response.headers.setdefault(name, value)
        return response  # type: ignore[no-any-return]


class ShortWayMiddleware:
    """The short way for whoever comes in past the door."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response
        self._short = ShortWay()

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        found = None if TRIED in request.META else self._short.answer(request)
        return found.response if found else self.get_response(request)


def _nobody(request: HttpRequest) -> HttpResponseBase:
    raise NotImplementedError  # only its headers are wanted


def _public_view(request: HttpRequest) -> ResolverMatch | None:
    """The view of the address, if it is public and nothing of the request has to be refused or
    sent on first."""
    try:
        request.get_host()
        view = _resolved(request.path_info, get_urlconf() or settings.ROOT_URLCONF)
    except (DisallowedHost, Resolver404):
        return None
    if settings.SECURE_SSL_REDIRECT and not request.is_secure():
        return None
    request.resolver_match = view
    return view if hasattr(view.func, SHORT) else None


@functools.lru_cache(maxsize=1024)
def _resolved(path: str, urls: str) -> ResolverMatch:
    return resolve(path, urls)


def _is_anonymous_read(request: HttpRequest) -> bool:
    return (
        request.method == "GET"
        and settings.SESSION_COOKIE_NAME not in request.COOKIES
        and "HTTP_AUTHORIZATION" not in request.META
        and not request.path.startswith(NOT_PUBLIC)
    )


def _followed(
    request: HttpRequest, response: HttpResponse, version: Version, language: str
) -> Followed | None:
    tags = {etag_of(request, version, name, language): name for name in FOLLOWED}
    name = tags.get(response.headers.get("ETag", ""))
    return Followed.of(version, name) if name and not response.cookies else None
