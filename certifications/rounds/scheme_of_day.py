"""The scheme that a round was pinned to, against the day of its evaluation: asked by the form, by
every act that goes on with the round, and by `check_integrity`."""

from collections.abc import Iterable
from datetime import date

from certifications.law.scheme_of_day import (
    dossier_refusal,
    scheme_refusals,
    transition_of,
)
from certifications.models import Application, Round, Scheme
from certifications.rounds.access import active_applications
from ocop_registry import clock


def scheme_problems(round_: Round) -> list[str]:
    """Why the round may not use its scheme; while the day of evaluation is not known, today
    stands for it."""
    day = round_.evaluated_on or clock.today()
    found = scheme_refusals(round_.scheme.slug, Scheme.objects.days(), day, round_.transition_basis)
    unknown = " Hội đồng đã họp trước đó thì ghi ngày họp." if not round_.evaluated_on else ""
    return [sentence + unknown for sentence in found]


def handed_in_on(application: Application) -> date | None:
    """The day on which a dossier was handed in: when the commune received it, else when the office
    had it complete; None: not recorded. What a province sent up was handed in there."""
    if application.proposal_id and application.proposal:
        return handed_in_on(application.proposal.result.application)
    report = getattr(application, "commune_report", None)
    return (report.received_on if report else None) or application.complete_on


def dossier_problems(round_: Round) -> Iterable[str]:
    """Which applications may not be finished under the earlier scheme of a round in transition.
    Without a basis the round itself is refused (`scheme_problems`)."""
    day = round_.evaluated_on if round_.transition_basis.strip() else None
    transition = day and transition_of(round_.scheme.slug, Scheme.objects.days(), day)
    if not day or not transition:
        return
    for application in active_applications(round_).select_related(
        "product", "commune_report", "proposal__result__application__commune_report"
    ):
        why = dossier_refusal(transition, application.type, handed_in_on(application), day)
        if why:
            yield (
                f"{application}: {why}. Hồ sơ này đánh giá theo {transition.newer.code} ở đợt khác,"
                " hoặc sửa ngày ở trang hồ sơ."
            )
