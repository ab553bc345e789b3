"""Figures of the register on any day: how many products by stars, standing, producer kind, sector,
set and place.

The database counts; nothing is read row by row. A figure is the number of products that a `Choice`
keeps, and `Listed` asks for these products with the same conditions on the same columns, so the
list behind a figure cannot disagree with it:

    figures = count(date(2026, 11, 20), "19")
    figures.counted("commune", COLUMNS["place"])["05503"]   # one number per column
    Listed(date(2026, 11, 20), "19", {"commune": "05503", "standing": "valid", "stars": "4"})

Products that were not yet recognised on the day (standing "participating") are in no figure.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import NamedTuple

from django.db import connection
from django.db.models import Q, QuerySet
from django.db.models.expressions import RawSQL

from ocop_registry.places.former import FormerDistricts
from ocop_registry.places.models import Place
from products.models.register import PublicState
from products.queries.former_districts import listed_products
from products.serving import PRODUCT
from products.standings import VALID, Standing

UNKNOWN = "-"  # not known: a value as any other, so that every table adds up to the same total
PRODUCTS, PRODUCERS = "products", "producers"
STARS = ("5", "4", "3")
STANDINGS = tuple(
    str(one) for one in Standing if one not in {Standing.PARTICIPATING, Standing.SUPERSEDED}
)
AXES = ("stars", "standing", "kind", "sector", "set", "commune", "province", "district", "demo")

Choice = Mapping[str, str]  # axis → value, or one of GROUPS
GROUPS: dict[tuple[str, str], frozenset[str]] = {
    ("standing", "valid"): frozenset(str(one) for one in VALID),
    ("standing", "other"): frozenset(str(one) for one in Standing if one not in VALID),
}


class Column(NamedTuple):
    """What is counted: products, or producers (each once however many products it has), of the
    products that `choice` keeps."""

    of: str
    choice: dict[str, str]


_ALL: dict[str, str] = {}
_VALID = {"standing": "valid"}
_BY_STARS = tuple(Column(PRODUCTS, {**_VALID, "stars": stars}) for stars in STARS)
_TOGETHER = (
    Column(PRODUCTS, _VALID),
    Column(PRODUCTS, {"standing": "other"}),
    Column(PRODUCTS, _ALL),
)
_PRODUCERS = (Column(PRODUCERS, _VALID), Column(PRODUCERS, _ALL))
COLUMNS: dict[str, tuple[Column, ...]] = {
    "stars": (
        *(Column(PRODUCTS, {"standing": one}) for one in STANDINGS if one in VALID),
        Column(PRODUCTS, _VALID),
        *(Column(PRODUCTS, {"standing": one}) for one in STANDINGS if one not in VALID),
        Column(PRODUCTS, _ALL),
    ),
    "kind": (*_PRODUCERS, Column(PRODUCTS, _VALID), Column(PRODUCTS, _ALL)),
    "set": (*_BY_STARS, *_TOGETHER),
    "place": (*_BY_STARS, *_TOGETHER, *_PRODUCERS),
    # a producer may have recognitions of two districts: not counted by district
    "district": (*_BY_STARS, *_TOGETHER),
}


def _accepted(axis: str, value: str) -> frozenset[str]:
    return GROUPS.get((axis, value), frozenset({value}))


# --- the products themselves ----------------------------------------------------------------------
# Axis → the column that keeps it; whole numbers and yes or no are written as texts on the axes.
_KEPT_IN = {
    "standing": "standing",
    "kind": "entry__producer_kind",
    "sector": "entry__sector",
    "commune": "entry__commune_code",
    "province": "entry__province_code",
}
_NUMBERS = {"stars": "held_stars", "set": "entry__set_no"}


@dataclass(frozen=True)
class Listed:
    """The products recognised by a day (`on`), of a province of today (code) or, without, of the
    country, as far as `choice` keeps them."""

    on: date
    province: str = ""
    choice: Choice = field(default_factory=dict)

    def matching(self, more: Choice) -> "Listed":
        return replace(self, choice={**self.choice, **more})

    @property
    def states(self) -> QuerySet[PublicState]:
        """Their states on the day, in no order."""
        found = PublicState.objects.filter(
            entry__kind=PRODUCT, first_day__lte=self.on, last_day__gte=self.on
        ).exclude(standing=Standing.PARTICIPATING)
        if self.province:
            found = found.filter(entry__province_code=self.province)
        for axis, value in self.choice.items():
            found = found.filter(self._keeps(axis, value))
        return found

    def by_name(self) -> QuerySet[PublicState]:
        return self.states.order_by("entry__sort_key", "entry__uid")

    def number(self, of: str = PRODUCTS) -> int:
        """How many products, or how many producers, these are."""
        if of == PRODUCTS:
            return self.states.count()
        return self.states.values("entry__producer_uid").distinct().count()

    def _keeps(self, axis: str, value: str) -> Q:
        if axis == "district":
            return self._of_district(value)
        if axis == "demo":
            return Q(entry__is_demo=value == "1") if value in ("0", "1") else Q(pk__in=[])
        if axis in _NUMBERS:
            number = _whole(value) if value != UNKNOWN else 0
            return Q(pk__in=[]) if number is None else Q(**{_NUMBERS[axis]: number})
        known = {"" if one == UNKNOWN else one for one in _accepted(axis, value)}
        return Q(**{f"{_KEPT_IN[axis]}__in": sorted(known)})

    def _of_district(self, code: str) -> Q:
        """By the district that is named, or by the commune where none is."""
        former = FormerDistricts()
        named = former.keys_of(code)
        derived = former.of_communes(_communes(self.province))
        if code == UNKNOWN:
            elsewhere = [commune for commune, its in derived.items() if its.public_code]
            place, values = _not_in("commune", elsewhere), elsewhere
        else:
            within = [commune for commune, its in derived.items() if its.public_code == code]
            place, values = _in("commune", within), within
        sql, given = listed_products(self.on, self.province)
        told = f"{_in('named', named)} OR (named IS NULL AND {place})"
        return Q(
            pk__in=RawSQL(
                f"{sql} SELECT state FROM listed WHERE {told}",  # noqa: S608 (of this module)
                (*given, *named, *values),
            )
        )


def _whole(text: str) -> int | None:
    """A number as an axis writes it, small enough for a column."""
    if not (text.isascii() and text.isdigit() and len(text) < 5):
        return None
    return int(text) if str(int(text)) == text else None


def _communes(province: str) -> list[str]:
    found = Place.objects.current().communes().order_by()
    if province:
        found = found.filter(province__code=province)
    return list(found.values_list("code", flat=True))


def _in(column: str, values: Sequence[object]) -> str:
    return f"{column} IN ({', '.join(['%s'] * len(values))})" if values else "1 = 0"


def _not_in(column: str, values: Sequence[object]) -> str:
    return f"NOT ({_in(column, values)})"


# --- counted --------------------------------------------------------------------------------------
@dataclass(frozen=True)
class _Cube:
    """How many there are of every combination of values that occurs."""

    axes: tuple[str, ...]
    cells: Mapping[tuple[str, ...], int]

    def knows(self, axes: Iterable[str]) -> bool:
        return set(axes) <= set(self.axes)

    def kept(self, choice: Choice) -> Iterator[tuple[tuple[str, ...], int]]:
        wanted = [(self.axes.index(axis), _accepted(axis, value)) for axis, value in choice.items()]
        for values, count in self.cells.items():
            if all(values[at] in accepted for at, accepted in wanted):
                yield values, count


@dataclass(frozen=True)
class Figures:
    """Every figure of a day and a province, or of the country. `products`: cubes by some axes each;
    `producers`: a cube of those with valid stars, and one of all."""

    products: tuple[_Cube, ...]
    producers: Mapping[bool, _Cube]

    def number(self, of: str, choice: Choice) -> int:
        """How many products, or how many producers, a choice keeps."""
        cube, left = self._cube(of, choice)
        return sum(count for _, count in cube.kept(left))

    def totals(self, columns: Sequence[Column]) -> list[int]:
        """The figure of each column over all products."""
        return [self.number(column.of, column.choice) for column in columns]

    def counted(
        self, axis: str, columns: Sequence[Column], within: Choice = _ALL
    ) -> dict[str, list[int]]:
        """The figure of each column by value of an axis, of the products that `within` keeps;
        values without any are left out."""
        found: dict[str, list[int]] = {}
        for index, column in enumerate(columns):
            cube, left = self._cube(column.of, {**within, **column.choice}, axis)
            at = cube.axes.index(axis)
            for values, count in cube.kept(left):
                found.setdefault(values[at], [0] * len(columns))[index] += count
        return found

    def values(self, axis: str) -> set[str]:
        """The values of an axis that occur."""
        cube, _ = self._cube(PRODUCTS, {}, axis)
        return {values[cube.axes.index(axis)] for values in cube.cells}

    def _cube(self, of: str, choice: Choice, *also: str) -> tuple[_Cube, Choice]:
        """A cube that knows these axes, and what is left to choose within it."""
        if of == PRODUCERS:
            left = {axis: value for axis, value in choice.items() if axis != "standing"}
            return self.producers[choice.get("standing") == "valid"], left
        return next(cube for cube in self.products if cube.knows([*choice, *also])), choice


@dataclass(frozen=True)
class _Counted:
    """One line of the statement below."""

    cube: int
    stars: int
    standing: str
    kind: str
    sector: str
    set_no: int
    place: str
    named: int
    demo: int
    count: int
    valid: int


_CUBES = """
SELECT 1, stars, standing, kind, sector, set_no, '', 0, demo, COUNT(*), 0
FROM listed GROUP BY stars, standing, kind, sector, set_no, demo
UNION ALL
SELECT 2, stars, standing, '', '', 0, place, 0, 0, COUNT(*), 0
FROM listed GROUP BY stars, standing, place
UNION ALL
SELECT 3, stars, standing, '', '', 0, CASE WHEN named IS NULL THEN commune ELSE '' END,
    COALESCE(named, 0), 0, COUNT(*), 0
