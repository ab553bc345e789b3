"""What of a producer the public may see, field by field."""

import pytest

from ocop_registry.privacy import Privacy
from producers.models import Producer, ProducerKind
from producers.privacy import CONSENT_FIELDS, FIELDS, is_public, personal_fields, public_fields

NEVER = [
    "representative_name",
    "representative_gender",
    "representative_ethnicity",
    "woman_led",
    "minority_led",
    "consent",
]


def test_what_is_personal_or_needs_consent_never_stands_plainly_in_the_journal():
    kept_apart = {
        name for name, privacy in FIELDS.items() if privacy in {Privacy.PERSONAL, Privacy.CONSENT}
    }
    assert kept_apart == Producer.PRIVATE_FIELDS
    assert {*NEVER, *CONSENT_FIELDS, "registration_number"} - {"consent"} == kept_apart


def test_of_a_business_only_the_representative_is_a_persons():
    assert set(personal_fields(filled(ProducerKind.SME))) == set(NEVER) - {"consent"}
    assert set(personal_fields(filled(ProducerKind.HOUSEHOLD))) == Producer.PRIVATE_FIELDS


def filled(kind: str, **fields: object) -> Producer:
    return Producer(
        kind=kind,
        name="Nà Pò",
        phone="0912",
        email="a@b.vn",
        address="Thôn 1",
        tax_code="4700123456",
        **fields,
    )


@pytest.mark.parametrize("kind", ProducerKind.values)
def test_the_representative_is_never_public(kind):
    producer = filled(kind, consent=[*CONSENT_FIELDS, *NEVER])
    assert not [name for name in NEVER if is_public(producer, name)]


@pytest.mark.parametrize("kind", [ProducerKind.COOPERATIVE, ProducerKind.SME])
def test_a_business_shows_its_contact(kind):
    assert all(is_public(filled(kind), name) for name in CONSENT_FIELDS)


@pytest.mark.parametrize(
    "kind",
    [
        ProducerKind.HOUSEHOLD,
        ProducerKind.REGISTERED_HOUSEHOLD,
        ProducerKind.COOPERATIVE_GROUP,
        ProducerKind.FARM,
        ProducerKind.UNKNOWN,
    ],
)
def test_others_show_only_what_they_consented_to(kind):
    assert not [name for name in CONSENT_FIELDS if is_public(filled(kind), name)]
    assert [
        name for name in CONSENT_FIELDS if is_public(filled(kind, consent=["phone"]), name)
    ] == ["phone"]


@pytest.mark.parametrize("name", ["id", "version", "search_key", "sort_key", "something_new"])
def test_what_is_not_declared_public_is_private(name):
    assert not is_public(filled(ProducerKind.SME), name)


def test_public_fields_hold_values_as_they_are(db):
    from tests import factories

    producer = factories.producer(
        kind=ProducerKind.HOUSEHOLD, phone="0912", consent=["address"], address="Thôn 1"
    )
    shown = public_fields(producer)
    assert shown["place"] == producer.place
    assert shown["address"] == "Thôn 1"
    assert "phone" not in shown
