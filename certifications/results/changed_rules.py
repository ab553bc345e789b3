"""Which results a change of the council's rules affects: what the rules of the first score would
have said of the same sheets and the same attendance."""

from collections.abc import Mapping
from typing import Any

from certifications.council.attendance import quorums_of_dossiers
from certifications.council.members import Council, council_of
from certifications.law.points import format_points
from certifications.models import Application
from certifications.results.outcome import outcome_of, stored_conclusion
from certifications.results.round_read import RoundRead
from certifications.results.scorings import Standing, standings
from certifications.rounds.access import Refused


def affected_by_rules(read: RoundRead) -> dict[int, str]:
    """Application (id) → what it would have come to under the rules of the first score, where that
    is something else than under those of today."""
    earlier = read.rule_changes[0].facts["before"] if read.rule_changes else read.round.rules
    if earlier == read.round.rules:
        return {}
    before, today = _said(read, earlier), _said(read, read.round.rules)
    return {
        pk: f"Theo quy chế khi bắt đầu chấm: {said}"
        for pk, said in before.items()
        if said != today[pk]
    }


def _said(read: RoundRead, rules: Mapping[str, Any]) -> dict[int, str]:
    """Application (id) → in words what these rules make of it."""
    council = council_of(read.round, rules)
    found = standings(read.round, read.applications, council, read.sheets)
    on_sheets = {one.application.pk for one in found if one.started}
    quorums = quorums_of_dossiers(council, (one.application for one in found), on_sheets)
    words = {}
    for one in found:
        quorum = quorums.get(one.application)
        short = quorum.refusal if quorum else ""
        words[one.application.pk] = short or (_outcome(one, council) if one.started else "")
    return words


def _outcome(standing: Standing, council: Council) -> str:
    application: Application = standing.application
    stored = stored_conclusion(getattr(application, "result", None), standing.card)
    try:
        values, _ = outcome_of(standing, council, stored)
    except Refused as refused:
        return " ".join(refused.reasons)
    if values["disqualified"]:
        return "bị loại."
    return f"{format_points(values['total'])} điểm, {values['final_stars']} sao."
