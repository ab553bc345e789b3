"""Decisions as the public may know them: number, day and issuer together, never the number alone.

What is public of a decision are its recognitions: each row of the register names the decision it
rests on (`PublicEntry.decision_uid`, and `decision_key`: number, day, issuer, folded). Two records
of one paper, as two lists tell it, are one decision here.
"""

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import Count, Min, QuerySet

from ocop_registry import clock, uids
from ocop_registry.written.numbers import number_key
from products.codes import bare_number
from products.models.register import PublicEntry, PublicState
from products.queries.beginnings import beginning
from products.serving import CERTIFICATION, states
from products.today.version import kept

SEPARATOR = "|"  # between number, day and issuer of a key; no folded text holds it
_NUMBER_ALONE = re.compile(r"^\d{1,6}[a-z]?$", re.IGNORECASE)


@dataclass(frozen=True)
class Decision:
    """`ref`: number, day, issuer as its recognitions tell them; `uid`: its one address; `files`:
    papers made public; `rows`: its recognitions with their standing of the day, by product."""

    uid: str
    ref: dict[str, Any]
    count: int
    files: Sequence[str] = ()
    rows: Sequence[PublicState] = field(default=())


def groups(entries: QuerySet[PublicEntry] | None = None) -> QuerySet:
    """One row per decision: `decision_key`, `uid`, `count` of recognitions."""
    rows = PublicEntry.objects.filter(kind=CERTIFICATION) if entries is None else entries
    return (
        rows.exclude(decision_key="")
        .order_by()
        .values("decision_key")
        .annotate(uid=Min("decision_uid"), count=Count("pk"))
    )


def key_prefix(text: str) -> str:
    """How the keys of the decisions begin that bear the number, whole or without its sign; "" of a
    text that is no number of a decision."""
    number = bare_number(" ".join(text.split()))
    key = number_key(number)
    if _NUMBER_ALONE.match(number):
        return f"{key} "
    return f"{key}{SEPARATOR}" if "/" in number and key[:1].isdigit() else ""


def with_refs(found: Sequence[Any]) -> list[Decision]:
    """Rows of `groups` with what one of their recognitions tells of them, however many there are.
    One query."""
    of_them = PublicEntry.objects.filter(
        kind=CERTIFICATION, decision_uid__in=[one["uid"] for one in found]
    )
    one_each = of_them.order_by().values("decision_uid").annotate(first=Min("pk")).values("first")
    card_of = dict(PublicEntry.objects.filter(pk__in=one_each).values_list("decision_uid", "card"))
    return [
        Decision(one["uid"], json.loads(card_of[one["uid"]])["decision"], one["count"])
        for one in found
    ]


def bearing(text: str) -> list[Decision]:
    """The decisions that bear that number, or a number that begins so ("386"), the latest first.
    Two queries, none where nothing bears it."""
    prefix = key_prefix(text)
    keys = _beginning(prefix) if prefix else []
    if not keys:
        return []
    found = groups(PublicEntry.objects.filter(kind=CERTIFICATION, decision_key__in=keys))
    told = with_refs(list(found))
    return sorted(told, key=lambda one: (one.ref["issued_on"] or "", one.uid), reverse=True)


def _beginning(prefix: str) -> Sequence[str]:
    """The keys that begin so. A database that orders texts by language finds them by no index, so
    all keys are known, read along an index once a version: there are few for each product."""
    return beginning(kept("keys of decisions", clock.today(), _keys), prefix)


def _keys() -> list[str]:
    found = PublicEntry.objects.filter(kind=CERTIFICATION).exclude(decision_key="").order_by()
    return sorted(found.values_list("decision_key", flat=True).distinct())


def decision(text: str, on: date) -> Decision | None:
    """The decision of that uid (any of its records), whole; None when nothing public rests on it.
    Two queries."""
    uid = uids.normalise(text)
    key = (
        PublicEntry.objects.filter(kind=CERTIFICATION, decision_uid=uid)
        .exclude(decision_key="")
        .values_list("decision_key", flat=True)
        .first()
        if uid
        else None
    )
    if key is None:
        return None
    rows = list(
        states(CERTIFICATION, on)
        .filter(entry__decision_key=key)
        .order_by("entry__sort_key", "entry__uid")
    )
    refs = {one.entry.decision_uid: json.loads(one.entry.card)["decision"] for one in rows}
    first = min(refs)
    files = [ref["file"] for _, ref in sorted(refs.items()) if ref.get("file")]
    return Decision(first, refs[first], len(rows), files, rows)


def corrected(found: Decision) -> list[dict[str, Any]]:
    """What was corrected of the decision itself (number, day, issuer), each once, oldest first."""
    events = (
        event
        for row in found.rows
        for event in json.loads(row.entry.detail).get("corrections", ())
        if event["of_decision"]
    )
    return sorted({event["text"]: event for event in events}.values(), key=lambda one: one["on"])
