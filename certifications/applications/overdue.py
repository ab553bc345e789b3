"""Dossiers whose deadline has passed today: at the commune (working days) or before the result of a
re-evaluation."""

from datetime import date, timedelta
from typing import Any

from django.db.models import Q, QuerySet

from certifications.law.deadlines import COMMUNE_DAYS, RESULT_DAYS, work_calendar
from certifications.models import Application, ApplicationStatus, ApplicationType, Scheme
from certifications.rounds.contents import UNFINISHED


def overdue(applications: QuerySet[Application], today: date) -> QuerySet[Application]:
    """Those of the applications that take part in an unfinished round and are late: two queries
    with the schemes."""
    late = Q(pk__in=[])
    for scheme in Scheme.objects.filter(rounds__status__in=UNFINISHED).distinct():
        late |= Q(round__scheme=scheme) & _late(scheme.data.get("deadlines", {}), today)
    return applications.filter(late, status=ApplicationStatus.ACTIVE, round__status__in=UNFINISHED)


def _late(numbers: dict[str, Any], today: date) -> Q:
    late = Q(pk__in=[])
    if days := numbers.get(COMMUNE_DAYS):
        received = work_calendar().latest_overdue(days, today)
        late |= Q(commune_report__received_on__lte=received, commune_report__reported_on=None)
    if days := numbers.get(RESULT_DAYS):
        complete = today - timedelta(days=days)
        late |= Q(type=ApplicationType.RE_EVALUATION, complete_on__lt=complete, result=None)
    return late
