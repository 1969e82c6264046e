"""Handing messages to the aggregator: one request for each, under a reference by which it knows a repeated one."""

from __future__ import annotations

import asyncio
from typing import Final

import httpx

from bhxh.dates import utcnow
from bhxh.phone import to_local
from sms_gateway.providers import (
    TAKEN,
    Answer,
    Capabilities,
    InboundCommitted,
    Outcome,
    Outgoing,
    ReceiptsCommitted,
)
from sms_gateway.providers.esms.callbacks import report_url
from sms_gateway.providers.esms.outcomes import Said, outcome_of
from sms_gateway.providers.esms.polling import Poller
from sms_gateway.providers.esms.settings import EsmsSettings
from sms_gateway.providers.registry import Surroundings
from sms_gateway.providers.requests import NEVER_ARRIVED, SideBySide

_SUBMIT: Final = "SendMultipleMessage_V4_post_json/"
_TYPES: Final = {"advertising": "1", "customer_care": "2", "fixed_number": "8"}
_CERTAIN: Final = TAKEN | {Outcome.BAD_NUMBER, Outcome.BAD_CONTENT}
_REPEAT_AFTER: Final = 1.0
_FINGERPRINT: Final = 24


class EsmsProvider(SideBySide):
    """eSMS: idempotent by RequestId, reports by callback and by asking."""

    ready = True

    def __init__(self, settings: EsmsSettings, surroundings: Surroundings) -> None:
        super().__init__(settings.name, settings.window)
        reports = settings.callback_url is not None or settings.poll_rate > 0
        self.capabilities = Capabilities(
            receipts=reports,
            inbound=False,
            dedupes=True,
            unicode=settings.unicode,
            abroad=False,
            query=settings.poll_rate > 0,
            max_segments=settings.max_segments,
        )
        self._settings = settings
        self._surroundings = surroundings
        self._own = settings.own_outcomes
        limits = httpx.Limits(max_connections=self.places + 1, max_keepalive_connections=self.places + 1)
        self._client = httpx.AsyncClient(timeout=settings.timeout, limits=limits, trust_env=False)
        self._poller: Poller | None = None

    async def open(self, receipts: ReceiptsCommitted, inbound: InboundCommitted) -> None:
        """Begin to ask about messages without a report. Reports themselves come to the API's process."""
        if self._settings.poll_rate > 0:
            self._poller = Poller(self._settings, self._surroundings, self._client, receipts)
            await self._poller.start()

    async def close(self) -> None:
        """Requests that are under way are given up."""
        if self._poller is not None:
            await self._poller.stop()
        await self._client.aclose()

    async def answer(self, message: Outgoing) -> Answer:
        """As SideBySide."""
        said = await self._handed_over(message)
        return Answer(message.id, said.outcome, said.number, said.error)

    async def _handed_over(self, message: Outgoing) -> Said:
        """Once more when the first request was not answered: the reference keeps it one message."""
        if _is_over(message):
            return Said(Outcome.RETRY, "expired")
        if not (self._settings.unicode or message.body.isascii()):
            return Said(Outcome.BAD_CONTENT, "esms_needs_unicode")
        said = await self._ask(message)
        if said.outcome is not Outcome.UNKNOWN:
            return said
        await asyncio.sleep(_REPEAT_AFTER)
        if _is_over(message):
            return said
        again = await self._ask(message)
        return again if again.outcome in _CERTAIN else said

    async def _ask(self, message: Outgoing) -> Said:
        try:
            answer = await self._client.post(f"{self._settings.url}/{_SUBMIT}", json=self._request(message))
        except NEVER_ARRIVED:
            return Said(Outcome.NOT_SENT)
        except httpx.HTTPError as error:
            return Said(Outcome.UNKNOWN, f"esms_{type(error).__name__.lower()}"[:64])
        return outcome_of(answer.status_code, answer.content, self._own)

    def _request(self, message: Outgoing) -> dict[str, str]:
        given = self._settings
        request = {
            "ApiKey": given.api_key.get_secret_value(),
            "SecretKey": given.secret_key.get_secret_value(),
            "Phone": to_local(message.msisdn),
            "Content": message.body,
            "SmsType": _TYPES[given.type],
            # Without the flag it takes no letter beyond ASCII, though GSM 7-bit has some.
            "IsUnicode": "0" if message.body.isascii() else "1",
            "Sandbox": "1" if given.sandbox else "0",
            "RequestId": self._reference(message),
        }
        if given.brandname is not None:
            request["Brandname"] = given.brandname
        if message.campaign_id is not None:
            request["campaignid"] = str(message.campaign_id)
        if (address := report_url(given, message.id)) is not None:
            request["CallbackUrl"] = address
        return request

    def _reference(self, message: Outgoing) -> str:
        """The same for the same message, and for no other of this account's: numbers begin anew with each new database, and one of
        an old database's, taken for a duplicate, would be lost. At most 50 characters."""
        whole = f"{message.id}:{message.msisdn}:{message.body}"
        return f"{message.id}-{self._surroundings.sealing.fingerprint('esms.request', whole).hex()[:_FINGERPRINT]}"


def _is_over(message: Outgoing) -> bool:
    return message.expires_at is not None and message.expires_at <= utcnow()
