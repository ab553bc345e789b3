"""Two in truth, not two accounts: rights of a second person, links of such accounts, and whose
hands an account was in."""

import re
from contextlib import nullcontext
from datetime import UTC, datetime, timedelta
from io import StringIO
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.management import call_command
from django.core.management.base import CommandError
from django.test import Client
from django.urls import reverse

from certifications.rounds.access import Refused
from ocop_registry import clock
from ocop_registry.accounts import managing, two_people
from ocop_registry.accounts.hands import (
    ALONE,
    BY_TWO,
    Touch,
    same_person,
    tie,
    why_same,
)
from ocop_registry.accounts.models import AccountAct, AccountActKind, Role, RoleHeld, User
from ocop_registry.accounts.passwords import issue_link
from ocop_registry.accounts.told import told
from ocop_registry.journal.acts import Unsound, act
from ocop_registry.journal.models import JournalEntry
from tests import factories
from tests.accounts.test_managing import ADD, account_form, page
from tests.accounts.test_sign_in import NEW, PASSWORD, follow, sign_in
from tests.support.cast import signed_in

NOW = datetime(2026, 11, 20, tzinfo=UTC)
ROLE = {
    "role": "approver", "place": "x", "manages_accounts": False, "since": "2026-01-01", "until": None,
}  # fmt: skip
ENDED = ROLE | {"until": "2026-12-01"}


@pytest.mark.parametrize(
    ("touches", "one"),
    [
        ([], False),
        ([Touch(1, 2, NOW)], True),
        ([Touch(2, 1, NOW)], True),
        ([Touch(1, 3, NOW), Touch(3, 2, NOW)], True),  # his account made the account that made it
        ([Touch(1, 3, NOW, ALONE), Touch(2, 3, NOW, ALONE)], False),  # two clerks of one office
        ([Touch(1, 3, NOW, ALONE), Touch(2, 3, NOW, BY_TWO)], True),  # he held both links
        ([Touch(1, 3, NOW), Touch(2, 3, NOW)], False),
    ],
)
def test_two_accounts_are_one_person_while_one_was_in_the_others_hands(touches, one):
    assert (tie(1, 2, touches) is not None) is one
    assert (tie(2, 1, touches) is not None) is one


def new_account(clients: Any, who: str, *roles: tuple, **fields: Any) -> User:
    form = account_form(*roles, **fields)
    assert clients[who].post(ADD, form).status_code == 302
    return User.objects.get(username=form["username"])


def test_nobody_approves_his_own_work_through_an_account_he_made(clients, cast):
    """The attack of an account manager: an approver of his own making, opened by himself."""
    lan, minh, here = cast["staff"], cast["head"], factories.province("19").pk
    without = clients["head"].post(ADD, account_form((Role.APPROVER, here)))
    assert "Ghi lý do" in without.content.decode()
    made = new_account(clients, "head", (Role.APPROVER, here), reason="Thêm người duyệt")
    waiting = AccountAct.objects.get(account=made)
    assert not made.roles_held.exists()
    with pytest.raises(ValidationError, match="chính bạn"):
        two_people.approve(waiting, by=minh)
    link = clients["head"].post(reverse("admin:account_link", args=[made.pk]), {"reason": "x"})
    assert "đang có một việc chờ duyệt" in link.content.decode()

    url = reverse("admin:account_act", args=[waiting.uid])
    assert clients["staff"].get(url).status_code == clients["other"].get(url).status_code == 404
    slip = clients["ministry"].post(url, {"approve": "1"}).content.decode()
    path = re.search(r"http://testserver(/quan-tri/dat-mat-khau/[^<\s]+)", slip)[1]
    assert follow(path, NEW)[1] == 302
    assert [role.role for role in made.roles_held.all()] == [Role.APPROVER]
    entry = JournalEntry.objects.get(act="account.admit")
    assert (entry.actor, entry.reason) == (cast["ministry"], "Thêm người duyệt")

    mine, hers = factories.product("Chè của Minh"), factories.product("Chè của Lan")
    round_ = _concluded(minh, [mine], 1)
    with pytest.raises(Refused, match="chưa tính là hai người"):
        factories.moved(round_, "approve", by=made)
    assert factories.moved(_concluded(lan, [hers], 2), "approve", by=made).status == "approved"


def _concluded(by: User, wanted: list, number: int) -> Any:
    round_ = factories.evaluating_round(by, wanted, number=number)
    factories.enter(round_, by, factories.scored())
    return factories.moved(round_, "conclude", by=by)


