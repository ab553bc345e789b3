"""What must never be false, asked of what an act touched before it commits: whatever the code of the
act does, a registry left wrong is not written."""

from collections.abc import Callable, Iterable, Iterator
from typing import Any

from django.db.models import Q

from certifications.certificates.days_of_issue import days_can_be
from certifications.certificates.recognised_by import recognised_with_right
from certifications.certificates.scope import Scope, limited
from certifications.integrity import (
    applications_are_consistent,
    approved_by_another,
    codes_belong_to_one_product,
    decisions_rest_on_approval,
    ends_without_successor,
    foreign_successions,
    periods_follow_from_issue,
    places_were_in_force,
    stars_follow_from_results,
    types_fit_what_was_held,
)
from certifications.models import Certification
from ocop_registry.journal.acts import Act
from ocop_registry.journal.batches import batches
from ocop_registry.journal.lines import Line

# Asked before an act commits, of what it created or in which it changed one of these fields (none
# named: any): imports, merges and decisions of hundreds of products alike. What was wrong before,
# past the acts or under an earlier rule, does not stop the act that mends something else of it. Not
# asked then: overlaps (a trigger refuses them), the public register (it follows from the act), and
# what the acts of a round ask of the whole round before they go on (also: where extensions end, which
# rests on the entry that the act is about to write).
_ANY = frozenset[str]()
_HELD = frozenset({"stars", "result", "supersedes", "product"})
_DAYS = frozenset(
    {"issued_on", "issued_year", "issued_part", "known_on", "scheme", "in_force_from"}
    | {"in_force_until", "possible_from", "possible_until", "extended_until"}
)
GUARDED: dict[Callable[[Scope], Iterator[str]], dict[str, frozenset[str]]] = {
    stars_follow_from_results: {"result": _ANY, "certification": frozenset({"stars", "result"})},
    approved_by_another: {"result": _ANY, "prepared_act": frozenset({"status", "settled_by"})},
    decisions_rest_on_approval: {
        "decision": frozenset({"round", "origin"}),
        "certification": frozenset({"decision", "result", "origin"}),
    },
    periods_follow_from_issue: {"certification": _DAYS},
    types_fit_what_was_held: {"certification": _HELD},
    codes_belong_to_one_product: {"certification": frozenset({"code", "product"})},
    places_were_in_force: {"certification": frozenset({"place", "issued_on"})},
    days_can_be: {
        "certification": _DAYS,
        "decision": frozenset({"signed_on", "issue_words", "late_reason"}),
    },
    # a corrected day is asked by the correction itself, which says what to answer
    recognised_with_right: {
        "certification": frozenset({"stars", "level", "decision"}),
        "decision": frozenset({"issuer", "issuer_place"}),
    },
    applications_are_consistent: {"application": frozenset({"round", "product", "status"})},
}


def guard(act: Act) -> Iterator[str]:
    """What an act would leave wrong of what it touched, in a number of questions that grows with
    batches only."""
    for lines in batches(act.lines):
        for check, touched in _to_ask(lines).items():
            for kind, uids in sorted(touched.items()):
                yield from check(limited({kind: sorted(uids)}))
    for batch in batches(sorted(act.touched(Certification.SUBJECT_KIND))):
        products = Certification.objects.filter(uid__in=batch).values("product")
        beside = Certification.objects.filter(product__in=products)
        yield from ends_without_successor(beside)
        yield from foreign_successions(
            Certification.objects.filter(Q(uid__in=batch) | Q(supersedes__uid__in=batch))
        )


def _to_ask(lines: Iterable[Line]) -> dict[Callable[[Scope], Iterator[str]], dict[str, set[str]]]:
    """Check → kind → keys of what these lines of an act say was created, or changed in a field that
    the check reads."""
    found: dict[Any, dict[str, set[str]]] = {check: {} for check in GUARDED}
    kinds = {kind for fields in GUARDED.values() for kind in fields}
    for line in lines:
        if line.kind not in kinds or line.after is None:
            continue
        changed = set(line.before or ())
        for check, fields in GUARDED.items():
            wanted = fields.get(line.kind)
            if wanted is not None and (not line.was or not wanted or wanted & changed):
                found[check].setdefault(line.kind, set()).add(line.uid)
    return found
