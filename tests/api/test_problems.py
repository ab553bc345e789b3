"""Every refusal is a problem document that says what, where and what to do, in the reader's
language."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest
from django.test import Client
from rest_framework.test import APIRequestFactory

from ocop_registry.api.errors import problem_response
from ocop_registry.api.views import ApiView
from products.api.products import ProductList
from products.queries.filters.products import ProductFilters
from tests.public.register import product

pytestmark = pytest.mark.django_db
Ask = Callable[..., Any]
LISTS = ["products/", "products/facets/", "producers/", "certifications/", "places/", "schemes/"]
MEMBERS = {"type", "title", "status", "detail", "instance"}


@pytest.mark.parametrize(
    "path",
    [
        *LISTS,
        "products/AAAAAAA/",
        "producers/x/",
        "certifications/x/",
        "decisions/x/",
        "places/19/",
        "journal-heads/",
        "verify/",
        "schema/",
    ],
)
def test_an_unknown_parameter_is_named_with_the_known_ones(api: Ask, path: str) -> None:
    problem = api(path, status=400, sao="4")
    assert set(problem) == {*MEMBERS, "errors"}
    [fault] = [one for one in problem["errors"] if one["pointer"] == "?sao"]
    assert set(fault) == {"pointer", "code", "detail"}
    assert fault["code"] == "unknown_parameter"
    assert "sao" in fault["detail"]
    assert problem["instance"] == f"/api/v1/{path}?sao=4"


def test_the_known_filters_of_products_are_all_named(api: Ask) -> None:
    detail = api("products/", status=400, sao="4")["errors"][0]["detail"]
    assert all(
        name in detail
        for name in [*ProductFilters.base_filters, "ordering", "fields", "cursor", "page_size"]
    )
    assert {one.name for one in ProductList.parameters} == {
        *ProductFilters.base_filters,
        "ordering",
        "fields",
        "cursor",
        "page_size",
    }


def test_all_faults_at_once(api: Ask) -> None:
    problem = api(
        "products/",
        status=400,
        foo="1",
        stars="9",
        ordering="sao",
        page_size="0",
        fields="name,id",
        province="99",
    )
    pointers = [one["pointer"] for one in problem["errors"]]
    assert sorted(pointers) == ["?fields", "?foo", "?ordering", "?page_size", "?province", "?stars"]
    assert problem["detail"] == "Có 6 chỗ sai trong yêu cầu, xem “errors”."


@pytest.mark.parametrize(
    ("path", "params"),
    [
        ("products/", {"recognised_after": "31/02/2026"}),
        ("products/", {"has_image": "có"}),
        ("products/", {"standing": "valid,tốt"}),
        ("products/", {"place": "xã Không Có Thật"}),
        ("products/", {"q": "\x00"}),
        ("products/", {"q": "x" * 5000}),
        ("products/", {"updated_after": "hôm qua"}),
        ("products/facets/", {"stars__gte": "six"}),
        ("products/facets/", {"ordering": "name"}),
        ("products/", {"commune": "19"}),
        ("products/", {"held_stars": "0"}),
        ("products/", {"set": "6,99"}),
        ("products/", {"sector": "Sách"}),
        ("products/", {"group": "Sách"}),
        ("products/", {"producer": "?"}),
        ("products/", {"producer_kind": "farm,"}),
        ("products/", {"recognised_before": "2026"}),
        ("products/", {"expires_before": "nay"}),
        ("products/", {"ordering": "relevance"}),
        ("producers/", {"q": "???"}),
        ("producers/", {"province": "06"}),
        ("producers/", {"place": "xã Không Có Thật"}),
        ("certifications/", {"producer": "?"}),
        ("certifications/", {"province": "x"}),
        ("certifications/", {"place": "x" * 201}),
        ("certifications/", {"stars": "3;4"}),
        ("certifications/", {"issued_after": "01.01.2026"}),
        ("certifications/", {"ordering": "stars"}),
        ("places/", {"q": "???"}),
        ("places/", {"kind": "thôn"}),
        ("producers/", {"kind": "hợp tác xã"}),
        ("producers/", {"commune": "19"}),
        ("producers/", {"ordering": "-stars"}),
        ("certifications/", {"product": "không phải"}),
        ("certifications/", {"standing": "đang tốt"}),
        ("certifications/", {"scheme": '26"%'}),
        ("certifications/", {"decision": "9" * 300}),
        ("certifications/", {"issued_before": "2026-13-01"}),
        ("places/", {"level": "thôn"}),
        ("places/", {"on": "0"}),
        ("places/", {"in_force": "có"}),
        ("places/", {"province": "00"}),
        ("verify/", {"code": ""}),
        ("verify/", {"code": "1", "on": "nay"}),
        ("verify/", {"code": "1" * 201}),
    ],
)
def test_a_value_that_cannot_be_read_is_one_fault(
    api: Ask, path: str, params: dict[str, str]
) -> None:
    problem = api(path, status=400, **params)
    wrong = "?on" if "on" in params else f"?{next(iter(params))}"
    assert [one["pointer"] for one in problem["errors"]] == [wrong]
    assert problem["detail"] == problem["errors"][0]["detail"]


def test_a_parameter_given_twice_is_not_guessed_about(client: Client) -> None:
    response = client.get("/api/v1/products/?stars=3&stars=4")
    assert response.status_code == 400
    assert response.json()["errors"][0]["code"] == "repeated_parameter"


@pytest.mark.parametrize(
    ("language", "title"),
    [
        ("", "Không tìm thấy"),
        ("vi", "Không tìm thấy"),
        ("en-GB,en;q=0.9", "Not found"),
        ("fr", "Không tìm thấy"),
        ("fr,en", "Not found"),
    ],
)
def test_problems_speak_the_language_that_was_accepted(
    client: Client, language: str, title: str
) -> None:
    response = client.get(
        "/api/v1/nowhere/", headers={"Accept-Language": language} if language else {}
    )
    assert response.status_code == 404
    assert response.json()["title"] == title
    assert "Accept-Language" in response.headers["Vary"]


def test_faults_are_translated_too(api: Ask) -> None:
    problem = api("products/", status=400, language="en", sao="1", page_size="0")
    assert problem["detail"] == "The request has 2 faults, see “errors”."
    assert problem["errors"][1]["detail"] == "page_size is a whole number from 1 to 200, not “0”."


@pytest.mark.parametrize(
    "path",
    [
        "/api/",
        "/api",
        "/api/v1/",
        "/api/v2/products/",
        "/api/v1/products/x/y/",
        "/api/v1/../x",
        "/api/v1/%00/",
    ],
)
@pytest.mark.parametrize("method", ["get", "post", "delete"])
def test_a_path_that_leads_nowhere_is_a_problem_document(
    client: Client, path: str, method: str
) -> None:
    response = getattr(Client(enforce_csrf_checks=True), method)(path)
    assert response.status_code == 404
    assert response.headers["Content-Type"] == "application/problem+json"
    assert set(response.json()) == MEMBERS
    assert response.headers["Access-Control-Allow-Origin"] == "*"


def test_a_forgotten_last_slash_leads_to_the_list_with_its_filters(client: Client) -> None:
    response = client.get("/api/v1/products?stars=4")
    assert (response.status_code, response.headers["Location"]) == (
        308,
        "/api/v1/products/?stars=4",
    )


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
@pytest.mark.parametrize(
    "path", ["products/", "producers/", "certifications/", "places/19/", "schemes/"]
)
def test_other_methods_are_405_and_change_nothing(method: str, path: str) -> None:
    entry = product()
    client = Client(enforce_csrf_checks=True)
    response = getattr(client, method)(
        f"/api/v1/{path}", data="{}", content_type="application/json"
    )
    assert response.status_code == 405
    assert response.headers["Allow"] == "GET, HEAD, OPTIONS"
    assert response.json()["detail"].startswith(f"Phương thức {method.upper()} ")
    entry.refresh_from_db()
    assert entry.updated_seq == 1


@pytest.mark.parametrize(
    ("body", "kind", "status"),
    [
        (b"{", "application/json", 400),
        (b"\xff\xfe", "application/json", 400),
        (b"[" * 100_000, "application/json", 400),
        (b'{"codes": ["\\ud800"]}', "application/json", 400),
        (b'{"codes": [NaN]}', "application/json", 400),
        (b'{"codes": ["1"]}', "application/json; charset=rot13", 200),
        (b"codes=1", "application/x-www-form-urlencoded", 415),
        (b"<x/>", "text/xml", 415),
        (b"", "application/json", 400),
    ],
)
def test_a_body_that_is_no_json_is_refused(
    client: Client, body: bytes, kind: str, status: int
) -> None:
    response = client.generic("POST", "/api/v1/verify/", data=body, content_type=kind)
    assert response.status_code == status, response.content
    if status != 200:
        assert response.headers["Content-Type"] == "application/problem+json"


# --- what views raise -----------------------------------------------------------------------------
def handled(error: Exception) -> tuple[int, dict[str, Any]]:
    request: HttpRequest = APIRequestFactory().get("/api/v1/x/")
    response = problem_response(error, {"request": request, "view": ApiView()})
    return response.status_code, json.loads(response.content)


def test_a_refused_model_is_422_with_every_field() -> None:
    error = ValidationError(
        {"name": ValidationError("Thiếu tên.", code="blank"), "__all__": ["Sai ngày."]}
    )
    status, problem = handled(error)
    assert status == 422
    assert problem["errors"] == [
        {"pointer": "#/name", "code": "blank", "detail": "Thiếu tên."},
        {"pointer": "#", "code": "invalid", "detail": "Sai ngày."},
    ]


def test_a_stale_version_is_412() -> None:
    assert handled(ValidationError("Vừa được sửa.", code="stale"))[0] == 412


def test_forbidden_and_missing_tell_nothing_of_the_inside() -> None:
    assert handled(PermissionDenied("secret reason"))[0] == 403
    status, problem = handled(Http404("No Product matches the given query."))
    assert status == 404
    assert "Product" not in problem["detail"]


def test_a_failure_is_a_500_without_its_traceback(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fails(*args: Any) -> None:
        raise RuntimeError("password=hunter2")

    monkeypatch.setattr(ProductList, "rows", fails)
    response = Client(raise_request_exception=False).get("/api/v1/products/")
    assert response.status_code == 500
    assert response.headers["Content-Type"] == "application/problem+json"
    assert set(response.json()) == MEMBERS
    assert b"hunter2" not in response.content
    assert b"Traceback" not in response.content
    assert "hunter2" in caplog.text
