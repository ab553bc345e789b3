import pytest

from ocop_registry.accounts.models import User
from ocop_registry.journal.acts import act
from tests.journal.support import account


@pytest.fixture(autouse=True)
def projections(monkeypatch) -> list:
    """The journal alone: no projection but those a test puts here."""
    mine: list = []
    monkeypatch.setattr("ocop_registry.journal.writing.projections", mine)
    return mine


@pytest.fixture
def officer(db) -> User:
    """Somebody whose creation is in the journal."""
    with act("account.create", by=None) as deed:
        user = account("officer", email="lan@example.vn")
        deed.create(user)
    return user
