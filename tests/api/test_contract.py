"""Every answer has exactly the shape of the document, on objects that real acts made; nothing
private is in any of them."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
import yaml
from jsonschema import Draft202012Validator

from ocop_registry.api.docs import DOCUMENT
from ocop_registry.journal.acts import act
from producers.models import ProducerKind
from products.models import PointOfSale, ProductStandard, SalesChannel
from tests import factories

pytestmark = pytest.mark.django_db
Ask = Callable[..., Any]
CANARIES = {
    **{
        "tax_code": "0123456789",
        "registration_number": "DKKD-CANARY",
        "address": "Canary thon",
        "phone": "0900canary",
    },
    **{
        "email": "canary@example.vn",
        "representative_name": "Canary Van A",
        "representative_ethnicity": "Canary-Tay",
    },
}


@pytest.fixture
def registry() -> dict[str, Any]:
    """Two products of a household, decided by a round of which one stays at two stars, and one
    product renewed."""
    lan, minh = factories.staff(), factories.approver()
    household = factories.producer(
        "Hộ Canary",
        kind=ProducerKind.HOUSEHOLD,
        **CANARIES,
        representative_gender="female",
        woman_led=True,
        minority_led=True,
    )
    first = factories.product(
        "Miến dong", of=household, gtin="8938501234568", name_en="Canna noodles"
    )
    second, third = (
        factories.product("Chè Shan", of=household),
        factories.product("Bún", of=household),
    )
    ProductStandard.objects.create(
        product=first, kind="haccp", number="H-1", expires_on=date(2027, 1, 1)
    )
    SalesChannel.objects.create(product=first, kind="export", name="Séc")
    shop = PointOfSale(name="Cửa hàng", place=household.place)
    with act("point_of_sale.create", by=None) as deed:
        deed.create(shop)
        shop.products.set([first])
    rows = [factories.scored("75"), factories.scored("55"), factories.scored("40")]
    factories.certified(lan, minh, [first, second, third], *rows)
    renewal = factories.approved_round(
        lan,
        minh,
        [second],
        factories.scored("80"),
        type="re_evaluation",
        number=2,
        evaluated_on=date(2026, 11, 10),
    )
    factories.decide(renewal, lan, number="1600/QĐ-UBND", signed_on=date(2026, 11, 18))
    return {"first": first, "second": second, "third": third, "producer": household}


DOCUMENT_TREE = yaml.safe_load(DOCUMENT.read_text())


def closed(schema: Any) -> Any:
    """The schema with every object closed: a member that the document does not name fails too."""
    if isinstance(schema, list):
        return [closed(one) for one in schema]
    if not isinstance(schema, dict):
        return schema
    found = {name: closed(value) for name, value in schema.items()}
    if "properties" in found and "additionalProperties" not in found:
        found["additionalProperties"] = False
    return found


VALIDATOR_COMPONENTS = closed(DOCUMENT_TREE["components"])


def check(path: str, answer: Any, status: str = "200", method: str = "get") -> None:
    """The answer is valid against the document, with no member more."""
    content = DOCUMENT_TREE["paths"][f"/api/v1/{path}"][method]["responses"][status]["content"]
    kind = "application/json" if status == "200" else "application/problem+json"
    schema = {**closed(content[kind]["schema"]), "components": VALIDATOR_COMPONENTS}
    faults = [
        f"{'/'.join(map(str, fault.path))}: {fault.message}"
        for fault in Draft202012Validator(schema).iter_errors(answer)
    ]
    assert faults == []


def test_products(api: Ask, registry: dict[str, Any]) -> None:
    page = api("products/")
    check("products/", page)
    assert [(row["name"], row["stars"], row["standing"]) for row in page["results"]] == [
        ("Chè Shan", 4, "in_force"),
        ("Miến dong", 4, "in_force"),
    ]


def test_one_product_whole(api: Ask, registry: dict[str, Any]) -> None:
    one = api(f"products/{registry['first'].uid}/")
    check("products/{uid}/", one)
    assert one["sentence"].startswith("Được công nhận 4 sao, còn hiệu lực đến hết ngày 02/11/2029")
    assert (one["gtin"], one["name_en"]) == ("8938501234568", "Canna noodles")
    assert [standard["kind"] for standard in one["standards"]] == ["haccp"]
    assert [shop["name"] for shop in one["points_of_sale"]] == ["Cửa hàng"]
    english = api(f"products/{registry['first'].uid}/", language="en")
    assert english["sentence"].startswith("Recognised with 4 stars, in force through 02/11/2029")
    assert {name: value for name, value in english.items() if name != "sentence"} == {
        name: value for name, value in one.items() if name != "sentence"
    }


def test_a_renewed_product_shows_both_certifications_the_latest_first(
    api: Ask, registry: dict[str, Any]
) -> None:
    one = api(f"products/{registry['second'].uid}/")
    check("products/{uid}/", one)
    told = [
        (each["stars"], each["standing"], each["decision"]["number"])
        for each in one["certifications"]
    ]
    assert told == [(4, "in_force", "1600/QĐ-UBND"), (3, "superseded", "1523/QĐ-UBND")]
    assert one["certifications"][0]["supersedes"] == one["certifications"][1]["uid"]
    assert one["certification"]["uid"] == one["certifications"][0]["uid"]


def test_a_product_that_got_two_stars_is_not_public(api: Ask, registry: dict[str, Any]) -> None:
    assert registry["third"].uid not in str(api("products/", standing="all"))
    check("products/{uid}/", api(f"products/{registry['third'].uid}/", status=404), "404")


def test_facets(api: Ask, registry: dict[str, Any]) -> None:
    answer = api("products/facets/", province="19")
    check("products/facets/", answer)
    assert answer["on"] == "2026-11-20"
    assert answer["facets"]["standing"] == {"in_force": 2}
    assert answer["facets"]["stars"] == {"4": 2}
    assert "commune" in answer["facets"]
    assert "commune" not in api("products/facets/")["facets"]


def test_producers(api: Ask, registry: dict[str, Any]) -> None:
    page = api("producers/")
    check("producers/", page)
    assert [row["name"] for row in page["results"]] == ["Hộ Canary"]
    check("producers/{uid}/", api(f"producers/{registry['producer'].uid}/"))


def test_contact_opens_with_consent_field_by_field(api: Ask, registry: dict[str, Any]) -> None:
    household = registry["producer"]
    assert "phone" not in api(f"producers/{household.uid}/")
    household.consent = ["phone"]
    with act("producer.edit", by=None) as deed:
        deed.save(household)
    one = api(f"producers/{household.uid}/")
    check("producers/{uid}/", one)
    assert (one["phone"], "email" in one, "address" in one) == ("0900canary", False, False)


def test_certifications(api: Ask, registry: dict[str, Any]) -> None:
    page = api("certifications/")
    check("certifications/", page)
    told = [(row["issued_on"], row["stars"], row["standing"]) for row in page["results"]]
    assert told[0] == ("2026-11-18", 4, "in_force")
    assert sorted(told[1:]) == [("2026-11-02", 3, "superseded"), ("2026-11-02", 4, "in_force")]
    for row in page["results"]:
        check("certifications/{uid}/", api(f"certifications/{row['uid']}/"))


def test_places_and_schemes(api: Ask) -> None:
    check("places/", api("places/", level="province"))
    check("places/{code}/", api("places/19/"))
    check("places/{code}/", api("places/06@2025-06-30/"))
    schemes = api("schemes/")
    check("schemes/", schemes)
    assert [(one["id"], one["in_force"]) for one in schemes["results"]] == [
        ("26-2026", True),
        ("148-2023", False),
        ("1048-2019", False),
    ]


def test_verify(api: Ask, registry: dict[str, Any], client: Any) -> None:
    for code in ("8938501234568", "1523/QĐ-UBND", "unheard-of", registry["first"].uid):
        check("verify/", api("verify/", code=code))
    answer = client.post(
        "/api/v1/verify/", data={"codes": ["8938501234568", "x"]}, content_type="application/json"
    )
    check("verify/", answer.json(), method="post")


def test_problems(api: Ask) -> None:
    for path in ("products/", "producers/", "certifications/", "places/", "schemes/", "verify/"):
        check(path, api(path, status=400, sao="4"), "400")


@pytest.mark.parametrize("language", ["vi", "en"])
def test_nothing_private_is_anywhere(api: Ask, registry: dict[str, Any], language: str) -> None:
    household, texts = registry["producer"], []
    for path in ("products/", "producers/", "certifications/", "products/facets/"):
        texts.append(
            str(
                api(
                    path, language=language, **({} if path == "producers/" else {"standing": "all"})
                )
            )
        )
    texts.append(str(api(f"producers/{household.uid}/", language=language)))
    texts.extend(
        str(api(f"products/{registry[name].uid}/", language=language))
        for name in ("first", "second")
    )
    for canary in CANARIES.values():
        texts.append(
            str(api("verify/", code=canary, language=language))
            .replace(f"“{canary}”", "")
            .replace(f"'{canary}'", "")
        )
        texts.append(str(api("products/", q=canary, standing="all", language=language)["results"]))
    whole = " ".join(texts)
    leaked = [name for name, canary in CANARIES.items() if canary in whole]
    assert leaked == []
    for name in (
        "woman_led",
        "minority_led",
        "representative",
        "gender",
        "ethnicity",
        "'id'",
        "version",
    ):
        assert name not in whole
