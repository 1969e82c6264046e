"""Feedback as other capabilities use it: submitted from any channel, each time with the same confirmation.

    with database.begin() as session:
        number = service.submit(session, channel=Channel.ACCOUNT, subject="kcb", province="079", text=words,
                                contact=Contact(phone, name), key=f"account:{account_id}:{nonce}", actor=citizen.actor,
                                about_visit=AboutVisit(identity, visit_id))

`submit` opens no transaction of its own and does not repeat: when two submissions with one key meet, one of them gets an
IntegrityError on PostgreSQL, and whoever repeats its transaction (`submit_once`) finds the first ticket.
"""

from datetime import datetime
from typing import Any

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from backend import audit
from backend.database import Database, blind_index
from backend.declined import Declined
from backend.feedback import announcements, contacts, rules, tickets
from backend.feedback.models import Ticket
from backend.feedback.number import new_number
from backend.feedback.records import AboutVisit, Contact
from backend.feedback.states import Act, State
from backend.feedback.subjects import MONITOR_OF, Channel, Subject
from backend.kcb import service as kcb
from bhxh.dates import utcnow
from bhxh.messages import text as message


def submit(
    session: Session,
    *,
    channel: Channel,
    subject: Subject | str,
    province: str,
    text: str,
    contact: Contact,
    key: str,
    actor: str,
    about_visit: AboutVisit | None = None,
    person_index: bytes | None = None,
    client: str | None = None,
    now: datetime | None = None,
    limited: bool = True,
    conversation: int | None = None,
) -> str:
    """Receive a feedback; returns its ticket number. The same ``key`` again gives the first ticket's number and does nothing.

    ``province``: code of the provincial agency that receives, owns and resolves it ("079"). ``actor`` as the audit names who gave it
    ("citizen:…", "conversation:…", "staff:…", "visitor"). ``person_index``: blind index of the person's BHXH code where it is proven;
    a visit brings its own. ``client``: the network address it was sent from, where one is bounded. ``limited`` False lifts the bounds
    (demo load tools). ``conversation``: the hotline's number of the talk that it came from.
    Raises InvalidValue (text, name, phone, e-mail), IdentityExpired, or Declined: feedback.subject, .province, .visit, .too_many, .too_many_here.
    """
    now = now or utcnow()
    known = tickets.submitted_under(session, key)
    if known is not None:
        return known.number
    about = contacts.checked_subject(subject)
    owner = contacts.checked_province(province)
    words = contacts.checked_text(text)
    who = contacts.checked_contact(contact)
    phone_index = blind_index(session, "feedback_ticket.phone", who["phone"])
    client_index = blind_index(session, "feedback_ticket.client", client) if client else None
    if limited:
        tickets.require_few(session, phone_index, now)
    if limited and client_index is not None:
        tickets.require_few_from(session, client_index, now)
    visit = _visit(session, about_visit) if about_visit else None
    if about_visit is not None:
        person_index = about_visit.identity.subject_index
    ticket = Ticket(
        number=new_number(owner),
        version=1,
        channel=channel.value,
        subject=about.value,
        monitor=MONITOR_OF[about].value,
        urgent=rules.is_urgent(about),
        province=owner,
        handler=owner,
        state=State.MOI.value,
        escalation=0,
        urged=0,
        text=words,
        contact=who,
        phone_index=phone_index,
        person_index=person_index or blind_index(session, "audit.phone", who["phone"]),
        visit=visit,
        client_index=client_index,
        submission_index=tickets.submission_index(session, key),
        submitted_at=now,
        take_by=rules.take_by(about, now),
        answer_by=rules.answer_by(about, now),
        reopened=0,
    )
    session.add(ticket)
    session.flush()
    came = {"channel": channel.value, **({"conversation": conversation} if conversation else {})}
    tickets.note(session, ticket, Act.SUBMITTED, actor=actor, at=now, details=came)
    announcements.received(session, ticket)
    details = {"number": ticket.number, "channel": channel.value, "subject": about.value}
    audit.record(session, actor=actor, action="feedback.submitted", subject_index=ticket.person_index, details=details)
    return ticket.number


def submit_once(database: Database, **feedback: Any) -> str:
    """`submit` in a transaction of its own, and once more when it met another's submission of the same key in the same moment."""
    try:
        with database.begin() as session:
            return submit(session, **feedback)
    except IntegrityError:
        with database.begin() as session:
            return submit(session, **feedback)


def _visit(session: Session, about: AboutVisit) -> dict[str, Any]:
    """What the owner must know to find the visit: where and when, never the diagnosis."""
    found = kcb.visit(session, about.identity, about.visit_id)
    if found is None:
        raise Declined("feedback.visit", message("feedback.visit_unknown"))
    return {
        "id": about.visit_id,
        "facility": found.facility,
        "province": found.province,
        "admitted": found.admitted.isoformat(),
        "discharged": found.discharged.isoformat(),
    }
