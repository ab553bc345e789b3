"""Signing in: lockout by name and address, one-time links, own password, demo accounts outside demo
mode."""

import re
import stat
from datetime import timedelta
from io import StringIO

import pytest
from axes.models import AccessAttempt
from django.contrib.auth.hashers import PBKDF2PasswordHasher
from django.core.management import call_command
from django.core.management.base import CommandError
from django.test import Client
from django.urls import reverse

from ocop_registry import settings as real
from ocop_registry.accounts.demo import ACCOUNTS, accounts_file, create_demo_accounts
from ocop_registry.accounts.hands import counted_as
from ocop_registry.accounts.models import User
from ocop_registry.accounts.passwords import issue_link, link_path, link_tokens
from ocop_registry.journal.models import JournalEntry
from tests import factories

LOGIN = "/quan-tri/login/"
PASSWORD = "mat-khau-thu-nghiem"
NEW = "ruong-bac-thang-2026"


def sign_in(username: str, password: str, address: str = "10.0.0.1") -> tuple[Client, int]:
    client = Client(REMOTE_ADDR=address)
    return client, client.post(LOGIN, {"username": username, "password": password}).status_code


@pytest.mark.usefixtures("real_passwords")
def test_a_password_is_kept_as_a_slow_hash_and_lets_in(db):
    lan = factories.staff("lan")
    method, rounds, _, _ = lan.password.split("$")
    assert (method, int(rounds)) == ("pbkdf2_sha256", PBKDF2PasswordHasher.iterations)
    assert int(rounds) >= 1_000_000
    assert sign_in("lan", PASSWORD)[1] == 302
    assert sign_in("lan", "sai")[1] == 200
    assert not hasattr(real, "PASSWORD_HASHERS"), "the site takes Django's own hashes"


def test_five_wrong_passwords_lock_that_name_from_that_address_only(db):
    factories.staff("lan")
    factories.approver("minh")
    statuses = [sign_in("lan", "sai")[1] for _ in range(5)]
    assert statuses == [200, 200, 200, 200, 429]
    client = Client(REMOTE_ADDR="10.0.0.1")
    locked = client.post(LOGIN, {"username": "lan", "password": PASSWORD})
    assert locked.status_code == 429
    assert "15 phút" in locked.content.decode()
    assert sign_in("minh", PASSWORD)[1] == 302
    assert sign_in("lan", PASSWORD, "10.0.0.2")[1] == 302


def test_the_lock_cools_off(db, monkeypatch):
    factories.staff("lan")
    for _ in range(5):
        sign_in("lan", "sai")
    AccessAttempt.objects.update(
        attempt_time=AccessAttempt.objects.get().attempt_time - timedelta(minutes=16)
    )
    assert sign_in("lan", PASSWORD)[1] == 302


@pytest.mark.usefixtures("real_passwords")
def test_a_wrong_password_tells_nothing_about_the_name(db):
    factories.staff("lan")
    pages = [
        Client().post(LOGIN, {"username": name, "password": "sai"}).content.decode()
        for name in ("lan", "khongco")
    ]
    assert all("Tên đăng nhập hoặc mật khẩu không đúng" in page for page in pages)


def follow(link: str, password: str) -> tuple[Client, int]:
    """Open a printed link and set a password, as a browser does."""
    client = Client()
    opened = client.get(link)
    if opened.status_code != 302:
        return client, opened.status_code
    return (
        client,
        client.post(
            opened["Location"], {"new_password1": password, "new_password2": password}
        ).status_code,
    )


def test_a_printed_link_works_once_and_is_journalled_without_its_token(cast, clients):
    url = reverse("admin:account_link", args=[cast["staff"].pk])
    assert clients["head"].get(url).status_code == 200
    assert User.objects.get(pk=cast["staff"].pk).has_usable_password()
    slip = clients["head"].post(url).content.decode()
    link = re.search(r"http://testserver(/quan-tri/dat-mat-khau/[^<\s]+)", slip)[1]
    token = link.rstrip("/").rpartition("/")[2]

    assert clients["staff"].get("/quan-tri/").status_code == 200, "a link alone ends nothing"
    assert User.objects.get(pk=cast["staff"].pk).check_password(PASSWORD)
    assert follow(link, NEW)[1] == 302
    assert clients["staff"].get("/quan-tri/").status_code == 302, "its use ends the sessions"
    assert (sign_in("lan", PASSWORD)[1], sign_in("lan", NEW)[1]) == (200, 302)
    client = Client()
    assert "không còn dùng được" in client.get(link).content.decode()
    entries = list(JournalEntry.objects.order_by("-seq")[:2])
    assert [entry.act for entry in entries] == ["account.password_by_link", "account.reset_link"]
    assert [entry.actor for entry in entries] == [cast["staff"], cast["head"]]
    text = "".join(
        entry.text + "".join(line.text for line in entry.lines.all())
        for entry in JournalEntry.objects.all()
    )
    assert token not in text
    assert NEW not in text


