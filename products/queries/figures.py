"""Figures of the register on any day: how many products by stars, standing, producer kind, sector,
set and place.

Everything is counted over `Row`s, read in a constant number of queries by `load`. A figure is a
number of rows that a `Choice` keeps, so the list behind a figure is `matching(rows, choice)` and
can never disagree with it:

    rows = load(date(2026, 11, 20), "19")
    counted(rows, "commune", COLUMNS["place"])["05503"]   # one number per column
    matching(rows, {"commune": "05503", "standing": "valid", "stars": "4"})

Products that were not yet recognised on the day (standing "participating") are in no figure.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from ocop_registry.places.former import FormerDistricts
from ocop_registry.places.models import PlaceLevel
from products.models.register import PublicPlace, PublicState
from products.serving import CERTIFICATION, PRODUCER, PRODUCT
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


@dataclass(frozen=True, slots=True)
class Row:
    """A product on the day. `state`: key of its PublicState; `stars`: those of the recognition
    shown, valid or not.

    `commune`, `province`: of today, by code. `district`: the former one (public code): that of the
    producer's place, else of the place of the recognition that speaks for the product, else the
    only one that the commune of today comes from.
    """

    state: int
    producer: str
    stars: str
    standing: str
    kind: str
    sector: str
    set: str
    commune: str
    province: str
    district: str
    demo: str


class Column(NamedTuple):
    """What is counted: products, or producers (each once however many products it has), of the rows
    that `choice` keeps."""

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


# --- reading --------------------------------------------------------------------------------------
def load(on: date, province: str = "") -> list[Row]:
    """The products recognised by that day, in the order of their names; of a province of today, or
    (without) the country."""
    states = PublicState.objects.filter(entry__kind=PRODUCT, first_day__lte=on, last_day__gte=on)
    if province:
        states = states.filter(entry__province_code=province)
    columns = (
        "pk",
        "entry__uid",
        "entry__producer_uid",
        "held_stars",
        "standing",
        "entry__producer_kind",
        "entry__sector",
    )
    places = ("entry__set_no", "entry__commune_code", "entry__province_code", "entry__is_demo")
    found = (
        states.exclude(standing=Standing.PARTICIPATING)
        .order_by("entry__sort_key", "entry__uid")
        .values_list(*columns, *places)
    )
    read = list(found)
    districts = _districts(
        on, province, {(uid, producer, commune) for _, uid, producer, *_, commune, _, _ in read}
    )
    return [
        Row(
            state,
            producer,
            str(held),
            standing,
            kind,
            sector or UNKNOWN,
            str(set_no or UNKNOWN),
            commune or UNKNOWN,
            in_province,
            districts[uid],
            "1" if demo else "0",
        )
        for state, uid, producer, held, standing, kind, sector, set_no, commune, in_province, demo in (
            read
        )
    ]


def _districts(on: date, province: str, products: Iterable[tuple[str, str, str]]) -> dict[str, str]:
    """Former district by product uid (see `Row`). `products`: uid, producer's uid, commune of
    today."""
    former = FormerDistricts()
    of_producer = _named_by(PRODUCER, "producer_uid", on, province)
    of_product = _named_by(CERTIFICATION, "product_uid", on, province)
    known = {}
    for uid, producer, _ in products:
        pk = of_producer.get(producer) or of_product.get(uid)
        if pk:
            known[uid] = former.last(pk).public_code
    rest = {uid: commune for uid, _, commune in products if uid not in known}
    derived = former.of_communes(commune for commune in set(rest.values()) if commune)
    for uid, commune in rest.items():
        known[uid] = derived[commune].public_code if commune in derived else UNKNOWN
    return known


def _named_by(kind: str, key: str, on: date, province: str) -> dict[str, int]:
    """The district under which the register finds an object of that kind, by `key`; of several
    recognitions the one that speaks on the day: a valid one before others, the latest last.
    """
    found = PublicPlace.objects.filter(entry__kind=kind, place__level=PlaceLevel.DISTRICT)
    if province:
        found = found.filter(entry__province_code=province)
    if kind == PRODUCER:
        return dict(found.order_by("pk").values_list(f"entry__{key}", "place_id"))
    on_day = found.filter(entry__states__first_day__lte=on, entry__states__last_day__gte=on)
    told = on_day.values_list(
        f"entry__{key}",
        "place_id",
        "entry__states__standing",
        "entry__states__recognised_on",
        "entry__uid",
    )
    return {
        key: place
        for key, place, *_ in sorted(told, key=lambda one: (one[2] in VALID, one[3], one[4]))
    }


# --- counting -------------------------------------------------------------------------------------
def matching(rows: Iterable[Row], choice: Choice) -> list[Row]:
    """The rows that a choice keeps, in their order: the list behind a figure."""
    kept = list(rows)
    for axis, value in choice.items():
        accepted = GROUPS.get((axis, value), frozenset({value}))
        kept = [row for row in kept if getattr(row, axis) in accepted]
    return kept


def number(rows: Sequence[Row], of: str) -> int:
    """How many products, or how many producers, these rows are."""
    return len(rows) if of == PRODUCTS else len({row.producer for row in rows})


def totals(rows: Sequence[Row], columns: Sequence[Column]) -> list[int]:
    """The figure of each column over all rows."""
    return [number(matching(rows, column.choice), column.of) for column in columns]


def counted(rows: Sequence[Row], axis: str, columns: Sequence[Column]) -> dict[str, list[int]]:
    """The figure of each column by value of an axis; values without rows are left out."""
    found: dict[str, list[int]] = {}
    for index, column in enumerate(columns):
        pairs = ((getattr(row, axis), row.producer) for row in matching(rows, column.choice))
        for value, count in Counter(
            value for value, _ in (pairs if column.of == PRODUCTS else set(pairs))
        ).items():
            found.setdefault(value, [0] * len(columns))[index] = count
    return found
