"""Products counted once over everything that lists filter by, from which every figure beside a list
is added up.

A cell is one combination of place, stars, set, producer kind and standing, with the number of
products that share it. A whole country has some thousand cells, however many products.
"""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from datetime import date
from itertools import chain
from typing import Any, NamedTuple

from django.db.models import Count, QuerySet

from products.queries.filters.products import ProductFilters
from products.queries.values import STARS
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


Counted = tuple[Cell, int]

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
    name = (
        "by commune",
        *answered.items(),
        asked.values["province"],
        _rest(asked, besides=COMMUNE),
    )

    def added_up() -> dict[str, int]:
        found: Counter[str] = Counter()
        for cell, count in _narrowed(_cells_of_province(asked, on), answered):
            found[cell.commune_code] += count
        return dict(sorted(found.items()))

    return kept(str(name), on, added_up)


def _added_up(
    asked: ProductFilters,
    answered: Mapping[str, Any],
    facet_filters: Mapping[str, Collection[str]],
    on: date,
) -> dict[str, dict[Any, int]]:
    by_province = _cells(asked, on)
    return {
        facet: _of_facet(
            by_province,
            {name: value for name, value in answered.items() if name not in left_out},
            Cell._fields.index(COLUMN_OF[facet]),
        )
        for facet, left_out in facet_filters.items()
    }


def _of_facet(
    by_province: Mapping[str, list[Counted]], asked: Mapping[str, Any], at: int
) -> dict[Any, int]:
    """Products by the value of one column of the cells that these filters keep."""
    if "province" in asked:
        cells = by_province.get(asked["province"], [])
    else:
        cells = list(chain.from_iterable(by_province.values()))
    found: Counter[Any] = Counter()
    for cell, count in _narrowed(cells, asked):
        found[cell[at]] += count
    return dict(sorted(found.items()))


def _narrowed(cells: list[Counted], asked: Mapping[str, Any]) -> list[Counted]:
    """The cells that every filter keeps."""
    for name, value in asked.items():
        at, wanted = Cell._fields.index(COLUMN_OF[name]), _wanted(name, value)
        cells = [one for one in cells if one[0][at] in wanted]
    return cells


def _wanted(name: str, value: Any) -> frozenset[Any]:
    """The values of its column that a filter keeps."""
    if name == "stars__gte":
        return frozenset(range(value, max(STARS) + 1))
    return frozenset(value if isinstance(value, list | tuple | set) else {value})


# --- cells ----------------------------------------------------------------------------------------
def _cells(asked: ProductFilters, on: date) -> dict[str, list[Counted]]:
    """The cells of the products that the other filters keep, by province."""

    def read() -> dict[str, list[Counted]]:
        columns = [name for name in Cell._fields if name != "commune_code"]
        found: dict[str, list[Counted]] = {}
        counts = _counts(asked.matching(without=(*COLUMN_OF, "ordering")), columns)
        for province, *rest, count in counts:
            found.setdefault(province, []).append((Cell(province, "", *rest), count))
        return found

    return kept(f"cells {_rest(asked)}", on, read)


def _cells_of_province(asked: ProductFilters, on: date) -> list[Counted]:
    province = asked.values["province"]

    def read() -> list[Counted]:
        rows = asked.matching(without=(*COLUMN_OF, COMMUNE, "ordering"))
        found = _counts(rows.filter(province_code=province), Cell._fields)
        return [(Cell(*cell), count) for *cell, count in found]

    return kept(f"cells of {province} {_rest(asked, besides=COMMUNE)}", on, read)


def _counts(rows: QuerySet[Any], columns: Sequence[str]) -> QuerySet[Any]:
    return rows.order_by().values_list(*columns).annotate(rows=Count("pk"))


def _rest(asked: ProductFilters, besides: str = "") -> str:
    """The filters that cells cannot answer, as they were asked: their rows are counted apart."""
    rest = {name: value for name, value in asked.values.items() if name not in COLUMN_OF}
    return str(sorted((name, _said(value)) for name, value in rest.items() if name != besides))


def _said(value: Any) -> str:
    """A value as no other is said: several units bear one name."""
    if isinstance(value, tuple):
        return str([getattr(one, "pk", one) for one in value])
    return str(value)
