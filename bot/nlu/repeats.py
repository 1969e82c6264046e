"""Turns that come a second time, because whoever asked did not hear the answer.

A turn is saved whole or not at all. When it was, and was answered, the same answer is given again: to understand the same words once more
would answer the next question of a form with them. One that failed half-way is taken back, and begun anew.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from aiohttp import ClientConnectionError
from rasa.core.tracker_store import RedisTrackerStore
from rasa.shared.core.conversation import Dialogue
from rasa.shared.core.events import BotUttered, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker

_FAILED = "failed"
"""Actions mark a reply with it that only says that something went wrong (`bot.actions.base`)."""

_action_failures: ContextVar[list[BaseException] | None] = ContextVar("action_failures", default=None)


def answer_of(tracker: DialogueStateTracker, turn: str) -> list[dict[str, Any]] | None:
    """The messages that this turn, the last one of the dialogue, was answered with; None: it is new, or must be done again."""
    begin = _begin(tracker, turn)
    if begin is None:
        return None
    said = [event.message() for event in list(tracker.events)[begin:] if isinstance(event, BotUttered)]
    failed = any((message.get("custom") or {}).get(_FAILED) for message in said)
    return None if failed else said or None


async def take_back(store: Any, tracker: DialogueStateTracker, turn: str) -> None:
    """The dialogue is again as it was before this turn, if that was its last one."""
    begin = _begin(tracker, turn)
    if begin is None:
        return
    before = Dialogue(tracker.sender_id, list(tracker.events)[:begin])
    tracker.events.clear()
    tracker.recreate_from_dialogue(before)
    if isinstance(store, RedisTrackerStore):
        store.red.delete(store.key_prefix + tracker.sender_id)  # its `save` adds to what is there
    await store.save(tracker)


@contextmanager
def watched() -> Iterator[list[BaseException]]:
    """Within it: why actions failed without which Rasa went on."""
    failures: list[BaseException] = []
    token = _action_failures.set(failures)
    try:
        yield failures
    finally:
        _action_failures.reset(token)


def actions_are_away(failures: list[BaseException]) -> bool:
    """Whether the action server is the reason: it is not there, or went in the middle of an action."""
    return any(isinstance(error.__context__, ClientConnectionError) for error in failures)


def install() -> None:
    """Begin to listen. Rasa swallows an action's failure and answers with what is left, so its log is the only sign."""
    logger = logging.getLogger("rasa.core.processor")
    if not any(isinstance(one, _Listener) for one in logger.filters):
        logger.addFilter(_Listener())


class _Listener(logging.Filter):
    def filter(self, record: logging.LogRecord) -> bool:
        failures = _action_failures.get()
        error = record.exc_info[1] if record.exc_info else None
        if failures is not None and error is not None and record.levelno >= logging.ERROR:
            failures.append(error)
        return True


def _begin(tracker: DialogueStateTracker, turn: str) -> int | None:
    """Where the last turn's events begin, if it is this one."""
    events = list(tracker.events)
    for place in range(len(events) - 1, -1, -1):
        if isinstance(events[place], UserUttered):
            return place if (events[place].metadata or {}).get("turn") == turn else None
    return None
