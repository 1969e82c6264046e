"""Server-sent events of a conversation, as a native ASGI application: a thread per stream would end at some dozens.

What is sent comes from the message table, in the order of its numbers, so a stream can break off and resume anywhere. News of
this process wakes a stream at once; one query a second over all open streams finds what other processes did.
"""

import asyncio
import json
from collections.abc import AsyncIterator, Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any, Final, TypeVar

from sqlalchemy import select
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse
from starlette.routing import Route

from backend.config import BackendConfig
from backend.conversations import store
from backend.conversations.live import NEWS, STREAM_HEADERS
from backend.conversations.models import Author, Conversation, Turn, TurnState
from backend.conversations.replies import as_reply
from backend.conversations.timing import KEPT, Timing
from backend.database import Database
from bhxh.dates import utcnow
from bhxh.messages import text
from kit.logs import get_logger
from kit.problems import MEDIA_TYPE

PATH: Final = "/api/v1/chat/{conversation_id}/events"
_PER_CONVERSATION: Final = 8
_TYPING_AGAIN: Final = 5.0
_MOMENT: Final = 0.01
_CHUNK: Final = 500

log = get_logger(__name__)

Result = TypeVar("Result")


@dataclass
class State:
    """What can change in a conversation: its last message's number, who answers, and whether an answer is being made."""

    messages: int
    handler: str
    busy: bool


@dataclass(eq=False)
class Stream:
    """One open stream. ``state`` is the newest known (None: the conversation has ended), ``woken`` is set when it changed."""

    row_id: int
    sent: int
    state: State | None
    woken: asyncio.Event = field(default_factory=asyncio.Event)


class Hub:
    """All open streams of this process, and the one task that looks after them."""

    def __init__(self, database: Database, timing: Timing) -> None:
        self._database = database
        self._timing = timing
        # Few threads: a look at the database takes a millisecond, and SQLite has one file anyway.
        self._threads = ThreadPoolExecutor(4, thread_name_prefix="events")
        self._streams: dict[int, set[Stream]] = {}
        self._loop: asyncio.AbstractEventLoop | None = None
        self._news: set[int] = set()
        self._looking: set[asyncio.Task[None]] = set()
        self._unsubscribe: Callable[[], None] = lambda: None

    def start(self) -> None:
        """Begins to look after streams on the running event loop, once. Called with the first stream: a mounted
        application's lifespan is not run by its host."""
        loop = asyncio.get_running_loop()
        if self._loop is loop:
            return
        self._loop = loop
        self._unsubscribe()
        self._unsubscribe = NEWS.subscribe(self._told)
        self._polling = loop.create_task(self._poll())

    async def open(self, conversation_id: str, last_event: int | None) -> Stream | None:
        """A stream behind ``last_event``, by default behind what the last POST answered. None: no such conversation."""
        found = await self._in_thread(self._find, conversation_id)
        if found is None:
            return None
        row_id, posted, state = found
        sent = posted if last_event is None else min(last_event, state.messages)
        return Stream(row_id, sent, state)

    def has_room(self, row_id: int) -> bool:
        """Whether this conversation may have one more stream."""
        return len(self._streams.get(row_id, ())) < _PER_CONVERSATION

    async def events(self, stream: Stream) -> AsyncIterator[bytes]:
        """The stream's bytes, until the client goes."""
        self._streams.setdefault(stream.row_id, set()).add(stream)
        try:
            yield b"retry: 2000\n\n"
            handler, typed_at = None, float("-inf")
            while (state := stream.state) is not None:
                stream.woken.clear()
                for message in await self._in_thread(self._replies, stream.row_id, stream.sent):
                    stream.sent = message["id"]
                    if message["reply"] is not None:
                        yield _event("reply", {"handler": state.handler, "replies": [message["reply"]]}, message["id"])
                if handler not in {None, state.handler}:
                    yield _event("handler", {"handler": state.handler})
                handler = state.handler
                now = asyncio.get_running_loop().time()
                if state.busy and now - typed_at >= _TYPING_AGAIN:
                    typed_at = now
                    yield _event("typing", {"handler": handler})
                typed_at = typed_at if state.busy else float("-inf")
                if not await _wakes(stream.woken, _TYPING_AGAIN if state.busy else self._timing.heartbeat):
                    yield b": \n\n"
        finally:
            streams = self._streams[stream.row_id]
            streams.discard(stream)
            if not streams:
                del self._streams[stream.row_id]

    def _told(self, row_id: int) -> None:
        loop = self._loop
        if loop is not None and not loop.is_closed():
            loop.call_soon_threadsafe(self._look_soon, row_id)

    def _look_soon(self, row_id: int) -> None:
        """Looks a moment later, so that the news of many turns costs one query."""
        if row_id not in self._streams:
            return
        if not self._news:
            asyncio.get_running_loop().call_later(_MOMENT, self._look)
        self._news.add(row_id)

    def _look(self) -> None:
        news, self._news = list(self._news), set()
        task = asyncio.ensure_future(self._update(news))
        self._looking.add(task)  # the loop itself keeps no reference to a task
        task.add_done_callback(self._looking.discard)

    async def _poll(self) -> None:
        while True:
            await asyncio.sleep(self._timing.poll)
            open_now = list(self._streams)
            try:
                for start in range(0, len(open_now), _CHUNK):
                    await self._update(open_now[start : start + _CHUNK])
            except Exception as error:
                log.error("event_poll_failed", error=type(error).__name__)

    async def _update(self, row_ids: list[int]) -> None:
        states = await self._in_thread(self._states, row_ids)
        for row_id in row_ids:
            state = states.get(row_id)
            for stream in self._streams.get(row_id, ()):
                if stream.state != state or state is None or stream.sent < state.messages:
                    stream.state = state
                    stream.woken.set()

    async def _in_thread(self, work: Callable[..., Result], *args: object) -> Result:
        return await asyncio.get_running_loop().run_in_executor(self._threads, work, *args)

    def _find(self, conversation_id: str) -> tuple[int, int, State] | None:
        with self._database.reading() as session:
            row = store.find(session, conversation_id)
            if row is None or utcnow() - row.active_at > KEPT:
                return None
            return row.id, row.posted, State(row.messages, row.handler, busy=False)

    def _states(self, row_ids: Iterable[int]) -> dict[int, State]:
        wanted = list(row_ids)
        with self._database.reading() as session:
            columns = select(Conversation.id, Conversation.messages, Conversation.handler)
            rows = session.execute(columns.where(Conversation.id.in_(wanted))).all()
            busy = set(
                session.scalars(
                    select(Turn.conversation_id).where(
                        Turn.conversation_id.in_(wanted), Turn.state.in_([TurnState.RUNNING, TurnState.WAITING])
                    )
                )
            )
        return {row.id: State(row.messages, row.handler, row.id in busy) for row in rows}

    def _replies(self, row_id: int, after: int) -> list[dict[str, Any]]:
        with self._database.reading() as session:
            return [
                {"id": message.number, "reply": None if message.author == Author.CITIZEN else as_reply(message)}
                for message in store.messages_after(session, row_id, after, _CHUNK)
            ]


