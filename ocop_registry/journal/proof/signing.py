"""The installation's own key (Ed25519): what it signs, anybody can check with the public half and a
common program (`openssl pkeyutl -verify`), without this registry."""

import hashlib
import os
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured


def signed(content: bytes) -> tuple[bytes, str]:
    """(signature of 64 bytes, the public key as PEM). Makes the key on first use, readable by its
    owner only. Raises ImproperlyConfigured when the file is no such key."""
    key = _key(Path(settings.JOURNAL_KEY))
    public = key.public_key().public_bytes(
        serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
    )
    return key.sign(content), public.decode()


def is_signed(content: bytes, signature: bytes, public_key: str) -> bool:
    """Whether the owner of that public key (PEM) signed exactly this content."""
    try:
        key = serialization.load_pem_public_key(public_key.encode())
        if not isinstance(key, Ed25519PublicKey):
            return False
        key.verify(signature, content)
    except (InvalidSignature, ValueError):
        return False
    return True


def key_id(public_key: str) -> str:
    """A short name of a public key: the first 16 hex digits of the SHA-256 of its PEM."""
    return hashlib.sha256(public_key.encode()).hexdigest()[:16]


def _key(path: Path) -> Ed25519PrivateKey:
    if not path.exists():
        _make(path)
    try:
        key = serialization.load_pem_private_key(path.read_bytes(), password=None)
    except (ValueError, TypeError, OSError) as problem:
        raise ImproperlyConfigured(f"JOURNAL_KEY: {path} cannot be read as a key.") from problem
    if not isinstance(key, Ed25519PrivateKey):
        raise ImproperlyConfigured(f"JOURNAL_KEY: {path} is not an Ed25519 key.")
    return key


def _make(path: Path) -> None:
    """A new key, written whole under another name first: of two processes that make one, the first
    wins."""
    content = Ed25519PrivateKey.generate().private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh = path.with_name(f"{path.name}.{os.getpid()}")
    handle = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write(content)
    try:
        os.link(fresh, path)
    except FileExistsError:
        pass  # the other one's stands
    finally:
        fresh.unlink()
