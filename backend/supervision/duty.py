"""The duty list: who of each province answers for refused cards, and when."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from backend import audit
from backend.declined import Declined
from backend.registration.agencies import agencies
from backend.staff import accounts
from backend.staff.roles import MAY, Permission, Role
from backend.supervision.models import DutyShift
from bhxh.messages import text
from bhxh.names import parse_full_name
from bhxh.phone import parse_mobile
from bhxh.problems import InvalidValue

LONGEST: Final = timedelta(days=31)
"""A shift that lasts longer is a slip in the year."""
KEPT: Final = timedelta(days=90)
"""How long a shift that is over is kept, to tell who was alerted."""


@dataclass(frozen=True)
class Draft:
    """A shift as the supervisor writes it. ``phone`` and ``username`` may be empty, not both: nobody could be told."""

    province: str
    name: str
    phone: str
    username: str
    since: datetime
    until: datetime


def add(session: Session, draft: Draft, *, actor: str, now: datetime) -> DutyShift:
    """A new shift. Raises Declined with the field that is wrong."""
    agency = agencies().get(draft.province)
    if len(draft.province) != 3 or agency is None:
        raise Declined("province", text("supervision.duty.province_wrong"), ("province",))
    try:
        name = parse_full_name(draft.name)
    except InvalidValue as wrong:
        raise Declined("name", wrong.detail, ("name",)) from None
    try:
        phone = parse_mobile(draft.phone) if draft.phone else None
    except InvalidValue as wrong:
        raise Declined("phone", wrong.detail, ("phone",)) from None
    username = _account(session, draft.username)
    if phone is None and username is None:
        raise Declined("phone", text("supervision.duty.unreachable"), ("phone",))
    if not draft.since < draft.until <= draft.since + LONGEST or draft.until <= now:
        raise Declined("until", text("supervision.duty.times_wrong", days=LONGEST.days), ("until",))
    shift = DutyShift(
        province=draft.province, name=name, phone=phone, username=username, since=draft.since, until=draft.until
    )
    session.add(shift)
    session.flush()
    audit.record(session, actor=actor, action="hotline.duty_added", details={"shift": shift.id, "agency": agency.code})
    return shift


def remove(session: Session, number: int, *, actor: str) -> bool:
    """Takes a shift off the list; False when it is not there any more."""
    shift = session.get(DutyShift, number)
    if shift is None:
        return False
    session.delete(shift)
    audit.record(
        session, actor=actor, action="hotline.duty_removed", details={"shift": number, "agency": shift.province}
    )
    return True


def current(session: Session, province: str, now: datetime) -> DutyShift | None:
    """Who is on duty in a province at this moment; of several, who has come last."""
    on_duty = (DutyShift.province == province) & (DutyShift.since <= now) & (DutyShift.until > now)
    return session.scalar(select(DutyShift).where(on_duty).order_by(DutyShift.since.desc(), DutyShift.id.desc()))


def listing(session: Session, now: datetime) -> Sequence[DutyShift]:
    """The shifts that run or are to come, by province."""
    query = select(DutyShift).where(DutyShift.until > now)
    return session.scalars(query.order_by(DutyShift.province, DutyShift.since).limit(1000)).all()


def of_officer(session: Session, username: str, now: datetime) -> Sequence[DutyShift]:
    """An officer's own shifts that run or are to come."""
    query = select(DutyShift).where(DutyShift.username == username, DutyShift.until > now)
    return session.scalars(query.order_by(DutyShift.since)).all()


def forget(session: Session, now: datetime) -> None:
    """Deletes shifts that have long been over."""
    session.execute(delete(DutyShift).where(DutyShift.until < now - KEPT))


def _account(session: Session, username: str) -> str | None:
    if not username:
        return None
    account = accounts.find(session, username)
    if account is None or account.closed_at is not None or Permission.DUTY not in MAY[Role(account.role)]:
        raise Declined("username", text("supervision.duty.username_wrong"), ("username",))
    return account.username
