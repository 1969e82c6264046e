"""Updates fetched by us instead of brought: for development, where Telegram cannot reach us.

One process at a time fetches, under a lease in the database; others stand by. An update is acknowledged (its number moved past) when it
is in the database, so a process that is killed leaves none behind; who died on this machine is replaced at once.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from threading import Event, Thread
from typing import Final

from sqlalchemy import update
from sqlalchemy.exc import IntegrityError

from backend.channels.models import Fetching
from backend.channels.platform import Gone, Refused, TryLater
from backend.channels.telegram import updates
from backend.channels.telegram.bot import LONGEST, BotApi
from backend.channels.telegram.intake import Intake
from backend.channels.telegram.sending import CHANNEL
from backend.database import Database
from bhxh.dates import utcnow
from kit.logs import get_logger
from kit.presence import NOWHERE, Presence

_WAITS: Final = 20
"""Seconds for which Telegram keeps a call open when there is nothing."""
LEASE: Final = timedelta(seconds=_WAITS + LONGEST + 10)
_AGAIN: Final = 2.0
"""Seconds until the next try, when somebody else fetches or something went wrong."""

log = get_logger(__name__)


class Poller:
    """Fetches in a thread of its own from `start` to `close`, which closes the bot too."""

    def __init__(
        self,
        database: Database,
        api: BotApi,
        intake: Intake,
        clock: Callable[[], datetime] = utcnow,
        presence: Presence = NOWHERE,
    ) -> None:
        self._database = database
        self._api = api
        self._intake = intake
        self._clock = clock
        self._source = f"{CHANNEL}:{api.bot_id}"
        self._presence = presence
        self._holder = presence.claim()
        self._stopped = Event()
        self._thread = Thread(target=self._fetch_again_and_again, name="telegram-poller", daemon=True)

    def start(self) -> None:
        """Begin to fetch."""
        self._thread.start()

    def close(self) -> None:
        """Stop; the next process may fetch at once."""
        self._stopped.set()
        self._api.close()
        self._thread.join(LONGEST)

    def _fetch_again_and_again(self) -> None:
        while not self._stopped.is_set():
            try:
                number = self._take_over()
                if number is not None:
                    self._fetch(number)
                    continue
            except (TryLater, Refused, Gone) as failure:
                if not self._stopped.is_set():
                    log.warning("telegram_fetch_failed", code=failure.code)
            except Exception as error:
                log.error("telegram_fetch_failed", error=type(error).__name__)
            self._stopped.wait(_AGAIN)
        self._release()

    def _fetch(self, number: int) -> None:
        found = self._api.call(
            lambda bot: bot.get_updates(number, timeout=_WAITS, allowed_updates=updates.ALLOWED),
            longest=_WAITS + LONGEST,
        )
        if not found and number:
            # Telegram has seen that all before it is done. It begins to count anew, lower perhaps, when nobody has written for a week.
            self._keep(next_number=0)
        for one in found:
            try:
                self._intake.take(one)
            except updates.Malformed:
                log.warning("telegram_update_malformed")
            if self._stopped.is_set() or not self._keep(next_number=one.update_id + 1):
                return

    def _take_over(self) -> int | None:
        """The number of the next update, if it is ours to fetch it."""
        now = self._clock()
        try:
            with self._database.begin() as session:
                row = session.get(Fetching, self._source)
                if row is None:
                    session.add(Fetching(source=self._source, holder=self._holder, until=now + LEASE, next_number=0))
                    return 0
                free = (Fetching.until <= now) | (Fetching.holder == self._holder)
                if self._presence.died(row.holder):
                    free |= Fetching.holder == row.holder
                mine = update(Fetching).where(Fetching.source == self._source, free)
                taken = session.execute(mine.values(holder=self._holder, until=now + LEASE))
                session.refresh(row)
                return row.next_number if taken.rowcount else None  # type: ignore[attr-defined]
        except IntegrityError:  # somebody else's first row
            return None

    def _keep(self, **values: object) -> bool:
        """Whether it was still ours to change."""
        mine = update(Fetching).where(Fetching.source == self._source, Fetching.holder == self._holder)
        with self._database.begin() as session:
            changed = session.execute(mine.values(until=self._clock() + LEASE, **values))
            return bool(changed.rowcount)  # type: ignore[attr-defined]

    def _release(self) -> None:
        mine = update(Fetching).where(Fetching.source == self._source, Fetching.holder == self._holder)
        try:
            with self._database.begin() as session:
                session.execute(mine.values(until=self._clock()))
        except Exception as error:  # its lease runs out
            log.warning("telegram_fetch_not_released", error=type(error).__name__)
