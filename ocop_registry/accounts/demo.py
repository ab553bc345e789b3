"""Accounts to try the registry with. They exist only in demo mode, have random passwords, and
cannot sign in outside it.

Nobody of them opened another's account, and who keeps accounts does not approve: any two of them
are two people.
"""

import os
import secrets
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings

from ocop_registry import clock
from ocop_registry.accounts.managing import create_account
from ocop_registry.accounts.models import Role, RoleHeld, User
from ocop_registry.journal.acts import act
from ocop_registry.places.models import Place

THAI_NGUYEN, BAC_NINH = "19", "24"
SEPARATOR = "\t"


@dataclass(frozen=True)
class DemoAccount:
    """`province`: code of the province of today; None: the whole country. `commune`: the role is
    held for one commune there."""

    username: str
    full_name: str
    who: str
    role: Role
    province: str | None
    manages_accounts: bool = False
    commune: bool = False


ACCOUNTS = (
    DemoAccount(
        "lan", "Nguyễn Thị Lan", "Cán bộ văn phòng, Thái Nguyên", Role.PROVINCE_STAFF, THAI_NGUYEN
    ),
    DemoAccount(
        "hung",
        "Trần Văn Hùng",
        "Cán bộ văn phòng thứ hai, phụ trách tài khoản, Thái Nguyên",
        Role.PROVINCE_STAFF,
        THAI_NGUYEN,
        manages_accounts=True,
    ),
    DemoAccount(
        "minh",
        "Hoàng Văn Minh",
        "Người duyệt, Thái Nguyên",
        Role.APPROVER,
        THAI_NGUYEN,
    ),
    DemoAccount(
        "hoa",
        "Lê Thị Hoa",
        "Cán bộ văn phòng, Bắc Ninh",
        Role.PROVINCE_STAFF,
        BAC_NINH,
        manages_accounts=True,
    ),
    DemoAccount("binh", "Phạm Thanh Bình", "Cán bộ Bộ", Role.MINISTRY, None),
    DemoAccount("thu", "Đỗ Minh Thu", "Cán bộ Bộ thứ hai", Role.MINISTRY, None),
    DemoAccount(
        "xuan",
        "Nông Thị Xuân",
        "Cán bộ cấp xã, Thái Nguyên",
        Role.COMMUNE_OFFICER,
        THAI_NGUYEN,
        commune=True,
    ),
    DemoAccount(
        "duc", "Ma Văn Đức", "Thành viên hội đồng, Thái Nguyên", Role.COUNCIL_MEMBER, THAI_NGUYEN
    ),
    DemoAccount("xem", "Vũ Quốc Khánh", "Chỉ xem, Thái Nguyên", Role.READ_ONLY, THAI_NGUYEN),
)


def accounts_file() -> Path:
    return Path(settings.VAR_DIR) / "demo-accounts.txt"


def create_demo_accounts() -> list[tuple[str, str, str]]:
    """(username, password, who) of every demo account; missing ones are made, existing ones keep
    their password.

    The table is written to var/demo-accounts.txt for its owner alone. Raises RuntimeError outside
    demo mode.
    """
    if not settings.DEMO:
        raise RuntimeError(
            "Demo accounts are made in demo mode only (DEMO=1): their passwords lie in a file."
        )
    known, table = _read(), []
    existing = {user.username: user for user in User.objects.filter(is_demo=True)}
    with act("account.demo", by=None) as deed:
        for account in ACCOUNTS:
            user, password = existing.get(account.username), known.get(account.username, "")
            if user is None or not user.check_password(password):
                password = secrets.token_urlsafe(9)
                if user is None:
                    user = User(
                        username=account.username, full_name=account.full_name, is_demo=True
                    )
                    user.set_password(password)
                    create_account(deed, user, [_role(account)])
                else:
                    user.set_password(password)
                    deed.save(user)
            table.append((account.username, password, account.who))
    _write(table)
    return table


def _role(account: DemoAccount) -> RoleHeld:
    place = (
        Place.objects.current().provinces().get(code=account.province) if account.province else None
    )
    if place and account.commune:
        place = Place.objects.current().communes().filter(province=place).order_by("code").first()
    return RoleHeld(
        role=account.role,
        place=place,
        manages_accounts=account.manages_accounts,
        since=clock.today().replace(month=1, day=1),
    )


def _read() -> dict[str, str]:
    path = accounts_file()
    lines = path.read_text(encoding="utf-8").splitlines() if path.exists() else []
    rows = [line.split(SEPARATOR) for line in lines]
    return {row[0]: row[1] for row in rows if len(row) == 3}


def _write(table: list[tuple[str, str, str]]) -> None:
    path = accounts_file()
    path.parent.mkdir(parents=True, exist_ok=True)
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.writelines(f"{SEPARATOR.join(row)}\n" for row in table)
    path.chmod(0o600)  # a file of an earlier start may have been more open