def test_the_maker_of_an_account_is_no_other_person_for_ninety_days(clients, cast, monkeypatch):
    made = new_account(clients, "head", (Role.PROVINCE_STAFF, factories.province("19").pk))
    assert "minh" in why_same(cast["head"], made)
    assert same_person(made, cast["head"])
    assert not same_person(cast["staff"], made)
    now = clock.now()
    monkeypatch.setattr(clock, "now", lambda: now + timedelta(days=91))
    assert not same_person(cast["head"], made)
    # what was prepared while they were one stays one person's, however long it waits
    assert same_person(cast["head"], made, since=now + timedelta(days=1))


def test_a_clerk_who_keeps_accounts_makes_nobody_an_approver_alone(clients, cast):
    lan, minh = cast["staff"], cast["head"]
    lan.roles_held.update(manages_accounts=True)
    here = factories.province("19").pk
    made = new_account(clients, "staff", (Role.PROVINCE_STAFF, here))
    made.set_password(PASSWORD)
    made.save()
    held = made.roles_held.get()
    form = account_form(
        (Role.APPROVER, here),
        username=made.username,
        row_version=made.version,
        reason="Lên người duyệt",
        **{"roles_held-INITIAL_FORMS": 1, "roles_held-0-id": held.pk},
    )
    assert clients["staff"].post(page(made), form).status_code == 302
    assert made.roles_held.get().role == Role.PROVINCE_STAFF
    waiting = AccountAct.objects.get(account=made)
    _approver(made)
    with pytest.raises(ValidationError, match="tài khoản của chính bạn"):
        two_people.approve(waiting, by=User.objects.get(pk=made.pk))
    two_people.approve(waiting, by=minh)
    assert {role.role for role in made.roles_held.all()} == {Role.APPROVER}
    assert not same_person(minh, made), "who approves without a link made nothing"
    assert same_person(lan, made)


def _approver(user: User) -> None:
    RoleHeld.objects.create(
        user=user, role=Role.APPROVER, place=factories.province("19"), since="2026-01-01"
    )


@pytest.mark.parametrize(
    ("before", "after", "refused"),
    [
        (None, {"roles_held": [ROLE]}, True),
        ({"roles_held": []}, {"roles_held": [ROLE]}, True),
        ({"is_superuser": False}, {"is_superuser": True}, True),
        ({"roles_held": [ENDED]}, {"roles_held": [ROLE]}, True),
        ({"roles_held": [ROLE]}, {"roles_held": [ENDED]}, False),
        ({"is_superuser": True}, {"is_superuser": False}, False),
        (None, {"roles_held": [ROLE | {"role": "province_staff"}]}, False),
        (None, {"roles_held": [ROLE | {"role": "province_staff", "manages_accounts": True}]}, True),
    ],
)
def test_no_other_act_gives_such_a_right(db, before, after, refused):
    entries = JournalEntry.objects.count()
    with pytest.raises(Unsound) if refused else nullcontext(), act("account.edit", by=None) as deed:
        deed.line("account", "ABC", before, after)
    assert (JournalEntry.objects.count() == entries) is refused


def test_an_approvers_name_and_link_take_two_people_and_lock_nobody_out(clients, cast):
    dao = factories.approver("dao")
    form = account_form(username="dao2", full_name=dao.full_name, row_version=dao.version)
    asked = clients["head"].post(page(dao), form)
    assert "phải được một người khác duyệt" in " ".join(asked.content.decode().split())
    with pytest.raises(ValidationError, match="đưa tận tay"):
        issue_link(dao, by=cast["head"])
    url = reverse("admin:account_link", args=[dao.pk])
    sent = clients["head"].post(url, {"reason": "Quên mật khẩu"})
    waiting = AccountAct.objects.get(account=dao, kind=AccountActKind.LINK)
    assert sent["Location"] == reverse("admin:account_act", args=[waiting.uid])
    assert "dat-mat-khau" not in clients["head"].get(sent["Location"]).content.decode()
    client = signed_in(dao)
    path = two_people.approve(waiting, by=cast["ministry"])
    assert client.get("/quan-tri/").status_code == 200
    assert sign_in("dao", PASSWORD)[1] == 302, "the password holds until the link is used"
    User.objects.filter(pk=dao.pk).update(last_login=clock.now() + timedelta(minutes=1))
    assert follow(path, NEW)[1] == 200, "and signing in with it ended the link"
    assert same_person(cast["head"], dao)
    assert same_person(cast["ministry"], dao)


