"""The backend's application behind a real socket, and the product's own gateway beside it."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from threading import Thread
from time import monotonic, sleep, time
from typing import Any

import pytest
from flask import Flask
from werkzeug.serving import make_server

from backend.config import BackendConfig
from backend.conversations.timing import Timing
from backend.database import Database
from backend.web import create_app
from bhxh.dates import utcnow
from sms_gateway.client import SmsClient
from sms_gateway.client.callbacks import SIGNATURE, TIMESTAMP, sign
from tests.backend.conftest import config_of
from tests.backend.conversations.conftest import FakeEngine
from tests.support.gateway import ReferenceGateway, serve

SECRET = "the gateway's secret"
PHONE = "84912345678"
TIMING = Timing(patience=5.0, budget=20.0, lease=1.5, heartbeat=0.2, poll=0.05)
OWN_KEY = "the-backends-own-key-only-for-tests"
MakeApp = Callable[[str, FakeEngine], Flask]


def eventually(holds: Callable[[], bool], seconds: float = 60) -> bool:
    end = monotonic() + seconds
    while not holds() and monotonic() < end:
        sleep(0.02)
    return holds()


def inbound(text: str, number: str = "1", sender: str = PHONE, at: datetime | None = None) -> dict[str, Any]:
    """An event as the gateway tells it."""
    moment = (at or utcnow()).isoformat(timespec="milliseconds")
    fixed = {"type": "inbound", "to": "8079", "missing_parts": 0, "answers": None}
    return {**fixed, "id": number, "inbound_id": number, "from": sender, "text": text, "at": moment}


def status(reference: str | None, status: str, error: str | None = None) -> dict[str, Any]:
    fixed = {"type": "status", "id": "9", "message_id": "9", "campaign_id": None, "row": None}
    return {**fixed, "reference": reference, "status": status, "error": error, "at": utcnow().isoformat()}


def signed(body: bytes, secret: str = SECRET, ago: float = 0) -> dict[str, str]:
    moment = str(int(time() - ago))
    return {"Content-Type": "application/json", TIMESTAMP: moment, SIGNATURE: sign(secret, moment, body)}


@contextmanager
def listening(app: Any) -> Iterator[str]:
    """A WSGI application under the address that is yielded."""
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()


@dataclass
class Channel:
    """The backend with its SMS channel, before a gateway that keeps its contract about references."""

    app: Flask
    gateway: ReferenceGateway
    engine: FakeEngine

    def tell(self, *events: dict[str, Any], **rest: Any) -> int:
        body = json.dumps({"events": events}).encode()
        return self.post(body, signed(body, **rest))

    def post(self, body: bytes, headers: dict[str, str]) -> int:
        return self.app.test_client().post("/kenh/sms", data=body, headers=headers).status_code

    def texts(self) -> list[str]:
        return [message["body"] for message in self.gateway.messages.values()]

    def answered(self, count: int) -> bool:
        return eventually(lambda: len(self.gateway.messages) >= count) and len(self.gateway.messages) == count


@pytest.fixture
def config(tmp_path: Path, database_url: str) -> BackendConfig:
    return replace(config_of(tmp_path, database_url), sms_callback_secret=SECRET, rate_limits=False)


@pytest.fixture
def make_app(config: BackendConfig, database: Database) -> Iterator[MakeApp]:
    """Applications as of several processes."""
    made: list[Flask] = []

    def make(gateway_url: str, engine: FakeEngine) -> Flask:
        client = SmsClient(f"{gateway_url}/sms/v1", OWN_KEY)
        app = create_app(config, engine=engine, timing=TIMING, sms=client)
        made.append(app)
        return app

    yield make
    for app in made:
        app.extensions["bhxh.channels"].close()
        app.extensions["bhxh.chat"].close()


@pytest.fixture
def channel(make_app: MakeApp, engine: FakeEngine) -> Iterator[Channel]:
    gateway = ReferenceGateway()
    with serve(gateway) as url:
        yield Channel(make_app(url, engine), gateway, engine)
