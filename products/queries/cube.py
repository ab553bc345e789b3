"""Products counted once over everything that lists filter by, from which every figure beside a list
is added up.

A cell is one combination of place, stars, set, producer kind and standing, with the number of
products that share it. A whole country has some thousand cells, however many products. Which cells
a filter keeps is looked up, so that a figure costs what it adds up.
"""

from collections.abc import Callable, Collection, Hashable, Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from django.db.models import Count

from products.queries.filters.products import ProductFilters
from products.today.version import kept

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
_COLUMNS = tuple(dict.fromkeys(COLUMN_OF.values()))
_COMMUNE_CODE = "commune_code"
MOST_REMEMBERED = 4096  # figures, and choices of values, of the same cells


def counted(
    asked: ProductFilters, facet_filters: Mapping[str, Collection[str]], on: date
) -> dict[str, dict[Any, int]]:
    """Products by value of each facet, in the order of the values. `facet_filters`: facet → the
    filters that its counts leave out. One query, or none where the cells are known already.

    Not `commune`, which has cells of its own: `by_commune`.
    """
    answered = _answered(asked)

    def added_up() -> dict[str, dict[Any, int]]:
        cells = _cells(asked, on)
        return {
            facet: cells.counts(
                COLUMN_OF[facet],
                frozenset(one for one in answered.items() if one[0] not in left_out),
            )
            for facet, left_out in facet_filters.items()
        }

    return _kept_answer(("counted", *facet_filters), asked, on, added_up)


def by_commune(asked: ProductFilters, on: date) -> dict[str, int]:
    """Products of the province that is asked for, by commune. One query, or none."""
    choices = frozenset(one for one in _answered(asked).items() if one[0] != "province")
    return _kept_answer(
        ("by commune",),
        asked,
        on,
        lambda: _cells_of_province(asked, on).counts(_COMMUNE_CODE, choices),
    )


def _kept_answer(name: tuple[str, ...], asked: ProductFilters, on: date, make: Callable) -> Any:
    """Kept where cells that are not kept have to be read for it."""
    if not _rest(asked):
        return make()
    said = sorted((name, _said(value)) for name, value in asked.values.items())
    return kept((*name, *said), on, make)


def _said(value: Any) -> str:
    """A value as no other is said: several units bear one name."""
    if isinstance(value, tuple):
        return str([getattr(one, "pk", one) for one in value])
    return str(value)


def _answered(asked: ProductFilters) -> dict[str, Hashable]:
    """What is asked of the columns of the cells: filter → the values that it keeps, or the least
    one."""
    return {
        name: value if name == "stars__gte" else _several(value)
        for name, value in asked.values.items()
        if name in COLUMN_OF
    }


def _several(value: Any) -> frozenset[Any]:
    return frozenset(value) if isinstance(value, list | tuple | set) else frozenset({value})


# --- cells ----------------------------------------------------------------------------------------
Choice = tuple[str, Any]  # filter, its values as `_answered` has them


class Cells:
    """Cells with what was found out of them. Read by several threads at once: whatever two of them
    find out is the same."""

    def __init__(self, names: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
        columns = list(zip(*rows, strict=True)) or [()] * (len(names) + 1)
        self._columns = dict(zip(names, columns, strict=False))
        self._products: Sequence[int] = columns[-1]
        self._places: dict[str, dict[Any, set[int]]] = {}
        self._kept: dict[Choice, Collection[int]] = {}
        self._found: dict[tuple[str, frozenset[Choice]], dict[Any, int]] = {}

    def counts(self, column: str, choices: frozenset[Choice]) -> dict[Any, int]:
        """Products by value of a column, of the cells that all choices keep; in the order of the
        values. Not to be changed."""
        return _remembered(self._found, (column, choices), lambda: self._added_up(column, choices))

    def _added_up(self, column: str, choices: frozenset[Choice]) -> dict[Any, int]:
        values, products = self._columns[column], self._products
        found: dict[Any, int] = {}
        for place in self._places_of_all(choices):
            value = values[place]
            found[value] = found.get(value, 0) + products[place]
        return dict(sorted(found.items()))

    def _places_of_all(self, choices: frozenset[Choice]) -> Collection[int]:
        """The cells that all choices keep, from those of the rarest."""
        each = sorted((self._places_of(choice) for choice in choices), key=len)
        if not each:
            return range(len(self._products))
        return set(each[0]).intersection(*each[1:]) if len(each) > 1 else each[0]

    def _places_of(self, choice: Choice) -> Collection[int]:
        return _remembered(self._kept, choice, lambda: self._kept_by(*choice))

    def _kept_by(self, name: str, wanted: Any) -> Collection[int]:
        by_value = self._by_value(COLUMN_OF[name])
        if name == "stars__gte":
            wanted = [value for value in by_value if value >= wanted]
        return set().union(*(by_value.get(value, ()) for value in wanted))

    def _by_value(self, column: str) -> dict[Any, set[int]]:
        if column not in self._places:
            places: dict[Any, set[int]] = {}
            for place, value in enumerate(self._columns[column]):
                places.setdefault(value, set()).add(place)
            self._places[column] = places
        return self._places[column]


def _remembered(found: dict[Any, Any], name: Hashable, make: Callable[[], Any]) -> Any:
    """Forgets all when there is too much: what is asked often is soon there again."""
    if (known := found.get(name)) is not None:
        return known
    if len(found) >= MOST_REMEMBERED:
        found.clear()
    made = found[name] = make()
    return made


def _cells(asked: ProductFilters, on: date) -> Cells:
    """The cells of the products that the other filters keep."""
    return _kept_cells("cells", _rest(asked), on, lambda: _read(asked, _COLUMNS))


def _cells_of_province(asked: ProductFilters, on: date) -> Cells:
    province = asked.values["province"]
    columns = (_COMMUNE_CODE, *_COLUMNS)
    return _kept_cells(
        f"cells of {province}",
        _rest(asked) - {COMMUNE},
        on,
        lambda: _read(asked, columns, COMMUNE, province_code=province),
    )


def _kept_cells(name: str, rest: set[str], on: date, make: Callable[[], Cells]) -> Cells:
    """Kept where cells answer all that is asked; of what words or days keep there is no end."""
    return make() if rest else kept(name, on, make)


def _read(asked: ProductFilters, columns: Sequence[str], *without: str, **among: str) -> Cells:
    rows = asked.matching(without=(*COLUMN_OF, *without, "ordering")).filter(**among)
    found = rows.order_by().values_list(*columns).annotate(rows=Count("pk"))
    return Cells(columns, found)


def _rest(asked: ProductFilters) -> set[str]:
    """The filters that cells cannot answer."""
    return asked.values.keys() - COLUMN_OF.keys() - {"ordering"}
