"""Proof of who is asking: nothing of a person is read without one."""

from dataclasses import dataclass
from datetime import datetime

from bhxh.dates import utcnow


class IdentityExpired(Exception):
    """The proof has run out; the person must prove who they are again."""


@dataclass(frozen=True)
class Identity:
    """`actor` ("conversation:<id>", "citizen:<account id>") has proved to be, or to act for, the person.

    Made by `register.identify` and `register.identity_of` alone.

    `subject_index` is the blind index of the person's code, for the audit log.
    """

    person_id: int
    subject_index: bytes
    actor: str
    expires_at: datetime

    def require(self) -> None:
        """Raise `IdentityExpired` unless the proof still holds."""
        if utcnow() >= self.expires_at:
            raise IdentityExpired
