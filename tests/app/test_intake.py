"""The front's own share of a request: bodies that dawdle are given up before they cost a thread."""

import asyncio
from collections.abc import Iterator

import pytest
from starlette.types import Message, Receive, Scope, Send

from app.intake import HELD_BYTES, PatientIntake

SCOPE: Scope = {"type": "http", "method": "POST", "path": "/", "headers": []}


class Application:
    """Reads its whole body, as the adapter of a Flask application does; ``called`` once a thread would be taken."""

    def __init__(self) -> None:
        self.called = False
        self.messages: list[Message] = []

    async def __call__(self, _scope: Scope, receive: Receive, _send: Send) -> None:
        self.called = True
        while not self.messages or self.messages[-1].get("more_body"):
            self.messages.append(await receive())

    @property
    def body(self) -> bytes:
        return b"".join(message.get("body", b"") for message in self.messages)


def piece(body: bytes, *, more: bool) -> Message:
    return {"type": "http.request", "body": body, "more_body": more}


def ask(application: Application, messages: list[Message]) -> list[Message]:
    """What is sent back; after ``messages`` the client says nothing more and stays."""
    sent: list[Message] = []
    left: Iterator[Message] = iter(messages)

    async def receive() -> Message:
        try:
            return next(left)
        except StopIteration:
            await asyncio.Event().wait()
            raise AssertionError from None

    async def send(message: Message) -> None:
        sent.append(message)

    asyncio.run(PatientIntake(application, patience=0.01)(SCOPE, receive, send))
    return sent


@pytest.mark.parametrize("sizes", [[0], [10], [1] * 50, [HELD_BYTES], [HELD_BYTES, 1], [100_000] * 12])
def test_a_body_arrives_whole(sizes: list[int]) -> None:
    application = Application()
    pieces = [piece(bytes([65 + at % 26]) * size, more=at + 1 < len(sizes)) for at, size in enumerate(sizes)]
    assert ask(application, pieces) == []
    assert application.body == b"".join(message["body"] for message in pieces)
    assert not application.messages[-1]["more_body"]


def test_who_announces_a_body_and_sends_none_is_given_up() -> None:
    application = Application()
    start, body = ask(application, [piece(b"{", more=True)])
    assert not application.called
    assert start["status"] == 408 and (b"connection", b"close") in start["headers"]
    assert (b"content-type", b"application/problem+json") in start["headers"] and b'"timeout"' in body["body"]


def test_who_stops_in_the_middle_of_a_large_body_counts_as_gone() -> None:
    application = Application()
    ask(application, [piece(b"a" * HELD_BYTES, more=True), piece(b"b", more=True)])
    assert application.messages[-1]["type"] == "http.disconnect"


def test_who_leaves_costs_nothing() -> None:
    application = Application()
    assert ask(application, [piece(b"{", more=True), {"type": "http.disconnect"}]) == []
    assert not application.called
