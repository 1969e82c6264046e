"""Retention of the outbox."""

from datetime import timedelta

from sqlalchemy import delete

from backend.config import BackendConfig
from backend.database import Database
from backend.maintain.schedule import periodic
from backend.notify.delivery import GIVE_UP
from backend.notify.models import Channel, OutboxMessage, OutboxState
from bhxh.dates import utcnow

KEEP = timedelta(days=30)
"""How long a finished row is kept, to answer "was it sent?"; the gateway keeps the message itself."""


@periodic("notify.retention", every=timedelta(hours=1))
def forget_finished(database: Database, config: BackendConfig) -> None:
    """Delete rows that were sent or refused more than `KEEP` ago, and e-mails that no mail server was there for."""
    finished = [OutboxState.SENT, OutboxState.FAILED]
    with database.begin() as session:
        session.execute(
            delete(OutboxMessage).where(OutboxMessage.state.in_(finished), OutboxMessage.created_at < utcnow() - KEEP)
        )
        session.execute(
            delete(OutboxMessage).where(
                OutboxMessage.channel == Channel.MAIL,
                OutboxMessage.state == OutboxState.WAITING,
                OutboxMessage.created_at < utcnow() - GIVE_UP,
            )
        )
