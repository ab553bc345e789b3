"""Acts on accounts that let somebody be "the other person": prepared by one, approved by another.

Giving such a right, changing under which name such an account acts, a link for it, letting it in
again. The same shape as the acts on certifications (`certificates.prepared_acts`), in the ground,
because accounts stand below them (record 16). Whoever approves a link is shown it, and hands it to
its owner: who prepared it never holds it.
"""

from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError

from ocop_registry import clock
from ocop_registry.accounts import hands, rights
from ocop_registry.accounts.managing import may_manage, province_of, role_problem
from ocop_registry.accounts.models import (
    AccountAct,
    AccountActKind,
    AccountActStatus,
    Role,
    RoleHeld,
    User,
)
from ocop_registry.accounts.passwords import end_links, fresh_link
from ocop_registry.accounts.permissions import scope
from ocop_registry.journal.acts import Act, act, retried
from ocop_registry.places.models import Place

FIELDS = ("username", "full_name", "is_superuser")
ONE_WAITS = "Tài khoản này đang có một việc chờ duyệt: hãy duyệt hoặc bỏ việc đó trước."
Values = dict[str, Any]


# --- preparing ------------------------------------------------------------------------------------
@retried
def prepare(
    user: User, kind: str, values: Values | None = None, *, by: Any, reason: str
) -> AccountAct:
    """Prepare an act on an account for another person's approval. `values` of giving: `fields`,
    name → value; `roles`, as `role_values` gives them.

    Raises ValidationError with every reason, PermissionDenied outside the person's province.
    """
    if not may_manage(by, user):
        raise PermissionDenied("Bạn không phụ trách tài khoản này.")
    with act("account.prepare", by=by, reason=reason, province=province_of(user)) as deed:
        locked = User.objects.select_for_update().get(pk=user.pk)
        if faults := refusals(locked, kind, values or {}, by):
            raise ValidationError(faults)
        return prepare_within(deed, locked, kind, values or {}, by=by, reason=reason)


def prepare_within(
    deed: Act, user: User, kind: str, values: Values, *, by: Any, reason: str
) -> AccountAct:
    """The same as part of a larger act, which has asked for the reasons against it."""
    prepared = AccountAct(account=user, kind=kind, values=values, prepared_by=by)
    prepared.reason, prepared.province = reason.strip(), _province(user, values)
    deed.create(prepared)
    return prepared


def refusals(user: User, kind: str, values: Values, by: Any) -> list[str]:
    """Every reason why that act may not be prepared by that person now."""
    found = [ONE_WAITS] if waiting_on(user) else []
    if kind == AccountActKind.OPEN and user.is_active:
        found.append("Tài khoản này đang mở.")
    if kind == AccountActKind.LINK and not user.is_active:
        found.append("Tài khoản này đã đóng. Hãy mở lại trước khi cấp đường dẫn.")
    for one in values.get("roles", []):
        if problem := role_problem(by, one["role"], place_of(one)):
            found.append(problem)
    if values.get("fields", {}).get("is_superuser") and not by.is_superuser:
        found.append("Chỉ quản trị hệ thống đề nghị giao quyền quản trị.")
    return found


def waiting_on(user: User) -> AccountAct | None:
    """The act on an account that waits for approval: there is one at most."""
    return user.account_acts.filter(status=AccountActStatus.WAITING).first()


def role_values(role: RoleHeld) -> dict[str, Any]:
    """A role to be given, as `values` holds it; `held`: the row that it changes, if any."""
    return {**rights.role_state(role), "held": role.pk}


def place_of(role: dict[str, Any]) -> Place | None:
    """The place of a role in `values`."""
    key = role["place"]
    return next(iter(Place.of_journal_keys([key])), None) if key else None


def _province(user: User, values: Values) -> Place | None:
    given = (place_of(role) for role in values.get("roles", []))
    return province_of(user) or next((one.current_province for one in given if one), None)


# --- settling -------------------------------------------------------------------------------------
def why_not(prepared: AccountAct, by: Any) -> str:
    """Why this person may not approve the act, as a sentence with what to do; "" when he may."""
    if not may_settle(prepared, by):
        return (
            "Bạn không có quyền duyệt việc này: nhờ người duyệt khác của tỉnh, Bộ, hoặc quản trị hệ"
            " thống."
        )
    if by.pk == prepared.account_id:
        return "Đây là tài khoản của chính bạn: nhờ một người khác duyệt."
    return hands.why_same(by, prepared.prepared_by, since=prepared.prepared_at)


def may_settle(prepared: AccountAct, by: Any) -> bool:
    """Whether the person has the right to approve acts wherever this one reaches."""
    allowed = scope(by, "account.approve")
    return all(allowed.covers(place) for place in _reach(prepared))


