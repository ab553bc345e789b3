"""How long searches and look-ups take by the wall, of ten kinds of texts, on a filled register.

    DATABASE_URL=postgres://… .venv/bin/python -m tests.benchmarks.search_times
    .venv/bin/python -m tests.benchmarks.search_times 3        rounds of each text (default: 2)

Every text is asked through the WSGI application of this process, without the network, once when
nothing of it is known yet ("first": it is read, its questions are written) and then again, answers
not being kept. Of each kind the median and the slowest text are told, in milliseconds.
"""

import json
import os
import statistics
import sys
import time
from collections.abc import Callable, Iterator
from io import BytesIO
from typing import Any
from urllib.parse import quote

SEARCH, CHECK = "/api/v1/products/?q=", "/tra-cuu/?q="
TEXTS: dict[str, list[str]] = {
    "plain": ["mật ong", "tra hoa vang", "htx", "ca phe", "mien dong na ri", "gao nep", "chè"],
    "one or two slips": ["mat onhg", "mien dogn", "tra hoa vagn", "cafe ragn xay", "gaoo nepp"],
    "joined or parted": ["matong", "trahoavang", "miendong", "ca phe rangxay", "gaonep"],
    "common words, turned": ["ong mat", "dong mien", "kinh doanh ho", "phe ca", "nep gao"],
    "common words that meet rarely": ["ong xa", "gao ong", "che tra", "ho kinh doanh xa huyen"],
    "the commonest words alone": ["tinh xa huyen", "xa tinh", "cong ty", "xa", "hop xa tac"],
    "single letters and numbers": ["a", "t", "o", "1", "20", "h t x"],
    "the same word again and again": ["thanh thanh thanh", "ong ong", "xa xa xa xa xa"],
    "200 characters": [
        "tra xanh thai nguyen tan cuong hao hang dac biet mat ong hoa nhan ca phe rang xay " * 3
    ],
    "words without meaning": ["va cua cac", "san pham", "khong ai lam ra", "qwz xkcd"],
    "old places": ["Na Rì", "huyện Yên Thế", "Bắc Kạn", "xã Hồng Thái"],
}  # fmt: skip
LONGEST = 200  # characters of a search


def main(rounds: int) -> None:
    os.environ.setdefault("KEEP_ANSWERS", "0")
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ocop_registry.settings")
    import django

    django.setup()
    from django.conf import settings
    from django.db import connection

    from products.models import ProductToday

    settings.ALLOWED_HOSTS, settings.SECURE_SSL_REDIRECT = ["*"], False
    say(f"{connection.vendor}, {ProductToday.objects.count():,} products\n")
    say("| Kind | first: median | slowest | again: median | slowest | slowest text |")
    say("| --- | --: | --: | --: | --: | --- |")
    ask("GET", f"{SEARCH}{quote('nấm hương')}")  # imports and the words are read
    for kind, requests in _works():
        first = [timed(request) for _, request in requests]
        again = [min(timed(request) for _ in range(rounds)) for _, request in requests]
        told, slowest = requests[max(range(len(again)), key=again.__getitem__)][0], max(again)
        figures = (statistics.median(first), max(first), statistics.median(again), slowest)
        say(f"| {kind} | {' | '.join(f'{one:.1f}' for one in figures)} | {told[:40]} |")


def say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def _works() -> Iterator[tuple[str, list[tuple[str, Callable[[], None]]]]]:
    """Kinds, each with its texts and what asks them."""
    for kind, texts in TEXTS.items():
        yield kind, [_asking(SEARCH, text[:LONGEST]) for text in texts]
    plain = [*TEXTS["plain"], *TEXTS["common words, turned"]]
    yield "check by name", [_asking(CHECK, text) for text in plain]
    codes, numbers = _borne()
    yield "verify one code", [_asking("/api/v1/verify/?code=", code) for code in codes[:40]]
    yield "verify a decision", [_asking("/api/v1/verify/?code=", one) for one in numbers]
    body = json.dumps({"codes": codes[:1000]}).encode()
    yield "verify 1,000 codes", [("", lambda: ask("POST", "/api/v1/verify/", body))]


def _asking(address: str, text: str) -> tuple[str, Callable[[], None]]:
    return text, lambda: ask("GET", f"{address}{quote(text)}")


def _borne() -> tuple[list[str], list[str]]:
    """Codes of products from all over the register, and numbers of decisions."""
    from products.models.today import PublicCode

    rows = PublicCode.objects.order_by("code").values_list("code", flat=True)
    of_products = rows.filter(entry__kind="product")
    numbers = of_products.filter(code__contains="/")[:200:10]
    return list(of_products.filter(code__regex=r"^[0-9-]+$")[:1000]), list(numbers)


def timed(request: Callable[[], None]) -> float:
    """Milliseconds by the wall."""
    started = time.perf_counter()
    request()
    return (time.perf_counter() - started) * 1000


def ask(method: str, address: str, body: bytes = b"") -> None:
    """Ask the site; an answer that is none stops the run."""
    from ocop_registry.wsgi import application

    path, _, query = address.partition("?")
    environ = {
        "REQUEST_METHOD": method,
        "PATH_INFO": path,
        "QUERY_STRING": query,
        "SERVER_NAME": "127.0.0.1",
        "SERVER_PORT": "80",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "CONTENT_TYPE": "application/json",
        "CONTENT_LENGTH": str(len(body)),
        "REMOTE_ADDR": "127.0.0.1",
        "wsgi.input": BytesIO(body),
        "wsgi.errors": sys.stderr,
        "wsgi.url_scheme": "http",
    }
    answered: list[str] = []
    answer: Any = application(
        environ, lambda status, headers, problem=None: answered.append(status)
    )
    text = b"".join(answer)
    getattr(answer, "close", lambda: None)()
    if not answered[0].startswith("200"):
        raise SystemExit(f"{address[:80]}: {answered[0]} {text[:300]!r}")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 2)
