"""Two in truth, not two accounts: whose hands an account was in.

Who made, opened or reset an account, or gave it its role, may have acted under its name; so for
`DAYS` he does not count as another person for what it entered, nor it for what he entered. So do
two accounts whose links one and the same person handed over, once a second person was needed for
one of them. The one question of every act that takes two people. Source: domain §2 ("Nobody
alone"); record 16.
"""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Q

from ocop_registry import clock
from ocop_registry.accounts.models import AccountAct, AccountActStatus, User
from ocop_registry.journal.models import JournalLine

DAYS = 90
ALONE, BY_TWO = "alone", "by two"
# Acts that show a link to whoever does them, which whoever holds it may use himself.
LINKS = {"account.reset_link": ALONE, "account.link": BY_TWO, "account.admit": BY_TWO}
OPENING = frozenset({"account.create", "account.reopen", "account.open"})


@dataclass(frozen=True)
class Touch:
    """An account was in somebody's hands. Ids of accounts; `link`: "" or how a link was handed
    over, `ALONE` or `BY_TWO`."""

    account: int
    by: int
    at: datetime
    link: str = ""


# --- pure -----------------------------------------------------------------------------------------
def tie(one: int, other: int, touches: Collection[Touch]) -> Touch | None:
    """The touch for which two accounts (ids) count as one person; None when they are two."""
    for first, second in ((one, other), (other, one)):
        for touch in _chain(first, touches):
            if touch.by == second:
                return touch
    held = {touch.by: touch for touch in touches if touch.account == one and touch.link}
    for touch in touches:
        common = held.get(touch.by) if touch.account == other and touch.link else None
        if common and BY_TWO in {touch.link, common.link}:
            return touch
    return None


def _chain(account: int, touches: Collection[Touch]) -> Iterator[Touch]:
    """Whose hands the account was in, whose hands theirs were in, and so on."""
    seen, front = {account}, [account]
    while front:
        found = [touch for touch in touches if touch.account in front]
        yield from found
        front = list({touch.by for touch in found} - seen)
        seen.update(front)


# --- read -----------------------------------------------------------------------------------------
class Hands:
    """What these people's accounts went through since `DAYS` before `since` (absent: now). Read
    once, asked for many pairs."""

    def __init__(self, people: Iterable[Any], *, since: datetime | None = None) -> None:
        self.after = (since or clock.now()) - timedelta(days=DAYS)
        self.touches: list[Touch] = []
        front, seen = {one.pk for one in people if one is not None}, set[int]()
        if len(front) < 2:  # nobody to be told from
            return
        while front:
            seen |= front
            found = list(_read(front, self.after))
            self.touches += found
            front = {touch.by for touch in found} - seen

    def same(self, one: Any, other: Any) -> bool:
        """Whether two people count as one. Nobody (the system, the command line) is another."""
        if one is None or other is None:
            return False
        return one.pk == other.pk or tie(one.pk, other.pk, self.touches) is not None

    def why(self, person: Any, other: Any) -> str:
        """Why `person` is no other person than `other`, as a sentence with what to do; "" when
        these are two."""
        if not self.same(person, other):
            return ""
        touch = tie(person.pk, other.pk, self.touches) if person.pk != other.pk else None
        return _sentence(person, other, touch) if touch else SAME_ACCOUNT


SAME_ACCOUNT = "Việc ấy do chính bạn làm."


def counted_as(person: Any, others: Iterable[int]) -> set[int]:
    """Those of the accounts (ids) that count as this person, himself included."""
    asked = set(others) - {person.pk}
    touched = Hands([person, *User.objects.filter(pk__in=asked)]) if asked else None
    tied = {pk for pk in asked if touched and tie(person.pk, pk, touched.touches)}
    return tied | {person.pk}


def same_person(person: Any, other: Any, *, since: datetime | None = None) -> bool:
    """Whether two people count as one: the same account, or one in the other's hands. `since`: when
    the first of them acted."""
    if person is not None and other is not None and person.pk == other.pk:
        return True
    return bool(person and other) and Hands([person, other], since=since).same(person, other)


def why_same(person: Any, other: Any, *, since: datetime | None = None) -> str:
    """Why `person` does not count as another person than `other`; "" when he does."""
    if person is None or other is None:
        return ""
    if person.pk == other.pk:
        return SAME_ACCOUNT
    return Hands([person, other], since=since).why(person, other)


def _sentence(person: Any, other: Any, touch: Touch) -> str:
    until = (touch.at + timedelta(days=DAYS)).astimezone(clock.VIETNAM)
    names = dict(
        User.objects.filter(pk__in={touch.account, touch.by}).values_list("pk", "username")
    )
    return (
        f"Tài khoản “{names[touch.account]}” do “{names[touch.by]}” tạo, mở, giao vai trò hoặc đưa"
        f" đường dẫn ngày {touch.at.astimezone(clock.VIETNAM):%d/%m/%Y}, nên đến hết ngày"
        f" {until:%d/%m/%Y} “{person.username}” và “{other.username}” chưa tính là hai người: nhờ"
        " một người khác duyệt."
    )


def _read(accounts: Collection[int], after: datetime) -> Iterator[Touch]:
    """The touches of these accounts (ids). Three queries."""
    keys = dict(User.objects.filter(pk__in=accounts).values_list("uid", "pk"))
    lines = JournalLine.objects.filter(
        Q(entry__act__in=[*LINKS, *OPENING])
        | Q(entry__act="account.edit", text__contains='"roles_held"'),
        kind=User.SUBJECT_KIND,
        uid__in=keys,
        entry__at__gte=after,
        entry__actor__isnull=False,
    )
    for uid, by, at, name in lines.values_list("uid", "entry__actor", "entry__at", "entry__act"):
        yield Touch(keys[uid], by, at, LINKS.get(name, ""))
    prepared = AccountAct.objects.filter(
        account__in=accounts, status=AccountActStatus.DONE, settled_at__gte=after
    )
    for account, by, settled_at in prepared.values_list("account", "prepared_by", "settled_at"):
        if settled_at is not None:
            yield Touch(account, by, settled_at)
