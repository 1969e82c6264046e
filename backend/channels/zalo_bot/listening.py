"""How events come: the platform is told where to bring them, or they are fetched, for development behind no public address."""

from collections.abc import Callable
from threading import Event, Thread
from typing import Final

from backend.channels.platform import Gone, Refused, TryLater
from backend.channels.zalo_bot.api import BotApi
from backend.channels.zalo_bot.intake import Intake
from kit.logs import get_logger

_PAUSES: Final = (1, 5, 15, 60, 300)
"""Seconds between tries; the last for ever."""
_PATIENCE: Final = 20
"""Seconds for which the platform may keep a fetch waiting for an event."""
_LEAST_PAUSE: Final = 0.2

log = get_logger(__name__)


class Listening:
    """Works in the background, so that the product starts without the platform. ``webhook``: our address; None: events are fetched."""

    def __init__(
        self, api: BotApi, intake: Intake, webhook: str | None, secret: str, patience: int = _PATIENCE
    ) -> None:
        self._api = api
        self._intake = intake
        self._webhook = webhook
        self._secret = secret
        self._patience = patience
        self._held: object = None
        self._stopped = Event()
        self._thread = Thread(target=self._work, name="zalo-bot", daemon=True)

    def start(self) -> None:
        """Begin."""
        self._thread.start()

    def close(self) -> None:
        """Stop; a fetch that is under way ends with its patience, in a thread that nobody waits for."""
        self._stopped.set()

    def _work(self) -> None:
        if self._webhook is not None:
            self._until_done("setWebhook", self._bring)
            return
        self._until_done("deleteWebhook", lambda: self._api.call("deleteWebhook"))
        while not self._stopped.is_set():
            self._until_done("getUpdates", self._fetch)

    def _until_done(self, what: str, work: Callable[[], object]) -> None:
        tries = 0
        while not self._stopped.is_set():
            try:
                work()
            except (TryLater, Refused, Gone) as failure:
                log.warning("zalo_bot_trouble", what=what, code=failure.code, tries=tries + 1)
            except Exception as error:  # the database: what is held comes again
                log.error("zalo_bot_event_waits", error=type(error).__name__)
            else:
                return
            self._stopped.wait(_PAUSES[min(tries, len(_PAUSES) - 1)])
            tries += 1

    def _bring(self) -> None:
        self._api.call("setWebhook", url=self._webhook, secret_token=self._secret)
        log.info("zalo_bot_set_up", webhook=True)

    def _fetch(self) -> None:
        """One event, without any offset: what was given is gone at the platform, so it is held until the database has it."""
        if self._held is None:
            self._held = self._next()
        if self._held is None:
            self._stopped.wait(_LEAST_PAUSE)
        else:
            self._intake.take(self._held)
            self._held = None

    def _next(self) -> object:
        try:
            return self._api.call("getUpdates", wait=self._patience, timeout=str(self._patience)) or None
        except TryLater as nothing:
            if nothing.code == "zalo_bot_408":  # the platform's word for: nothing came
                return None
            raise
