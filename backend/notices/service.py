"""Telling members of staff something, in the transaction of its cause; what they have seen; the e-mails about it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session

from backend.database import Database
from backend.notices.models import StaffNotice
from backend.notify import enqueue_mail
from backend.staff import colleagues
from bhxh.messages import text

AT_ONCE: Final = 50
KEPT: Final = timedelta(days=90)
MAILED_WITHIN: Final = timedelta(days=1)
"""Who gives an address today is not written to about what was weeks ago."""
_NAMED: Final = 10


@dataclass(frozen=True)
class Notice:
    """What is told. ``kind``, ``about``, ``address``, ``details``: as `models.StaffNotice` has them; ``key``: the occasion."""

    kind: str
    key: str
    about: str
    address: str
    details: Mapping[str, str]


def tell(session: Session, usernames: Iterable[str], notice: Notice, now: datetime) -> None:
    """In the caller's transaction. Who was told of this occasion before is told nothing."""
    wanted = set(usernames)
    query = select(StaffNotice.username).where(StaffNotice.username.in_(wanted), StaffNotice.key == notice.key)
    for username in sorted(wanted - set(session.scalars(query))):
        session.add(
            StaffNotice(
                username=username,
                key=notice.key,
                kind=notice.kind,
                about=notice.about,
                address=notice.address,
                details=dict(notice.details),
                at=now,
            )
        )
    session.flush()


def waiting(session: Session, username: str) -> int:
    """How many this person has not seen."""
    query = select(func.count()).where(StaffNotice.username == username, StaffNotice.seen_at.is_(None))
    return session.scalar(query) or 0


def listing(session: Session, username: str) -> Sequence[StaffNotice]:
    """The latest of a person, those not seen first."""
    query = select(StaffNotice).where(StaffNotice.username == username)
    order = (StaffNotice.seen_at.is_not(None), StaffNotice.at.desc(), StaffNotice.id.desc())
    return session.scalars(query.order_by(*order).limit(AT_ONCE)).all()


def see(session: Session, username: str, numbers: Sequence[int], now: datetime) -> None:
    """These have been seen; of others' nothing changes."""
    mine = (StaffNotice.username == username) & StaffNotice.id.in_(numbers) & StaffNotice.seen_at.is_(None)
    session.execute(update(StaffNotice).where(mine).values(seen_at=now))


def words(notice: StaffNotice) -> str:
    """What it says, in the reader's language."""
    return text(f"notices.kind.{notice.kind}", about=notice.about, **notice.details)


def mail_due(database: Database, page: str, now: datetime) -> int:
    """One e-mail to each person with an address who has notices that no e-mail was about; returns how many were written.

    ``page``: the full address of the list. Safe on two machines: whoever marks a notice writes about it.
    """
    fresh = StaffNotice.mailed_at.is_(None) & StaffNotice.seen_at.is_(None) & (StaffNotice.at > now - MAILED_WITHIN)
    with database.reading() as session:
        addresses = colleagues.addresses(session, session.scalars(select(StaffNotice.username).where(fresh).distinct()))
    written = 0
    for username, address in sorted(addresses.items()):
        with database.begin() as session:
            marked = update(StaffNotice).where(fresh, StaffNotice.username == username).values(mailed_at=now)
            about = sorted({row.about for row in session.execute(marked.returning(StaffNotice.about))})
            if about:
                named = ", ".join(about[:_NAMED]) + ("…" if len(about) > _NAMED else "")
                values = {"so_luong": str(len(about)), "danh_sach": named, "trang": page}
                enqueue_mail(session, to=address, template="nhac_viec", personalisation=values)
                written += 1
    return written


def forget(session: Session, now: datetime) -> None:
    """Deletes what was told long ago."""
    session.execute(delete(StaffNotice).where(StaffNotice.at < now - KEPT))
