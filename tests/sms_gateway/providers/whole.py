"""The whole gateway with one provider: accepted by the API, handed over by the sender, reported to the API."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import sqlalchemy as sa

from sms_gateway.config import GatewayConfig
from sms_gateway.providers import Answer, Outgoing, Provider
from sms_gateway.providers.registry import Surroundings, make
from sms_gateway.providers.settings import ProviderSettings
from sms_gateway.schema import Lane
from sms_gateway.sealing import Sealing
from sms_gateway.sender.main import serve
from tests.sms_gateway.gateway import KEYSET, Gateway

PHONE = "84912345678"


@contextlib.asynccontextmanager
async def sending(gateway: Gateway, settings: ProviderSettings) -> AsyncIterator[asyncio.Task[None]]:
    """A sender with this provider."""
    stop = asyncio.Event()
    own = replace(gateway.config, providers=(settings,), poll_seconds=0.05)
    running = asyncio.create_task(serve(own, gateway.engine, stop))
    try:
        yield running
    finally:
        stop.set()
        await running


def accept(gateway: Gateway, body: str, to: str = "0912345678", **more: str) -> str:
    """A message's id."""
    answer = gateway.http.post("/messages", json={"to": to, "body": body, **more})
    assert answer.status_code == 202
    return str(answer.json()["id"])


def status(gateway: Gateway, message_id: str) -> str:
    """As the API tells it."""
    return str(gateway.http.get(f"/messages/{message_id}").json()["status"])


def all_are(gateway: Gateway, message_ids: list[str], wanted: str) -> Callable[[], bool]:
    """Whether all of them have that status."""
    return lambda: {status(gateway, one) for one in message_ids} == {wanted}


def outgoing(body: str = "Xin chao", **changes: object) -> Outgoing:
    """A message as the sender hands it over."""
    values = {
        "id": 7,
        "campaign_id": None,
        "lane": Lane.TRANSACTIONAL,
        "msisdn": PHONE,
        "encoding": "gsm7",
        "segments": 1,
    }
    return Outgoing(**(values | {"body": body} | changes))  # type: ignore[arg-type]


@contextlib.asynccontextmanager
async def provider(settings: ProviderSettings) -> AsyncIterator[Provider]:
    """A provider without sender and database."""
    own = GatewayConfig("sqlite://", KEYSET, "only-for-tests")
    with ThreadPoolExecutor(1) as executor:
        (made,) = make([settings], Surroundings(own, sa.create_engine("sqlite://"), Sealing.from_config(own), executor))
        try:
            yield made
        finally:
            await made.close()


async def answer_to(provider: Provider, message: Outgoing) -> Answer:
    """What it says on one message."""
    answers: list[Answer] = []
    await provider.submit([message], answers.extend)
    (answer,) = answers
    return answer
