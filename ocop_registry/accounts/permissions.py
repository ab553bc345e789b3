"""Who may do what, where: one table and a few predicates, used by pages, admin and API alike.

Every check is about a **province of today**. A role held for Thái Nguyên covers what was Bắc Kạn,
because every old place points at its province of today. What a person may not see is answered as if
it did not exist.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Q, QuerySet

from ocop_registry import clock
from ocop_registry.accounts.models import Role, User
from ocop_registry.places.models import Place

STAFF = frozenset({Role.PROVINCE_STAFF, Role.APPROVER})

# action → roles that may do it in their province (ministry roles: everywhere). Read beside the role
# table of the law.
ALLOWED: dict[str, frozenset[str]] = {
    "view": frozenset({Role.MINISTRY, Role.PROVINCE_STAFF, Role.APPROVER, Role.READ_ONLY}),
    "producer.edit": STAFF,
    "product.edit": STAFF,
    "target.edit": STAFF,
    "word.edit": STAFF,
    "round.edit": STAFF,
    "application.edit": STAFF,
    "result.enter": STAFF,
    "round.approve": frozenset({Role.APPROVER}),
    "decision.record": STAFF,
    "template.edit": STAFF,
    "certification.prepare": STAFF,
    "certification.approve": frozenset({Role.APPROVER}),
    "office.edit": frozenset({Role.APPROVER}),
    "account.manage": STAFF | {Role.MINISTRY},
    "account.approve": frozenset({Role.APPROVER, Role.MINISTRY}),
    "central": frozenset({Role.MINISTRY}),
}


@dataclass(frozen=True)
class Scope:
    """Where an action is open to a person: everywhere, or in these provinces (ids of Place)."""

    everywhere: bool
    provinces: frozenset[int]

    def __bool__(self) -> bool:
        return self.everywhere or bool(self.provinces)

    def covers(self, province: Place | None) -> bool:
        """Whether it covers a province; None stands for the country (central rounds)."""
        return self.everywhere or (province is not None and province.pk in self.provinces)

    def limit(self, queryset: QuerySet, field: str) -> QuerySet:
        """The rows whose `field` (a path to a Place: a province of today) lies within."""
        return queryset if self.everywhere else queryset.filter(**{f"{field}__in": self.provinces})

    def limit_units(self, queryset: QuerySet, path: str) -> QuerySet:
        """The rows whose `path` leads to any unit, old or new, of these provinces of today."""
        return queryset if self.everywhere else queryset.filter(belongs_to(path, self.provinces))


NOWHERE = Scope(False, frozenset())


def belongs_to(path: str, provinces: Iterable[int]) -> Q:
    """What lies today in these provinces (ids). `path` leads to a Place ("place",
    "producer__place"; "" for Place itself).

    A province in force has no `province` of its own, so it is asked for by its id as well.
    """
    ids, prefix = list(provinces), f"{path}__" if path else ""
    return Q(**{f"{prefix}province__in": ids}) | Q(**{f"{prefix}pk__in": ids})


def scope(user: User, action: str) -> Scope:
    """Where the user may do that action today. Superusers administer accounts; they hold no legal
    role by that."""
    if not user.is_authenticated or not user.is_active:
        return NOWHERE
    today, allowed = clock.today(), ALLOWED[action]
    held = [role for role in _roles(user) if role.role in allowed and role.on(today)]
    if action in {"account.manage", "account.approve"} and user.is_superuser:
        return Scope(True, frozenset())
    if action == "account.manage":
        held = [role for role in held if role.manages_accounts]
    if action == "view" and user.is_superuser:
        return Scope(True, frozenset())
    return Scope(
        everywhere=any(role.role == Role.MINISTRY for role in held),
        provinces=frozenset(role.place.current_province.pk for role in held if role.place),
    )


def may(user: User, action: str, province: Place | None) -> bool:
    """Whether the user may do that action for a province of today (None: the country)."""
    return scope(user, action).covers(province)


def current_roles(user: User) -> list:
    """The roles the user holds today."""
    return [role for role in _roles(user) if role.on(clock.today())]


def _roles(user: User) -> list:
    """The user's roles, read once per request's user object."""
    if not hasattr(user, "_roles_read"):
        user._roles_read = list(user.roles_held.select_related("place__province"))  # type: ignore[attr-defined]
    return user._roles_read  # type: ignore[attr-defined]
