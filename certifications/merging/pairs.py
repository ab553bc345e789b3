"""Pairs of producers, and of products, that may be one and were entered twice: for a person to look
at, never merged alone.

Looked for within one province at a time, where names are compared, and between provinces, where
nothing but a number speaks. Of each subject only what is compared is read; the subjects themselves
are read for the pairs that are shown. Found through indexes by words and by numbers, not by
comparing everybody with everybody.
"""

from array import array
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import combinations
from typing import Any

from django.db.models import QuerySet

from certifications.identity.match import Nearness, nearness
from certifications.identity.name_answers import said_to_differ
from certifications.identity.name_index import NameIndex
from certifications.merging.compared import (
    CODE,
    GTIN,
    PHONE,
    REGISTRATION,
    TAX,
    Known,
    Number,
    numbers_of_producers,
    numbers_of_products,
    producers_known,
    products_known,
)
from certifications.models.lists.name_answer import name_key
from ocop_registry.accounts.permissions import Scope
from ocop_registry.journal.batches import batches
from ocop_registry.places.models import Place
from ocop_registry.places.overlap import Overlap
from ocop_registry.places.text import fold
from ocop_registry.staff.lists.pieces import Pieces
from producers.lookalikes import proper
from producers.models import Producer
from products.models import Product

# look-alikes of one name; and holders of one number: more of them is a placeholder ("0000000000"),
# no hint
MOST_OF_ONE = 50


@dataclass
class Suspicion:
    """Two that may be one: how alike their names are (0 to 1; 0 when only a number is shared), and
    why, in words."""

    one: Any
    other: Any
    likeness: float = 0.0
    reasons: list[str] = field(default_factory=list)

    @property
    def percent(self) -> int:
        return round(self.likeness * 100)


class _Suspicions:
    """Each pair once, with every reason. `only`: pairs with this subject (id) alone."""

    def __init__(self, only: int | None = None) -> None:
        self._pairs: dict[tuple[int, int], Suspicion] = {}
        self.only = only

    def add(self, one: Known, other: Known, reason: str, likeness: float = 0.0) -> None:
        if self.only not in (None, one.pk, other.pk):
            return
        first, second = sorted((one, other), key=lambda subject: subject.pk)
        pair = self._pairs.setdefault((first.pk, second.pk), Suspicion(first, second))
        pair.likeness = max(pair.likeness, likeness)
        if reason not in pair.reasons:
            pair.reasons.append(reason)

    def add_sharing(self, subjects: Iterable[Known], reasons: Sequence[str]) -> None:
        """Pairs that share a number, by the reasons in their order."""
        holders: dict[Number, list[Known]] = defaultdict(list)
        for subject in subjects:
            for number in set(subject.numbers):
                holders[number].append(subject)
        shared = [
            (number, those) for number, those in holders.items() if 1 < len(those) <= MOST_OF_ONE
        ]
        for (reason, _), those in sorted(shared, key=lambda found: reasons.index(found[0][0])):
            for one, other in combinations(those, 2):
                self.add(one, other, reason)

    def told(self) -> list[Suspicion]:
        """The surest first: several reasons, then likeness, then names."""
        return sorted(
            self._pairs.values(),
            key=lambda pair: (-len(pair.reasons), -pair.likeness, pair.one.order, pair.one.pk),
        )


# --- producers ------------------------------------------------------------------------------------
def producers_entered_twice(
    producers: QuerySet[Producer], only: int | None = None
) -> list[Suspicion]:
    """Pairs with the same or a like name in places that can be the same, or with the same phone,
    tax or registration number. `only`: those with this producer (id)."""
    found, rows = _Suspicions(only), producers_known(producers)
    overlap = _Overlapping()
    by_province: dict[int, list[Known]] = defaultdict(list)
    for one in rows:
        by_province[one.province].append(one)
    for those in by_province.values():
        _like_names(found, those, lambda one: proper(one.folded), overlap.compatible)
    found.add_sharing(rows, (TAX, REGISTRATION, PHONE))
    return found.told()


class _Overlapping:
    """Whether two places can be the same; what became of the units is read when two are not."""

    def compatible(self, one: Known, other: Known) -> bool:
        return one.place == other.place or self._read.compatible_keys(one.place, other.place)

    @cached_property
    def _read(self) -> Overlap:
        return Overlap()


# --- products -------------------------------------------------------------------------------------
def products_entered_twice(products: QuerySet[Product], only: int | None = None) -> list[Suspicion]:
    """Pairs of one producer with the same or a like name; and any two with the same product code or
    GTIN. `only`: those with this product (id)."""
    found, rows = _Suspicions(only), products_known(products)
    by_producer: dict[int, list[Known]] = defaultdict(list)
    for one in rows:
        by_producer[one.maker].append(one)
    for those in by_producer.values():
        _like_names(found, those, lambda one: one.folded, lambda _a, _b: True)
    found.add_sharing(rows, (CODE, GTIN))
    return found.told()


