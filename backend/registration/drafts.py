"""What a person has declared so far, kept for 24 hours under a key of the caller's (a conversation's session, a wizard's cookie)."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from backend.database import blind_index
from backend.registration import fields
from backend.registration.models import Draft

LIFETIME: Final = timedelta(hours=24)
"""Counted from the last change."""


@dataclass(frozen=True)
class Stored:
    """A field just stored: its value in normal form, as people read it, and the fields that no longer held and were dropped."""

    value: str
    shown: str
    dropped: tuple[str, ...]


def index_of(session: Session, owner: str) -> bytes:
    """The blind index under which an owner's draft is kept, so that the database alone names no session."""
    return blind_index(session, "registration_draft.owner", owner)


def find(session: Session, owner: str, now: datetime, *, lock: bool = False) -> Draft | None:
    """An owner's draft if there is one that has not expired."""
    query = select(Draft).where(Draft.owner_index == index_of(session, owner), Draft.expires_at > now)
    return session.scalar(query.with_for_update() if lock else query)


def values(session: Session, owner: str, now: datetime) -> dict[str, str]:
    """The fields given so far, in normal form; empty when there is no draft."""
    draft = find(session, owner, now)
    return dict(draft.declaration) if draft else {}


def put(session: Session, owner: str, name: str, written: str | None, now: datetime) -> Stored:
    """Checks one field against the others and stores it. Raises InvalidValue, and then stores nothing."""
    with _changed(session, owner, now) as declaration:
        value = fields.parse_field(name, written, declaration)
        declaration[name] = value
        dropped = fields.contradicted(name, declaration)
        for other in dropped:
            del declaration[other]
    return Stored(value, fields.show_field(name, value), dropped)


def discard(session: Session, owner: str) -> None:
    """Deletes an owner's draft; no error when there is none."""
    session.execute(delete(Draft).where(Draft.owner_index == index_of(session, owner)))


def delete_expired(session: Session, now: datetime) -> None:
    """Deletes drafts past their time."""
    session.execute(delete(Draft).where(Draft.expires_at <= now))


@contextmanager
def _changed(session: Session, owner: str, now: datetime) -> Iterator[dict[str, str]]:
    index = index_of(session, owner)
    draft = session.scalar(select(Draft).where(Draft.owner_index == index).with_for_update())
    declaration = dict(draft.declaration) if draft and draft.expires_at > now else {}
    yield declaration
    if draft is None:
        session.add(Draft(owner_index=index, declaration=declaration, expires_at=now + LIFETIME))
    else:
        draft.declaration, draft.expires_at = declaration, now + LIFETIME
    session.flush()
