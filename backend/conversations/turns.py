"""The life of a turn in the database: queued, started under a lease, answered or taken over.

One turn of a conversation runs at a time, whichever thread or process it is in. Every step locks the conversation's row
first, so a turn queued while another one runs is always seen by the one that finishes it.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import or_, select, update
from sqlalchemy.orm import Session

from backend.conversations import handles, store, unclear
from backend.conversations.engine import EngineReply
from backend.conversations.handoff import BACK_TO_BOT, Handler
from backend.conversations.masking import Found, Kind, mask
from backend.conversations.models import Author, Button, Conversation, Message, PendingOtp, Turn, TurnState
from backend.conversations.replies import publish_answer, publish_text
from backend.conversations.timing import IDLE
from backend.database import blind_index
from bhxh.dialogue import choice
from bhxh.messages import text
from bhxh.text import fold

_MOST_ATTEMPTS: Final = 3
"""Processes that died over one turn before it is given up: it may be the turn that kills them."""

_OTP_STILL_TYPED: Final = timedelta(minutes=5)
"""After its expiry an OTP is still being copied from the phone; later a short number is a year or a house."""

_RESTART: Final = frozenset(
    {
        "restart",
        "reset",
        "bat dau lai",
        "bat dau lai tu dau",
        "lam lai tu dau",
        "bat dau cuoc moi",
        "xoa het lam lai tu dau",
    }
)
_MENU: Final = "menu"
_HIDDEN_DIGITS: Final = re.compile(r"\d")


@dataclass(frozen=True)
class Lease:
    """For how long a started turn is its process's own without news of it, and how that process names its claims."""

    length: timedelta
    claim: Callable[[], str] = store.new_id


@dataclass(frozen=True)
class Work:
    """A started turn: what to send the engine, and the claim without which its answer is not taken."""

    turn_id: str
    conversation_id: int
    session: str
    input: str
    claim: str
    started_at: datetime


def begin(
    session: Session,
    conversation: Conversation,
    said: str,
    pressed: Button | None,
    *,
    client: str,
    now: datetime,
    lease: Lease,
) -> tuple[str, Work | None]:
    """Stores what a citizen said (or the button pressed) as a turn; its id, and the work unless turns before it are still to be done."""
    # Nothing is written before the turn is ready, so that message and turn go out in one piece.
    with session.no_autoflush:
        before = _oldest(session, conversation)
        turn, message = _enqueue(session, conversation, said, pressed, client=client, now=now)
        if before is None:
            _prepare(session, conversation, turn, message)
            return turn.id, _start(turn, now, lease)
    return turn.id, start_next(session, conversation, now, lease)


def _enqueue(
    session: Session, conversation: Conversation, said: str, pressed: Button | None, *, client: str, now: datetime
) -> tuple[Turn, Message]:
    if now - conversation.active_at > IDLE:
        store.start_over(session, conversation)
        pressed = None
    conversation.active_at = now
    turn_id = store.new_id()
    shown = pressed.title if pressed else said
    message = store.append(session, conversation, Author.CITIZEN, {"text": shown}, turn_id, at=now)
    turn = Turn(
        id=turn_id,
        conversation_id=conversation.id,
        number=message.number,
        client=client,
        client_index=blind_index(session, "turn.client", client),
        state=TurnState.WAITING,
        session=conversation.session if pressed else None,
        input=pressed.payload if pressed else None,
        apologised=False,
        attempts=0,
        created_at=now,
    )
    session.add(turn)
    return turn, message


def _oldest(session: Session, conversation: Conversation) -> Turn | None:
    """The turn that is next, or under way."""
    undone = select(Turn).where(Turn.conversation_id == conversation.id, Turn.state != TurnState.DONE)
    return session.scalar(undone.order_by(Turn.number).limit(1))


def start_next(session: Session, conversation: Conversation, now: datetime, lease: Lease) -> Work | None:
    """Starts the oldest turn that waits, or takes over one whose process died; None while another one runs or none waits."""
    while True:
        turn = _oldest(session, conversation)
        if turn is None or (turn.lease_until is not None and turn.lease_until > now):
            return None
        if conversation.handler != Handler.BOT:
            _close(conversation, turn)  # the turn before it asked for a person, who now reads what this one says
            continue
        if turn.attempts < _MOST_ATTEMPTS:
            if turn.started_at is None:
                _prepare(session, conversation, turn, _message(session, turn))
            return _start(turn, now, lease)
        _give_up(session, conversation, turn)


def _message(session: Session, turn: Turn) -> Message:
    """What the citizen said in a turn."""
    said = select(Message).where(Message.conversation_id == turn.conversation_id, Message.number == turn.number)
    return session.scalars(said).one()


