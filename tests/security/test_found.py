"""What an attack once found, each with the answer it gets now."""

import json
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from ocop_registry.journal.models import JournalEntry
from tests.support.world import World

FAR = ("31/12/9999", "01/01/9998", "01/01/0001", "31/12/1899")


def test_a_head_of_office_cannot_spell_out_a_colleagues_password(registry: World) -> None:
    client, url = registry.client("approver"), reverse("admin:accounts_user_changelist")
    for lookup in (
        "password__startswith",
        "password__regex",
        "email__startswith",
        "roles_held__place__name__startswith",
    ):
        assert client.get(url, {lookup: "md5"}).status_code == 400, lookup
        assert client.get(url, {lookup: "md5", "xuat": "xlsx"}).status_code == 400, lookup
    assert client.get(url, {"roles_held__role__exact": "approver"}).status_code == 200


def test_producers_of_another_province_are_not_told_by_the_look_alike_check(
    registry: World,
) -> None:
    typed = {"name": "HTX Chờ 24", "kind": "cooperative", "place": registry.other.pk["place"]}
    answer = registry.client("staff").post(reverse("admin:producers_producer_add"), typed)
    assert answer.context["adminform"].form.lookalikes == []
    assert "nằm ngoài địa bàn" in answer.content.decode()
    own = registry.client("other").post(reverse("admin:producers_producer_add"), typed)
    assert [name.partition(" – ")[0] for name, _ in own.context["adminform"].form.lookalikes] == [
        "HTX Chờ 24"
    ]


@pytest.mark.parametrize("day", FAR)
def test_days_beyond_all_use_are_refused_with_a_sentence(registry: World, day: str) -> None:
    client, own = registry.client("staff"), registry.own
    entries = JournalEntry.objects.count()
    decision = {
        "number": "9/QĐ-UBND", "signed_on": day, "issuer": "UBND", "record": "1", "results": [own.applications["approved"]],
    }  # fmt: skip
    answers = [
        client.post(reverse("admin:round_decide", args=[own.rounds["approved"]]), decision),
        client.post(
            reverse("admin:round_decide", args=[own.rounds["approved"]]),
            {**decision, "certificates_issued_on": day},
        ),
        client.get(reverse("admin:search"), {"q": "che", "on": day}),
        client.get(
            reverse("admin:certificate_page", args=[own.uid["certification"]]), {"ngay": day}
        ),
        client.post(
            reverse("admin:certificate_act", args=[own.uid["certification"], "dinh-chinh"]),
            {"issued_on": day},
        ),
    ]
    assert [answer.status_code for answer in answers] == [422, 422, 400, 200, 422]
    for answer in answers:
        assert "ghi ngày từ 01/01/1900 đến 31/12/2199" in answer.content.decode(), answer.request[
            "PATH_INFO"
        ]
    assert JournalEntry.objects.count() == entries


@pytest.mark.parametrize(
    "text", ["0001-01-01", "0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00"]
)
def test_instants_at_the_ends_of_the_calendar_are_no_days(
    client: Client, db: None, text: str
) -> None:
    assert client.get("/san-pham/", {"updated_after": text}).status_code == 400
    assert client.get("/san-pham/xuat.csv", {"updated_after": text}).status_code == 302
    answer = client.get("/api/v1/products/", {"updated_after": text})
    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (400, "?updated_after")


