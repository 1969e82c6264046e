"""A check that a person, or at least a machine that pays for it, sends a form: served by ourselves, without a third party.

The browser gets a token and looks for a number that, hashed with the token (SHA-256), begins with `BITS` zero bits: about a second of
work in a web worker, while the form is being filled in. Whoever has no script answers a question instead. A robot could do that
too, so that way is counted much more strictly (`limits.of_question`). A token is signed, belongs to one form, expires and counts once.
"""

import hashlib
import hmac
import re
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from sqlalchemy.exc import IntegrityError

from backend.database import Database, blind_index
from backend.lookup.models import SpentCheck

BITS: Final = 16
LIFETIME: Final = timedelta(minutes=30)
_TOKEN: Final = re.compile(r"([a-z_]{1,40})\.(\d{10})\.([0-9a-f]{32})\.([0-9a-f]{64})")
_NUMBER: Final = re.compile(r"\d{1,15}")


class Way(StrEnum):
    """How a check was passed."""

    WORK = "work"
    QUESTION = "question"


class Failed(Exception):
    """Not passed; `reason` is "expired" (too late, used before, of another form) or "wrong"."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True)
class Challenge:
    """What a form carries. The question is the sum of two numbers."""

    token: str
    bits: int
    first: int
    second: int


class HumanCheck:
    """Makes and verifies checks with one key."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._key = database.keyring.key("lookup.human")

    def challenge(self, form: str, now: datetime) -> Challenge:
        """A fresh one for a form."""
        body = f"{form}.{int((now + LIFETIME).timestamp()):010}.{secrets.token_hex(16)}"
        token = f"{body}.{self._mac('token', body)}"
        return Challenge(token, BITS, *self._question(token))

    def verify(self, form: str, *, token: str, work: str, answer: str, now: datetime) -> Way:
        """Take the token, with the number found or the answer to the question. Raises Failed; a token that passed is spent."""
        parts = _TOKEN.fullmatch(token)
        if parts is None or not hmac.compare_digest(parts[4], self._mac("token", token[: -len(parts[4]) - 1])):
            raise Failed("expired")
        if parts[1] != form or int(parts[2]) <= now.timestamp():
            raise Failed("expired")
        if worked(token, work.strip()):
            way = Way.WORK
        elif answer.strip() == str(sum(self._question(token))):
            way = Way.QUESTION
        else:
            raise Failed("wrong")
        self._spend(token, now)
        return way

    def _spend(self, token: str, now: datetime) -> None:
        try:
            with self._database.begin() as session:
                index = blind_index(session, "lookup_spent_check.check", token)
                session.add(SpentCheck(check_index=index, expires_at=now + LIFETIME))
        except IntegrityError:
            raise Failed("expired") from None

    def _question(self, token: str) -> tuple[int, int]:
        drawn = self._mac("question", token)
        return 10 + int(drawn[:8], 16) % 80, 1 + int(drawn[8:16], 16) % 9

    def _mac(self, purpose: str, value: str) -> str:
        return hmac.new(self._key, f"{purpose}:{value}".encode(), hashlib.sha256).hexdigest()


def worked(token: str, number: str) -> bool:
    """Whether this number is the work that a token asks for."""
    if _NUMBER.fullmatch(number) is None:
        return False
    digest = hashlib.sha256(f"{token}:{number}".encode()).digest()
    return int.from_bytes(digest[:4], "big") >> (32 - BITS) == 0
