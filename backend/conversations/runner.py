"""Runs turns in threads of its own, so that a request that has waited long enough can leave while its turn goes on.

No database transaction is open while the engine is called: the action that serves the turn needs the database too.
"""

from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from threading import Event, Lock, Thread
from time import monotonic
from typing import Any, Final

from backend.conversations import store, turns
from backend.conversations.engine import DialogueEngine, EngineFailed, EngineReply, EngineUnreachable
from backend.conversations.live import NEWS
from backend.conversations.replies import as_reply
from backend.conversations.timing import Timing
from backend.conversations.turns import Lease, Work
from backend.database import Database
from bhxh.dates import utcnow
from bhxh.messages import text
from kit.logs import get_logger
from kit.presence import NOWHERE, Presence

_FIRST_PAUSE: Final = 0.1
_LONGEST_PAUSE: Final = 2.0
# An action server that restarts is back within seconds; a turn that fails for a reason of its own must not fail for a minute.
_MOST_FAILURES: Final = 10
_UNTOUCHED_FOR: Final = timedelta(seconds=3)

log = get_logger(__name__)

Replies = Sequence[Mapping[str, Any]]


class Waiting:
    """A request that waits for its turn. ``replies`` once answered; ``hopeless`` when the engine can't be reached at all or keeps failing."""

    def __init__(self) -> None:
        self._changed = Event()
        self.replies: Replies | None = None
        self.hopeless = False

    def answer(self, replies: Replies) -> None:
        """The turn was answered in this process."""
        self.replies = replies
        self._changed.set()

    def despair(self) -> None:
        """The engine refuses connections; waiting on will hardly help."""
        self.hopeless = True
        self._changed.set()

    def wait(self, seconds: float) -> bool:
        """Whether something happened within ``seconds``."""
        return self._changed.wait(seconds)


class Runner:
    """The turns of one process. ``threads`` bounds how many talk to the engine at once; ``learn``: see `turns.finish`.
    ``presence``: by which turns of processes that died on this machine are taken over at once."""

    def __init__(
        self,
        database: Database,
        engine: DialogueEngine,
        timing: Timing,
        *,
        threads: int,
        learn: bool = True,
        clock: Callable[[], datetime] = utcnow,
        presence: Presence = NOWHERE,
    ) -> None:
        self._database = database
        self.engine = engine
        self._timing = timing
        self._clock = clock
        self._learn = learn
        self._presence = presence
        self._lease = Lease(timedelta(seconds=timing.lease), presence.claim)
        self._pool = ThreadPoolExecutor(threads, thread_name_prefix="turn")
        self._lock = Lock()
        self._claims: set[str] = set()
        self._waiting: dict[str, Waiting] = {}
        self._stopped = Event()
        self._keeper = Thread(target=self._keep, name="turn-keeper", daemon=True)
        self._keeper.start()

    @property
    def lease(self) -> Lease:
        """How long a started turn is this process's own without renewal."""
        return self._lease

    def expect(self, turn_id: str) -> Waiting:
        """Registers a request's interest in a turn. End it with `forget`."""
        waiting = Waiting()
        with self._lock:
            self._waiting[turn_id] = waiting
        return waiting

    def forget(self, turn_id: str) -> None:
        """The request has left."""
        with self._lock:
            self._waiting.pop(turn_id, None)

    def submit(self, work: Work) -> None:
        """Runs a started turn, and then those queued behind it."""
        with self._lock:
            self._claims.add(work.claim)
        self._pool.submit(self._run, work)
        NEWS.tell(work.conversation_id)

    def close(self) -> None:
        """Stops; turns still running are left to another process, or to this one's successor."""
        self._stopped.set()
        self._pool.shutdown(wait=False, cancel_futures=True)
        self._keeper.join()
        with self._lock:
            claims = list(self._claims)
        if claims:
            with self._database.begin() as session:
                turns.renew(session, claims, self._clock())
        self.engine.close()
        self._presence.close()

    def _run(self, work: Work) -> None:
        try:
            reply = self._ask(work)
            if reply is not None:
                self._finish(work, reply)
        except Exception as error:
            # The turn stays claimed until its lease runs out, and is then tried again.
            log.error("turn_failed", error=type(error).__name__)
        finally:
            with self._lock:
                self._claims.discard(work.claim)

    def _ask(self, work: Work) -> EngineReply | str | None:
        """The answer, or our own words when there is none; None when this process is stopping."""
        end = monotonic() + self._timing.absence - (self._clock() - work.started_at).total_seconds()
        pause, tries, failures = _FIRST_PAUSE, 0, 0
        while (left := end - monotonic()) > 0:
            try:
                return self.engine.reply(work.session, work.input, work.turn_id, timeout=min(left, self._timing.budget))
            except EngineUnreachable as error:
                log.warning("engine_unreachable", error=str(error), tries=tries + 1)
            except EngineFailed as error:
                failures += 1
                log.error("engine_failed", error=str(error), failures=failures)
                if not error.again or failures == _MOST_FAILURES:
                    break
            tries += 1
            if tries > 1:  # the first failure may be a connection that a restarted engine no longer knows
                self._despair(work.turn_id)
            if self._stopped.wait(min(pause, left)):
                return None
            pause = min(pause * 2, _LONGEST_PAUSE)
        return text("chat.gave_up")

    def _despair(self, turn_id: str) -> None:
        with self._lock:
            waiting = self._waiting.get(turn_id)
        if waiting is not None:
            waiting.despair()

    def _finish(self, work: Work, reply: EngineReply | str) -> None:
        with self._database.begin() as session:
            conversation = store.locked(session, work.conversation_id)
            if conversation is None:
                return
            messages = turns.finish(session, conversation, work, reply, learn=self._learn)
            following = None
            if messages is not None:
                following = turns.start_next(session, conversation, self._clock(), self._lease)
            # Another process may have answered instead; then the database has what was said.
            messages = messages or store.replies_of(session, conversation.id, work.turn_id)
            replies = [as_reply(message) for message in messages]
        with self._lock:
            waiting = self._waiting.get(work.turn_id)
        if waiting is not None:
            waiting.answer(replies)
        NEWS.tell(work.conversation_id)
        if following is not None:
            self.submit(following)

    def _keep(self) -> None:
        """Renews this process's leases and picks up turns that nobody works on: at once those that the process before this one left."""
        while not self._stopped.is_set():
            try:
                self._renew()
                self._release()
                self._adopt()
            except Exception as error:
                log.error("turn_keeper_failed", error=type(error).__name__)
            self._stopped.wait(self._timing.lease / 3)

    def _renew(self) -> None:
        with self._lock:
            claims = list(self._claims)
        if claims:
            with self._database.begin() as session:
                turns.renew(session, claims, self._clock() + self._lease.length)

    def _release(self) -> None:
        """The leases of processes that have died end now."""
        with self._database.reading() as session:
            orphaned = [claim for claim in turns.claims(session) if self._presence.died(claim)]
        if orphaned:
            with self._database.begin() as session:
                turns.renew(session, orphaned, self._clock())

    def _adopt(self) -> None:
        with self._database.reading() as session:
            abandoned = turns.abandoned(session, self._clock(), _UNTOUCHED_FOR)
        for conversation_id in abandoned:
            self.start(conversation_id)

    def start(self, conversation_id: int) -> None:
        """Starts the next turn of a conversation, unless one is running."""
        with self._database.begin() as session:
            conversation = store.locked(session, conversation_id)
            work = turns.start_next(session, conversation, self._clock(), self._lease) if conversation else None
        if work is not None:
            self.submit(work)
