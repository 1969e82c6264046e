"""`/tong-dai/su-kien`: tells open consoles that something has happened, as a native ASGI application like the citizens' streams.

An event says no more than "look again": what happened, and who may see it, is decided by the pages it makes the console ask for.
"""

import asyncio
from collections.abc import AsyncIterator
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from typing import Final

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse
from starlette.routing import Route

from backend.config import BackendConfig
from backend.conversations import desk
from backend.conversations.live import NEWS, STREAM_HEADERS
from backend.database import Database
from backend.staff import sessions
from backend.staff.guard import COOKIE
from backend.staff.roles import Permission
from backend.staff.sessions import Step
from bhxh.dates import utcnow
from kit.logs import get_logger

PATH: Final = "/tong-dai/su-kien"
_POLL: Final = 1.0
_HEARTBEAT: Final = 15.0
_LOOK_AGAIN: Final = 60.0
"""Seconds after which a stream asks whether its reader is still logged in."""

log = get_logger(__name__)


class Hub:
    """All consoles of this process that listen."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._threads = ThreadPoolExecutor(2, thread_name_prefix="hotline-events")
        self._listeners: set[asyncio.Event] = set()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._latest: datetime | None = None

    def start(self) -> None:
        """Begin on the running loop, with the first stream: a mounted application's lifespan is not run by its host."""
        loop = asyncio.get_running_loop()
        if self._loop is loop:
            return
        self._loop = loop
        NEWS.subscribe(self._told)
        self._polling = loop.create_task(self._poll())

    async def may_listen(self, token: str) -> bool:
        """Whether this cookie is an agent's who is logged in. Listening keeps no session open."""
        return await asyncio.get_running_loop().run_in_executor(self._threads, self._is_agent, token)

    async def events(self, token: str) -> AsyncIterator[bytes]:
        """The stream's bytes, until the client goes or is logged out."""
        woken = asyncio.Event()
        self._listeners.add(woken)
        loop = asyncio.get_running_loop()
        checked = loop.time()
        try:
            yield b"retry: 2000\n\nevent: news\ndata: {}\n\n"
            while True:
                try:
                    await asyncio.wait_for(woken.wait(), _HEARTBEAT)
                    woken.clear()
                    yield b"event: news\ndata: {}\n\n"
                except TimeoutError:
                    yield b": \n\n"
                if loop.time() - checked > _LOOK_AGAIN:
                    checked = loop.time()
                    if not await self.may_listen(token):
                        return
        finally:
            self._listeners.discard(woken)

    def _told(self, _conversation_id: int) -> None:
        if self._loop is not None and not self._loop.is_closed():
            self._loop.call_soon_threadsafe(self._wake)

    def _wake(self) -> None:
        for listener in self._listeners:
            listener.set()

    async def _poll(self) -> None:
        """Another process may have done something: one query a second for all consoles."""
        while True:
            await asyncio.sleep(_POLL)
            if not self._listeners:
                continue
            try:
                latest = await asyncio.get_running_loop().run_in_executor(self._threads, self._look)
            except Exception as error:
                log.error("hotline_poll_failed", error=type(error).__name__)
                continue
            if latest != self._latest:
                self._latest = latest
                self._wake()

    def _look(self) -> datetime | None:
        with self._database.reading() as session:
            return desk.latest_change(session)

    def _is_agent(self, token: str) -> bool:
        who = sessions.find(self._database, token, utcnow(), touch=False)
        listeners = {Permission.CONVERSATIONS, Permission.HOTLINE_SUPERVISE}
        return who is not None and who.step is Step.DONE and bool(listeners & who.permissions)


def create_events_app(config: BackendConfig) -> Starlette:
    """The ASGI application of ``GET /tong-dai/su-kien``."""
    hub = Hub(Database.open(config))

    async def events(request: Request) -> Response:
        hub.start()
        token = request.cookies.get(COOKIE, "")
        if not token or not await hub.may_listen(token):
            return Response(status_code=401, headers=STREAM_HEADERS)
        return StreamingResponse(hub.events(token), media_type="text/event-stream", headers=STREAM_HEADERS)

    return Starlette(routes=[Route(PATH, events, methods=["GET"])])
