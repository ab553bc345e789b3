"""Nobody alone, asked again of the stored rows: results and prepared acts that no other person
approved. Source: domain §2 ("Nobody alone")."""

from collections.abc import Iterator
from datetime import timedelta

from django.db.models import F, Q

from certifications.certificates.scope import Scope
from certifications.models import PreparedStatus, RoundStatus
from certifications.rounds.contents import reached
from ocop_registry.accounts.hands import DAYS, Hands, tie

APPROVED = reached(RoundStatus.APPROVED)


def approved_by_another(of: Scope) -> Iterator[str]:
    """In an approved round every counted result has an approver, and it is not who entered it."""
    counted = of.results.filter(
        application__round__status__in=APPROVED, application__status="active"
    )
    wrong = counted.filter(Q(approved_by=None) | Q(approved_by=F("entered_by"))).select_related(
        "application"
    )
    yield from (
        f"Kết quả của hồ sơ {one.application.uid}: chưa được người khác duyệt." for one in wrong
    )
    yield from _settled_alone(of)


def _settled_alone(of: Scope) -> Iterator[str]:
    """Prepared acts whose approver was no other person than who prepared them, by the same account
    or by one that was in the other's hands then."""
    done = list(
        of.prepared.filter(status=PreparedStatus.DONE)
        .exclude(settled_by=None)
        .select_related("prepared_by", "settled_by")
    )
    people = {one.pk: one for act in done for one in (act.prepared_by, act.settled_by) if one}
    first = min((act.prepared_at for act in done), default=None)
    touched = Hands(people.values(), since=first).touches if done else []
    for act in done:
        if act.settled_by_id == act.prepared_by_id:
            yield f"Việc {act.uid}: người duyệt là người chuẩn bị."
            continue
        since, until = act.prepared_at - timedelta(days=DAYS), act.settled_at
        then = [one for one in touched if since <= one.at and (until is None or one.at <= until)]
        if act.settled_by and tie(act.prepared_by_id, act.settled_by.pk, then):
            yield f"Việc {act.uid}: người duyệt và người chuẩn bị chưa tính là hai người."
