"""The cast: lan enters, minh approves, hoa belongs to another province, xem may only look. It is
20/11/2026."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from django.test import Client

from ocop_registry import clock
from ocop_registry.accounts.models import Role, User
from tests import factories as make

BACKEND = "ocop_registry.accounts.backends.StaffBackend"


@pytest.fixture(autouse=True)
def _today(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: datetime(2026, 11, 20, 3, 0, tzinfo=UTC))


@pytest.fixture
def lan(db: None) -> User:
    return make.staff("lan")


@pytest.fixture
def minh(db: None) -> User:
    return make.approver("minh")


@pytest.fixture
def hoa(db: None) -> User:
    return make.staff("hoa", "24")


@pytest.fixture
def xem(db: None) -> User:
    return make.user("xem", Role.READ_ONLY)


@pytest.fixture
def as_user() -> Callable[[User], Client]:
    """A browser in which that person is signed in."""

    def sign_in(user: User) -> Client:
        client = Client()
        client.force_login(user, backend=BACKEND)
        return client

    return sign_in
