"""Citizens at a facility that refuses their card: they go first, and the duty officer of that province is told
(Công văn 3717/BHXH-CNTT, mục II.5).

The province is what the citizen has named, before asking for a person or while waiting. Whoever names none still goes first.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from backend import audit
from backend.conversations import desk as conversations
from backend.conversations import handoff, store
from backend.conversations.models import Conversation
from backend.declined import Declined
from backend.notify.outbox import enqueue_sms
from backend.registration.agencies import NotOne, agencies, find_home_province
from backend.supervision import duty
from backend.supervision.models import DutyShift, RefusedCard
from bhxh.messages import text
from bhxh.phone import to_local
from bhxh.places import find_places

SMS: Final = "truc_the_tu_choi"
"""The gateway's template of the alert; it holds nothing about the citizen."""


@dataclass(frozen=True)
class Known:
    """``agency``: name of the agency of the province, None: unknown; ``duty``: somebody is on duty there and has been told."""

    agency: str | None
    duty: bool
    taken_by: str | None = None


@dataclass(frozen=True)
class Alert:
    """One refused card as the officer on duty sees it. ``notes``: what agents and officers wrote to each other."""

    found: conversations.Summary
    agency: str
    alerted_at: datetime
    taken_by: str | None
    notes: Sequence[conversations.Line]


def note(session: Session, conversation: Conversation, place: str | None, now: datetime) -> Known:
    """A conversation, whose row is locked, tells of a refused card; ``place``: words that name the province."""
    row = session.get(RefusedCard, conversation.id)
    if row is None:
        row = RefusedCard(conversation_id=conversation.id, looked=conversation.messages)
        session.add(row)
    row.province = row.province or _province(place)
    _alert(session, row, conversation, now)
    session.flush()
    return _known(row)


def look_again(session: Session, now: datetime) -> int:
    """Finds refusals told in the queue, provinces named there, and officers whose duty has begun; how many were told."""
    numbers = set(session.scalars(select(RefusedCard.conversation_id).where(RefusedCard.alerted_at.is_(None))))
    numbers |= {found.number for found in conversations.queue(session) if found.priority >= handoff.FIRST}
    return sum(_look(session, number, now) for number in sorted(numbers))


def known(session: Session, numbers: Sequence[int]) -> dict[int, Known]:
    """What is known of those conversations that tell of a refused card."""
    rows = session.scalars(select(RefusedCard).where(RefusedCard.conversation_id.in_(numbers)))
    return {row.conversation_id: _known(row) for row in rows}


def alerts(session: Session, username: str) -> list[Alert]:
    """What an officer was alerted of, the latest first."""
    query = select(RefusedCard).join(DutyShift, RefusedCard.shift_id == DutyShift.id)
    rows = session.scalars(query.where(DutyShift.username == username).order_by(RefusedCard.alerted_at.desc())).all()
    numbers = [row.conversation_id for row in rows]
    told, notes = conversations.some(session, numbers), conversations.notes(session, numbers)
    return [
        Alert(
            told[row.conversation_id],
            agencies()[row.province].name,
            row.alerted_at,
            row.taken_by,
            notes[row.conversation_id],
        )
        for row in rows
        if row.conversation_id in told and row.alerted_at is not None and row.province is not None
    ]


def untaken(session: Session, username: str) -> int:
    """How many of an officer's alerts nobody sees to yet."""
    alerted = (DutyShift.username == username) & RefusedCard.alerted_at.is_not(None) & RefusedCard.taken_by.is_(None)
    query = select(func.count()).select_from(RefusedCard).join(DutyShift, RefusedCard.shift_id == DutyShift.id)
    return session.scalar(query.where(alerted)) or 0


def take(session: Session, number: int, username: str, words: str, now: datetime) -> None:
    """The officer sees to it, and may tell the agents more. Raises Declined("not_yours") for who was not alerted of it."""
    conversation = store.locked(session, number)
    row = session.get(RefusedCard, number)
    shift = session.get(DutyShift, row.shift_id) if row is not None and row.shift_id is not None else None
    if conversation is None or row is None or shift is None or shift.username != username:
        raise Declined("not_yours", text("supervision.alert.not_yours"))
    if row.taken_by is None:
        row.taken_by, row.taken_at = username, now
        words = words or text("supervision.note.taken")
    if words:
        conversations.note(session, conversation, username, words, now)
    audit.record(
        session, actor=f"staff:{username}", action="hotline.refused_card_taken", details={"conversation": number}
    )


def _look(session: Session, number: int, now: datetime) -> bool:
    conversation = store.locked(session, number)
    if conversation is None:
        return False
    row = session.get(RefusedCard, number)
    if row is None:
        row = RefusedCard(conversation_id=number, looked=0)
        session.add(row)
    if row.province is None and conversation.messages > row.looked:
        said = [line.text for line in conversations.lines(session, number, row.looked) if line.author == "citizen"]
        row.province = next((code for words in reversed(said) if (code := _named(words))), None)
        row.looked = conversation.messages
    return _alert(session, row, conversation, now)


def _alert(session: Session, row: RefusedCard, conversation: Conversation, now: datetime) -> bool:
    """Tells who is on duty there, once; nobody any more when the conversation is over."""
    if row.alerted_at is not None or row.province is None or conversation.handler == handoff.Handler.BOT:
        return False
    shift = duty.current(session, row.province, now)
    if shift is None:
        return False
    row.shift_id, row.alerted_at = shift.id, now
    agency = agencies()[row.province].name
    if shift.phone is not None:
        enqueue_sms(session, to=shift.phone, template=SMS, personalisation={"co_quan": agency})
    words = text(
        "supervision.note.alerted", agency=agency, name=shift.name, phone=to_local(shift.phone) if shift.phone else "–"
    )
    conversations.note(session, conversation, text("supervision.note.system"), words, now)
    return True


def _known(row: RefusedCard) -> Known:
    agency = agencies()[row.province].name if row.province else None
    return Known(agency, row.alerted_at is not None, row.taken_by)


def _named(words: str) -> str | None:
    places = find_places(words)
    return _province(places[-1].written) if places else None


def _province(place: str | None) -> str | None:
    if not place:
        return None
    try:
        return find_home_province(place).agency_code
    except NotOne:
        return None