FROM listed
GROUP BY stars, standing, CASE WHEN named IS NULL THEN commune ELSE '' END, COALESCE(named, 0)
UNION ALL
SELECT 4, 0, '', kind, '', 0, place, 0, 0, COUNT(*), SUM(valid)
FROM (
    SELECT producer, kind, place, MAX(valid) AS valid
    FROM listed GROUP BY producer, kind, place
) AS makers
GROUP BY kind, place
"""


def count(on: date, province: str = "") -> Figures:
    """Every figure of a day, of a province of today (code), by commune, or of the country, by
    province. One pass over the products."""
    with_products, given = listed_products(on, province)
    with connection.cursor() as cursor:
        cursor.execute(with_products + _CUBES, given)
        found = [_Counted(*row) for row in cursor.fetchall()]
    return _figures(found, "commune" if province else "province")


def _figures(found: Sequence[_Counted], place: str) -> Figures:
    by_cube: dict[int, list[_Counted]] = {number: [] for number in (1, 2, 3, 4)}
    for one in found:
        by_cube[one.cube].append(one)
    kinds = (("stars", "standing", "kind", "sector", "set", "demo"), ("stars", "standing", place))
    return Figures(
        products=(
            _Cube(kinds[0], {_of_kind(one): one.count for one in by_cube[1]}),
            _Cube(
                kinds[1],
                {
                    (str(one.stars), one.standing, one.place or UNKNOWN): one.count
                    for one in by_cube[2]
                },
            ),
            _by_district(by_cube[3]),
        ),
        producers={
            valid: _Cube(
                ("kind", place),
                {
                    (one.kind, one.place or UNKNOWN): one.valid if valid else one.count
                    for one in by_cube[4]
                },
            )
            for valid in (True, False)
        },
    )


def _of_kind(one: _Counted) -> tuple[str, ...]:
    return (
        *(str(one.stars), one.standing, one.kind, one.sector or UNKNOWN),
        *(str(one.set_no or UNKNOWN), str(one.demo)),
    )


def _by_district(found: Sequence[_Counted]) -> _Cube:
    former = FormerDistricts()
    derived = former.of_communes({one.place for one in found if one.place})
    cells: Counter[tuple[str, ...]] = Counter()
    for one in found:
        if one.named:
            district = former.last(one.named).public_code
        else:
            district = derived[one.place].public_code if one.place in derived else UNKNOWN
        cells[str(one.stars), one.standing, district] += one.count
    return _Cube(("stars", "standing", "district"), cells)
