"""What the register still lacks of its recognitions and products: found by the database, a page at a
time, for lists and counts.

A part that is lacking is a word of PARTS. Schemes begin on 21/08/2019: a recognition of before that
day lacks none.
Source: domain §2, "Incomplete history".
"""

import functools
import operator
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from django.db.models import Case, Count, F, IntegerField, Model, Q, QuerySet, Value, When
from django.db.models.expressions import Combinable
from django.db.models.functions import ExtractDay, ExtractMonth, ExtractYear

from certifications.law import rules
from certifications.models import Certification, Level, StagedOutcome, StagedRow
from ocop_registry.accounts.permissions import Scope
from ocop_registry.journal.batches import BATCH
from ocop_registry.known_days import NOTHING, KnownDay
from ocop_registry.known_days import PARTS as PARTS_OF_A_YEAR
from ocop_registry.places.models import Place, PlaceLevel
from ocop_registry.places.text import loose_fold
from ocop_registry.staff.lists.pieces import Pieces, keys_of
from producers.models import ProducerKind
from products.models import Product

PARTS = {
    "number": "số quyết định",
    "day": "ngày cấp",
    "year": "năm cấp",
    "scheme": "bộ tiêu chí",
    "level": "cấp công nhận",
    "set": "bộ sản phẩm",
    "kind": "loại hình chủ thể",
    "place": "xã, phường của chủ thể",
}
# Number, day and year change what is in force: two people, by the act of correction. The rest is
# completed at once.
BY_TWO = frozenset({"number", "day", "year"})
BITS = {part: 1 << at for at, part in enumerate(PARTS)}
ORDERS = ("name", "producer", "place", "most")
_LAST = 99_999_999  # as a day: after all of them


@dataclass(frozen=True, slots=True)
class Lacking:
    """A recognition (or, `certification` "", a product that has none) with the parts that it lacks,
    in the order of PARTS. `unit`: code of the producer's place, as recorded."""

    parts: tuple[str, ...]
    product: str
    product_name: str
    producer: str
    unit: str
    place: str
    certification: str = ""
    stars: int | None = None
    issued: KnownDay = NOTHING
    number: str = ""
    source: str = ""

    @property
    def told(self) -> str:
        """What is lacking, in words."""
        return ", ".join(PARTS[part] for part in self.parts)


# --- what is lacking, as conditions ---------------------------------------------------------------
def _of_product(at: str) -> dict[str, Q]:
    """What a product lacks; `at`: the path to it, "product__" from a recognition."""
    return {
        "set": Q(**{f"{at}product_set": None}),
        "kind": Q(**{f"{at}producer__kind": ProducerKind.UNKNOWN}),
        "place": ~Q(**{f"{at}producer__place__level": PlaceLevel.COMMUNE}),
    }


def _of_recognition() -> dict[str, Q]:
    return {
        "number": Q(decision__number=""),
        "day": Q(issued_on=None),
        "year": Q(issued_on=None, issued_year=None),
        "scheme": Q(scheme=None) & _scheme_applied(),
        "level": Q(level=Level.UNKNOWN),
    }


def scheme_applied(issued: KnownDay) -> bool:
    """Whether a recognition of that time can have had a scheme at all (provinces used criteria of
    their own before 2019)."""
    return issued.last is None or issued.last >= rules.FIRST_SCHEME_DAY


def _scheme_applied() -> Q:
    """`scheme_applied` of the columns that keep the day."""
    first = rules.FIRST_SCHEME_DAY
    applied = Q(issued_on__gte=first)
    of_the_year = Q()  # in which schemes begin
    after: list[str] = []
    for part in PARTS_OF_A_YEAR:
        whole = KnownDay.of(None, first.year, part)
        assert whole.first is not None
        if whole.first >= first:
            after.append(part)
        elif scheme_applied(whole):  # unless it had come before they began
            had_come = Q(known_on__gte=whole.first, known_on__lt=first)
            of_the_year |= Q(issued_part=part) & (Q(known_on=None) | ~had_come)
    of_the_year |= Q(issued_part__in=after)
    by_year = Q(issued_year=None) | Q(issued_year__gt=first.year)
    by_year |= Q(issued_year=first.year) & of_the_year
    applied |= Q(issued_on=None) & by_year
    return applied