def _start(turn: Turn, now: datetime, lease: Lease) -> Work:
    turn.started_at = turn.started_at or now
    turn.state = TurnState.RUNNING
    turn.claim = lease.claim()
    turn.attempts += 1
    turn.lease_until = now + lease.length
    return Work(turn.id, turn.conversation_id, turn.session or "", turn.input or "", turn.claim, turn.started_at)


def _prepare(session: Session, conversation: Conversation, turn: Turn, message: Message) -> None:
    """Decides what the engine is sent. Only now, because the turn before this one may have asked for a field."""
    if turn.input is not None and turn.session == conversation.session:
        return
    said: str = message.body["text"]
    asked = fold(said).strip(" /.!")
    if asked in _RESTART:
        store.start_over(session, conversation)
        turn.preface, turn.input = "chat.restarted", _MENU
    elif asked in BACK_TO_BOT:
        turn.preface, turn.input = "chat.with_bot_again", _MENU
    else:
        chosen = _choice(session, conversation, said)
        turn.input = chosen.payload if chosen else _masked(session, conversation, message)
    turn.session = conversation.session


def _choice(session: Session, conversation: Conversation, said: str) -> Button | None:
    """The button that a typed "2" or "cái cuối", or its title word for word, stands for."""
    buttons = store.choices(session, conversation)
    place = choice(said, len(buttons))
    if place is not None:
        return buttons[place]
    return next((button for button in buttons if fold(button.title) == fold(said)), None)


def _masked(session: Session, conversation: Conversation, message: Message) -> str:
    otp = session.get(PendingOtp, conversation.id)
    pending = otp is not None and conversation.active_at < otp.expires_at + _OTP_STILL_TYPED
    pieces = mask(message.body["text"], conversation.requested_slot, otp_pending=pending)
    if any(isinstance(piece, Found) and piece.kind is Kind.OTP for piece in pieces):
        # A code is nobody's business once it was checked, so the history shows that there was one and no more.
        message.body = {**message.body, "text": _HIDDEN_DIGITS.sub("•", message.body["text"])}
    return handles.put(session, conversation.id, pieces)


def finish(
    session: Session, conversation: Conversation, work: Work, reply: EngineReply | str, *, learn: bool = True
) -> Sequence[Message] | None:
    """Stores the answer (the engine's, or a text of ours); None when the turn has been taken over meanwhile.

    ``learn``: whether a sentence that was not understood is kept for review.
    """
    turn = session.get(Turn, work.turn_id)
    if turn is None or turn.claim != work.claim or turn.state != TurnState.RUNNING:
        return None
    if isinstance(reply, str):
        messages = [publish_text(session, conversation, turn, reply)]
    else:
        conversation.unclear = unclear.noted(session, conversation, work.input, reply) if learn else None
        messages = publish_answer(session, conversation, turn, reply)
    _close(conversation, turn)
    return messages


def _give_up(session: Session, conversation: Conversation, turn: Turn) -> None:
    publish_text(session, conversation, turn, text("chat.gave_up"))
    _close(conversation, turn)


def _close(conversation: Conversation, turn: Turn) -> None:
    turn.state = TurnState.DONE
    turn.lease_until = None
    turn.claim = None
    turn.input = None
    if not turn.apologised:
        conversation.posted = conversation.messages


def apologise(session: Session, conversation: Conversation, turn_id: str) -> Sequence[Message]:
    """What to answer a citizen who has waited long enough: the apology, or the answer if it has just come."""
    turn = session.get(Turn, turn_id)
    if turn is not None and turn.state != TurnState.DONE and not turn.apologised:
        turn.apologised = True
        publish_text(session, conversation, turn, text("chat.late"))
        conversation.posted = conversation.messages
    return store.replies_of(session, conversation.id, turn_id)


def running(session: Session, engine_session: str, turn_id: str, now: datetime) -> Turn | None:
    """The turn, if it runs at this moment in this engine session."""
    turn = session.get(Turn, turn_id)
    if turn is None or turn.state != TurnState.RUNNING or turn.session != engine_session:
        return None
    return turn if turn.lease_until is not None and turn.lease_until > now else None


def renew(session: Session, claims: Sequence[str], until: datetime) -> None:
    """Prolongs the leases of turns that this process still works on."""
    session.execute(update(Turn).where(Turn.claim.in_(claims)).values(lease_until=until))


def claims(session: Session) -> Sequence[str]:
    """The claims of all turns that run, in whichever process."""
    return [claim for claim in session.scalars(select(Turn.claim).where(Turn.state == TurnState.RUNNING)) if claim]


def abandoned(session: Session, now: datetime, waited: timedelta) -> Sequence[int]:
    """Conversations with a turn that nobody works on: its lease has run out, or it waits although none runs."""
    query = select(Turn.conversation_id).where(
        or_(
            (Turn.state == TurnState.RUNNING) & (Turn.lease_until < now),
            (Turn.state == TurnState.WAITING) & (Turn.created_at < now - waited),
        )
    )
    return session.scalars(query.distinct().limit(50)).all()
