"""Pages of a list: Django's, where the number of rows is known already."""

from typing import Any

from django.core.paginator import Paginator


class CountedPaginator(Paginator):
    """Rows whose number something else has counted: they are not counted again."""

    def __init__(self, rows: Any, per_page: int, total: int) -> None:
        super().__init__(rows, per_page)
        self._total = total

    @property
    def count(self) -> int:  # type: ignore[override]
        return self._total
