"""Which phone somebody on a platform holds: told by the platform itself (a shared contact), or carried over from another channel.

A link forgets itself 180 days after its last use, because numbers are given to other people: Vietnamese networks sell a number again
some months after it was given up.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from backend.channels.models import ChannelLink, LinkCode
from backend.database import blind_index
from bhxh.dates import utcnow
from bhxh.phone import parse_mobile

KEPT: Final = timedelta(days=180)
_RENEWED_AFTER: Final = timedelta(days=1)
"""Using a link writes at most once a day."""


class Level(StrEnum):
    """How we know. `SHARED`: the platform vouches that the phone is the writer's. `CODE`: by a one-time code from another channel."""

    SHARED = "shared"
    CODE = "code"


@dataclass(frozen=True)
class Link:
    """A linked address as its owner sees it."""

    id: int
    channel: str
    level: Level
    verified_at: datetime
    expires_at: datetime


def remember_phone(
    session: Session, channel: str, address: str, phone: str, now: datetime, *, level: Level = Level.SHARED
) -> None:
    """Keep that who writes from this address holds ``phone`` (any spelling), instead of what was kept before.

    Raises InvalidValue when it is no Vietnamese mobile number. Call it with the address's conversation locked (`Heard.also` has it):
    two at once for the same address would else write twice.
    """
    number = parse_mobile(phone)
    index = address_index(session, channel, address)
    link = session.scalar(select(ChannelLink).where(ChannelLink.address_index == index).with_for_update())
    if link is None:
        link = ChannelLink(channel=channel, address=address, address_index=index)
        session.add(link)
    link.phone = number
    link.phone_index = phone_index(session, number)
    link.level = level
    link.verified_at = now
    link.expires_at = now + KEPT
    session.flush()


def verified_phone(session: Session, channel: str, address: str, now: datetime | None = None) -> str | None:
    """The phone (`84…`) that who writes from this address has proven to hold, None: nothing is known, or no longer."""
    link = _find(session, channel, address)
    return None if link is None or link.expires_at <= (now or utcnow()) else link.phone


def renew(session: Session, channel: str, address: str, now: datetime) -> None:
    """The link was used: its time begins anew."""
    link = _find(session, channel, address)
    if link is not None and now < link.expires_at <= now + KEPT - _RENEWED_AFTER:
        link.expires_at = now + KEPT


def unlink(session: Session, channel: str, address: str) -> bool:
    """Forget what is known of this address, and any code asked for there; whether anything was."""
    index = address_index(session, channel, address)
    session.execute(delete(LinkCode).where(LinkCode.address_index == index))
    gone = session.execute(delete(ChannelLink).where(ChannelLink.address_index == index))
    return bool(gone.rowcount)  # type: ignore[attr-defined]


def links_of(session: Session, phone: str, now: datetime) -> Sequence[Link]:
    """What is linked with a phone (`84…`), the newest first."""
    query = select(ChannelLink).where(
        ChannelLink.phone_index == phone_index(session, phone), ChannelLink.expires_at > now
    )
    rows = session.scalars(query.order_by(ChannelLink.verified_at.desc(), ChannelLink.id.desc()))
    return [Link(row.id, row.channel, Level(row.level), row.verified_at, row.expires_at) for row in rows]


def forget_old(session: Session, now: datetime) -> None:
    """Drop links and codes whose time is over."""
    session.execute(delete(ChannelLink).where(ChannelLink.expires_at <= now))
    session.execute(delete(LinkCode).where(LinkCode.expires_at <= now))


def address_index(session: Session, channel: str, address: str) -> bytes:
    """The form under which an address on a platform is looked for."""
    return blind_index(session, "channel_link.address", f"{channel}:{address}")


def phone_index(session: Session, phone: str) -> bytes:
    """The form under which a linked phone is looked for."""
    return blind_index(session, "channel_link.phone", phone)


def _find(session: Session, channel: str, address: str) -> ChannelLink | None:
    index = address_index(session, channel, address)
    return session.scalar(select(ChannelLink).where(ChannelLink.address_index == index))