# --- names ----------------------------------------------------------------------------------------
def _like_names(
    found: _Suspicions,
    subjects: Sequence[Known],
    key: Callable[[Known], str],
    compatible: Callable[[Known, Known], bool],
) -> None:
    if len(subjects) < 2:
        return
    index: NameIndex[Known] = NameIndex()
    # each is compared with those before it: every pair comes up once
    for one in sorted(subjects, key=lambda subject: subject.pk == found.only):
        name = key(one)
        if found.only in (None, one.pk):
            for likeness, other in index.near(name, MOST_OF_ONE):
                if compatible(one, other):
                    found.add(one, other, _why(one.name, other.name, likeness), likeness)
        index.add(name, one)


def _why(one: str, other: str, likeness: float) -> str:
    """Names of one core ("HTX", "Hợp tác xã") are the same name; those of other marks are not."""
    why = nearness(one, other)
    return str(Nearness.NAMESAKE if why == Nearness.ALIKE and likeness == 1 else why)


# --- said to be two -------------------------------------------------------------------------------
def not_yet_answered(found: Sequence[Suspicion], of: str) -> list[Suspicion]:
    """The pairs of which nobody said that they are two. One query."""
    said = {(key, subject) for key, _, subject in said_to_differ(of)}
    return [
        pair
        for pair in found
        if not said
        or not any(
            (name_key(of, one.name), other.uid) in said
            for one, other in ((pair.one, pair.other), (pair.other, pair.one))
        )
    ]


# --- between provinces ----------------------------------------------------------------------------
def producers_in_two_provinces(seen: Scope) -> list[Suspicion]:
    """Pairs of producers of two provinces of today that share a number."""
    return _between(
        numbers_of_producers(seen),
        lambda pks: producers_known(Producer.objects.filter(pk__in=pks)),
        (TAX, REGISTRATION, PHONE),
    )


def products_in_two_provinces(seen: Scope) -> list[Suspicion]:
    """Pairs of products of two provinces of today that share a number."""
    return _between(
        numbers_of_products(seen),
        lambda pks: products_known(Product.objects.filter(pk__in=pks)),
        (CODE, GTIN),
    )


def _between(
    numbered: Iterable[tuple[int, Number]],
    known: Callable[[Sequence[int]], list[Known]],
    reasons: Sequence[str],
) -> list[Suspicion]:
    """`numbered`: (id, number) of everybody, of which no more is kept than a hash and the id."""
    marks, bearers = array("q"), array("q")
    for pk, number in numbered:
        marks.append(hash(number))
        bearers.append(pk)
    first: dict[int, int] = {}
    several = {
        mark for mark, pk in zip(marks, bearers, strict=True) if first.setdefault(mark, pk) != pk
    }
    shared = sorted({pk for mark, pk in zip(marks, bearers, strict=True) if mark in several})
    found, subjects = _Suspicions(), []
    for keys in batches(shared):
        subjects += known(keys)
    found.add_sharing(subjects, reasons)
    return [pair for pair in found.told() if pair.one.province != pair.other.province]


# --- shown ----------------------------------------------------------------------------------------
class Pairs(Pieces[Suspicion]):
    """Pairs in their order; the subjects themselves are read for those that are shown. `path`: from
    a subject to the place of its producer."""

    def __init__(self, model: type[Any], path: str, found: Sequence[Suspicion]) -> None:
        self._rows = model.objects.select_related(f"{path}__parent__parent", f"{path}__province")
        self._found = found

    def count(self) -> int:
        return len(self._found)

    def keys(self, part: slice = slice(None)) -> Sequence[int]:
        return range(len(self._found))[part]

    def read(self, keys: Sequence[int]) -> list[Suspicion]:
        pairs = [self._found[key] for key in keys]
        wanted = sorted({one.pk for pair in pairs for one in (pair.one, pair.other)})
        read: dict[int, Any] = {}
        for some in batches(wanted):
            read |= {one.pk: one for one in self._rows.filter(pk__in=some)}
        return [
            replace(pair, one=read[pair.one.pk], other=read[pair.other.pk])
            for pair in pairs
            if pair.one.pk in read and pair.other.pk in read
        ]


def mentioning(found: Sequence[Suspicion], typed: str) -> Sequence[Suspicion]:
    """The pairs in whose names, uids or places all these words stand."""
    words = fold(typed).split()
    if not words:
        return found
    where = _paths({one.place for pair in found for one in (pair.one, pair.other)})

    def told(pair: Suspicion) -> str:
        return " ".join(
            f"{one.keys} {one.uid.lower()} {where[one.place]}" for one in (pair.one, pair.other)
        )

    return [pair for pair in found if all(word in told(pair) for word in words)]


def _paths(places: Collection[int]) -> dict[int, str]:
    """Place (id) → its whole name, folded."""
    found: dict[int, str] = {}
    for some in batches(sorted(places)):
        units = Place.objects.filter(pk__in=some).select_related("parent__parent")
        found |= {unit.pk: fold(unit.path()) for unit in units}
    return found
