"""Products counted once over everything that lists filter by, from which every figure beside a list
is added up.

A cell is one combination of place, stars, set, producer kind and standing, with the number of
products that share it. A whole country has some thousand cells, however many products.
"""

from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple

from django.db.models import Count, QuerySet

from products.queries.filters.products import ProductFilters
from products.today.version import kept


class Cell(NamedTuple):
    """`commune_code` is told within a province only."""

    province_code: str
    commune_code: str
    stars: int
    held_stars: int
    sector: str
    group: str
    set_no: int
    producer_kind: str
    standing: str


# Filter → column of the cells, for the filters that cells can answer.
COLUMN_OF: Mapping[str, str] = {
    "province": "province_code",
    "stars": "stars",
    "stars__gte": "stars",
    "held_stars": "held_stars",
    "sector": "sector",
    "group": "group",
    "set": "set_no",
    "producer_kind": "producer_kind",
    "standing": "standing",
}
COMMUNE = "commune"


def counted(
    asked: ProductFilters, facet_filters: Mapping[str, Collection[str]], on: date
) -> dict[str, dict[Any, int]]:
    """Products by value of each facet, in the order of the values. `facet_filters`: facet → the
    filters that its counts leave out. One query, or none where the cells are known already.

    Not `commune`, which has cells of its own: `by_commune`.
    """
    answered = {name: value for name, value in asked.values.items() if name in COLUMN_OF}
    name = ("counted", *facet_filters, *answered.items(), _rest(asked))
    return kept(str(name), on, lambda: _added_up(asked, answered, facet_filters, on))


def by_commune(asked: ProductFilters, on: date) -> dict[str, int]:
    """Products of the province that is asked for, by commune. One query, or none."""
    answered = {
        name: value
        for name, value in asked.values.items()
        if name in COLUMN_OF and name != "province"
    }
    name = ("by commune", *asked.values.items())

    def added_up() -> dict[str, int]:
        found: Counter[str] = Counter()
        tests = [_test(name, value) for name, value in answered.items()]
        for cell, count in _cells_of_province(asked, on):
            if all(test(cell) for test in tests):
                found[cell.commune_code] += count
        return dict(sorted(found.items()))

    return kept(str(name), on, added_up)


def _added_up(
    asked: ProductFilters,
    answered: Mapping[str, Any],
    facet_filters: Mapping[str, Collection[str]],
    on: date,
) -> dict[str, dict[Any, int]]:
    tests = {name: _test(name, value) for name, value in answered.items()}
    totals: dict[str, Counter] = {facet: Counter() for facet in facet_filters}
    positions = {facet: Cell._fields.index(COLUMN_OF[facet]) for facet in facet_filters}
    for cell, count in _cells(asked, on):
        failed = {name for name, test in tests.items() if not test(cell)}
        for facet, left_out in facet_filters.items():
            if failed.issubset(left_out):
                totals[facet][cell[positions[facet]]] += count
    return {facet: dict(sorted(found.items())) for facet, found in totals.items()}


def _test(name: str, value: Any) -> Callable[[Cell], bool]:
    at = Cell._fields.index(COLUMN_OF[name])
    if name == "stars__gte":
        return lambda cell: cell[at] >= value
    wanted = frozenset(value) if isinstance(value, list | tuple | set) else frozenset({value})
    return lambda cell: cell[at] in wanted


# --- cells ----------------------------------------------------------------------------------------
def _cells(asked: ProductFilters, on: date) -> list[tuple[Cell, int]]:
    """The cells of the products that the other filters keep."""

    def read() -> list[tuple[Cell, int]]:
        columns = [name for name in Cell._fields if name != "commune_code"]
        found = _counts(asked.matching(without=(*COLUMN_OF, "ordering")), columns)
        return [(Cell(province, "", *rest), count) for province, *rest, count in found]

    return kept(f"cells {_rest(asked)}", on, read)


def _cells_of_province(asked: ProductFilters, on: date) -> list[tuple[Cell, int]]:
    province = asked.values["province"]

    def read() -> list[tuple[Cell, int]]:
        rows = asked.matching(without=(*COLUMN_OF, COMMUNE, "ordering"))
        found = _counts(rows.filter(province_code=province), Cell._fields)
        return [(Cell(*cell), count) for *cell, count in found]

    return kept(f"cells of {province} {_rest(asked, besides=COMMUNE)}", on, read)


def _counts(rows: QuerySet[Any], columns: Sequence[str]) -> QuerySet[Any]:
    return rows.order_by().values_list(*columns).annotate(rows=Count("pk"))


def _rest(asked: ProductFilters, besides: str = "") -> str:
    """The filters that cells cannot answer, as they were asked: their rows are counted apart."""
    rest = {name: value for name, value in asked.values.items() if name not in COLUMN_OF}
    return str(sorted((name, str(value)) for name, value in rest.items() if name != besides))
