"""Pictures that come with a feedback: drawn anew and kept encrypted, as those of a registration."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from backend.database import Database
from backend.declined import Declined
from backend.feedback import rules
from backend.feedback.models import Attachment, Ticket
from backend.feedback.states import OPEN, State
from backend.registration.pictures import Picture
from backend.registration.store import PhotoStore
from bhxh.messages import text

_GRACE: Final = timedelta(hours=1)
"""A file younger than this may still get its row."""


def add(
    database: Database, store: PhotoStore, find: Callable[[Session], Ticket], picture: Picture, now: datetime
) -> None:
    """Keep a picture with the ticket that ``find`` gives. Raises Declined("feedback.pictures_full" | "feedback.not_now")."""
    file = store.write(picture.jpeg)
    try:
        with database.begin() as session:
            ticket = find(session)
            # Locked, so that pictures sent at once are counted one after the other.
            session.refresh(ticket, with_for_update=True)
            if State(ticket.state) not in OPEN:
                state = text(f"feedback.state.{State(ticket.state)}")
                raise Declined("feedback.not_now", text("feedback.not_now", state=state))
            if count(session, ticket) >= rules.ATTACHMENTS_MOST:
                detail = text("feedback.pictures_full", most=rules.ATTACHMENTS_MOST)
                raise Declined("feedback.pictures_full", detail)
            row = Attachment(ticket_id=ticket.id, file=file, width=picture.width, height=picture.height, stored_at=now)
            session.add(row)
    except BaseException:
        store.delete([file])
        raise


def count(session: Session, ticket: Ticket) -> int:
    """How many pictures a ticket has."""
    return session.scalar(select(func.count()).where(Attachment.ticket_id == ticket.id)) or 0


def file_of(session: Session, ticket: Ticket, place: int) -> str | None:
    """The file of the ``place``-th picture of a ticket, counted from 1."""
    mine = select(Attachment.file).where(Attachment.ticket_id == ticket.id).order_by(Attachment.id)
    files = list(session.scalars(mine))
    return files[place - 1] if 1 <= place <= len(files) else None


def sweep(database: Database, store: PhotoStore) -> None:
    """Deletes files that no row names: left by a crash between a file and its row, or by a ticket that was erased."""
    for name in store.names(_GRACE):
        with database.reading() as session:
            stray = session.scalar(select(Attachment.id).where(Attachment.file == name)) is None
        if stray:
            store.delete([name])
