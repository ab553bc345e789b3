"""A fixed day for every staff page."""

import pytest


@pytest.fixture(autouse=True)
def _today(on_20_november: None) -> None:
    pass
