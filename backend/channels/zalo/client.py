"""Zalo's OA API: one call, and what its answers mean for the delivery."""

from datetime import timedelta
from typing import Any, Final

import httpx

from backend.channels.platform import Gone, Refused, TryLater
from backend.channels.zalo.keeper import Keeper
from backend.channels.zalo.metrics import TROUBLE
from backend.channels.zalo.outcomes import Call, call_of
from backend.channels.zalo.pace import Pace
from kit.logs import get_logger

TIMEOUT: Final = httpx.Timeout(6.0, connect=3.0, pool=1.0)
_BUSY: Final = timedelta(seconds=60)
"""Zalo counts requests by the minute."""
_SLOWLY: Final = timedelta(minutes=5)
_LONGEST_WAIT: Final = 3600

log = get_logger(__name__)


class WindowClosed(Exception):
    """The citizen has not written for so long that Zalo takes nothing more for them. ``code``: as of `TryLater`."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class OaClient:
    """Safe to share between threads."""

    def __init__(self, url: str, keeper: Keeper, pace: Pace, client: httpx.Client) -> None:
        self._url = f"{url}/v3.0/oa/message/cs"
        self._keeper = keeper
        self._pace = pace
        self._client = client

    def consult(self, user: str, message: dict[str, Any]) -> None:
        """Send one consultation message. Raises TryLater, Refused, Gone or WindowClosed."""
        call, code, answer = self._call(user, message)
        if call is Call.OK:
            return
        TROUBLE.labels(call.value).inc()
        if call is Call.WINDOW:
            raise WindowClosed(code)
        if call is Call.NEVER:
            raise Refused(code)
        if call is Call.GONE:
            raise Gone(code)
        if call in (Call.PERSON, Call.QUOTA, Call.TOKEN):
            # Nothing is lost meanwhile: it is tried again slowly, and given up after hours as every message.
            log.error("zalo_needs_a_person", kind=call.value, code=code)
            raise TryLater(code, _SLOWLY)
        if code == "zalo_32":
            self._pace.close(_BUSY.total_seconds())
            raise TryLater(code, _BUSY)
        raise TryLater(code, _asked_wait(answer))

    def _call(self, user: str, message: dict[str, Any]) -> tuple[Call, str, httpx.Response]:
        pair = self._keeper.current()
        if pair is None:
            raise TryLater("zalo_no_token")
        call, code, answer = self._ask(pair.access or "", user, message)
        if call is Call.TOKEN:
            pair = self._keeper.another(pair.version)
            if pair is None:
                raise TryLater("zalo_no_token")
            call, code, answer = self._ask(pair.access or "", user, message)
        return call, code, answer

    def _ask(self, access: str, user: str, message: dict[str, Any]) -> tuple[Call, str, httpx.Response]:
        wait = self._pace.take()
        if wait > 0:
            raise TryLater("zalo_pace", timedelta(seconds=wait))
        content = {"recipient": {"user_id": user}, "message": message}
        try:
            # The token stands in a header of its own, without "Bearer".
            answer = self._client.post(self._url, json=content, headers={"access_token": access}, timeout=TIMEOUT)
        except httpx.HTTPError as error:
            TROUBLE.labels(Call.LATER.value).inc()
            raise TryLater(f"zalo_{type(error).__name__.lower()}") from None
        self._pace.learn(answer.headers)
        return *call_of(answer.status_code, _json(answer)), answer


def _json(answer: httpx.Response) -> Any:
    try:
        return answer.json()
    except ValueError:
        return None


def _asked_wait(answer: httpx.Response) -> timedelta | None:
    seconds = answer.headers.get("retry-after", "")
    return timedelta(seconds=min(int(seconds), _LONGEST_WAIT)) if seconds.isdecimal() and len(seconds) < 9 else None