async def _wakes(woken: asyncio.Event, seconds: float) -> bool:
    try:
        await asyncio.wait_for(woken.wait(), seconds)
    except TimeoutError:
        return False
    return True


def _event(name: str, data: dict[str, Any], number: int | None = None) -> bytes:
    head = f"id: {number}\n" if number is not None else ""
    return f"{head}event: {name}\ndata: {json.dumps(data, ensure_ascii=False)}\n\n".encode()


def create_events_app(config: BackendConfig, *, timing: Timing | None = None) -> Starlette:
    """The ASGI application of ``GET /api/v1/chat/{id}/events``."""
    hub = Hub(Database.open(config), timing or Timing())

    async def events(request: Request) -> Response:
        hub.start()
        last = request.headers.get("Last-Event-ID", "")
        stream = await hub.open(request.path_params["conversation_id"], int(last) if _is_number(last) else None)
        if stream is None:
            return _problem(HTTPStatus.NOT_FOUND, "unknown_conversation", text("chat.unknown_conversation"))
        if not hub.has_room(stream.row_id):
            return _problem(HTTPStatus.TOO_MANY_REQUESTS, "too_many_streams", text("chat.too_many_streams"))
        return StreamingResponse(hub.events(stream), media_type="text/event-stream", headers=STREAM_HEADERS)

    async def not_found(_request: Request, _error: Exception) -> Response:
        return _problem(HTTPStatus.NOT_FOUND, "not_found", text("problem.not_found"))

    async def not_allowed(_request: Request, _error: Exception) -> Response:
        detail = text("problem.method_not_allowed")
        return _problem(HTTPStatus.METHOD_NOT_ALLOWED, "method_not_allowed", detail, Allow="GET, HEAD")

    return Starlette(
        routes=[Route(PATH, events, methods=["GET"])],
        exception_handlers={404: not_found, 405: not_allowed},
    )


def _is_number(value: str) -> bool:
    return value.isascii() and value.isdigit() and len(value) <= 9


def _problem(status: HTTPStatus, code: str, detail: str, **headers: str) -> Response:
    body = {"type": "about:blank", "title": code, "status": status.value, "code": code, "detail": detail}
    return JSONResponse(body, status.value, headers={**STREAM_HEADERS, **headers}, media_type=MEDIA_TYPE)
