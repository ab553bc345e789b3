"""What an office's head may do with accounts: create, edit, close and reopen those of his own
province.

The registry's administrator (superuser) may do so everywhere, and alone gives ministry roles.
"""

from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Q, QuerySet

from ocop_registry import clock
from ocop_registry.accounts.models import AccountAct, Role, RoleHeld, User
from ocop_registry.accounts.permissions import belongs_to, scope
from ocop_registry.accounts.rights import role_state, weighty
from ocop_registry.journal.acts import Act, act
from ocop_registry.places.models import Place


def manageable(by: Any) -> QuerySet[User]:
    """The accounts this person manages: every role of theirs, held or waiting for approval, lies in
    his provinces, and none is of the ministry."""
    seen = scope(by, "account.manage")
    if by.is_superuser and by.is_active:
        return User.objects.all()
    if seen.everywhere:
        of_ministry = RoleHeld.objects.filter(place__isnull=True)
        return User.objects.filter(is_superuser=False).exclude(pk__in=of_ministry.values("user"))
    inside = RoleHeld.objects.filter(belongs_to("place", seen.provinces))
    outside = RoleHeld.objects.exclude(pk__in=inside.values("pk"))
    waiting = AccountAct.objects.filter(province__in=seen.provinces)
    own = Q(pk__in=inside.values("user")) | Q(pk__in=waiting.values("account"))
    return User.objects.filter(own, is_superuser=False).exclude(pk__in=outside.values("user"))


def may_manage(by: Any, user: User) -> bool:
    return manageable(by).filter(pk=user.pk).exists()


def role_problem(by: Any, role: str, place: Place | None) -> str | None:
    """Why this person may not give that role for that place; None when he may."""
    if by.is_superuser:
        return None
    if role == Role.MINISTRY:
        return "Vai trò của Bộ chỉ do quản trị hệ thống giao."
    if place is None or not scope(by, "account.manage").covers(place.current_province):
        return "Địa bàn này nằm ngoài tỉnh của bạn. Hãy chọn tỉnh mình, hoặc một xã của tỉnh mình."
    return None


def province_of(user: User) -> Place | None:
    """Today's province of an account: that of its first role, held or waiting for approval; None
    for ministry, administrator, or no role at all."""
    held = (
        user.roles_held.select_related("place__province")
        .filter(place__isnull=False)
        .order_by("pk")
        .first()
    )
    if held and held.place:
        return held.place.current_province
    waiting = user.account_acts.filter(province__isnull=False).order_by("pk").first()
    return waiting.province if waiting else None


def close(user: User, *, by: Any, reason: str) -> None:
    """Close an account: sessions end with the next request, the record and its acts stay. Raises
    ValidationError."""
    if not user.is_active:
        raise ValidationError("Tài khoản này đã đóng rồi.", code="closed")
    if is_last_manager(user) and not (by.is_superuser and by.pk != user.pk):
        raise ValidationError(
            "Đây là người phụ trách tài khoản cuối cùng của văn phòng. Hãy giao việc phụ trách cho"
            " người khác trước khi đóng.",
            code="last_manager",
        )
    with act("account.close", by=by, reason=reason, province=province_of(user)) as deed:
        user.is_active = False
        deed.save(user, clean=False)


def reopen(user: User, *, by: Any, reason: str) -> None:
    """Let a closed account in again, with the roles it still holds. Raises ValidationError, also
    when its rights take a second person (`two_people`)."""
    if user.is_active:
        raise ValidationError("Tài khoản này đang mở.", code="open")
    if weighty(user):
        raise ValidationError(
            "Tài khoản này có quyền duyệt hoặc phụ trách tài khoản: mở lại phải được một người khác"
            " duyệt.",
            code="two_people",
        )
    with act("account.reopen", by=by, reason=reason, province=province_of(user)) as deed:
        user.is_active = True
        deed.save(user, clean=False)


def is_last_manager(user: User) -> bool:
    """Whether nobody would be left to manage accounts in one of the user's provinces (or at all,
    for an administrator)."""
    others = User.objects.filter(is_active=True).exclude(pk=user.pk)
    if user.is_superuser:
        return not others.filter(is_superuser=True).exists()
    provinces = scope(user, "account.manage").provinces
    return any(not _managers(province).exclude(user=user).exists() for province in provinces)


def _managers(province: int) -> QuerySet[RoleHeld]:
    today = clock.today()
    return RoleHeld.objects.filter(
        Q(until__isnull=True) | Q(until__gte=today),
        belongs_to("place", [province]),
        manages_accounts=True,
        user__is_active=True,
        since__lte=today,
        role__in=[Role.PROVINCE_STAFF, Role.APPROVER],
    )


def create_account(deed: Act, user: User, roles: list[RoleHeld]) -> None:
    """Insert an account with its roles: one line of the journal for the whole."""
    deed.create(user)
    for role in roles:
        role.user = user
        role.full_clean()
        role.save(force_insert=True)
    line = deed.lines[-1]
    line.after = {**(line.after or {}), "roles_held": [role_state(role) for role in roles]}
