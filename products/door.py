"""The door before the site: a public answer that was given before is given again while nothing that
it is made of has changed; others are made by the short way, and the site with all that it keeps for
people who sign in is woken only where that knows no answer.

Kept in each process are the answers last asked for.
"""

from collections import OrderedDict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from threading import Lock
from typing import Any

from django.conf import settings
from django.core.handlers.wsgi import WSGIRequest
from django.db import Error, close_old_connections
from django.http import HttpResponse
from django.http.cookie import parse_cookie
from django.utils.http import parse_etags

from products.caching import Followed, seconds_to_keep
from products.short_way import TRIED, Short, ShortWay
from products.today.version import checked_version

LARGEST_KEPT = 512 * 1024  # bytes of one answer
MOST_KEPT = 64 * 2**20  # bytes of all of them
_NOT_SENT_AGAIN = frozenset({"content-length", "content-type"})
_OF_PATIENCE = "cache-control"  # told anew each time: it never goes beyond midnight
_REFUSING = ("HTTP_AUTHORIZATION", "HTTP_IF_MATCH")  # those may be answered otherwise
_TOLD = ("HTTP_HOST", "HTTP_X_FORWARDED_HOST", "HTTP_X_FORWARDED_PROTO")

Environ = dict[str, Any]
Header = tuple[str, str]
Application = Callable[[Environ, Callable[..., Any]], Iterable[bytes]]


@dataclass(frozen=True)
class Kept:
    """A whole answer (200) without its Cache-Control."""

    followed: Followed
    headers: list[Header]
    content: bytes
    etag: str

    @property
    def size(self) -> int:
        return len(self.content) + sum(len(name) + len(value) for name, value in self.headers)


class Shelf:
    """Kept answers by what was asked, up to so many bytes; those asked for least lately go
    first."""

    def __init__(self, most: int = MOST_KEPT) -> None:
        self._kept: OrderedDict[tuple[str, ...], Kept] = OrderedDict()
        self._most, self._held, self._lock = most, 0, Lock()

    def get(self, asked: tuple[str, ...]) -> Kept | None:
        with self._lock:
            found = self._kept.get(asked)
            if found:
                self._kept.move_to_end(asked)
        return found

    def put(self, asked: tuple[str, ...], answer: Kept) -> None:
        with self._lock:
            before = self._kept.pop(asked, None)
            self._kept[asked] = answer
            self._held += answer.size - (before.size if before else 0)
            while self._held > self._most:
                self._held -= self._kept.popitem(last=False)[1].size


class Door:
    """A WSGI application around the site's: what can be answered shortly never enters the site.
    Keeps nothing while tests write rows past the acts (KEEP_ANSWERS)."""

    def __init__(
        self, site: Application, short: ShortWay | None = None, most: int = MOST_KEPT
    ) -> None:
        self._site, self._short, self._shelf = site, short or ShortWay(), Shelf(most)

    def __call__(self, environ: Environ, start_response: Callable[..., Any]) -> Iterable[bytes]:
        asked = _asked(environ) if settings.KEEP_ANSWERS else None
        kept = self._shelf.get(asked) if asked else None
        if kept and _holds(kept):
            return _again(kept, environ, start_response)
        found = _shortly(self._short, environ)
        if found is None:
            return self._site(environ, start_response)
        if asked and found.followed and len(found.response.content) <= LARGEST_KEPT:
            self._shelf.put(asked, _kept(found.response, found.followed))
        return _told(found.response, start_response)


def _shortly(short: ShortWay, environ: Environ) -> Short | None:
    if environ["REQUEST_METHOD"] != "GET":
        return None
    try:
        found = short.answer(WSGIRequest(environ))
    finally:
        close_old_connections()
    if found is None:
        environ[TRIED] = True
    return found


def _told(response: HttpResponse, start_response: Callable[..., Any]) -> list[bytes]:
    status = f"{response.status_code} {response.reason_phrase}"
    start_response(status, list(response.headers.items()))
    return [response.content]


def _kept(response: HttpResponse, followed: Followed) -> Kept:
    headers = [one for one in response.headers.items() if one[0].lower() != _OF_PATIENCE]
    return Kept(followed, headers, response.content, response.headers["ETag"])


def _asked(environ: Mapping[str, Any]) -> tuple[str, ...] | None:
    """All that the answer to an anonymous reader can depend on; None: somebody else's question."""
    if environ["REQUEST_METHOD"] != "GET" or any(name in environ for name in _REFUSING):
        return None
    cookies = environ.get("HTTP_COOKIE", "")
    if settings.SESSION_COOKIE_NAME in cookies:
        return None
    chosen = parse_cookie(cookies).get(settings.LANGUAGE_COOKIE_NAME, "") if cookies else ""
    told = (environ.get(name, "") for name in _TOLD)
    address = (environ["wsgi.url_scheme"], environ["PATH_INFO"], environ.get("QUERY_STRING", ""))
    return (*address, *told, environ.get("HTTP_ACCEPT_LANGUAGE", ""), chosen)


def _holds(kept: Kept) -> bool:
    """Whether nothing has changed: one query. Where it cannot be asked, the site says so."""
    try:
        return kept.followed.holds(checked_version())
    except Error:
        return False
    finally:
        close_old_connections()


def _again(
    kept: Kept, environ: Mapping[str, Any], start_response: Callable[..., Any]
) -> list[bytes]:
    patience = ("Cache-Control", f"public, max-age={seconds_to_keep()}")
    if _known(environ.get("HTTP_IF_NONE_MATCH", ""), kept.etag):
        told = [one for one in kept.headers if one[0].lower() not in _NOT_SENT_AGAIN]
        start_response("304 Not Modified", [*told, patience])
        return [b""]
    start_response("200 OK", [*kept.headers, patience])
    return [kept.content]


def _known(given: str, etag: str) -> bool:
    """Whether If-None-Match names the answer (RFC 9110, 13.1.2)."""
    return bool(given) and any(
        one == "*" or one.removeprefix("W/") == etag for one in parse_etags(given)
    )
