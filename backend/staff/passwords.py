"""Passwords of staff: argon2id, and what a new one must be."""

import secrets
from threading import BoundedSemaphore
from typing import Final

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from bhxh.messages import text
from bhxh.problems import InvalidValue

LEAST: Final = 12
MOST: Final = 128
_AT_ONCE: Final = 2
_ALPHABET: Final = "abcdefghijkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789"

_hasher = PasswordHasher()  # argon2id with RFC 9106's second parameters: 64 MiB, 3 rounds
# Each computation takes 64 MiB: without a bound, as many log-ins as there are threads would take 2 GB.
_slots = BoundedSemaphore(_AT_ONCE)


def made_up() -> str:
    """A random first password of 16 letters and digits that cannot be mistaken for each other."""
    return "".join(secrets.choice(_ALPHABET) for _ in range(16))


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


def check_new(password: str, username: str, old_hash: str) -> None:
    """Raises InvalidValue with a sentence that says what the new password lacks.

    Length and being new, no classes of characters: NIST SP 800-63B, 3.1.1.2.
    """
    if len(password) < LEAST:
        raise InvalidValue("password.short", text("staff.password_short", least=LEAST))
    if len(password) > MOST:
        raise InvalidValue("password.long", text("staff.password_long", most=MOST))
    lowered = password.lower()
    if username.lower() in lowered or len(set(lowered)) < 5:
        raise InvalidValue("password.weak", text("staff.password_weak"))
    if matches(old_hash, password):
        raise InvalidValue("password.same", text("staff.password_same"))
