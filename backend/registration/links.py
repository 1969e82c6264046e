"""Secret links to one dossier: 128 random bits in the address, their keyed hash in the database."""

import secrets
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from backend.database import blind_index
from backend.registration.models import Dossier, Link
from bhxh.dates import VIETNAM

TOKEN_BYTES = 16


class Purpose(StrEnum):
    """What a link opens. A token of one purpose is worth nothing for the other."""

    PHOTOS = "photos"
    DECLARATION = "declaration"
    ACCESS = "access"
    """The dossier's own page, for the browser that submitted it or passed the OTP: the token stands in its cookie."""


def end_of_day(day: date) -> datetime:
    """The moment a day is over in Viet Nam."""
    return datetime.combine(day + timedelta(days=1), time.min, VIETNAM)


def issue(session: Session, dossier: Dossier, purpose: Purpose, expires_at: datetime | None = None) -> str:
    """A new token for a dossier, valid until its deadline is over unless told otherwise. Earlier tokens stay valid."""
    token = secrets.token_hex(TOKEN_BYTES)
    session.add(
        Link(
            token_index=_index(session, token),
            dossier_id=dossier.id,
            purpose=purpose,
            expires_at=expires_at or end_of_day(dossier.deadline),
        )
    )
    return token


def dossier_of(session: Session, token: str, purpose: Purpose, now: datetime, *, lock: bool = False) -> Dossier | None:
    """The dossier a token opens, or None for a token that is unknown, used, expired or of another purpose.

    ``lock`` keeps the dossier from being completed or deleted by another transaction until this one ends.
    """
    query = (
        select(Dossier)
        .join(Link, Link.dossier_id == Dossier.id)
        .where(Link.token_index == _index(session, token), Link.purpose == purpose, Link.expires_at > now)
    )
    return session.scalar(query.with_for_update() if lock else query)


def close(session: Session, dossier: Dossier, purpose: Purpose) -> None:
    """Ends every link of one purpose to a dossier."""
    session.execute(delete(Link).where(Link.dossier_id == dossier.id, Link.purpose == purpose))


def delete_expired(session: Session, now: datetime) -> None:
    """Deletes links past their time."""
    session.execute(delete(Link).where(Link.expires_at <= now))


def _index(session: Session, token: str) -> bytes:
    return blind_index(session, "registration_link.token", token)
