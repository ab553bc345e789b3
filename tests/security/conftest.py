"""Everything here attacks one small registry, made anew for each test."""

from typing import Any

import pytest

from tests.support import world


@pytest.fixture(autouse=True)
def _quick_and_quiet(settings: Any, caplog: pytest.LogCaptureFixture) -> None:
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    # thousands of refusals, each worth a line elsewhere
    caplog.set_level("CRITICAL", "django.request")


@pytest.fixture
def registry(db: None) -> world.World:
    return world.make()
