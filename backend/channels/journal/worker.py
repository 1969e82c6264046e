"""Works on kept events, in the order of each lane and many lanes at once. Any number of processes may: see `claims`. What one
that died on this machine was working on is taken over at once.

A handler may be called again with an event that it had finished with, when the process died before that was written down: what it does
must count once however often it is done, as `Inbox.receive` does.
"""

from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from itertools import groupby
from pathlib import Path
from threading import Event, Thread
from time import monotonic
from traceback import extract_tb
from typing import Final

from backend.channels.journal import claims
from backend.channels.journal.claims import Claimed
from backend.channels.journal.hand import Hand
from backend.channels.journal.metrics import WORKED
from backend.channels.journal.pace import Pace
from backend.conversations.timing import Timing
from backend.database import Database
from bhxh.dates import utcnow
from kit.database import unavailable
from kit.logs import get_logger
from kit.presence import NOWHERE, Presence

Handler = Callable[[bytes, datetime], None]
"""Works on what a platform sent, which reached us at that moment."""

CONTEXT: Final = "channel_event.body"
PAUSES: Final = (timedelta(seconds=1), timedelta(seconds=5), timedelta(seconds=20))
"""Until the next try of an event that failed; who wrote it gets nothing else answered meanwhile, so not for long. Then it is set aside."""
DATABASE_PAUSE: Final = timedelta(seconds=2)
"""When the database was away, which is no fault of the event's and counts as no try."""
_DEAD_AGAIN: Final = 4.0
"""Seconds from one look for processes that have died to the next."""
_THREADS: Final = 4
_MOST: Final = 32
"""Events in hand. More are taken when half of them are done, so that one transaction serves many."""

log = get_logger(__name__)


class Worker:
    """One process's part, from `start` to `close`. ``handlers`` by channel; others' events are left alone."""

    def __init__(
        self,
        database: Database,
        handlers: Mapping[str, Handler],
        pace: Pace,
        timing: Timing,
        clock: Callable[[], datetime] = utcnow,
        *,
        presence: Presence = NOWHERE,
    ) -> None:
        self._database = database
        self._handlers = handlers
        self._pace = pace
        self._lease = timedelta(seconds=timing.lease)
        self._sweep = timing.poll
        self._clock = clock
        self._presence = presence
        self._holder = presence.claim()
        self._looked_for_dead = float("-inf")
        self._pool = ThreadPoolExecutor(_THREADS, thread_name_prefix="journal")
        self._hand = Hand()
        self._renewed = monotonic()
        self._woken = Event()
        self._stopped = Event()
        self._thread = Thread(target=self._look_again_and_again, name="journal-worker", daemon=True)

    def start(self) -> None:
        """Begin."""
        self._thread.start()

    def wake(self) -> None:
        """There is something new."""
        self._woken.set()

    def close(self) -> None:
        """Stop: what is being worked on is finished, the rest is left to whoever comes next."""
        self._stopped.set()
        self._woken.set()
        if self._thread.is_alive():
            self._thread.join()
        self._pool.shutdown(wait=True)
        held = set(self._hand.held)
        if not held:
            return
        self._hand.back(held - self._hand.outcomes().ids(), self._clock())
        try:
            with self._database.begin() as session:
                self._hand.outcomes().write(session, self._holder)
        except Exception as error:  # its claims run out
            log.warning("channel_events_not_given_back", error=type(error).__name__)

    def _look_again_and_again(self) -> None:
        while not self._stopped.is_set():
            self._woken.wait(self._sweep)
            self._woken.clear()
            try:
                self._look()
            except Exception as error:
                log.error("channel_events_look_failed", error=type(error).__name__)
                self._stopped.wait(self._sweep)

    def _look(self) -> None:
        """Write down what was done, and take what is free."""
        if monotonic() - self._looked_for_dead > _DEAD_AGAIN:
            self._release()
        room = _MOST - self._hand.working
        renews = monotonic() - self._renewed > self._lease.total_seconds() / 3 and bool(self._hand.held)
        wants = room >= _MOST // 2
        outcomes, now = self._hand.outcomes(), self._clock()
        if not renews and not (wants and (outcomes.ids() or self._any_due(now))):
            return
        until = now + self._lease
        with self._database.begin() as session:
            outcomes.write(session, self._holder)
            if renews:
                claims.renew(session, self._holder, self._hand.held, until)
            taken = claims.claim(session, self._holder, self._handlers, room, now=now, until=until) if wants else []
        self._hand.forget(outcomes)
        self._hand.take(taken)
        if renews:
            self._renewed = monotonic()
        for _, lane in groupby(sorted(taken, key=lambda one: (one.lane, one.id)), lambda one: one.lane):
            self._pool.submit(self._work, list(lane))

    def _release(self) -> None:
        """What processes that have died were working on."""
        self._looked_for_dead = monotonic()
        with self._database.reading() as session:
            dead = [name for name in claims.holders(session, self._clock()) if self._presence.died(name)]
        if dead:
            with self._database.begin() as session:
                claims.release(session, dead, self._clock())

    def _any_due(self, now: datetime) -> bool:
        with self._database.reading() as session:
            return claims.any_due(session, self._handlers, now)

    def _work(self, lane: list[Claimed]) -> None:
        """Work on events of one address, in their order; one that fails holds up those behind it."""
        for place, claimed in enumerate(lane):
            self._pace.wait(self._stopped)
            if self._stopped.is_set():
                return
            free_at = self._attempt(claimed)
            if free_at is not None:
                self._hand.back([one.id for one in lane[place + 1 :]], self._clock())
                break
            if self._hand.working <= _MOST // 2:
                self._woken.set()
        self._woken.set()

    def _attempt(self, claimed: Claimed) -> datetime | None:
        """When the event will be tried again; None: it is over."""
        if claims.begun_too_often(claimed):
            return self._fail(claimed, None, "begun_too_often")
        try:
            body = self._database.keyring.decrypt(CONTEXT, claimed.body)
            self._handlers[claimed.channel](body, claimed.received_at)
        except Exception as error:
            if unavailable(error):
                log.warning("channel_event_waits", channel=claimed.channel, error=type(error).__name__)
                again_at = self._clock() + DATABASE_PAUSE
                self._hand.back([claimed.id], again_at)
                return again_at
            pause = PAUSES[claimed.attempts - 1] if claimed.attempts <= len(PAUSES) else None
            return self._fail(claimed, pause, type(error).__name__, _place(error))
        self._hand.done(claimed.id)
        WORKED.labels(claimed.channel, "done").inc()
        return None

    def _fail(self, claimed: Claimed, pause: timedelta | None, error: str, place: str = "") -> datetime | None:
        outcome = "set_aside" if pause is None else "put_off"
        event = "channel_event_set_aside" if pause is None else "channel_event_put_off"
        log.error(event, channel=claimed.channel, error=error, place=place, tries=claimed.attempts)
        WORKED.labels(claimed.channel, outcome).inc()
        again_at = None if pause is None else self._clock() + pause
        self._hand.failed(claimed.id, again_at, error[:64])
        return again_at


def _place(error: Exception) -> str:
    """Where it was raised: its text may quote what a citizen typed."""
    places = [f"{Path(frame.filename).stem}:{frame.lineno}" for frame in extract_tb(error.__traceback__)]
    return " > ".join(places[-4:])
