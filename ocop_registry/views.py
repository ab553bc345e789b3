"""Pages of the site itself: what is said when something goes wrong. Below /api/ it is said as a
problem document."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.views import defaults

from ocop_registry.api.errors import problem
from ocop_registry.api.views import open_to_all
from ocop_registry.journal.acts import Stopped


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    return _of_api(request, 400) or defaults.bad_request(request, exception, "errors/400.html")


def permission_denied(request: HttpRequest, exception: Exception) -> HttpResponse:
    return _of_api(request, 403) or defaults.permission_denied(
        request, exception, "errors/403.html"
    )


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    return _of_api(request, 404) or defaults.page_not_found(request, exception, "errors/404.html")


def server_error(request: HttpRequest) -> HttpResponse:
    return _of_api(request, 500) or defaults.server_error(request, "errors/500.html")


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form that came back too late or from elsewhere: say so, and keep the person's way back."""
    return _of_api(request, 403) or render(request, "errors/csrf.html", status=403)


class StoppedMiddleware:
    """An act that the journal itself stopped, on a page that shows no sentence of its own."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if not isinstance(exception, Stopped):
            return None
        context = {"sentences": exception.messages}
        return _of_api(request, 503) or render(request, "errors/stopped.html", context, status=503)


def _of_api(request: HttpRequest, status: int) -> HttpResponse | None:
    if not request.path.startswith("/api/"):
        return None
    response = problem(request, status)
    open_to_all(response)
    return response
