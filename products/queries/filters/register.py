"""What the lists of the public register share: places, days, words, and an order that is total."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, ClassVar

from django.db.models import Exists, OuterRef, Q, QuerySet

from ocop_registry.api.keyset import Part
from ocop_registry.lists.filtersets import (
    CertainFilter,
    PossibleFilter,
    ReadFilter,
    StrictFilterSet,
)
from ocop_registry.places.models import Place
from products.models.register import FIRST_DAY, LAST_DAY, PublicPlace
from products.models.today import OfToday
from products.queries import values
from products.queries.search.parts import found, parts, ranked
from products.queries.search.reading import kind_of, read
from products.queries.search.writings import Reading, Typed

RELEVANCE = "relevance"


class RegisterFilters(StrictFilterSet):
    """Rows of the register with an order by name; with words and no order the closest come first.

    `orders`: sort columns by name of the order ("-" descending), each total (ending in a unique
    column), so that pages neither skip nor repeat a row. Those of RELEVANCE, which nobody asks for
    by name, need what `ranked` adds.
    """

    orders: ClassVar[Mapping[str, tuple[str, ...]]]
    usual: ClassVar[str] = "name"

    @property
    def order(self) -> str:
        closest = "q" in self.values and RELEVANCE in self.orders
        return self.values.get("ordering") or (RELEVANCE if closest else self.usual)

    @property
    def columns(self) -> tuple[str, ...]:
        return self.orders[self.order]

    def ranked(self) -> QuerySet:
        """The matching rows with what their order needs, to be ordered by `columns`."""
        found = self.matching()
        if self.order == RELEVANCE:
            found = ranked(found, self.values["q"])
        return found

    @property
    def reading(self) -> Reading | None:
        """What its words were read as; None: it has none."""
        text = self.values.get("q")
        return read(kind_of(self.queryset), text) if isinstance(text, Typed) else None

    def parts(self) -> Iterator[Part] | None:
        """The same as lists that follow one another, where the closest come first and the rows are
        those of today: each is quickly begun, however many rows there are."""
        if self.order != RELEVANCE or not issubclass(self.queryset.model, OfToday):
            return None
        rows = self.matching(without=("q",))
        return parts(rows, self.values["q"])

    def rows(self) -> QuerySet:
        """The matching rows in their order; page them by slices, or by the order's columns."""
        return self.ranked().order_by(*self.columns)


def named(orders: Mapping[str, tuple[str, ...]]) -> dict[str, tuple[str, ...]]:
    """The orders that may be asked for by name."""
    return {name: columns for name, columns in orders.items() if name != RELEVANCE}


def words(**options: Any) -> ReadFilter:
    """Words of the name, the producer, the place or a code."""
    return _WordsFilter(lambda text: Typed(values.words(text)), **options)


class _WordsFilter(ReadFilter):
    def filter(self, qs: QuerySet, value: Any) -> QuerySet:
        return qs if value is None else found(qs, value)


def place(**options: Any) -> ReadFilter:
    """What is found under a unit of today or of before, or under any of several of one name."""

    def under(units: Sequence[Place]) -> Q:
        found = PublicPlace.objects.filter(entry=OuterRef("listed_id"), place__in=units)
        return Q(Exists(found))

    return ReadFilter(values.place, keeps=under, **options)


def standing_among(words: Sequence[str], known: Sequence[str]) -> Q:
    """Told so that an index can be entered: one word, or all there are."""
    if set(words) == set(known):
        return Q()
    return Q(standing=words[0]) if len(words) == 1 else Q(standing__in=words)


def since(first: str, last: str, **options: Any) -> PossibleFilter:
    """That day or later. `first`, `last`: the columns of the first and last day that it can have
    been; of what never was both are the first of all days."""
    return PossibleFilter(
        values.day,
        keeps=lambda day: Q(**{f"{last}__gte": day}),
        surely=lambda day: Q(**{f"{first}__gte": day}),
        **options,
    )


def until(first: str, last: str, **options: Any) -> PossibleFilter:
    """That day or earlier; see `since`."""
    was = Q(**{f"{last}__gt": FIRST_DAY})
    return PossibleFilter(
        values.day,
        keeps=lambda day: was & Q(**{f"{first}__lte": day}),
        surely=lambda day: was & Q(**{f"{last}__lte": day}),
        **options,
    )


def expiring(**options: Any) -> PossibleFilter:
    """Expires on that day or earlier. Of a recognition of which no year is known that may be on any
    day."""
    unknown = Q(recognised_on=FIRST_DAY, recognised_last=LAST_DAY)
    return PossibleFilter(
        values.day,
        keeps=lambda day: Q(expires_on__lte=day) | unknown,
        surely=lambda day: Q(expires_last__lte=day),
        **options,
    )


def certain() -> CertainFilter:
    return CertainFilter(
        values.yes_or_no,
        choices=("true", "false"),
        help_text="`true`: filters of days keep only what certainly fits; otherwise also what may"
        " fit, as a recognition of which only the month or year is known.",
    )
