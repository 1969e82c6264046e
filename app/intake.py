"""How requests come in and answers leave, whichever application answers: bodies that dawdle, security headers, errors."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Final

from starlette.datastructures import MutableHeaders
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from bhxh.messages import text
from kit import problems
from kit.headers import SAFE
from kit.problems import Problem

HELD_BYTES: Final = 256 << 10
PATIENCE: Final = 30.0
WHOLE_BODY: Final = "bhxh.body"
"""Where a request's scope holds its body, once all of it is in."""

_ONE_YEAR: Final = 365 * 24 * 60 * 60


class PatientIntake:
    """Takes in the first ``HELD_BYTES`` of a body before the application, and with it a thread of its pool, sees the request.

    Without it, as many clients as a pool has threads could stop everybody by announcing bodies that they never send.
    ``patience``: seconds without a byte after which the client is given up.
    """

    def __init__(self, app: ASGIApp, patience: float = PATIENCE) -> None:
        self._app = app
        self._patience = patience

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """The ASGI application."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        held, more = bytearray(), True
        while more and len(held) < HELD_BYTES:
            try:
                message = await asyncio.wait_for(receive(), self._patience)
            except TimeoutError:
                problem = Problem(408, "timeout", text("problem.timeout"), headers={"Connection": "close"})
                await _answer(problem)(scope, receive, send)
                return
            if message["type"] == "http.disconnect":
                return
            held += message.get("body", b"")
            more = message.get("more_body", False)
        if not more:
            scope[WHOLE_BODY] = bytes(held)
        await self._app(scope, self._rest(bytes(held), more, receive), send)

    def _rest(self, held: bytes, more: bool, receive: Receive) -> Callable[[], Awaitable[Message]]:
        first: list[Message] = [{"type": "http.request", "body": held, "more_body": more}]
        expecting = more

        async def received() -> Message:
            nonlocal expecting
            if first:
                return first.pop()
            if not expecting:
                return await receive()
            try:
                message = await asyncio.wait_for(receive(), self._patience)
            except TimeoutError:
                message = {"type": "http.disconnect"}
            expecting = message.get("more_body", False)
            return message

        return received


class SafeHeaders:
    """Fills the security headers that an answer lacks. ``https``: browsers are told to come back by https alone."""

    def __init__(self, app: ASGIApp, *, https: bool) -> None:
        self._app = app
        self._headers = {**SAFE, "Cache-Control": "no-cache"}
        if https:
            self._headers["Strict-Transport-Security"] = f"max-age={_ONE_YEAR}"

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """The ASGI application."""

        async def hardened(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in self._headers.items():
                    headers.setdefault(name, value)
            await send(message)

        await self._app(scope, receive, hardened)


async def refusal(_request: Request, error: Exception) -> Response:
    """An error of the front's own routes as problem+json, like everybody's."""
    if isinstance(error, HTTPException):
        return _answer(problems.for_status(error.status_code, dict(error.headers or {})))
    return _answer(problems.for_status(500))


def _answer(problem: Problem) -> Response:
    return Response(problems.document(problem), problem.status, problem.headers, problems.MEDIA_TYPE)
