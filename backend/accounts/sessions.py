"""Who a browser's session cookie is, and what its log-in still lacks."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from backend.accounts import age
from backend.accounts.models import Account, AccountSession, SessionEnd
from backend.accounts.service import actor_of
from backend.credentials.sessions import Lifetime, Sessions, new_token
from backend.database import Database
from backend.participants import register

IDLE: Final = timedelta(minutes=30)
LONGEST: Final = timedelta(hours=10)

table: Final = Sessions(AccountSession, Lifetime(IDLE, LONGEST))


class Step(StrEnum):
    """What a log-in still lacks; `DONE`: nothing. `PASSWORD`: the first one or one too old must be changed. `DEVICE`: another device
    is logged in."""

    PASSWORD = "password"  # noqa: S105 - a step's name
    DEVICE = "device"
    DONE = "done"


@dataclass(frozen=True)
class Citizen:
    """Who sends this request. ``subject_index``: how the audit names the person. ``step``: only with DONE may anything but finishing
    the log-in be done."""

    account_id: int
    person_id: int
    name: str
    subject_index: bytes
    step: Step

    @property
    def actor(self) -> str:
        """As the audit names who acts."""
        return actor_of(self.account_id)


@dataclass(frozen=True)
class Open:
    """A browser that is logged in, as its owner sees it. ``index``: by what it can be signed out."""

    index: bytes
    device: str
    confirmed: bool
    created_at: datetime
    seen_at: datetime
    mine: bool


def begin(session: Session, account: Account, now: datetime, *, confirmed: bool, device: str) -> str:
    """A new session; returns the cookie's value."""
    token = new_token()
    row = AccountSession(
        token_index=table.index(session, token),
        account_id=account.id,
        confirmed=confirmed,
        device=device,
        created_at=now,
        seen_at=now,
    )
    session.add(row)
    if account.first_login_at is None and _step(row, account, now) is Step.DONE:
        account.first_login_at = now
    return token


def find(database: Database, token: str, now: datetime, *, touch: bool) -> Citizen | None:
    """Who this cookie is, while the session and the account hold. ``touch``: the person did something, so it stays open."""
    with database.reading() as reading:
        row = table.row(reading, token, now)
        account = None if row is None or row.ended is not None else reading.get(Account, row.account_id)
        person = None if account is None else register.find_by_id(reading, account.person_id)
        if row is None or account is None or person is None:
            return None
        step = _step(row, account, now)
        citizen = Citizen(account.id, account.person_id, person.full_name, account.code_index, step)
    if touch:
        table.touch(database, token, row.seen_at, now)
    return citizen


def ended(database: Database, token: str) -> SessionEnd | None:
    """Why the session of this cookie was ended by something else than its own log-out; None: it was not."""
    with database.reading() as session:
        row = session.get(AccountSession, table.index(session, token))
        return None if row is None or row.ended is None else SessionEnd(row.ended)


def others(session: Session, account: Account, now: datetime, *, but: str | None) -> Sequence[AccountSession]:
    """Browsers of this account that are logged in besides that of the cookie ``but``. Whoever walked away without logging out
    counts too, until the day's work is over."""
    return session.scalars(
        select(AccountSession).where(
            AccountSession.account_id == account.id,
            AccountSession.confirmed,
            AccountSession.ended.is_(None),
            AccountSession.created_at > now - LONGEST,
            AccountSession.token_index != table.index(session, but or ""),
        )
    ).all()


def listing(session: Session, account_id: int, token: str, now: datetime) -> list[Open]:
    """All browsers that are logged in with an account or try to be, the one that asks first."""
    mine = table.index(session, token)
    rows = session.scalars(
        select(AccountSession)
        .where(
            AccountSession.account_id == account_id,
            AccountSession.ended.is_(None),
            AccountSession.created_at > now - LONGEST,
        )
        .order_by(AccountSession.seen_at.desc())
    )
    shown = [
        Open(row.token_index, row.device, row.confirmed, row.created_at, row.seen_at, row.token_index == mine)
        for row in rows
    ]
    return sorted(shown, key=lambda one: not one.mine)


def end_others(session: Session, account_id: int, why: SessionEnd, *, but: str | None) -> int:
    """Every browser of an account is out, but that of the cookie ``but``; returns how many were."""
    mine = table.index(session, but or "")
    whose = (
        AccountSession.account_id == account_id,
        AccountSession.ended.is_(None),
        AccountSession.token_index != mine,
    )
    return session.execute(update(AccountSession).where(*whose).values(ended=why)).rowcount  # type: ignore[attr-defined, no-any-return]


def end(session: Session, token: str) -> None:
    """Log out this browser."""
    table.end(session, token)


def forget_old(session: Session, now: datetime) -> None:
    """Drop sessions whose day is over."""
    session.execute(delete(AccountSession).where(AccountSession.created_at <= now - LONGEST))


def _step(row: AccountSession, account: Account, now: datetime) -> Step:
    if account.must_change or (age.too_old(account.password_at, now) and not account.demo):
        return Step.PASSWORD
    return Step.DONE if row.confirmed else Step.DEVICE
