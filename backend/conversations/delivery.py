"""The queue of messages to citizens on platforms: the message table itself. One deliverer at a time holds a conversation, so its
messages go out one after the other, in their order.

A message counts as sent when the platform has taken it and that is written down. A deliverer that dies in between leaves a claim that
runs out; the message then goes out again, with the same `Outgoing.id` for platforms that know such.
"""

import re
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from backend.conversations import store, turns
from backend.conversations.models import Conversation, Delivery, Message, Turn, TurnState

LEASE: Final = timedelta(seconds=30)
"""How long a claim holds without news of its holder: longer than a platform may take to answer for one message."""
BACK_OFF: Final = tuple(timedelta(seconds=seconds) for seconds in (1, 3, 10, 30, 120, 600))
GIVE_UP: Final = timedelta(hours=6)
"""An answer that a platform could not take for so long would only puzzle who gets it."""
_MOST: Final = 200
_OUTGOING_ID: Final = re.compile(r"c(\d{1,18})-([A-Za-z0-9_-]{1,12})-(\d{1,9})")


@dataclass(frozen=True)
class Choice:
    """A button; ``payload`` is its id, good in its conversation alone."""

    title: str
    payload: str


@dataclass(frozen=True)
class Outgoing:
    """One message as its platform is to show it: the one model of replies. ``id`` is the same however often it is tried.

    ``text`` says everything that the other parts show, for platforms (and people) that have only text. ``extras``: those parts, from the
    message's body: "links" [{"title", "url"}], "files" [{"kind", "ref", "name"}], "table" {"head", "rows"}. ``author``: bot or agent.
    ``heard_at``: when the citizen last wrote. ``asks``: the field that the assistant asks for with it.
    """

    id: str
    number: int
    text: str
    choices: tuple[Choice, ...]
    meta: dict[str, Any]
    extras: dict[str, Any]
    author: str
    created_at: datetime
    heard_at: datetime
    asks: str | None = None


@dataclass(frozen=True)
class Parcel:
    """A claimed conversation and the message that is next."""

    row_id: int
    channel: str
    address: str
    claim: str
    outgoing: Outgoing
    attempts: int


def due(session: Session, channels: Collection[str], now: datetime) -> Sequence[tuple[int, str]]:
    """Conversations (row id, channel) in which something waits and nobody delivers, longest waiting first."""
    query = select(Conversation.id, Conversation.channel).where(
        Conversation.deliver_at <= now, Conversation.channel.in_(channels)
    )
    return [(row.id, row.channel) for row in session.execute(query.order_by(Conversation.deliver_at).limit(_MOST))]


def claim(session: Session, row_id: int, now: datetime, name: Callable[[], str] = store.new_id) -> Parcel | None:
    """Take a conversation's deliveries over; None when somebody else was quicker, or nothing is left. ``name``: makes the claim's."""
    mine = update(Conversation).where(Conversation.id == row_id, Conversation.deliver_at <= now)
    values = {
        "delivery_claim": name(),
        "deliver_at": now + LEASE,
        "delivery_attempts": Conversation.delivery_attempts + 1,
    }
    if not session.execute(mine.values(**values)).rowcount:  # type: ignore[attr-defined]
        return None
    conversation = store.locked(session, row_id)
    return None if conversation is None else _next(session, conversation, now)


def claims(session: Session, now: datetime) -> Sequence[str]:
    """The claims of all deliverers, in whichever process."""
    held = select(Conversation.delivery_claim).where(Conversation.deliver_at > now)
    return [name for name in session.scalars(held) if name]


def release(session: Session, names: Collection[str], now: datetime) -> None:
    """The holders of these claims have died: what they held waits for whoever comes next."""
    session.execute(update(Conversation).where(Conversation.delivery_claim.in_(names)).values(deliver_at=now))


def settle(session: Session, parcel: Parcel, state: Delivery, now: datetime, error: str | None = None) -> Parcel | None:
    """Write down what became of a message, and take the next one. None: nothing is left, or the claim has run out meanwhile."""
    conversation = _held(session, parcel)
    if conversation is None:
        return None
    message = _message(session, parcel)
    message.delivery, message.delivery_error = state, error
    conversation.delivery_attempts = 1
    conversation.deliver_at = now + LEASE
    session.flush()
    return _next(session, conversation, now)


def put_off(session: Session, parcel: Parcel, error: str, now: datetime, wait: timedelta | None = None) -> None:
    """The platform could not take it now: again after ``wait``, by default later each time. Given up after `GIVE_UP`."""
    conversation = _held(session, parcel)
    if conversation is None:
        return
    message = _message(session, parcel)
    message.delivery_error = error
    if now - message.created_at > GIVE_UP:
        message.delivery = Delivery.FAILED
    conversation.delivery_claim = None
    conversation.deliver_at = now + (wait or BACK_OFF[min(parcel.attempts, len(BACK_OFF)) - 1])


def fail_all(session: Session, parcel: Parcel, error: str) -> None:
    """Nothing reaches this citizen any more (they have blocked us): what waits for them has failed."""
    conversation = _held(session, parcel)
    if conversation is None:
        return
    waiting = (Message.conversation_id == conversation.id) & (Message.delivery == Delivery.WAITING)
    session.execute(update(Message).where(waiting).values(delivery=Delivery.FAILED, delivery_error=error))
    _release(conversation)


