"""Flask applications in thread pools of their own, behind the ASGI front.

a2wsgi carries every piece between the loop and an application's thread by itself, and the thread waits each time: for the body, the
headers, each part of the answer and its end. Under load these hand-overs cost more than the application. Here a body that
is in already is handed over with the request, and an answer goes back in pieces of ``PIECE`` bytes, a small one in one piece.
"""

import asyncio
from collections.abc import Iterable
from io import BytesIO
from typing import TYPE_CHECKING, Any, Final

from a2wsgi.wsgi import WSGIMiddleware, WSGIResponder
from flask import Flask
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.intake import WHOLE_BODY

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment

PIECE: Final = 64 << 10


class _Responder(WSGIResponder):  # type: ignore[misc]  # a2wsgi has no types
    def __init__(self, *arguments: Any) -> None:
        super().__init__(*arguments)
        self._held: list[Message] = []
        self._bytes = 0

    def send(self, message: Message) -> None:
        """Called in the application's thread: the answer's beginning, its parts and, without ``more_body``, its end."""
        self._held.append(message)
        self._bytes += len(message.get("body", b""))
        ends = message["type"] == "http.response.body" and not message.get("more_body", False)
        if not ends and self._bytes < PIECE:
            return
        held, self._held, self._bytes = _joined(self._held), [], 0
        put = asyncio.run_coroutine_threadsafe(self._put(held), self.loop)
        if not ends:
            put.result()  # the queue is bounded: a slow reader holds the application back

    async def _put(self, messages: Iterable[Message]) -> None:
        for message in messages:
            await self.send_queue.put(message)


def _joined(held: list[Message]) -> list[Message]:
    """The same answer with one message for all parts of the body."""
    beginning = [message for message in held if message["type"] == "http.response.start"]
    parts = [message for message in held if message["type"] == "http.response.body"]
    body = b"".join(message.get("body", b"") for message in parts)
    more = parts[-1].get("more_body", False) if parts else True
    return [*beginning, {"type": "http.response.body", "body": body, "more_body": more}]


class _InThreads(WSGIMiddleware):  # type: ignore[misc]
    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """The ASGI application, for requests alone."""
        await _Responder(self.app, self.executor, self.send_queue_size)(scope, receive, send)


def in_threads(app: Flask, threads: int) -> ASGIApp:
    """``app`` as an ASGI application that answers ``threads`` requests at once."""

    def answer(environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        body = environ["asgi.scope"].get(WHOLE_BODY)
        if body is not None:
            environ["wsgi.input"] = BytesIO(body)
        if "CONTENT_LENGTH" not in environ:
            # The body ends where the request does; without this word Werkzeug reads nothing of a chunked one.
            environ["wsgi.input_terminated"] = True
        return app(environ, start_response)

    wsgi: Any = _InThreads(answer, workers=threads)
    adapted: ASGIApp = wsgi
    return adapted
