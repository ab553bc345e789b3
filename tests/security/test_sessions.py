"""Sessions end when they must, signing in tells nothing of who exists, and nobody is led off the
site."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from ocop_registry.accounts.managing import close
from ocop_registry.accounts.models import User
from ocop_registry.accounts.passwords import issue_link, set_password
from tests import factories
from tests.support.cast import signed_in

LOGIN, HOME, PASSWORD = "/quan-tri/login/", "/quan-tri/", "mat-khau-thu-nghiem"
pytestmark = pytest.mark.django_db


def sign_in(client: Client, name: str, password: str, **how: Any) -> Any:
    return client.post(LOGIN, {"username": name, "password": password}, **how)


def test_closing_an_account_ends_its_sessions_at_once() -> None:
    person = factories.staff()
    client = signed_in(person)
    assert client.get(HOME).status_code == 200
    close(person, by=factories.user("quantri", "", is_superuser=True), reason="nghỉ việc")
    assert client.get(HOME).status_code == 302
    assert sign_in(Client(), "lan", PASSWORD).status_code == 200


def test_a_printed_link_ends_every_session_of_its_account_once_it_is_used() -> None:
    person = factories.staff()
    client = signed_in(person)
    issue_link(person, by=None)
    assert client.get(HOME).status_code == 200
    set_password(User.objects.get(pk=person.pk), "Một-mật-khẩu-khác", by_link=True)
    assert client.get(HOME).status_code == 302


def test_a_new_password_ends_the_other_sessions_and_keeps_this_one() -> None:
    person = factories.staff()
    here, elsewhere = signed_in(person), signed_in(person)
    new = {
        "old_password": PASSWORD,
        "new_password1": "Một-mật-khẩu-khác",
        "new_password2": "Một-mật-khẩu-khác",
    }
    assert here.post(reverse("admin:password_change"), new).status_code == 302
    assert (here.get(HOME).status_code, elsewhere.get(HOME).status_code) == (200, 302)


def test_a_role_that_ended_yesterday_opens_nothing_in_a_session_of_before(settings: Any) -> None:
    person = factories.staff()
    client = signed_in(person)
    assert client.get(reverse("admin:round_list")).status_code == 200
    person.roles_held.update(until="2026-02-01")
    assert client.get(reverse("admin:round_list")).status_code == 403


def test_the_session_key_changes_at_signing_in() -> None:
    factories.staff()
    client = Client()
    client.cookies["sessionid"] = "a" * 32
    assert sign_in(client, "lan", PASSWORD).status_code == 302
    assert client.cookies["sessionid"].value != "a" * 32


def test_signing_in_tells_nothing_of_who_exists() -> None:
    factories.staff("dang-lam-viec")
    factories.user("da-dong-cua", is_active=False)
    pages = [
        sign_in(Client(), name, "sai-mat-khau")
        for name in ("dang-lam-viec", "khong-co-ai", "da-dong-cua")
    ]
    pages.append(sign_in(Client(), "da-dong-cua", PASSWORD))
    bare = [
        page.content.decode().replace(page.context["form"]["username"].value(), "*")
        for page in pages
    ]
    tokens = [str(page.context["csrf_token"]) for page in pages]
    assert len({text.replace(token, "") for text, token in zip(bare, tokens, strict=True)}) == 1


@pytest.mark.parametrize(
    "names", [["lan"] * 6, ["lan", " lan", "lan ", "ｌａｎ", "lan", "lan"], ["khong"] * 6]
)
def test_five_wrong_passwords_lock_a_name_from_one_address_and_no_other(names: list[str]) -> None:
    factories.staff("lan")
    factories.staff("hung")
    for name in names:
        last = sign_in(Client(), name, "sai-mat-khau")
    assert last.status_code == 429
    if names[0] == "lan":
        assert sign_in(Client(), "lan", PASSWORD).status_code == 429
        assert sign_in(Client(), "lan", PASSWORD, REMOTE_ADDR="203.0.113.9").status_code == 302
    assert sign_in(Client(), "hung", PASSWORD).status_code == 302
    forged = sign_in(Client(), names[0], PASSWORD, HTTP_X_FORWARDED_FOR="203.0.113.10")
    assert forged.status_code == 429


AWAY = [
    "//evil.example/", "https://evil.example/", "/\\evil.example", "\\\\evil.example", "javascript:alert(1)", "///evil.example",
    "https:evil.example", "\t//evil.example", "/\t/evil.example", "http:///evil.example", "%2F%2Fevil.example", "//evil.example\\@testserver",
]  # fmt: skip


@pytest.mark.parametrize("away", AWAY)
def test_signing_in_leads_nowhere_else(away: str) -> None:
    factories.staff()
    answer = Client().post(
        f"{LOGIN}?next=/", {"username": "lan", "password": PASSWORD, "next": away}
    )
    place = answer.headers["Location"]
    assert answer.status_code == 302
    assert (
        place == HOME
        or (place.startswith("/") and not place.startswith(("//", "/\\", "/\t")))
        or place.startswith("%2F")
    )
    assert "evil.example" not in place or place.startswith("%2F")


def test_signing_out_asks_for_a_form_and_ends_the_session() -> None:
    client = signed_in(factories.staff())
    assert client.get(reverse("admin:logout")).status_code == 405
    assert client.post(reverse("admin:logout")).status_code == 200
    assert client.get(HOME).status_code == 302
    assert "no-store" in signed_in(factories.staff("hung")).get(HOME).headers["Cache-Control"]