def _reach(prepared: AccountAct) -> set[Place | None]:
    """Today's provinces in which the account has, or would have, rights; None: the country."""
    held = list(prepared.account.roles_held.select_related("place__province"))
    places = [role.place for role in held] + [
        place_of(one) for one in prepared.values.get("roles", [])
    ]
    country = prepared.account.is_superuser or prepared.values.get("fields", {}).get("is_superuser")
    found = {place.current_province if place else None for place in places}
    return found | ({None} if country else set()) or {prepared.province}


@retried
def approve(prepared: AccountAct, *, by: Any, reason: str = "") -> str:
    """Carry a prepared act out. Answers the path of the link that it brings, to be handed to the
    account's owner by whoever approved; "" for none. `by` None: at the server's command line, with
    a reason that says who.

    Raises ValidationError when it was settled meanwhile or the person is no other one,
    PermissionDenied without the right.
    """
    if by is not None and (refused := why_not(prepared, by)):
        problem = ValidationError if may_settle(prepared, by) else PermissionDenied
        raise problem(refused)
    user = prepared.account
    link = brings_link(prepared)
    with act(
        _name(prepared, link, by),
        by=by,
        reason=reason or prepared.reason,
        province=prepared.province,
    ) as deed:
        user = User.objects.select_for_update().get(pk=prepared.account_id)
        waiting = _waiting(prepared)
        _carry_out(deed, user, waiting)
        path = fresh_link(deed, user) if link else ""
        _settle(deed, waiting, AccountActStatus.DONE, by)
    return path


def brings_link(prepared: AccountAct) -> bool:
    """Whether approving shows a link: one asked for, or the first one of an account that never had a password."""
    if prepared.kind == AccountActKind.LINK:
        return True
    return prepared.kind == AccountActKind.GIVE and not prepared.account.has_usable_password()


def _name(prepared: AccountAct, link: bool, by: Any) -> str:
    if by is None:
        return "account.console_approve"
    return (
        "account.admit"
        if link and prepared.kind == AccountActKind.GIVE
        else f"account.{prepared.kind}"
    )


@retried
def reject(prepared: AccountAct, *, by: Any, reason: str) -> None:
    """Turn a prepared act down, or take it back (its preparer). The account stays as it is."""
    if prepared.prepared_by_id != by.pk and not may_settle(prepared, by):
        raise PermissionDenied("Bạn không có quyền xử lý việc này.")
    with act("account.reject", by=by, reason=reason, province=prepared.province) as deed:
        _settle(deed, _waiting(prepared), AccountActStatus.REJECTED, by)


def _waiting(prepared: AccountAct) -> AccountAct:
    locked = AccountAct.objects.select_for_update().get(pk=prepared.pk)
    if locked.status != AccountActStatus.WAITING:
        raise ValidationError(f"Việc này đã được xử lý: {locked.get_status_display().lower()}.")
    return locked


def _settle(deed: Act, prepared: AccountAct, status: AccountActStatus, by: Any) -> None:
    prepared.status, prepared.settled_by, prepared.settled_at = status, by, clock.now()
    deed.save(prepared)


# --- carrying out ---------------------------------------------------------------------------------
def _carry_out(deed: Act, user: User, prepared: AccountAct) -> None:
    if prepared.kind == AccountActKind.OPEN:
        user.is_active = True
        deed.save(user, clean=False)
    elif prepared.kind == AccountActKind.GIVE:
        before = rights.roles_of(user)
        for name, value in prepared.values.get("fields", {}).items():
            setattr(user, name, value)
        for one in prepared.values.get("roles", []):
            _give(user, one)
        end_links(user)  # who holds one of before must not use it with the new rights
        deed.save(user)
        _tell_roles(deed, user, before)


def _give(user: User, given: dict[str, Any]) -> None:
    role = RoleHeld.objects.filter(user=user, pk=given["held"]).first() or RoleHeld(user=user)
    role.role, role.manages_accounts = Role(given["role"]), given["manages_accounts"]
    role.since, role.until, role.place = given["since"], given["until"], place_of(given)
    role.full_clean()
    role.save()


def _tell_roles(deed: Act, user: User, before: list[dict[str, Any]]) -> None:
    """The account's own line tells its roles before and after, as when its page is saved."""
    after, line = (
        rights.roles_of(user),
        next((one for one in deed.lines if one.uid == user.uid), None),
    )
    if before == after:
        return
    if line is None or line.before is None or line.after is None:
        user.version += 1
        User.objects.filter(pk=user.pk).update(version=user.version)
        told = {"roles_held": before}, {"roles_held": after}  # no private field
        deed.line(user.SUBJECT_KIND, user.uid, *told)
    else:
        line.before |= {"roles_held": before}
        line.after |= {"roles_held": after}
