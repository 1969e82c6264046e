"""Reminders by SMS before a password becomes too old: two weeks and three days before its last day."""

from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from backend import notify
from backend.accounts import age
from backend.accounts.models import Account
from backend.database import Database
from backend.notify import Lane
from bhxh.dates import VIETNAM, format_date

_BEFORE: Final = (timedelta(days=14), timedelta(days=3))
_BATCH: Final = 200
# Six months are 181 days at least: no younger password needs a look.
_YOUNGEST: Final = timedelta(days=181) - _BEFORE[0] - timedelta(days=1)


def remind(database: Database, now: datetime) -> int:
    """Write the reminders that are due to the outbox, each once; returns how many. Safe to run twice and on two machines."""
    written, last = 0, 0
    while True:
        with database.begin() as session:
            batch = _due(session, now, last)
            written += sum(_remind(session, account, now) for account in batch)
        if len(batch) < _BATCH:
            return written
        last = batch[-1].id


def _due(session: Session, now: datetime, after: int) -> list[Account]:
    query = (
        select(Account)
        .where(
            Account.id > after,
            Account.password_at <= now - _YOUNGEST,
            Account.reminded < len(_BEFORE),
            Account.demo.is_(False),
            Account.must_change.is_(False),
        )
        .order_by(Account.id)
        .limit(_BATCH)
        .with_for_update(skip_locked=True)
    )
    return list(session.scalars(query))


def _remind(session: Session, account: Account, now: datetime) -> bool:
    left = age.last_day(account.password_at) - now.astimezone(VIETNAM).date()
    stage = sum(left <= before for before in _BEFORE)
    if stage <= account.reminded:
        return False
    account.reminded = stage
    if left < timedelta():  # the worker slept through the last day: whoever logs in is told now
        return False
    personalisation = {"han_doi": format_date(age.last_day(account.password_at))}
    notify.enqueue_sms(
        session, to=account.phone, template="nhac_doi_mat_khau", personalisation=personalisation, lane=Lane.BULK
    )
    return True
