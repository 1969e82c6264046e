"""Answers and bodies of every size go through the threads whole and in their order, and a slow reader holds the application back."""

import asyncio
from collections.abc import Iterator

import pytest
from flask import Flask, Response, request
from starlette.types import Message, Scope

from app.intake import PatientIntake
from app.threads import PIECE, in_threads

PARTS = 40


def flask() -> Flask:
    app = Flask(__name__)
    app.config["produced"] = 0

    @app.post("/echo")
    def echo() -> Response:
        return Response(request.get_data(), mimetype="application/octet-stream")

    @app.get("/parts")
    def parts() -> Response:
        def produce() -> Iterator[bytes]:
            for number in range(PARTS):
                app.config["produced"] = number + 1
                yield bytes([number]) * PIECE

        return Response(produce(), mimetype="application/octet-stream")

    @app.get("/breaks")
    def breaks() -> Response:
        def produce() -> Iterator[bytes]:
            yield b"x" * PIECE
            raise ValueError("in the middle")

        return Response(produce(), mimetype="application/octet-stream")

    @app.get("/empty")
    def empty() -> Response:
        return Response(status=204)

    return app


def scope(method: str, path: str, length: int | None = None) -> Scope:
    headers = [] if length is None else [(b"content-length", str(length).encode())]
    return {
        "type": "http", "method": method, "path": path, "query_string": b"", "http_version": "1.1", "headers": headers,
        "scheme": "http", "server": ("127.0.0.1", 80), "client": ("127.0.0.1", 1),
    }  # fmt: skip


async def call(app: Flask, method: str, path: str, body: bytes = b"", piece: int = 1 << 16) -> list[Message]:
    pieces = [body[start : start + piece] for start in range(0, len(body), piece)] or [b""]
    sent: list[Message] = []

    async def receive() -> Message:
        return {"type": "http.request", "body": pieces.pop(0), "more_body": bool(pieces)}

    async def send(message: Message) -> None:
        sent.append(message)

    application = PatientIntake(in_threads(app, 2))
    await application(scope(method, path, len(body) if body else None), receive, send)
    return sent


@pytest.mark.parametrize("size", [0, 1, 1000, (256 << 10) - 1, 256 << 10, (256 << 10) + 1, 3 << 20])
def test_a_body_of_any_size_comes_back_whole(size: int) -> None:
    body = bytes(number % 251 for number in range(size))
    sent = asyncio.run(call(flask(), "POST", "/echo", body))
    assert sent[0]["type"] == "http.response.start" and sent[0]["status"] == 200
    assert b"".join(message["body"] for message in sent[1:]) == body
    assert [message.get("more_body", False) for message in sent[1:]][-1] is False


def test_a_small_answer_is_one_message_for_the_head_and_one_for_the_body() -> None:
    sent = asyncio.run(call(flask(), "POST", "/echo", b"x"))
    assert [message["type"] for message in sent] == ["http.response.start", "http.response.body"]
    assert [message["status"] for message in asyncio.run(call(flask(), "GET", "/empty"))[:1]] == [204]


def test_an_answer_in_parts_arrives_in_order() -> None:
    sent = asyncio.run(call(flask(), "GET", "/parts"))
    whole = b"".join(message["body"] for message in sent[1:])
    assert whole == b"".join(bytes([number]) * PIECE for number in range(PARTS))


def test_a_slow_reader_holds_the_application_back() -> None:
    app, most = flask(), []

    async def read_slowly() -> None:
        go_on = asyncio.Event()

        async def receive() -> Message:
            return {"type": "http.request", "body": b"", "more_body": False}

        async def send(_message: Message) -> None:
            await go_on.wait()

        task = asyncio.create_task(in_threads(app, 1)(scope("GET", "/parts"), receive, send))
        before = -1
        while before != app.config["produced"]:
            before = app.config["produced"]
            await asyncio.sleep(0.2)
        most.append(before)
        go_on.set()
        await task

    asyncio.run(read_slowly())
    assert 0 < most[0] < PARTS


def test_an_answer_that_breaks_off_is_an_error_and_frees_its_thread() -> None:
    app = flask()
    for _ in range(3):  # more than there are threads
        with pytest.raises(ValueError, match="in the middle"):
            asyncio.run(call(app, "GET", "/breaks"))
