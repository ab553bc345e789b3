"""A fixed day, and a way to ask the API as a partner does."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client


@pytest.fixture(autouse=True)
def _today(on_20_november: None) -> None:
    pass


@pytest.fixture
def api(client: Client) -> Callable[..., Any]:
    """`api("products/", q="mien")` → the JSON of a 200 answer (or of the status wanted)."""

    def ask(path: str, status: int = 200, language: str = "", **params: Any) -> Any:
        headers = {"Accept-Language": language} if language else {}
        address = path if path.startswith("http") else f"/api/v1/{path}"
        response = client.get(address, params or None, headers=headers)
        assert response.status_code == status, response.content.decode()
        expected = "application/json" if status == 200 else "application/problem+json"
        assert response.headers["Content-Type"] == expected
        return json.loads(response.content)

    return ask
