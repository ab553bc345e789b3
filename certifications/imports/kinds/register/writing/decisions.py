"""The historic decisions that recognitions rest on: one record per number, day and issuer, whatever
files it comes from."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from typing import Any

from certifications.identity import known_facts
from certifications.identity.known_decisions import CENTRE, Facts, KnownDecisions, facts
from certifications.imports.kinds.register.plan import Planned
from certifications.models import Certification, Decision, Origin
from ocop_registry.journal.acts import Act
from ocop_registry.journal.batches import batches
from ocop_registry.journal.models import JournalEntry, JournalLine

# What a decision of before may lack, and a later list tell.
_GAPS = ("signed_on", "certificates_issued_on", "issuer", "issuer_place")


class Decisions:
    """Finds, makes or fills in the decision of each planned recognition. `file`: the source of
    decisions of which the file names none, so that unknown ones of two files stay two."""

    def __init__(self, deed: Act, planned: Sequence[Planned], file: str) -> None:
        self._deed = deed
        self._wanted = [(one, *_target(one, file)) for one in planned if one.new or one.decision]
        self._known = KnownDecisions(
            {one.product.producer.place.current_province.pk for one, _, _ in self._wanted},
            central=any(told.province == CENTRE for _, told, _ in self._wanted),
        )

    def assign(self) -> None:
        """Give each planned certification its decision. A decision all of whose recognitions move
        is filled in, not replaced; what one of before lacks is filled in from the row."""
        changed = {id(one): one for one in self._fill_in()}
        made: list[Decision] = []
        for one, told, values in sorted(self._wanted, key=lambda want: -want[1].fullness):
            decision = self._known.find(told)
            if decision is None:
                decision = Decision.fresh(origin=Origin.HISTORIC, **values)
                made.append(decision)
            elif _complete(decision, values) and decision.pk:
                changed[id(decision)] = decision
            self._known.add(told, decision)
            one.final.decision = decision
        self._deed.save_many(list(changed.values()))
        self._deed.create_many(made)
        for one, _, _ in self._wanted:
            one.final.decision = one.final.decision  # the key that it has just got

    def _fill_in(self) -> list[Decision]:
        moving: dict[int, list[tuple[Facts, dict[str, Any], Decision]]] = defaultdict(list)
        for one, told, values in self._wanted:
            if one.stored is not None:
                moving[one.stored.decision_id].append((told, values, one.stored.decision))
        bearing: Counter[int] = Counter()
        for batch in batches(moving):
            bearing.update(
                Certification.objects.filter(decision__in=batch).values_list(
                    "decision_id", flat=True
                )
            )
        filled = []
        for pk, those in moving.items():
            told, values, decision = those[0]
            decision = self._known.stored.get(pk, decision)
            if (
                bearing[pk] == len(those)
                and self._known.find(told) in (None, decision)
                and decision.origin == Origin.HISTORIC
            ):
                self._known.forget(decision)
                for name, value in values.items():
                    setattr(decision, name, value)
                self._known.add(told, decision)
                filled.append(decision)
        return filled


def _complete(decision: Decision, values: dict[str, Any]) -> bool:
    """Fill what the decision lacks; whether anything was."""
    gaps = [name for name in _GAPS if not getattr(decision, name) and values[name]]
    for name in gaps:
        setattr(decision, name, values[name])
    return bool(gaps)


def _target(one: Planned, file: str) -> tuple[Facts, dict[str, Any]]:
    """The decision that a recognition is to rest on: its facts and its fields."""
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
    return facts(values, final.issued.year, final.issued_part, province), values


# --- taking back ----------------------------------------------------------------------------------
def shared(entry: JournalEntry) -> list[str]:
    """The decisions (uids) that an act brought and on which recognitions of other files rest by
    now."""
    lines = entry.lines.order_by()
    own = lines.filter(kind=Certification.SUBJECT_KIND).values("uid")
    told = lines.filter(kind=Decision.SUBJECT_KIND).values("uid")
    resting = Certification.objects.filter(decision__uid__in=told).exclude(uid__in=own)
    uids = set(resting.order_by().values_list("decision__uid", flat=True).distinct())
    known: set[str] = set()
    for batch in batches(sorted(uids)):
        before = JournalLine.objects.filter(
            kind=Decision.SUBJECT_KIND, uid__in=batch, entry__seq__lt=entry.seq
        )
        known.update(before.order_by().values_list("uid", flat=True))
    return sorted(uids - known)


def rested_on(entry: JournalEntry) -> list[int]:
    """The historic decisions (ids) on which the recognitions of an act rest."""
    own = entry.lines.order_by().filter(kind=Certification.SUBJECT_KIND).values("uid")
    rows = Certification.objects.filter(uid__in=own, decision__origin=Origin.HISTORIC)
    return sorted(set(rows.order_by().values_list("decision", flat=True)))


def drop_idle(deed: Act, decisions: Sequence[int]) -> None:
    """Delete those of these decisions (ids) on which nothing rests any more."""
    for batch in batches(decisions):
        deed.delete_many(list(Decision.objects.filter(pk__in=batch, certifications=None)))
