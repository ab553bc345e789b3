"""An old list into the registry, in one act: complete rows recorded as historic, the others staged,
every problem told."""

import csv
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from certifications.historic.matching import Subjects
from certifications.historic.reading import HistoricRow, read_row
from certifications.identity import known_facts
from certifications.identity.known_decisions import KnownDecisions, facts
from certifications.identity.places import Places
from certifications.models import (
    IN_ORDER,
    Certification,
    Decision,
    EndedBy,
    Origin,
    Scheme,
    StagedOutcome,
    StagedRow,
)
from ocop_registry.accounts.models import User
from ocop_registry.journal.acts import Act, act
from products.models import Product


@dataclass(frozen=True)
class Report:
    """What became of a list: every row with its outcome and problems. `rows` is empty when the list
    was recorded before."""

    source: str
    rows: list[StagedRow]

    @property
    def recorded(self) -> int:
        return sum(row.outcome == StagedOutcome.RECORDED for row in self.rows)


def record_file(path: Path, *, by: User | None = None) -> Report:
    """Record one CSV list as historic recognitions, in one act. A list recorded before is left as
    it is."""
    source = path.name
    if StagedRow.objects.filter(source=source).exists():
        return Report(source, [])
    places, schemes = Places(None), list(Scheme.objects.all())
    recognisers = Scheme.objects.recognisers()
    with path.open(encoding="utf-8", newline="") as file:
        rows = [
            read_row(number, raw, places, schemes, recognisers)
            for number, raw in enumerate(csv.DictReader(file), start=2)
        ]
    with act("historic.record", by=by, reason=f"Danh sách {source}") as deed:
        certifications = _record_rows(deed, [row for row in rows if not row.blocking])
        staged = StagedRow.objects.bulk_create(
            [_staged(source, row, certifications.get(row.number)) for row in rows]
        )
    return Report(source, staged)


def _staged(source: str, row: HistoricRow, certification: Certification | None) -> StagedRow:
    return StagedRow(
        source=source,
        number=row.number,
        raw=row.raw,
        outcome=StagedOutcome.RECORDED if certification else StagedOutcome.STAGED,
        problems=[*row.blocking, *row.problems],
        province=row.place.current_province if row.place else None,
        certification=certification,
    )


def _record_rows(deed: Act, rows: list[HistoricRow]) -> dict[int, Certification]:
    subjects = Subjects()
    grouped: dict[int, tuple[Product, list[HistoricRow]]] = {}
    for row in sorted(rows, key=lambda one: one.order):
        product = subjects.product(row, subjects.producer(row))
        grouped.setdefault(id(product), (product, []))[1].append(row)
    deed.create(*subjects.new_producers)
    for product in subjects.new_products:
        product.producer = product.producer  # take over the key that the producer has just got
    deed.create(*subjects.new_products)
    decisions = _Decisions(deed, [product for product, _ in grouped.values()])
    made: dict[int, Certification] = {}
    for product, its_rows in grouped.values():
        made.update(_certify(deed, product, its_rows, decisions))
    return made


class _Decisions:
    """One historic decision per number, day and issuer, also of earlier lists; parts that are not
    known stay empty."""

    def __init__(self, deed: Act, products: Iterable[Product]):
        self._deed = deed
        self._known = KnownDecisions(
            {product.producer.place.current_province.pk for product in products}, central=True
        )

    def of(self, row: HistoricRow, product: Product) -> Decision:
        """The decision on which the row's recognition rests; made when it is the first."""
        issuer = row.raw["authority"].strip()
        values = {
            "number": row.raw["decision_no"].strip(),
            "signed_on": row.issued.day,
            "certificates_issued_on": row.issued.day,
            "issuer": issuer,
            "issuer_place": known_facts.issuer_place(row.place, row.level, issuer),
            "source": row.source,
        }
        time = (row.issued.year, row.issued.part)
        told = facts(values, *time, product.producer.place.current_province.pk)
        decision = self._known.find(told)
        if decision is None:
            decision = Decision(origin=Origin.HISTORIC, **values)
            self._deed.create(decision)
        self._known.add(told, decision)
        return decision


def _certify(
    deed: Act, product: Product, rows: list[HistoricRow], decisions: _Decisions
) -> dict[int, Certification]:
    made: dict[int, Certification] = {}
    # of another list
    previous = product.certifications.exclude(in_force_from=None).order_by(IN_ORDER, "pk").last()
    for row in rows:
        certification = _certification(product, row, decisions.of(row, product))
        if previous and known_facts.ends(previous, certification):
            previous.ended_on, previous.ended_by = certification.in_force_from, EndedBy.SUPERSEDED
            deed.save(previous)
            certification.supersedes = previous
        if certification.in_force_from:
            previous = certification
        deed.create(certification)
        made[row.number] = certification
    first = rows[0].raw["status"]
    if first in {"renewed", "upgraded"}:
        rows[0].problems.append("Nguồn ghi là công nhận lại, nhưng chưa có lần công nhận trước.")
    return made


def _certification(product: Product, row: HistoricRow, decision: Decision) -> Certification:
    assert row.place is not None
    return Certification(
        product=product,
        decision=decision,
        origin=Origin.HISTORIC,
        level=row.level,
        stars=row.stars,
        scheme=row.scheme,
        product_name=row.product,
        producer_name=row.producer,
        place=row.place,
        **known_facts.period_fields(row.issued, row.scheme),
        source=row.source,
        confidence=row.raw["confidence"],
    )
