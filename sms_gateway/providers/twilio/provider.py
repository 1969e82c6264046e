"""Handing messages to Twilio: one request for each, through the SDK."""

from __future__ import annotations

from typing import Any

from twilio.base.exceptions import TwilioRestException, TwilioServiceException
from twilio.rest import Client

from bhxh.dates import utcnow
from sms_gateway.providers import (
    Answer,
    Capabilities,
    Outcome,
    Outgoing,
)
from sms_gateway.providers.registry import Surroundings
from sms_gateway.providers.requests import NEVER_ARRIVED, SideBySide
from sms_gateway.providers.twilio.callbacks import report_url
from sms_gateway.providers.twilio.client import HttpxClient
from sms_gateway.providers.twilio.outcomes import outcome_of
from sms_gateway.providers.twilio.settings import TwilioSettings


class TwilioProvider(SideBySide):
    """Twilio through its SDK."""

    capabilities = Capabilities(receipts=True, inbound=True, dedupes=False, unicode=True, query=False)
    ready = True

    def __init__(self, settings: TwilioSettings, surroundings: Surroundings) -> None:
        super().__init__(settings.name, settings.window)
        self._settings = settings
        self._http = HttpxClient(settings.api_url, settings.window, settings.timeout)
        self._messages = self._sdk().messages
        self._fixed = self._same_for_all()

    def _sdk(self) -> Any:
        given = self._settings
        password = given.api_key_secret or given.auth_token
        return Client(
            given.api_key or given.account_sid,
            password.get_secret_value(),
            given.account_sid,
            http_client=self._http,
            environment={"TWILIO_REGION": ""},  # nothing of the surroundings: the file alone decides
        )

    def _same_for_all(self) -> dict[str, object]:
        given = self._settings
        # Smart encoding would take diacritics off that the sender of an official notice has chosen to keep.
        fixed: dict[str, object] = {"smart_encoded": False}
        if given.messaging_service is None:
            fixed["from_"] = given.sender
        else:
            fixed["messaging_service_sid"] = given.messaging_service
        if given.discard_content:
            fixed["content_retention"] = "discard"
        return fixed

    async def close(self) -> None:
        """Requests that are under way are given up."""
        await self._http.close()

    async def answer(self, message: Outgoing) -> Answer:
        """As SideBySide."""
        life = self._life(message)
        if life <= 0:
            return Answer(message.id, Outcome.RETRY, error="expired")
        try:
            created = await self._messages.create_async(
                to=f"+{message.msisdn}",
                body=message.body,
                status_callback=report_url(self._settings, message.id),
                validity_period=life,
                **self._fixed,
            )
        except NEVER_ARRIVED:
            return Answer(message.id, Outcome.NOT_SENT)
        except (TwilioRestException, TwilioServiceException) as refusal:
            outcome, error = outcome_of(refusal.status, refusal.code, message.msisdn)
            return Answer(message.id, outcome, error=error)
        except Exception as error:
            # It timed out, broke, or was answered with something the SDK cannot read: it may have been taken.
            return Answer(message.id, Outcome.UNKNOWN, error=f"twilio_{type(error).__name__.lower()}"[:64])
        return Answer(message.id, Outcome.ACCEPTED, created.sid)

    def _life(self, message: Outgoing) -> int:
        """Seconds that Twilio may take (ValidityPeriod); 0 or less: its time is over."""
        if message.expires_at is None:
            return self._settings.validity
        return min(self._settings.validity, int((message.expires_at - utcnow()).total_seconds()))
