"""The door before the site: a public answer that was given before is given again while nothing that
it is made of has changed, and nothing else of the site is woken for it.

What may be kept, `products.short_way` says; who asks something that it does not know goes on into
the site. Kept in each process, the answers last asked for.
"""

from collections import OrderedDict
from collections.abc import Callable, Iterable, Mapping, MutableMapping
from dataclasses import dataclass
from datetime import date
from threading import Lock
from typing import Any

from django.conf import settings
from django.db import Error, close_old_connections
from django.http.cookie import parse_cookie
from django.utils.http import parse_etags

from ocop_registry import clock
from products.caching import seconds_to_keep
from products.today.version import Version, checked_version

MAY_KEEP = "ocop.may_keep"  # under this name the site says in the request what an answer follows
LARGEST_KEPT = 512 * 1024  # bytes of one answer
MOST_KEPT = 64 * 2**20  # bytes of all of them
_NOT_SENT_AGAIN = frozenset({"content-length", "content-type"})
_OF_PATIENCE = "cache-control"  # told anew each time: it never goes beyond midnight
_REFUSING = ("HTTP_AUTHORIZATION", "HTTP_IF_MATCH")  # those may be answered otherwise
_TOLD = ("HTTP_HOST", "HTTP_X_FORWARDED_HOST", "HTTP_X_FORWARDED_PROTO")

Environ = MutableMapping[str, Any]
Header = tuple[str, str]
Application = Callable[[Environ, Callable[..., Any]], Iterable[bytes]]


@dataclass(frozen=True)
class Followed:
    """What an answer follows from besides its address and language: the number of the version it
    goes by ("public_seq" or "seq"), and the day."""

    name: str
    number: int
    day: date

    @classmethod
    def of(cls, version: Version, name: str) -> "Followed":
        return cls(name, getattr(version, name), clock.today())

    def holds(self, version: Version) -> bool:
        return self.number == getattr(version, self.name) and self.day == clock.today()


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
    """A WSGI application around the site's. Off while tests write rows past the acts
    (KEEP_ANSWERS)."""

    def __init__(self, site: Application, most: int = MOST_KEPT) -> None:
        self._site, self._shelf = site, Shelf(most)

    def __call__(self, environ: Environ, start_response: Callable[..., Any]) -> Iterable[bytes]:
        asked = _asked(environ) if settings.KEEP_ANSWERS else None
        if asked is None:
            return self._site(environ, start_response)
        kept = self._shelf.get(asked)
        if kept and _holds(kept):
            return _again(kept, environ, start_response)
        return self._looked_at(asked, environ, start_response)

    def _looked_at(
        self, asked: tuple[str, ...], environ: Environ, start_response: Callable[..., Any]
    ) -> Iterable[bytes]:
        """The site's answer; kept, where it says that it may be."""
        told: list[Header] = []

        def start(status: str, headers: list[Header], *more: Any) -> Any:
            if status.startswith("200 "):
                told.extend(headers)
            return start_response(status, headers, *more)

        answer: Any = self._site(environ, start)
        followed = environ.get(MAY_KEEP)
        if followed and told and len(answer.content) <= LARGEST_KEPT:
            etag = next(value for name, value in told if name.lower() == "etag")
            headers = [one for one in told if one[0].lower() != _OF_PATIENCE]
            self._shelf.put(asked, Kept(followed, headers, answer.content, etag))
        return answer  # type: ignore[no-any-return]


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