@pytest.mark.parametrize("count", ["²", "９", "9" * 5_000, "-1", ""])
def test_a_strange_count_of_pasted_rows_counts_as_none(registry: World, count: str) -> None:
    url = reverse("admin:application_paste", args=[registry.own.rounds["open"]])
    assert registry.client("staff").post(url, {"rows": count, "action": "save"}).status_code in {
        200,
        302,
        409,
    }


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ("[" * 100_000, 400),
        ('{"by": "lan", "rows": [{"uid": "\\ud800", "version": 0, "values": {}}]}', 400),
        (
            (
                '{"by": "lan", "rows": [{"uid": "U", "version": 0, "values":'
                ' {"disqualified_reason": "\\u0000"}}]}'
            ),
            400,
        ),
        (
            '{"by": "lan", "rows": [{"uid": "U", "version": Infinity, "values": {"total": "80"}}]}',
            409,
        ),
    ],
)
def test_what_the_grid_cannot_read_is_said_and_not_saved(
    registry: World, body: str, status: int
) -> None:
    entries = JournalEntry.objects.count()
    url = reverse("admin:round_results_save", args=[registry.own.rounds["evaluating"]])
    answer = registry.client("staff").post(url, body, content_type="application/json")
    assert (answer.status_code, bool(json.loads(answer.content)["problems"])) == (status, True)
    assert JournalEntry.objects.count() == entries


@pytest.mark.parametrize("key", ["abc", "9" * 30, "²", "-1"])
def test_a_key_that_is_none_comes_back_as_a_fault_of_its_field(registry: World, key: str) -> None:
    typed = {"name": "HTX Mới", "kind": "cooperative", "place": key}
    answer = registry.client("staff").post(reverse("admin:producers_producer_add"), typed)
    assert (answer.status_code, "place" in answer.context["adminform"].form.errors) == (200, True)
    assert 'value="HTX Mới"' in answer.content.decode()


@pytest.mark.parametrize(
    "name",
    ["accounts_user", "producers_producer", "products_product", "certifications_certification"],
)
def test_filters_that_mean_nothing_lead_an_export_back_to_its_list(
    registry: World, name: str
) -> None:
    client = registry.client("approver")
    url = reverse(f"admin:{name}_changelist")
    assert client.get(url, {"p": "abc", "o": "x", "xuat": "xlsx"}).status_code in {200, 302}
    assert client.get(url, {"id__nonsense": "1", "xuat": "xlsx"}).status_code == 400


def test_a_nameless_field_in_the_address_of_a_page_is_no_error(registry: World) -> None:
    for name in ("places_place", "producers_producer"):
        url = reverse(f"admin:{name}_change", args=[registry.own.pk[name.rpartition("_")[2]]])
        assert registry.client("staff").get(url, {"_to_field": ""}).status_code == 200


@pytest.mark.parametrize(
    "back",
    ["true", "public:home", "９９", "javascript:alert(1)", "//evil.example", "/\\evil.example"],
)
def test_the_language_switch_leads_nowhere_strange(client: Client, db: None, back: str) -> None:
    answer = client.post("/ngon-ngu/", {"language": "en", "next": back})
    place: Any = answer.headers["Location"]
    assert answer.status_code == 302
    assert not place.startswith(("//", "/\\", "javascript", "http"))


def test_null_characters_are_refused_all_over_the_staff_site(registry: World) -> None:
    client = registry.client("staff")
    for url in (
        reverse("admin:search"),
        reverse("admin:round_list"),
        reverse("admin:producers_producer_changelist"),
    ):
        assert client.get(url, {"q": "a\x00"}).status_code == 400
    entries = JournalEntry.objects.count()
    tick = reverse("admin:application_tick", args=[registry.own.rounds["open"]])
    assert client.post(tick, {"product": "\x00"}).status_code == 400
    assert JournalEntry.objects.count() == entries


def test_null_characters_are_no_filter_of_the_public_list(client: Client, db: None) -> None:
    for name in (
        "q",
        "province",
        "commune",
        "set",
        "stars",
        "producer",
        "updated_after",
        "standing",
    ):
        assert client.get("/san-pham/", {name: "\x00"}).status_code == 400, name


def test_images_with_endless_names_are_missing(client: Client, db: None) -> None:
    for name in (
        "a" * 5_000 + ".webp",
        "x.html",
        "..%2f..%2fregistry.sqlite3",
        "../registry.sqlite3",
        "a" * 100 + ".svg",
    ):
        assert client.get(f"/media/products/{name}").status_code == 404, name[:20]
