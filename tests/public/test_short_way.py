"""The short way of anonymous readers says what the long way says, and refuses nobody less."""

from typing import Any

import pytest
from django.db import OperationalError
from django.test import Client

from products import short_way
from products.short_way import ShortWay
from products.today import version as version_module
from products.today.version import version_now
from tests import factories as make
from tests.public import register
from tests.public.register import acted, product, uid

pytestmark = pytest.mark.django_db
PATHS = [
    "/",
    "/san-pham/?q=mien",
    f"/san-pham/{uid(1)}-mien-dong/",
    "/tinh/",
    "/tinh/19-thai-nguyen/",
    "/dia-danh/05503/",
    "/san-pham/?province=19&page=2&ordering=-stars",
    f"/chu-the/{uid(900)}-htx-tai-hoan/",
    "/tra-cuu/?q=mien",
    "/gioi-thieu/",
    "/api/v1/products/?province=19",
    f"/api/v1/products/{uid(1)}/",
    "/api/v1/products/facets/",
    "/api/v1/verify/?code=386/QĐ-UBND",
    "/api/v1/places/?level=province",
    # neither plain nor public
    "/san-pham/khong-co/",
    "/san-pham/?sao=4",
    "/api/v1/products/?sao=4",
    "/api/v1/products/khong-co/",
    "/khong-co/",
    "/san-pham/xuat.csv",
]


@pytest.fixture
def long_way(monkeypatch: pytest.MonkeyPatch) -> Any:
    """Closes the short way from then on."""

    def close() -> None:
        monkeypatch.setattr(short_way, "_is_anonymous_read", lambda request: False)

    return close


@pytest.mark.parametrize("language", ["vi", "en"])
@pytest.mark.parametrize("path", PATHS)
def test_both_ways_answer_alike(client: Client, long_way: Any, path: str, language: str) -> None:
    product()
    register.ready()
    client.cookies["django_language"] = language
    headers = {"accept-language": language}
    short = client.get(path, headers=headers)
    long_way()
    long = client.get(path, headers=headers)
    assert (short.status_code, short.getvalue()) == (long.status_code, long.getvalue())
    assert dict(short.headers) == dict(long.headers)


@pytest.mark.usefixtures("keeping_by_version")
@pytest.mark.parametrize("demo", [True, False])
@pytest.mark.parametrize("path", PATHS)
def test_both_ways_answer_alike_from_what_the_version_keeps(
    client: Client, long_way: Any, settings: Any, path: str, demo: bool
) -> None:
    settings.DEMO = demo
    product()
    register.ready()
    acted()
    made, known = client.get(path).getvalue(), client.get(path).getvalue()
    long_way()
    assert [made, known] == [client.get(path).getvalue()] * 2


def test_nobody_is_answered_whom_the_long_way_refuses(client: Client, settings: Any) -> None:
    path = "/api/v1/products/"
    assert client.get(path).status_code == 200
    assert client.get(path, headers={"host": "evil.example"}).status_code == 400
    settings.SECURE_SSL_REDIRECT = True
    assert Client().get(path).status_code == 301


@pytest.mark.parametrize("cookie", [True, False])
def test_whoever_is_signed_in_or_has_a_key_goes_the_long_way(
    client: Client, monkeypatch: pytest.MonkeyPatch, cookie: bool
) -> None:
    asked: list[str] = []
    usual = ShortWay._by_view
    monkeypatch.setattr(
        ShortWay,
        "_by_view",
        lambda *given: asked.append(given[2].path) or usual(*given),
    )
    client.get("/san-pham/")
    assert asked == ["/san-pham/"]
    if cookie:
        client.force_login(make.staff())
        client.get("/gioi-thieu/")
    else:
        client.get("/gioi-thieu/", headers={"authorization": "Api-Key A.B"})
    assert asked == ["/san-pham/"]


def test_a_connection_that_died_is_opened_anew(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    closed: list[bool] = []
    answers = iter([OperationalError("server closed the connection")])

    def version() -> Any:
        for problem in answers:
            raise problem
        return version_now()

    monkeypatch.setattr(version_module, "version_now", version)
    monkeypatch.setattr(version_module.connection, "close", lambda: closed.append(True))
    assert client.get("/gioi-thieu/").status_code == 200
    assert closed == [True]
