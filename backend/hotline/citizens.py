"""The citizen of a conversation: who it is, whether that is proven, and their data for the one agent who has given a reason.

Masked until then. A reveal holds for ten minutes, for that agent and that conversation; every look at what is revealed is audited
under the person, with the reason as a code. What an agent writes to a reason is kept as a private note of the conversation.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy.orm import Session

from backend import audit
from backend.accounts.service import phone_of
from backend.conversations import desk
from backend.conversations.identity import Proof
from backend.conversations.models import Conversation
from backend.declined import Declined
from backend.embed import naming
from backend.feedback import queue as tickets
from backend.hotline.citizen_search import Masked, masked
from backend.hotline.models import HotlineCitizen
from backend.participants import cards, profile, register
from backend.participants.cards import CardToday
from backend.participants.records import PersonRecord
from backend.registration import dossiers, search
from backend.staff.sessions import Staff
from bhxh.messages import text

REVEALED_FOR: Final = timedelta(minutes=10)
REASONS: Final = ("asks", "card_refused", "dossier", "ticket", "identity", "other")
"""Why an agent must see the data. "other" is told in words."""


@dataclass(frozen=True)
class Revealed:
    """What an agent sees of a citizen. ``phone_tail``: the last three digits of the phone on record, None where there is none."""

    person: PersonRecord
    cards: list[CardToday]
    phone_tail: str | None
    dossiers: list[search.Row]
    tickets: list[tickets.Row]
    seconds_left: int


@dataclass(frozen=True)
class Card:
    """The citizen of a conversation. ``proven_for``: seconds for which an OTP that has passed in this conversation for this person still
    counts; 0: none does."""

    masked: Masked
    proven_for: int
    revealed: Revealed | None

    @property
    def changes_in(self) -> int:
        """Seconds until something of it is no longer so; 0: never."""
        ends = [self.proven_for, self.revealed.seconds_left if self.revealed else 0]
        return min((seconds for seconds in ends if seconds), default=0)


def choose(session: Session, conversation: Conversation, agent: str, index: bytes, now: datetime) -> None:
    """Say whom the conversation is about; what was revealed of somebody else is masked again. Raises Declined("not_yours")."""
    held_by(conversation, agent)
    session.merge(
        HotlineCitizen(
            conversation_id=conversation.id, person_index=index, chosen_at=now, revealed_by=None, revealed_until=None
        )
    )
    session.flush()


def drop(session: Session, conversation: Conversation, agent: str) -> None:
    """It was somebody else. Raises Declined("not_yours")."""
    held_by(conversation, agent)
    row = session.get(HotlineCitizen, conversation.id)
    if row is not None:
        session.delete(row)


def reveal(
    session: Session, conversation: Conversation, agent: str, now: datetime, *, reason: str, words: str
) -> bytes:
    """Show the data to this agent for a while; returns the person's index, for the audit.

    Raises Declined: not_yours, reason (none, or "other" without words), no_citizen.
    """
    held_by(conversation, agent)
    if reason not in REASONS or (reason == "other" and not words):
        raise Declined("reason", text("hotline.citizen.reason_needed"))
    row = current(session, conversation)
    if row is None:
        raise Declined("no_citizen", text("hotline.citizen.none_chosen"))
    row.revealed_by, row.revealed_until = agent, now + REVEALED_FOR
    if words:
        desk.note(session, conversation, agent, text("hotline.citizen.reason_note", words=words), now)
    return row.person_index


def card(session: Session, conversation: Conversation, agent: Staff, proof: Proof | None, now: datetime) -> Card | None:
    """The card as this agent sees it; None: nobody is proven or chosen. The caller has seen that the agent holds the conversation."""
    proven = person_of(session, proof)
    row = current(session, conversation) or _known(session, conversation, agent, proven, now)
    person = register.find_by_index(session, row.person_index) if row else None
    if row is None or person is None:
        return None
    open_ = row.revealed_by == agent.username and row.revealed_until is not None and row.revealed_until > now
    shown = _revealed(session, conversation, row, agent.actor, now) if open_ else None
    proven_for = _seconds(proof.expires_at, now) if proof and row.person_index == proven else 0
    return Card(masked(session, person), proven_for, shown)


def current(session: Session, conversation: Conversation) -> HotlineCitizen | None:
    """Whom this talk is about, if it is known."""
    row = session.get(HotlineCitizen, conversation.id)
    if row is None or conversation.asked_at is None or row.chosen_at < conversation.asked_at:
        return None
    return row


def chosen(session: Session, conversation: Conversation) -> PersonRecord | None:
    """The person of the register whom this talk is about, if it is known."""
    row = current(session, conversation)
    return register.find_by_index(session, row.person_index) if row else None


def person_of(session: Session, proof: Proof | None) -> bytes | None:
    """The index of whom an OTP has proven: the person of the code, or of the dossier."""
    if proof is None:
        return None
    if proof.purpose != "registration_status":
        return register.code_index(session, proof.subject)
    dossier = dossiers.find(session, proof.subject)
    return dossier.code_index if dossier else None


def held_by(conversation: Conversation, agent: str) -> None:
    """Raises Declined("not_yours") unless this agent has the conversation."""
    if conversation.assignee != agent:
        raise Declined("not_yours", text("hotline.not_yours"))


def _known(
    session: Session, conversation: Conversation, agent: Staff, proven: bytes | None, now: datetime
) -> HotlineCitizen | None:
    """Whom nobody has searched for: proven by an OTP, or said (and not proven) by the site or app around the chat."""
    named = None if proven else naming.code_of(session, conversation.id, now)
    index = register.code_index(session, named) if named else proven
    if index is None:
        return None
    row = session.merge(HotlineCitizen(conversation_id=conversation.id, person_index=index, chosen_at=now))
    row.revealed_by = row.revealed_until = None
    session.flush()
    details = {"conversation": conversation.id, "by": "named" if named else "proven"}
    audit.record(session, actor=agent.actor, action="hotline.citizen_known", subject_index=index, details=details)
    return row


def _revealed(
    session: Session, conversation: Conversation, row: HotlineCitizen, actor: str, now: datetime
) -> Revealed | None:
    until = row.revealed_until or now
    known = register.find_by_index(session, row.person_index)
    identity = known and register.identity_of(session, known.id, actor=actor, expires_at=until)
    if not identity:
        return None
    person = profile.profile(session, identity)
    phone = phone_of(session, person.bhxh_code)
    shown = Revealed(
        person=person,
        cards=cards.of(session, identity),
        phone_tail=phone[-3:] if phone else None,
        dossiers=search.of_person(session, row.person_index),
        tickets=tickets.of_person(session, row.person_index, phone, now),
        seconds_left=_seconds(until, now),
    )
    details = {"conversation": conversation.id, "dossiers": len(shown.dossiers), "tickets": len(shown.tickets)}
    audit.record(session, actor=actor, action="hotline.citizen_read", subject_index=row.person_index, details=details)
    return shown


def _seconds(until: datetime, now: datetime) -> int:
    return max(1, int((until - now).total_seconds()))
