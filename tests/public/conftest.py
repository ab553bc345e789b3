"""A fixed day for everything public."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.core import signals
from django.db import close_old_connections
from django.test import Client

from products import door as door_module
from products.today import version
from tests.support.door import AtTheDoor


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


@pytest.fixture
def door(settings: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[AtTheDoor]:
    """Keeping answers, as outside of tests; the test's connection stays open between requests."""
    settings.KEEP_ANSWERS = True
    monkeypatch.setattr(door_module, "close_old_connections", lambda: None)
    events = (signals.request_started, signals.request_finished)
    for event in events:
        event.disconnect(close_old_connections)
    yield AtTheDoor()
    for event in events:
        event.connect(close_old_connections)
