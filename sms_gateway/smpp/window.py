"""Submits that await their answers: how many, since when, and who waits for a place."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable
from typing import Final, NamedTuple

from kit.logs import get_logger
from sms_gateway.smpp.results import Done, NotSent, Result, Unanswered

_MOST_LATE: Final = 10_000


class _Open(NamedTuple):
    done: Done
    deadline: float
    response: int


class Window:
    """At most ``limit`` submits without an answer; the last ``reserved`` places are for urgent ones.

    Every submit's ``done`` is called once, and once more if its answer comes after it was given up as timed out.
    """

    def __init__(self, limit: int, reserved: int) -> None:
        self.limit = limit
        self.reserved = reserved
        self.held = False
        """No new submits for now."""
        self._open: dict[int, _Open] = {}
        self._late: dict[int, _Open] = {}
        self._waiting: tuple[deque[asyncio.Future[None]], ...] = (deque(), deque())
        self._called = 0
        self._emptied: list[asyncio.Future[None]] = []

    def __len__(self) -> int:
        return len(self._open)

    def __contains__(self, sequence: int) -> bool:
        return sequence in self._open or sequence in self._late

    def room(self, urgent: bool) -> bool:
        """Whether one more may go."""
        limit = self.limit if urgent else max(1, self.limit - self.reserved)
        return len(self._open) < limit and not self.held

    def add(self, sequence: int, done: Done, deadline: float, response: int) -> None:
        """A submit has gone. Deadlines do not decrease from one to the next."""
        self._open[sequence] = _Open(done, deadline, response)

    def answer(self, sequence: int, response: int | None, result: Result) -> bool | None:
        """An answer came (``response``: its command, None for a generic_nack).

        True: to a submit that waits for it; None: to one given up before; False: to nothing we have sent.
        """
        found = self._open.get(sequence)
        where = self._open if found else self._late
        found = found or self._late.get(sequence)
        if found is None or response not in (None, found.response):
            return False
        del where[sequence]
        call(found.done, result)
        if not self._open:
            self._tell_emptied()
        return True if where is self._open else None

    def expire(self, now: float) -> int:
        """Give up those whose deadline has passed; returns how many."""
        expired = []
        for sequence, waiting in self._open.items():
            if waiting.deadline > now:
                break
            expired.append(sequence)
        for sequence in expired:
            waiting = self._late[sequence] = self._open.pop(sequence)
            call(waiting.done, Unanswered("timeout"))
        while len(self._late) > _MOST_LATE:
            del self._late[next(iter(self._late))]
        if expired and not self._open:
            self._tell_emptied()
        return len(expired)

    def lose(self, unwritten: int) -> None:
        """The line is gone; the last ``unwritten`` submits never went out."""
        submits = list(self._open.values())
        self._open.clear()
        self._late.clear()
        written = len(submits) - unwritten
        for number, submit in enumerate(submits):
            call(submit.done, Unanswered("line_lost") if number < written else NotSent("closed"))
        self._tell_emptied()
        self.wake_all()

    @property
    def waiting(self) -> bool:
        """Whether anybody waits for a place."""
        return bool(self._waiting[0] or self._waiting[1])

    @property
    def urgent_waiting(self) -> bool:
        """Whether somebody urgent does, or has been called and not yet looked: nobody else may take a place before."""
        return bool(self._waiting[0]) or self._called > 0

    async def wait(self, urgent: bool, again: bool) -> None:
        """Until there may be a place. ``again``: it was taken away by another, so to the head of the queue."""
        queue = self._waiting[not urgent]
        future: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        if again:
            queue.appendleft(future)
        else:
            queue.append(future)
        try:
            await future
        except asyncio.CancelledError:
            if future in queue:
                queue.remove(future)
            self._looked(urgent, future)
            self.wake()  # if it was our turn, or we stood in somebody's way, it is the next one's now
            raise
        self._looked(urgent, future)

    def _looked(self, urgent: bool, future: asyncio.Future[None]) -> None:
        if urgent and not future.cancelled():
            self._called -= 1

    def wake(self) -> None:
        """Let the next one look, urgent ones first. Who then takes a place calls this again."""
        for queue, urgent in zip(self._waiting, (True, False), strict=True):
            while queue and self.room(urgent):
                if self._call(queue.popleft(), urgent):
                    return

    def wake_all(self) -> None:
        """Let everybody look: the session is ending."""
        for queue, urgent in zip(self._waiting, (True, False), strict=True):
            while queue:
                self._call(queue.popleft(), urgent)

    def _call(self, future: asyncio.Future[None], urgent: bool) -> bool:
        if future.done():
            return False
        self._called += urgent
        future.set_result(None)
        return True

    async def emptied(self) -> None:
        """Until no submit awaits its answer."""
        if self._open:
            future: asyncio.Future[None] = asyncio.get_running_loop().create_future()
            self._emptied.append(future)
            await future

    def _tell_emptied(self) -> None:
        for future in self._emptied:
            if not future.done():
                future.set_result(None)
        self._emptied.clear()


def call(done: Callable[[Result], None], result: Result) -> None:
    """Tell the caller; its mistakes must not cost the other messages their answers."""
    try:
        done(result)
    except Exception as error:
        get_logger(__name__).error("smpp_callback_failed", error=type(error).__name__)
