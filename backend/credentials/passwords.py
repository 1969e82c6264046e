"""Passwords: argon2id, and first passwords that a person can read."""

import secrets
from threading import BoundedSemaphore
from typing import Final

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

_AT_ONCE: Final = 2
_ALPHABET: Final = "abcdefghijkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789"

_hasher = PasswordHasher()  # argon2id with RFC 9106's second parameters: 64 MiB, 3 rounds
# Each computation takes 64 MiB: without a bound, as many log-ins as there are threads would take 2 GB.
_slots = BoundedSemaphore(_AT_ONCE)


def made_up(length: int = 16) -> str:
    """A random first password of letters and digits that cannot be mistaken for each other."""
    return "".join(secrets.choice(_ALPHABET) for _ in range(length))


def hashed(password: str) -> str:
    """The argon2id hash, with its parameters and salt."""
    with _slots:
        return _hasher.hash(password)


_NOBODYS = _hasher.hash(secrets.token_hex(16))


def matches(stored: str | None, password: str) -> bool:
    """Whether this is the password of the hash. None (nobody has that name) takes as long and is never it."""
    with _slots:
        try:
            right = _hasher.verify(stored or _NOBODYS, password)
        except (VerificationError, InvalidHashError):
            return False
    return right and stored is not None
