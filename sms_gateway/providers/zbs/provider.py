"""One request for each message, to a template that Zalo has approved."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import httpx

from kit.zalo import Pair
from sms_gateway.providers import (
    Answer,
    Capabilities,
    InboundCommitted,
    Outcome,
    Outgoing,
    Patience,
    ReceiptsCommitted,
)
from sms_gateway.providers.leases import holder_of
from sms_gateway.providers.registry import Surroundings
from sms_gateway.providers.requests import NEVER_ARRIVED, SideBySide
from sms_gateway.providers.zbs.events import tracking_id
from sms_gateway.providers.zbs.keeper import Keeper
from sms_gateway.providers.zbs.outcomes import TOKEN_ERRORS, number_of, outcome_of
from sms_gateway.providers.zbs.settings import Waits, ZbsSettings
from sms_gateway.providers.zbs.tokens import Tokens


class ZbsProvider(SideBySide):
    """Zalo's template messages by phone number."""

    def __init__(self, settings: ZbsSettings, surroundings: Surroundings) -> None:
        super().__init__(settings.name, settings.window)
        self.capabilities = Capabilities(
            receipts=True,
            inbound=False,
            dedupes=False,
            unicode=True,
            query=False,
            templates=frozenset(settings.templates),
            patience=_patience(settings.fall_back_after),
        )
        self._settings = settings
        limits = httpx.Limits(max_connections=self.places + 1, max_keepalive_connections=self.places + 1)
        self._client = httpx.AsyncClient(timeout=settings.timeout, limits=limits, trust_env=False)
        holder = holder_of(surroundings.config.sender_name)
        tokens = Tokens(surroundings.engine, surroundings.sealing, settings.name, holder)
        self._keeper = Keeper(settings, tokens, self._client, surroundings.executor)

    @property
    def ready(self) -> bool:
        """With an access token that is good."""
        return self._keeper.ready

    async def open(self, receipts: ReceiptsCommitted, inbound: InboundCommitted) -> None:
        """Looks for tokens. Connections are opened when they are needed; deliveries come to the API's process."""
        await self._keeper.start()

    async def close(self) -> None:
        """Requests that are under way are given up, but no renewal of tokens is."""
        await self._keeper.stop()
        await self._client.aclose()

    async def answer(self, message: Outgoing) -> Answer:
        """As SideBySide."""
        content = self._content(message)
        if content is None:
            return Answer(message.id, Outcome.BAD_CONTENT, error="zbs_field_missing")
        return await self._answer(message.id, content)

    async def _answer(self, message_id: int, content: dict[str, Any]) -> Answer:
        pair = self._keeper.current()
        for retried in (False, True):
            if pair is None:
                break
            try:
                answer = await self._post(content, pair)
            except NEVER_ARRIVED:
                return Answer(message_id, Outcome.NOT_SENT)
            except httpx.HTTPError as error:
                return Answer(message_id, Outcome.UNKNOWN, error=f"zbs_{type(error).__name__.lower()}"[:64])
            told = _json(answer)
            outcome, code = outcome_of(answer.status_code, told)
            if not (isinstance(told, dict) and told.get("error") in TOKEN_ERRORS):
                return Answer(message_id, outcome, number_of(told) if outcome is Outcome.ACCEPTED else None, code)
            if not retried:
                pair = await self._keeper.another(pair.version)
        return Answer(message_id, Outcome.STOP, error="zbs_token")

    async def _post(self, content: dict[str, Any], pair: Pair) -> httpx.Response:
        """The token stands in a header of its own, without "Bearer"."""
        return await self._client.post(self._settings.url, json=content, headers={"access_token": pair.access or ""})

    def _content(self, message: Outgoing) -> dict[str, Any] | None:
        """The request, or None where a field that Zalo's template needs is not there: ours has changed since it was mapped."""
        template = self._settings.templates[message.template or ""]
        values = message.values or {}
        data = {theirs: values.get(ours, "") for theirs, ours in template.fields.items()}
        if not all(data.values()):
            return None
        content: dict[str, Any] = {
            "phone": message.msisdn,
            "template_id": template.id,
            "template_data": data,
            "tracking_id": tracking_id(message.id),
        }
        return content | ({"mode": "development"} if self._settings.mode == "development" else {})


def _patience(waits: Waits) -> Patience:
    otp, transactional, bulk = (timedelta(seconds=one) for one in (waits.otp, waits.transactional, waits.bulk))
    return otp, transactional, bulk


def _json(answer: httpx.Response) -> Any:
    try:
        return answer.json()
    except ValueError:
        return None
