"""The site as a server asks it: through its door, which keeps answers."""

from typing import Any

from django.core.handlers.wsgi import WSGIHandler
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory

from products.door import MOST_KEPT, Door
from products.short_way import Short, ShortWay


class AtTheDoor:
    """Asks like a test's client. `let_in`: how many questions went on into the site; `made`: how
    many answers were made, there or on the short way."""

    def __init__(self, most: int = MOST_KEPT) -> None:
        site, short = WSGIHandler(), ShortWay()
        self.let_in = self.made = 0

        def entered(environ: Any, start_response: Any) -> Any:
            self.let_in += 1
            self.made += 1
            return site(environ, start_response)

        class Counted(ShortWay):
            def answer(own, request: HttpRequest) -> Short | None:  # noqa: N805 (`self` counts)
                found = short.answer(request)
                self.made += found is not None
                return found

        self._door = Door(entered, Counted(), most)

    def get(self, path: str, cookies: str = "", **more: Any) -> HttpResponse:
        request = RequestFactory().get(path, **more)
        if cookies:
            request.environ["HTTP_COOKIE"] = cookies
        told: list[Any] = []
        body = self._door(request.environ, lambda status, headers: told.extend([status, headers]))
        status, headers = told
        content = b"".join(body)
        if hasattr(body, "close"):
            body.close()
        return HttpResponse(content, status=int(status.split()[0]), headers=dict(headers))
