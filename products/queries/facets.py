"""Counts beside a list: how many rows each value of a filter would give, the other filters kept."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from products.queries import cube
from products.queries.filters.products import ProductFilters

# `stars` are those that count on the day; 0: none. `commune` only within a province.
FACETS = (
    "province",
    "commune",
    "stars",
    "held_stars",
    "sector",
    "set",
    "producer_kind",
    "standing",
)
_TOGETHER = {
    "stars": ("stars", "stars__gte", "held_stars"),
    "held_stars": ("stars", "stars__gte", "held_stars"),
}


def counts(asked: ProductFilters, facet: str, on: date) -> dict[Any, int]:
    """Rows by value of one facet, in the order of the values: {"in_force": 12, "expired": 3}."""
    return facets(asked, on, [facet])[facet]


def facets(
    asked: ProductFilters, on: date, names: Iterable[str] | None = None
) -> dict[str, dict[Any, int]]:
    """Several facets, all by default, but communes only within a province. `on`: the day of the
    rows that are asked. One query for each of the country and a province, none where they are
    known.

    A facet's own filter is left out of its counts, so that they are those of the choices beside the
    one made.
    """
    wanted = (
        list(names)
        if names is not None
        else [name for name in FACETS if name != "commune" or "province" in asked.values]
    )
    left_out = {name: _TOGETHER.get(name, (name,)) for name in wanted if name != cube.COMMUNE}
    found: dict[str, dict[Any, int]] = cube.counted(asked, left_out, on) if left_out else {}
    if cube.COMMUNE in wanted:
        found = {**found, cube.COMMUNE: cube.by_commune(asked, on)}
    return {name: found[name] for name in wanted}