def test_a_closed_approver_comes_back_by_two_people(clients, cast):
    dao = factories.approver("dao")
    User.objects.filter(pk=dao.pk).update(is_active=False)
    dao.refresh_from_db()
    with pytest.raises(ValidationError, match="phải được một người khác duyệt"):
        managing.reopen(dao, by=cast["head"], reason="Đi làm lại")
    url = reverse("admin:account_reopen", args=[dao.pk])
    assert clients["head"].post(url, {"reason": "Đi làm lại"}).status_code == 302
    assert not User.objects.get(pk=dao.pk).is_active
    two_people.approve(AccountAct.objects.get(), by=cast["ministry"])
    assert User.objects.get(pk=dao.pk).is_active


def test_the_owner_is_told_at_the_next_sign_in_what_was_done_by_whom(clients, cast):
    lan = cast["staff"]
    path = issue_link(lan, by=cast["head"])
    assert follow(path, NEW)[1] == 302
    client, status = sign_in("lan", NEW)
    assert status == 302
    home = " ".join(client.get("/quan-tri/").content.decode().split())
    for said in (
        "Người khác đã làm 2 việc",
        "Cấp đường dẫn đặt lại mật khẩu, Người minh",
        "người cầm đường dẫn",
    ):
        assert said in home, said
    own, newest = reverse("admin:own_account"), told(lan)[0].seq
    assert client.post(own, {"seen": newest}).status_code == 302
    assert "Mới:" not in client.get("/quan-tri/").content.decode()
    assert "Người minh" in client.get(own).content.decode(), "kept for ninety days"
    assert "Không có việc nào" in clients["other"].get(own).content.decode()


def test_the_command_line_is_the_second_person_where_there_is_nobody_else(db):
    out = StringIO()
    call_command("create_admin", "quantri", name="Quản Trị", stdout=out)
    admin = User.objects.get(username="quantri")
    form = account_form((Role.MINISTRY, ""), username="bo", reason="Cán bộ Bộ đầu tiên")
    assert signed_in(admin).post(ADD, form).status_code == 302
    with pytest.raises(ValidationError):
        two_people.approve(AccountAct.objects.get(), by=admin)
    call_command("approve_account", stdout=out)
    assert "bo: " in out.getvalue()
    with pytest.raises(CommandError, match="Say who"):
        call_command("approve_account", "bo")
    call_command("approve_account", "bo", by="Trần Vận Hành", stdout=out)
    assert User.objects.get(username="bo").roles_held.get().role == Role.MINISTRY
    entry = JournalEntry.objects.get(act="account.console_approve")
    assert (entry.actor, "Trần Vận Hành" in entry.reason) == (None, True)
    assert [one.act for one in JournalEntry.objects.filter(act__contains="console").order_by("seq")] == [
        "account.console_create", "account.console_link", "account.console_approve",
    ]  # fmt: skip
    for command in ("createsuperuser", "changepassword"):
        with pytest.raises(CommandError, match="past the journal"):
            call_command(command)


def test_a_right_is_not_asked_for_while_another_act_on_the_account_waits(clients, cast):
    lan, held = cast["staff"], cast["staff"].roles_held.get()
    two_people.prepare(lan, AccountActKind.LINK, by=cast["head"], reason="Quên")
    form = account_form(
        (Role.APPROVER, factories.province("19").pk),
        username=lan.username,
        full_name=lan.full_name,
        row_version=lan.version,
        reason="Lên người duyệt",
        **{"roles_held-INITIAL_FORMS": 1, "roles_held-0-id": held.pk},
    )
    answer = clients["head"].post(page(lan), form)
    assert answer.status_code == 200
    assert two_people.ONE_WAITS in " ".join(answer.content.decode().split())
    assert AccountAct.objects.count() == 1


def test_rejecting_leaves_the_account_as_it_is(clients, cast):
    made = new_account(
        clients, "head", (Role.APPROVER, factories.province("19").pk), reason="Thêm người duyệt"
    )
    waiting = AccountAct.objects.get(account=made)
    with pytest.raises(PermissionDenied):
        two_people.reject(waiting, by=cast["other"], reason="không")
    url = reverse("admin:account_act", args=[waiting.uid])
    assert clients["ministry"].post(url, {"reject": "1", "reason": ""}).status_code == 422
    assert clients["ministry"].post(url, {"reject": "1", "reason": "Chưa rõ ai"}).status_code == 302
    assert not made.roles_held.exists()
    again = clients["ministry"].post(url, {"approve": "1"})
    assert (again.status_code, "đã được xử lý" in again.content.decode()) == (409, True)
    assert Client().get(url).status_code == 302
