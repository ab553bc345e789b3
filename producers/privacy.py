"""Which fields of a producer the public may see (Law 91/2025/QH15; domain §7). Deny by default: a
field without a class is not shown. The classes stand beside the model (`Producer.PRIVACY`)."""

from typing import Any

from ocop_registry.privacy import ERASABLE, Privacy
from producers.models import Producer

FIELDS = {**Producer.PRIVACY, "uid": Privacy.PUBLIC}
CONSENT_FIELDS = tuple(name for name, privacy in FIELDS.items() if privacy is Privacy.CONSENT)


def is_public(producer: Producer, field: str) -> bool:
    """Whether the public may see that field of that producer. A field without a class is
    private."""
    privacy = FIELDS.get(field, Privacy.OFFICE)
    if privacy is Privacy.CONSENT:
        return producer.is_business or field in producer.consent
    return privacy is Privacy.PUBLIC


def public_fields(producer: Producer) -> dict[str, Any]:
    """The fields of this producer that may be shown, by name, with their values as they are (place:
    a Place)."""
    return {name: getattr(producer, name) for name in FIELDS if is_public(producer, name)}


def personal_fields(producer: Producer) -> tuple[str, ...]:
    """The fields whose values are a person's own, to be erased at his wish: the contact and the
    numbers of a business are the business's and stay."""
    own = {Privacy.PERSONAL} if producer.is_business else ERASABLE
    return tuple(name for name, privacy in FIELDS.items() if privacy in own)
