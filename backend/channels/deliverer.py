"""Hands messages to platforms: at once when this process has made them, within a second when another has.

Each platform has threads of its own, so that one that hangs keeps no other waiting. Any number of processes may deliver: a
conversation is claimed in the database before anything is sent. What a process that died on this machine had claimed is taken over at once.
"""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from threading import Event, Lock, Thread
from time import monotonic
from typing import Final

from backend.channels.platform import Gone, Platform, Refused, TryLater
from backend.conversations import delivery
from backend.conversations.delivery import Parcel
from backend.conversations.live import NEWS
from backend.conversations.models import Delivery
from backend.conversations.timing import Timing
from backend.database import Database
from bhxh.dates import utcnow
from kit.logs import get_logger
from kit.presence import NOWHERE, Presence

_THREADS: Final = 8
_TYPING_AFTER: Final = 0.4
_TYPING_AGAIN: Final = 4.5
"""Platforms show it for five seconds."""
_DEAD_AGAIN: Final = 4.0
"""Seconds from one look for processes that have died to the next."""

log = get_logger(__name__)


class Deliverer:
    """The deliveries of one process. Begins with `start`; safe to share between threads."""

    def __init__(
        self,
        database: Database,
        platforms: Sequence[Platform],
        timing: Timing,
        *,
        threads: int = _THREADS,
        clock: Callable[[], datetime] = utcnow,
        presence: Presence = NOWHERE,
    ) -> None:
        self._database = database
        self._platforms = {platform.channel: platform for platform in platforms}
        self._timing = timing
        self._clock = clock
        self._presence = presence
        self._looked_for_dead = float("-inf")
        self._pools = {name: ThreadPoolExecutor(threads, thread_name_prefix=f"send-{name}") for name in self._platforms}
        self._lock = Lock()
        self._working: set[int] = set()
        self._typed: dict[int, float] = {}
        self._woken = Event()
        self._stopped = Event()
        self._looker = Thread(target=self._look_again_and_again, name="deliverer", daemon=True)
        self._unsubscribe: Callable[[], None] = lambda: None

    def start(self) -> None:
        """Begin to look; nothing where no platform is set up."""
        if self._platforms:
            self._unsubscribe = NEWS.subscribe(lambda _row_id: self._woken.set())
            self._looker.start()

    def close(self) -> None:
        """Stop; what is being sent at this moment is finished, the rest is left to who comes next."""
        self._unsubscribe()
        self._stopped.set()
        self._woken.set()
        if self._looker.is_alive():
            self._looker.join()
        for pool in self._pools.values():
            pool.shutdown(wait=True, cancel_futures=True)
        for platform in self._platforms.values():
            platform.close()

    def _look_again_and_again(self) -> None:
        pause = self._timing.poll
        while not self._stopped.is_set():
            self._woken.wait(pause)
            self._woken.clear()
            try:
                self._look()
                answers_are_made = self._watch_answers()
                pause = min(self._timing.poll, _TYPING_AFTER) if answers_are_made else self._timing.poll
            except Exception as error:
                log.error("delivery_look_failed", error=type(error).__name__)
                self._stopped.wait(self._timing.poll)

    def _look(self) -> None:
        if monotonic() - self._looked_for_dead > _DEAD_AGAIN:
            self._release()
        with self._database.reading() as session:
            found = delivery.due(session, self._platforms, self._clock())
        for row_id, channel in found:
            with self._lock:
                fresh = row_id not in self._working
                self._working.add(row_id)
            if fresh:
                self._pools[channel].submit(self._deliver, row_id, channel)

    def _release(self) -> None:
        """What processes that have died were sending."""
        self._looked_for_dead = monotonic()
        with self._database.reading() as session:
            dead = [name for name in delivery.claims(session, self._clock()) if self._presence.died(name)]
        if dead:
            with self._database.begin() as session:
                delivery.release(session, dead, self._clock())

    def _deliver(self, row_id: int, channel: str) -> None:
        try:
            with self._database.begin() as session:
                parcel = delivery.claim(session, row_id, self._clock(), self._presence.claim)
            while parcel is not None and not self._stopped.is_set():
                parcel = self._hand_over(self._platforms[channel], parcel)
            if parcel is not None:
                with self._database.begin() as session:
                    delivery.give_back(session, parcel, self._clock())
        except Exception as error:
            # Its claim runs out, and then it is tried again.
            log.error("delivery_failed", channel=channel, error=type(error).__name__)
        else:
            self._woken.set()  # something may have come between the last look and now
        finally:
            with self._lock:
                self._working.discard(row_id)

    def _hand_over(self, platform: Platform, parcel: Parcel) -> Parcel | None:
        state, error = Delivery.SENT, None
        try:
            platform.send(parcel.address, parcel.outgoing)
        except TryLater as later:
            log.warning("delivery_put_off", channel=parcel.channel, code=later.code, attempts=parcel.attempts)
            with self._database.begin() as session:
                delivery.put_off(session, parcel, later.code, self._clock(), later.wait)
            return None
        except Gone as gone:
            log.info("delivery_gone", channel=parcel.channel, code=gone.code)
            with self._database.begin() as session:
                delivery.fail_all(session, parcel, gone.code)
            return None
        except Refused as refused:
            log.error("delivery_refused", channel=parcel.channel, code=refused.code)
            state, error = Delivery.FAILED, refused.code
        with self._database.begin() as session:
            return delivery.settle(session, parcel, state, self._clock(), error)

    def _watch_answers(self) -> bool:
        """Shows citizens that an answer is being made, and tells those who have waited too long; whether anybody waits."""
        now = self._clock()
        with self._database.reading() as session:
            waiting = delivery.busy(session, self._platforms)
        self._typed = {one.row_id: self._typed[one.row_id] for one in waiting if one.row_id in self._typed}
        for one in waiting:
            waited = (now - one.since).total_seconds()
            if waited >= _TYPING_AFTER and monotonic() - self._typed.get(one.row_id, float("-inf")) > _TYPING_AGAIN:
                self._typed[one.row_id] = monotonic()
                self._pools[one.channel].submit(self._platforms[one.channel].typing, one.address)
            if waited >= self._timing.patience and not one.apologised:
                with self._database.begin() as session:
                    delivery.apologise(session, one.row_id, now - timedelta(seconds=self._timing.patience))
                self._woken.set()
        return bool(waiting)
