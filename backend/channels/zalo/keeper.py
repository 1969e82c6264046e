"""A good access token at hand, renewed in time by whichever process gets to it first."""

import time
from threading import Event, Lock, Thread
from typing import Final

import httpx

from backend.channels.zalo.config import ZaloConfig
from backend.channels.zalo.metrics import TOKEN_FAILURES, TOKEN_GOOD_UNTIL
from backend.channels.zalo.tokens import PAUSE_AFTER_ERROR, Tokens
from bhxh.dates import utcnow
from kit.logs import get_logger
from kit.zalo import Held, Pair, Renewed, TokensRefused, renewed_of

LOOK_SECONDS: Final = 5.0
"""How soon a token that another process has renewed, or a person has given, is noticed."""
_LOOK_AGAIN_SECONDS: Final = 0.2
_ELSEWHERE_SECONDS: Final = 4.0
"""How long a message waits for a renewal by another process before it is put off."""
_NEVER_ARRIVED: Final = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout)

log = get_logger(__name__)


class Keeper:
    """Safe to share between threads; `start` begins to look after the tokens."""

    def __init__(self, config: ZaloConfig, tokens: Tokens, client: httpx.Client) -> None:
        self._config = config
        self._tokens = tokens
        self._client = client
        self._pair: Pair | None = None
        self._bad_version = 0
        self._lock = Lock()
        self._stopped = Event()
        self._thread = Thread(target=self._keep, name="zalo-tokens", daemon=True)
        self._said: str | None = None

    def start(self) -> None:
        """Look now and every few seconds, in a thread of its own."""
        self._thread.start()

    def close(self) -> None:
        """A renewal that is under way is finished: its refresh token may be used up already."""
        self._stopped.set()
        if self._thread.is_alive():
            self._thread.join()

    def current(self) -> Pair | None:
        """The pair to use now; None: there is none that Zalo takes."""
        found = self._usable()
        if found is None:
            self.look()  # waits for a renewal that is under way in this process
            found = self._usable()
        return found

    def another(self, version: int) -> Pair | None:
        """Zalo did not take the token of that version: a newer pair, renewed now if nobody else has done it or is doing it."""
        self._bad_version = max(self._bad_version, version)
        patience = time.monotonic() + _ELSEWHERE_SECONDS
        elsewhere = self.look()
        while self._usable() is None and elsewhere and time.monotonic() < patience:
            self._stopped.wait(_LOOK_AGAIN_SECONDS)
            elsewhere = self.look()
        return self._usable()

    def look(self) -> bool:
        """Read the pair, and renew it when that is due; whether another process is just doing so."""
        with self._lock:
            pair = self._pair = self._tokens.read()
            if pair is None:
                self._say("zalo_no_token")
                return False
            held = None
            if pair.due(utcnow()) or pair.version <= self._bad_version:
                held = self._tokens.hold(pair.version, utcnow())
                if held is None:
                    return pair.error is None
                self._renew(held)
                pair = self._pair = self._tokens.read() or pair
            TOKEN_GOOD_UNTIL.set(pair.access_until.timestamp() if pair.access_until else 0)
            return False

    def _usable(self) -> Pair | None:
        pair = self._pair
        usable = pair is not None and pair.version > self._bad_version and pair.good(utcnow())
        return pair if usable else None

    def _keep(self) -> None:
        while not self._stopped.is_set():
            try:
                self.look()
            except Exception as error:
                log.error("zalo_token_unread", error=type(error).__name__)
            self._stopped.wait(LOOK_SECONDS)

    def _renew(self, held: Held) -> None:
        try:
            renewed = self._ask(held)
        except _NEVER_ARRIVED as error:
            self._failed("zalo_token_unreachable")
            self._tokens.put_back(held, utcnow(), type(error).__name__.lower())
        except httpx.HTTPError as error:
            # It may have arrived. The hold runs out by itself; then the same token is tried once more.
            self._failed("zalo_token_unanswered", error=type(error).__name__)
        except TokensRefused as error:
            # Used up by somebody who did not live to store the new pair, or taken back: a person must give another.
            self._failed("zalo_token_refused", reason=str(error))
            self._tokens.put_back(held, utcnow() + PAUSE_AFTER_ERROR, str(error))
        else:
            kept = self._tokens.keep(held, renewed, utcnow())
            log.info("zalo_token_renewed", version=held.version + 1, kept=kept)
            self._said = None

    def _ask(self, held: Held) -> Renewed:
        form = {"app_id": self._config.app_id, "grant_type": "refresh_token", "refresh_token": held.refresh}
        url, secret = f"{self._config.oauth_url}/v4/oa/access_token", {"secret_key": self._config.app_secret}
        answer = self._client.post(url, data=form, headers=secret)
        return renewed_of(answer.status_code, answer.content)

    def _failed(self, event: str, **what: str) -> None:
        """For whoever is on call: an error in the log, and a counter to raise an alarm by."""
        TOKEN_FAILURES.inc()
        log.error(event, **what)

    def _say(self, event: str) -> None:
        """Once, not at every look."""
        if self._said != event:
            self._said = event
            log.error(event)
