"""``POST /messages`` past Flask and its threads: what comes at the same moment is stored by one transaction.

A commit costs as much as the rows of dozens of messages, and a thread for each request more than all the rest of its way. While one
transaction is written the next requests gather; each is answered once it is committed. The Flask application behind it has every
other route, and this one for whoever calls it without us; checks, refusals and answers are its own (``api.messages``).
"""

from __future__ import annotations

import asyncio
import time
from collections import defaultdict, deque
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Final, NamedTuple

from flask import Flask
from starlette.types import ASGIApp, Receive, Scope, Send

from kit import problems
from kit.bodies import expect_json, parse_json, too_large
from kit.database import unavailable
from kit.headers import SAFE
from kit.problems import Problem
from sms_gateway import metrics
from sms_gateway.api.endpoints import JSON_LIMIT, PREFIX, key_of
from sms_gateway.api.messages import NewMessage, settle, told
from sms_gateway.api.services import EXTENSION, Services
from sms_gateway.keys import Key
from sms_gateway.keys import Scope as KeyScope
from sms_gateway.messages.accept import STORE_ROWS, Accepted, Draft, accept

PATH: Final = f"{PREFIX}/messages"

_GROUPS: Final = {"sqlite": 1}
_GROUPS_ELSEWHERE: Final = 3
"""Transactions at the same time. SQLite has one writer; elsewhere a row that somebody keeps locked must not hold back everybody."""

_HEADERS: Final = [(name.lower().encode(), value.encode()) for name, value in SAFE.items()]
_NOT_STORED: Final = (b"cache-control", b"no-store")


class _Asked(NamedTuple):
    """A request. ``body`` None: it is too long."""

    authorization: str
    media_type: str
    body: bytes | None


class _Answer(NamedTuple):
    status: int
    body: bytes
    media_type: str = "application/json"
    headers: dict[str, str] | None = None


