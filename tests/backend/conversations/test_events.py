"""Server-sent events over the ASGI application itself."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from threading import Event
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from starlette.applications import Starlette

from backend.config import BackendConfig
from backend.conversations.engine import EngineReply
from backend.conversations.events import create_events_app
from backend.conversations.timing import Timing
from tests.backend.conversations.conftest import FakeEngine, Talk, said


class Listener:
    """A client of one stream that speaks ASGI, so that the stream may stay open for as long as it likes."""

    def __init__(self) -> None:
        self.status = 0
        self.headers: dict[str, str] = {}
        self.chunks: asyncio.Queue[str] = asyncio.Queue()
        self.gone = asyncio.Event()

    async def receive(self) -> dict[str, Any]:
        await self.gone.wait()
        return {"type": "http.disconnect"}

    async def send(self, message: dict[str, Any]) -> None:
        if message["type"] == "http.response.start":
            self.status = message["status"]
            self.headers = {name.decode(): value.decode() for name, value in message["headers"]}
        else:
            await self.chunks.put(message.get("body", b"").decode())

    async def event(self, name: str) -> tuple[int | None, Any]:
        """The next event of that name: its id and data."""
        while True:
            lines = dict(line.split(": ", 1) for line in (await self.chunks.get()).splitlines() if ": " in line)
            if lines.get("event") == name:
                return int(lines["id"]) if "id" in lines else None, json.loads(lines["data"])


@asynccontextmanager
async def listening(
    app: Starlette, conversation: str | None, last: str | None = None, method: str = "GET"
) -> AsyncIterator[Listener]:
    listener = Listener()
    headers = [(b"last-event-id", last.encode())] if last is not None else []
    path = f"/api/v1/chat/{conversation}/events"
    scope = {"type": "http", "asgi": {"version": "3.0"}, "http_version": "1.1", "method": method, "path": path,
             "raw_path": path.encode(), "query_string": b"", "headers": headers, "scheme": "http", "root_path": ""}  # fmt: skip
    task = asyncio.create_task(app(scope, listener.receive, listener.send))
    first = await listener.chunks.get()
    await listener.chunks.put(first)
    try:
        yield listener
    finally:
        listener.gone.set()
        await task


def test_a_late_answer_comes_with_typing_before_it(
    config: BackendConfig, make_app: Callable[..., Flask], engine: FakeEngine, timing: Timing
) -> None:
    talk = Talk(make_app(times=Timing(patience=0.05, budget=30)).test_client())
    go = Event()

    def script(session: str, text: str, turn: str) -> EngineReply:
        go.wait()
        return said("Đây ạ")

    engine.script = script
    talk.send("thẻ hết hạn")

    async def listen() -> None:
        async with listening(create_events_app(config, timing=timing), talk.id) as listener:
            assert listener.headers["content-type"].startswith("text/event-stream")
            assert listener.headers["cache-control"] == "no-store"
            await listener.event("typing")
            go.set()
            number, data = await listener.event("reply")
            # the apology (2) was the POST's answer; the stream begins behind it
            assert number == 3
            assert data["handler"] == "bot"
            assert data["replies"][0]["text"] == "Đây ạ" and data["replies"][0]["id"] == 3

    asyncio.run(listen())


def test_an_open_stream_gets_what_posts_answer_too(config: BackendConfig, talk: Talk, timing: Timing) -> None:
    talk.send("một")

    async def listen() -> None:
        async with listening(create_events_app(config, timing=timing), talk.id) as listener:
            answer = await asyncio.to_thread(talk.send, "hai")
            number, data = await listener.event("reply")
            assert number == answer[0]["id"] and data["replies"] == answer

    asyncio.run(listen())


def test_resuming_loses_and_repeats_nothing(config: BackendConfig, talk: Talk, timing: Timing) -> None:
    for text in ("một", "hai", "ba"):
        talk.send(text)

    async def listen(last: str) -> list[int | None]:
        async with listening(create_events_app(config, timing=timing), talk.id, last) as listener:
            return [(await listener.event("reply"))[0] for _ in range(2)]

    assert asyncio.run(listen("2")) == [4, 6]


def test_another_process_is_noticed_by_polling(
    config: BackendConfig, talk: Talk, timing: Timing, monkeypatch: Any
) -> None:
    talk.send("một")
    monkeypatch.setattr("backend.conversations.live.NEWS.tell", lambda row_id: None)

    async def listen() -> None:
        async with listening(create_events_app(config, timing=timing), talk.id) as listener:
            await asyncio.to_thread(talk.send, "hai")
            assert (await listener.event("reply"))[0] == 4

    asyncio.run(listen())


def test_silence_is_kept_alive_and_the_end_closes(
    config: BackendConfig, client: FlaskClient, talk: Talk, timing: Timing
) -> None:
    talk.send("một")

    async def listen() -> None:
        async with listening(create_events_app(config, timing=timing), talk.id) as listener:
            while (await listener.chunks.get()) != ": \n\n":
                pass
            client.application.extensions["bhxh.chat"].end(talk.id)
            while await listener.chunks.get():
                pass

    asyncio.run(listen())


def test_refusals(config: BackendConfig, talk: Talk, timing: Timing) -> None:
    talk.send("một")

    async def listen() -> None:
        app = create_events_app(config, timing=timing)
        async with listening(app, "khong-co") as unknown:
            assert unknown.status == 404 and unknown.headers["content-type"] == "application/problem+json"
        async with listening(app, talk.id, method="POST") as wrong:
            assert wrong.status == 405
        async with listening(app, talk.id, "khong-phai-so") as odd:
            assert odd.status == 200
        opened = [listening(app, talk.id) for _ in range(8)]
        for stream in opened:
            await stream.__aenter__()
        async with listening(app, talk.id) as one_too_many:
            assert one_too_many.status == 429
        for stream in opened:
            await stream.__aexit__(None, None, None)

    asyncio.run(listen())


def test_hundreds_of_streams_need_no_threads_of_their_own(
    config: BackendConfig, talk: Talk, client: FlaskClient, timing: Timing
) -> None:
    talks = [Talk(client) for _ in range(60)]
    for each in talks:
        each.send("một")

    async def listen() -> None:
        app = create_events_app(config, timing=timing)
        opened = [(listening(app, each.id), each) for each in talks for _ in range(5)]
        listeners = [await stream.__aenter__() for stream, _ in opened]
        for each in talks[:5]:
            await asyncio.to_thread(each.send, "hai")
        for listener in listeners[:25]:
            assert (await listener.event("reply"))[0] == 4
        for stream, _ in opened:
            await stream.__aexit__(None, None, None)

    asyncio.run(listen())
