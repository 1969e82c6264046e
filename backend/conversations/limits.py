"""How fast one address, and one conversation, may write.

Kept in this process's memory: with several web processes each counts for itself, which loosens the limits by their number. What
must hold exactly (OTPs) is counted in the database.
"""

from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from hashlib import sha256
from http import HTTPStatus
from math import ceil
from threading import Lock
from time import monotonic
from typing import Final

from bhxh.messages import text
from kit.problems import Problem


@dataclass(frozen=True)
class Rate:
    """``burst`` at once, refilled at ``per_second``."""

    burst: float
    per_second: float


# A school or a firm may sit behind one address, so it gets much more than one person can type.
PER_ADDRESS: Final = Rate(120, 4)
PER_CONVERSATION: Final = Rate(12, 0.5)
SAYING_SO: Final = Rate(1, 1 / 60)
"""Where nobody waits for our answer, who writes too fast is told so once a minute and not for each message."""
_MOST_KEYS: Final = 50_000


class Buckets:
    """Token buckets by key; the longest unused are forgotten, so memory is bounded."""

    def __init__(self, rate: Rate, clock: Callable[[], float] = monotonic) -> None:
        self._rate = rate
        self._clock = clock
        self._lock = Lock()
        self._levels: OrderedDict[bytes, tuple[float, float]] = OrderedDict()

    def take(self, key: str, ago: float = 0.0) -> float:
        """Takes one token; 0 when there was one, else the seconds until there will be. ``ago``: it was asked for so many seconds ago."""
        digest = sha256(key.encode()).digest()  # a conversation's id is a secret and not kept, not even here
        with self._lock:
            now = self._clock() - ago
            level, at = self._levels.pop(digest, (self._rate.burst, now))
            level = min(self._rate.burst, level + max(0.0, now - at) * self._rate.per_second)
            missing = max(0.0, 1 - level) / self._rate.per_second
            self._levels[digest] = (level if missing else level - 1, max(now, at))
            if len(self._levels) > _MOST_KEYS:
                self._levels.popitem(last=False)
            return missing


class Limits:
    """The limits of the chat API. ``enabled`` False (`BHXH_RATE_LIMITS=off`) lets everything through."""

    def __init__(self, *, enabled: bool) -> None:
        self._enabled = enabled
        self._addresses = Buckets(PER_ADDRESS)
        self._conversations = Buckets(PER_CONVERSATION)
        self._saying_so = Buckets(SAYING_SO)

    def wait(self, sender: str, ago: float = 0.0) -> float:
        """Takes one message of a sender on a platform, of so many seconds ago; 0, or the seconds until there was room for it."""
        return self._conversations.take(sender, ago) if self._enabled else 0.0

    def may_say_so(self, sender: str) -> bool:
        """Whether a sender who wrote too fast is told now."""
        return self._saying_so.take(sender) == 0

    def check(self, client: str, conversation_id: str | None) -> None:
        """Raises Problem 429 with Retry-After when this message comes too soon."""
        if not self._enabled:
            return
        wait = self._addresses.take(client)
        if conversation_id is not None:
            wait = max(wait, self._conversations.take(conversation_id))
        if wait > 0:
            seconds = ceil(wait)
            detail = text("chat.too_many", seconds=seconds)
            raise Problem(
                HTTPStatus.TOO_MANY_REQUESTS, "too_many_requests", detail, headers={"Retry-After": str(seconds)}
            )
