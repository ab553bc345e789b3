"""The historic decisions that recognitions rest on: one per number, day, issuer, province and
source."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from datetime import date
from typing import Any, NamedTuple

from certifications.identity import known_facts
from certifications.identity.identifiers import number_key
from certifications.imports.kinds.register.plan import Planned
from certifications.models import Certification, Decision, Origin
from ocop_registry.accounts.permissions import belongs_to
from ocop_registry.journal.acts import Act
from ocop_registry.journal.batches import batches


class _Key(NamedTuple):
    """What makes two decisions one; `year` only when the day is not known."""

    number: str
    day: date | None
    year: int | None
    issuer: str
    province: int
    source: str


class Decisions:
    """Finds, makes or fills in the decision of each planned recognition. `file`: the source of
    decisions of which the file names none, so that unknown ones of two files stay two."""

    def __init__(self, deed: Act, planned: Sequence[Planned], file: str) -> None:
        self._deed = deed
        self._wanted = [(one, *_target(one, file)) for one in planned if one.new or one.decision]
        self._known = _stored(
            {key.source for _, key, _ in self._wanted},
            {key.province for _, key, _ in self._wanted},
        )

    def assign(self) -> None:
        """Give each planned certification its decision. A decision all of whose recognitions move
        is filled in, not replaced."""
        filled = self._fill_in()
        made: dict[_Key, Decision] = {}
        for _, key, values in self._wanted:
            if key not in self._known and key not in made:
                made[key] = Decision.fresh(origin=Origin.HISTORIC, **values)
        self._deed.save_many(filled)
        self._deed.create_many(list(made.values()))
        for one, key, _ in self._wanted:
            one.final.decision = self._known.get(key) or made[key]

    def _fill_in(self) -> list[Decision]:
        moving: dict[int, list[tuple[_Key, dict[str, Any], Decision]]] = defaultdict(list)
        for one, key, values in self._wanted:
            if one.stored is not None:
                moving[one.stored.decision_id].append((key, values, one.stored.decision))
        bearing: Counter[int] = Counter()
        for batch in batches(moving):
            bearing.update(
                Certification.objects.filter(decision__in=batch).values_list(
                    "decision_id", flat=True
                )
            )
        filled = []
        for pk, those in moving.items():
            key, values, decision = those[0]
            if (
                bearing[pk] == len(those)
                and key not in self._known
                and decision.origin == Origin.HISTORIC
            ):
                for name, value in values.items():
                    setattr(decision, name, value)
                self._known[key] = decision
                filled.append(decision)
        return filled


def _target(one: Planned, file: str) -> tuple[_Key, dict[str, Any]]:
    """The decision that a recognition is to rest on: its key and its fields."""
    final, stored = one.final, one.stored.decision if one.stored is not None else None
    told = {"number": "", "signed_on": None, "issuer": "", **one.decision}
    if stored is not None:
        told = {name: one.decision.get(name, getattr(stored, name)) for name in told}
    source = one.decision.get("source") or (stored.source if stored else one.told.source or file)
    same_issuer = stored is not None and "issuer" not in one.decision
    place = (
        stored.issuer_place
        if stored and same_issuer
        else one.said.issuer_place
        or known_facts.issuer_place(final.place, final.level, told["issuer"])
    )
    values = {
        **told,
        "certificates_issued_on": told["signed_on"],
        "issuer_place": place,
        "source": source,
    }
    province = one.product.producer.place.current_province.pk
    return (
        _key(
            told["number"], told["signed_on"], final.issued.year, told["issuer"], province, source
        ),
        values,
    )


def _key(
    number: str, day: date | None, year: int | None, issuer: str, province: int, source: str
) -> _Key:
    return _Key(
        number_key(number),
        day,
        None if day else year,
        known_facts.issuer_key(issuer),
        province,
        source,
    )


def _stored(sources: set[str], provinces: set[int]) -> dict[_Key, Decision]:
    """The historic decisions of these sources and provinces (of today), by key; year and province
    are those of their recognitions."""
    found: dict[_Key, Decision] = {}
    for batch in batches(sorted(sources)):
        rows = Certification.objects.filter(
            belongs_to("product__producer__place", sorted(provinces)),
            decision__origin=Origin.HISTORIC,
            decision__source__in=batch,
        ).order_by()
        decisions = Decision.objects.in_bulk(
            [pk for (pk,) in rows.values_list("decision").distinct()]
        )
        facts_of = rows.values_list(
            "decision",
            "issued_year",
            "product__producer__place__province",
            "product__producer__place",
        ).distinct()
        for pk, year, province, place in facts_of:
            one = decisions[pk]
            found.setdefault(
                _key(one.number, one.signed_on, year, one.issuer, province or place, one.source),
                one,
            )
    return found
