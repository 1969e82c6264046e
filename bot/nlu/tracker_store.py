"""Where the engine keeps its dialogues on one machine: SQLite, one row per session, written and read whole.

Rasa's own SQL store writes a row per event and reads them back with several queries, twice a turn: half of the processor time
of a turn. It also keeps every event for ever. This one also hands the dialogues that go on out of memory: to build one from
its events costs more than all predictions of a turn. What others delete from the file is forgotten here too.
"""

from __future__ import annotations

import json
import sqlite3
import time
from collections.abc import Iterable
from typing import Any

from rasa.core.brokers.broker import EventBroker
from rasa.core.tracker_store import SerializedTrackerAsText, TrackerStore
from rasa.shared.core.conversation import Dialogue
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import SessionStarted
from rasa.shared.core.trackers import DialogueStateTracker

_BUSY_SECONDS = 10.0
_REMEMBERED = 256


class OneRowTrackerStore(TrackerStore, SerializedTrackerAsText):
    """One process owns the file (the backend sends a session to one engine). ``db`` is its path."""

    def __init__(self, domain: Domain, event_broker: EventBroker | None = None, db: str = "", **kwargs: Any) -> None:
        if not db:
            raise ValueError("the tracker store needs a file: set BHXH_TRACKER_DB")
        super().__init__(domain, event_broker, **kwargs)
        self._connection = sqlite3.connect(db, timeout=_BUSY_SECONDS, isolation_level=None, check_same_thread=False)
        self._connection.execute("PRAGMA journal_mode=WAL")
        self._connection.execute("PRAGMA synchronous=NORMAL")
        self._connection.execute(
            "CREATE TABLE IF NOT EXISTS tracker (sender_id TEXT PRIMARY KEY, saved_at REAL NOT NULL, dialogue TEXT NOT NULL)"
            " WITHOUT ROWID"
        )
        self._saved: dict[str, tuple[DialogueStateTracker, int, float]] = {}
        """By session: what was saved, how many events it had, and when."""

    async def save(self, tracker: DialogueStateTracker) -> None:
        """Writes the present session, replacing what was there."""
        await self.stream_events(tracker)
        events = _present_session(tracker)
        dialogue = json.dumps(Dialogue(tracker.sender_id, events).as_dict())
        saved_at = time.time()
        self._connection.execute(
            "INSERT INTO tracker VALUES (?, ?, ?) ON CONFLICT (sender_id)"
            " DO UPDATE SET saved_at = excluded.saved_at, dialogue = excluded.dialogue",
            (tracker.sender_id, saved_at, dialogue),
        )
        self._saved.pop(tracker.sender_id, None)
        if len(events) == len(tracker.events):  # else it remembers more than what was saved
            self._remember(tracker, len(events), saved_at)

    def _remember(self, tracker: DialogueStateTracker, events: int, saved_at: float) -> None:
        self._saved.pop(tracker.sender_id, None)  # again at the end: the longest unused is the first
        self._saved[tracker.sender_id] = (tracker, events, saved_at)
        if len(self._saved) > _REMEMBERED:
            self._saved.pop(next(iter(self._saved)))

    def as_saved(self, sender_id: str) -> DialogueStateTracker | None:
        """The tracker as this process saved it last, if it still has it; to be read only."""
        tracker, events, saved_at = self._saved.get(sender_id, (None, 0, 0.0))
        if tracker is None or len(tracker.events) != events:
            return None
        found = self._connection.execute("SELECT saved_at FROM tracker WHERE sender_id = ?", (sender_id,)).fetchone()
        return tracker if found == (saved_at,) else None

    def peek(self, sender_id: str) -> DialogueStateTracker | None:
        """The tracker as it was saved, to be read only; the next `retrieve` hands it out."""
        known = self.as_saved(sender_id)
        if known is not None:
            return known
        read, saved_at = self._read(sender_id)
        if read is not None:
            self._remember(read, len(read.events), saved_at)
        return read

    async def retrieve(self, sender_id: str) -> DialogueStateTracker | None:
        """The present session of a conversation, or None.

        A tracker is handed out of memory once: a turn that fails half-way has changed it, and the next one must find what was saved.
        """
        known = self.as_saved(sender_id)
        self._saved.pop(sender_id, None)
        if known is not None:
            return known
        return self._read(sender_id)[0]

    def _read(self, sender_id: str) -> tuple[DialogueStateTracker | None, float]:
        """The tracker from the file, and when it was saved."""
        query = "SELECT dialogue, saved_at FROM tracker WHERE sender_id = ?"
        found = self._connection.execute(query, (sender_id,)).fetchone()
        return (self.deserialise_tracker(sender_id, found[0]), found[1]) if found else (None, 0.0)

    async def keys(self) -> Iterable[str]:
        """Every conversation that is kept."""
        return [row[0] for row in self._connection.execute("SELECT sender_id FROM tracker")]


def _present_session(tracker: DialogueStateTracker) -> list[Any]:
    """The events since the session began, with the action that began it."""
    events = list(tracker.events)
    for position in range(len(events) - 1, 0, -1):
        if isinstance(events[position], SessionStarted):
            return events[position - 1 :]
    return events
