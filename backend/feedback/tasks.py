"""Deadlines of feedback, and pictures that belong to none."""

from datetime import timedelta
from typing import Final

from sqlalchemy import delete

from backend.config import BackendConfig
from backend.database import Database
from backend.feedback import attachments, deadlines
from backend.feedback.models import Ticket
from backend.feedback.room import AREA
from backend.maintain.schedule import periodic
from backend.registration.store import PhotoStore
from bhxh.dates import utcnow

KEPT: Final = timedelta(days=5 * 365)
"""Behind its closing. No document that we have names a time for feedback; five years cover what may still be disputed."""


@periodic("feedback.deadlines", every=timedelta(minutes=1))
def hold_deadlines(database: Database, config: BackendConfig) -> None:
    """Every minute, because a refused card is to be taken up within half an hour."""
    del config
    deadlines.run(database)


@periodic("feedback.forget", every=timedelta(days=1))
def forget_settled(database: Database, config: BackendConfig) -> None:
    """Deletes feedback that was settled long ago, with everything in it; its pictures go with the next sweep."""
    del config
    with database.begin() as session:
        session.execute(delete(Ticket).where(Ticket.closed_at <= utcnow() - KEPT))


@periodic("feedback.sweep", every=timedelta(hours=6))
def sweep_pictures(database: Database, config: BackendConfig) -> None:
    """Deletes pictures whose feedback is gone."""
    attachments.sweep(database, PhotoStore(config.data_dir, database.keyring, AREA))
