"""What was done to a person's account by others, told to its owner: by whom, when, why."""

import json
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Prefetch, Q

from ocop_registry import clock
from ocop_registry.accounts.hands import DAYS
from ocop_registry.accounts.models import AccountAct, Role, User
from ocop_registry.journal.kinds import label_of
from ocop_registry.journal.models import JournalEntry, JournalLine
from ocop_registry.places.models import Place

BY_LINK = "account.password_by_link"


@dataclass(frozen=True)
class Told:
    """One act. `what`: the roles it left, in words; `prepared_by`: who asked for it, where somebody
    else approved; `new`: not told before."""

    seq: int
    at: datetime
    label: str
    who: str
    prepared_by: str
    reason: str
    what: str
    new: bool


def unseen(user: User) -> int:
    """How many acts on the account its owner was not told of yet. One query."""
    return _entries(user).filter(seq__gt=user.told_until).count()


def told(user: User) -> list[Told]:
    """What others did with the account in the last `DAYS`, and since it was told last; newest
    first."""
    since = Q(at__gte=clock.now() - timedelta(days=DAYS)) | Q(seq__gt=user.told_until)
    lines = JournalLine.objects.filter(kind__in=[User.SUBJECT_KIND, AccountAct.SUBJECT_KIND])
    found = list(_entries(user).filter(since).prefetch_related(Prefetch("lines", queryset=lines)))
    acts = _prepared(found)
    return [_told(entry, user, acts) for entry in found]


def acknowledge(user: User, seq: int) -> None:
    """The owner has seen all up to that entry. No act: nothing of the registry changes."""
    if seq > user.told_until:
        User.objects.filter(pk=user.pk).update(told_until=seq)


def _entries(user: User) -> Any:
    """Entries of acts with the account by somebody else, or by whoever held a link."""
    return (
        JournalEntry.objects.filter(
            act__startswith="account.", lines__kind=User.SUBJECT_KIND, lines__uid=user.uid
        )
        .exclude(Q(actor=user) & ~Q(act=BY_LINK))
        .order_by("-seq")
    )


def _prepared(entries: list[JournalEntry]) -> dict[str, AccountAct]:
    uids = {
        line.uid
        for one in entries
        for line in one.lines.all()
        if line.kind == AccountAct.SUBJECT_KIND
    }
    acts = AccountAct.objects.filter(uid__in=uids).select_related("prepared_by")
    return {one.uid: one for one in acts}


def _told(entry: JournalEntry, user: User, acts: dict[str, AccountAct]) -> Told:
    lines = list(entry.lines.all())
    act = next((acts[line.uid] for line in lines if line.uid in acts), None)
    own = next(line for line in lines if line.uid == user.uid)
    return Told(
        seq=entry.seq,
        at=entry.at,
        label=label_of(entry.act),
        who="người cầm đường dẫn" if entry.act == BY_LINK else entry.actor_name,
        prepared_by=act.prepared_by.get_full_name() if act else "",
        reason=entry.reason,
        what=_roles(own),
        new=entry.seq > user.told_until,
    )


def _roles(line: JournalLine) -> str:
    after = json.loads(line.text).get("after") or {}
    return "; ".join(role_words(role) for role in after.get("roles_held") or [])


def role_words(role: dict[str, Any]) -> str:
    """A role as the journal keeps it, as people read it."""
    places = Place.of_journal_keys([role["place"]]) if role["place"] else ()
    where = next((place.full_name for place in places), "cả nước")
    care = ", phụ trách tài khoản" if role["manages_accounts"] else ""
    until = f" đến hết ngày {_day(role['until'])}" if role["until"] else ""
    return f"{Role(role['role']).label} – {where}{care}, từ ngày {_day(role['since'])}{until}"


def _day(text: str) -> str:
    return "/".join(reversed(text.split("-")))
