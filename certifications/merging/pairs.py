"""Pairs of producers, and of products, that may be one and were entered twice: for a person to look
at, never merged alone.

Found through indexes by words and by numbers, not by comparing everybody with everybody.
"""

import re
from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass, field
from itertools import combinations
from typing import Any

from django.db.models import QuerySet

from certifications.identity.identifiers import (
    codes_ever_borne,
    gtin_key,
    registration_key,
    tax_key,
)
from certifications.identity.match import Nearness, nearness
from certifications.identity.name_index import NameIndex
from certifications.identity.register_index import folded_name
from ocop_registry.places.overlap import Overlap
from producers.lookalikes import proper
from producers.models import Producer
from products.models import Product
from products.serving import code_key

# look-alikes of one name; and holders of one number: more of them is a placeholder ("0000000000"),
# no hint
MOST_OF_ONE = 50
SHORTEST_PHONE = 9


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
    """Each pair once, with every reason."""

    def __init__(self) -> None:
        self._pairs: dict[tuple[int, int], Suspicion] = {}

    def add(self, one: Any, other: Any, reason: str, likeness: float = 0.0) -> None:
        first, second = sorted((one, other), key=lambda subject: subject.pk)
        pair = self._pairs.setdefault((first.pk, second.pk), Suspicion(first, second))
        pair.likeness = max(pair.likeness, likeness)
        if reason not in pair.reasons:
            pair.reasons.append(reason)

    def add_sharing(
        self, subjects: Iterable[Any], keys: Callable[[Any], Iterable[Hashable]], reason: str
    ) -> None:
        """Pairs that share a key."""
        holders: dict[Hashable, list[Any]] = defaultdict(list)
        for subject in subjects:
            for key in set(keys(subject)):
                holders[key].append(subject)
        for those in holders.values():
            if len(those) <= MOST_OF_ONE:
                for one, other in combinations(those, 2):
                    self.add(one, other, reason)

    def told(self) -> list[Suspicion]:
        """The surest first: several reasons, then likeness, then names."""
        return sorted(
            self._pairs.values(),
            key=lambda pair: (
                -len(pair.reasons),
                -pair.likeness,
                bytes(pair.one.sort_key),
                pair.one.pk,
            ),
        )


def producers_entered_twice(producers: QuerySet[Producer]) -> list[Suspicion]:
    """Pairs with the same or a like name in places that can be the same, or with the same phone,
    tax or registration number."""
    found, overlap = _Suspicions(), Overlap()
    rows = list(producers.select_related("place__parent__parent", "place__province").order_by("pk"))
    by_province: dict[int, list[Producer]] = defaultdict(list)
    for one in rows:
        by_province[overlap.province(one.place.pk)].append(one)
    for those in by_province.values():
        _like_names(
            found,
            those,
            lambda one: proper(folded_name(one)[1]),
            lambda a, b: overlap.compatible(a.place, b.place),
        )
    for keys, reason in (
        (lambda one: _only(tax_key(one.tax_code)), "cùng mã số thuế"),
        (
            lambda one: _only(registration_key(one.registration_number)),
            "cùng số đăng ký kinh doanh",
        ),
        (lambda one: _phones(one.phone), "cùng điện thoại"),
    ):
        found.add_sharing(rows, keys, reason)
    return found.told()


def products_entered_twice(products: QuerySet[Product]) -> list[Suspicion]:
    """Pairs of one producer with the same or a like name; and any two with the same product code or
    GTIN."""
    found = _Suspicions()
    rows = list(
        products.select_related(
            "producer__place__province", "producer__place__parent__parent"
        ).order_by("pk")
    )
    by_producer: dict[int, list[Product]] = defaultdict(list)
    for one in rows:
        by_producer[one.producer_id].append(one)
    for those in by_producer.values():
        if len(those) > 1:
            _like_names(found, those, lambda one: folded_name(one)[1], lambda _a, _b: True)
    codes = codes_ever_borne()
    found.add_sharing(
        rows, lambda one: {code_key(code) for code in codes.get(one.pk, ())}, "cùng mã sản phẩm"
    )
    found.add_sharing(rows, lambda one: _only(gtin_key(one.gtin)), "cùng mã GTIN")
    return found.told()


def _like_names(
    found: _Suspicions,
    subjects: Sequence[Any],
    key: Callable[[Any], str],
    compatible: Callable[[Any, Any], bool],
) -> None:
    index: NameIndex[Any] = NameIndex()
    for one in subjects:  # each is compared with those before it: every pair comes up once
        name = key(one)
        for likeness, other in index.near(name, MOST_OF_ONE):
            if compatible(one, other):
                found.add(one, other, _why(one.name, other.name, likeness), likeness)
        index.add(name, one)


def _why(one: str, other: str, likeness: float) -> str:
    """Names of one core ("HTX", "Hợp tác xã") are the same name; those of other marks are not."""
    why = nearness(one, other)
    return str(Nearness.NAMESAKE if why == Nearness.ALIKE and likeness == 1 else why)


def _only(key: str) -> list[str]:
    return [key] if key.strip("0") else []


def _phones(text: str) -> list[str]:
    """The numbers in a field that may hold several: "0912 345 678; 0209.3871.234"."""
    numbers = [re.sub(r"\D", "", part) for part in re.split(r"[;,/\n]|\s-\s", text)]
    return [number for number in numbers if len(number) >= SHORTEST_PHONE and number.strip("0")]
