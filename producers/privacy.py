"""Which fields of a producer the public may see (Law 91/2025/QH15; domain §7). Deny by default.

Every field of the model has a class here; a test fails when a new field has none.
"""

from enum import Enum
from typing import Any

from producers.models import Producer


class Privacy(Enum):
    PUBLIC = "public"
    # The business's own contact is public; that of a household, group or person only with written
    # consent, field by field.
    CONSENT = "consent"
    PRIVATE = "private"


FIELDS: dict[str, Privacy] = {
    "id": Privacy.PRIVATE,
    "uid": Privacy.PUBLIC,
    "version": Privacy.PRIVATE,
    "kind": Privacy.PUBLIC,
    "name": Privacy.PUBLIC,
    "name_en": Privacy.PUBLIC,
    "tax_code": Privacy.CONSENT,
    "registration_number": Privacy.CONSENT,
    "place": Privacy.PUBLIC,
    "address": Privacy.CONSENT,
    "phone": Privacy.CONSENT,
    "email": Privacy.CONSENT,
    "website": Privacy.PUBLIC,
    "representative_name": Privacy.PRIVATE,
    "representative_gender": Privacy.PRIVATE,
    "representative_ethnicity": Privacy.PRIVATE,
    "woman_led": Privacy.PRIVATE,
    "minority_led": Privacy.PRIVATE,
    "value_chain": Privacy.PUBLIC,
    "craft_village": Privacy.PUBLIC,
    "consent": Privacy.PRIVATE,
    "is_demo": Privacy.PUBLIC,
    "search_key": Privacy.PRIVATE,
    "sort_key": Privacy.PRIVATE,
}
CONSENT_FIELDS = tuple(name for name, privacy in FIELDS.items() if privacy is Privacy.CONSENT)


def is_public(producer: Producer, field: str) -> bool:
    """Whether the public may see that field of that producer. A field without a class is
    private."""
    privacy = FIELDS.get(field, Privacy.PRIVATE)
    if privacy is Privacy.CONSENT:
        return producer.is_business or field in producer.consent
    return privacy is Privacy.PUBLIC


def public_fields(producer: Producer) -> dict[str, Any]:
    """The fields of this producer that may be shown, by name, with their values as they are (place:
    a Place)."""
    return {name: getattr(producer, name) for name in FIELDS if is_public(producer, name)}
