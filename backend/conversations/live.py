"""News within one process: the runner tells, waiting requests and event streams listen.

It is a hint and no more: what happened stands in the database, and listeners look there themselves every second or so, because
another process may have done it.
"""

from collections.abc import Callable
from threading import Lock
from typing import Final

STREAM_HEADERS: Final = {
    "Cache-Control": "no-store",
    "X-Accel-Buffering": "no",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
}
"""Of event streams, which are answered outside the pages' own security headers; proxies must not gather them."""


class News:
    """Who wants to know that something happened in a conversation (by its row id)."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._listeners: set[Callable[[int], None]] = set()

    def subscribe(self, listener: Callable[[int], None]) -> Callable[[], None]:
        """Calls ``listener`` with each conversation's row id, from any thread; the answer unsubscribes it."""
        with self._lock:
            self._listeners.add(listener)
        return lambda: self._drop(listener)

    def tell(self, conversation_id: int) -> None:
        """Something happened in this conversation. Call it after the commit."""
        with self._lock:
            listeners = tuple(self._listeners)
        for listener in listeners:
            listener(conversation_id)

    def _drop(self, listener: Callable[[int], None]) -> None:
        with self._lock:
            self._listeners.discard(listener)


NEWS = News()
"""This process's news. Chat API and event streams are two applications of one process, so it cannot belong to either."""
