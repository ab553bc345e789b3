"""A fixed day for everything public."""

from datetime import UTC, datetime
from typing import Any

import pytest

from ocop_registry import clock


@pytest.fixture(autouse=True)
def _today(monkeypatch: pytest.MonkeyPatch) -> Any:
    """20/11/2026, ten in the morning in Việt Nam."""
    monkeypatch.setattr(clock, "now", lambda: datetime(2026, 11, 20, 3, 0, tzinfo=UTC))
