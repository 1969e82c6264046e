"""What every application at Zalo has in common: signed events, and tokens of which one renews the other once.

The gateway (template messages) and the backend (conversations) are two applications at Zalo, each with tokens of its own: a refresh
token is good once, so two that renew the same one lock each other out.
"""

import hashlib
import json
import math
from datetime import datetime
from typing import Any, Final, NamedTuple

_LONGEST_LIFE: Final = 90 * 86_400
_RENEW_AFTER: Final = 0.8


class TokensRefused(Exception):
    """Zalo gave no tokens. ``str()`` is a short code."""


class Pair(NamedTuple):
    """What may be used now. ``access`` None: only a refresh token has been given yet. ``error``: of the last try to renew."""

    version: int
    access: str | None
    access_until: datetime | None
    renewed_at: datetime
    error: str | None

    def good(self, now: datetime) -> bool:
        """Whether the access token should be taken."""
        return self.access is not None and self.access_until is not None and now < self.access_until

    def due(self, now: datetime) -> bool:
        """Whether it is time for another: when a fifth of the access token's life is left, 5 of its 25 hours."""
        if self.access is None or self.access_until is None:
            return True
        return now >= self.renewed_at + (self.access_until - self.renewed_at) * _RENEW_AFTER


class Held(NamedTuple):
    """The refresh token, for whoever holds the pair."""

    version: int
    refresh: str


class Renewed(NamedTuple):
    """A pair as Zalo gave it. ``seconds``: life of the access token."""

    access: str
    refresh: str
    seconds: int


def signature(first: str, body: bytes, timestamp: str, secret: str) -> str:
    """Of an event: ``sha256(app id + body + timestamp + OA secret key)``, a plain hash of what stands one after the other."""
    return hashlib.sha256(first.encode() + body + timestamp.encode() + secret.encode()).hexdigest()


def renewed_of(status: int, body: bytes) -> Renewed:
    """The pair in Zalo's answer (HTTP status and body); ``expires_in`` comes as a string. Raises TokensRefused."""
    content = _json(body)
    try:
        access, refresh = content["access_token"], content["refresh_token"]
        seconds = float(content["expires_in"])
    except (ValueError, TypeError, KeyError):
        error = content.get("error") if isinstance(content, dict) else None
        raise TokensRefused(f"zbs_{abs(error)}" if isinstance(error, int) else f"http_{status}") from None
    usable = isinstance(access, str) and isinstance(refresh, str) and access and refresh
    if not usable or not math.isfinite(seconds) or not 0 < seconds <= _LONGEST_LIFE:
        raise TokensRefused("unusable")
    return Renewed(access, refresh, int(seconds))


def _json(body: bytes) -> Any:
    try:
        return json.loads(body)
    except ValueError:
        return None