def again(session: Session, conversation: Conversation, errors: Collection[str], now: datetime) -> None:
    """What failed for one of these reasons waits once more: the reason is gone. Call it with the conversation locked."""
    failed = (Message.conversation_id == conversation.id) & (Message.delivery == Delivery.FAILED)
    waiting = update(Message).where(failed, Message.delivery_error.in_(errors)).values(delivery=Delivery.WAITING)
    if session.execute(waiting).rowcount and conversation.delivery_claim is None:  # type: ignore[attr-defined]
        conversation.deliver_at = now


def give_back(session: Session, parcel: Parcel, now: datetime) -> None:
    """Its holder stops before it was sent: whoever comes next may take it at once."""
    conversation = _held(session, parcel)
    if conversation is not None:
        conversation.delivery_claim = None
        conversation.deliver_at = now


def lost(session: Session, outgoing_id: str, error: str, *, gone: bool) -> bool:
    """A platform tells afterwards that a message did not arrive. ``gone``: nor does anything that waits. Whether it was one of ours."""
    named = _OUTGOING_ID.fullmatch(outgoing_id)
    conversation = store.locked(session, int(named[1])) if named else None
    if named is None or conversation is None:
        return False
    message = session.scalar(
        select(Message).where(Message.conversation_id == conversation.id, Message.number == int(named[3]))
    )
    if message is None or not message.turn_id.startswith(named[2]):
        return False  # another conversation's: numbers of rows come again
    message.delivery, message.delivery_error = Delivery.FAILED, error[:48]
    if gone:
        waiting = (Message.conversation_id == conversation.id) & (Message.delivery == Delivery.WAITING)
        session.execute(update(Message).where(waiting).values(delivery=Delivery.FAILED, delivery_error=error[:48]))
    return True


@dataclass(frozen=True)
class Busy:
    """A citizen who waits for an answer of the engine, and since when."""

    row_id: int
    channel: str
    address: str
    since: datetime
    apologised: bool


def busy(session: Session, channels: Collection[str]) -> Sequence[Busy]:
    """Who waits for an answer on platforms; in each conversation the oldest turn counts."""
    undone = Turn.state.in_([TurnState.RUNNING, TurnState.WAITING])
    query = (
        select(Conversation.id, Conversation.channel, Conversation.address, Turn.created_at, Turn.apologised)
        .join(Turn, Turn.conversation_id == Conversation.id)
        .where(undone, Conversation.address_index.is_not(None), Conversation.channel.in_(channels))
        .order_by(Turn.number.desc())
        .limit(_MOST)
    )
    rows = {row.id: Busy(row.id, row.channel, row.address or "", *row[3:]) for row in session.execute(query)}
    return list(rows.values())


def apologise(session: Session, row_id: int, before: datetime) -> bool:
    """Tell who has waited too long for an answer, once a turn; whether there was anybody."""
    conversation = store.locked(session, row_id)
    if conversation is None:
        return False
    late = select(Turn).where(
        Turn.conversation_id == row_id,
        Turn.state.in_([TurnState.RUNNING, TurnState.WAITING]),
        Turn.created_at <= before,
        Turn.apologised.is_(False),
    )
    turn = session.scalar(late.order_by(Turn.number).limit(1))
    if turn is None:
        return False
    turns.apologise(session, conversation, turn.id)
    return True


def _next(session: Session, conversation: Conversation, now: datetime) -> Parcel | None:
    waiting = select(Message).where(Message.conversation_id == conversation.id, Message.delivery == Delivery.WAITING)
    message = session.scalar(waiting.order_by(Message.number).limit(1))
    if message is None or conversation.delivery_claim is None or conversation.address is None:
        _release(conversation)
        return None
    return Parcel(
        row_id=conversation.id,
        channel=conversation.channel,
        address=conversation.address,
        claim=conversation.delivery_claim,
        outgoing=_outgoing(conversation, message),
        attempts=conversation.delivery_attempts,
    )


def _outgoing(conversation: Conversation, message: Message) -> Outgoing:
    body = message.body
    return Outgoing(
        id=f"c{conversation.id}-{message.turn_id[:12]}-{message.number}",
        number=message.number,
        text=str(body["text"]),
        choices=tuple(Choice(button["title"], button["payload"]) for button in body.get("buttons", ())),
        meta=dict(body.get("meta") or {}),
        extras={name: value for name, value in body.items() if name not in {"text", "buttons", "meta"}},
        author=message.author,
        created_at=message.created_at,
        heard_at=conversation.active_at,
        asks=conversation.requested_slot if message.number == conversation.messages else None,
    )


def _held(session: Session, parcel: Parcel) -> Conversation | None:
    conversation = store.locked(session, parcel.row_id)
    return conversation if conversation is not None and conversation.delivery_claim == parcel.claim else None


def _message(session: Session, parcel: Parcel) -> Message:
    found = select(Message).where(Message.conversation_id == parcel.row_id, Message.number == parcel.outgoing.number)
    return session.scalars(found).one()


def _release(conversation: Conversation) -> None:
    conversation.delivery_claim = None
    conversation.deliver_at = None
    conversation.delivery_attempts = 0