def _first_day() -> Case:
    """The first day that a recognition can have been issued, as the number 20210319."""
    months: dict[int, list[str]] = {}
    for part in PARTS_OF_A_YEAR:
        day = KnownDay.of(None, 2019, part).first
        assert day is not None
        months.setdefault(day.month, []).append(part)
    month = Case(*(When(issued_part__in=parts, then=Value(at)) for at, parts in months.items()))
    exact = ExtractYear("issued_on") * 10000 + ExtractMonth("issued_on") * 100
    return Case(
        When(issued_on__isnull=False, then=exact + ExtractDay("issued_on")),
        When(issued_year__isnull=False, then=F("issued_year") * 10000 + month * 100 + 1),
        default=Value(_LAST),
        output_field=IntegerField(),
    )


# --- the rows -------------------------------------------------------------------------------------
@dataclass(frozen=True)
class _Arm:
    """Recognitions, or products without any: where they are read, how their columns are called."""

    model: type[Model]
    at: str  # the path to the product
    lacks: Mapping[str, Q]
    first: Combinable
    only: Q = Q()

    def rows(self, wanted: "Gaps") -> QuerySet:
        lacks = self.lacks if not wanted.part else {wanted.part: self.lacks.get(wanted.part)}
        conditions = [one for one in lacks.values() if one is not None]
        if not conditions:
            return self.model._default_manager.none().order_by()
        rows = self.model._default_manager.filter(self.only)
        rows = wanted.seen.limit_units(rows, f"{self.at}producer__place")
        rows = rows.filter(functools.reduce(operator.or_, conditions))
        if wanted.unit:
            rows = rows.filter(**{f"{self.at}producer__place__code": wanted.unit})
        for word in wanted.words:
            own = Q(**{f"{self.at}search_key__contains": word})
            rows = rows.filter(own | Q(**{f"{self.at}producer__search_key__contains": word}))
        if wanted.product is not None:
            rows = rows.filter(**{self.at.removesuffix("__") or "pk": wanted.product})
        return rows.order_by()

    def mask(self) -> Combinable:
        """What a row lacks, as a sum of BITS."""
        return functools.reduce(
            operator.add,
            (
                Case(When(one, then=Value(BITS[part])), default=Value(0))
                for part, one in self.lacks.items()
            ),
        )


_CERTIFIED = _Arm(
    Certification, "product__", {**_of_recognition(), **_of_product("product__")}, _first_day()
)
_ALONE = _Arm(Product, "", _of_product(""), Value(_LAST), Q(certifications=None))
_ARMS = (_CERTIFIED, _ALONE)


