"""Who opens which page: own province, other province, missing; and that a refused request changes
nothing."""

from datetime import date

import pytest
from django.contrib import admin
from django.urls import reverse

from ocop_registry.accounts.models import Role, RoleHeld, User
from ocop_registry.accounts.permissions import belongs_to, may
from ocop_registry.journal.models import JournalEntry
from ocop_registry.places.models import Place
from producers.models import Producer
from tests import factories

SEES_OWN = ["staff", "head", "read_only", "ministry", "admin"]
EDITS_OWN = ["staff", "head"]
PAGES = ["change", "history"]


def page(name: str, pk: int) -> str:
    return reverse(f"admin:producers_producer_{name}", args=[pk])


@pytest.mark.parametrize("page_name", PAGES)
@pytest.mark.parametrize(
    "who", ["staff", "head", "read_only", "ministry", "admin", "other", "nobody"]
)
def test_a_producer_opens_for_those_who_see_its_province(clients, who, page_name):
    producer = factories.producer()
    there, missing = (
        clients[who].get(page(page_name, pk)).status_code for pk in (producer.pk, 999_999)
    )
    assert there == (200 if who in SEES_OWN else missing)
    assert missing in {403, 404}


@pytest.mark.parametrize("page_name", ["change", "delete", "history"])
def test_another_province_answers_exactly_as_a_missing_row(clients, page_name):
    producer = factories.producer()
    there = clients["other"].get(page(page_name, producer.pk))
    missing = clients["other"].get(page(page_name, 999_999))
    assert (there.status_code, missing.status_code) == (404, 404)
    assert there.content == missing.content


@pytest.mark.parametrize("who", ["read_only", "ministry", "admin", "other", "nobody"])
def test_those_who_may_not_edit_change_nothing(clients, who):
    producer = factories.producer("HTX Nà Pò")
    entries = JournalEntry.objects.count()
    urls = [
        page("change", producer.pk),
        page("delete", producer.pk),
        reverse("admin:producers_producer_add"),
    ]
    for url in urls if who != "other" else urls[:2]:
        answer = clients[who].post(
            url, {"name": "Tên khác", "reason": "thử", "row_version": producer.version}
        )
        assert answer.status_code in {403, 404}, url
    producer.refresh_from_db()
    assert (producer.name, Producer.objects.count(), JournalEntry.objects.count()) == (
        "HTX Nà Pò",
        1,
        entries,
    )


def test_lists_and_exports_show_own_province_only_past_units_included(clients):
    factories.producer("HTX Mới")
    factories.producer("HTX Na Rì", place=factories.old_place("066"))
    factories.producer("HTX Bắc Ninh", place=factories.commune("24"))
    url = reverse("admin:producers_producer_changelist")
    seen = {
        who: {row.name for row in clients[who].get(url).context["cl"].result_list}
        for who in ("staff", "other", "ministry")
    }
    assert seen["staff"] == {"HTX Mới", "HTX Na Rì"}
    assert seen["other"] == {"HTX Bắc Ninh"}
    assert seen["ministry"] == {"HTX Mới", "HTX Na Rì", "HTX Bắc Ninh"}


def test_a_producer_cannot_be_put_into_another_province(clients):
    answer = clients["staff"].post(
        reverse("admin:producers_producer_add"),
        {"name": "HTX Lạ", "kind": "cooperative", "place": factories.commune("24").pk},
    )
    assert "nằm ngoài địa bàn" in answer.content.decode()
    assert not Producer.objects.exists()


def test_what_belongs_to_a_province_of_today_includes_itself_and_its_past(db):
    thai_nguyen = factories.province("19")
    own = Place.objects.filter(belongs_to("", [thai_nguyen.pk]))
    assert own.filter(pk=thai_nguyen.pk).exists()
    assert own.filter(pk=factories.old_place("06").pk).exists()
    assert not own.filter(pk=factories.province("24").pk).exists()


def test_every_registered_page_opens(clients):
    """A misspelt option of a model admin is silent until somebody opens the page."""
    producer = factories.producer()
    factories.product(of=producer)
    for model, model_admin in admin.site._registry.items():
        name = f"admin:{model._meta.app_label}_{model._meta.model_name}"
        for who in ("head", "admin"):
            client = clients[who]
            assert client.get(reverse(f"{name}_changelist")).status_code == 200, model
            assert (
                client.get(reverse(f"{name}_changelist"), {"q": "miến dong"}).status_code == 200
            ), model
            add = client.get(reverse(f"{name}_add")).status_code
            request = client.get(reverse(f"{name}_changelist")).wsgi_request
            assert add == (200 if model_admin.has_add_permission(request) else 403), model
            row = model_admin.get_queryset(request).first()
            if row is not None:
                assert client.get(reverse(f"{name}_change", args=[row.pk])).status_code == 200, (
                    model
                )
            for form in ("xlsx", "csv"):
                answer = client.get(reverse(f"{name}_changelist"), {"xuat": form})
                assert (answer.status_code, "attachment" in answer["Content-Disposition"]) == (
                    200,
                    True,
                ), model


def test_a_role_counts_on_its_days_and_only_while_the_account_is_open(cast, on_20_november):
    held, here = cast["staff"].roles_held, factories.province("19")
    for since, until, counts in (
        (date(2026, 1, 1), None, True),
        (date(2026, 11, 20), date(2026, 11, 20), True),
        (date(2026, 11, 21), None, False),
        (date(2026, 1, 1), date(2026, 11, 19), False),
    ):
        held.update(since=since, until=until)
        assert may(User.objects.get(username="lan"), "round.edit", here) is counts
    held.update(until=None)
    User.objects.filter(username="lan").update(is_active=False)
    assert not may(User.objects.get(username="lan"), "round.edit", here)


@pytest.mark.parametrize("role", [Role.READ_ONLY, Role.COUNCIL_MEMBER, Role.COMMUNE_OFFICER])
def test_accounts_are_kept_by_staff_whatever_else_a_role_says(db, role):
    person = factories.user("giu", "")
    place = factories.commune() if role == Role.COMMUNE_OFFICER else factories.province("19")
    RoleHeld.objects.create(
        user=person, role=role, place=place, since=date(2026, 1, 1), manages_accounts=True
    )
    assert not may(person, "account.manage", factories.province("19"))


def test_who_looks_on_is_shown_no_field_to_write_in(clients):
    """The parts of a product, and the reason of an act, are asked of who may change it."""
    address = reverse("admin:products_product_change", args=[factories.product().pk])
    for who, writes in (("staff", True), ("read_only", False)):
        shown = clients[who].get(address).context
        parts = shown["inline_admin_formsets"]
        assert {part.has_change_permission for part in parts} == {writes}
        assert {part.has_add_permission for part in parts} == {writes}
        assert ("Nhật ký" in [part.name for part in shown["adminform"]]) is writes


def test_a_producer_is_merged_and_his_data_erased_by_who_may(clients):
    address = reverse("admin:producers_producer_change", args=[factories.producer().pk])
    offered = {
        who: [label for label, _ in clients[who].get(address).context["page_actions"]]
        for who in ("staff", "ministry", "read_only", "admin")
    }
    merge, erase = "Gộp với…", "Xóa dữ liệu cá nhân…"
    assert offered == {"staff": [merge, erase], "ministry": [merge], "read_only": [], "admin": []}


def test_pages_ask_a_stranger_to_sign_in(client, db):
    for url in ("/quan-tri/", "/quan-tri/tim/?q=a", reverse("admin:producers_producer_changelist")):
        answer = client.get(url)
        assert answer.status_code == 302
        assert answer["Location"].startswith(reverse("admin:login"))
