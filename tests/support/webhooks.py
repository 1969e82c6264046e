"""Platforms' side of the webhooks, without a network, and what is behind them waited for."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field
from time import monotonic, sleep
from typing import Any

from flask import Flask
from sqlalchemy import func, select

from app.threads import in_threads
from backend.channels.journal.models import ChannelEvent
from backend.channels.setup import CHANNELS, Channels
from backend.channels.webhooks import Webhooks
from backend.database import Database


@dataclass
class Answer:
    """What the platform gets."""

    status_code: int = 0
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes = b""


def post(webhooks: Webhooks, path: str, body: bytes, headers: Mapping[str, str], *, method: str = "POST") -> Answer:
    """One request, from any thread that has no event loop. Header values go out as latin-1, as bytes do."""
    answer, parts = Answer(), [body[:100], body[100:]]

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": parts.pop(0), "more_body": bool(parts)}

    async def send(message: dict[str, Any]) -> None:
        if message["type"] == "http.response.start":
            answer.status_code = message["status"]
            answer.headers = {name.decode(): value.decode() for name, value in message["headers"]}
        else:
            answer.body += message.get("body", b"")

    raw = [(name.lower().encode(), value.encode("latin-1")) for name, value in headers.items()]
    scope = {"type": "http", "method": method, "path": path, "headers": raw}
    asyncio.run(webhooks(scope, receive, send))
    return answer


def waiting(database: Database) -> int:
    """Events that are kept and not yet worked on, nor set aside."""
    with database.reading() as session:
        return session.scalar(select(func.count()).where(ChannelEvent.due_at.is_not(None))) or 0


def settle(database: Database, seconds: float = 60) -> None:
    """Until everything that was kept is worked on."""
    end = monotonic() + seconds
    while waiting(database):
        assert monotonic() < end, "events wait"
        sleep(0.005)


def front_of(app: Flask, threads: int = 8) -> Any:
    """The backend's application with its webhooks, as the product's front has them."""
    channels: Channels = app.extensions[CHANNELS]
    pages = in_threads(app, threads)

    async def route(scope: Any, receive: Any, send: Any) -> None:
        chosen = channels.webhooks if scope["path"] in channels.webhooks.paths else pages
        await chosen(scope, receive, send)

    return route
