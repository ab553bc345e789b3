"""What the approval of a round does to extensions (*gia hạn chuyển tiếp*), and what taking it back
gives back.

Source: 26/2026/QĐ-TTg, chuyển tiếp: an extension lasts until the new result, also a failed one.
Results that bring a certificate end the old one in the decision's own act.
"""

import json
from datetime import date, timedelta

from certifications.law.rules import LOWEST_CERTIFIED
from certifications.models import ApplicationStatus, Certification, Result, Round
from ocop_registry import clock
from ocop_registry.journal.acts import Act
from ocop_registry.journal.models import JournalEntry


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
    approval = (
        JournalEntry.objects.filter(
            act="round.approve", lines__kind=Round.SUBJECT_KIND, lines__uid=round_.uid
        )
        .order_by("-seq")
        .first()
    )
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
