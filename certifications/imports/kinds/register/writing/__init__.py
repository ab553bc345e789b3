"""Writing the plans of good rows: in bulk, and in an order in which every step is allowed, so that
taking back goes the same way.

First what nothing refers to (producers, products, decisions), then stored recognitions that make
room, then new ones from the oldest on, and last the links of stored recognitions to new ones.
"""

from collections.abc import Iterable, Sequence
from copy import copy
from typing import Any

from certifications.imports.contract import Context, Row
from certifications.imports.fields import subject_name
from certifications.imports.kinds.register.checking import RowPlan
from certifications.imports.kinds.register.plan import Planned
from certifications.imports.kinds.register.writing.decisions import Decisions
from certifications.models import Certification, EndedBy, Import, Participation
from certifications.rounds.access import Refused
from ocop_registry.accounts.models import Office
from ocop_registry.journal.acts import Act, VersionConflict
from products.models import Product


def write(deed: Act, rows: Sequence[Row], context: Context) -> None:
    """Write the plans. Raises Refused when somebody changed one of their subjects since the rows
    were checked."""
    try:
        _Writing(deed, rows, context).run()
    except VersionConflict as conflict:
        raise Refused(
            f"“{conflict.mine}” vừa được người khác sửa: hãy kiểm tra lại tệp rồi mới ghi."
        ) from conflict


class _Writing:
    def __init__(self, deed: Act, rows: Sequence[Row], context: Context) -> None:
        self.deed, self.rows, self.today = deed, rows, context.today
        self.plans: list[RowPlan] = [row.plan for row in rows]
        self.planned = [one for plan in self.plans for one in plan.planned if one.matters]
        self.default_source = _whose_list(context)
        self.file_name = _file_name(context)

    def run(self) -> None:
        self._producers_and_products()
        self._participations()
        self._fill_planned()
        Decisions(self.deed, self.planned, self.file_name).assign()
        linked_later = self._stored_certifications()
        self._new_certifications()
        for one, superseded in linked_later:
            one.supersedes = superseded
        self.deed.save_many([one for one, _ in linked_later])
        for row, plan in zip(self.rows, self.plans, strict=True):
            row.subject = subject_name(plan.product)

    # --- producers and products -------------------------------------------------------------------
    def _producers_and_products(self) -> None:
        self.deed.create_many(
            [one for one in _each(plan.producer for plan in self.plans) if one.pk is None]
        )
        self.deed.save_many(
            _each(
                plan.changed_producer
                for plan in self.plans
                if plan.producer.pk and plan.changed_producer is not plan.producer
            )
        )
        new: list[Product] = [
            one for one in _each(plan.product for plan in self.plans) if one.pk is None
        ]
        for product in new:
            product.producer = product.producer  # the key that its producer has just got
        changed = _each(
            plan.changed_product
            for plan in self.plans
            if plan.product.pk and plan.changed_product is not plan.product
        )
        self.deed.create_many(new)
        self.deed.save_many(changed)

    def _participations(self) -> None:
        changed: list[Participation] = []
        new: list[Participation] = []
        for plan in self.plans:
            if (one := plan.participation) is None:
                continue
            one.product = plan.product  # with the key that it has just got
            one.source = plan.told.source or one.source or self.default_source
            (changed if one.pk else new).append(one)
        self.deed.create_many(new)
        self.deed.save_many(changed)

    # --- certifications ---------------------------------------------------------------------------
    def _fill_planned(self) -> None:
        """What follows only now: keys of new products, the source, the trace of corrections."""
        for one in self.planned:
            final, told = one.final, one.told
            final.product = one.product
            if one.new:
                final.source = _source(told.source or self.default_source, one.said.round)
            elif one.corrected:
                final.corrections = [*final.corrections, *self._notes(one)]

    def _notes(self, one: Planned) -> list[dict[str, str]]:
        """As an act of correction leaves them: the public history keeps the old values."""
        source = one.told.source
        reason = f"Theo danh sách {source}" if source else f"Theo {self.default_source}"
        return [
            {"on": self.today.isoformat(), "field": name, "old": old, "new": new, "reason": reason}
            for name, old, new in sorted(one.corrected)
        ]

    def _stored_certifications(self) -> list[tuple[Certification, Certification]]:
        """Save changed stored ones; answers those that supersede a new one, with it: the link has
        to wait until that has a key."""
        pairs = [(one.stored, one.final) for one in self.planned if one.stored is not None]
        pairs += [pair for plan in self.plans for pair in plan.also]
        waiting: list[tuple[Certification, Certification]] = []
        for stored, final in pairs:
            if final.supersedes is not None and final.supersedes.pk is None:
                waiting.append((final, final.supersedes))
                final.supersedes = stored.supersedes
        parked = [
            _parked(stored, final) for stored, final in pairs if _must_make_room(stored, final)
        ]
        self.deed.save_many(parked)
        versions = {one.pk: one.version for one in parked}
        for _, final in pairs:
            final.version = versions.get(final.pk, final.version)
        self.deed.save_many([final for _, final in pairs])
        return waiting

    def _new_certifications(self) -> None:
        """From the oldest on: what supersedes a new one is created after it."""
        waiting = [one.final for one in self.planned if one.new]
        while waiting:
            ready = [
                one for one in waiting if one.supersedes is None or one.supersedes.pk is not None
            ]
            for one in ready:
                one.supersedes = one.supersedes  # the key that it has just got
            self.deed.create_many(ready)
            waiting = [one for one in waiting if one.pk is None]


def _must_make_room(stored: Certification, final: Certification) -> bool:
    """Whether the days on which it counts move, so that a neighbour that moves too could meet it
    half-way."""
    days = ("in_force_from", "in_force_until", "ended_on")
    return stored.issued_on is not None and any(
        getattr(stored, name) != getattr(final, name) for name in days
    )


def _parked(stored: Certification, final: Certification) -> Certification:
    """As it was, but ending at once or where it will end: never in the way of others."""
    one = copy(stored)
    shorter = (
        final.in_force_from == stored.in_force_from
        and final.ended_on
        and (not stored.ended_on or final.ended_on < stored.ended_on)
    )
    one.ended_on = final.ended_on if shorter else stored.in_force_from
    one.ended_by = stored.ended_by or EndedBy.SUPERSEDED
    return one


def _each(subjects: Iterable[Any]) -> list[Any]:
    """Each subject once, in order, without the Nones."""
    return list({id(one): one for one in subjects if one is not None}.values())


def _source(source: str, round_: str) -> str:
    """Where a recognition is known from, with the round by which the list calls its decision: a
    historic decision has no other place for it."""
    longest = Certification._meta.get_field("source").max_length or 0
    told = f"{source}, {round_}" if round_ else source
    return told if len(told) <= longest else source


def _whose_list(context: Context) -> str:
    """Whom the public may ask about a recognition of whose source the file says nothing: the
    office whose list it is, never the name of a file on somebody's desk."""
    if context.province is None:
        return "danh sách của Bộ Nông nghiệp và Môi trường"
    office = Office.objects.filter(place=context.province).values_list("name", flat=True).first()
    return f"danh sách của {office or 'văn phòng OCOP ' + context.province.full_name}"[:200]


def _file_name(context: Context) -> str:
    name = (
        Import.objects.filter(uid=context.imported).values_list("file_name", flat=True).first()
        if context.imported
        else None
    )
    return name or "danh sách Excel"
