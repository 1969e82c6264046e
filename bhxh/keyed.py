"""Keyed hashes: the forms under which secrets and personal values may be stored for look-up."""

import hashlib
import hmac


def derive_key(secret: bytes, purpose: str) -> bytes:
    """A 32-byte key for one purpose (HKDF-SHA256, RFC 5869, empty salt), so that no two uses share a key."""
    pseudo_random = hmac.new(b"\0" * 32, secret, hashlib.sha256).digest()
    return hmac.new(pseudo_random, purpose.encode() + b"\x01", hashlib.sha256).digest()


def keyed_hash(key: bytes, value: str) -> bytes:
    """HMAC-SHA256 of the value's UTF-8 bytes, 32 bytes."""
    return hmac.digest(key, value.encode(), "sha256")
