"""Who a browser's session cookie is, and what its log-in still lacks."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from sqlalchemy.orm import Session

from backend.credentials.sessions import Lifetime, Sessions, new_token
from backend.database import Database
from backend.staff.models import StaffAccount, StaffSession
from backend.staff.roles import MAY, Permission, Role

IDLE: Final = timedelta(minutes=30)
LONGEST: Final = timedelta(hours=10)

_sessions: Final = Sessions(StaffSession, Lifetime(IDLE, LONGEST))


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
    unit: str | None = None

    @property
    def permissions(self) -> frozenset[Permission]:
        return MAY[self.role]

    @property
    def actor(self) -> str:
        """As the audit names this person."""
        return f"staff:{self.username}"


def begin(session: Session, account: StaffAccount, now: datetime, *, second_passed: bool) -> str:
    """A new session; returns the cookie's value."""
    token = new_token()
    row = StaffSession(
        token_index=_sessions.index(session, token),
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
        row = _sessions.row(reading, token, now)
        account = None if row is None else reading.get(StaffAccount, row.account_id)
        if row is None or account is None or account.closed_at is not None:
            return None
        staff = Staff(
            account.id,
            account.username,
            account.name,
            Role(account.role),
            account.agency,
            _step(row, account),
            account.unit,
        )
    if touch:
        _sessions.touch(database, token, row.seen_at, now)
    return staff


def end(session: Session, token: str) -> None:
    """Log out this browser."""
    _sessions.end(session, token)


def forget_old(session: Session, now: datetime) -> None:
    """Drop sessions that hold no more."""
    _sessions.forget_old(session, now)


def _step(row: StaffSession, account: StaffAccount) -> Step:
    enrolled = account.totp_confirmed_at is not None
    if enrolled and not row.second_passed:
        return Step.CODE
    if account.must_change:
        return Step.PASSWORD
    if not enrolled and not account.demo:
        return Step.ENROL
    return Step.DONE
