"""The filters of the public list of products: one definition for pages, exports and the API.

`read` turns an address into a `Selection`; everything that it does not understand is a `Problem`,
never ignored.
"""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from products.models.register import FIRST_DAY, PublicPlace, PublicState
from products.queries import ordering, search, values
from products.queries.problems import Problem, Unreadable
from products.serving import PRODUCT, states

DEFAULT_STANDING = "valid"


@dataclass(frozen=True)
class Filter:
    """One filter: how its text is read, and which rows (of PublicState, joined to its entry) it
    keeps."""

    read: Callable[[str], Any]
    keeps: Callable[[Any], Q]


def _equal(column: str) -> Callable[[Any], Q]:
    return lambda value: Q(**{column: value})


def _found_under(place: Any) -> Q:
    return Q(Exists(PublicPlace.objects.filter(entry=OuterRef("entry"), place=place)))


FILTERS: dict[str, Filter] = {
    "province": Filter(values.province, _equal("entry__province_code")),
    "commune": Filter(values.commune, _equal("entry__commune_code")),
    "place": Filter(values.place, _found_under),
    # Stars that count on the day; `held_stars` are those of the recognition shown, whatever its
    # standing.
    "stars": Filter(values.stars, _equal("stars__in")),
    "stars__gte": Filter(values.least_stars, _equal("stars__gte")),
    "held_stars": Filter(values.stars, _equal("held_stars__in")),
    "set": Filter(values.sets, _equal("entry__set_no__in")),
    "sector": Filter(values.sector, _equal("entry__sector")),
    "group": Filter(values.group, _equal("entry__group")),
    "producer": Filter(values.uid, _equal("entry__producer_uid")),
    "producer_kind": Filter(values.producer_kinds, _equal("entry__producer_kind__in")),
    "standing": Filter(values.standings, _equal("standing__in")),
    "q": Filter(values.words, search.containing),
    # Days are included on both sides; recognitions whose day is not known are neither after nor
    # before any day.
    "recognised_after": Filter(
        values.day, lambda day: Q(recognised_on__gte=day) & ~Q(recognised_on=FIRST_DAY)
    ),
    "recognised_before": Filter(
        values.day, lambda day: Q(recognised_on__lte=day) & ~Q(recognised_on=FIRST_DAY)
    ),
    "expires_before": Filter(values.day, _equal("expires_on__lte")),
    "updated_after": Filter(values.instant, _equal("entry__updated_at__gt")),
    "has_image": Filter(values.yes_or_no, _equal("entry__has_image")),
}


@dataclass(frozen=True)
class Selection:
    """What was asked for. `values`: readable filters by name; `problems`: everything else that was
    written.

    `order` is a name of ORDERINGS, or RELEVANCE. A selection with problems must not be answered
    with rows.
    """

    on: date
    values: Mapping[str, Any]
    order: str
    problems: list[Problem] = field(default_factory=list)

    def matching(self, without: Collection[str] = ()) -> QuerySet[PublicState]:
        """The rows of the day that every filter keeps (but those in `without`), in no order."""
        kept = Q(
            *(
                FILTERS[name].keeps(value)
                for name, value in self.values.items()
                if name not in without
            )
        )
        return states(PRODUCT, self.on).filter(kept)

    def rows(self) -> QuerySet[PublicState]:
        """The matching rows with their entries, in an order that is total; page them by slices, or
        by the order's columns."""
        found = self.matching()
        if self.order == ordering.RELEVANCE:
            found = found.annotate(rank=search.rank(self.values["q"]))
        return found.order_by(*ordering.columns(self.order))


def read(params: Mapping[str, str], on: date, also: Collection[str] = ()) -> Selection:
    """Read the filters and the order of an address. Empty values are no filter; names in `also` are
    somebody else's."""
    problems: list[Problem] = []
    found: dict[str, Any] = {}
    for name, text in {"standing": DEFAULT_STANDING, **_written(params)}.items():
        if name in FILTERS:
            _read_one(name, text, found, problems)
        elif name != "ordering" and name not in also:
            problems.append(Problem(name, _unknown(name, [*FILTERS, "ordering", *also])))
    return Selection(
        on, found, _order(params.get("ordering", "").strip(), found, problems), problems
    )


def _written(params: Mapping[str, str]) -> dict[str, str]:
    return {name: params[name].strip() for name in params if params[name].strip()}


def _read_one(name: str, text: str, found: dict[str, Any], problems: list[Problem]) -> None:
    if "\x00" in text:  # PostgreSQL has no such character
        problems.append(Problem(name, _("Giá trị có ký tự không hợp lệ.")))
        return
    try:
        found[name] = FILTERS[name].read(text)
    except Unreadable as problem:
        problems.append(Problem(name, str(problem), problem.choices))


def _order(name: str, found: Mapping[str, Any], problems: list[Problem]) -> str:
    if name in ordering.ORDERINGS:
        return name
    if name:
        message = _("Không có cách sắp xếp “%(name)s”. Các cách: %(known)s.")
        problems.append(
            Problem("ordering", message % {"name": name, "known": ", ".join(ordering.ORDERINGS)})
        )
    return ordering.RELEVANCE if "q" in found else "name"


def _unknown(name: str, known: list[str]) -> str:
    return _("Không có bộ lọc “%(name)s”. Các bộ lọc: %(known)s.") % {
        "name": name,
        "known": ", ".join(known),
    }
