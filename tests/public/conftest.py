"""A fixed day for everything public."""

import pytest


@pytest.fixture(autouse=True)
def _today(on_20_november: None) -> None:
    pass
