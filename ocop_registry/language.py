"""Which language an answer speaks: Vietnamese first, English when asked for."""

from collections.abc import Iterable, Iterator

from django.conf import settings
from django.utils import translation
from django.utils.translation import get_language, get_supported_language_variant
from django.utils.translation.trans_real import parse_accept_lang_header


def spoken(lines: Iterable[str]) -> Iterator[str]:
    """The lines of an answer that is sent while it is made, each made in the language of its
    request: what is sent last is made after the request was left, and between two lines the worker
    may speak another."""
    return _each_in(get_language() or settings.LANGUAGE_CODE, iter(lines))


def _each_in(language: str, lines: Iterator[str]) -> Iterator[str]:
    while True:
        with translation.override(language):
            line = next(lines, None)
        if line is None:
            return
        yield line


class LanguageMiddleware:
    """Each answer in the language of its request."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        language = language_of(request)
        with translation.override(language):
            request.LANGUAGE_CODE = language
            response = self.get_response(request)
        response.headers.setdefault("Content-Language", language)
        return response


def language_of(request) -> str:
    """Pages follow the reader's explicit choice (cookie); the API follows `Accept-Language`.

    A browser in Việt Nam often announces English, so pages never guess from that header.
    """
    if request.path.startswith("/api/"):
        return _of_header(request)
    if request.path.startswith("/quan-tri/"):
        return settings.LANGUAGE_CODE
    chosen = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
    return chosen if chosen in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE


def _of_header(request) -> str:
    for tag, _ in parse_accept_lang_header(request.headers.get("Accept-Language", "")):
        try:
            return get_supported_language_variant(tag)
        except LookupError:
            continue
    return settings.LANGUAGE_CODE
