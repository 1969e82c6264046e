"""``POST /kenh/zalo-bot``: where the Bot Platform brings events. It shows that it is that by the secret that we gave it."""

import hmac
from collections.abc import Mapping
from datetime import datetime
from typing import Final

import orjson

from backend.channels.webhooks import Brought
from backend.channels.zalo.metrics import EVENTS
from backend.channels.zalo_bot import events
from backend.channels.zalo_bot.intake import Intake
from backend.channels.zalo_bot.platform import CHANNEL
from bhxh.dates import utcnow
from bhxh.messages import text
from kit.logs import get_logger
from kit.problems import Problem

PATH: Final = "/kenh/zalo-bot"
LIMIT: Final = 64 << 10
PROOF_HEADER: Final = "X-Bot-Api-Secret-Token"

log = get_logger(__name__)


class ZaloBotDoor:
    """See `backend.channels.webhooks.Door`. What is the platform's and of no use is answered 200, or it would be brought again."""

    channel = CHANNEL
    path = PATH
    limit = LIMIT

    def __init__(self, intake: Intake, secret: str) -> None:
        self._intake = intake
        self._secret = secret

    def admit(self, headers: Mapping[str, str]) -> None:
        """As Door: nothing of a request is read before its secret has been compared."""
        given = headers.get(PROOF_HEADER.lower(), "")
        if not hmac.compare_digest(given.encode(), self._secret.encode()):
            EVENTS.labels(CHANNEL, "forged").inc()
            log.warning("zalo_bot_forged")
            raise Problem(403, "forged", text("problem.forbidden"))

    def read(self, headers: Mapping[str, str], body: bytes) -> Brought | None:
        """As Door."""
        event = events.read(_result(body), utcnow())
        if isinstance(event, str):
            EVENTS.labels(CHANNEL, event).inc()
            return None
        return Brought(event.key, event.chat)

    def work(self, body: bytes, at: datetime) -> None:
        """As Door."""
        self._intake.take(_result(body), at)


def _result(body: bytes) -> object:
    try:
        content = orjson.loads(body)
    except orjson.JSONDecodeError:
        return None
    return content.get("result") if isinstance(content, dict) else None
