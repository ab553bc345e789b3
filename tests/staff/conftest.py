"""People of the staff site, signed in: Lan and Minh of Thái Nguyên, Hoa of Bắc Ninh, the ministry,
and an administrator."""

from collections.abc import Callable

import pytest
from django.test import Client

from ocop_registry.accounts.models import Role, User
from tests import factories


@pytest.fixture
def cast(db: None) -> dict[str, User]:
    people = {
        "staff": factories.staff("lan"),
        "head": factories.approver("minh"),
        "other": factories.staff("hoa", "24"),
        "ministry": factories.ministry("bo"),
        "read_only": factories.user("xem", Role.READ_ONLY),
        "nobody": factories.user("moi", ""),
        "admin": factories.user("quantri", "", is_superuser=True),
    }
    people["head"].roles_held.update(manages_accounts=True)
    return people


@pytest.fixture
def clients(cast: dict[str, User], as_user: Callable[[User], Client]) -> dict[str, Client]:
    return {name: as_user(person) for name, person in cast.items()}
