"""What an agent does for a caller: verify who it is, have the BHXH code or a ready text sent by SMS, open a ticket.

A verification is a code of its own kind to the phone on record, which the caller reads out; it proves the person to the agents of this
call and to nobody else. What an agent types goes into an SMS only by `own_sms`.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from backend import audit, notify
from backend.accounts.service import phone_of
from backend.conversations import desk
from backend.conversations.identity import Asker, Identities, Proof, Sent
from backend.conversations.models import Conversation
from backend.database import Database, blind_index
from backend.declined import Declined
from backend.feedback import service as feedback
from backend.feedback.records import Contact
from backend.feedback.subjects import Channel
from backend.hotline import citizens
from backend.lookup import limits
from backend.lookup.limits import Bucket
from backend.participants.records import PersonRecord
from backend.staff.sessions import Staff
from bhxh.messages import text
from bhxh.phone import mask_phone, parse_mobile
from kit.logs import get_logger

PURPOSE: Final = "hotline"
TEXTS: Final = ("tong_dai_giay_to", "tong_dai_trang", "tong_dai_goi_lai")
"""The gateway's templates that an agent may send: they tell nothing of anybody."""
SMS_PER_PHONE: Final = 3
SMS_PER_AGENT: Final = 60

log = get_logger(__name__)


@dataclass(frozen=True)
class Sms:
    """One SMS of an agent: a template of the gateway and its fields, to a number as it was typed."""

    template: str
    phone: str
    values: Mapping[str, str]


@dataclass(frozen=True)
class Ticket:
    """What goes into a ticket. ``phone`` and ``name`` empty: those of the citizen whom the conversation has proven."""

    subject: str
    province: str
    text: str
    phone: str
    name: str
    key: str


def send_code(database: Database, identities: Identities, agent: Staff, number: int, person: PersonRecord) -> Sent:
    """Send the caller a code to read out. Raises Declined as `Identities.start`."""
    with database.reading() as session:
        asker = Asker(number, "", blind_index(session, "otp_attempt.agent", agent.username))

    def phone(bhxh_code: str) -> str | None:
        with database.reading() as session:
            return phone_of(session, bhxh_code)

    return identities.start(asker, PURPOSE, person.bhxh_code, phone, "hotline.help.no_phone")


def send_text(
    database: Database, agent: Staff, conversation: int, *, template: str, phone: str, page: str, now: datetime
) -> str:
    """Send one of the ready `TEXTS`; returns the masked number. ``page``: the address of the citizens' pages.

    Raises Declined("text" | "too_many"), or InvalidValue for a phone that is none.
    """
    if template not in TEXTS:
        raise Declined("text", text("hotline.help.text_choose"))
    details: dict[str, str | int | None] = {"conversation": conversation, "template": template}
    return hand_over(database, agent, Sms(template, phone, {"trang": page}), now, action="hotline.sms", details=details)


def hand_over(
    database: Database, agent: Staff, sms: Sms, now: datetime, *, action: str, details: dict[str, str | int | None]
) -> str:
    """Put an SMS of an agent into the outbox, bounded for number and agent, and audit it; returns the masked number.

    Raises Declined("too_many"), or InvalidValue for a phone that is none.
    """
    to = parse_mobile(sms.phone)
    counted = [Bucket("agent.sms_to", to, SMS_PER_PHONE, limits.DAY)]
    counted.append(Bucket("agent.sms", agent.username, SMS_PER_AGENT, limits.HOUR))
    if not limits.take(database, counted, now):
        raise Declined("too_many", text("hotline.help.too_many", most=SMS_PER_PHONE))
    with database.begin() as session:
        notify.enqueue_sms(session, to=to, template=sms.template, personalisation=sms.values)
        index = blind_index(session, "audit.phone", to)
        audit.record(session, actor=agent.actor, action=action, subject_index=index, details=details)
    return mask_phone(to)


def open_ticket(
    database: Database, agent: Staff, number: int, proof: Proof | None, ticket: Ticket, *, now: datetime, limited: bool
) -> str:
    """Open a ticket in the citizen's name and note its number in the conversation, in one transaction; returns the number.

    The person is named from the register only if this conversation has proven them; else name and phone are what the caller says.
    The same ``key`` again gives the first ticket's number. Raises Declined, and InvalidValue of name, phone or text.
    """
    try:
        return _open_ticket(database, agent, number, proof, ticket, now=now, limited=limited)
    except IntegrityError:  # the same form sent twice in one moment: the first ticket is found now
        log.info("hotline_ticket_again")
        return _open_ticket(database, agent, number, proof, ticket, now=now, limited=limited)


def _open_ticket(
    database: Database, agent: Staff, number: int, proof: Proof | None, ticket: Ticket, *, now: datetime, limited: bool
) -> str:
    with database.begin() as session:
        conversation = session.scalars(select(Conversation).where(Conversation.id == number).with_for_update()).one()
        citizens.held_by(conversation, agent.username)
        person = proven(session, conversation, proof)
        known = phone_of(session, person.bhxh_code) if person else None
        opened = feedback.submit(
            session,
            channel=Channel.HOTLINE,
            subject=ticket.subject,
            province=ticket.province,
            text=ticket.text,
            contact=Contact(ticket.phone or known or "", person.full_name if person else ticket.name or None),
            key=f"{agent.actor}\n{number}\n{ticket.key}",
            actor=agent.actor,
            person_index=citizens.person_of(session, proof) if person else None,
            now=now,
            limited=limited,
            conversation=number,
        )
        said = text("hotline.help.ticket_note", number=opened)
        if all(line.text != said for line in desk.lines(session, number) if line.note):
            desk.note(session, conversation, agent.username, said, now)
    return opened


def proven(session: Session, conversation: Conversation, proof: Proof | None) -> PersonRecord | None:
    """The conversation's citizen, if it is they who are proven."""
    person = citizens.chosen(session, conversation)
    index = citizens.person_of(session, proof)
    row = citizens.current(session, conversation)
    return person if row is not None and row.person_index == index else None
