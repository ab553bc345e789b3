"""An office's head keeps the accounts of his own province, and nobody lifts himself."""

from typing import Any

import pytest
from django.urls import reverse

from ocop_registry.accounts import two_people
from ocop_registry.accounts.models import AccountAct, Role, RoleHeld, User
from ocop_registry.journal.models import JournalEntry
from tests import factories

ADD = "/quan-tri/accounts/user/add/"


def page(user: User) -> str:
    return reverse("admin:accounts_user_change", args=[user.pk])


def account_form(*roles: tuple[str, int | str], **fields: Any) -> dict[str, Any]:
    form = {
        "username": "moi.nguoi",
        "full_name": "Người Mới",
        "roles_held-TOTAL_FORMS": len(roles),
        "roles_held-INITIAL_FORMS": 0,
    }
    for number, (role, place) in enumerate(roles):
        form |= {
            f"roles_held-{number}-{name}": value
            for name, value in {"role": role, "place": place, "since": "01/01/2026"}.items()
        }
    return {**form, **fields}


def test_the_head_creates_a_colleague_who_sets_his_own_password(clients, cast):
    answer = clients["head"].post(
        ADD, account_form((Role.PROVINCE_STAFF, factories.province("19").pk))
    )
    person = User.objects.get(username="moi.nguoi")
    assert answer["Location"] == reverse("admin:account_link", args=[person.pk])
    assert not person.has_usable_password()
    entry = JournalEntry.objects.latest("seq")
    assert (entry.act, entry.actor, entry.province_code, entry.lines.count()) == (
        "account.create",
        cast["head"],
        "19",
        1,
    )
    assert "province_staff" in entry.lines.get().text


@pytest.mark.parametrize(
    ("roles", "said"),
    [
        ([(Role.MINISTRY, "")], "chỉ do quản trị hệ thống giao"),
        ([(Role.PROVINCE_STAFF, "24")], "ngoài tỉnh của bạn"),
        ([(Role.PROVINCE_STAFF, "commune")], "một tỉnh hiện nay"),
        ([(Role.COMMUNE_OFFICER, "19")], "một xã, phường hoặc đặc khu"),
        ([], "ít nhất một vai trò"),
    ],
)
def test_the_head_gives_no_role_beyond_his_province(clients, cast, roles, said):
    places = {
        "19": factories.province("19").pk,
        "24": factories.province("24").pk,
        "commune": factories.commune().pk,
        "": "",
    }
    entries = JournalEntry.objects.count()
    answer = clients["head"].post(
        ADD, account_form(*[(role, places[place]) for role, place in roles])
    )
    assert said in answer.content.decode()
    assert not User.objects.filter(username="moi.nguoi").exists()
    assert JournalEntry.objects.count() == entries


def test_the_administrator_gives_ministry_roles(clients, cast):
    form = account_form((Role.MINISTRY, ""), reason="Cán bộ mới của Bộ")
    assert clients["admin"].post(ADD, form).status_code == 302
    given = RoleHeld.objects.filter(user__username="moi.nguoi", role=Role.MINISTRY)
    assert not given.exists(), "it waits for another person"
    two_people.approve(AccountAct.objects.get(), by=cast["ministry"])
    assert given.exists()


def test_the_page_of_an_account_names_the_buttons_that_close_it(clients, cast):
    told = clients["head"].get(page(cast["staff"])).content.decode()
    assert "Đóng hoặc mở lại tài khoản bằng nút ở đầu trang này." in told


def test_nobody_lifts_himself(clients, cast):
    """Neither by another role beside his own nor in its place."""
    head, here = cast["head"], factories.province("19").pk
    form = account_form(
        (Role.READ_ONLY, here),
        (Role.PROVINCE_STAFF, here),
        username="minh",
        full_name=head.full_name,
        row_version=head.version,
        is_superuser="on",
        reason="Thêm việc",
        **{"roles_held-INITIAL_FORMS": 1, "roles_held-0-id": head.roles_held.get().pk},
    )
    assert clients["head"].post(page(head), form).status_code == 302
    head.refresh_from_db()
    assert not head.is_superuser
    assert [role.role for role in head.roles_held.all()] == [Role.APPROVER]


@pytest.mark.parametrize("who", ["other", "ministry", "admin"])
def test_accounts_outside_the_province_are_not_there(clients, cast, who):
    for name in ("admin:accounts_user_change", "admin:account_link", "admin:account_close"):
        assert clients["head"].get(reverse(name, args=[cast[who].pk])).status_code == 404