def test_a_newer_link_ends_the_older(cast):
    first = issue_link(cast["staff"], by=cast["head"])
    second = issue_link(User.objects.get(pk=cast["staff"].pk), by=cast["head"])
    assert follow(first, NEW)[1] == 200
    assert follow(second, NEW)[1] == 302


def test_a_link_ends_after_three_days(cast, monkeypatch):
    now = link_tokens._now()
    monkeypatch.setattr(link_tokens, "_now", lambda: now - timedelta(days=3, minutes=1))
    link = link_path(cast["staff"])
    monkeypatch.undo()
    assert "không còn dùng được" in Client().get(link).content.decode()


def test_a_closed_account_has_no_use_of_its_link(cast):
    link = issue_link(cast["staff"], by=cast["head"])
    User.objects.filter(pk=cast["staff"].pk).update(is_active=False)
    assert "không còn dùng được" in Client().get(link).content.decode()


@pytest.mark.parametrize("weak", ["ngan", "12345678901", "password123", "nguoi-lan"])
def test_weak_passwords_are_refused(cast, weak):
    link = issue_link(cast["staff"], by=cast["head"])
    before = User.objects.get(pk=cast["staff"].pk).password
    assert follow(link, weak)[1] == 200
    assert User.objects.get(pk=cast["staff"].pk).password == before


def test_a_locked_out_person_is_let_in_after_setting_a_password(cast):
    for _ in range(5):
        sign_in("lan", "sai")
    assert follow(issue_link(cast["staff"], by=cast["head"]), NEW)[1] == 302
    assert sign_in("lan", NEW)[1] == 302


def test_changing_the_own_password_is_an_act_and_keeps_the_session(cast, clients):
    url = reverse("admin:password_change")
    form = {"old_password": PASSWORD, "new_password1": NEW, "new_password2": NEW}
    assert (
        "không đúng" in clients["staff"].post(url, {**form, "old_password": "sai"}).content.decode()
    )
    assert clients["staff"].post(url, form).status_code == 302
    assert clients["staff"].get("/quan-tri/").status_code == 200
    entry = JournalEntry.objects.latest("seq")
    assert (entry.act, entry.actor) == ("account.password", cast["staff"])
    assert sign_in("lan", PASSWORD)[1] == 200


def test_demo_accounts_are_made_once_with_passwords_in_a_private_file(db, settings):
    settings.DEMO = True
    first = create_demo_accounts()
    entries = JournalEntry.objects.count()
    assert create_demo_accounts() == first
    assert JournalEntry.objects.count() == entries
    assert {username for username, _, _ in first} == {account.username for account in ACCOUNTS}
    assert stat.S_IMODE(accounts_file().stat().st_mode) == 0o600
    assert all(
        User.objects.get(username=username).check_password(password)
        for username, password, _ in first
    )
    assert User.objects.filter(is_demo=True).count() == len(ACCOUNTS)


def test_any_two_demo_accounts_are_two_people_and_who_keeps_accounts_approves_nothing(db, settings):
    settings.DEMO = True
    create_demo_accounts()
    people = list(User.objects.filter(is_demo=True))
    assert all(counted_as(one, [two.pk for two in people]) == {one.pk} for one in people)
    keepers = User.objects.filter(roles_held__manages_accounts=True)
    assert keepers.exists()
    assert not keepers.filter(roles_held__role="approver").exists()


def test_demo_accounts_cannot_be_used_outside_demo_mode(db, settings):
    settings.DEMO = True
    username, password, _ = create_demo_accounts()[0]
    client, status = sign_in(username, password)
    assert (status, client.get("/quan-tri/").status_code) == (302, 200)
    settings.DEMO = False
    assert client.get("/quan-tri/").status_code == 302
    assert sign_in(username, password)[1] == 200
    with pytest.raises(RuntimeError):
        create_demo_accounts()


def test_the_first_administrator_gets_a_link(db):
    out = StringIO()
    call_command("create_admin", "quantri", name="Quản Trị", stdout=out)
    link = re.search(r"/quan-tri/dat-mat-khau/\S+", out.getvalue())[0]
    assert follow(link, NEW)[1] == 302
    assert sign_in("quantri", NEW)[1] == 302
    assert User.objects.get(username="quantri").is_superuser
    with pytest.raises(CommandError, match="exists already"):
        call_command("create_admin", "quantri", name="Quản Trị", stdout=out)
