"""The short way of anonymous readers: address, language and version are all that a public answer
follows from, so it needs neither session nor account. `products.door` keeps what it answers.

Stands outside of all other middleware but the headers'. What goes wrong goes the long way, where
every refusal is told as it is to anybody.
"""

import functools
from collections.abc import Callable

from csp.utils import build_policy
from django.conf import settings
from django.core.exceptions import DisallowedHost
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.middleware.security import SecurityMiddleware
from django.urls import Resolver404, ResolverMatch, get_urlconf, resolve
from django.utils import translation

from ocop_registry.language import language_of
from products.caching import FOLLOWED, etag_of
from products.door import MAY_KEEP, Followed
from products.today.version import Version, at, checked_version

SHORT = "short"  # how a public view is called on this way
NOT_PUBLIC = ("/quan-tri/", "/static/", "/media/")


class ShortWayMiddleware:
    """Answers anonymous readers of public pages and of the API by the view alone.

    Only complete answers without cookies that name their version (an ETag) may be kept; streams and
    refusals never.
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
        """By the view; None: the long way."""
        version, language = checked_version(), language_of(request)
        response = self._by_view(view, request, version, language)
        if settings.KEEP_ANSWERS and response and response.status_code == 200:
            _let_keep(request, response, version, language)
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


def _let_keep(
    request: HttpRequest, response: HttpResponseBase, version: Version, language: str
) -> None:
    """Tell the door that it may, and what the answer follows."""
    tags = {etag_of(request, version, name, language): name for name in FOLLOWED}
    if not response.cookies and (name := tags.get(response.headers.get("ETag", ""))):
        request.META[MAY_KEEP] = Followed.of(version, name)
