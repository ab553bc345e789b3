"""The ministry's table PTNT_OCOP of recognised products, one row per product and year.

Source: QĐ 5277/QĐ-BNNMT names the columns. What each of them holds here, and what of it is our own
reading, is told in `ocop_registry/docs/ptnt-ocop.md`.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet

from ocop_registry.accounts.permissions import Scope
from ocop_registry.places.models import Place
from products.models import PublicState, YearlyFigure
from products.serving import PRODUCT, states
from products.standings import Standing, label
from products.views.shown import shown

NAME = "PTNT_OCOP"
FIRST_YEAR = 2018  # of the programme: 490/QĐ-TTg, 07/05/2018
BATCH = 1000


@dataclass(frozen=True)
class Line:
    """One product in one year; `revenue` in whole VND, None where nobody reported it."""

    code: str
    unit: str
    year: int
    uid: str
    name: str
    stars: int
    producer: str
    revenue: int | None
    standing: str


def day_of(year: int, today: date) -> date:
    """The day a year is told of: its last, or today while the year runs."""
    return min(date(year, 12, 31), today)


def years(today: date) -> list[int]:
    """The years that may be asked for, the latest first."""
    return list(range(today.year, FIRST_YEAR - 1, -1))


def recognised(on: date, seen: Scope, province: Place | None = None) -> QuerySet[PublicState]:
    """Products that held or once held a recognition on that day, of the provinces (of today) in the
    scope, or of one of them."""
    rows = states(PRODUCT, on).exclude(standing=Standing.PARTICIPATING)
    if not seen.everywhere:
        rows = rows.filter(
            entry__province_code__in=Place.objects.filter(pk__in=seen.provinces).values("code")
        )
    if province is not None:
        rows = rows.filter(entry__province_code=province.code)
    return rows.order_by("entry__province_code", "entry__sort_key", "entry__uid")


def lines(rows: QuerySet[PublicState], year: int, seen: Scope) -> Iterator[Line]:
    """The rows as lines of that year: two queries, whatever their number."""
    figures = seen.limit_units(
        YearlyFigure.objects.filter(year=year, revenue__isnull=False), "product__producer__place"
    )
    revenues = dict(figures.order_by().values_list("product__uid", "revenue"))
    for state in rows.iterator(chunk_size=BATCH):
        yield _line(state, year, revenues.get(state.entry.uid))


def _line(state: PublicState, year: int, revenue: int | None) -> Line:
    item, entry = shown(state), state.entry
    return Line(
        code=item["code"] or entry.uid,
        unit=entry.commune_code or entry.province_code,
        year=year,
        uid=entry.uid,
        name=entry.name,
        stars=state.held_stars,
        producer=item["producer"]["name"],
        revenue=revenue,
        standing=label(state.standing),
    )
