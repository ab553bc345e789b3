"""Thousands of refusals are provoked here."""

import pytest


@pytest.fixture(autouse=True)
def _quiet(caplog: pytest.LogCaptureFixture) -> None:
    # each is worth a line elsewhere
    caplog.set_level("CRITICAL", "django.request")
