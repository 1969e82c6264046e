"""A lock store that looks again after 20 ms.

Rasa's waits a whole second between looks, which cannot be set: four messages typed in a burst were answered after 0, 1, 2
and 3 seconds. One process serves a conversation, so locks in memory are enough.
"""

from __future__ import annotations

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from typing import Any

from rasa.core.lock import TicketLock
from rasa.core.lock_store import LOCK_LIFETIME, InMemoryLockStore

from bot.nlu import action_reply_validator

POLL_SECONDS = 0.02

action_reply_validator.install()  # this module is what `rasa run` imports from us before the first action is called


class PollingLockStore(InMemoryLockStore):
    """The in-memory lock store with a short pause between looks."""

    def __init__(self, endpoint_config: Any = None) -> None:
        super().__init__()

    @asynccontextmanager
    async def lock(
        self,
        conversation_id: str,
        lock_lifetime: float = LOCK_LIFETIME,
        wait_time_in_seconds: float = POLL_SECONDS,
    ) -> AsyncGenerator[TicketLock, None]:
        """Holds the conversation until the turn is done."""
        async with super().lock(conversation_id, lock_lifetime, wait_time_in_seconds) as ticket:
            yield ticket
