"""Which decision of before a recognition rests on: one decision is one record, whatever lists it
comes from. A decision is its number, day and issuer (domain §2, "Incomplete history"); what a list
leaves out is taken from the one record that it can be, and never where there are two."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from operator import itemgetter
from typing import Any

from django.db.models import Q

from certifications.identity import known_facts
from certifications.models import Certification, Decision, Level, Origin
from ocop_registry.accounts.permissions import belongs_to
from ocop_registry.journal.batches import batches
from ocop_registry.written.numbers import number_key

CENTRE = 0  # instead of a province: the centre's decisions count in all of them
_MINISTRY = "bo "


@dataclass(frozen=True)
class Facts:
    """What tells a decision from others. `number`, `issuer`: as they are compared; `year`, `part`
    (month or quarter): of the day, or all that is known; `province`: today's (id), `CENTRE` for the
    centre's; `source`: whose list, which keeps apart what has no number, or number and nothing
    else."""

    number: str
    day: date | None
    year: int | None
    part: str
    issuer: str
    province: int
    source: str

    @property
    def key(self) -> tuple[object, ...]:
        """Two that are equal by this are one decision for certain."""
        if not self.number or self.year is None:
            return (*self._known, self.province, self.source)
        return (*self._known, self.province)

    @property
    def _known(self) -> tuple[object, ...]:
        return self.number, self.day, self.year, "" if self.day else self.part, self.issuer

    @property
    def fullness(self) -> int:
        """How much is known: what is known best is found first."""
        return bool(self.day) + bool(self.issuer)

    def can_be(self, other: "Facts") -> bool:
        """Whether both are one all the same: one of them lacks the issuer of the same day, or the
        day of the same issuer's number in the same year."""
        if self.day and other.day:
            same_issuer = self.issuer == other.issuer or not (self.issuer and other.issuer)
            return self.day == other.day and same_issuer
        by_one = bool(self.issuer) and self.issuer == other.issuer
        whole_years = not any(one.part and not one.day for one in (self, other))
        return by_one and whole_years and self.year is not None and self.year == other.year


def facts(decision: Mapping[str, Any], year: int | None, part: str, province: int) -> Facts:
    """Facts of a decision by its fields, with what is known of its recognitions' time."""
    day, issuer = decision["signed_on"], known_facts.issuer_key(decision["issuer"])
    home = CENTRE if issuer.startswith(_MINISTRY) else province
    number, year = number_key(decision["number"]), day.year if day else year
    return Facts(number, day, year, part, issuer, home, decision["source"])


class KnownDecisions:
    """The historic decisions of the register that recognitions of these provinces (of today, ids)
    rest on, with `central` those of the centre, and those that are made meanwhile."""

    def __init__(self, provinces: Collection[int], *, central: bool) -> None:
        self.stored: dict[int, Decision] = {}
        self._by_key: dict[tuple[object, ...], Decision] = {}
        self._numbered: dict[tuple[str, int], list[tuple[Facts, Decision]]] = defaultdict(list)
        for told, decision in _stored(provinces, central):
            self.stored[decision.pk] = decision
            self.add(told, decision)

    def add(self, told: Facts, decision: Decision) -> None:
        """Let a decision be found by these facts too; of several records of one decision the first
        stands for all."""
        if told.key in self._by_key:
            return
        self._by_key[told.key] = decision
        if told.number:
            self._numbered[told.number, told.province].append((told, decision))

    def forget(self, decision: Decision) -> None:
        """A decision is about to bear other facts."""
        self._by_key = {key: one for key, one in self._by_key.items() if one is not decision}
        for known in self._numbered.values():
            known[:] = [pair for pair in known if pair[1] is not decision]

    def find(self, told: Facts) -> Decision | None:
        """The decision of these facts, or the only one that it can be."""
        if exact := self._by_key.get(told.key):
            return exact
        if not told.number:
            return None
        able = {
            id(decision): decision
            for known, decision in self._numbered[told.number, told.province]
            if told.can_be(known)
        }
        return next(iter(able.values())) if len(able) == 1 else None


def _stored(provinces: Collection[int], central: bool) -> Iterator[tuple[Facts, Decision]]:
    """Year and province of a decision are those of its recognitions; the oldest record first."""
    which = [belongs_to("product__producer__place", sorted(provinces))]
    which += [Q(level=Level.CENTRAL)] if central else []
    resting = {row for one in which for row in _resting(one)}
    told = sorted(resting, key=itemgetter(0))
    decisions = _read({row[0] for row in told})
    for pk, year, part, province, place in told:
        yield facts(vars(decisions[pk]), year, part, province or place), decisions[pk]


def _resting(which: Q) -> Iterable[tuple[int, int | None, str, int | None, int]]:
    """(decision, year, part, today's province or None, the place itself) of recognitions."""
    rows = Certification.objects.filter(which, decision__origin=Origin.HISTORIC).order_by()
    place = "product__producer__place"
    return rows.values_list(
        "decision", "issued_year", "issued_part", f"{place}__province", place
    ).distinct()


def _read(keys: Iterable[int]) -> dict[int, Decision]:
    found: dict[int, Decision] = {}
    for batch in batches(sorted(keys)):
        found |= Decision.objects.in_bulk(batch)
    return found
