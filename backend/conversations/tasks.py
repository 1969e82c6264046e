"""What time does to conversations: values are forgotten after an hour of silence, everything after a day."""

from datetime import timedelta

from sqlalchemy import delete, select, update

from backend.config import BackendConfig
from backend.conversations import handoff, inbound
from backend.conversations.handoff import Status
from backend.conversations.models import Conversation, Handle, OtpAttempt, PendingOtp, ProvenIdentity
from backend.conversations.timing import IDLE, KEPT
from backend.database import Database
from backend.maintain.schedule import periodic
from backend.measures import facts
from bhxh.dates import utcnow


@periodic("conversations.forget", every=timedelta(minutes=10))
def forget_silent(database: Database, config: BackendConfig) -> None:
    """Deletes the values of conversations silent for an hour, and conversations silent for a day, unless a person has them or is asked for."""
    now = utcnow()
    idle = select(Conversation.id).where(Conversation.active_at < now - IDLE)
    with database.begin() as session:
        unattended = Conversation.status.not_in([Status.OPEN, Status.SNOOZED])
        over = (Conversation.active_at < now - KEPT) & unattended
        for conversation in session.scalars(select(Conversation).where(over).with_for_update()):
            facts.take_in(session, conversation)
        session.execute(delete(Conversation).where(over))
        unclear = (Conversation.active_at < now - IDLE) & Conversation.unclear.is_not(None)
        session.execute(update(Conversation).where(unclear).values(unclear=None))
        session.execute(delete(Handle).where(Handle.conversation_id.in_(idle)))
        session.execute(delete(PendingOtp).where(PendingOtp.conversation_id.in_(idle)))
        session.execute(delete(ProvenIdentity).where(ProvenIdentity.expires_at < now))
        session.execute(delete(OtpAttempt).where(OtpAttempt.at < now - KEPT))
        inbound.forget_old(session, now)


@periodic("conversations.wake", every=timedelta(seconds=30))
def wake_snoozed(database: Database, config: BackendConfig) -> None:
    """Brings put-aside conversations back to their agents when their time has come."""
    with database.begin() as session:
        handoff.wake_due(session, utcnow())
