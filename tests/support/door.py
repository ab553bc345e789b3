"""The site as a server asks it: through its door, which keeps answers."""

from typing import Any

from django.core.handlers.wsgi import WSGIHandler
from django.http import HttpResponse
from django.test import RequestFactory

from products.door import MOST_KEPT, Door


class AtTheDoor:
    """Asks like a test's client, and counts what goes on into the site."""

    def __init__(self, most: int = MOST_KEPT) -> None:
        site = WSGIHandler()

        def counted(environ: Any, start_response: Any) -> Any:
            self.let_in += 1
            return site(environ, start_response)

        self.let_in = 0
        self._door = Door(counted, most)

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