class Singles:
    """The ASGI application. ``others``: ``app`` behind its threads."""

    def __init__(self, app: Flask, others: ASGIApp) -> None:
        self._services: Services = app.extensions[EXTENSION]
        self._others = others
        self._waiting: deque[tuple[_Asked, asyncio.Future[_Answer]]] = deque()
        self._free = _GROUPS.get(self._services.engine.dialect.name, _GROUPS_ELSEWHERE)
        self._threads = ThreadPoolExecutor(self._free, "sms-singles")
        self._groups: set[asyncio.Task[None]] = set()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request."""
        if scope["type"] != "http" or scope["path"] != PATH or scope["method"] != "POST":
            await self._others(scope, receive, send)
            return
        began = time.monotonic()
        headers = dict(scope["headers"])
        authorization = headers.get(b"authorization", b"").decode("latin-1")
        media_type = headers.get(b"content-type", b"").decode("latin-1").partition(";")[0].strip().lower()
        try:
            body = await _whole(receive)
        except ConnectionAbortedError:
            return
        answer = await self._together(_Asked(authorization, media_type, body))
        metrics.requested("POST", PATH, answer.status, time.monotonic() - began)
        head = [
            (b"content-type", answer.media_type.encode()),
            (b"content-length", b"%d" % len(answer.body)),
            _NOT_STORED,
        ]
        head += ((name.lower().encode(), value.encode()) for name, value in (answer.headers or {}).items())
        await send({"type": "http.response.start", "status": answer.status, "headers": [*head, *_HEADERS]})
        await send({"type": "http.response.body", "body": answer.body})

    async def _together(self, asked: _Asked) -> _Answer:
        answer: asyncio.Future[_Answer] = asyncio.get_running_loop().create_future()
        self._waiting.append((asked, answer))
        if self._free:
            self._free -= 1
            task = asyncio.create_task(self._work())
            self._groups.add(task)
            task.add_done_callback(self._groups.discard)
        return await answer

    async def _work(self) -> None:
        """Group after group, until nobody waits."""
        loop = asyncio.get_running_loop()
        try:
            while self._waiting:
                group = [self._waiting.popleft() for _ in range(min(STORE_ROWS, len(self._waiting)))]
                try:
                    answers = await loop.run_in_executor(self._threads, self._answers, [asked for asked, _ in group])
                except Exception as error:
                    answers = [_answer(_problem(error))] * len(group)
                for (_, future), answer in zip(group, answers, strict=True):
                    if not future.done():  # whoever asked may have gone
                        future.set_result(answer)
        finally:
            self._free += 1

    def _answers(self, group: Sequence[_Asked]) -> list[_Answer]:
        """One for each request, in their order."""
        outcomes: dict[int, Accepted | Problem] = {}
        drafts: dict[Key, dict[int, Draft]] = defaultdict(dict)
        keys: dict[str, Key | Problem] = {}
        for place, asked in enumerate(group):
            key = self._key(asked.authorization, keys)
            if isinstance(key, Problem):
                outcomes[place] = key
                continue
            try:
                drafts[key][place] = _draft(key, asked)
            except Exception as error:
                outcomes[place] = _problem(error)
        for key, wanted in drafts.items():
            outcomes.update(zip(wanted, self._stored(key, list(wanted.values())), strict=True))
        return [_answer(outcomes[place]) for place in range(len(group))]

    def _key(self, authorization: str, keys: dict[str, Key | Problem]) -> Key | Problem:
        """``keys``: those that this group has asked for already."""
        if authorization not in keys:
            try:
                keys[authorization] = key_of(self._services.keys, authorization, KeyScope.MESSAGES)
            except Exception as error:
                keys[authorization] = _problem(error)
        return keys[authorization]

    def _stored(self, key: Key, drafts: Sequence[Draft]) -> Sequence[Accepted | Problem]:
        try:
            stored = self._accepted(key, drafts)
        except Exception as error:
            return [_problem(error)] * len(drafts)
        try:
            return settle(self._services, drafts, stored)
        except Exception:
            # One of them cannot be compared with what its reference stands for. The others are stored, and are told so.
            return [self._settled(draft, one) for draft, one in zip(drafts, stored, strict=True)]

    def _settled(self, draft: Draft, stored: Accepted | Problem) -> Accepted | Problem:
        try:
            return settle(self._services, [draft], [stored])[0]
        except Exception as error:
            return _problem(error)

    def _accepted(self, key: Key, drafts: Sequence[Draft]) -> list[Accepted | Problem]:
        """One transaction. Where it fails for one of the messages, the others are stored without that one."""
        at = self._services
        try:
            return accept(at.engine, at.sealing, at.owner(key), drafts)
        except Exception as error:
            if unavailable(error):
                raise
            if len(drafts) == 1:
                return [_problem(error)]
        return [self._accepted(key, [draft])[0] for draft in drafts]


async def _whole(receive: Receive) -> bytes | None:
    """The body, None when it is too long. Raises ConnectionAbortedError when the client goes before its end."""
    body, more = b"", True
    while more and len(body) <= JSON_LIMIT:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise ConnectionAbortedError
        body += message.get("body", b"")
        more = message.get("more_body", False)
    return body if len(body) <= JSON_LIMIT else None


def _draft(key: Key, asked: _Asked) -> Draft:
    """Raises Problem 400, 413, 415 or 422."""
    expect_json(asked.media_type)
    if asked.body is None:
        raise too_large()
    return parse_json(NewMessage, asked.body).draft(key)


def _problem(error: Exception) -> Problem:
    return error if isinstance(error, Problem) else problems.of_failure(error)


def _answer(outcome: Accepted | Problem) -> _Answer:
    if isinstance(outcome, Problem):
        return _Answer(outcome.status, problems.document(outcome), problems.MEDIA_TYPE, outcome.headers)
    status, view = told(outcome)
    return _Answer(status, view.model_dump_json().encode())
