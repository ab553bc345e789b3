"""What a member gave at the first scoring, beside each question of the second."""

from collections.abc import Iterable
from typing import Any

from certifications.council.sheets.access import FIRST, SECOND
from certifications.council.sheets.content import content_of
from certifications.models import ScoreSheet


def recall(sheet: ScoreSheet | None, questions: Iterable[Any]) -> None:
    """At a second scoring, put into `first` of each question (of one criterion) the points that the
    same member gave it at the first: his own sheet, nobody else's."""
    if sheet is None or sheet.scoring != SECOND:
        return
    frozen = ScoreSheet.objects.filter(
        application=sheet.application_id, member=sheet.member_id, scoring=FIRST
    ).first()
    choices = content_of(frozen).choices
    for question in questions:
        given = choices.get(question.criterion.code, {})
        question.first = str(given.get("points", ""))
