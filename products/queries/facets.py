"""Counts beside a list: how many rows each value of a filter would give, the other filters kept."""

from collections.abc import Iterable
from typing import Any

from django.db.models import Count, F

from products.queries.filters.products import ProductFilters

# Facet → column. `stars` are those that count on the day; 0: none.
COLUMNS = {
    "province": "province_code",
    "commune": "commune_code",
    "stars": "stars",
    "held_stars": "held_stars",
    "sector": "sector",
    "set": "set_no",
    "producer_kind": "producer_kind",
    "standing": "standing",
}
_TOGETHER = {
    "stars": ("stars", "stars__gte", "held_stars"),
    "held_stars": ("stars", "stars__gte", "held_stars"),
}


def counts(asked: ProductFilters, facet: str) -> dict[Any, int]:
    """Rows by value of one facet, in the order of the values: {"in_force": 12, "expired": 3}. One
    query.

    The facet's own filter is left out, so that the counts are those of the choices beside the one
    made.
    """
    rows = asked.matching(without=_TOGETHER.get(facet, (facet,)))
    counted = (
        rows.order_by().values(value=F(COLUMNS[facet])).annotate(rows=Count("pk")).order_by("value")
    )
    return dict(counted.values_list("value", "rows"))


def facets(asked: ProductFilters, names: Iterable[str] | None = None) -> dict[str, dict[Any, int]]:
    """Several facets, one query each; all by default, but communes only within a province."""
    wanted = (
        names
        if names is not None
        else [name for name in COLUMNS if name != "commune" or "province" in asked.values]
    )
    return {name: counts(asked, name) for name in wanted}
