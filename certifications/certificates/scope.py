"""Which rows a check of the registry looks at: all of them, or what one act touched."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from django.db.models import QuerySet

from certifications.models import Application, Certification, Decision, PreparedAct, Result
from ocop_registry.journal.models import Subject


@dataclass(frozen=True)
class Scope:
    """The rows of one question, by model."""

    certifications: QuerySet[Certification]
    results: QuerySet[Result]
    decisions: QuerySet[Decision]
    applications: QuerySet[Application]
    prepared: QuerySet[PreparedAct]


def everything() -> Scope:
    return Scope(
        Certification.objects.all(),
        Result.objects.all(),
        Decision.objects.all(),
        Application.objects.all(),
        PreparedAct.objects.all(),
    )


def limited(touched: Mapping[str, Collection[str]]) -> Scope:
    """The rows that the journal names by these keys, by kind."""

    def keys(model: type[Subject]) -> Collection[str]:
        return touched.get(model.SUBJECT_KIND, ())

    return Scope(
        Certification.objects.filter(uid__in=keys(Certification)),
        Result.objects.filter(application__uid__in=keys(Result)),
        Decision.objects.filter(uid__in=keys(Decision)),
        Application.objects.filter(uid__in=keys(Application)),
        PreparedAct.objects.filter(uid__in=keys(PreparedAct)),
    )