@dataclass(frozen=True)
class Gaps(Pieces[Lacking]):
    """Everything that lacks something, of the products of these provinces; narrowed to what lacks
    one `part`, to the producers of one `unit` (code as recorded), to names that hold `words`, to
    one `product` (id). In one of ORDERS: by the product's name, the producer, the place, or what
    lacks most first.

    A key is that of the row, twice, and 1 more for a product that has no recognition.
    """

    seen: Scope
    part: str = ""
    unit: str = ""
    words: tuple[str, ...] = ()
    order: str = "name"
    product: int | None = None

    # --- narrowed -------------------------------------------------------------------------------
    def holding(self, text: str) -> "Gaps":
        return replace(self, words=tuple(loose_fold(text).split()))

    def ordered(self, order: str) -> "Gaps":
        return self._counted(replace(self, order=order), lambda mask, unit: True)

    def lacking(self, part: str) -> "Gaps":
        bit = BITS[part]
        return self._counted(replace(self, part=part), lambda mask, unit: bool(mask & bit))

    def of_unit(self, code: str) -> "Gaps":
        these = {pk for pk, (its, _) in self._places.items() if its == code}
        return self._counted(replace(self, unit=code), lambda mask, unit: unit in these)

    def _counted(self, narrowed: "Gaps", kept: Callable[[int, int], bool]) -> "Gaps":
        """Give it what is counted already."""
        if "_cells" in self.__dict__:
            cells = {cell: count for cell, count in self._cells.items() if kept(*cell)}
            narrowed.__dict__["_cells"] = cells
        return narrowed

    # --- counted ----------------------------------------------------------------------------------
    @cached_property
    def _cells(self) -> dict[tuple[int, int], int]:
        """(what is lacking, as a sum of BITS; the producer's place, by id) → how many rows."""
        found: Counter[tuple[int, int]] = Counter()
        for arm in _ARMS:
            place = F(f"{arm.at}producer__place")
            cells = arm.rows(self).values(mask=arm.mask(), unit=place).annotate(count=Count("pk"))
            for mask, unit, count in cells.values_list("mask", "unit", "count"):
                found[mask, unit] += count
        return dict(found)

    def count(self) -> int:
        return sum(self._cells.values())

    def counts(self) -> dict[str, int]:
        """How many lack each part, in the order of PARTS; parts that nothing lacks are left out."""
        found = {
            part: sum(count for (mask, _), count in self._cells.items() if mask & bit)
            for part, bit in BITS.items()
        }
        return {part: count for part, count in found.items() if count}

    def units(self) -> dict[str, str]:
        """The places of the producers: code → name."""
        return dict(self._places.values())

    @cached_property
    def _places(self) -> dict[int, tuple[str, str]]:
        """The places of the producers: id → code, name. One query."""
        here = {unit for _, unit in self._cells}
        columns = ("code", *(f"{above}full_name" for above in ("", "parent__", "parent__parent__")))
        found = Place.objects.filter(pk__in=here) if len(here) <= BATCH else Place.objects.all()
        return {
            pk: (code, ", ".join(filter(None, names)))
            for pk, code, *names in found.order_by().values_list("pk", *columns)
            if pk in here
        }

    # --- read -------------------------------------------------------------------------------------
    def keys(self, part: slice = slice(None)) -> Sequence[int]:
        certified, alone = (self._ordered(arm, own) for own, arm in enumerate(_ARMS))
        lead = () if self.order == "name" else ("lead",)
        order = (*lead, "named", "bears", "first", "key")
        both = certified.union(alone, all=True).order_by(*order)[part]
        return keys_of(row[-1] for row in both)

    def _ordered(self, arm: _Arm, own: int) -> QuerySet:
        owner = f"{arm.at}producer"
        leads: dict[str, Any] = {
            "producer": F(f"{owner}__sort_key"),
            "place": F(f"{owner}__place__sort_key"),
            "most": -functools.reduce(
                operator.add,
                (Case(When(one, then=Value(1)), default=Value(0)) for one in arm.lacks.values()),
            ),
        }
        lead = {"lead": leads[self.order]} if self.order in leads else {}
        columns = {
            **lead,
            "named": F(f"{arm.at}sort_key"),
            "bears": F(f"{arm.at}uid"),
            "first": arm.first,
            "key": F("pk") * 2 + own,
        }
        return arm.rows(self).annotate(**columns).values_list(*columns)

    def read(self, keys: Sequence[int]) -> list[Lacking]:
        found: dict[int, Lacking] = {}
        for own, arm in enumerate(_ARMS):
            pks = [key // 2 for key in keys if key % 2 == own]
            if pks:
                found |= {2 * one.pk + own: _told(arm, one) for one in _whole(arm, pks)}
        return [found[key] for key in keys if key in found]


def _whole(arm: _Arm, pks: Sequence[int]) -> QuerySet:
    related = [f"{arm.at}producer__place__parent__parent"]
    related += ["decision"] if arm is _CERTIFIED else []
    rows = arm.model._default_manager.filter(pk__in=pks).select_related(*related)
    return rows.annotate(mask=arm.mask())


def _told(arm: _Arm, one: Any) -> Lacking:
    product = one.product if arm is _CERTIFIED else one
    producer = product.producer
    parts = tuple(part for part, bit in BITS.items() if one.mask & bit)
    named = (product.uid, product.name, producer.name, producer.place.code, _where(producer.place))
    if arm is _ALONE:
        return Lacking(parts, *named)
    return Lacking(parts, *named, one.uid, one.stars, one.issued, one.decision.number, one.source)


def _where(place: Place) -> str:
    return ", ".join(unit.full_name for unit in (place, *place.ancestors()))


def staged_rows(seen: Scope) -> int:
    """Rows of old lists that could not be recorded yet."""
    return seen.limit(StagedRow.objects.filter(outcome=StagedOutcome.STAGED), "province").count()
