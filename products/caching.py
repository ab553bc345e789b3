"""Public answers that cost one indexed row when nothing has changed: ETag, 304, and how long they
may be kept."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import wraps
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.cache import get_conditional_response, patch_vary_headers
from django.utils.translation import get_language

from ocop_registry import clock
from products.today import version
from products.today.version import Version

# a revocation shows within a minute, also behind a cache that never asks again
LONGEST_SECONDS = 60
# Of the journal: its last entry of all, or its last that changed the public register.
FOLLOWED = ("public_seq", "seq")
View = Callable[..., Any]


def public(*, vary: str = "Cookie", follows: str = "public_seq") -> Callable[[View], View]:
    """A GET view whose answer follows from the public register, the day in Việt Nam, the release,
    the language and the address.

    `If-None-Match` is answered before the view runs, after one query. `vary` names the header that
    chooses the language ("Accept-Language" for the API). `follows="seq"`: the answer also shows
    offices or places, which change without the register.

    Works on functions of a request; on a class with `method_decorator(public(), name="dispatch")`.
    """

    def decorate(view: View) -> View:
        @wraps(view)
        def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
            if request.method not in {"GET", "HEAD"}:
                return view(request, *args, **kwargs)
            now = version.current() or version.version_now()
            etag = etag_of(request, now, follows)
            response = get_conditional_response(request, etag=etag)
            if response is None:
                with version.at(now):
                    response = view(request, *args, **kwargs)
            if response.status_code in {200, 304}:
                _stamp(response, etag)
            patch_vary_headers(response, [vary])
            return response

        # for anonymous readers, without what other requests need: see `products.short_way`
        answer.short = answer  # type: ignore[attr-defined]
        return answer

    return decorate


def etag_of(
    request: HttpRequest, now: Version, follows: str = "public_seq", language: str = ""
) -> str:
    """The strong ETag of an address: equal exactly while nothing that the answer is made of has
    changed. `language`: that of the answer, else the one spoken now."""
    parts = [
        follows,
        str(getattr(now, follows)),
        clock.today().isoformat(),
        settings.RELEASE,
        language or get_language() or "",
        request.get_full_path(),
    ]
    return f'"{hashlib.sha256(chr(10).join(parts).encode()).hexdigest()[:32]}"'


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


def seconds_to_keep() -> int:
    """How long an answer may be kept: never beyond midnight in Việt Nam, when stars lapse."""
    now = clock.now().astimezone(clock.VIETNAM)
    midnight = datetime.combine(now.date() + timedelta(days=1), time.min, tzinfo=clock.VIETNAM)
    return max(0, min(LONGEST_SECONDS, int((midnight - now).total_seconds())))


def _stamp(response: HttpResponse, etag: str) -> None:
    response.headers["ETag"] = etag
    response.headers["Cache-Control"] = f"public, max-age={seconds_to_keep()}"
