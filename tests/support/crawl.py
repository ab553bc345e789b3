"""Walking through the site: from the addresses that need no arguments along every link of every
answer, GET only, a few addresses of each kind."""

import json
from collections import Counter, deque
from collections.abc import Iterable, Iterator
from contextlib import suppress
from typing import Any
from urllib.parse import parse_qsl, urljoin, urlsplit

from django.test import Client
from django.urls import (
    NoReverseMatch,
    Resolver404,
    URLPattern,
    URLResolver,
    get_resolver,
    resolve,
    reverse,
)

from tests.support.forms import Page


def starts() -> list[str]:
    """Every address that can be written without knowing an object, sorted."""
    return sorted(set(_plain(get_resolver(), "")))


def _plain(resolver: URLResolver, namespace: str) -> Iterator[str]:
    for pattern in resolver.url_patterns:
        if isinstance(pattern, URLResolver):
            inner = f"{namespace}{pattern.namespace}:" if pattern.namespace else namespace
            yield from _plain(pattern, inner)
        elif isinstance(pattern, URLPattern) and pattern.name:
            with suppress(NoReverseMatch):
                yield reverse(namespace + pattern.name)


def kind(path: str) -> tuple[str, str]:
    """What sort of page an address is: its pattern, and the names of its parameters."""
    parts = urlsplit(path)
    try:
        route = resolve(parts.path).route
    except Resolver404:
        route = "(no such address)"
    return route, "&".join(sorted({name for name, _ in parse_qsl(parts.query)}))


def content(answer: Any) -> bytes:
    """The whole body, streamed or not; an answer may be asked once for it."""
    return b"".join(answer.streaming_content) if answer.streaming else answer.content


def links(path: str, answer: Any, body: bytes) -> list[str]:
    """Addresses of this site that an answer names, in its order, without fragments."""
    found: Iterable[str] = ()
    kind_of_body = answer.headers.get("Content-Type", "").partition(";")[0]
    if answer.has_header("Location"):
        found = [answer.headers["Location"]]
    elif kind_of_body == "text/html":
        page = Page.of(body.decode())
        found = [*page.links, *(form.action for form in page.forms if form.method == "get")]
    elif kind_of_body.endswith("json"):
        found = _strings(json.loads(body))
    return [one for link in found if (one := _here(path, link))]


def _strings(value: Any) -> Iterator[str]:
    """Every text in a JSON document that looks like an address."""
    if isinstance(value, dict):
        for inner in value.values():
            yield from _strings(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _strings(inner)
    elif isinstance(value, str) and value.startswith(("/", "http://")):
        yield value


def _here(path: str, link: str) -> str:
    """A link as an address of this site; "" for those that lead elsewhere or to a style or script."""
    parts = urlsplit(urljoin(f"http://testserver{path}", link))
    if parts.scheme != "http" or parts.hostname not in {"testserver", "127.0.0.1"}:
        return ""
    if parts.path.startswith("/static/"):
        return ""
    return parts.path + (f"?{parts.query}" if parts.query else "")


def crawl(
    client: Client, first: Iterable[str], *, of_a_kind: int, with_parameters: int = 6
) -> Iterator[tuple[str, Any, bytes]]:
    """(address, answer, body) of everything within reach, each address once, breadth first.

    `of_a_kind`: how many addresses are asked for with one pattern and the same parameters, and
    `with_parameters`: how many with one pattern and any parameters. A list that links its filters
    has thousands of addresses that say the same again.
    """
    todo, seen = deque(first), set()
    met: Counter[Any] = Counter()
    while todo:
        path = todo.popleft()
        if path in seen:
            continue
        seen.add(path)
        route, names = kind(path)
        if met[route, names] >= of_a_kind or (names and met[route] >= with_parameters):
            continue
        met.update([(route, names), route] if names else [(route, names)])
        answer = client.get(path)
        body = content(answer)
        yield path, answer, body
        todo.extend(links(path, answer, body))
