"""Group commit: one thread writes whatever waits in one transaction, and the next batch gathers while it does. Nothing is held up for
company: a single event is committed at once."""

from collections import deque
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, field
from datetime import datetime
from threading import Condition, Thread
from typing import Any, Final

from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from backend.channels.journal import claims
from backend.channels.journal.metrics import BATCH, KEPT
from backend.channels.journal.models import ChannelEvent
from backend.conversations import inbound
from backend.database import Database
from kit.logs import get_logger

MOST: Final = 2_000
MOST_BYTES: Final = 32 << 20
"""What may wait to be committed: four seconds of a flood, or a few hundred of the largest bodies."""
AT_ONCE: Final = 500
"""Events of one transaction: others who write wait for its end."""
_TABLE: Final = ChannelEvent.__table__
_INSERTS: Final[dict[str, Any]] = {"sqlite": sqlite.insert, "postgresql": postgresql.insert}

log = get_logger(__name__)


class Full(Exception):
    """No room: the platform should come again."""


@dataclass(frozen=True)
class Entry:
    """An event on its way into the table, sealed. ``kept`` is done when it is committed, or has failed with the database's error."""

    channel: str
    event_index: bytes
    lane: bytes
    body: bytes
    received_at: datetime
    kept: "Future[None]" = field(default_factory=Future)


class Writer:
    """Commits entries from `start` to `close`. Safe to share between threads. ``committed``: called behind each batch."""

    def __init__(self, database: Database, committed: Callable[[], None]) -> None:
        self._database = database
        self._committed = committed
        self._changed = Condition()
        self._waiting: deque[Entry] = deque()
        self._bytes = 0
        self._closed = False
        self._thread = Thread(target=self._write_again_and_again, name="journal-writer", daemon=True)

    def start(self) -> None:
        """Begin."""
        self._thread.start()

    def close(self) -> None:
        """What waits is still committed; nothing more is taken."""
        with self._changed:
            self._closed = True
            self._changed.notify()
        if self._thread.is_alive():
            self._thread.join()

    def put(self, entry: Entry) -> None:
        """Have it committed. Raises Full."""
        with self._changed:
            if self._closed or len(self._waiting) >= MOST or self._bytes + len(entry.body) > MOST_BYTES:
                KEPT.labels("refused").inc()
                raise Full
            self._waiting.append(entry)
            self._bytes += len(entry.body)
            self._changed.notify()

    def _write_again_and_again(self) -> None:
        while batch := self._next_batch():
            wanted = [entry for entry in batch if entry.kept.set_running_or_notify_cancel()]
            if wanted:
                self._write(wanted)

    def _next_batch(self) -> list[Entry]:
        """Empty: there will be none any more."""
        with self._changed:
            self._changed.wait_for(lambda: bool(self._waiting) or self._closed)
            batch = [self._waiting.popleft() for _ in range(min(AT_ONCE, len(self._waiting)))]
            self._bytes -= sum(len(entry.body) for entry in batch)
            return batch

    def _write(self, batch: Sequence[Entry]) -> None:
        try:
            with self._database.begin() as session:
                _insert(session, batch)
        except Exception as error:
            log.error("channel_events_not_kept", error=type(error).__name__, events=len(batch))
            KEPT.labels("failed").inc(len(batch))
            for entry in batch:
                entry.kept.set_exception(error)
            return
        BATCH.observe(len(batch))
        KEPT.labels("kept").inc(len(batch))
        for entry in batch:
            entry.kept.set_result(None)
        self._committed()


def _insert(session: Session, batch: Sequence[Entry]) -> None:
    """What is known already, here or in the conversations, changes nothing."""
    claims.one_at_a_time(session, claims.ONE_INSERTS)
    heard = inbound.heard_of(session, [(entry.channel, entry.event_index) for entry in batch])
    rows = [
        {
            "channel": entry.channel,
            "event_index": entry.event_index,
            "lane": entry.lane,
            "body": entry.body,
            "received_at": entry.received_at,
            "due_at": entry.received_at,
            "attempts": 0,
        }
        for entry in batch
        if (entry.channel, entry.event_index) not in heard
    ]
    if rows:
        put = _INSERTS[session.get_bind().dialect.name](_TABLE).on_conflict_do_nothing()
        session.execute(put, rows)
