"""What HTTP promises: tags, 304 after one query, lives that end at midnight, HEAD, OPTIONS, other
sites' scripts."""

from datetime import UTC, datetime
from typing import Any

import pytest
from django.db import connection
from django.db.models import F
from django.test import Client
from django.test.utils import CaptureQueriesContext

from ocop_registry import clock
from ocop_registry.journal.models import JournalHead
from tests.public import register
from tests.public.register import certification, producer, product, uid

pytestmark = pytest.mark.django_db
PATHS = [
    *(
        "products/",
        "products/facets/",
        "producers/",
        "certifications/",
        "places/",
        "schemes/",
        "places/19/",
    ),
    *(
        f"products/{uid(1)}/",
        f"producers/{uid(900)}/",
        f"certifications/{uid(11)}/",
        "verify/?code=19-02155-003-2026",
    ),
]


@pytest.fixture(autouse=True)
def _rows() -> None:
    certification(11, product(1), "in_force")
    producer()


def moved() -> None:
    """Let the version of the register go on, as an act would."""
    JournalHead.objects.update_or_create(
        pk=1, defaults={"public_seq": F("public_seq") + 1, "seq": F("seq") + 1}
    )


@pytest.mark.parametrize("path", PATHS)
def test_unchanged_answers_cost_one_row(
    client: Client, path: str, django_assert_num_queries: Any
) -> None:
    first = client.get(f"/api/v1/{path}")
    tag = first.headers["ETag"]
    assert first.status_code == 200
    assert tag.startswith('"')
    assert first.headers["Cache-Control"] == "public, max-age=60"
    assert first.headers["Vary"] == "Accept-Language"
    assert "Set-Cookie" not in first.headers
    with django_assert_num_queries(1):
        again = client.get(f"/api/v1/{path}", headers={"If-None-Match": tag})
    assert (again.status_code, again.content, again.headers["ETag"]) == (304, b"", tag)
    # A compressing front weakens the tag on its way out.
    assert client.get(f"/api/v1/{path}", headers={"If-None-Match": f"W/{tag}"}).status_code == 304

    moved()
    changed = client.get(f"/api/v1/{path}", headers={"If-None-Match": tag})
    assert (changed.status_code, changed.headers["ETag"] != tag) == (200, True)


def test_an_act_that_leaves_the_register_alone_makes_only_what_tells_of_other_tables_new(
    client: Client,
) -> None:
    before = {path: client.get(f"/api/v1/{path}").headers["ETag"] for path in PATHS}
    head = JournalHead.objects.get(pk=1)
    head.seq += 1
    head.save()
    new = {path for path in PATHS if client.get(f"/api/v1/{path}").headers["ETag"] != before[path]}
    assert new == {
        "places/", "places/19/", "schemes/", "verify/?code=19-02155-003-2026",
        f"products/{uid(1)}/",  # says how complete its province's register is
    }  # fmt: skip


def test_language_address_and_day_each_have_their_tag(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    tags = {client.get("/api/v1/products/").headers["ETag"]}
    tags.add(client.get("/api/v1/products/", headers={"Accept-Language": "en"}).headers["ETag"])
    tags.add(client.get("/api/v1/products/?page_size=50").headers["ETag"])
    # midnight in Việt Nam
    monkeypatch.setattr(clock, "now", lambda: datetime(2026, 11, 20, 17, 0, tzinfo=UTC))
    tags.add(client.get("/api/v1/products/").headers["ETag"])
    assert len(tags) == 4


def test_no_answer_lives_beyond_midnight_in_viet_nam(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(clock, "now", lambda: datetime(2026, 11, 20, 16, 59, 50, tzinfo=UTC))
    assert client.get("/api/v1/products/").headers["Cache-Control"] == "public, max-age=10"


def test_a_tag_never_hides_a_refusal(client: Client) -> None:
    tag = client.get("/api/v1/products/").headers["ETag"]
    assert client.get("/api/v1/products/?sao=4", headers={"If-None-Match": tag}).status_code == 400


def test_problems_are_not_kept(client: Client) -> None:
    answer = client.get("/api/v1/products/?sao=4")
    assert (answer.headers["Cache-Control"], "ETag" in answer.headers) == ("no-store", False)


def test_a_read_writes_nothing(client: Client) -> None:
    """But for the first of a day, which turns the register to it."""
    register.ready()
    with CaptureQueriesContext(connection) as queries:
        for path in PATHS:
            client.get(f"/api/v1/{path}", headers={"Cookie": "sessionid=abc"})
        client.post("/api/v1/verify/", data={"codes": ["1"]}, content_type="application/json")
    assert {query["sql"].split()[0] for query in queries} == {"SELECT"}


@pytest.mark.parametrize("path", PATHS)
def test_head_is_get_without_its_body(client: Client, path: str) -> None:
    got, head = client.get(f"/api/v1/{path}"), client.head(f"/api/v1/{path}")
    assert (head.status_code, head.content) == (200, b"")
    for name in (
        "ETag",
        "Content-Type",
        "Content-Length",
        "Cache-Control",
        "Access-Control-Allow-Origin",
    ):
        assert head.headers[name] == got.headers[name]


@pytest.mark.parametrize(
    ("path", "methods"),
    [("products/", "GET, HEAD, OPTIONS"), ("verify/", "GET, HEAD, OPTIONS, POST")],
)
def test_options_answers_people_and_browsers(client: Client, path: str, methods: str) -> None:
    preflight = {"Origin": "https://shop.example", "Access-Control-Request-Method": "GET"}
    answer = client.options(f"/api/v1/{path}", headers=preflight)
    assert (answer.status_code, answer.content) == (204, b"")
    assert answer.headers["Allow"] == answer.headers["Access-Control-Allow-Methods"] == methods
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert "Access-Control-Allow-Credentials" not in answer.headers


@pytest.mark.parametrize(
    "accept", ["text/html", "application/xml", "*/*", "image/png;q=0.9", "nonsense"]
)
def test_it_speaks_json_whatever_is_asked_for(client: Client, accept: str) -> None:
    answer = client.get("/api/v1/products/", headers={"Accept": accept})
    assert (answer.status_code, answer.headers["Content-Type"]) == (200, "application/json")


def test_strict_headers_stand_on_answers_and_problems(client: Client) -> None:
    for path in ("products/", "nowhere/", "products/?sao=4", "docs/"):
        answer = client.get(f"/api/v1/{path}")
        assert "script-src 'self'" in answer.headers["Content-Security-Policy"]
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
