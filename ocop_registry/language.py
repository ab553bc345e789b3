"""Which language an answer speaks: Vietnamese first, English when asked for."""

from django.conf import settings
from django.utils import translation
from django.utils.translation import get_supported_language_variant
from django.utils.translation.trans_real import parse_accept_lang_header


class LanguageMiddleware:
    """Pages follow the reader's explicit choice (cookie); the API follows `Accept-Language`.

    A browser in Việt Nam often announces English, so pages never guess from that header.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        language = (
            self._api_language(request)
            if request.path.startswith("/api/")
            else self._page_language(request)
        )
        with translation.override(language):
            request.LANGUAGE_CODE = language
            response = self.get_response(request)
        response.headers.setdefault("Content-Language", language)
        return response

    def _page_language(self, request) -> str:
        if request.path.startswith("/quan-tri/"):
            return settings.LANGUAGE_CODE
        chosen = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
        return chosen if chosen in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE

    def _api_language(self, request) -> str:
        for tag, _ in parse_accept_lang_header(request.headers.get("Accept-Language", "")):
            try:
                return get_supported_language_variant(tag)
            except LookupError:
                continue
        return settings.LANGUAGE_CODE
