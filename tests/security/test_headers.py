"""Every answer carries the security headers, and every cookie its flags. Of every address in every
role it is asked where all of them are asked for (`tests/test_authorisation.py`)."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from ocop_registry import settings as real
from tests.support.headers import faults
from tests.support.world import World
from tests.test_authorisation import table

STATIC = (
    "/static/staff/staff.css",
    "/static/public/public.css",
    "/static/staff/results/grid.js",
    "/static/admin/css/base.css",
)
ERRORS = (
    "/khong-co/",
    "/quan-tri/khong-co/",
    "/api/v1/khong-co/",
    "/api/v1/products/ZZZZZZZ/",
    "/san-pham/?stars=9",
    "/media/x",
)
POSTED = ("/quan-tri/login/", "/ngon-ngu/", "/api/v1/verify/", "/api/v1/products/", "/")


@pytest.mark.parametrize("who", ["anonymous", "staff"])
def test_errors_files_and_posts_carry_them_too(registry: World, who: str) -> None:
    client = registry.client(who)
    client.raise_request_exception = False
    wrong = [fault for url in (*STATIC, *ERRORS) for fault in faults(client.get(url), f"GET {url}")]
    for url in POSTED:
        answer = client.post(url, {"username": "lan", "password": "sai"})
        wrong += faults(answer, f"POST {url}")
    assert wrong == []


@pytest.fixture
def installed(settings: Any) -> Any:
    """As on a real installation."""
    settings.SECURE_SSL_REDIRECT = settings.SESSION_COOKIE_SECURE = settings.CSRF_COOKIE_SECURE = (
        True
    )
    settings.SECURE_HSTS_SECONDS = 365 * 24 * 3600
    settings.SECURE_HSTS_INCLUDE_SUBDOMAINS = settings.SECURE_HSTS_PRELOAD = True
    return settings


def test_a_real_installation_adds_hsts_and_secure_cookies(db: None, installed: Any) -> None:
    client = Client()
    for url in (
        "/",
        "/quan-tri/login/",
        "/api/v1/products/",
        "/khong-co/",
        "/static/staff/staff.css",
    ):
        answer = client.get(url, secure=True)
        assert (
            answer.headers["Strict-Transport-Security"]
            == "max-age=31536000; includeSubDomains; preload"
        ), url
        assert all(cookie["secure"] for cookie in answer.cookies.values()), url
        assert faults(answer, url) == []
    switched = client.post("/ngon-ngu/", {"language": "en"}, secure=True)
    assert switched.cookies["django_language"]["secure"]
    plain = client.get("/san-pham/")
    assert (plain.status_code, plain.headers["Location"]) == (301, "https://testserver/san-pham/")
    assert faults(plain, "/san-pham/") == []


def test_the_settings_outside_demo_mode_are_the_safe_ones() -> None:
    assert real.SESSION_COOKIE_HTTPONLY
    assert real.CSRF_COOKIE_HTTPONLY
    assert real.DEBUG is False
    assert real._secure is not real.DEMO


@pytest.mark.parametrize("url", ["/", "/quan-tri/", "/api/v1/products/"])
@pytest.mark.parametrize("redirected", [False, True])
def test_a_wrong_host_is_refused_with_every_header(
    db: None, settings: Any, url: str, redirected: bool
) -> None:
    settings.ALLOWED_HOSTS = ["testserver"]
    settings.SECURE_SSL_REDIRECT = redirected
    answer = Client(raise_request_exception=False).get(url, headers={"host": "evil.example"})
    assert answer.status_code == 400
    assert faults(answer, url) == []
    assert "evil.example" not in answer.content.decode()
    assert ("problem+json" in answer.headers["Content-Type"]) == url.startswith("/api/")


def test_an_error_of_the_server_tells_nothing_and_speaks_the_clients_tongue(
    db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(request: Any) -> str:
        raise RuntimeError("a secret of the database")

    monkeypatch.setattr("ocop_registry.language.language_of", broken)
    monkeypatch.setattr("products.short_way.language_of", broken)
    client = Client(raise_request_exception=False)
    for url, kind in (
        ("/api/v1/products/", "application/problem+json"),
        ("/san-pham/", "text/html"),
    ):
        answer = client.get(url)
        assert (answer.status_code, answer.headers["Content-Type"].partition(";")[0]) == (500, kind)
        assert "secret" not in answer.content.decode()
        assert [fault for fault in faults(answer, url) if not fault.endswith(": 500")] == []


def test_a_form_without_its_token_is_refused_everywhere(registry: World) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(
        registry.people["staff"], backend="ocop_registry.accounts.backends.StaffBackend"
    )
    asked = 0
    for name, rule in table().items():
        if name.startswith("admin:"):
            arguments = rule.path(registry.own) if rule.path else ()
            answer = client.post(reverse(name, args=arguments), {"name": "x"})
            assert answer.status_code == 403 or (
                answer.status_code == 405 and rule.post == "none"
            ), name
            asked += 1
    assert asked > 90
