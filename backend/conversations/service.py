"""The chat as the API and the page use it: one message in, the answer (or an apology) out."""

from collections.abc import Mapping
from datetime import datetime
from http import HTTPStatus
from time import monotonic
from typing import Any, Final

from sqlalchemy.orm import Session

from backend.conversations import store, turns
from backend.conversations.limits import Limits
from backend.conversations.models import Author, Button, Conversation, Message, Turn, TurnState
from backend.conversations.replies import as_reply
from backend.conversations.runner import Replies, Runner, Waiting
from backend.conversations.timing import KEPT, Timing
from backend.database import Database
from bhxh.dates import utcnow
from bhxh.messages import text as say
from bhxh.text import clean
from kit.problems import Problem

TEXT_LIMIT: Final = 2000
_HISTORY: Final = 500
_LOOK_AGAIN: Final = 0.5
"""Seconds between looks at the database for an answer that another process gave."""


class Chat:
    """Conversations with citizens. Safe to share between threads; one per process."""

    def __init__(self, database: Database, runner: Runner, limits: Limits, timing: Timing) -> None:
        self._database = database
        self._runner = runner
        self._limits = limits
        self._timing = timing

    def send(
        self, conversation_id: str | None, text: str | None, payload: str | None, *, client: str
    ) -> Mapping[str, Any]:
        """One message; ``payload`` (a button's id) replaces ``text``. The answer has the shape of POST /api/v1/chat.

        ``conversation_id`` None starts a conversation. ``client`` is the citizen's network address, for limits. Raises
        Problem 404 (unknown conversation), 422 (text or payload) or 429.
        """
        patience_ends = monotonic() + self._timing.patience
        said = "" if payload is not None else checked_text(text)
        self._limits.check(client, conversation_id)
        public_id = conversation_id or store.new_id()
        with self._database.begin() as session:
            now = utcnow()
            conversation = _conversation(session, conversation_id, public_id, now)
            pressed = _pressed(session, conversation, payload)
            turn_id, work = turns.begin(
                session, conversation, said, pressed, client=client, now=now, lease=self._runner.lease
            )
            waiting = self._runner.expect(turn_id)
            handler = conversation.handler
        try:
            if work is not None:
                self._runner.submit(work)
            replies = self._await(conversation.id, turn_id, waiting, patience_ends)
        finally:
            self._runner.forget(turn_id)
        return {"conversation_id": public_id, "handler": handler, "replies": replies}

    def messages(self, conversation_id: str) -> Mapping[str, Any]:
        """What was said, oldest first: for a page that was reloaded. Raises Problem 404."""
        with self._database.reading() as session:
            conversation = _existing(session, conversation_id, utcnow())
            first = max(0, conversation.messages - _HISTORY)
            said = store.messages_after(session, conversation.id, first, _HISTORY)
            return {"handler": conversation.handler, "messages": [as_history(message) for message in said]}

    def end(self, conversation_id: str) -> None:
        """Deletes a conversation with everything in it; an unknown one is no error."""
        with self._database.begin() as session:
            conversation = store.find(session, conversation_id, lock=True)
            if conversation is not None:
                session.delete(conversation)

    def close(self) -> None:
        """Stops the turns of this process."""
        self._runner.close()

    def _await(self, row_id: int, turn_id: str, waiting: Waiting, patience_ends: float) -> Replies:
        while not waiting.hopeless and (left := patience_ends - monotonic()) > 0:
            waiting.wait(min(left, _LOOK_AGAIN))
            if waiting.replies is not None:
                return waiting.replies
            answered = self._answered_elsewhere(row_id, turn_id)
            if answered is not None:
                return answered
        with self._database.begin() as session:
            conversation = store.locked(session, row_id)
            if conversation is None:
                raise _unknown()
            return [as_reply(message) for message in turns.apologise(session, conversation, turn_id)]

    def _answered_elsewhere(self, row_id: int, turn_id: str) -> Replies | None:
        with self._database.reading() as session:
            turn = session.get(Turn, turn_id)
            if turn is None:
                raise _unknown()  # ended by its citizen while the question was on its way
            if turn.state != TurnState.DONE:
                return None
            return [as_reply(message) for message in store.replies_of(session, row_id, turn_id)]


def checked_text(text: str | None) -> str:
    """The cleaned text. Raises Problem 422 unless 1 to 2,000 characters are left."""
    said = clean(text or "")
    if not said:
        raise _wrong_text("missing", say("chat.text.missing"))
    if len(said) > TEXT_LIMIT:
        raise _wrong_text("too_long", say("chat.text.too_long", length=len(said), limit=TEXT_LIMIT))
    return said


def as_history(message: Message) -> dict[str, Any]:
    """A message, a citizen's too, as the history gives it."""
    at = message.created_at.isoformat()
    if message.author == Author.CITIZEN:
        return {"id": message.number, "from": message.author, "text": message.body["text"], "at": at}
    return {"from": message.author, **as_reply(message), "at": at}


def _wrong_text(code: str, detail: str) -> Problem:
    error = {"field": "text", "code": code, "detail": detail}
    return Problem(HTTPStatus.UNPROCESSABLE_ENTITY, "invalid", detail, [error])


def _conversation(session: Session, wanted: str | None, public_id: str, now: datetime) -> Conversation:
    if wanted is None:
        return store.create(session, public_id, now)
    return _existing(session, wanted, now, lock=True)


def _existing(session: Session, conversation_id: str, now: datetime, *, lock: bool = False) -> Conversation:
    conversation = store.find(session, conversation_id, lock=lock)
    if conversation is None or now - conversation.active_at > KEPT:
        raise _unknown()
    return conversation


def _unknown() -> Problem:
    return Problem(HTTPStatus.NOT_FOUND, "unknown_conversation", say("chat.unknown_conversation"))


def _pressed(session: Session, conversation: Conversation, payload: str | None) -> Button | None:
    if payload is None:
        return None
    button = store.button(session, conversation, payload)
    if button is None:
        detail = say("chat.unknown_payload")
        error = {"field": "payload", "code": "unknown", "detail": detail}
        raise Problem(HTTPStatus.UNPROCESSABLE_ENTITY, "unknown_payload", detail, [error])
    return button
