"""`POST /kenh/telegram`: where Telegram brings updates. It shows that it is Telegram by the secret that we gave it with the address."""

import hmac
from collections.abc import Mapping
from datetime import datetime
from typing import Final

import orjson

from backend.channels.telegram import updates
from backend.channels.telegram.intake import Intake, key_of
from backend.channels.telegram.sending import CHANNEL
from backend.channels.webhooks import Brought
from bhxh.dates import utcnow
from bhxh.messages import text
from kit.logs import get_logger
from kit.problems import Problem

PATH: Final = "/kenh/telegram"
PROOF_HEADER: Final = "X-Telegram-Bot-Api-Secret-Token"
BODY_LIMIT: Final = 1 << 20

log = get_logger(__name__)


class TelegramDoor:
    """See `backend.channels.webhooks.Door`."""

    channel = CHANNEL
    path = PATH
    limit = BODY_LIMIT

    def __init__(self, intake: Intake, secret: str) -> None:
        self._intake = intake
        self._secret = secret

    def admit(self, headers: Mapping[str, str]) -> None:
        """As Door: nothing of a request is read before its secret has been compared."""
        given = headers.get(PROOF_HEADER.lower(), "")
        if not hmac.compare_digest(given.encode(), self._secret.encode()):
            log.warning("telegram_webhook_forged")
            raise Problem(403, "forbidden", text("problem.forbidden"))

    def read(self, headers: Mapping[str, str], body: bytes) -> Brought | None:
        """As Door. Raises Problem 400 for what is no update."""
        now = utcnow()
        try:
            reading = updates.read(updates.parse(orjson.loads(body)), now)
        except (orjson.JSONDecodeError, updates.Malformed):
            log.warning("telegram_update_malformed")
            raise Problem(400, "bad_request", text("problem.bad_request")) from None
        if isinstance(reading, updates.Ignored):
            log.info("telegram_ignored", reason=reading.reason)
            return None
        return Brought(*key_of(reading, now))

    def work(self, body: bytes, at: datetime) -> None:
        """As Door."""
        self._intake.take(updates.parse(orjson.loads(body)), at)
