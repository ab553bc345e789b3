"""Rights that let an account be "the other person": giving them takes two people.

An approver's and the Ministry's role, the care of accounts, the administrator: whoever holds one may
approve what somebody else prepared, or make an account that does.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from django.db.models import Q, QuerySet

from ocop_registry import clock
from ocop_registry.accounts.models import AccountActKind, AccountActStatus, Role, RoleHeld, User
from ocop_registry.journal.acts import Act
from ocop_registry.journal.models import Subject

SECOND_PERSON = frozenset({Role.APPROVER, Role.MINISTRY})
# Acts that are themselves of two people, or of whoever runs commands on the server, or make the
# accounts of a demo.
BY_TWO = frozenset({"account.give", "account.admit", "account.console_approve"})
FREE = BY_TWO | {"account.console_create", "account.demo"}


def weighty_role(role: str, manages_accounts: bool) -> bool:
    """Whether a role lets its holder be the other person."""
    return role in SECOND_PERSON or manages_accounts


def weighty(user: User) -> bool:
    """Whether an account has such a right, today or later, or waits for one."""
    if user.is_superuser:
        return True
    held = user.roles_held.filter(Q(until__isnull=True) | Q(until__gte=clock.today()))
    if held.filter(Q(role__in=SECOND_PERSON) | Q(manages_accounts=True)).exists():
        return True
    waiting = user.account_acts.filter(status=AccountActStatus.WAITING)
    return waiting.filter(kind=AccountActKind.GIVE).exists()


def second_people() -> QuerySet[User]:
    """The accounts in force that hold such a right today."""
    today = clock.today()
    held = RoleHeld.objects.filter(
        Q(until__isnull=True) | Q(until__gte=today),
        Q(role__in=SECOND_PERSON) | Q(manages_accounts=True),
        since__lte=today,
    )
    wanted = Q(is_superuser=True) | Q(pk__in=held.values("user"))
    return User.objects.filter(wanted, is_active=True)


# --- what grows -----------------------------------------------------------------------------------
def role_state(role: RoleHeld) -> dict[str, Any]:
    """A role as the journal keeps it."""
    return {name: value for name, value in Subject.snapshot(role).items() if name != "user"}  # type: ignore[arg-type]


def roles_of(user: User) -> list[dict[str, Any]]:
    """Every role of an account, as the journal keeps them."""
    rows = user.roles_held.select_related("place").order_by("pk")
    return [role_state(role) for role in rows]


def grows(before: Mapping[str, Any] | None, after: Mapping[str, Any]) -> bool:
    """Whether a role, as the journal keeps it, gives a right of a second person that it did not
    give before. Ending one, or shortening it, gives nothing."""
    if not weighty_role(after["role"], after["manages_accounts"]):
        return False
    if before is None or (before["role"], before["place"]) != (after["role"], after["place"]):
        return True
    return (
        (after["manages_accounts"] and not before["manages_accounts"])
        or after["since"] < before["since"]
        or (after["until"] or "9999") > (before["until"] or "9999")
    )


def unapproved(deed: Act) -> Iterator[str]:
    """What an act gave of such rights without a second person; asked of every act before it
    commits."""
    if deed.name in FREE:
        return
    for line in deed.lines:
        after, before = line.after or {}, line.before or {}
        if line.kind != User.SUBJECT_KIND or line.after is None:
            continue
        had = before.get("roles_held") or []
        given = [
            role
            for role in after.get("roles_held") or []
            if all(grows(one, role) for one in had or [None])
        ]
        if given or after.get("is_superuser") and not before.get("is_superuser"):
            yield (
                f"Tài khoản {line.uid}: quyền duyệt hoặc phụ trách tài khoản chỉ được giao bằng một"
                " việc do người khác duyệt."
            )
