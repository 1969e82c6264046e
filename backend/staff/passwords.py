"""What a new password of staff must be. How passwords are kept: `backend.credentials.passwords`."""

from typing import Final

from backend.credentials.passwords import matches
from bhxh.messages import text
from bhxh.problems import InvalidValue

LEAST: Final = 12
MOST: Final = 128


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