def test_a_colleague_with_a_role_elsewhere_too_is_not_the_heads(clients, cast):
    RoleHeld.objects.create(
        user=cast["staff"], role=Role.READ_ONLY, place=factories.province("24"), since="2026-01-01"
    )
    assert clients["head"].get(page(cast["staff"])).status_code == 404


@pytest.mark.parametrize("who", ["staff", "read_only", "ministry", "nobody"])
def test_those_who_do_not_manage_accounts_see_none(clients, cast, who):
    assert clients[who].get(reverse("admin:accounts_user_changelist")).status_code == 403
    assert (
        clients[who]
        .post(reverse("admin:account_close", args=[cast["head"].pk]), {"reason": "x"})
        .status_code
        == 404
    )


def test_closing_needs_a_reason_and_ends_sessions_at_once(clients, cast):
    url = reverse("admin:account_close", args=[cast["staff"].pk])
    assert "Hãy ghi lý do" in clients["head"].post(url, {"reason": ""}).content.decode()
    assert clients["staff"].get("/quan-tri/").status_code == 200
    assert clients["head"].post(url, {"reason": "Chuyển công tác"}).status_code == 302
    assert clients["staff"].get("/quan-tri/").status_code == 302
    entry = JournalEntry.objects.latest("seq")
    assert (entry.act, entry.reason, entry.province_code) == (
        "account.close",
        "Chuyển công tác",
        "19",
    )
    assert User.objects.filter(pk=cast["staff"].pk, is_active=False).exists()

    reopen = reverse("admin:account_reopen", args=[cast["staff"].pk])
    assert clients["head"].post(reopen, {"reason": "Trở lại"}).status_code == 302
    assert User.objects.get(pk=cast["staff"].pk).is_active


def test_an_administrator_is_out_of_the_heads_reach_whatever_role_he_holds(clients, cast):
    RoleHeld.objects.create(
        user=cast["admin"],
        role=Role.READ_ONLY,
        place=factories.province("19"),
        since="2026-01-01",
    )
    for name in ("account_link", "account_close", "accounts_user_change"):
        url = reverse(f"admin:{name}", args=[cast["admin"].pk])
        assert clients["head"].get(url).status_code == 404, name
        assert clients["admin"].get(url).status_code == 200, name
    form = account_form((Role.READ_ONLY, factories.province("19").pk), is_superuser="on")
    assert clients["head"].post(ADD, form).status_code == 302
    assert not User.objects.get(username="moi.nguoi").is_superuser


def test_an_account_is_closed_and_reopened_once(clients, cast):
    person = cast["staff"]
    for name, twice in (("close", "đã đóng rồi"), ("reopen", "đang mở")):
        url = reverse(f"admin:account_{name}", args=[person.pk])
        assert clients["head"].post(url, {"reason": "Đổi việc"}).status_code == 302
        entries = JournalEntry.objects.count()
        again = clients["head"].post(url, {"reason": "Đổi việc"})
        assert (again.status_code, twice in again.content.decode()) == (200, True)
        assert JournalEntry.objects.count() == entries
        assert User.objects.get(pk=person.pk).is_active is (name == "reopen")


def test_the_last_manager_cannot_close_himself(clients, cast):
    cast["other"].roles_held.update(manages_accounts=True)  # elsewhere
    url = reverse("admin:account_close", args=[cast["head"].pk])
    answer = clients["head"].post(url, {"reason": "Nghỉ hưu"})
    assert "người phụ trách tài khoản cuối cùng" in answer.content.decode()
    assert User.objects.get(pk=cast["head"].pk).is_active
    cast["staff"].roles_held.update(manages_accounts=True)
    assert clients["head"].post(url, {"reason": "Nghỉ hưu"}).status_code == 302
    assert not User.objects.get(pk=cast["head"].pk).is_active


def test_an_office_declares_its_register_complete_with_a_reason(clients, cast):
    add = reverse("admin:accounts_office_add")
    form = {
        "place": factories.province("19").pk,
        "name": "Văn phòng điều phối nông thôn mới tỉnh Thái Nguyên",
    }
    assert clients["head"].post(add, form).status_code == 302
    office = factories.province("19").office
    url = reverse("admin:office_declare", args=[office.pk])
    assert clients["staff"].get(url).status_code == clients["other"].get(url).status_code == 404
    future = clients["head"].post(url, {"complete_until": "01/01/2099", "reason": "Đã rà soát"})
    assert "chưa tới" in future.content.decode()
    assert (
        clients["head"]
        .post(url, {"complete_until": "30/06/2025", "reason": "Đã rà soát"})
        .status_code
        == 302
    )
    office.refresh_from_db()
    assert str(office.complete_until) == "2025-06-30"
    assert JournalEntry.objects.latest("seq").act == "office.declare_complete"
