"""Codes by SMS to the account's phone, each for one session and one purpose.

The gateway allows five tries a code and a number of codes an hour; wrong ones are counted here as well, over all sessions of an
account, so that opening another session gives nobody another five. No transaction is open while the gateway is called.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from math import ceil
from typing import Final

from sqlalchemy import delete
from sqlalchemy.orm import Session

from backend.accounts import sessions
from backend.accounts.models import Account, AccountOtp
from backend.accounts.sessions import Citizen
from backend.credentials import otp
from backend.credentials.tries import Tries
from backend.database import Database
from backend.declined import Declined
from bhxh.messages import text
from sms_gateway.client import SmsClient

_DIGITS: Final = 6
tries: Final = Tries("account_otp")


class For(StrEnum):
    """What a code confirms, as the gateway names it."""

    PASSWORD = "password"  # noqa: S105 - a purpose's name
    DEVICE = "device"
    CHANGE = "change"
    REMOVAL = "removal"


@dataclass(frozen=True)
class Sent:
    """A code on its way: the phone's last three digits, minutes it holds, seconds until another may be asked for."""

    phone_tail: str
    minutes: int
    resend_after: int


class Codes:
    """Codes of sessions. Safe to share between threads."""

    def __init__(self, database: Database, sms: SmsClient, clock: Callable[[], datetime]) -> None:
        self._database = database
        self._sms = sms
        self.clock = clock

    def send(self, who: Citizen, token: str, purpose: For, client: str, *, new_hash: str | None = None) -> Sent:
        """Send a code, in place of the one before; without ``new_hash`` it keeps that one's. Raises Declined."""
        with self._database.reading() as session:
            before = session.get(AccountOtp, (sessions.table.index(session, token), purpose))
            account = session.get(Account, who.account_id)
        now = self.clock()
        if account is None:
            raise Declined("none", text("identity.none_pending"))
        if before is not None and now < before.resend_at:
            seconds = ceil((before.resend_at - now).total_seconds())
            raise Declined("resend_wait", text("identity.resend_wait", seconds=seconds))
        kept = new_hash or (before.new_hash if before else None)
        sent = otp.send(self._sms, account.phone, purpose.value, client)
        resend_at = now + timedelta(seconds=sent.resend_after)
        with self._database.begin() as session:
            self._forget(session, token, purpose)
            row = AccountOtp(
                session_index=sessions.table.index(session, token),
                purpose=purpose,
                request_id=sent.id,
                new_hash=kept,
                resend_at=resend_at,
                expires_at=sent.expires_at,
            )
            session.add(row)
        return Sent(account.phone[-3:], otp.minutes_left(sent, now), sent.resend_after)

    def pending(self, who: Citizen, token: str, purpose: For) -> Sent | None:
        """The code that this session was sent and that still holds."""
        now = self.clock()
        with self._database.reading() as session:
            row = session.get(AccountOtp, (sessions.table.index(session, token), purpose))
            account = session.get(Account, who.account_id)
            if row is None or account is None or row.expires_at <= now:
                return None
            minutes = ceil((row.expires_at - now).total_seconds() / 60)
            return Sent(account.phone[-3:], minutes, max(0, ceil((row.resend_at - now).total_seconds())))

    def check(self, who: Citizen, token: str, purpose: For, typed: str) -> str | None:
        """Use the code up; returns the ``new_hash`` it was sent for. Raises Declined: none, wrong, expired, locked, closed."""
        code = "".join(letter for letter in typed if letter.isdigit())
        with self._database.reading() as session:
            row = session.get(AccountOtp, (sessions.table.index(session, token), purpose))
        if row is None:
            raise Declined("none", text("identity.none_pending"))
        if len(code) != _DIGITS:
            raise Declined("wrong", text("identity.not_a_code"))
        name = f"{who.account_id}:{purpose}"
        if not tries.take(self._database, name, self.clock()):
            raise Declined("closed", text("identity.closed"))
        otp.check(self._sms, row.request_id, code)
        with self._database.begin() as session:
            tries.forget(session, name)
            self._forget(session, token, purpose)
        return row.new_hash

    @staticmethod
    def _forget(session: Session, token: str, purpose: For) -> None:
        mine = (AccountOtp.session_index == sessions.table.index(session, token), AccountOtp.purpose == purpose)
        session.execute(delete(AccountOtp).where(*mine))
