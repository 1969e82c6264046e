"""The Bot API: one way to call it, and what its answers mean."""

from datetime import timedelta
from typing import Any, Final

import httpx

from backend.channels.platform import Gone, Refused, TryLater
from backend.channels.zalo_bot.config import ZaloBotConfig
from kit.logs import get_logger

TIMEOUT: Final = httpx.Timeout(6.0, connect=3.0, pool=1.0)
_SLOWLY: Final = timedelta(minutes=5)
_LONGEST_WAIT: Final = 3600
_CONNECTIONS: Final = 16

log = get_logger(__name__)


class BotApi:
    """Safe to share between threads. The token is part of every address, so addresses are never logged or shown."""

    def __init__(self, config: ZaloBotConfig) -> None:
        limits = httpx.Limits(max_connections=_CONNECTIONS, max_keepalive_connections=_CONNECTIONS)
        self._url = f"{config.api_url}/bot{config.token}"
        self._client = httpx.Client(timeout=TIMEOUT, limits=limits, trust_env=False)

    def call(self, method: str, wait: float = 0.0, **parameters: Any) -> Any:
        """The result of a method. ``wait``: seconds for which the platform may keep us waiting. Raises TryLater, Refused or Gone."""
        timeout = httpx.Timeout(6.0 + wait, connect=3.0, pool=1.0)
        try:
            answer = self._client.post(f"{self._url}/{method}", json=parameters, timeout=timeout)
        except httpx.HTTPError as error:
            raise TryLater(f"zalo_bot_{type(error).__name__.lower()}") from None
        content = _json(answer)
        if answer.status_code == 200 and content.get("ok") is True:
            return content.get("result")
        raise _error(answer, content)

    def close(self) -> None:
        """Give back connections."""
        self._client.close()


def _error(answer: httpx.Response, content: dict[str, Any]) -> Exception:
    """HTTP 200 does not mean success here either: ``error_code`` counts, where there is one."""
    told = content.get("error_code")
    status = told if isinstance(told, int) and not isinstance(told, bool) else answer.status_code
    code = f"zalo_bot_{abs(status)}"[:48]
    if status in (401, 404):
        # A token that is not taken any more: nothing is lost while somebody sets another.
        log.error("zalo_bot_needs_a_person", code=code)
        return TryLater(code, _SLOWLY)
    if status == 403:
        return Gone(code)
    if 400 <= status < 500 and status not in (408, 409, 425, 429):
        return Refused(code)
    return TryLater(code, _asked_wait(answer, content))


def _asked_wait(answer: httpx.Response, content: dict[str, Any]) -> timedelta | None:
    parameters = content.get("parameters")
    told = parameters.get("retry_after") if isinstance(parameters, dict) else answer.headers.get("retry-after")
    seconds = str(told)
    return timedelta(seconds=min(int(seconds), _LONGEST_WAIT)) if seconds.isdecimal() and len(seconds) < 9 else None


def _json(answer: httpx.Response) -> dict[str, Any]:
    try:
        content = answer.json()
    except ValueError:
        return {}
    return content if isinstance(content, dict) else {}
