"""Sessions of logged-in browsers, kept by us: the cookie is a random name for a row, and the row is what counts."""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from sqlalchemy import delete, or_
from sqlalchemy.orm import Session

from backend.database import Database, blind_index
from backend.staff.models import StaffAccount, StaffSession
from backend.staff.roles import MAY, Permission, Role

IDLE: Final = timedelta(minutes=30)
LONGEST: Final = timedelta(hours=10)
_TOUCH_EVERY: Final = timedelta(minutes=1)


class Step(StrEnum):
    """What a log-in still lacks; `DONE`: nothing."""

    CODE = "code"
    PASSWORD = "password"  # noqa: S105 - a step's name
    ENROL = "enrol"
    DONE = "done"


@dataclass(frozen=True)
class Staff:
    """Who sends this request. `step`: only with DONE may anything but finishing the log-in be done."""

    account_id: int
    username: str
    name: str
    role: Role
    agency: str | None
    step: Step

    @property
    def permissions(self) -> frozenset[Permission]:
        return MAY[self.role]

    @property
    def actor(self) -> str:
        """As the audit names this person."""
        return f"staff:{self.username}"


def begin(session: Session, account: StaffAccount, now: datetime, *, second_passed: bool) -> str:
    """A new session; returns the cookie's value. Ids are never kept from before a log-in, so none can be planted."""
    token = secrets.token_urlsafe(32)
    row = StaffSession(
        token_index=_index(session, token),
        account_id=account.id,
        second_passed=second_passed,
        created_at=now,
        seen_at=now,
    )
    session.add(row)
    return token


def find(database: Database, token: str, now: datetime, *, touch: bool) -> Staff | None:
    """Who this cookie is, while the session and the account hold. `touch`: the person did something, so it stays open."""
    with database.reading() as reading:
        found = _open(reading, token, now)
        if found is None:
            return None
        row, account = found
        staff = Staff(
            account.id, account.username, account.name, Role(account.role), account.agency, _step(row, account)
        )
    if touch and row.seen_at < now - _TOUCH_EVERY:
        with database.begin() as session:
            again = _open(session, token, now)
            if again is not None:
                again[0].seen_at = now
    return staff


def end(session: Session, token: str) -> None:
    """Log out this browser."""
    session.execute(delete(StaffSession).where(StaffSession.token_index == _index(session, token)))


def forget_old(session: Session, now: datetime) -> None:
    """Drop sessions that hold no more."""
    over = or_(StaffSession.created_at <= now - LONGEST, StaffSession.seen_at <= now - IDLE)
    session.execute(delete(StaffSession).where(over))


def _open(session: Session, token: str, now: datetime) -> tuple[StaffSession, StaffAccount] | None:
    row = session.get(StaffSession, _index(session, token))
    if row is None or row.created_at <= now - LONGEST or row.seen_at <= now - IDLE:
        return None
    account = session.get(StaffAccount, row.account_id)
    if account is None or account.closed_at is not None:
        return None
    return row, account


def _step(row: StaffSession, account: StaffAccount) -> Step:
    enrolled = account.totp_confirmed_at is not None
    if enrolled and not row.second_passed:
        return Step.CODE
    if account.must_change:
        return Step.PASSWORD
    if not enrolled and not account.demo:
        return Step.ENROL
    return Step.DONE


def _index(session: Session, token: str) -> bytes:
    return blind_index(session, "staff_session.token", token)
