"""The journal put together: events of platforms are kept by `Journal.keep` and handled behind."""

from collections.abc import Callable, Mapping
from concurrent.futures import Future
from datetime import datetime

from backend.channels.journal.pace import Pace
from backend.channels.journal.worker import CONTEXT, Handler, Worker
from backend.channels.journal.writer import Entry, Writer
from backend.conversations import inbound
from backend.conversations.timing import Timing
from backend.database import Database
from bhxh.dates import utcnow
from kit.presence import NOWHERE, Presence


class Journal:
    """One process's part, from `start` to `close`. ``handlers`` by channel. Safe to share between threads."""

    def __init__(
        self,
        database: Database,
        handlers: Mapping[str, Handler],
        timing: Timing,
        clock: Callable[[], datetime] = utcnow,
        presence: Presence = NOWHERE,
    ) -> None:
        self._keyring = database.keyring
        self._clock = clock
        self._pace = Pace()
        self.worker = Worker(database, handlers, self._pace, timing, clock, presence=presence)
        self._writer = Writer(database, self.worker.wake)

    def start(self) -> None:
        """Begin to write and to work."""
        self._writer.start()
        self.worker.start()

    def close(self) -> None:
        """Commit what waits, finish what is being worked on; the rest stays for the next process."""
        self._writer.close()
        self.worker.close()

    def keep(self, channel: str, event: str, address: str, body: bytes) -> "Future[None]":
        """Have an event kept, once however often it comes. ``event``: the platform's id of it, unique in the channel (`Heard.event`);
        ``address``: whose events are worked on in this one's order. Done when it is committed; until then nothing is certain, and the
        platform must be told to come again when it fails. Raises writer.Full.
        """
        self._pace.arrived()
        entry = Entry(
            channel=channel,
            event_index=inbound.event_index(self._keyring, channel, event),
            lane=self._keyring.blind_index("channel_event.lane", f"{channel}:{address}"),
            body=self._keyring.encrypt(CONTEXT, body),
            received_at=self._clock(),
        )
        self._writer.put(entry)
        return entry.kept
