"""Citizens who want to be called: the list, who sees to whom, and what becomes of it.

`waiting` → `claimed` by one agent → `done`, or back to `waiting` for another try; `unreachable` after the third. One that is open
for a phone is not written twice.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session

from backend import audit
from backend.conversations import handoff
from backend.conversations.topics import TOPICS
from backend.database import blind_index
from backend.declined import Declined
from backend.supervision.models import CallBack
from bhxh.messages import text
from bhxh.names import parse_full_name
from bhxh.phone import parse_mobile

TRIES: Final = 3
AGAIN: Final = timedelta(minutes=30)
"""After a try in vain the next one waits so long."""
KEPT: Final = timedelta(days=7)
"""A number is deleted so long after the last thing that happened with it."""
_FROM_ONE: Final = 5
"""Numbers that one network address, or one conversation, may leave within a day."""
_MOST: Final = 300


class State(StrEnum):
    """As stored."""

    WAITING = "waiting"
    CLAIMED = "claimed"
    DONE = "done"
    UNREACHABLE = "unreachable"


@dataclass(frozen=True)
class Wish:
    """``phone`` in any spelling; ``source``: what the bound of a day counts by (an address, a conversation), None: no bound."""

    phone: str
    channel: str
    name: str = ""
    topic: str = "khac"
    source: str | None = None


def ask(session: Session, wish: Wish, now: datetime) -> CallBack:
    """Writes a wish down, or gives the one that is open for this phone. Raises InvalidValue (phone, name), Declined("too_many")."""
    phone = parse_mobile(wish.phone)
    name = parse_full_name(wish.name) if wish.name else None
    index = blind_index(session, "call_back.phone", phone)
    still_open = CallBack.state.in_([State.WAITING, State.CLAIMED])
    known = session.scalar(select(CallBack).where(CallBack.phone_index == index, still_open).limit(1))
    if known is not None:
        return known
    source = blind_index(session, "call_back.client", wish.source) if wish.source else None
    if source is not None:
        recent = select(func.count()).where(
            CallBack.client_index == source, CallBack.asked_at > now - timedelta(days=1)
        )
        if (session.scalar(recent) or 0) >= _FROM_ONE:
            raise Declined("too_many", text("supervision.call.too_many"))
    made = CallBack(
        phone=phone,
        phone_index=index,
        name=name,
        topic=wish.topic if wish.topic in TOPICS else "khac",
        channel=wish.channel,
        client_index=source,
        state=State.WAITING,
        asked_at=now,
        due_at=now,
        tries=0,
        changed_at=now,
    )
    session.add(made)
    session.flush()
    return made


def listing(session: Session, agent: str) -> Sequence[CallBack]:
    """Those that wait, in the order in which they are due, behind the agent's own."""
    mine = (CallBack.state == State.CLAIMED) & (CallBack.assignee == agent)
    query = select(CallBack).where(mine | (CallBack.state == State.WAITING))
    return session.scalars(query.order_by(CallBack.state, CallBack.due_at, CallBack.id).limit(_MOST)).all()


def claim(session: Session, number: int, agent: str, now: datetime) -> None:
    """One agent takes it. Raises Declined("taken") for who comes second, or too early after a try in vain."""
    free = (CallBack.id == number) & (CallBack.state == State.WAITING) & (CallBack.due_at <= now)
    taken = update(CallBack).where(free).values(state=State.CLAIMED, assignee=agent, changed_at=now)
    if not session.execute(taken).rowcount:  # type: ignore[attr-defined]
        raise Declined("taken", text("supervision.call.taken"))
    _note(session, agent, "claimed", number)


def call(session: Session, number: int, agent: str, now: datetime) -> int:
    """The agent dials: a phone conversation is opened; its number. Raises Declined("not_yours")."""
    _own(session, number, agent)
    _note(session, agent, "called", number)
    return handoff.begin_call(session, agent, now).id


def finish(session: Session, number: int, agent: str, now: datetime) -> None:
    """The citizen was spoken to. Raises Declined("not_yours")."""
    found = _own(session, number, agent)
    found.state, found.changed_at = State.DONE, now
    _note(session, agent, "done", number)


def in_vain(session: Session, number: int, agent: str, now: datetime) -> None:
    """Nobody answered: another try later, none after the third. Raises Declined("not_yours")."""
    found = _own(session, number, agent)
    found.tries += 1
    found.state = State.UNREACHABLE if found.tries >= TRIES else State.WAITING
    found.assignee, found.due_at, found.changed_at = None, now + AGAIN, now
    _note(session, agent, "in_vain", number)


def give_back(session: Session, number: int, agent: str, now: datetime) -> None:
    """Somebody else shall call. Raises Declined("not_yours")."""
    found = _own(session, number, agent)
    found.state, found.assignee, found.changed_at = State.WAITING, None, now
    _note(session, agent, "given_back", number)


def count_waiting(session: Session) -> int:
    """How many wait for a call."""
    return session.scalar(select(func.count()).where(CallBack.state == State.WAITING)) or 0


def forget(session: Session, now: datetime) -> None:
    """Deletes what has long been over, and what nobody has called for as long."""
    session.execute(delete(CallBack).where(CallBack.changed_at < now - KEPT))


def _own(session: Session, number: int, agent: str) -> CallBack:
    found = session.scalar(select(CallBack).where(CallBack.id == number).with_for_update())
    if found is None or found.state != State.CLAIMED or found.assignee != agent:
        raise Declined("not_yours", text("supervision.call.not_yours"))
    return found


def _note(session: Session, agent: str, act: str, number: int) -> None:
    audit.record(session, actor=f"staff:{agent}", action=f"hotline.call_back_{act}", details={"call_back": number})
