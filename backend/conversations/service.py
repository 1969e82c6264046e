"""The chat as the API and the page use it: one message in, the answer (or an apology) out."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from http import HTTPStatus
from time import monotonic, sleep
from typing import Any, Final

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from backend.conversations import handoff, repeats, store, suggesting, turns
from backend.conversations.handoff import Handler
from backend.conversations.limits import Limits
from backend.conversations.live import NEWS
from backend.conversations.models import Author, Button, Conversation, Message, SentMessage, Turn, TurnState
from backend.conversations.replies import as_reply
from backend.conversations.runner import Replies, Runner, Waiting
from backend.conversations.shortcuts import Shortcut, answered
from backend.conversations.timing import KEPT, Timing
from backend.database import Database
from backend.measures import facts
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

    def __init__(
        self,
        database: Database,
        runner: Runner,
        limits: Limits,
        timing: Timing,
        *,
        shortcuts: Sequence[Shortcut] = (),
    ) -> None:
        self._database = database
        self._shortcuts = shortcuts
        self._runner = runner
        self._limits = limits
        self._timing = timing

    def send(
        self,
        conversation_id: str | None,
        text: str | None,
        payload: str | None,
        *,
        client: str,
        client_id: str | None = None,
    ) -> Mapping[str, Any]:
        """One message; ``payload`` (a button's id) replaces ``text``. The answer has the shape of POST /api/v1/chat.

        ``conversation_id`` None starts a conversation. ``client`` is the citizen's network address, for limits. A message whose
        ``client_id`` is known is answered as the first was (`repeats`). Raises Problem 404 (unknown conversation), 422 (text or
        payload) or 429.
        """
        patience_ends = monotonic() + self._timing.patience
        said = "" if payload is not None else checked_text(text)
        self._limits.check(client, conversation_id)
        name = None if client_id is None else repeats.Name(conversation_id, client, client_id)
        if name is None:
            return self._take_in(conversation_id, said, payload, client=client, name=None, patience_ends=patience_ends)
        if (known := self._known(name)) is not None:
            return self._again(known, patience_ends)
        try:
            return self._take_in(conversation_id, said, payload, client=client, name=name, patience_ends=patience_ends)
        except IntegrityError:
            known = self._known(name)  # its twin was taken in at the same moment
            if known is None:
                raise
            return self._again(known, patience_ends)

    def _known(self, name: repeats.Name) -> SentMessage | None:
        with self._database.reading() as session:
            return repeats.find(session, name)

    def _again(self, known: SentMessage, patience_ends: float) -> Mapping[str, Any]:
        """What the first of these messages was answered with, or will be."""
        while True:
            with self._database.reading() as session:
                if monotonic() >= patience_ends or not repeats.under_way(session, known):
                    replies = [as_reply(message) for message in repeats.replies(session, known)]
                    break
            sleep(_LOOK_AGAIN)
        handler = self._handler(known.conversation_id)
        return {"conversation_id": known.public_id, "handler": handler, "replies": replies}

    def _take_in(
        self,
        conversation_id: str | None,
        said: str,
        payload: str | None,
        *,
        client: str,
        name: repeats.Name | None,
        patience_ends: float,
    ) -> Mapping[str, Any]:
        public_id = conversation_id or store.new_id()
        with self._database.begin() as session:
            now = utcnow()
            conversation = _conversation(session, conversation_id, public_id, now)
            if name is not None:
                repeats.note(session, conversation, public_id, name)
            pressed = _pressed(session, conversation, payload)
            shown = pressed.title if pressed else said
            at_once = pressed is None and answered(self._shortcuts, session, conversation, shown, now)
            conversation.posted = conversation.messages if at_once else conversation.posted
            to_person = not at_once and handoff.takes(session, conversation, shown, now)
            if not at_once and not to_person:
                pressed = pressed if pressed and pressed.session == conversation.session else None
                turn_id, work = turns.begin(
                    session, conversation, shown, pressed, client=client, now=now, lease=self._runner.lease
                )
                waiting = self._runner.expect(turn_id)
        if at_once:
            return {"conversation_id": public_id, "handler": Handler.BOT, "replies": self._last(conversation.id)}
        if to_person:
            NEWS.tell(conversation.id)
            return {"conversation_id": public_id, "handler": conversation.handler, "replies": []}
        try:
            if work is not None:
                self._runner.submit(work)
            replies = self._await(conversation.id, turn_id, waiting, patience_ends)
        finally:
            self._runner.forget(turn_id)
        return {"conversation_id": public_id, "handler": self._handler(conversation.id), "replies": replies}

    def _last(self, row_id: int) -> Replies:
        """The newest message."""
        with self._database.reading() as session:
            newest = select(Message).where(Message.conversation_id == row_id).order_by(Message.number.desc()).limit(1)
            return [as_reply(session.scalars(newest).one())]

    def _handler(self, row_id: int) -> str:
        """Who answers after the turn, which may have asked for a person."""
        with self._database.reading() as session:
            return session.scalar(select(Conversation.handler).where(Conversation.id == row_id)) or Handler.BOT

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
                facts.take_in(session, conversation)
                session.delete(conversation)

    def suggestions(self, said: str) -> list[str]:
        """What the bot would answer to this, for agents."""
        return suggesting.suggestions(self._runner.engine, said)

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
