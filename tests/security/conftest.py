"""Everything here attacks one small registry, made anew for each test."""

import pytest

from tests.support import world


@pytest.fixture(autouse=True)
def _quiet(caplog: pytest.LogCaptureFixture) -> None:
    # thousands of refusals, each worth a line elsewhere
    caplog.set_level("CRITICAL", "django.request")


@pytest.fixture
def registry(db: None) -> world.World:
    return world.make()
