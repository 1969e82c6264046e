"""What a user token does to a conversation: it names who asks. Only a trusted issuer's word counts as much as an OTP."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import delete
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from backend import audit
from backend.accounts.phones import people_reached_by
from backend.config import BackendConfig
from backend.conversations import identity, store
from backend.conversations.models import Conversation
from backend.conversations.timing import IDLE, KEPT
from backend.database import Database, blind_index
from backend.embed import tokens
from backend.embed.issuers import Issuer
from backend.embed.models import NamedUser, UsedToken
from backend.embed.tokens import LEEWAY, Claims, TokenRefused
from backend.maintain.schedule import periodic
from backend.participants.register import code_index
from bhxh.dates import utcnow

HELD: Final = IDLE
"""How long a token names who asks; the other side gives a new one with each page."""


@dataclass(frozen=True)
class Naming:
    """The conversation that goes on, or begins."""

    conversation_id: str


def name_user(
    database: Database,
    issuers: Sequence[Issuer],
    audience: str,
    *,
    token: str,
    conversation_id: str | None,
    now: datetime,
) -> Naming:
    """Checks a token, uses it up, and notes who asks. Raises TokenRefused, also with code ``used``.

    A conversation goes on only where the same person was named: in another, even one of nobody in particular, somebody else may have
    looked at their records before the phone was handed on.
    """
    claims = tokens.read(token, issuers, audience, now)
    subject = claims.bhxh_code or claims.phone or ""
    try:
        with database.begin() as session:
            index = blind_index(session, "embed_used_token.token", f"{claims.issuer.name}/{claims.jti}")
            session.add(UsedToken(token_index=index, expires_at=claims.expires_at + LEEWAY))
            session.flush()
            found = _of_same_user(session, conversation_id, subject, now)
            public_id = conversation_id if found is not None and conversation_id else store.new_id()
            conversation = found or store.create(session, public_id, now)
            session.merge(
                NamedUser(
                    conversation_id=conversation.id,
                    issuer=claims.issuer.name,
                    by_phone=claims.phone is not None,
                    subject=subject,
                    expires_at=now + HELD,
                )
            )
            session.flush()
            _believe(session, conversation, claims, now)
    except IntegrityError:
        raise TokenRefused("used") from None
    return Naming(public_id)


def code_of(session: Session, conversation_id: int, now: datetime) -> str | None:
    """The BHXH code of who asks in a conversation, as far as it was said; of a phone only where it reaches one person alone."""
    row = session.get(NamedUser, conversation_id)
    if row is None or row.expires_at <= now:
        return None
    return _code(session, row.subject, by_phone=row.by_phone)


@periodic("embed.forget", every=timedelta(minutes=10))
def forget_old(database: Database, config: BackendConfig) -> None:
    """Deletes what tokens said an hour ago, and used tokens that have expired."""
    now = utcnow()
    with database.begin() as session:
        session.execute(delete(NamedUser).where(NamedUser.expires_at <= now))
        session.execute(delete(UsedToken).where(UsedToken.expires_at <= now))


def _of_same_user(session: Session, conversation_id: str | None, subject: str, now: datetime) -> Conversation | None:
    """The conversation, locked, if it is this person's and not over."""
    found = store.find(session, conversation_id, lock=True) if conversation_id else None
    if found is None or now - found.active_at > KEPT:
        return None
    named = session.get(NamedUser, found.id)
    return found if named is not None and named.subject == subject and named.expires_at > now else None


def _believe(session: Session, conversation: Conversation, claims: Claims, now: datetime) -> None:
    code = _code(session, claims.bhxh_code or claims.phone or "", by_phone=claims.phone is not None)
    trusted = claims.issuer.trusted and code is not None
    if trusted and code is not None:
        identity.vouch(session, conversation.id, "kcb", code, now)
    audit.record(
        session,
        actor=f"issuer:{claims.issuer.name}",
        action="embed.vouched" if trusted else "embed.named",
        subject_index=code_index(session, code) if code else None,
        details={"conversation": conversation.id},
    )


def _code(session: Session, subject: str, *, by_phone: bool) -> str | None:
    if not by_phone:
        return subject
    people = people_reached_by(session, subject)
    return people[0].bhxh_code if len(people) == 1 else None
