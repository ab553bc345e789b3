"""A fixed day for everything public."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.test import Client

from products.today import version


@pytest.fixture(autouse=True)
def _today(on_20_november: None) -> None:
    pass


@pytest.fixture
def keeping_by_version(settings: Any) -> Iterator[None]:
    """What follows from a version is kept, as outside of tests; nothing of another test is."""
    settings.KEEP_BY_VERSION = True
    version._kept.clear()
    yield
    version._kept.clear()


@pytest.fixture
def api(client: Client) -> Callable[..., Any]:
    """`api("products/", q="mien")` → the JSON of the API's answer to the same question."""

    def ask(path: str, language: str = "", **params: Any) -> Any:
        headers = {"Accept-Language": language} if language else {}
        return client.get(f"/api/v1/{path}", params or None, headers=headers).json()

    return ask
