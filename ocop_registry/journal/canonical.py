"""The texts and hashes of the journal: what is written and what the verification recomputes come
from here alone."""

import hashlib
import hmac
import json
from typing import Any

DIGEST = "hmac:"  # how the digest of a private value begins

_encoder = json.JSONEncoder(
    ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False
)


def canonical(value: Any) -> str:
    """JSON with sorted keys and no blanks: the same text for the same content, on any machine.
    Refuses NaN."""
    return _encoder.encode(value)


def text_hash(text: str) -> str:
    """SHA-256 of a line's text, as its entry lists it."""
    return hashlib.sha256(text.encode()).hexdigest()


def chained(previous_hash: str, text: str) -> str:
    """Hash of an entry: SHA-256 over the previous entry's hash ("" for the first), a line feed and
    the entry's text."""
    return hashlib.sha256(f"{previous_hash}\n{text}".encode()).hexdigest()


def plain(value: Any) -> str:
    """A field's value as the erasable side table keeps it; "" for nothing."""
    if value is None:
        return ""
    return value if isinstance(value, str) else canonical(value)


def from_plain(text: str, *, is_text: bool) -> Any:
    """The value that `plain` wrote; `is_text`: whether the field holds texts. None for nothing,
    "" of a text field."""
    if is_text:
        return text
    return json.loads(text) if text else None


def is_digest(value: Any) -> bool:
    """Whether a journalled value is a digest. Values of entries from before their field had a class
    stand plainly, and stay so: the chain covers them."""
    return isinstance(value, str) and value.startswith(DIGEST)


def digest(salt: str, field: str, value: str) -> str:
    """What the journal says of a private value: equal values of a field show as equal, and nothing
    can be guessed without the salt."""
    return f"{DIGEST}{hmac.new(salt.encode(), canonical([field, value]).encode(), 'sha256').hexdigest()}"
