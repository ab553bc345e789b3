"""What is private, undecided or internal never reaches the public: every public page, file and
answer is searched for it."""

import zipfile
from io import BytesIO
from typing import Any

from django.test import Client

from tests.support.forms import Page
from tests.support.world import World, private, unknown_uid

START = (
    "/", "/san-pham/?standing=all", "/san-pham/xuat.csv?standing=all", "/san-pham/xuat.xlsx?standing=all", "/tra-cuu/?q=che",
    "/tra-cuu/?q=mat+cho", "/tra-cuu/?q=htx", "/tinh/", "/dia-danh/?q=xa", "/robots.txt", "/sitemap.xml", "/quyet-dinh/",
    "/api/v1/products/", "/api/v1/products/facets/", "/api/v1/producers/", "/api/v1/certifications/", "/api/v1/schema/",
    "/api/v1/verify/?code=1619/Q%C4%90-UBND", "/api/v1/verify/?code=0912000119", "/api/v1/places/?q=xa", "/khong-co/", "/api/v1/khong-co/",
)  # fmt: skip
INTERNAL = (
    "Chờ 19", "Chờ 24", "Mật chờ", "Thử ", "Chấm điểm ", "Người ", "Vi phạm", "người nhà", "Dư luận", "512/QĐ-UBND", "giay-phep",
    "1619/QĐ-UBND", "12/BNNMT", "Cũ 19", "danh sách 19", "thiếu năm", "Đợt 1 năm 2026", "Đợt 20 năm 2026", "75,5", "75.5",
)  # fmt: skip


def text_of(answer: Any) -> str:
    content = b"".join(answer.streaming_content) if answer.streaming else answer.content
    if "spreadsheet" in answer.headers.get("Content-Type", ""):
        with zipfile.ZipFile(BytesIO(content)) as book:
            return "\n".join(book.read(name).decode() for name in book.namelist())
    return content.decode(errors="replace")


def links(answer: Any, text: str) -> list[str]:
    kind = answer.headers.get("Content-Type", "")
    if "html" in kind:
        return [link for link in Page.of(text).links if link.startswith("/")]
    if "json" in kind:
        return [
            part.partition('"')[0]
            for part in text.replace("http://127.0.0.1:8000", "").split('"')
            if part.startswith("/")
        ]
    return []


def test_nothing_private_or_undecided_anywhere_in_public(registry: World) -> None:
    own, other = registry.own, registry.other
    secrets = [*INTERNAL, *private("19").values(), *private("24").values()]
    secrets += [
        side.uid[name]
        for side in (own, other)
        for name in ("undecided_product", "undecided_producer", "held_decision")
    ]
    secrets += [
        side.uid[name]
        for side in (own, other)
        for name in ("prepared", "order", "sheet", "member", "conflict", "evidence")
    ]
    secrets += [
        uid for side in (own, other) for uid in (*side.rounds.values(), *side.applications.values())
    ]
    client, todo, seen, leaks = Client(raise_request_exception=False), list(START), set(), []
    todo += [f"/tra-cuu/?q={secret}" for secret in private("19").values()]
    while todo and len(seen) < 700:
        url = todo.pop().partition("#")[0]
        if url in seen or url.startswith(
            ("/static/", "/quan-tri/", "/bo-tieu-chi/", "/api/v1/schemes/")
        ):
            continue
        seen.add(url)
        answer = client.get(url)
        assert answer.status_code < 500, url
        text = text_of(answer)
        leaks += [
            (url, secret)
            for secret in secrets
            if secret in text and secret not in url and f"q={secret}" not in url
        ]
        todo += [link for link in links(answer, text) if link not in seen]
    assert leaks == []
    assert len(seen) >= 100
    assert any(own.uid["product"] in url for url in seen), "the crawl reached what is public"


def test_what_is_private_finds_nothing(registry: World) -> None:
    client, hidden = Client(), registry.own.uid["undecided_product"]
    answers = [
        client.get("/api/v1/verify/", {"code": code}).content.decode().replace(code, "*")
        for code in (hidden, unknown_uid())
    ]
    assert answers[0] == answers[1], "what is undecided is told apart from what does not exist"
    for secret in (*private("19").values(), hidden, "Mật chờ 19"):
        told = client.get("/api/v1/verify/", {"code": secret}).content.decode()
        assert registry.own.uid["product"] not in told, secret
        assert secret == hidden or hidden not in told, secret
        page = client.get("/san-pham/", {"q": secret, "standing": "all"})
        assert page.context.get("items", []) == [], secret
