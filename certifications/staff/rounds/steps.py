"""Where a round stands in its lifecycle, and who brought it there."""

import json
from dataclasses import dataclass
from datetime import datetime

from certifications.models import Round, RoundStatus
from certifications.rounds.contents import STEPS
from ocop_registry.journal.models import JournalEntry, JournalLine


@dataclass(frozen=True)
class Step:
    """One step of the lifecycle; who brought the round there, and when, for the steps it has
    reached."""

    label: str
    state: str  # done, current, ahead
    who: str = ""
    at: datetime | None = None


def steps_of(round_: Round) -> list[Step]:
    """The lifecycle of a round with the names of those who moved it, from the journal."""
    reached = _entries_by_status(round_)
    cancelled = round_.status == RoundStatus.CANCELLED
    current = -1 if cancelled else STEPS.index(RoundStatus(round_.status))
    steps = []
    for index, status in enumerate(STEPS):
        entry = reached.get(status) if cancelled or index <= current else None
        state = "current" if index == current else "done" if entry else "ahead"
        steps.append(
            Step(
                status.label, state, entry.actor_name if entry else "", entry.at if entry else None
            )
        )
    if cancelled:
        entry = reached.get(RoundStatus.CANCELLED)
        steps = [step for step in steps if step.state == "done"]
        steps.append(
            Step(
                "Đã hủy", "current", entry.actor_name if entry else "", entry.at if entry else None
            )
        )
    return steps


def _entries_by_status(round_: Round) -> dict[str, JournalEntry]:
    """For each status the last act that brought the round to it; a step back is nobody's
    arrival."""
    lines = (
        JournalLine.objects.filter(kind=Round.SUBJECT_KIND, uid=round_.uid)
        .select_related("entry")
        .order_by("entry__seq")
    )
    found: dict[str, JournalEntry] = {}
    for line in lines:
        status = (json.loads(line.text)["after"] or {}).get("status")
        if status and line.entry.act != "round.back":
            found[status] = line.entry
    return found
