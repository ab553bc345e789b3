"""The cast: lan enters, minh approves, hoa enters in another province, xem may only look, bo is at
the ministry. Their stage is Thái Nguyên."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from django.test import Client

BACKEND = "ocop_registry.accounts.backends.StaffBackend"


def signed_in(person: Any) -> Client:
    """A browser in which that person is signed in."""
    client = Client()
    client.force_login(person, backend=BACKEND)
    return client


def _make() -> Any:
    from tests import factories  # models can be imported only now

    return factories


@pytest.fixture
def lan(db: None) -> Any:
    return _make().staff("lan")


@pytest.fixture
def minh(db: None) -> Any:
    return _make().approver("minh")


@pytest.fixture
def hoa(db: None) -> Any:
    return _make().staff("hoa", "24")


@pytest.fixture
def xem(db: None) -> Any:
    return _make().user("xem", "read_only")


@pytest.fixture
def bo(db: None) -> Any:
    return _make().ministry()


@pytest.fixture
def province(db: None) -> Any:
    return _make().province()


@pytest.fixture
def as_user() -> Callable[[Any], Client]:
    return signed_in


# --- the day --------------------------------------------------------------------------------------
@pytest.fixture
def on_20_november(monkeypatch: pytest.MonkeyPatch) -> None:
    """20/11/2026, ten in the morning in Việt Nam."""
    _clock_stands_at(monkeypatch, datetime(2026, 11, 20, 3, 0, tzinfo=UTC))


@pytest.fixture
def on_21_november(monkeypatch: pytest.MonkeyPatch) -> None:
    """21/11/2026, noon in Việt Nam."""
    _clock_stands_at(monkeypatch, datetime(2026, 11, 21, 5, 0, tzinfo=UTC))


def _clock_stands_at(monkeypatch: pytest.MonkeyPatch, instant: datetime) -> None:
    from ocop_registry import clock

    monkeypatch.setattr(clock, "now", lambda: instant)
