"""What a recorded crawl writes: one file for each answer, with everything masked that differs by
itself (`tests/recorded_crawl.py`)."""

import hashlib
import io
import logging
import re
import sys
import zipfile
from pathlib import Path
from typing import Any
from urllib.parse import quote

from django.conf import settings
from django.contrib.auth.models import update_last_login
from django.contrib.auth.signals import user_logged_in
from django.core.cache import cache
from django.db import transaction
from django.test import Client
from django.test.utils import setup_test_environment

from ocop_registry import clock
from ocop_registry.accounts.models import User
from ocop_registry.journal.models import JournalEntry
from tests.support.cast import BACKEND
from tests.support.crawl import crawl, starts

ENGLISH = "anonymous-english"
HEADERS = (
    "Content-Type", "Content-Disposition", "Content-Language", "Location", "Allow", "Link", "Vary", "Cache-Control", "ETag",
    "Last-Modified", "Content-Security-Policy", "Permissions-Policy", "Referrer-Policy", "X-Content-Type-Options",
    "X-Frame-Options", "X-Robots-Tag", "Cross-Origin-Opener-Policy", "Access-Control-Allow-Origin",
)  # fmt: skip
MASKS = (
    (re.compile(r'(name="csrfmiddlewaretoken" value=")[^"]+'), r"\1*"),
    (re.compile(r'(CSRFTOKEN"\] = ")[^"]+', re.IGNORECASE), r"\1*"),
    (re.compile(r"/static/(?:[\w.-]+/)*"), "/static/*/"),
)
PDF_INSTANTS = re.compile(rb"/(CreationDate|ModDate) \([^)]*\)|/ID\s*\[[^\]]*\]")
OFFICE_INSTANTS = re.compile(r"(<dcterms:(?:created|modified)[^>]*>)[^<]*")
TEXTS = ("text/", "application/json", "application/problem+json", "application/javascript")
TEXT_MEMBERS = (".xml", ".rels", ".csv", ".txt")


def record(folder: str, *, of_a_kind: int, only: list[str]) -> None:
    """Crawl as everybody, or as those named, and write each answer below `folder`."""
    setup_test_environment(debug=False)
    logging.disable(logging.WARNING)  # refusals are recorded, not said a second time
    # Signing in must not write a row.
    settings.SESSION_ENGINE = "django.contrib.sessions.backends.signed_cookies"
    user_logged_in.disconnect(update_last_login, dispatch_uid="update_last_login")
    instant = JournalEntry.objects.order_by("-seq").values_list("at", flat=True).first()
    if instant is None:
        sys.exit("The journal of that database is empty: take a copy of one with demo data.")
    clock.now = lambda: instant
    people = {
        user.username: user for user in User.objects.filter(is_demo=True).order_by("username")
    }
    for who in only or ["anonymous", ENGLISH, *people]:
        cache.clear()  # what one page shows must not depend on who came before
        count = 0
        with transaction.atomic():
            for path, answer, body in crawl(client_of(who, people), starts(), of_a_kind=of_a_kind):
                _write(Path(folder) / who, path, answer, body)
                count += 1
            transaction.set_rollback(True)
        sys.stdout.write(f"{who}: {count} answers\n")
        sys.stdout.flush()


def client_of(who: str, people: dict[str, User]) -> Client:
    client = Client(raise_request_exception=False)
    if who == ENGLISH:
        client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
        client.defaults["HTTP_ACCEPT_LANGUAGE"] = "en"
    elif who in people:
        client.force_login(people[who], backend=BACKEND)
    elif who != "anonymous":
        sys.exit(f"There is no account {who}.")
    return client


def _write(folder: Path, path: str, answer: Any, body: bytes) -> None:
    file = folder / _name(path)
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text_of(path, answer, body) + "\n", encoding="utf-8", errors="surrogateescape")


def text_of(path: str, answer: Any, body: bytes) -> str:
    """An answer as text: status, headers and body, with what differs by itself masked."""
    lines = [f"GET {path}", f"status: {answer.status_code}"]
    lines += [f"{name}: {answer.headers[name]}" for name in HEADERS if answer.has_header(name)]
    for cookie in sorted(answer.cookies.values(), key=lambda one: one.key):
        lines.append(f"cookie: {cookie.key} httponly={cookie['httponly']} {cookie['samesite']}")
    if answer.status_code >= 500:
        lines.append(f"exception: {(getattr(answer, 'exc_info', None) or (None, None))[1]!r}")
    text = "\n".join([*lines, "", _readable(answer.headers.get("Content-Type", ""), body)])
    for pattern, instead in MASKS:
        text = pattern.sub(instead, text)
    return text


def _name(path: str) -> str:
    """A file name for an address: its folders, then "_" and the query."""
    place, _, query = path.partition("?")
    last = quote(f"_{f'?{query}' if query else ''}", safe="?=&+%,")
    if len(last) > 180:
        last = f"{last[:150]}~{hashlib.sha256(last.encode()).hexdigest()[:12]}"
    parts = [quote(part, safe="@~+,")[:180] for part in place.split("/") if part.strip(".")]
    return "/".join([*parts, last])


def _readable(kind: str, body: bytes) -> str:
    """A body as text that `diff` can compare."""
    if kind.startswith(TEXTS):
        return body.decode("utf-8", errors="surrogateescape")
    if body[:2] == b"PK":
        return _members(body)
    same = PDF_INSTANTS.sub(b"", body) if body[:5] == b"%PDF-" else body
    return f"{len(body)} bytes, sha256 {hashlib.sha256(same).hexdigest()}"


def _members(body: bytes) -> str:
    """The members of a ZIP, and so of a Word or Excel file, one after the other."""
    lines = []
    with zipfile.ZipFile(io.BytesIO(body)) as archive:
        for name in archive.namelist():
            kind = "text/xml" if name.endswith(TEXT_MEMBERS) else ""
            text = _readable(kind, archive.read(name))
            lines += [f"── {name}", OFFICE_INSTANTS.sub(r"\1*", text)]
    return "\n".join(lines)
