"""Chat, engine and internal API together, over real sockets and with few threads: nobody waits for himself."""

import asyncio
import json
import re
import socket
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import httpx
import pytest
from a2wsgi import WSGIMiddleware
from flask import Flask

from backend import demo
from backend.client import InternalClient, Refused, Turn, TurnNotRunning, Unavailable
from backend.config import BackendConfig
from backend.conversations.engine import EngineFailed, EngineUnreachable, RasaEngine
from backend.conversations.timing import Timing
from backend.database import Database
from backend.internal.app import create_internal_app
from backend.web import create_app
from sms_gateway.client import SmsClient
from tests.backend.internal.conftest import OtpGateway
from tests.support.serving import serving

CARD = re.compile(r"\[THE_\d+\]")
THREADS = 4


def in_threads(app: Flask, threads: int) -> Any:
    """A WSGI application in few threads of its own, as `app.front` serves it."""
    return WSGIMiddleware(app, workers=threads)  # type: ignore[arg-type]


class Rasa:
    """Keeps the engine contract over HTTP, and like Rasa calls the internal API to answer a card."""

    def __init__(self, internal_url: str, token: str) -> None:
        self.internal_url = internal_url
        self.token = token
        self.heard: list[str] = []
        self.status = 200

    def answer(self, body: dict[str, Any]) -> dict[str, Any]:
        self.heard.append(body["text"])
        card = CARD.search(body["text"])
        said = asyncio.run(self._look_up(body, card.group())) if card else "Vâng"
        return {
            "messages": [
                {"text": said, "buttons": [{"title": "Menu", "payload": "/menu_help"}], "custom": {"source": "CV"}}
            ],
            "parse": {"intent": "lookup_code_by_card", "confidence": 0.9, "faq": None, "ranking": []},
            "form": None,
            "requested_slot": None,
        }

    async def _look_up(self, body: dict[str, Any], card: str) -> str:
        async with InternalClient(self.internal_url, self.token) as client:
            try:
                found = await client.lookup_card(Turn(body["sender"], body["turn"]), card)
            except Refused as refusal:
                return refusal.detail
            return f"Mã số là {found['code']}"


@contextmanager
def serving_rasa(rasa: Rasa, token: str) -> Iterator[str]:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            known = self.headers["Authorization"] == f"Bearer {token}" and self.path == "/webhooks/bhxh/webhook"
            content = json.dumps(rasa.answer(body) if known and rasa.status == 200 else {}).encode()
            self.send_response(rasa.status if known else 401)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, format: str, *args: Any) -> None:
            return

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()


@pytest.fixture
def rasa(config: BackendConfig, database: Database, gateway: OtpGateway) -> Iterator[Rasa]:
    demo.seed(config)
    sms = SmsClient("http://sms/sms/v1", "key", transport=httpx.MockTransport(gateway))
    with serving(in_threads(create_internal_app(config, sms=sms), THREADS)) as url:
        yield Rasa(url, config.internal_token)


def test_twice_as_many_form_turns_as_threads_do_not_deadlock(
    config: BackendConfig, database: Database, rasa: Rasa
) -> None:
    with serving_rasa(rasa, config.engine_token) as engine_url:
        engine = RasaEngine(engine_url, config.engine_token)
        app = create_app(config, engine=engine, timing=Timing(patience=60), turn_threads=THREADS)
        with serving(in_threads(app, THREADS)) as chat_url, ThreadPoolExecutor(2 * THREADS) as pool:
            start = threading.Barrier(2 * THREADS)

            def send(number: int) -> str:
                start.wait()
                text = f"thẻ DN479791234567{number}"
                answer = httpx.post(f"{chat_url}/api/v1/chat", json={"text": text}, timeout=60, trust_env=False).json()
                said: str = answer["replies"][0]["text"]
                return said

            answers = list(pool.map(send, range(2 * THREADS)))
        app.extensions["bhxh.chat"].close()
    assert answers == [f"Mã số là 791234567{number}" for number in range(2 * THREADS)]
    assert not [heard for heard in rasa.heard if re.search(r"\d{5}", heard)]


def test_the_client_keeps_its_errors_apart(config: BackendConfig, database: Database, rasa: Rasa) -> None:
    async def calls() -> None:
        turn = Turn("x" * 22, "y" * 22)
        async with InternalClient(rasa.internal_url, config.internal_token) as client:
            with pytest.raises(TurnNotRunning):
                await client.identity(turn)
        async with InternalClient(rasa.internal_url, "falsch") as client:
            with pytest.raises(Unavailable):
                await client.identity(turn)
        with socket.create_server(("127.0.0.1", 0)) as free:
            nobody = f"http://127.0.0.1:{free.getsockname()[1]}"
        async with InternalClient(nobody, config.internal_token) as client:
            with pytest.raises(Unavailable):
                await client.identity(turn)

    asyncio.run(calls())


def test_the_engine_adapter_keeps_its_errors_apart(config: BackendConfig, rasa: Rasa) -> None:
    with serving_rasa(rasa, config.engine_token) as url:
        engine = RasaEngine(url, config.engine_token)
        reply = engine.reply("s", "chào", "t", timeout=5)
        assert reply.messages[0].buttons[0].payload == "/menu_help"
        assert reply.messages[0].custom == {"source": "CV"}
        for status, error in (
            (500, EngineFailed),
            (503, EngineUnreachable),
            (409, EngineUnreachable),
            (400, EngineFailed),
        ):
            rasa.status = status
            with pytest.raises(error):
                engine.reply("s", "chào", "t", timeout=5)
        with pytest.raises(EngineFailed):
            RasaEngine(url, "falsch").reply("s", "chào", "t", timeout=5)
    with pytest.raises(EngineUnreachable):
        engine.reply("s", "chào", "t", timeout=5)
    with socket.create_server(("127.0.0.1", 0)) as silent, pytest.raises(EngineFailed):
        RasaEngine(f"http://127.0.0.1:{silent.getsockname()[1]}", "t").reply("s", "chào", "t", timeout=0.1)
