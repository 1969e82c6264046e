"""Kannel's sendsms: one request for each message, reports by a signed address."""

from __future__ import annotations

from typing import Final

import httpx

from bhxh.dates import utcnow
from sms_gateway.providers import (
    Answer,
    Capabilities,
    Outcome,
    Outgoing,
    Receipt,
)
from sms_gateway.providers.callbacks import Callback, Reports, Unreadable, check_signature, signature
from sms_gateway.providers.kannel.settings import KannelSettings
from sms_gateway.providers.registry import Surroundings
from sms_gateway.providers.requests import NEVER_ARRIVED, SideBySide
from sms_gateway.schema import Status

_DELIVERED, _UNDELIVERED, _REJECTED = 1, 2, 16
_MASK: Final = _DELIVERED | _UNDELIVERED | _REJECTED
_FINAL: Final = {
    str(_DELIVERED): (Status.DELIVERED, None),
    str(_UNDELIVERED): (Status.FAILED, "kannel_undelivered"),
    str(_REJECTED): (Status.FAILED, "kannel_rejected"),
}


def number_of(message_id: int | str) -> str:
    """Kannel gives no number of its own; ours comes back in its reports."""
    return f"kannel-{message_id}"


class KannelProvider(SideBySide):
    """Kannel's smsbox."""

    capabilities = Capabilities(receipts=True, inbound=False, dedupes=False, unicode=True, query=False)
    ready = True

    def __init__(self, settings: KannelSettings, surroundings: Surroundings) -> None:
        super().__init__(settings.name, settings.window)
        self._settings = settings
        self._secret = settings.callback_secret.get_secret_value()
        limits = httpx.Limits(max_connections=self.places, max_keepalive_connections=self.places)
        self._client = httpx.AsyncClient(timeout=settings.timeout, limits=limits, trust_env=False)

    async def close(self) -> None:
        """Requests that are under way are given up."""
        await self._client.aclose()

    async def answer(self, message: Outgoing) -> Answer:
        """As SideBySide."""
        try:
            answer = await self._client.post(
                self._settings.url, headers=self._headers(message), content=message.body.encode()
            )
        except NEVER_ARRIVED:
            return Answer(message.id, Outcome.NOT_SENT)
        except httpx.HTTPError as error:
            return Answer(message.id, Outcome.UNKNOWN, error=f"kannel_{type(error).__name__.lower()}"[:64])
        outcome, error_code = outcome_of(answer.status_code, answer.text)
        return Answer(message.id, outcome, number_of(message.id), error_code)

    def _headers(self, message: Outgoing) -> dict[str, str]:
        """By header, so that neither the text nor the password stands in an address that proxies and logs keep."""
        given = self._settings
        sig = signature(self._secret, self.name, message.id)
        headers = {
            "Content-Type": "text/plain; charset=UTF-8",
            "X-Kannel-Username": given.username,
            "X-Kannel-Password": given.password.get_secret_value(),
            "X-Kannel-From": given.sender,
            "X-Kannel-To": message.msisdn,
            "X-Kannel-Coding": "0" if message.encoding == "gsm7" else "2",
            "X-Kannel-DLR-Mask": str(_MASK),
            "X-Kannel-DLR-Url": f"{given.callback_url}/receipts/{self.name}?id={message.id}&sig={sig}&type=%d",
        }
        if given.smsc is not None:
            headers["X-Kannel-SMSC"] = given.smsc
        return headers


def outcome_of(status: int, text: str) -> tuple[Outcome, str | None]:
    """What Kannel's answer means (smsbox: 202 taken, 400 about the message, 403 about the account, 404 and 5xx about itself)."""
    if status == 202:
        return Outcome.ACCEPTED, None
    code = f"kannel_{status}"
    if "not routable" in text.lower():
        return Outcome.BAD_NUMBER, "kannel_not_routable"
    if status in (401, 403, 404):
        return Outcome.STOP, code
    if status in {400, 413}:
        return Outcome.BAD_CONTENT, code
    return Outcome.RETRY, code


def hear(settings: KannelSettings, callback: Callback) -> Reports:
    """A report by GET. Raises Forged or Unreadable."""
    message_id, kind = callback.query.get("id", ""), callback.query.get("type", "")
    secret = settings.callback_secret.get_secret_value()
    check_signature(secret, settings.name, message_id, callback.query.get("sig", ""))
    if not kind.isdecimal():
        raise Unreadable
    if kind not in _FINAL:
        return []
    status, error = _FINAL[kind]
    return [Receipt(settings.name, number_of(message_id), status, utcnow(), error, int(message_id))]
