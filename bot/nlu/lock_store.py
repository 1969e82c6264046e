"""A lock store that looks again after 20 ms.

Rasa's waits a whole second between looks, which cannot be set: four messages typed in a burst were answered after 0, 1, 2
and 3 seconds.
"""

from __future__ import annotations

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager

from rasa.core.lock import TicketLock
from rasa.core.lock_store import LOCK_LIFETIME, InMemoryLockStore
from rasa.utils.endpoints import EndpointConfig

from bot.nlu import action_reply_validator

POLL_SECONDS = 0.02

action_reply_validator.install()  # this module is what `rasa run` imports from us before the first action is called


class PollingLockStore(InMemoryLockStore):
    """Locks in memory: turns that reach one engine at once run one after the other."""

    def __init__(self, endpoint_config: EndpointConfig | None = None) -> None:
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
