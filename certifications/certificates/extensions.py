"""What the approval of a round does to extensions (*gia hạn chuyển tiếp*), and what taking it back
gives back.

Source: 26/2026/QĐ-TTg, chuyển tiếp: an extension lasts until the new result, also a failed one.
Results that bring a certificate end the old one in the decision's own act.
"""

import json
from collections.abc import Iterable, Sequence
from datetime import date, timedelta

from django.db.models import QuerySet

from certifications.law import validity
from certifications.law.rules import LOWEST_CERTIFIED
from certifications.models import (
    ApplicationStatus,
    Certification,
    Result,
    Round,
    RoundStatus,
    Scheme,
)
from certifications.rounds.contents import reached
from ocop_registry import clock
from ocop_registry.journal.acts import Act
from ocop_registry.journal.models import JournalEntry


def reaches(schemes: Iterable[Scheme]) -> list[tuple[str, date, date]]:
    """Of the schemes whose transition extends certificates: code, and first and last day of expiry
    that it reaches."""
    return [
        (scheme.code, *validity.transition_reach(scheme.effective_from))
        for scheme in schemes
        if scheme.data["deadlines"].get("transition_extension_max_days_after_expiry")
    ]


def reach_problem(end: date, reached_: Sequence[tuple[str, date, date]]) -> str:
    """Why no transition extends a certificate that expires on that day, as a sentence; "" when one
    does."""
    if not reached_:
        return "Bộ tiêu chí đang áp dụng không có điều khoản chuyển tiếp cho gia hạn."
    if any(first <= end <= last for _code, first, last in reached_):
        return ""
    code, first, last = reached_[-1]
    return (
        f"Chứng nhận hết hạn ngày {end:%d/%m/%Y}: chuyển tiếp của {code} chỉ cho gia hạn giấy hết"
        f" hạn từ {first:%d/%m/%Y} đến {last:%d/%m/%Y}."
    )


def failed_since(certification: Certification) -> QuerySet[Result]:
    """Approved results of its product, evaluated on or after its day of issue, that brought no
    stars: with the first of them nothing is left to extend."""
    counted = Result.objects.filter(
        application__product=certification.product_id,
        application__status=ApplicationStatus.ACTIVE,
        application__round__status__in=reached(RoundStatus.APPROVED),
    ).exclude(final_stars__gte=LOWEST_CERTIFIED)
    since = certification.issued_on or certification.in_force_from
    if since:
        counted = counted.filter(application__round__evaluated_on__gte=since)
    return counted.select_related("application__round__place")


def approved_on(round_: Round) -> date | None:
    """The day in Việt Nam on which the results of a round were last approved; None when the journal
    knows of none."""
    entry = _approval(round_)
    return entry.at.astimezone(clock.VIETNAM).date() if entry else None


def _approval(round_: Round) -> JournalEntry | None:
    return (
        JournalEntry.objects.filter(
            act="round.approve", lines__kind=Round.SUBJECT_KIND, lines__uid=round_.uid
        )
        .order_by("-seq")
        .first()
    )


def end_extensions_of_failed(deed: Act, round_: Round) -> None:
    """Close the extensions of products that failed in this round, the day before the result is
    approved."""
    failed = Result.objects.filter(
        application__round=round_, application__status=ApplicationStatus.ACTIVE
    ).exclude(final_stars__gte=LOWEST_CERTIFIED)
    today = clock.today()
    running = Certification.objects.select_for_update().filter(
        product__in=failed.values("application__product"), extended_until__gte=today, ended_on=None
    )
    for certification in running.order_by("pk"):
        last_day = today - timedelta(days=1)
        if certification.in_force_until and last_day > certification.in_force_until:
            certification.extended_until = last_day
        else:  # the extension had not begun: the certificate keeps its own period
            certification.extended_until, certification.extension_basis = None, ""
        deed.save(certification)


def resume_extensions(deed: Act, round_: Round) -> None:
    """Give back the extensions that the round's last approval ended, now that it is undone. The
    journal knows which."""
    approval = _approval(round_)
    if approval is None:
        return
    changes = {
        line.uid: json.loads(line.text)
        for line in approval.lines.filter(kind=Certification.SUBJECT_KIND)
    }
    ended = Certification.objects.select_for_update().filter(uid__in=changes.keys(), ended_on=None)
    for certification in ended.order_by("pk"):
        before = changes[certification.uid]["before"]
        certification.extended_until = date.fromisoformat(before["extended_until"])
        certification.extension_basis = before.get("extension_basis", certification.extension_basis)
        deed.save(certification)
